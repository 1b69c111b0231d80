/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-growth-rate.h"

#include <math.h>
#include <string.h>

#define MAX_PARTS 64
#define MINUTE_US (60.0 * 1000000)

double
seep_growth_rate_find (SeepSeries *series, gint64 from_us, gint64 to_us)
{
  SeepSeriesColumn parts[MAX_PARTS];
  double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  double minutes = (double) (to_us - from_us) / MINUTE_US / MAX_PARTS;
  double spread;

  if (from_us >= to_us)
    return 0;
  seep_series_reduce (series, from_us, to_us, parts, MAX_PARTS);
  for (guint i = 0; i < MAX_PARTS; i++)
    {
      double y = parts[i].last;

      if (isnan (y))
        continue;
      n += 1;
      sum_x += i;
      sum_y += y;
      sum_xx += (double) i * i;
      sum_xy += i * y;
    }
  spread = n * sum_xx - sum_x * sum_x;
  return n < 2 || !(spread > 0) ? 0 : (n * sum_xy - sum_x * sum_y) / spread / minutes;
}

static gboolean
is_clearly_faster (double a, double b, double slack)
{
  return a - b > slack * MAX (fabs (a), fabs (b));
}

void
seep_growth_rate_sort (guint *order, guint n, const double *rates, double slack)
{
  /* Each goes before the first that it is clearly faster than; so of no two the later one is
   * clearly faster. Hundreds at most. */
  for (guint i = 1; i < n; i++)
    {
      guint moved = order[i];
      guint at = 0;

      while (at < i && !is_clearly_faster (rates[moved], rates[order[at]], slack))
        at++;
      memmove (&order[at + 1], &order[at], (i - at) * sizeof *order);
      order[at] = moved;
    }
}
