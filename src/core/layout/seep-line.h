/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-line.h — a series as a line in a chart: for every column of pixels how high and how low the
 * line is there, however many points that are. */
#pragma once

#include "model/seep-series.h"
#include "seep-scale.h"

G_BEGIN_DECLS

typedef struct
{
  double top, bottom; /* pixels, top ≤ bottom; NAN: nothing was measured there */
} SeepLineColumn;

typedef struct
{
  double          x;       /* of the first column's middle */
  double          dx;      /* to the next column: negative where time runs to the left */
  gint64          number;  /* of the first column: the same moment has the same number however far
                            * the chart was panned, so dashes move with the line */
  guint           n;
  SeepLineColumn *columns; /* owned */

  double *dots;   /* owned; x and y of each point, where they are far enough apart to be told; */
  guint   n_dots; /* 0: they are not */
} SeepLine;

/* Two points are joined unless much more time than between their neighbours lies between them: then
 * something was not measured. */
SeepLine *seep_line_new  (SeepSeries      *series,
                          const SeepScale *scale) G_GNUC_WARN_UNUSED_RESULT;
void      seep_line_free (SeepLine *line);

/* The lowest and the highest value in the span, of what is measured there and what the line
 * shows on its way in and out; FALSE: there is nothing. */
gboolean seep_line_get_extremes (SeepSeries *series,
                                 gint64      from_us,
                                 gint64      to_us,
                                 double     *min,
                                 double     *max);

/* The first point with the highest value in the span; of a stretch, where it begins.
 * FALSE: there is none. */
gboolean seep_line_find_highest (SeepSeries      *series,
                                 gint64           from_us,
                                 gint64           to_us,
                                 SeepSeriesPoint *point);

/* The point nearest to a moment; FALSE: the series is empty. */
gboolean seep_line_find_point (SeepSeries      *series,
                               gint64           time_us,
                               SeepSeriesPoint *point);

/* The value at a moment: of the point before it, as long as that counts; NAN in a gap. */
double seep_line_get_value (SeepSeries *series,
                            gint64      time_us);

/* The next point after (@direction > 0) or before a moment that is at least @least_us from it; the
 * outermost if there is none. FALSE: the series is empty. */
gboolean seep_line_step (SeepSeries      *series,
                         gint64           time_us,
                         int              direction,
                         gint64           least_us,
                         SeepSeriesPoint *point);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLine, seep_line_free)

G_END_DECLS
