/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-session.h — a session that is being recorded, as the desktop sees it: SeepLive, whose
 * events are brought to the main thread in their order. They fill the timeline of the workspace and
 * bring it snapshots.
 *
 * Begun before there is a window, and not over with it: what happens before it has a workspace
 * waits, and what was measured is in the store in any case. */
#pragma once

#include "seep-live.h"
#include "seep-workspace.h"

G_BEGIN_DECLS

#define SEEP_TYPE_LIVE_SESSION (seep_live_session_get_type ())
G_DECLARE_FINAL_TYPE (SeepLiveSession, seep_live_session, SEEP, LIVE_SESSION, GObject)

/* Starts in a worker what @options (copied; session and output are not looked at) say, into a new
 * session of the store that is named after @program. */
void             seep_live_session_start_async  (SeepStoreThread       *store,
                                                 const SeepLiveOptions *options,
                                                 const char            *program,
                                                 GCancellable          *cancellable,
                                                 GAsyncReadyCallback    callback,
                                                 gpointer               user_data);
SeepLiveSession *seep_live_session_start_finish (GAsyncResult *result,
                                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* The id of its session in the store. */
const char *seep_live_session_get_session (SeepLiveSession *self);

/* From now on, and what has happened until now, too. Once. Borrowed: it goes with the workspace. */
void seep_live_session_set_workspace (SeepLiveSession *self,
                                      SeepWorkspace   *workspace);

/* Signals: "changed" (any of what follows; at most once a turn of the main loop), "happened" (char *: a
 * sentence on what was done and what it did to the program: "Paused for 0.14 s"), "alert" (char *: which
 * threshold was crossed). */

gboolean    seep_live_session_is_running  (SeepLiveSession *self);
/* A snapshot or a collection is under way. */
gboolean    seep_live_session_is_busy     (SeepLiveSession *self);
gint64      seep_live_session_get_pid     (SeepLiveSession *self); /* 0: not yet known */
const char *seep_live_session_get_program (SeepLiveSession *self);
/* Was it started here? Then it can be started again, and ended. */
gboolean    seep_live_session_is_program  (SeepLiveSession *self);
/* Of the last sample; NAN: not measured. */
double      seep_live_session_get_value   (SeepLiveSession *self,
                                           SeepMetric       metric);
gint64      seep_live_session_get_elapsed_us (SeepLiveSession *self);
/* Why something is not measured, or why it ended; NULL: all is well. */
const char *seep_live_session_get_problem (SeepLiveSession *self);
/* Of a program that was started here and has ended; -1 otherwise. */
int         seep_live_session_get_exit_status (SeepLiveSession *self);
/* That has ended it; 0: none did. */
int         seep_live_session_get_signal      (SeepLiveSession *self);
const SeepLiveThresholds *seep_live_session_get_thresholds (SeepLiveSession *self);

/* @label: NULL for a number. */
void seep_live_session_take_snapshot  (SeepLiveSession *self,
                                       const char      *label);
void seep_live_session_collect        (SeepLiveSession *self);
void seep_live_session_mark           (SeepLiveSession *self,
                                       const char      *label);
/* That of the RSS is the timeline's, too: whoever moves one moves the other. They hold as soon as nobody has
 * moved them for a moment. */
void seep_live_session_set_thresholds (SeepLiveSession          *self,
                                       const SeepLiveThresholds *thresholds);
/* A snapshot is taken whenever a threshold is crossed: unless somebody does not want it. */
void     seep_live_session_set_dumps_on_alert (SeepLiveSession *self,
                                               gboolean         dumps);
gboolean seep_live_session_get_dumps_on_alert (SeepLiveSession *self);
void seep_live_session_stop           (SeepLiveSession *self,
                                       gboolean         ends_program);

G_END_DECLS
