/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-process-list.h — the Python processes of a host, looked at again every two seconds while
 * somebody watches. A list model of SeepProcessItem; a process keeps its item as long as it lives. */
#pragma once

#include "seep-process-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PROCESS_LIST (seep_process_list_get_type ())
G_DECLARE_FINAL_TYPE (SeepProcessList, seep_process_list, SEEP, PROCESS_LIST, GObject)

/* Signals: "looked" (it was looked at, or could not be). */
SeepProcessList *seep_process_list_new (SeepHost *host) G_GNUC_WARN_UNUSED_RESULT;

SeepHost *seep_process_list_get_host (SeepProcessList *self);

/* Looks now, and again after a while; TRUE to begin with it. Whoever stops watching says FALSE. */
void seep_process_list_set_watching (SeepProcessList *self,
                                     gboolean         is_watching);

/* Has it been looked at? */
gboolean seep_process_list_is_known (SeepProcessList *self);

/* Why it cannot be looked at, in a sentence; NULL: it can. */
const char *seep_process_list_get_problem (SeepProcessList *self);

G_END_DECLS
