/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-metrics.h"
#include "model/seep-series.h"

#include <math.h>
#include <string.h>

#define N_SERIES 400
#define MAX_COLUMNS 40

/* What the series must answer, found by looking at every point. */
typedef struct
{
  gint64 from_us, to_us;
  double min, max, last;
} Entry;

typedef struct
{
  SeepSeries *series;  /* owned */
  GArray     *entries; /* owned, of Entry */
} Twins;

static void
twins_clear (Twins *twins)
{
  seep_series_free (twins->series);
  g_array_unref (twins->entries);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Twins, twins_clear)

static double
random_value (void)
{
  return (double) g_test_rand_int_range (-20, 20);
}

static void
append_point (Twins *twins, gint64 time_us)
{
  double value = g_test_rand_int_range (0, 10) == 0 ? NAN : random_value ();
  const Entry entry = { time_us, time_us, value, value, value };
  gint64 end = twins->entries->len > 0
                 ? g_array_index (twins->entries, Entry, twins->entries->len - 1).to_us
                 : G_MININT64;

  seep_series_append (twins->series, time_us, value);
  if (!isnan (value) && time_us >= end)
    g_array_append_val (twins->entries, entry);
}

static void
append_range (Twins *twins, gint64 from_us)
{
  double a = random_value ();
  double b = random_value ();
  gint64 to_us = from_us + g_test_rand_int_range (-2, 60);
  const Entry entry = { from_us, to_us, MIN (a, b), MAX (a, b), random_value () };
  gint64 end = twins->entries->len > 0
                 ? g_array_index (twins->entries, Entry, twins->entries->len - 1).to_us
                 : G_MININT64;

  seep_series_append_range (twins->series, from_us, to_us, entry.min, entry.max, entry.last);
  if (from_us >= end && from_us <= to_us && entry.last >= entry.min && entry.last <= entry.max)
    g_array_append_val (twins->entries, entry);
}

/* Coarse first, or coarse now and then; gaps, equal times, some that go back, some NAN. */
static void
twins_init_random (Twins *twins, guint n)
{
  gint64 time_us = g_test_rand_int_range (-500, 500);
  int style = g_test_rand_int_range (0, 3);

  twins->series = seep_series_new ();
  twins->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (guint i = 0; i < n; i++)
    {
      gboolean is_range =
        style == 0 ? FALSE : style == 1 ? i < n / 3 : g_test_rand_int_range (0, 4) == 0;

      if (twins->entries->len > 0)
        time_us = g_array_index (twins->entries, Entry, twins->entries->len - 1).to_us;
      time_us += g_test_rand_int_range (0, 12) == 0 ? 400 : g_test_rand_int_range (-1, 12);
      if (is_range)
        append_range (twins, time_us);
      else
        append_point (twins, time_us);
    }
}

static SeepSeriesColumn
find_column (const GArray *entries, gint64 from_us, gint64 to_us)
{
  SeepSeriesColumn column = { NAN, NAN, NAN, NAN };

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->from_us >= to_us || entry->to_us < from_us)
        continue;
      if (isnan (column.min))
        column.first = entry->last;
      column.min = fmin (column.min, entry->min);
      column.max = fmax (column.max, entry->max);
      column.last = entry->last;
    }
  return column;
}

static void
assert_same (double a, double b)
{
  g_assert_true (isnan (a) == isnan (b));
  if (!isnan (a))
    g_assert_cmpfloat (a, ==, b);
}

static void
assert_same_column (SeepSeriesColumn a, SeepSeriesColumn b)
{
  assert_same (a.min, b.min);
  assert_same (a.max, b.max);
  assert_same (a.first, b.first);
  assert_same (a.last, b.last);
}

static void
check_columns (const Twins *twins, gint64 from_us, gint64 to_us)
{
  SeepSeriesColumn columns[MAX_COLUMNS];
  guint n = (guint) g_test_rand_int_range (1, MAX_COLUMNS + 1);

  seep_series_reduce (twins->series, from_us, to_us, columns, n);
  for (guint i = 0; i < n; i++)
    assert_same_column (columns[i],
                        find_column (twins->entries, from_us + (to_us - from_us) * i / n,
                                     from_us + (to_us - from_us) * (i + 1) / n));
}

static void
check_extremes (const Twins *twins, gint64 from_us, gint64 to_us)
{
  SeepSeriesColumn column = find_column (twins->entries, from_us, to_us);
  double min = 0;
  double max = 0;
  gboolean is_any = seep_series_get_extremes (twins->series, from_us, to_us, &min, &max);

  g_assert_true (is_any == (from_us < to_us && !isnan (column.min)));
  if (is_any)
    {
      assert_same (min, column.min);
      assert_same (max, column.max);
    }
}

static void
check_points (const Twins *twins)
{
  g_assert_cmpuint (seep_series_get_n (twins->series), ==, twins->entries->len);
  for (guint i = 0; i < twins->entries->len; i++)
    {
      const Entry *entry = &g_array_index (twins->entries, Entry, i);
      SeepSeriesPoint point = seep_series_get_point (twins->series, i);
      guint64 found = seep_series_find (twins->series, entry->to_us);

      g_assert_cmpint (point.time_us, ==, entry->to_us);
      assert_same (point.value, entry->last);
      g_assert_cmpuint (found, <=, i);
      g_assert_cmpint (g_array_index (twins->entries, Entry, found).to_us, ==, entry->to_us);
      if (found > 0)
        g_assert_cmpint (g_array_index (twins->entries, Entry, found - 1).to_us, <, entry->to_us);
    }
}

static void
test_agrees_with_naive (void)
{
  for (guint i = 0; i < N_SERIES; i++)
    {
      g_auto(Twins) twins = { NULL, NULL };
      gint64 begin, end;

      twins_init_random (&twins, (guint) g_test_rand_int_range (1, i % 20 == 0 ? 1500 : 200));
      check_points (&twins);
      if (twins.entries->len == 0)
        continue;
      begin = g_array_index (twins.entries, Entry, 0).from_us - 30;
      end = g_array_index (twins.entries, Entry, twins.entries->len - 1).to_us + 30;
      check_columns (&twins, begin, end);
      for (guint j = 0; j < 20; j++)
        {
          gint64 from_us = g_test_rand_int_range ((gint32) begin, (gint32) end);
          gint64 to_us = from_us + g_test_rand_int_range (0, 300);

          check_columns (&twins, from_us, to_us);
          check_extremes (&twins, from_us, to_us);
        }
    }
}

static void
test_is_empty_at_first (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepSeriesColumn columns[3] = { { 0, 0, 0, 0 } };
  double min, max;

  g_assert_cmpuint (seep_series_get_n (series), ==, 0);
  g_assert_cmpuint (seep_series_find (series, 0), ==, 0);
  g_assert_false (seep_series_get_extremes (series, G_MININT64, G_MAXINT64, &min, &max));
  seep_series_reduce (series, G_MININT64, G_MAXINT64, columns, 3);
  for (guint i = 0; i < 3; i++)
    assert_same_column (columns[i], (SeepSeriesColumn){ NAN, NAN, NAN, NAN });
}

static void
test_leaves_out_what_cannot_be (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();

  seep_series_append (series, 100, 1);
  seep_series_append (series, 99, 2);
  seep_series_append (series, 101, NAN);
  seep_series_append_range (series, 99, 200, 1, 2, 2);
  seep_series_append_range (series, 150, 149, 1, 2, 2);
  seep_series_append_range (series, 150, 160, 2, 1, 2);
  seep_series_append_range (series, 150, 160, 1, 2, 3);
  seep_series_append_range (series, 150, 160, NAN, 2, 2);
  seep_series_append_range (series, 150, 160, 1, NAN, 1);
  seep_series_append_range (series, 150, 160, 1, 2, NAN);
  g_assert_cmpuint (seep_series_get_n (series), ==, 1);

  seep_series_append (series, 100, 3);
  g_assert_cmpuint (seep_series_get_n (series), ==, 2);
}

/* All of time, in parts: no number on the way leaves its bits. */
static void
test_reaches_from_end_to_end (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepSeriesColumn columns[7];

  seep_series_append (series, G_MININT64, 1);
  seep_series_append (series, 0, 2);
  seep_series_append (series, G_MAXINT64 - 1, 3);
  seep_series_reduce (series, G_MININT64, G_MAXINT64, columns, 7);
  for (guint i = 0; i < 7; i++)
    {
      double value = i == 0 ? 1 : i == 3 ? 2 : i == 6 ? 3 : NAN;

      assert_same_column (columns[i], (SeepSeriesColumn){ value, value, value, value });
    }
}

/* One point in a million is a peak: every width shows it, and only in its column. */
static void
test_keeps_every_peak_of_a_million (void)
{
  const guint n = 1000000;
  const guint peak = (guint) g_test_rand_int_range (0, (gint32) n);
  g_autoptr(SeepSeries) series = seep_series_new ();
  g_autofree SeepSeriesColumn *columns = g_new (SeepSeriesColumn, 4000);

  for (guint i = 0; i < n; i++)
    seep_series_append (series, (gint64) i * 1000000, i == peak ? 1e9 : sin (i * 0.001));
  g_assert_cmpuint (seep_series_get_n (series), ==, n);

  for (guint width = 1; width <= 4000; width = width * 3 + 1)
    {
      seep_series_reduce (series, 0, (gint64) n * 1000000, columns, width);
      for (guint i = 0; i < width; i++)
        {
          gint64 begin = (gint64) n * 1000000 * i / width;
          gint64 end = (gint64) n * 1000000 * (i + 1) / width;
          gboolean has_peak = begin <= (gint64) peak * 1000000 && (gint64) peak * 1000000 < end;

          g_assert_true ((columns[i].max > 1) == has_peak);
          g_assert_cmpfloat (columns[i].min, >=, -1);
        }
    }
}

static void
test_metrics_have_ids (void)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      const SeepMetricInfo *info = seep_metric_get_info ((SeepMetric) i);
      SeepMetric found = SEEP_N_METRICS;

      g_assert_nonnull (info->id);
      g_assert_nonnull (info->title);
      g_assert_cmpint (info->unit == SEEP_UNIT_BYTES, ==, g_str_has_suffix (info->id, "_bytes"));
      g_assert_true (seep_metric_find (info->id, &found));
      g_assert_cmpuint (found, ==, i); /* and so no id is there twice */
    }
  g_assert_false (seep_metric_find ("", &(SeepMetric){ 0 }));
  g_assert_false (seep_metric_find ("RSS_BYTES", &(SeepMetric){ 0 }));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/agrees-with-naive", test_agrees_with_naive);
  g_test_add_func ("/series/is-empty-at-first", test_is_empty_at_first);
  g_test_add_func ("/series/leaves-out-what-cannot-be", test_leaves_out_what_cannot_be);
  g_test_add_func ("/series/reaches-from-end-to-end", test_reaches_from_end_to_end);
  g_test_add_func ("/series/keeps-every-peak-of-a-million", test_keeps_every_peak_of_a_million);
  g_test_add_func ("/metrics/have-ids", test_metrics_have_ids);
  return g_test_run ();
}
