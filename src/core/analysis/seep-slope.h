/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-slope.h — does a series of snapshots grow, by how much, and how sure is that?
 *
 * No assumption on how values scatter, and one odd snapshot changes little:
 *
 * - slope: the median of the slopes of all pairs of snapshots. H. Theil, Proc. Kon. Ned. Akad. v.
 *   Wetensch. A 53 (1950); P. K. Sen, J. Am. Stat. Assoc. 63 (1968) 1379–1389.
 * - its 95 % interval: order statistics of those slopes, chosen by the distribution of Kendall's S
 *   (W. J. Conover, Practical Nonparametric Statistics, 3rd ed., 5.5). Fewer than five snapshots
 *   have none: even the outermost slopes would be wrong too often.
 * - the verdict: the test for trend of H. B. Mann, Econometrica 13 (1945) 245–259, and M. G.
 *   Kendall, two-sided at 5 %. S is the number of pairs that rise less that of pairs that fall. Its
 *   distribution is exact for up to 30 snapshots of different values (Kendall's recurrence over
 *   inversions); beyond, and with ties, normal with the variance
 *   (n (n − 1) (2n + 5) − Σ t (t − 1) (2t + 5)) / 18 and a correction for continuity (R. O. Gilbert,
 *   Statistical Methods for Environmental Pollution Monitoring, 16.4).
 *
 * Each row is judged by itself: of a hundred rows that only scatter, up to five may be called
 * growing or shrinking. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Below, no order of the snapshots is rare enough to state anything at 5 %. */
#define SEEP_SLOPE_MIN_SNAPSHOTS 5

typedef enum
{
  SEEP_TREND_UNCLEAR,
  SEEP_TREND_STEADY,            /* all the same; or whatever the interval holds is less than 1 % of
                                 * the median a snapshot */
  SEEP_TREND_GROWING,
  SEEP_TREND_SHRINKING,
  SEEP_TREND_MAY_BE_GROWING,    /* never falls, but too few snapshots to say more */
  SEEP_TREND_MAY_BE_SHRINKING,
} SeepTrend;

typedef struct
{
  double    slope; /* a snapshot */
  double    low;   /* of the interval; NAN: none can be stated */
  double    high;
  double    p;     /* of a trend as clear as this where there is none, two-sided */
  SeepTrend trend;
} SeepSlope;

/* @n values (2 or more) at equal distances. */
void seep_slope_find (const double *values,
                      guint         n,
                      SeepSlope    *slope);

/* "growing", "shrinking", "steady", "unclear", "may-be-growing", "may-be-shrinking": for scripts. */
const char *seep_trend_get_word (SeepTrend trend);

G_END_DECLS
