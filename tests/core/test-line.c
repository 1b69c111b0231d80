/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layout/seep-line.h"

#include <math.h>

#define S G_GINT64_CONSTANT (1000000)
#define START (G_GINT64_CONSTANT (1763812800) * S)

static SeepScale
make_scale (gint64 from_us, gint64 to_us)
{
  return (SeepScale){ .width = 100, .height = 100, .from_us = from_us, .to_us = to_us, .min = 0,
                      .max = 100 };
}

/* The column that a moment is in. */
static const SeepLineColumn *
get_column (const SeepLine *line, const SeepScale *scale, gint64 time_us)
{
  double i = round ((seep_scale_get_x (scale, time_us) - line->x) / line->dx);

  g_assert_cmpfloat (i, >=, 0);
  g_assert_cmpfloat (i, <, line->n);
  return &line->columns[(guint) i];
}

static gboolean
covers (const SeepLineColumn *column, double y)
{
  return column->top <= y + 1e-6 && y - 1e-6 <= column->bottom;
}

/* However many points there are, each is inside the band, and no hole is between columns. */
static void
test_no_point_is_lost (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr(SeepSeries) series = seep_series_new ();
      guint n = g_test_rand_int_range (2, 3000);
      SeepScale scale = make_scale (START, START + n * S);
      g_autoptr(SeepLine) line = NULL;

      scale.is_mirrored = round % 2;
      for (guint i = 0; i < n; i++)
        seep_series_append (series, START + i * S, g_test_rand_double_range (0, 100));
      line = seep_line_new (series, &scale);

      for (guint i = 0; i < n; i++)
        {
          SeepSeriesPoint point = seep_series_get_point (series, i);
          double at = (seep_scale_get_x (&scale, point.time_us) - line->x) / line->dx;
          double y = seep_scale_get_y (&scale, point.value);
          guint column = (guint) MAX (0, floor (at + 0.5 - 1e-3));

          g_assert_true (covers (&line->columns[column], y)
                         || covers (&line->columns[MIN (column + 1, line->n - 1)], y));
        }
      for (guint i = 0; i + 1 < line->n; i++)
        {
          const SeepLineColumn *a = &line->columns[i], *b = &line->columns[i + 1];

          if (!isnan (a->top) && !isnan (b->top))
            g_assert_cmpfloat (MAX (a->top, b->top), <=, MIN (a->bottom, b->bottom) + 1e-6);
        }
    }
}

static void
test_few_points_are_joined (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepScale scale = make_scale (START, START + 100 * S);
  g_autoptr(SeepLine) line = NULL;

  for (guint i = 0; i <= 4; i++)
    seep_series_append (series, START + i * 25 * S, i * 25);
  line = seep_line_new (series, &scale);
  for (guint i = 1; i < 100; i++)
    g_assert_true (covers (get_column (line, &scale, START + i * S), 100 - i));
  g_assert_cmpuint (line->n_dots, ==, 5);
  g_assert_cmpfloat (line->dots[2], ==, 25);
  g_assert_cmpfloat (line->dots[3], ==, 75);
}

/* Where somebody looks between two points, the line goes through. */
static void
test_the_line_comes_in_and_goes_out (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepScale scale = make_scale (START + 40 * S, START + 60 * S);
  g_autoptr(SeepLine) line = NULL;
  double min, max;

  seep_series_append (series, START, 0);
  seep_series_append (series, START + 100 * S, 100);
  line = seep_line_new (series, &scale);
  for (guint i = 41; i < 60; i++)
    g_assert_true (covers (get_column (line, &scale, START + i * S), 100 - i));
  g_assert_cmpuint (line->n_dots, ==, 0);
  g_assert_true (seep_line_get_extremes (series, scale.from_us, scale.to_us, &min, &max));
  g_assert_cmpfloat_with_epsilon (min, 40, 1e-9);
  g_assert_cmpfloat_with_epsilon (max, 60, 1e-9);
}

/* From 30 to 60 nothing was measured. */
static SeepSeries *
make_with_gap (void)
{
  SeepSeries *series = seep_series_new ();

  for (guint i = 0; i <= 100; i++)
    {
      if (i <= 30 || i >= 60)
        seep_series_append (series, START + i * S, 50);
    }
  return series;
}

static void
test_gaps_are_left_open (void)
{
  g_autoptr(SeepSeries) series = make_with_gap ();
  SeepScale scale = make_scale (START, START + 100 * S);
  g_autoptr(SeepLine) line = seep_line_new (series, &scale);

  g_assert_true (covers (get_column (line, &scale, START + 20 * S), 50));
  g_assert_true (isnan (get_column (line, &scale, START + 45 * S)->top));
  g_assert_true (covers (get_column (line, &scale, START + 80 * S), 50));
  g_assert_cmpfloat (seep_line_get_value (series, START + 20 * S + 1), ==, 50);
  g_assert_true (isnan (seep_line_get_value (series, START + 45 * S)));
  g_assert_true (isnan (seep_line_get_value (series, START - S)));
  g_assert_cmpfloat (seep_line_get_value (series, START + 101 * S), ==, 50);
  g_assert_true (isnan (seep_line_get_value (series, START + 200 * S)));
}

/* Somebody measures less often from now on: that is no gap. */
static void
test_a_longer_interval_is_no_gap (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepScale scale = make_scale (START, START + 100 * S);
  g_autoptr(SeepLine) line = NULL;

  for (guint i = 0; i <= 20; i++)
    seep_series_append (series, START + i * S, 50);
  for (guint i = 40; i <= 100; i += 20)
    seep_series_append (series, START + i * S, 50);
  line = seep_line_new (series, &scale);
  for (guint i = 1; i < 100; i++)
    g_assert_false (isnan (get_column (line, &scale, START + i * S)->top));
}

/* Old parts of a recording have only extremes. */
static void
test_stretches_are_bands (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();
  SeepScale scale = make_scale (START, START + 100 * S);
  g_autoptr(SeepLine) line = NULL;

  seep_series_append_range (series, START, START + 50 * S, 20, 80, 50);
  for (guint i = 51; i <= 100; i++)
    seep_series_append (series, START + i * S, 50);
  line = seep_line_new (series, &scale);
  g_assert_cmpfloat (get_column (line, &scale, START + 25 * S)->top, ==, 20);
  g_assert_cmpfloat (get_column (line, &scale, START + 25 * S)->bottom, ==, 80);
  g_assert_true (covers (get_column (line, &scale, START + 75 * S), 50));
}

/* The same moment has the same columns, wherever it is on the screen. */
static void
test_panning_does_not_flicker (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();

  for (guint i = 0; i < 20000; i++)
    seep_series_append (series, START + i * S, g_test_rand_double_range (0, 100));
  for (guint round = 0; round < 50; round++)
    {
      gint64 a_us = START + g_test_rand_int_range (0, 5000) * S / 7;
      gint64 b_us = a_us + g_test_rand_int_range (1, 1000) * S / 3;
      SeepScale a_scale = make_scale (a_us, a_us + 10000 * S);
      SeepScale b_scale = make_scale (b_us, b_us + 10000 * S);
      g_autoptr(SeepLine) a = seep_line_new (series, &a_scale);
      g_autoptr(SeepLine) b = seep_line_new (series, &b_scale);

      for (gint64 number = b->number + 1; number < a->number + (gint64) a->n - 1; number++)
        {
          const SeepLineColumn *in_a = &a->columns[number - a->number];
          const SeepLineColumn *in_b = &b->columns[number - b->number];

          g_assert_cmpfloat (in_a->top, ==, in_b->top);
          g_assert_cmpfloat (in_a->bottom, ==, in_b->bottom);
        }
    }
}

static void
test_points_are_found (void)
{
  g_autoptr(SeepSeries) series = make_with_gap ();
  g_autoptr(SeepSeries) empty = seep_series_new ();
  SeepSeriesPoint point;

  g_assert_false (seep_line_find_point (empty, START, &point));
  g_assert_false (seep_line_step (empty, START, 1, 1, &point));
  g_assert_true (seep_line_find_point (series, START + 31 * S, &point));
  g_assert_cmpint (point.time_us, ==, START + 30 * S);
  g_assert_true (seep_line_find_point (series, START + 59 * S, &point));
  g_assert_cmpint (point.time_us, ==, START + 60 * S);
  g_assert_true (seep_line_find_point (series, START + 900 * S, &point));
  g_assert_cmpint (point.time_us, ==, START + 100 * S);

  g_assert_true (seep_line_step (series, START + 30 * S, 1, 1, &point));
  g_assert_cmpint (point.time_us, ==, START + 60 * S);
  g_assert_true (seep_line_step (series, START + 60 * S, -1, 1, &point));
  g_assert_cmpint (point.time_us, ==, START + 30 * S);
  g_assert_true (seep_line_step (series, START, 1, 5 * S, &point));
  g_assert_cmpint (point.time_us, ==, START + 5 * S);
  g_assert_true (seep_line_step (series, START, -1, 1, &point));
  g_assert_cmpint (point.time_us, ==, START);
  g_assert_true (seep_line_step (series, START + 100 * S, 1, 1, &point));
  g_assert_cmpint (point.time_us, ==, START + 100 * S);
}

static void
test_the_highest_is_found (void)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr(SeepSeries) series = seep_series_new ();
      SeepSeriesPoint found, expected = { 0, -1 };

      for (guint i = 0; i < 500; i++)
        {
          SeepSeriesPoint point = { START + i * S, g_test_rand_int_range (0, 200) };

          seep_series_append (series, point.time_us, point.value);
          if (i >= 100 && i < 400 && point.value > expected.value)
            expected = point;
        }
      g_assert_true (seep_line_find_highest (series, START + 100 * S, START + 400 * S, &found));
      g_assert_cmpfloat (found.value, ==, expected.value);
      g_assert_cmpint (found.time_us, ==, expected.time_us);
      g_assert_false (seep_line_find_highest (series, 0, START, &found));
    }
}

static void
test_no_room_is_no_line (void)
{
  g_autoptr(SeepSeries) series = make_with_gap ();
  SeepScale scale = make_scale (START, START);
  g_autoptr(SeepLine) at_once = seep_line_new (series, &scale);
  g_autoptr(SeepLine) narrow = NULL;

  g_assert_cmpuint (at_once->n, >=, 1);
  scale.width = 0;
  narrow = seep_line_new (series, &scale);
  g_assert_cmpuint (narrow->n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line/no-point-is-lost", test_no_point_is_lost);
  g_test_add_func ("/line/few-points-are-joined", test_few_points_are_joined);
  g_test_add_func ("/line/the-line-comes-in-and-goes-out", test_the_line_comes_in_and_goes_out);
  g_test_add_func ("/line/gaps-are-left-open", test_gaps_are_left_open);
  g_test_add_func ("/line/a-longer-interval-is-no-gap", test_a_longer_interval_is_no_gap);
  g_test_add_func ("/line/stretches-are-bands", test_stretches_are_bands);
  g_test_add_func ("/line/panning-does-not-flicker", test_panning_does_not_flicker);
  g_test_add_func ("/line/points-are-found", test_points_are_found);
  g_test_add_func ("/line/the-highest-is-found", test_the_highest_is_found);
  g_test_add_func ("/line/no-room-is-no-line", test_no_room_is_no_line);
  return g_test_run ();
}
