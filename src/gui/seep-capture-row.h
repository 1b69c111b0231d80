/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-capture-row.h — a capture in the sidebar: its name, its age, how much it holds, and what is
 * wrong with it in words. */
#pragma once

#include "seep-document.h"
#include "seep-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_CAPTURE_ROW (seep_capture_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepCaptureRow, seep_capture_row, SEEP, CAPTURE_ROW, GtkListBoxRow)

SeepCaptureRow *seep_capture_row_new (SeepDocument *document) G_GNUC_WARN_UNUSED_RESULT;

SeepDocument *seep_capture_row_get_document (SeepCaptureRow *self);

/* It is dimmed while it is not of the time that is selected there. Once. */
void seep_capture_row_follow (SeepCaptureRow *self,
                              SeepTimeline   *timeline);

G_END_DECLS
