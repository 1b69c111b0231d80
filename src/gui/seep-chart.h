/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart.h — the lines of one group of tracks over the view of a timeline.
 *
 * Drag selects a span, whose ends can be dragged; with the middle button or Shift it pans. Ctrl
 * and the wheel zoom, Shift and the wheel pan. With the keyboard: Left and Right go from point
 * to point, with Shift they select, with Ctrl they go from mark to mark; Home and End, Page Up
 * and Page Down; + and − zoom, 0 shows all; Enter opens the snapshot at the cursor; Esc gives up
 * the selection; T sets a threshold where there is a line for it, Ctrl and Up or Down move it. */
#pragma once

#include "seep-tracks.h"

#include "layout/seep-scale.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHART (seep_chart_get_type ())
G_DECLARE_FINAL_TYPE (SeepChart, seep_chart, SEEP, CHART, GtkWidget)

/* Signals: "mark-activated" (guint: the timeline's number of a mark). */
SeepChart *seep_chart_new (SeepTimeline         *timeline,
                           const SeepTrackGroup *group) G_GNUC_WARN_UNUSED_RESULT;

const SeepTrackGroup *seep_chart_get_group (SeepChart *self);

/* Which of its tracks are shown: a bit for each. */
guint seep_chart_get_shown (SeepChart *self);
void  seep_chart_set_shown (SeepChart *self,
                            guint      tracks);

/* Sets a threshold a little above what the RSS was, or gives it up. Nothing happens in other
 * charts. */
void seep_chart_toggle_threshold (SeepChart *self);

/* "RSS rose by 18.0 MiB in 10 min, from 102 MiB to 120 MiB; highest 121 MiB at 10:42:10": what
 * is seen of each line, for who does not see it. */
char *seep_chart_dup_summary (SeepChart *self) G_GNUC_WARN_UNUSED_RESULT;

/* Where everything is, as it was drawn last. Borrowed. */
const SeepScale *seep_chart_get_scale (SeepChart *self);

G_END_DECLS
