/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-workspace.h — the session that a window shows: its captures as documents, and the store
 * that remembers them.
 *
 * The list model of its documents in their order. Every change is written to the store by a
 * worker, a moment after it was made, and before the window goes at the latest. */
#pragma once

#include "seep-document.h"
#include "seep-place-json.h"
#include "seep-store-thread.h"
#include "seep-tab-state.h"
#include "seep-timeline.h"

G_BEGIN_DECLS

#define SEEP_TYPE_WORKSPACE (seep_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SeepWorkspace, seep_workspace, SEEP, WORKSPACE, GObject)

/* A session of the store, which is read before it has documents, or a new one for files that are
 * added. @store may be NULL: then nothing is remembered (tests). @profiles may be NULL.
 *
 * Properties that notify: "title", "notes", "problem". Signals: "label-changed" (of a document),
 * "restored" (the documents of a session are there), "saving" (whoever shows tabs calls
 * seep_workspace_take_tabs() now). */
SeepWorkspace *seep_workspace_new (SeepStoreThread *store,
                                   SeepProfiles    *profiles,
                                   const char      *session) G_GNUC_WARN_UNUSED_RESULT;

/* Its documents are still being looked up in the store. */
gboolean seep_workspace_is_restoring (SeepWorkspace *self);

/* How the tabs of a session were left, of SeepTabState; once, after "restored". NULL: there is
 * nothing to restore. @window is set if the store has it. */
GPtrArray *seep_workspace_steal_tabs (SeepWorkspace   *self,
                                      guint           *selected,
                                      SeepWindowState *window) G_GNUC_WARN_UNUSED_RESULT;

/* Something was done that is to be remembered: it is saved in a moment. */
void seep_workspace_touch (SeepWorkspace *self);

/* The answer to "saving". Takes @states. */
void seep_workspace_take_tabs (SeepWorkspace         *self,
                               GPtrArray             *states,
                               guint                  selected,
                               const SeepWindowState *window);

/* Saves once more, while the tabs are still there, and stops all work. The program goes on until
 * that is done. */
void seep_workspace_close (SeepWorkspace *self);

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

/* By its id in the store. */
SeepDocument *seep_workspace_find_stored (SeepWorkspace *self,
                                          const char    *id);

/* The last one of that kind; NULL: there is none. Borrowed. */
SeepDocument *seep_workspace_find_newest (SeepWorkspace  *self,
                                          SeepCaptureKind kind);

/* What @document would be compared with: one of its kind, the nearest before it or else after it;
 * NULL if it is the only one. Borrowed. */
SeepDocument *seep_workspace_find_other (SeepWorkspace *self,
                                         SeepDocument  *document);

const char *seep_workspace_get_session (SeepWorkspace *self); /* its id; NULL before it has one */
const char *seep_workspace_get_title   (SeepWorkspace *self);

/* What a person wrote about it; never NULL. */
const char *seep_workspace_get_notes (SeepWorkspace *self);
void        seep_workspace_set_notes (SeepWorkspace *self,
                                      const char    *notes);

/* What was measured of its program; there always is one, empty where nothing was. Borrowed. */
SeepTimeline *seep_workspace_get_timeline (SeepWorkspace *self);

/* Fills it with what the store has of it, once; it tells when that is there, or is not. Nothing
 * is read over what is being recorded. */
void     seep_workspace_read_timeline       (SeepWorkspace *self);
gboolean seep_workspace_is_reading_timeline (SeepWorkspace *self);

/* The first and the last capture of that kind of the time that is selected there; FALSE: it has
 * fewer than two, or nothing is selected. Borrowed. */
gboolean seep_workspace_find_in_range (SeepWorkspace  *self,
                                       SeepCaptureKind kind,
                                       SeepDocument  **first,
                                       SeepDocument  **last);

/* Why it cannot be remembered, in a sentence; NULL: it can. */
const char *seep_workspace_get_problem (SeepWorkspace *self);

G_END_DECLS
