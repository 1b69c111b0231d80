/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-axis.h — round numbers along the values of a chart: 1, 2 and 5 with zeros, of what the unit
 * is counted in: KiB, MiB, GiB; milliseconds, seconds, minutes; thousands, millions; per cent. */
#pragma once

#include "model/seep-metrics.h"

G_BEGIN_DECLS

typedef struct
{
  SeepUnit unit;
  double   step;    /* between two ticks */
  double   min;     /* a multiple of @step: the first tick */
  double   max;     /* and the last */
  guint    n_ticks; /* at least 2 */
} SeepAxis;

/* Ticks around [@low, @high], not more than @max_ticks (at least 3) of them. The axis begins with 0
 * unless what is to be seen is small and far above it; what hardly changes is not blown up. Values
 * that are no numbers, or negative, are taken for 0. */
void seep_axis_init (SeepAxis *axis,
                     SeepUnit  unit,
                     double    low,
                     double    high,
                     guint     max_ticks);

double seep_axis_get_tick  (const SeepAxis *axis,
                            guint           tick);
/* "120 MiB", with as many digits as tell ticks apart. */
char  *seep_axis_dup_label (const SeepAxis *axis,
                            guint           tick) G_GNUC_WARN_UNUSED_RESULT;

/* A value by itself, with three digits that count: "118 MiB", "1.25 M", "52 ms", "37 %". */
char *seep_axis_dup_value (SeepUnit unit,
                           double   value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
