/* SPDX-License-Identifier: MIT */
/* seep-serve-snapshot.h — a snapshot of tracemalloc as the file that Snapshot.dump() writes.
 *
 * The pickle is written here: no module is imported for it, nothing of pickle or tracemalloc
 * runs in the program, and the only objects made are those of _tracemalloc._get_traces(). */
#pragma once

#include "seep-serve.h"

/* Appends the file to @serve->bytes and gives up @traces, the list that _get_traces() returned.
 * The GIL is held, and given up for a moment now and then; false (declined) when it cannot be had
 * any more, and then it is not held. */
bool seep_snapshot_put (SeepServe    *serve,
                        SeepPyObject *traces,
                        long long     limit);
