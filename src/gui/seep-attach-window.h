/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-attach-window.h — the Python processes here or elsewhere, one of which is to be watched or
 * dumped; how each can be reached, or why not. */
#pragma once

#include "seep-process-list.h"
#include "seep-store-thread.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_ATTACH_WINDOW (seep_attach_window_get_type ())
G_DECLARE_FINAL_TYPE (SeepAttachWindow, seep_attach_window, SEEP, ATTACH_WINDOW, AdwWindow)

/* What it dumps goes to @store. Signals: "attach" (SeepProcessItem *): that is to be watched; whoever
 * does it closes the window, or says what the problem is. "dumped" (char *: a session with the dump): it
 * closes itself. */
SeepAttachWindow *seep_attach_window_new (GtkWindow       *parent,
                                          SeepStoreThread *store) G_GNUC_WARN_UNUSED_RESULT;

void seep_attach_window_show_problem (SeepAttachWindow *self,
                                      const char       *sentence);

SeepHost *seep_attach_window_get_host (SeepAttachWindow *self);

/* Of what is looked at; borrowed. */
SeepProcessList *seep_attach_window_get_list (SeepAttachWindow *self);

G_END_DECLS
