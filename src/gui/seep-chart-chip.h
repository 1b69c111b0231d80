/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-chip.h — a line of a chart as a button: how it is drawn, what it is called, what it is
 * now. Pressed, the line is shown. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CHART_CHIP (seep_chart_chip_get_type ())
G_DECLARE_FINAL_TYPE (SeepChartChip, seep_chart_chip, SEEP, CHART_CHIP, GtkToggleButton)

/* @number: of the line in its chart. */
GtkWidget *seep_chart_chip_new (const char *title,
                                guint       number) G_GNUC_WARN_UNUSED_RESULT;

/* NULL: there is none. */
void seep_chart_chip_set_value (SeepChartChip *self,
                                const char    *value);

G_END_DECLS
