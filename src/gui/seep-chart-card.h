/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-card.h — a chart with its title, a chip for each line, and the same as a table
 * (Alt+T). */
#pragma once

#include "seep-chart-table.h"
#include "seep-chart.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHART_CARD (seep_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (SeepChartCard, seep_chart_card, SEEP, CHART_CARD, AdwBin)

/* Signals: "changed" (other lines, or the table, are shown). Actions: chart.toggle-table,
 * chart.toggle-threshold. */
GtkWidget *seep_chart_card_new (SeepTimeline         *timeline,
                                const SeepTrackGroup *group) G_GNUC_WARN_UNUSED_RESULT;

SeepChart      *seep_chart_card_get_chart (SeepChartCard *self);
SeepChartTable *seep_chart_card_get_table (SeepChartCard *self);

guint    seep_chart_card_get_shown      (SeepChartCard *self);
void     seep_chart_card_set_shown      (SeepChartCard *self,
                                         guint          tracks);
gboolean seep_chart_card_is_table_shown (SeepChartCard *self);
void     seep_chart_card_show_table     (SeepChartCard *self,
                                         gboolean       is_shown);

G_END_DECLS
