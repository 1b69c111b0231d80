/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-table.h — what a chart shows as a table: times, and the value of each line there. */
#pragma once

#include "seep-tracks.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHART_TABLE (seep_chart_table_get_type ())
G_DECLARE_FINAL_TYPE (SeepChartTable, seep_chart_table, SEEP, CHART_TABLE, AdwBin)

/* It follows the timeline's view, or its selection, while it is on the screen. */
GtkWidget *seep_chart_table_new (SeepTimeline         *timeline,
                                 const SeepTrackGroup *group) G_GNUC_WARN_UNUSED_RESULT;

/* As seep_chart_set_shown(). */
void seep_chart_table_set_shown (SeepChartTable *self,
                                 guint           tracks);

/* The times; for tests. Borrowed. */
GListModel *seep_chart_table_get_model (SeepChartTable *self);

G_END_DECLS
