/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-run-session.h — a run that is kept as a session of the store.
 *
 * The session is there from the beginning, the snapshots in its folder as they are made, so that
 * nothing is lost if Seep ends before the program does. */
#pragma once

#include "seep-cli-store.h"

G_BEGIN_DECLS

typedef struct _SeepCliRunSession SeepCliRunSession;

/* What -o says is a session's name unless it looks like a path: it has a "/" in it, or ends in
 * .seepheap, or is there already. */
gboolean seep_cli_is_session_name (const char *output);

/* @name: NULL for one made of the program and the time. */
SeepCliRunSession *seep_cli_run_session_new (SeepCli           *cli,
                                             const char        *name,
                                             const char *const *program,
                                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void               seep_cli_run_session_free (SeepCliRunSession *session);

/* Where the snapshots go. */
const char *seep_cli_run_session_get_folder (SeepCliRunSession *session);

const char *seep_cli_run_session_get_id     (SeepCliRunSession *session);
SeepStore  *seep_cli_run_session_get_store  (SeepCliRunSession *session);

/* A dump that lies elsewhere is part of it. */
void seep_cli_run_session_add (SeepCliRunSession *session,
                               const char        *path);

/* Takes @snapshots in; now the session replaces another of that name (which is deleted, and can
 * be restored). Without any, and if nothing was recorded either, the session goes. FALSE: not
 * all of that went well, but what there is is kept. */
gboolean seep_cli_run_session_finish (SeepCliRunSession *session,
                                      const char *const *snapshots,
                                      gboolean           is_recorded,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* All after that; NULL: there is nothing to show. */
const SeepSessionInfo *seep_cli_run_session_get_info (SeepCliRunSession *session);
/* Says on stderr where it went, if it is kept. */
void seep_cli_run_session_print (SeepCliRunSession *session);
/* The id of the session that it has replaced; NULL. */
const char *seep_cli_run_session_get_replaced (SeepCliRunSession *session);
/* What to type for the session: its name where one was given, else its id; quoted for a shell. */
char *seep_cli_run_session_dup_word (SeepCliRunSession *session) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps the types of its last snapshot. That they are not kept is no failure. */
void seep_cli_run_session_set_types (SeepCliRunSession     *session,
                                     const SeepCaptureType *types,
                                     guint                  n_types);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCliRunSession, seep_cli_run_session_free)

G_END_DECLS
