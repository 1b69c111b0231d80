/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every unit has a ladder of scales, each with its own word; on a scale the steps are 1, 2, 5, 10 …
 * as long as they are shorter than the next scale. */
#include "config.h"

#include "seep-axis.h"

#include "base/seep-i18n.h"

#include <math.h>

/* Beyond, nobody has measured anything. */
#define MAX_VALUE 1e18
/* An axis shows at least that share of its highest value. */
#define MIN_SHARE 0.02
/* It begins with 0 if what is seen begins below that share of its highest value. */
#define FROM_ZERO 0.6
/* Of a step, for what is not exact. */
#define SLACK 1e-9

typedef struct
{
  double      size;
  const char *format; /* of a number that is written already */
  guint       last;   /* the longest step on this scale, in @size */
} Scale;

/* Translators: these are units behind a number, on the axes of charts. */
static const Scale byte_scales[] = {
  { 1, N_("%s B"), 500 },
  { 1024.0, N_("%s KiB"), 500 },
  { 1024.0 * 1024, N_("%s MiB"), 500 },
  { 1024.0 * 1024 * 1024, N_("%s GiB"), 500 },
  { 1024.0 * 1024 * 1024 * 1024, N_("%s TiB"), 1000000000 },
};

static const Scale count_scales[] = {
  { 1, "%s", 500 },
  { 1e3, N_("%s k"), 500 },
  { 1e6, N_("%s M"), 500 },
  { 1e9, N_("%s G"), 1000000000 },
};

static const Scale second_scales[] = {
  { 1e-6, N_("%s µs"), 500 },
  { 1e-3, N_("%s ms"), 500 },
  { 1, N_("%s s"), 20 },
  { 60, N_("%s min"), 20 },
  { 3600, N_("%s h"), 1000000000 },
};

static const Scale share_scales[] = {
  { 0.01, N_("%s %%"), 1000000000 },
};

static const Scale *
get_scales (SeepUnit unit, guint *n)
{
  switch (unit)
    {
    case SEEP_UNIT_BYTES:
      *n = G_N_ELEMENTS (byte_scales);
      return byte_scales;
    case SEEP_UNIT_SECONDS:
      *n = G_N_ELEMENTS (second_scales);
      return second_scales;
    case SEEP_UNIT_SHARE:
      *n = G_N_ELEMENTS (share_scales);
      return share_scales;
    case SEEP_UNIT_COUNT:
    default:
      *n = G_N_ELEMENTS (count_scales);
      return count_scales;
    }
}

/* The shortest step of this scale that is not shorter than @least; 0: all are. */
static double
find_step_on_scale (const Scale *scale, double least)
{
  static const guint mantissas[] = { 1, 2, 5 };

  for (guint power = 1; power <= scale->last; power *= 10)
    {
      for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
        {
          double step = scale->size * mantissas[i] * power;

          if (mantissas[i] * power <= scale->last && step >= least)
            return step;
        }
    }
  return 0;
}

static double
find_step (SeepUnit unit, double least)
{
  guint n;
  const Scale *scales = get_scales (unit, &n);
  double step = 0;

  for (guint i = 0; i < n && step == 0; i++)
    step = find_step_on_scale (&scales[i], least);
  return step > 0 ? step : least;
}

/* The scale that a step is written on. */
static const Scale *
find_scale (SeepUnit unit, double value)
{
  guint n;
  const Scale *scales = get_scales (unit, &n);
  guint i = 0;

  while (i + 1 < n && scales[i + 1].size <= value * (1 + SLACK))
    i++;
  return &scales[i];
}

static double
get_n_steps (double low, double high, double step)
{
  return ceil (high / step - SLACK) - floor (low / step + SLACK);
}

void
seep_axis_init (SeepAxis *axis, SeepUnit unit, double low, double high, guint max_ticks)
{
  double step;

  g_return_if_fail (max_ticks >= 3);

  low = isfinite (low) ? CLAMP (low, 0, MAX_VALUE) : 0;
  high = isfinite (high) ? CLAMP (high, low, MAX_VALUE) : low;
  if (high - low < MIN_SHARE * high)
    low = high * (1 - MIN_SHARE);
  if (low < FROM_ZERO * high)
    low = 0;

  /* Rounding both ends outwards may take one step more than the length does. */
  step = find_step (unit, (high - low) / (max_ticks - 1));
  while (get_n_steps (low, high, step) > max_ticks - 1)
    step = find_step (unit, step * 1.01);

  axis->unit = unit;
  axis->step = step;
  axis->min = floor (low / step + SLACK) * step;
  axis->max = MAX (ceil (high / step - SLACK) * step, axis->min + step);
  axis->n_ticks = (guint) lround ((axis->max - axis->min) / step) + 1;
}

double
seep_axis_get_tick (const SeepAxis *axis, guint tick)
{
  return axis->min + axis->step * tick;
}

static char *
dup_on_scale (const Scale *scale, double value, guint n_digits)
{
  g_autofree char *number = g_strdup_printf ("%.*f", (int) n_digits, value / scale->size);
  const char *format = _(scale->format);
  g_autoptr(GString) text = g_string_new (format);

  g_string_replace (text, "%s", number, 1);
  g_string_replace (text, "%%", "%", 1);
  return g_strdup (text->str);
}

char *
seep_axis_dup_label (const SeepAxis *axis, guint tick)
{
  double value = seep_axis_get_tick (axis, tick);
  /* Counts are written on the scale of the largest, that they stay short. */
  const Scale *scale =
    find_scale (axis->unit, axis->unit == SEEP_UNIT_COUNT ? axis->max : axis->step);
  guint n_digits = 0;

  for (double rest = axis->step / scale->size; fabs (rest - round (rest)) > 1e-6; rest *= 10)
    n_digits++;
  if (value == 0 && axis->unit == SEEP_UNIT_COUNT)
    return g_strdup ("0");
  return dup_on_scale (scale, value, n_digits);
}

char *
seep_axis_dup_value (SeepUnit unit, double value)
{
  const Scale *scale = find_scale (unit, fabs (value));
  double number = fabs (value) / scale->size;
  guint n_digits;

  if (fabs (number - round (number)) < 1e-6 || number >= 99.95
      || (scale->size == 1 && unit != SEEP_UNIT_SECONDS))
    n_digits = 0;
  else
    n_digits = number >= 9.995 ? 1 : 2;
  return dup_on_scale (scale, value, n_digits);
}
