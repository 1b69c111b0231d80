/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks are found in wall time, as if each day had 24 hours, and told in real time one by one: so
 * they stay on round hours when clocks are put forward. */
#include "config.h"

#include "seep-time-axis.h"

#include "base/seep-i18n.h"

#define MS ((gint64) 1000)
#define S (1000 * MS)
#define MINUTE (60 * S)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define LONGEST (364 * DAY) /* fits into weeks; of a year's chart, nobody reads more */

static const gint64 steps[] = {
  1 * MS,     2 * MS,     5 * MS,     10 * MS,     20 * MS,     50 * MS,     100 * MS,
  200 * MS,   500 * MS,   1 * S,      2 * S,       5 * S,       10 * S,      15 * S,
  30 * S,     1 * MINUTE, 2 * MINUTE, 5 * MINUTE,  10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  1 * HOUR,   2 * HOUR,   3 * HOUR,   6 * HOUR,    12 * HOUR,   1 * DAY,     2 * DAY,
  7 * DAY,    14 * DAY,   28 * DAY,   91 * DAY,    LONGEST,
};

static gint64
floor_to (gint64 value, gint64 step)
{
  gint64 rest = value % step;

  return value - (rest < 0 ? rest + step : rest);
}

/* From UTC to the clock on the wall. */
static gint64
get_offset_us (GTimeZone *zone, gint64 time_us)
{
  int interval =
    g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, floor_to (time_us, S) / S);

  return interval >= 0 ? g_time_zone_get_offset (zone, interval) * S : 0;
}

/* From the clock on the wall to UTC. What the clock never shows is told as when it is put. */
static gint64
get_utc (GTimeZone *zone, gint64 wall_us)
{
  gint64 wall_s = floor_to (wall_us, S) / S;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &wall_s);

  return wall_us - (interval >= 0 ? g_time_zone_get_offset (zone, interval) * S : 0);
}

static gint64
find_step (gint64 length_us, guint max_ticks)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (length_us / steps[i] < (gint64) max_ticks)
        return steps[i];
    }
  return floor_to (length_us / (max_ticks - 1), LONGEST) + LONGEST;
}

void
seep_time_axis_init (SeepTimeAxis *axis,
                     gint64        from_us,
                     gint64        to_us,
                     GTimeZone    *zone,
                     guint         max_ticks)
{
  gint64 wall;

  g_return_if_fail (from_us <= to_us && max_ticks >= 2 && max_ticks <= SEEP_TIME_AXIS_MAX_TICKS);

  axis->step_us = find_step (to_us - from_us, max_ticks);
  axis->n_ticks = 0;
  wall = floor_to (from_us + get_offset_us (zone, from_us), axis->step_us);
  for (; axis->n_ticks < max_ticks; wall += axis->step_us)
    {
      gint64 time_us = get_utc (zone, wall);

      if (time_us > to_us)
        break;
      /* An hour that does not exist is the next one. */
      if (time_us >= from_us
          && (axis->n_ticks == 0 || time_us > axis->ticks_us[axis->n_ticks - 1]))
        axis->ticks_us[axis->n_ticks++] = time_us;
    }
}

/* NULL: no calendar has it. */
static GDateTime *
dup_date_time (gint64 time_us, GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (floor_to (time_us, S) / S);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

char *
seep_time_dup_text (gint64 time_us, gint64 step_us, GTimeZone *zone)
{
  g_autoptr(GDateTime) when = dup_date_time (time_us, zone);
  g_autofree char *text = NULL;
  gint64 fraction = time_us - floor_to (time_us, S);
  gint64 digit = S;
  int n_digits = 0;

  if (when == NULL)
    return g_strdup ("");
  /* Translators: a day, a time, a time with seconds, for strftime; on the axis of a chart. */
  if (step_us >= DAY)
    return g_date_time_format (when, _("%e %b"));
  if (step_us >= MINUTE)
    return g_date_time_format (when, _("%H:%M"));
  text = g_date_time_format (when, _("%H:%M:%S"));

  for (; digit > MAX (step_us, MS); digit /= 10)
    n_digits++;
  if (n_digits == 0)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s.%0*d", text, n_digits, (int) (fraction / digit));
}

char *
seep_time_axis_dup_label (const SeepTimeAxis *axis, guint tick, GTimeZone *zone)
{
  gint64 time_us = axis->ticks_us[tick];
  g_autoptr(GDateTime) when = dup_date_time (time_us, zone);

  if (axis->step_us >= MINUTE && when != NULL && g_date_time_get_hour (when) == 0
      && g_date_time_get_minute (when) == 0)
    return seep_time_dup_text (time_us, DAY, zone);
  return seep_time_dup_text (time_us, axis->step_us, zone);
}

char *
seep_time_dup_duration (gint64 duration_us)
{
  gint64 seconds = (duration_us + S / 2) / S;
  gint64 minutes = (duration_us + MINUTE / 2) / MINUTE;
  gint64 hours = (duration_us + HOUR / 2) / HOUR;

  /* Translators: how long something took, as short as possible. */
  if (duration_us < S)
    return g_strdup_printf (_("%d ms"), (int) (duration_us / MS));
  if (seconds < 120)
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (minutes < 120)
    return g_strdup_printf (_("%d min"), (int) minutes);
  if (hours < 48 && minutes % 60 == 0)
    return g_strdup_printf (_("%d h"), (int) (minutes / 60));
  if (hours < 48)
    return g_strdup_printf (_("%d h %d min"), (int) (minutes / 60), (int) (minutes % 60));
  return g_strdup_printf (_("%d d %d h"), (int) (hours / 24), (int) (hours % 24));
}
