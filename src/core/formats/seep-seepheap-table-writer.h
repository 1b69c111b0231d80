/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-table-writer.h — the small tables of a heap, as chunks' payloads: what
 * seep-seepheap-tables.h reads. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* Takes one chunk's payload of @kind. */
typedef gboolean (*SeepTablePieceFunc) (guint32           kind,
                                        const GByteArray *payload,
                                        guint32           n_records,
                                        gpointer          data,
                                        GError          **error);

/* All tables, in pieces of about a megabyte, those that others need first. */
gboolean seep_table_write_all (SeepHeap           *heap,
                               SeepTablePieceFunc  func,
                               gpointer            data,
                               GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Little-endian. */
void seep_table_append_u32 (GByteArray *bytes,
                            guint32     value);
void seep_table_append_u64 (GByteArray *bytes,
                            guint64     value);

G_END_DECLS
