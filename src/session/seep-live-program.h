/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-program.h — a program that was started to be watched: a thread waits for its end,
 * and sends PROGRAM_ENDED. It can be let go: then it runs on, and what it needs goes when it has
 * ended. */
#pragma once

#include "seep-live-message.h"

G_BEGIN_DECLS

typedef struct _SeepLiveProgram SeepLiveProgram;

/* NULL as seep_launch_start(). */
SeepLiveProgram *seep_live_program_start (const SeepLaunchOptions *options,
                                          GAsyncQueue             *messages,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where its snapshots appear; NULL: it has ended. Yours. */
char *seep_live_program_dup_folder (SeepLiveProgram *program) G_GNUC_WARN_UNUSED_RESULT;

/* Asks it to end. */
void seep_live_program_end (SeepLiveProgram *program);

/* From now on nobody waits for it, and @program is not yours any more. FALSE: it has ended, and
 * has told so. */
gboolean seep_live_program_let_go (SeepLiveProgram *program);

/* In the thread that has started it. Waits for its end. */
void seep_live_program_free (SeepLiveProgram *program);

G_END_DECLS
