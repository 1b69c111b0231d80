/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "layout/seep-axis.h"

#include <math.h>

#define KIB 1024.0
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* All labels of an axis, with a bar between. */
static char *
dup_labels (SeepUnit unit, double low, double high, guint max_ticks)
{
  g_autoptr(GString) text = g_string_new (NULL);
  SeepAxis axis;

  seep_axis_init (&axis, unit, low, high, max_ticks);
  for (guint i = 0; i < axis.n_ticks; i++)
    {
      g_autofree char *label = seep_axis_dup_label (&axis, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", label);
    }
  return g_strdup (text->str);
}

static void
assert_labels (SeepUnit unit, double low, double high, guint max_ticks, const char *expected)
{
  g_autofree char *labels = dup_labels (unit, low, high, max_ticks);

  g_assert_cmpstr (labels, ==, expected);
}

static void
test_bytes_are_counted_in_two_to_the_ten (void)
{
  assert_labels (SEEP_UNIT_BYTES, 0, 120 * MIB, 5, "0 MiB|50 MiB|100 MiB|150 MiB");
  assert_labels (SEEP_UNIT_BYTES, 0, 1900 * MIB, 5, "0 MiB|500 MiB|1000 MiB|1500 MiB|2000 MiB");
  assert_labels (SEEP_UNIT_BYTES, 0, 3 * GIB, 5, "0 GiB|1 GiB|2 GiB|3 GiB");
  assert_labels (SEEP_UNIT_BYTES, 0, 700, 5, "0 B|200 B|400 B|600 B|800 B");
}

static void
test_others_are_counted_in_tens (void)
{
  assert_labels (SEEP_UNIT_COUNT, 0, 7, 5, "0|2|4|6|8");
  assert_labels (SEEP_UNIT_COUNT, 0, 2800000, 4, "0|1 M|2 M|3 M");
  assert_labels (SEEP_UNIT_COUNT, 0, 1400, 4, "0|0.5 k|1.0 k|1.5 k");
  assert_labels (SEEP_UNIT_SECONDS, 0, 0.14, 4, "0 ms|50 ms|100 ms|150 ms");
  assert_labels (SEEP_UNIT_SECONDS, 0, 250, 4, "0 min|2 min|4 min|6 min");
  assert_labels (SEEP_UNIT_SHARE, 0, 0.9, 4, "0 %|50 %|100 %");
}

static void
test_small_changes_are_seen (void)
{
  assert_labels (SEEP_UNIT_BYTES, 100 * MIB, 118 * MIB, 5,
                 "100 MiB|105 MiB|110 MiB|115 MiB|120 MiB");
}

static void
test_noise_is_not_blown_up (void)
{
  SeepAxis axis;

  seep_axis_init (&axis, SEEP_UNIT_BYTES, 100 * MIB, 100 * MIB + 4096, 5);
  g_assert_cmpfloat (axis.max - axis.min, >, MIB);
  seep_axis_init (&axis, SEEP_UNIT_COUNT, 5, 5, 5);
  g_assert_cmpfloat (axis.min, <=, 5);
  g_assert_cmpfloat (axis.max, >=, 5);
}

static void
test_holds_what_it_is_made_for (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      SeepUnit unit = g_test_rand_int_range (SEEP_UNIT_BYTES, SEEP_UNIT_SHARE + 1);
      double high = pow (10, g_test_rand_double_range (-4, 17));
      double low = high * g_test_rand_double_range (0, 1);
      guint max_ticks = g_test_rand_int_range (3, 12);
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      SeepAxis axis;

      seep_axis_init (&axis, unit, low, high, max_ticks);
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      g_assert_cmpuint (axis.n_ticks, <=, max_ticks);
      g_assert_cmpfloat (axis.min, <=, low * (1 + 1e-6));
      g_assert_cmpfloat (axis.max, >=, high * (1 - 1e-6));
      g_assert_cmpfloat (axis.min, >=, 0);
      first = seep_axis_dup_label (&axis, 0);
      second = seep_axis_dup_label (&axis, 1);
      g_assert_cmpstr (first, !=, second);
    }
}

static void
test_takes_anything (void)
{
  const double odd[] = { NAN, INFINITY, -INFINITY, -5, 0, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (odd) * G_N_ELEMENTS (odd); i++)
    {
      SeepAxis axis;

      seep_axis_init (&axis, SEEP_UNIT_BYTES, odd[i / G_N_ELEMENTS (odd)],
                      odd[i % G_N_ELEMENTS (odd)], 4);
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      g_assert_cmpuint (axis.n_ticks, <=, 4);
      g_assert_cmpfloat (axis.max, >, axis.min);
    }
}

static void
test_values_have_three_digits (void)
{
  static const struct
  {
    SeepUnit    unit;
    double      value;
    const char *text;
  } cases[] = {
    { SEEP_UNIT_BYTES, 0, "0 B" },
    { SEEP_UNIT_BYTES, 118.2 * MIB, "118 MiB" },
    { SEEP_UNIT_BYTES, 8.25 * GIB, "8.25 GiB" },
    { SEEP_UNIT_COUNT, 412, "412" },
    { SEEP_UNIT_COUNT, 41204, "41.2 k" },
    { SEEP_UNIT_SECONDS, 0.052, "52 ms" },
    { SEEP_UNIT_SECONDS, 1.25, "1.25 s" },
    { SEEP_UNIT_SHARE, 0.375, "37.5 %" },
    { SEEP_UNIT_BYTES, -18 * MIB, "-18 MiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = seep_axis_dup_value (cases[i].unit, cases[i].value);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axis/bytes-are-counted-in-two-to-the-ten",
                   test_bytes_are_counted_in_two_to_the_ten);
  g_test_add_func ("/axis/others-are-counted-in-tens", test_others_are_counted_in_tens);
  g_test_add_func ("/axis/small-changes-are-seen", test_small_changes_are_seen);
  g_test_add_func ("/axis/noise-is-not-blown-up", test_noise_is_not_blown_up);
  g_test_add_func ("/axis/holds-what-it-is-made-for", test_holds_what_it_is_made_for);
  g_test_add_func ("/axis/takes-anything", test_takes_anything);
  g_test_add_func ("/axis/values-have-three-digits", test_values_have_three_digits);
  return g_test_run ();
}
