/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in the order of time; step k of the pyramid holds the extremes of 8^(k+1) points a block,
 * whole blocks only, so appending touches 1 + 1/8 + 1/64 … of them and nothing is ever rebuilt. A
 * span of points is covered by at most seven blocks or points a step on its left side and seven on
 * its right: a million points in fewer than a hundred looks.
 *
 * A point may stand for a stretch before it. Those are rare (old parts of a recording) and lie
 * in a list beside the points, by point. Stretches do not overlap, so what touches a part of
 * time is one span of points. 16 bytes a point and 2.3 for the pyramid. */
#include "config.h"

#include "seep-series.h"

#include <math.h>

#define STEP_BITS 3
#define STEP (1u << STEP_BITS)
#define MAX_STEPS 20 /* 8^20 points fit into no memory */

typedef struct
{
  double min, max;
} Extremes;

typedef struct
{
  guint64  point; /* it ends there */
  gint64   from_us;
  Extremes extremes;
} Stretch;

struct _SeepSeries
{
  GArray *times;            /* owned, of gint64 */
  GArray *values;           /* owned, of double; as many */
  GArray *stretches;        /* owned, of Stretch, by point */
  GArray *steps[MAX_STEPS]; /* owned, of Extremes; NULL: not that many points yet */
};

SeepSeries *
seep_series_new (void)
{
  SeepSeries *self = g_new0 (SeepSeries, 1);

  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  return self;
}

void
seep_series_free (SeepSeries *series)
{
  for (guint i = 0; i < MAX_STEPS; i++)
    g_clear_pointer (&series->steps[i], g_array_unref);
  g_array_unref (series->stretches);
  g_array_unref (series->values);
  g_array_unref (series->times);
  g_free (series);
}

static gint64
get_time (const SeepSeries *self, guint64 i)
{
  return g_array_index (self->times, gint64, i);
}

static double
get_value (const SeepSeries *self, guint64 i)
{
  return g_array_index (self->values, double, i);
}

/* NULL: the point stands for its moment only. */
static const Stretch *
find_stretch (const SeepSeries *self, guint64 point)
{
  guint low = 0;
  guint high = self->stretches->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->stretches, Stretch, middle).point < point)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->stretches->len || g_array_index (self->stretches, Stretch, low).point != point)
    return NULL;
  return &g_array_index (self->stretches, Stretch, low);
}

static gint64
get_begin (const SeepSeries *self, guint64 point)
{
  const Stretch *stretch = find_stretch (self, point);

  return stretch != NULL ? stretch->from_us : get_time (self, point);
}

static Extremes
get_extremes_of_point (const SeepSeries *self, guint64 point)
{
  const Stretch *stretch = find_stretch (self, point);
  double value = get_value (self, point);

  return stretch != NULL ? stretch->extremes : (Extremes){ value, value };
}

static Extremes
join (Extremes a, Extremes b)
{
  return (Extremes){ MIN (a.min, b.min), MAX (a.max, b.max) };
}

/* Of a point (@step 0), or of a whole block. */
static Extremes
get_block (const SeepSeries *self, guint step, guint64 block)
{
  return step == 0 ? get_extremes_of_point (self, block)
                   : g_array_index (self->steps[step - 1], Extremes, block);
}

/* Adds the blocks that the last point has made whole. */
static void
grow_pyramid (SeepSeries *self)
{
  guint64 n = self->times->len;

  for (guint step = 0; step < MAX_STEPS && n % STEP == 0; step++)
    {
      Extremes extremes = get_block (self, step, n - STEP);

      for (guint64 i = n - STEP + 1; i < n; i++)
        extremes = join (extremes, get_block (self, step, i));
      if (self->steps[step] == NULL)
        self->steps[step] = g_array_new (FALSE, FALSE, sizeof (Extremes));
      g_array_append_val (self->steps[step], extremes);
      n /= STEP;
    }
}

static gboolean
can_begin (const SeepSeries *self, gint64 time_us)
{
  guint n = self->times->len;

  return n < G_MAXUINT32 && (n == 0 || time_us >= get_time (self, n - 1));
}

void
seep_series_append (SeepSeries *series, gint64 time_us, double value)
{
  if (isnan (value) || !can_begin (series, time_us))
    return;

  g_array_append_val (series->times, time_us);
  g_array_append_val (series->values, value);
  grow_pyramid (series);
}

void
seep_series_append_range (SeepSeries *series,
                          gint64      from_us,
                          gint64      to_us,
                          double      min,
                          double      max,
                          double      last)
{
  const Stretch stretch = { series->times->len, from_us, { min, max } };

  /* A NAN is neither less nor more. */
  if (!(min <= last && last <= max) || from_us > to_us || !can_begin (series, from_us))
    return;

  if (from_us < to_us || min < max)
    g_array_append_val (series->stretches, stretch);
  g_array_append_val (series->times, to_us);
  g_array_append_val (series->values, last);
  grow_pyramid (series);
}

guint64
seep_series_get_n (SeepSeries *series)
{
  return series->times->len;
}

SeepSeriesPoint
seep_series_get_point (SeepSeries *series, guint64 i)
{
  const SeepSeriesPoint none = { 0, NAN };

  g_return_val_if_fail (i < series->times->len, none);

  return (SeepSeriesPoint){ get_time (series, i), get_value (series, i) };
}

/* The first point of [@low, …) not before @time_us. */
static guint64
find_from (const SeepSeries *self, guint64 low, gint64 time_us)
{
  guint64 high = self->times->len;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (get_time (self, middle) < time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint64
seep_series_find (SeepSeries *series, gint64 time_us)
{
  return find_from (series, 0, time_us);
}

/* Of the points [@low, @high), at least one: up the pyramid as far as its blocks fit. */
static Extremes
get_extremes_of_span (const SeepSeries *self, guint64 low, guint64 high)
{
  Extremes extremes = { INFINITY, -INFINITY };

  for (guint step = 0; low < high; step++)
    {
      for (; low < high && low % STEP != 0; low++)
        extremes = join (extremes, get_block (self, step, low));
      for (; low < high && high % STEP != 0; high--)
        extremes = join (extremes, get_block (self, step, high - 1));
      low /= STEP;
      high /= STEP;
    }
  return extremes;
}

/* The points that touch [@from_us, @to_us), of which none is before @after. */
static void
find_span (const SeepSeries *self,
           guint64           after,
           gint64            from_us,
           gint64            to_us,
           guint64          *low,
           guint64          *high)
{
  *low = find_from (self, after, from_us);
  *high = find_from (self, *low, to_us);
  if (*high < self->times->len && get_begin (self, *high) < to_us)
    *high += 1; /* a stretch that goes on behind */
}

void
seep_series_reduce (SeepSeries       *series,
                    gint64            from_us,
                    gint64            to_us,
                    SeepSeriesColumn *columns,
                    guint             n_columns)
{
  guint64 length = (guint64) to_us - (guint64) from_us;
  guint64 low = 0;
  guint64 high;

  g_return_if_fail (from_us <= to_us && n_columns > 0);

  for (guint64 i = 0; i < n_columns; i++)
    {
      /* from + length × i / n, without leaving 64 bits */
      guint64 begin = length / n_columns * i + length % n_columns * i / n_columns;
      guint64 end = length / n_columns * (i + 1) + length % n_columns * (i + 1) / n_columns;
      Extremes extremes = { NAN, NAN };

      find_span (series, low, (gint64) ((guint64) from_us + begin),
                 (gint64) ((guint64) from_us + end), &low, &high);
      if (low < high)
        extremes = get_extremes_of_span (series, low, high);
      columns[i] = (SeepSeriesColumn){
        .min = extremes.min,
        .max = extremes.max,
        .first = low < high ? get_value (series, low) : NAN,
        .last = low < high ? get_value (series, high - 1) : NAN,
      };
    }
}

gboolean
seep_series_get_extremes (SeepSeries *series,
                          gint64      from_us,
                          gint64      to_us,
                          double     *min,
                          double     *max)
{
  guint64 low = 0;
  guint64 high = 0;
  Extremes extremes;

  if (from_us < to_us)
    find_span (series, 0, from_us, to_us, &low, &high);
  if (low >= high)
    return FALSE;

  extremes = get_extremes_of_span (series, low, high);
  *min = extremes.min;
  *max = extremes.max;
  return TRUE;
}
