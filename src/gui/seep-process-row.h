/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-process-row.h — a Python process: what it is, what it has, how it can be reached. */
#pragma once

#include "seep-process-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PROCESS_ROW (seep_process_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepProcessRow, seep_process_row, SEEP, PROCESS_ROW, AdwBin)

GtkWidget *seep_process_row_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* NULL: none. It shows what becomes of @item. */
void seep_process_row_set_item (SeepProcessRow  *self,
                                SeepProcessItem *item);

/* "Python 3.12.1 · PID 4711 · root · running for 2 hours". */
char *seep_process_dup_facts (const SeepProcess *process) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
