/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-traces.h — opens allocations: a snapshot of a trace file, or a heap dump's objects. */
#pragma once

#include "model/seep-traces.h"
#include "seep-cli.h"

G_BEGIN_DECLS

/* Of SeepTraces: the snapshots in the file, in its order; never empty. @word: a file, or what stands
 * for one (seep_cli_find_file()). What is odd about the file, or missing from it, is told as by
 * seep_cli_open_heap(). */
GPtrArray *seep_cli_open_traces (SeepCli    *cli,
                                 const char *word,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The snapshot of @number, from 1. 0: the last; if there are others, that is told on stderr. Borrowed,
 * or NULL with an error. */
SeepTraces *seep_cli_find_snapshot (SeepCli   *cli,
                                    GPtrArray *snapshots,
                                    guint      number,
                                    GError   **error);

G_END_DECLS
