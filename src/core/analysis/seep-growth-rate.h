/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-growth-rate.h — how fast a series grows over a span of time, and which of many grow
 * fastest. */
#pragma once

#include "model/seep-series.h"

G_BEGIN_DECLS

/* The slope of the line of least squares through up to 64 equal parts of the span, in what is
 * counted a minute; 0 with fewer than two parts that have points. A stop in between, or more
 * samples here than there, does not change the weights. */
double seep_growth_rate_find (SeepSeries *series,
                              gint64      from_us,
                              gint64      to_us);

/* Puts the indexes in @order (of @n, each once) of @rates into falling order, but leaves two
 * that are nearly as fast as each other (less than @slack apart, a share of the faster one) as
 * they are: a list that is sorted again and again while somebody reads it holds still. */
void seep_growth_rate_sort (guint        *order,
                            guint         n,
                            const double *rates,
                            double        slack);

G_END_DECLS
