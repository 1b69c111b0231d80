/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-store.h — the store as the commands use it, and files that are named by a session. */
#pragma once

#include "seep-cli.h"
#include "seep-store.h"

G_BEGIN_DECLS

/* The user's store; says on stderr what is odd about it. */
SeepStore *seep_cli_open_store (SeepCli *cli,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A word where a FILE is asked for: a file that is there stands for itself, SESSION for its last
 * capture's, SESSION:LABEL for that capture's. Says on stderr if a file has changed since it was
 * added; one that is missing is an error. Borrowed: stays until the program ends. */
const char *seep_cli_find_file (SeepCli    *cli,
                                const char *word,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Words where FILES are asked for: SESSION stands for all its captures' files, in their order. */
GStrv seep_cli_list_files (SeepCli           *cli,
                           int                n_words,
                           const char *const *words,
                           GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was unpacked for this run goes. */
void seep_cli_forget_files (SeepCli *cli);

/* "2026-11-22T12:41:07Z"; NULL for 0. */
char *seep_cli_dup_time (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
