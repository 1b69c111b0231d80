/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-process-item.h — a Python process in a list, as it was seen last. */
#pragma once

#include "seep-probe-client.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PROCESS_ITEM (seep_process_item_get_type ())
G_DECLARE_FINAL_TYPE (SeepProcessItem, seep_process_item, SEEP, PROCESS_ITEM, GObject)

/* Takes @process. Signals: "changed". */
SeepProcessItem *seep_process_item_new (SeepProcess *process) G_GNUC_WARN_UNUSED_RESULT;

/* The same process, looked at again. Takes @process. */
void seep_process_item_update (SeepProcessItem *self,
                               SeepProcess     *process);

/* Is it the one that @process is? A number is used again after its process has gone. */
gboolean seep_process_item_is (SeepProcessItem   *self,
                               const SeepProcess *process);

/* Borrowed, until it is updated. */
const SeepProcess *seep_process_item_get_process (SeepProcessItem *self);

/* What it had when it was seen first. */
guint64 seep_process_item_get_first_rss_bytes (SeepProcessItem *self);

/* Everything that a person may look for in it, in lower case. */
const char *seep_process_item_get_search_text (SeepProcessItem *self);

G_END_DECLS
