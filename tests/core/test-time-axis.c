/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layout/seep-time-axis.h"

#define S G_GINT64_CONSTANT (1000000)
#define HOUR (3600 * S)
#define NOON (G_GINT64_CONSTANT (1763812800) * S) /* 2025-11-22 12:00 UTC */

static char *
dup_labels (gint64 from_us, gint64 to_us, GTimeZone *zone, guint max_ticks)
{
  g_autoptr(GString) text = g_string_new (NULL);
  SeepTimeAxis axis;

  seep_time_axis_init (&axis, from_us, to_us, zone, max_ticks);
  for (guint i = 0; i < axis.n_ticks; i++)
    {
      g_autofree char *label = seep_time_axis_dup_label (&axis, i, zone);

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", label);
    }
  return g_strdup (text->str);
}

static void
assert_labels (gint64 from_us, gint64 to_us, guint max_ticks, const char *expected)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *labels = dup_labels (from_us, to_us, zone, max_ticks);

  g_assert_cmpstr (labels, ==, expected);
}

static void
test_clocks_are_round (void)
{
  assert_labels (NOON + 100 * S, NOON + 700 * S, 6, "12:02|12:04|12:06|12:08|12:10");
  assert_labels (NOON, NOON + 40 * S, 6, "12:00:00|12:00:10|12:00:20|12:00:30|12:00:40");
  assert_labels (NOON, NOON + S, 4, "12:00:00.0|12:00:00.5|12:00:01.0");
  assert_labels (NOON, NOON + 20 * HOUR, 5, "12:00|18:00|23 Nov|06:00");
  assert_labels (NOON, NOON + 72 * HOUR, 5, "23 Nov|24 Nov|25 Nov");
}

/* The day has 25 hours, and the axis stays on even hours of the clock. */
static void
test_clocks_are_put_back (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("CET-1CEST,M3.5.0,M10.5.0/3");
  gint64 evening = G_GINT64_CONSTANT (1761411600) * S; /* 2025-10-25 19:00 in CEST */
  g_autofree char *labels = NULL;

  g_assert_nonnull (zone);
  labels = dup_labels (evening, evening + 17 * HOUR, zone, 4);
  g_assert_cmpstr (labels, ==, "26 Oct|06:00");
}

static void
test_ticks_are_in_order_and_inside (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("CET-1CEST,M3.5.0,M10.5.0/3");

  for (guint i = 0; i < 2000; i++)
    {
      gint64 from_us = NOON + (gint64) (g_test_rand_double_range (-1, 1) * 400 * 24 * HOUR);
      double share = g_test_rand_double () * g_test_rand_double ();
      gint64 to_us = from_us + (gint64) (share * 40 * 24 * HOUR);
      guint max_ticks = g_test_rand_int_range (2, 20);
      SeepTimeAxis axis;

      seep_time_axis_init (&axis, from_us, to_us, zone, max_ticks);
      g_assert_cmpuint (axis.n_ticks, <=, max_ticks);
      for (guint k = 0; k < axis.n_ticks; k++)
        {
          g_assert_cmpint (axis.ticks_us[k], >=, from_us);
          g_assert_cmpint (axis.ticks_us[k], <=, to_us);
          g_assert_true (k == 0 || axis.ticks_us[k] > axis.ticks_us[k - 1]);
        }
    }
}

static void
test_any_time_has_ticks (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  SeepTimeAxis axis;

  seep_time_axis_init (&axis, 0, 0, zone, 5);
  g_assert_cmpuint (axis.n_ticks, ==, 1);
  seep_time_axis_init (&axis, 0, G_MAXINT64 / 4, zone, 5);
  g_assert_cmpuint (axis.n_ticks, <=, 5);
}

static void
test_durations_are_short (void)
{
  static const struct
  {
    gint64      us;
    const char *text;
  } cases[] = {
    { 850000, "850 ms" },        { 12 * S, "12 s" },
    { 600 * S, "10 min" },       { 7500 * S, "2 h 5 min" },
    { 3 * HOUR, "3 h" },         { 76 * HOUR, "3 d 4 h" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = seep_time_dup_duration (cases[i].us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-axis/clocks-are-round", test_clocks_are_round);
  g_test_add_func ("/time-axis/clocks-are-put-back", test_clocks_are_put_back);
  g_test_add_func ("/time-axis/ticks-are-in-order-and-inside", test_ticks_are_in_order_and_inside);
  g_test_add_func ("/time-axis/any-time-has-ticks", test_any_time_has_ticks);
  g_test_add_func ("/time-axis/durations-are-short", test_durations_are_short);
  return g_test_run ();
}
