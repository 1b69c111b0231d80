/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-session-window.h — the window of a session: its captures and their pages on the left, tabs,
 * the inspector and the notes on the right.
 *
 * Actions, of the selected tab: win.show-page (s), win.show-type (u), win.show-object (u),
 * win.show-newest-type (s), win.show-diff-objects (sssu), win.show-allocations (ss), win.compare
 * (ss), win.go-back, win.go-forward, win.find, win.load, win.cancel. Of the tabs: win.in-new-tab
 * (b), win.duplicate-tab, win.close-tab, win.reopen-tab. Of a capture: win.show-capture (s) and
 * those of seep-capture-actions.h. Of the window: win.toggle-sidebar, win.toggle-inspector,
 * win.show-toast (s), and of what is recorded: win.mark, win.take-snapshot, win.show-pad. */
#pragma once

#include "seep-application.h"
#include "seep-live-session.h"
#include "seep-tab-deck.h"

G_BEGIN_DECLS

#define SEEP_TYPE_SESSION_WINDOW (seep_session_window_get_type ())
G_DECLARE_FINAL_TYPE (SeepSessionWindow,
                      seep_session_window,
                      SEEP,
                      SESSION_WINDOW,
                      AdwApplicationWindow)

/* @application may be NULL (tests). */
SeepSessionWindow *seep_session_window_new (SeepApplication *application,
                                            SeepWorkspace   *workspace) G_GNUC_WARN_UNUSED_RESULT;

SeepWorkspace *seep_session_window_get_workspace (SeepSessionWindow *self);
SeepTabDeck   *seep_session_window_get_deck      (SeepSessionWindow *self);

/* What is being recorded into the session; NULL: nothing is. */
void             seep_session_window_set_live (SeepSessionWindow *self,
                                               SeepLiveSession   *live);
SeepLiveSession *seep_session_window_get_live (SeepSessionWindow *self);

typedef enum
{
  SEEP_OPEN_FIRST,    /* shows the first of them */
  SEEP_OPEN_COMPARED, /* compares the last of them with the first */
} SeepOpenHow;

/* Adds the files to the session (those that it does not have), as soon as that is there. */
void seep_session_window_open_files (SeepSessionWindow *self,
                                     GListModel        *files,
                                     SeepOpenHow        how);

/* Of the selected tab; NULL: there is none, or it is the session's. */
SeepDocument    *seep_session_window_get_document (SeepSessionWindow *self);
const SeepPlace *seep_session_window_get_place    (SeepSessionWindow *self);
/* A SeepPage, or what stands for one while nothing was read. */
GtkWidget       *seep_session_window_get_page     (SeepSessionWindow *self);

/* Goes to @place (taken) in the selected tab if that is of @document (NULL: of the session),
 * else in one that is. */
void seep_session_window_go_to (SeepSessionWindow *self,
                                SeepDocument      *document,
                                SeepPlace         *place);

/* Takes @toast. */
void seep_session_window_add_toast (SeepSessionWindow *self,
                                    AdwToast          *toast);

G_END_DECLS
