/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The span is cut into columns of about a pixel, at multiples of their own length: panning moves
 * them without cutting anew, so nothing flickers. A column has the extremes of its points and
 * half of the way to its neighbours, which makes the columns one connected band; columns without
 * points lie on the way between the points beside them, or in a gap. Time is that of
 * seep_series_reduce(): in proportion to the columns, whatever is in them. */
#include "config.h"

#include "seep-line.h"

#include <math.h>

/* Points beside each other are told apart from that many pixels on. */
#define MIN_DOT_DISTANCE 14
/* A gap is so many times longer than the interval after it … */
#define GAP_AFTER 4.0
/* … and than the one before it, which may be a stretch of an old recording. */
#define GAP_BEFORE 1.5

static gint64
floor_divide (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

static gint64
get_time (SeepSeries *series, guint64 i)
{
  return seep_series_get_point (series, i).time_us;
}

/* Was nothing measured for @length_us before the point @i, of which at least one is before it? */
static gboolean
is_gap (SeepSeries *series, guint64 i, gint64 length_us)
{
  guint64 n = seep_series_get_n (series);
  gint64 before = i >= 2 ? get_time (series, i - 1) - get_time (series, i - 2) : 0;
  gint64 after = i + 1 < n ? get_time (series, i + 1) - get_time (series, i) : 0;

  if (before == 0 && after == 0)
    return FALSE;
  if (after == 0)
    return (double) length_us > GAP_AFTER * (double) before;
  return (double) length_us > GAP_AFTER * (double) after
         && (double) length_us > GAP_BEFORE * (double) before;
}

typedef struct
{
  SeepSeries       *series;
  gint64            begin_us; /* of the first column */
  gint64            step_us;  /* of a column */
  guint             n;
  SeepSeriesColumn *columns; /* owned */
} Cut;

static gint64
get_middle (const Cut *cut, guint column)
{
  return cut->begin_us + cut->step_us * column + cut->step_us / 2;
}

/* Lays the columns [@first, @end) on the way from one point to another. */
static void
join (Cut *cut, guint first, guint end, SeepSeriesPoint from, SeepSeriesPoint to)
{
  double length = (double) MAX (1, to.time_us - from.time_us);

  for (guint i = first; i < end; i++)
    {
      double share = (double) (get_middle (cut, i) - from.time_us) / length;
      double value = from.value + CLAMP (share, 0, 1) * (to.value - from.value);

      cut->columns[i] = (SeepSeriesColumn){ value, value, value, value };
    }
}

/* The columns [@first, @end) have no points; those beside them do, or are outside. */
static void
bridge (Cut *cut, guint first, guint end)
{
  gint64 end_us = cut->begin_us + cut->step_us * end;
  guint64 i = seep_series_find (cut->series, end_us);
  SeepSeriesPoint from, to;

  if (i == 0 || i >= seep_series_get_n (cut->series))
    return;
  from = seep_series_get_point (cut->series, i - 1);
  to = seep_series_get_point (cut->series, i);
  if (end < cut->n)
    {
      /* A stretch begins there and ends later. */
      to.time_us = MIN (to.time_us, get_middle (cut, end));
      to.value = cut->columns[end].first;
    }
  if (!is_gap (cut->series, i, MAX (to.time_us, end_us) - from.time_us))
    join (cut, first, end, from, to);
}

static void
fill_columns (Cut *cut)
{
  guint i = 0;

  seep_series_reduce (cut->series, cut->begin_us, cut->begin_us + cut->step_us * cut->n,
                      cut->columns, cut->n);
  while (i < cut->n)
    {
      guint first = i;

      while (i < cut->n && isnan (cut->columns[i].min))
        i++;
      if (i > first)
        bridge (cut, first, i);
      i++;
    }
}

/* Half of the way to the neighbours. */
static void
connect (const Cut *cut, guint i, double *low, double *high)
{
  const SeepSeriesColumn *column = &cut->columns[i];
  double ways[2] = { column->min, column->max };

  if (i > 0 && !isnan (column[-1].last))
    ways[0] = (column[-1].last + column->first) / 2;
  if (i + 1 < cut->n && !isnan (column[1].first))
    ways[1] = (column->last + column[1].first) / 2;
  *low = MIN (column->min, MIN (ways[0], ways[1]));
  *high = MAX (column->max, MAX (ways[0], ways[1]));
}

static void
add_dots (SeepLine *line, SeepSeries *series, const SeepScale *scale)
{
  guint64 first = seep_series_find (series, scale->from_us);
  guint64 end = seep_series_find (series, scale->to_us + 1);
  guint64 n = end - first;

  if (n == 0 || (n > 1 && scale->width / (double) n < MIN_DOT_DISTANCE))
    return;
  line->dots = g_new (double, 2 * n);
  line->n_dots = (guint) n;
  for (guint64 i = 0; i < n; i++)
    {
      SeepSeriesPoint point = seep_series_get_point (series, first + i);

      line->dots[2 * i] = seep_scale_get_x (scale, point.time_us);
      line->dots[2 * i + 1] = seep_scale_get_y (scale, point.value);
    }
}

SeepLine *
seep_line_new (SeepSeries *series, const SeepScale *scale)
{
  SeepLine *line = g_new0 (SeepLine, 1);
  gint64 length = MAX (1, scale->to_us - scale->from_us);
  Cut cut = { .series = series };

  if (scale->width < 1 || scale->height < 1)
    return line;
  cut.step_us = MAX (1, (gint64) llround ((double) length / scale->width));
  line->number = floor_divide (scale->from_us, cut.step_us) - 1;
  cut.begin_us = line->number * cut.step_us;
  cut.n = (guint) ((scale->to_us - cut.begin_us) / cut.step_us) + 2;
  cut.columns = g_new (SeepSeriesColumn, cut.n);
  fill_columns (&cut);

  line->x = seep_scale_get_x (scale, get_middle (&cut, 0));
  line->dx = seep_scale_get_x (scale, get_middle (&cut, 1)) - line->x;
  line->n = cut.n;
  line->columns = g_new (SeepLineColumn, cut.n);
  for (guint i = 0; i < cut.n; i++)
    {
      double low = NAN, high = NAN;

      if (!isnan (cut.columns[i].min))
        connect (&cut, i, &low, &high);
      line->columns[i].top = seep_scale_get_y (scale, high);
      line->columns[i].bottom = seep_scale_get_y (scale, low);
    }
  g_free (cut.columns);
  add_dots (line, series, scale);
  return line;
}

void
seep_line_free (SeepLine *line)
{
  g_free (line->columns);
  g_free (line->dots);
  g_free (line);
}

gboolean
seep_line_get_extremes (SeepSeries *series,
                        gint64      from_us,
                        gint64      to_us,
                        double     *min,
                        double     *max)
{
  gboolean has_any = seep_series_get_extremes (series, from_us, to_us, min, max);
  guint64 n = seep_series_get_n (series);
  guint64 ends[2] = { seep_series_find (series, from_us), seep_series_find (series, to_us) };

  for (guint i = 0; i < 2; i++)
    {
      gint64 at = i == 0 ? from_us : to_us;
      SeepSeriesPoint a, b;
      double value;

      if (ends[i] == 0 || ends[i] >= n)
        continue;
      a = seep_series_get_point (series, ends[i] - 1);
      b = seep_series_get_point (series, ends[i]);
      if (is_gap (series, ends[i], b.time_us - a.time_us))
        continue;
      value = a.value + (b.value - a.value) * (double) (at - a.time_us)
                          / (double) MAX (1, b.time_us - a.time_us);
      *min = has_any ? MIN (*min, value) : value;
      *max = has_any ? MAX (*max, value) : value;
      has_any = TRUE;
    }
  return has_any;
}

gboolean
seep_line_find_highest (SeepSeries *series, gint64 from_us, gint64 to_us, SeepSeriesPoint *point)
{
  double min, max, part_max;

  if (!seep_series_get_extremes (series, from_us, to_us, &min, &max))
    return FALSE;
  /* Halves, always the earlier one that has it. */
  while (to_us - from_us > 1)
    {
      gint64 middle_us = from_us + (to_us - from_us) / 2;

      if (seep_series_get_extremes (series, from_us, middle_us, &min, &part_max) && part_max == max)
        to_us = middle_us;
      else
        from_us = middle_us;
    }
  *point = (SeepSeriesPoint){ from_us, max };
  return TRUE;
}

gboolean
seep_line_find_point (SeepSeries *series, gint64 time_us, SeepSeriesPoint *point)
{
  guint64 n = seep_series_get_n (series);
  guint64 i = seep_series_find (series, time_us);

  if (n == 0)
    return FALSE;
  if (i == n || (i > 0 && time_us - get_time (series, i - 1) < get_time (series, i) - time_us))
    i--;
  *point = seep_series_get_point (series, i);
  return TRUE;
}

double
seep_line_get_value (SeepSeries *series, gint64 time_us)
{
  guint64 n = seep_series_get_n (series);
  guint64 i = seep_series_find (series, time_us);
  gint64 behind;

  if (i < n && get_time (series, i) == time_us)
    return seep_series_get_point (series, i).value;
  if (i == 0)
    return NAN;
  if (i < n)
    return is_gap (series, i, get_time (series, i) - get_time (series, i - 1))
             ? NAN
             : seep_series_get_point (series, i - 1).value;
  /* Behind the last point: as long as the next one would not come late. */
  behind = time_us - get_time (series, n - 1);
  return is_gap (series, n, behind) ? NAN : seep_series_get_point (series, n - 1).value;
}

gboolean
seep_line_step (SeepSeries      *series,
                gint64           time_us,
                int              direction,
                gint64           least_us,
                SeepSeriesPoint *point)
{
  guint64 n = seep_series_get_n (series);
  guint64 i;

  if (n == 0)
    return FALSE;
  least_us = MAX (least_us, 1);
  if (direction > 0)
    {
      i = seep_series_find (series, time_us + least_us);
      i = MIN (i, n - 1);
    }
  else
    {
      i = seep_series_find (series, time_us - least_us + 1);
      i = i > 0 ? i - 1 : 0;
    }
  *point = seep_series_get_point (series, i);
  return TRUE;
}
