/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-timeline.h — what was measured of a session's program over time, and what of it is looked
 * at.
 *
 * One for a session; everything that shows time follows it. It is filled from the store when a
 * recording is opened, and appended to while one is going on, in the main thread only. Times are
 * microseconds since 1970 UTC. */
#pragma once

#include "model/seep-metrics.h"
#include "model/seep-series.h"
#include "seep-store-series.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TIMELINE (seep_timeline_get_type ())
G_DECLARE_FINAL_TYPE (SeepTimeline, seep_timeline, SEEP, TIMELINE, GObject)

/* Signals: "changed" (there is more data), "view-changed" (what is shown, and whether that
 * follows), "range-changed" (what is selected), "cursor-changed", "threshold-changed". Each is
 * emitted once for a change that a function below makes; "changed" after every append. */
SeepTimeline *seep_timeline_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* --- Data --- */

/* The next sample: SEEP_N_METRICS values, NAN where nothing was measured. Times do not go back: a
 * sample that does is left out. */
void seep_timeline_append_sample (SeepTimeline *self,
                                  gint64        time_us,
                                  const double *values);

/* How many objects of each type there were; types that are missing count as not counted. */
void seep_timeline_append_types (SeepTimeline      *self,
                                 gint64             time_us,
                                 const char *const *names,
                                 const guint64     *counts,
                                 guint              n);

/* Copied. Marks may come in any order. */
void seep_timeline_add_mark (SeepTimeline   *self,
                             const SeepMark *mark);

/* All that a session has recorded; replaces what is there. Takes @recorded. */
void seep_timeline_take_recorded (SeepTimeline *self,
                                  SeepRecorded *recorded);

/* Samples are coming: the view may follow them. What is not live follows nothing. */
void     seep_timeline_set_live (SeepTimeline *self,
                                 gboolean      is_live);
gboolean seep_timeline_is_live  (SeepTimeline *self);

/* Has nothing ever been measured or marked? */
gboolean seep_timeline_is_empty (SeepTimeline *self);

/* From the first moment that is known to the last; FALSE: nothing is. */
gboolean seep_timeline_get_extent (SeepTimeline *self,
                                   gint64       *from_us,
                                   gint64       *to_us);

/* Borrowed; NULL: never measured. */
SeepSeries *seep_timeline_get_metric (SeepTimeline *self,
                                      SeepMetric    metric);
/* The share of one core that was used between two samples (1: all of it), from SEEP_METRIC_CPU.
 * Borrowed; NULL: never measured. */
SeepSeries *seep_timeline_get_load   (SeepTimeline *self);

/* Types that were counted, in the order in which they first were. */
guint       seep_timeline_get_n_types     (SeepTimeline *self);
const char *seep_timeline_get_type_name   (SeepTimeline *self,
                                           guint         type);
SeepSeries *seep_timeline_get_type_counts (SeepTimeline *self,
                                           guint         type);

/* By time. Borrowed, until something changes. */
guint           seep_timeline_get_n_marks (SeepTimeline *self);
const SeepMark *seep_timeline_get_mark    (SeepTimeline *self,
                                           guint         mark);

/* --- What is looked at --- */

/* The span that is shown. It never leaves the recording by more than a little, nor becomes shorter
 * than seep-time-axis.h can show. */
void seep_timeline_get_view (SeepTimeline *self,
                             gint64       *from_us,
                             gint64       *to_us);
void seep_timeline_set_view (SeepTimeline *self,
                             gint64        from_us,
                             gint64        to_us);
/* All that there is; it grows with it. */
void     seep_timeline_show_all    (SeepTimeline *self);
gboolean seep_timeline_is_all_shown (SeepTimeline *self);

/* @factor > 1 shows more detail, around @at_us, which stays where it is. */
void seep_timeline_zoom (SeepTimeline *self,
                         double        factor,
                         gint64        at_us);
void seep_timeline_pan  (SeepTimeline *self,
                         gint64        distance_us);

/* While it is live: the view's end stays at the last sample, until somebody looks elsewhere. */
void     seep_timeline_set_following (SeepTimeline *self,
                                      gboolean      is_following);
gboolean seep_timeline_is_following  (SeepTimeline *self);

/* The selected span, which every page follows. FALSE: nothing is selected. */
gboolean seep_timeline_get_range   (SeepTimeline *self,
                                    gint64       *from_us,
                                    gint64       *to_us);
void     seep_timeline_set_range   (SeepTimeline *self,
                                    gint64        from_us,
                                    gint64        to_us);
void     seep_timeline_clear_range (SeepTimeline *self);
/* Is that moment in the selected span, or is none selected? */
gboolean seep_timeline_is_in_range (SeepTimeline *self,
                                    gint64        time_us);

/* The moment that is pointed at, in all charts at once. FALSE: none is. */
gboolean seep_timeline_get_cursor   (SeepTimeline *self,
                                     gint64       *time_us);
void     seep_timeline_set_cursor   (SeepTimeline *self,
                                     gint64        time_us);
void     seep_timeline_clear_cursor (SeepTimeline *self);

/* The RSS above which somebody wants to know; NAN: none. */
void   seep_timeline_set_threshold (SeepTimeline *self,
                                    double        rss_bytes);
double seep_timeline_get_threshold (SeepTimeline *self);

G_END_DECLS
