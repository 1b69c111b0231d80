/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sparkline.h — how often a type was counted, as a small line without axes. */
#pragma once

#include "seep-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SPARKLINE (seep_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (SeepSparkline, seep_sparkline, SEEP, SPARKLINE, GtkWidget)

GtkWidget *seep_sparkline_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Draws the counts of a type in [@from_us, @to_us], as they are then. */
void seep_sparkline_show (SeepSparkline *self,
                          SeepTimeline  *timeline,
                          guint          type,
                          gint64         from_us,
                          gint64         to_us);

G_END_DECLS
