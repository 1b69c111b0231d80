/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-timeline-private.h — what the two files of SeepTimeline share: seep-timeline.c is what was
 * measured, seep-timeline-view.c what of it is looked at. */
#pragma once

#include "seep-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 from_us, to_us;
} SeepTimelineSpan;

struct _SeepTimeline
{
  GObject parent_instance;

  SeepSeries *metrics[SEEP_N_METRICS]; /* owned; NULL: never measured */
  SeepSeries *load;                    /* owned; likewise */
  gint64      cpu_time_us;             /* of the last CPU time that was measured */
  double      cpu_seconds;             /* NAN: there is none */
  GPtrArray  *type_names;              /* owned; of char * */
  GPtrArray  *type_counts;             /* owned; of SeepSeries, as many */
  GHashTable *types;                   /* owned; name (borrowed) → its index */
  GArray     *marks;                   /* owned; of SeepMark, by time */
  SeepTimelineSpan        extent;
  gboolean    has_extent;

  gboolean is_live;
  gboolean is_following; /* as a person wants it */
  gboolean is_all;       /* the view is all that there is */
  gint64   length_us;    /* of what is followed */
  SeepTimelineSpan     view;
  SeepTimelineSpan     range;
  gboolean has_range;
  gint64   cursor_us;
  gboolean has_cursor;
  double   threshold;
};

enum
{
  SEEP_TIMELINE_CHANGED,
  SEEP_TIMELINE_VIEW_CHANGED,
  SEEP_TIMELINE_RANGE_CHANGED,
  SEEP_TIMELINE_CURSOR_CHANGED,
  SEEP_TIMELINE_THRESHOLD_CHANGED,
  SEEP_TIMELINE_N_SIGNALS
};

extern guint seep_timeline_signals[SEEP_TIMELINE_N_SIGNALS];

/* There is more data, or another way to look at it. */
void seep_timeline_update_view (SeepTimeline *self);

G_END_DECLS
