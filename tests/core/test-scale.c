/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layout/seep-scale.h"

static SeepScale
make_scale (gboolean is_mirrored)
{
  return (SeepScale){ .x = 50, .y = 10, .width = 200, .height = 100, .from_us = 1000, .to_us = 3000,
                      .min = 0, .max = 50, .is_mirrored = is_mirrored };
}

static void
test_moments_and_values_have_their_place (void)
{
  SeepScale scale = make_scale (FALSE);

  g_assert_cmpfloat (seep_scale_get_x (&scale, 1000), ==, 50);
  g_assert_cmpfloat (seep_scale_get_x (&scale, 2000), ==, 150);
  g_assert_cmpfloat (seep_scale_get_x (&scale, 3000), ==, 250);
  g_assert_cmpfloat (seep_scale_get_y (&scale, 0), ==, 110);
  g_assert_cmpfloat (seep_scale_get_y (&scale, 50), ==, 10);
  g_assert_cmpint (seep_scale_get_duration (&scale, 20), ==, 200);
}

static void
test_places_lead_back (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      SeepScale scale = make_scale (i % 2);
      gint64 time_us = g_test_rand_int_range (1000, 3001);
      double value = g_test_rand_double_range (0, 50);

      g_assert_cmpint (seep_scale_get_time (&scale, seep_scale_get_x (&scale, time_us)), ==,
                       time_us);
      g_assert_cmpfloat_with_epsilon (
        seep_scale_get_value (&scale, seep_scale_get_y (&scale, value)), value, 1e-9);
    }
}

static void
test_outside_is_the_edge (void)
{
  SeepScale scale = make_scale (FALSE);

  g_assert_cmpint (seep_scale_get_time (&scale, -1000), ==, 1000);
  g_assert_cmpint (seep_scale_get_time (&scale, 1e9), ==, 3000);
  g_assert_cmpfloat (seep_scale_get_value (&scale, -5), ==, 50);
  g_assert_cmpfloat (seep_scale_get_value (&scale, 500), ==, 0);
}

static void
test_time_runs_with_the_text (void)
{
  SeepScale scale = make_scale (TRUE);

  g_assert_cmpfloat (seep_scale_get_x (&scale, 1000), ==, 250);
  g_assert_cmpfloat (seep_scale_get_x (&scale, 3000), ==, 50);
  g_assert_cmpint (seep_scale_get_duration (&scale, 20), ==, -200);
}

static void
test_a_stroke_is_a_span (void)
{
  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      SeepScale scale = make_scale (mirrored);
      gint64 from, to;

      seep_scale_get_span (&scale, 200, 100, &from, &to);
      g_assert_cmpint (from, ==, 1500);
      g_assert_cmpint (to, ==, 2500);
      seep_scale_get_span (&scale, 0, 100, &from, &to);
      g_assert_cmpint (from, ==, mirrored ? 2500 : 1000);
      g_assert_cmpint (to, ==, mirrored ? 3000 : 1500);
    }
}

static void
test_handles_are_found (void)
{
  SeepScale scale = make_scale (FALSE); /* the span is from 100 to 200 */

  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 97, 6), ==, SEEP_SCALE_BEGIN);
  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 205, 6), ==, SEEP_SCALE_END);
  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 150, 6), ==, SEEP_SCALE_INSIDE);
  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 80, 6), ==, SEEP_SCALE_NOWHERE);
  /* Narrow: both are near. */
  g_assert_cmpint (seep_scale_find_part (&scale, 2000, 2020, 149, 6), ==, SEEP_SCALE_BEGIN);
  g_assert_cmpint (seep_scale_find_part (&scale, 2000, 2020, 153, 6), ==, SEEP_SCALE_END);

  scale.is_mirrored = TRUE;
  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 97, 6), ==, SEEP_SCALE_END);
  g_assert_cmpint (seep_scale_find_part (&scale, 1500, 2500, 150, 6), ==, SEEP_SCALE_INSIDE);
}

static void
test_nothing_is_divided_by_nothing (void)
{
  SeepScale scale = { 0 };

  g_assert_cmpfloat (seep_scale_get_x (&scale, 5), ==, 0);
  g_assert_cmpfloat (seep_scale_get_y (&scale, 5), ==, 0);
  g_assert_cmpint (seep_scale_get_time (&scale, 5), ==, 0);
  g_assert_cmpfloat (seep_scale_get_value (&scale, 5), ==, 0);
  g_assert_cmpint (seep_scale_get_duration (&scale, 5), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scale/moments-and-values-have-their-place",
                   test_moments_and_values_have_their_place);
  g_test_add_func ("/scale/places-lead-back", test_places_lead_back);
  g_test_add_func ("/scale/outside-is-the-edge", test_outside_is_the_edge);
  g_test_add_func ("/scale/time-runs-with-the-text", test_time_runs_with_the_text);
  g_test_add_func ("/scale/a-stroke-is-a-span", test_a_stroke_is_a_span);
  g_test_add_func ("/scale/handles-are-found", test_handles_are_found);
  g_test_add_func ("/scale/nothing-is-divided-by-nothing", test_nothing_is_divided_by_nothing);
  return g_test_run ();
}
