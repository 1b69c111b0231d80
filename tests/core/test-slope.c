/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-slope.h"

#include <math.h>
#include <stdlib.h>

#define N_SERIES 300
#define MAX_PERMUTED 7

static int
sign (double x)
{
  return (x > 0) - (x < 0);
}

static int
get_s (const double *values, guint n)
{
  int s = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      s += sign (values[j] - values[i]);
  return s;
}

/* The next order of @values in the dictionary; FALSE after the last. Equal values count as
 * different by @places. */
static gboolean
permute (guint *places, guint n)
{
  guint i = n - 1;
  guint j = n - 1;
  guint swap;

  while (i > 0 && places[i - 1] > places[i])
    i--;
  if (i == 0)
    return FALSE;
  while (places[j] < places[i - 1])
    j--;
  swap = places[i - 1];
  places[i - 1] = places[j];
  places[j] = swap;
  for (guint low = i, high = n - 1; low < high; low++, high--)
    {
      swap = places[low];
      places[low] = places[high];
      places[high] = swap;
    }
  return TRUE;
}

typedef struct
{
  double p;        /* share of all orders with an |S| like this or more */
  double variance; /* of S over all orders */
} Chance;

static Chance
try_all_orders (const double *values, guint n)
{
  guint places[MAX_PERMUTED];
  double order[MAX_PERMUTED];
  int s = abs (get_s (values, n));
  double n_orders = 0;
  Chance chance = { 0, 0 };

  for (guint i = 0; i < n; i++)
    places[i] = i;
  do
    {
      int here;

      for (guint i = 0; i < n; i++)
        order[i] = values[places[i]];
      here = get_s (order, n);
      chance.p += abs (here) >= s;
      chance.variance += (double) here * here;
      n_orders++;
    }
  while (permute (places, n));
  chance.p /= n_orders;
  chance.variance /= n_orders;
  return chance;
}

static gboolean
has_ties (const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      if (sign (values[i] - values[j]) == 0)
        return TRUE;
  return FALSE;
}

/* The slope with as many slopes below as above it, found by counting. */
static void
check_median (const double *values, guint n, double slope)
{
  guint n_below = 0;
  guint n_above = 0;
  guint n_pairs = n * (n - 1) / 2;

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      {
        double here = (values[j] - values[i]) / (j - i);

        n_below += here < slope;
        n_above += here > slope;
      }
  g_assert_cmpuint (n_below, <=, n_pairs / 2);
  g_assert_cmpuint (n_above, <=, n_pairs / 2);
}

static void
test_chances_are_those_of_all_orders (void)
{
  for (guint round = 0; round < N_SERIES; round++)
    {
      double values[MAX_PERMUTED];
      guint n = (guint) g_test_rand_int_range (2, MAX_PERMUTED + 1);
      guint n_different = round % 2 ? 4 : 1000000;
      SeepSlope slope;
      Chance chance;

      for (guint i = 0; i < n; i++)
        values[i] = g_test_rand_int_range (0, (gint) n_different);
      seep_slope_find (values, n, &slope);
      chance = try_all_orders (values, n);
      check_median (values, n, slope.slope);
      if (!has_ties (values, n))
        g_assert_cmpfloat_with_epsilon (slope.p, chance.p, 1e-9);
      else if (get_s (values, n) != 0)
        {
          double z = (abs (get_s (values, n)) - 1) / sqrt (chance.variance);

          g_assert_cmpfloat_with_epsilon (slope.p, MIN (1, erfc (z / G_SQRT2)), 1e-9);
        }
      else
        g_assert_cmpfloat_with_epsilon (slope.p, 1, 1e-9);
    }
}

/* A slope in it does not contradict the series, one beyond does: that is what the interval is. */
static void
test_the_interval_holds_what_is_not_refuted (void)
{
  for (guint round = 0; round < N_SERIES; round++)
    {
      double values[MAX_PERMUTED];
      guint n = (guint) g_test_rand_int_range (3, MAX_PERMUTED + 1);
      SeepSlope slope;
      double trial;

      for (guint i = 0; i < n; i++)
        values[i] = 10.0 * i + g_test_rand_double_range (0, 40);
      seep_slope_find (values, n, &slope);
      g_assert_cmpint (isnan (slope.low) != 0, ==, n < SEEP_SLOPE_MIN_SNAPSHOTS);
      if (isnan (slope.low))
        continue;
      g_assert_cmpfloat (slope.low, <=, slope.slope);
      g_assert_cmpfloat (slope.high, >=, slope.slope);

      trial = g_test_rand_double_range (slope.low - 20, slope.high + 20);
      for (guint i = 0; i < n; i++)
        values[i] -= trial * i;
      g_assert_cmpint (trial > slope.low && trial < slope.high, ==,
                       try_all_orders (values, n).p > 0.05);
    }
}

static SeepTrend
judge (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  double values[64];
  SeepSlope slope;
  guint n = 0;

  for (; words[n] != NULL; n++)
    values[n] = g_ascii_strtod (words[n], NULL);
  seep_slope_find (values, n, &slope);
  return slope.trend;
}

static void
test_says_no_more_than_the_number_of_snapshots_can_show (void)
{
  g_assert_cmpint (judge ("1 2"), ==, SEEP_TREND_MAY_BE_GROWING);
  g_assert_cmpint (judge ("1 20 300"), ==, SEEP_TREND_MAY_BE_GROWING);
  g_assert_cmpint (judge ("1 1 2"), ==, SEEP_TREND_MAY_BE_GROWING);
  g_assert_cmpint (judge ("300 20 20 1"), ==, SEEP_TREND_MAY_BE_SHRINKING);
  g_assert_cmpint (judge ("1 3 2"), ==, SEEP_TREND_UNCLEAR);
  g_assert_cmpint (judge ("7 7 7"), ==, SEEP_TREND_STEADY);
  g_assert_cmpint (judge ("1 2 3 4 5"), ==, SEEP_TREND_GROWING);
  g_assert_cmpint (judge ("1 1 3 4 5"), ==, SEEP_TREND_GROWING);
  g_assert_cmpint (judge ("9 8 7 6 2"), ==, SEEP_TREND_SHRINKING);
  g_assert_cmpint (judge ("1 3 2 4 5"), ==, SEEP_TREND_UNCLEAR);
  g_assert_cmpint (judge ("1 3 2 5 4 7 6 9 8 11"), ==, SEEP_TREND_GROWING);
  g_assert_cmpint (judge ("1000 1001 1000 1001 1000 1001"), ==, SEEP_TREND_STEADY);
  g_assert_cmpint (judge ("0 0 0 0 0 0 0"), ==, SEEP_TREND_STEADY);
}

static void
test_long_series_are_judged_by_the_normal_law (void)
{
  double values[60];
  SeepSlope slope;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = 5 * (i % 2) + 0.5 * i;
  seep_slope_find (values, G_N_ELEMENTS (values), &slope);
  g_assert_cmpint (slope.trend, ==, SEEP_TREND_GROWING);
  g_assert_cmpfloat (fabs (slope.slope - 0.5), <, 0.05);
  g_assert_cmpfloat (slope.low, <=, 0.5);
  g_assert_cmpfloat (slope.high, >=, 0.5);
  g_assert_cmpfloat (slope.high - slope.low, <, 0.2);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i % 2 ? 100 : 300;
  seep_slope_find (values, G_N_ELEMENTS (values), &slope);
  g_assert_cmpfloat (slope.p, >, 0.5);
}

/* One tie among thirty makes no odds, but another law. */
static void
test_both_laws_say_the_same (void)
{
  double values[30];
  SeepSlope exact, normal;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = i + 12.3 * (double) (i * 7 % 11);
  seep_slope_find (values, G_N_ELEMENTS (values), &exact);
  values[11] = values[0];
  seep_slope_find (values, G_N_ELEMENTS (values), &normal);
  g_assert_cmpfloat (exact.p, >, 0.001);
  g_assert_cmpfloat (fabs (exact.p - normal.p), >, 0);
  g_assert_cmpfloat (fabs (exact.p - normal.p), <, 0.1 * exact.p);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slope/chances-are-those-of-all-orders", test_chances_are_those_of_all_orders);
  g_test_add_func ("/slope/the-interval-holds-what-is-not-refuted",
                   test_the_interval_holds_what_is_not_refuted);
  g_test_add_func ("/slope/says-no-more-than-the-number-of-snapshots-can-show",
                   test_says_no_more_than_the_number_of_snapshots_can_show);
  g_test_add_func ("/slope/long-series-are-judged-by-the-normal-law",
                   test_long_series_are_judged_by_the_normal_law);
  g_test_add_func ("/slope/both-laws-say-the-same", test_both_laws_say_the_same);
  return g_test_run ();
}
