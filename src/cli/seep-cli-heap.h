/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-heap.h — opens what the commands look at, with progress for a person who waits and an
 * ear for Ctrl-C. */
#pragma once

#include "seep-cli.h"

#include "formats/seep-formats.h"

G_BEGIN_DECLS

/* From here on an interrupt (or SIGTERM, or SIGHUP, unless they are ignored) makes work end with
 * SEEP_ERROR_CANCELLED. Once, before the first of the others. */
void seep_cli_watch_interrupt (void);

/* The task to give to the engine: says on stderr how far it is, if that is a terminal. Borrowed,
 * the same always. */
SeepTask *seep_cli_get_task (SeepCli *cli);
/* Takes the line of progress away; before anything else is printed. */
void seep_cli_end_progress (SeepCli *cli);

/* @word: a file, or what stands for one (seep_cli_find_file()). Both tell on stderr what is odd about the file, or missing from it: then @cli->damage is set, and what is
 * there is shown all the same. */
SeepHeap *seep_cli_open_heap (SeepCli    *cli,
                              const char *word,
                              GError    **error) G_GNUC_WARN_UNUSED_RESULT;
SeepAnalysis *seep_cli_open_analysis (SeepCli    *cli,
                                      const char *word,
                                      GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* When all is printed: what was computed for this command is kept for the next ones, unless
 * --no-cache or $SEEP_NO_CACHE says no. */
void seep_cli_keep_analyses (SeepCli *cli);

/* For those who read the heap themselves. */
void seep_cli_tell_warnings (SeepCli  *cli,
                             SeepHeap *heap);

G_END_DECLS
