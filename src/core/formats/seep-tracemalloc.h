/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc.h — the row of tracemalloc's snapshots: what Snapshot.dump() of CPython 3.4 to
 * 3.14 writes, and pickles of snapshots, or of lists, tuples or dicts of them, by any protocol. */
#pragma once

#include "formats/seep-formats.h"

G_BEGIN_DECLS

/* Also of other pickles: they are told what they are not by whoever reads them. */
gboolean seep_tracemalloc_is_recognised (const guint8 *head,
                                         gsize         n_bytes);

/* The version of the pickle. How many traces there are, of how many bytes, with how many frames,
 * and whether the file is whole, nobody knows before all of it was read. */
SeepFileInfo *seep_tracemalloc_peek (SeepSource *source,
                                     SeepTask   *task,
                                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray *seep_tracemalloc_read_traces (SeepSource *source,
                                         SeepTask   *task,
                                         GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
