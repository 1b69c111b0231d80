/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-record-window.h — a form: which program is to be run and recorded, and what of it. */
#pragma once

#include "seep-record-plan.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_RECORD_WINDOW (seep_record_window_get_type ())
G_DECLARE_FINAL_TYPE (SeepRecordWindow, seep_record_window, SEEP, RECORD_WINDOW, AdwWindow)

/* Filled in as it was for the last program. Signals: "started": whoever starts it closes the window, or says what
 * the problem is. */
SeepRecordWindow *seep_record_window_new (GtkWindow *parent) G_GNUC_WARN_UNUSED_RESULT;

void            seep_record_window_set_plan (SeepRecordWindow     *self,
                                             const SeepRecordPlan *plan);
SeepRecordPlan *seep_record_window_dup_plan (SeepRecordWindow *self);

/* It is being started: nothing can be changed. */
void seep_record_window_set_busy (SeepRecordWindow *self,
                                  gboolean          is_busy);
/* NULL: none. */
void seep_record_window_show_problem (SeepRecordWindow *self,
                                      const char       *sentence);

G_END_DECLS
