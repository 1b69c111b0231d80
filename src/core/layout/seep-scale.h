/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-scale.h — where moments and values are in a chart, and what is where in it.
 *
 * A plain struct on the caller's stack: the rectangle that lines are drawn in, and what its edges
 * mean. Time runs with the text: from right to left where that does. Pixels grow downwards, values
 * upwards. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double   x, y, width, height;
  gint64   from_us, to_us;
  double   min, max; /* at the lower and the upper edge */
  gboolean is_mirrored;
} SeepScale;

/* Both may be outside of the rectangle. */
double seep_scale_get_x (const SeepScale *scale,
                         gint64           time_us);
double seep_scale_get_y (const SeepScale *scale,
                         double           value);

/* The other way round: the nearest that is in the chart. */
gint64 seep_scale_get_time  (const SeepScale *scale,
                             double           x);
double seep_scale_get_value (const SeepScale *scale,
                             double           y);

/* How much time passes in so many pixels to the right: negative where time runs to the left. */
gint64 seep_scale_get_duration (const SeepScale *scale,
                                double           width);

/* What was brushed over by a stroke between two places: its earlier and its later end. */
void seep_scale_get_span (const SeepScale *scale,
                          double           x1,
                          double           x2,
                          gint64          *from_us,
                          gint64          *to_us);

typedef enum
{
  SEEP_SCALE_NOWHERE,
  SEEP_SCALE_BEGIN, /* at the handle of its begin */
  SEEP_SCALE_END,
  SEEP_SCALE_INSIDE,
} SeepScalePart;

/* Which part of the span is at @x? Handles reach @reach pixels to both sides; of two that are both
 * near, the nearer one. */
SeepScalePart seep_scale_find_part (const SeepScale *scale,
                                    gint64           from_us,
                                    gint64           to_us,
                                    double           x,
                                    double           reach);

G_END_DECLS
