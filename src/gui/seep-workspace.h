/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-workspace.h — the session that a window shows: its captures as documents, and the store
 * that remembers them.
 *
 * The list model of its documents in their order. Every change is written to the store by a
 * worker, a moment after it was made, and before the window goes at the latest. */
#pragma once

#include "seep-document.h"
#include "seep-store-thread.h"

G_BEGIN_DECLS

#define SEEP_TYPE_WORKSPACE (seep_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SeepWorkspace, seep_workspace, SEEP, WORKSPACE, GObject)

/* A session of the store, or a new one for files that are added. @store may be NULL: then nothing
 * is remembered (tests). Properties that notify: "title". Signals: "label-changed" (of a document). */
SeepWorkspace *seep_workspace_new (SeepStoreThread *store,
                                   const char      *session) G_GNUC_WARN_UNUSED_RESULT;

/* The document of @file, which is added if it is not there yet; a file with several snapshots
 * brings one for each. Borrowed. */
SeepDocument *seep_workspace_add_file (SeepWorkspace *self,
                                       GFile         *file);
void          seep_workspace_remove   (SeepWorkspace *self,
                                       SeepDocument  *document);

/* Puts a capture that was removed back into its place. */
void          seep_workspace_insert   (SeepWorkspace *self,
                                       SeepDocument  *document,
                                       guint          position);

/* G_MAXUINT if it is not in the session. */
guint seep_workspace_get_position (SeepWorkspace *self,
                                   SeepDocument  *document);

/* By what seep_document_get_capture() says; NULL if it is not (or no more) in the session.
 * Borrowed. */
SeepDocument *seep_workspace_find (SeepWorkspace *self,
                                   const char    *capture);

/* What @document would be compared with: one of its kind, the nearest before it or else after it;
 * NULL if it is the only one. Borrowed. */
SeepDocument *seep_workspace_find_other (SeepWorkspace *self,
                                         SeepDocument  *document);

const char *seep_workspace_get_session (SeepWorkspace *self); /* its id; NULL before it has one */
const char *seep_workspace_get_title   (SeepWorkspace *self);

G_END_DECLS
