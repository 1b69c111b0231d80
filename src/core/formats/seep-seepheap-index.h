/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-index.h — what an indexed profile is made of: its table of contents and its
 * chunks. */
#pragma once

#include "base/seep-reader.h"
#include "base/seep-source.h"
#include "formats/seep-seepheap-chunk.h"

G_BEGIN_DECLS

/* Does a chunk of that kind belong to nobody here? Optional ones do, but for the index' facts. */
gboolean seep_index_is_block (guint32 kind);

/* The chunk whose header stands at @at, with its payload mapped and its checksums compared. */
const guint8 *seep_index_map_chunk (SeepSource *source,
                                    guint64     at,
                                    SeepChunk  *chunk,
                                    GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The table of contents, for @contents to read: for each of the entries a u32, the kind of a
 * chunk, a u32, its number, and a u64, where its header stands. */
gboolean seep_index_map_contents (SeepSource               *source,
                                  const SeepSeepheapHeader *header,
                                  gsize                    *n_entries,
                                  SeepReader               *contents,
                                  GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
