/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc-snapshots.h — the snapshots that a pickle left behind in its machine. */
#pragma once

#include "formats/seep-tracemalloc-machine.h"

G_BEGIN_DECLS

/* Of SeepTraces, in the order of the file; never empty. Uses up the machine's builder. @warnings: of
 * char, NULL-terminated: go to each. */
GPtrArray *seep_tracemalloc_take_snapshots (SeepTracemallocMachine *self,
                                            const char *const      *warnings,
                                            SeepTask               *task,
                                            GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
