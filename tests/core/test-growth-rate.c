/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-growth-rate.h"

#define S G_GINT64_CONSTANT (1000000)

static void
test_a_line_has_its_slope (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();

  for (guint i = 0; i <= 600; i++)
    seep_series_append (series, i * S, 1000 + 3 * i);
  g_assert_cmpfloat_with_epsilon (seep_growth_rate_find (series, 0, 601 * S), 180, 2);
  g_assert_cmpfloat_with_epsilon (seep_growth_rate_find (series, 300 * S, 601 * S), 180, 2);
}

static void
test_nothing_does_not_grow (void)
{
  g_autoptr(SeepSeries) series = seep_series_new ();

  g_assert_cmpfloat (seep_growth_rate_find (series, 0, S), ==, 0);
  seep_series_append (series, S, 5);
  g_assert_cmpfloat (seep_growth_rate_find (series, 0, 10 * S), ==, 0);
  g_assert_cmpfloat (seep_growth_rate_find (series, S, S), ==, 0);
}

static void
test_sorts_what_differs (void)
{
  const double rates[] = { 1, 50, -3, 20, 0 };
  guint order[] = { 0, 1, 2, 3, 4 };
  const guint expected[] = { 1, 3, 0, 4, 2 };

  seep_growth_rate_sort (order, 5, rates, 0);
  g_assert_cmpmem (order, sizeof order, expected, sizeof expected);
}

static void
test_holds_still (void)
{
  const double rates[] = { 100, 108, 101, 50 };
  guint order[] = { 0, 1, 2, 3 };
  const guint expected[] = { 0, 1, 2, 3 };

  seep_growth_rate_sort (order, 4, rates, 0.1);
  g_assert_cmpmem (order, sizeof order, expected, sizeof expected);
}

/* Whatever it was before: afterwards no later one is clearly faster, and all are there. */
static void
test_order_is_never_clearly_wrong (void)
{
  for (guint round = 0; round < 300; round++)
    {
      double rates[40];
      guint order[40];
      gboolean seen[40] = { FALSE };

      for (guint i = 0; i < 40; i++)
        {
          rates[i] = g_test_rand_int_range (-20, 60);
          order[i] = (i * 7 + round) % 40;
        }
      seep_growth_rate_sort (order, 40, rates, 0.1);
      for (guint i = 0; i < 40; i++)
        {
          seen[order[i]] = TRUE;
          for (guint k = i + 1; k < 40; k++)
            {
              double a = rates[order[i]], b = rates[order[k]];

              g_assert_false (b - a > 0.1 * MAX (ABS (a), ABS (b)));
            }
        }
      for (guint i = 0; i < 40; i++)
        g_assert_true (seen[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-rate/a-line-has-its-slope", test_a_line_has_its_slope);
  g_test_add_func ("/growth-rate/nothing-does-not-grow", test_nothing_does_not_grow);
  g_test_add_func ("/growth-rate/sorts-what-differs", test_sorts_what_differs);
  g_test_add_func ("/growth-rate/holds-still", test_holds_still);
  g_test_add_func ("/growth-rate/order-is-never-clearly-wrong", test_order_is_never_clearly_wrong);
  return g_test_run ();
}
