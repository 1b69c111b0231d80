/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-series.h — values over time, appended one after the other, and shown at any width at once.
 *
 * Above the points lies a pyramid of minima and maxima (each step eight of the one below), so that
 * any span is reduced to a picture's columns without losing a peak, in time proportional to the
 * columns. One thread owns a series. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepSeries SeepSeries;

typedef struct
{
  gint64 time_us;
  double value;
} SeepSeriesPoint;

/* What is between two moments: a column of a picture. */
typedef struct
{
  double min, max; /* NAN: no point is there, as in all four */
  double first, last;
} SeepSeriesColumn;

SeepSeries *seep_series_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void        seep_series_free (SeepSeries *series);

/* @time_us not before the last one's; one that is, and a NAN, are left out. */
void seep_series_append (SeepSeries *series,
                         gint64      time_us,
                         double      value);

/* A stretch of which only the extremes are known (down-sampled): from @from_us to @to_us, both
 * among it; @last at its end. It counts as one point, (@to_us, @last); its extremes are found in
 * every part of it that is asked for, for they may be anywhere in it. One that begins before the
 * last point, or whose numbers contradict each other, is left out. */
void seep_series_append_range (SeepSeries *series,
                               gint64      from_us,
                               gint64      to_us,
                               double      min,
                               double      max,
                               double      last);

guint64         seep_series_get_n     (SeepSeries *series);
SeepSeriesPoint seep_series_get_point (SeepSeries *series,
                                       guint64     i);

/* The first point not before @time_us; the number of points if there is none. */
guint64 seep_series_find (SeepSeries *series,
                          gint64      time_us);

/* Fills @columns with equal parts of [@from_us, @to_us). */
void seep_series_reduce (SeepSeries       *series,
                         gint64            from_us,
                         gint64            to_us,
                         SeepSeriesColumn *columns,
                         guint             n_columns);

/* Of [@from_us, @to_us). FALSE: there is no point in it. */
gboolean seep_series_get_extremes (SeepSeries *series,
                                   gint64      from_us,
                                   gint64      to_us,
                                   double     *min,
                                   double     *max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSeries, seep_series_free)

G_END_DECLS
