/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slopes of all pairs are sorted: n² log n for n snapshots, of which there are dozens. */
#include "config.h"

#include "analysis/seep-slope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_EXACT 30
#define ALPHA 0.05
#define STEADY_SHARE 0.01 /* of the median, a snapshot: nobody chases less */

static int
compare_doubles_cb (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Of @n sorted values. */
static double
get_median (const double *values, gsize n)
{
  return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static gsize
get_n_pairs (guint n)
{
  return (gsize) n * (n - 1) / 2;
}

/* Sorted slopes of all pairs; owned by the caller. */
static double *
list_slopes (const double *values, guint n)
{
  double *slopes = g_new (double, get_n_pairs (n));
  gsize n_slopes = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; j < n; j++)
      slopes[n_slopes++] = (values[j] - values[i]) / (j - i);
  qsort (slopes, n_slopes, sizeof *slopes, compare_doubles_cb);
  return slopes;
}

/* For each number of falling pairs that @n different values can have, how probable it is in a
 * random order: the i-th value falls behind 0 to i - 1 of those before it, all equally likely. */
static double *
list_probabilities (guint n)
{
  gsize n_pairs = get_n_pairs (n);
  double *probabilities = g_new0 (double, n_pairs + 1);
  g_autofree double *before = g_new (double, n_pairs + 1);

  probabilities[0] = 1;
  for (guint i = 2; i <= n; i++)
    {
      memcpy (before, probabilities, (n_pairs + 1) * sizeof *before);
      for (gsize k = 0; k <= get_n_pairs (i); k++)
        {
          probabilities[k] = 0;
          for (gsize more = 0; more < i && more <= k; more++)
            probabilities[k] += before[k - more] / i;
        }
    }
  return probabilities;
}

/* The variance of Kendall's S in random orders of these values. */
static double
get_variance (const double *values, guint n)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);
  double sum = (double) n * (n - 1) * (2.0 * n + 5);
  guint n_equal;

  qsort (sorted, n, sizeof *sorted, compare_doubles_cb);
  for (guint i = 0; i < n; i += n_equal)
    {
      for (n_equal = 1; i + n_equal < n && sorted[i + n_equal] <= sorted[i]; n_equal++)
        continue;
      sum -= (double) n_equal * (n_equal - 1) * (2.0 * n_equal + 5);
    }
  return sum / 18;
}

static double
get_upper_tail (double z)
{
  return erfc (z / G_SQRT2) / 2;
}

/* How probable it is that S is @s (more than 0) or more. */
static double
get_tail (double s, gsize n_pairs, const double *probabilities, double variance)
{
  double tail = 0;

  if (probabilities == NULL)
    return variance > 0 ? get_upper_tail ((s - 1) / sqrt (variance)) : 1;
  for (gsize k = 0; k <= n_pairs && (double) n_pairs - 2.0 * (double) k >= s; k++)
    tail += probabilities[k];
  return tail;
}

/* The slope that is the r-th from either end, where no more than half of ALPHA lies beyond it. Ties
 * are not counted on: the interval is rather too wide. */
static void
find_interval (SeepSlope *self, const double *slopes, guint n, const double *probabilities)
{
  gsize n_pairs = get_n_pairs (n);
  double variance = (double) n * (n - 1) * (2.0 * n + 5) / 18;
  gsize rank = 0;

  self->low = self->high = NAN;
  while (2 * (rank + 1) <= n_pairs
         && get_tail ((double) n_pairs - 2.0 * (double) rank, n_pairs, probabilities, variance)
              <= ALPHA / 2)
    rank++;
  if (rank == 0)
    return;
  self->low = slopes[rank - 1];
  self->high = slopes[n_pairs - rank];
}

/* Rising pairs less falling ones. */
static double
get_s (const double *slopes, gsize n_pairs)
{
  double s = 0;

  for (gsize i = 0; i < n_pairs; i++)
    s += (slopes[i] > 0) - (slopes[i] < 0);
  return s;
}

static gboolean
has_ties (const double *slopes, gsize n_pairs)
{
  for (gsize i = 0; i < n_pairs; i++)
    if (slopes[i] >= 0 && slopes[i] <= 0)
      return TRUE;
  return FALSE;
}

static SeepTrend
judge (const SeepSlope *self, const double *values, guint n, const double *slopes)
{
  gsize n_pairs = get_n_pairs (n);
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);
  double small;

  qsort (sorted, n, sizeof *sorted, compare_doubles_cb);
  if (sorted[0] >= sorted[n - 1])
    return SEEP_TREND_STEADY;
  if (n < SEEP_SLOPE_MIN_SNAPSHOTS)
    {
      if (slopes[0] >= 0)
        return SEEP_TREND_MAY_BE_GROWING;
      return slopes[n_pairs - 1] <= 0 ? SEEP_TREND_MAY_BE_SHRINKING : SEEP_TREND_UNCLEAR;
    }
  if (self->p < ALPHA && self->slope > 0)
    return SEEP_TREND_GROWING;
  if (self->p < ALPHA && self->slope < 0)
    return SEEP_TREND_SHRINKING;
  small = STEADY_SHARE * fabs (get_median (sorted, n));
  return self->low >= -small && self->high <= small ? SEEP_TREND_STEADY : SEEP_TREND_UNCLEAR;
}

void
seep_slope_find (const double *values, guint n, SeepSlope *slope)
{
  g_autofree double *slopes = NULL;
  g_autofree double *probabilities = NULL;
  gsize n_pairs = get_n_pairs (n);
  double variance, s;

  g_return_if_fail (n >= 2);

  slopes = list_slopes (values, n);
  s = get_s (slopes, n_pairs);
  variance = get_variance (values, n);
  if (n <= MAX_EXACT)
    probabilities = list_probabilities (n);
  slope->slope = get_median (slopes, n_pairs);
  slope->p = 1;
  if (s != 0)
    slope->p = 2 * get_tail (fabs (s), n_pairs, has_ties (slopes, n_pairs) ? NULL : probabilities,
                             variance);
  slope->p = MIN (slope->p, 1);
  find_interval (slope, slopes, n, probabilities);
  slope->trend = judge (slope, values, n, slopes);
}

const char *
seep_trend_get_word (SeepTrend trend)
{
  static const char *const words[] = {
    [SEEP_TREND_UNCLEAR] = "unclear",
    [SEEP_TREND_STEADY] = "steady",
    [SEEP_TREND_GROWING] = "growing",
    [SEEP_TREND_SHRINKING] = "shrinking",
    [SEEP_TREND_MAY_BE_GROWING] = "may-be-growing",
    [SEEP_TREND_MAY_BE_SHRINKING] = "may-be-shrinking",
  };

  return words[trend];
}
