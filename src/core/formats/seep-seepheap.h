/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap.h — the row of the heap dump of Seep: what it looks like, what it says of itself,
 * reading it. */
#pragma once

#include "formats/seep-formats.h"
#include "formats/seep-seepheap-chunk.h"

G_BEGIN_DECLS

gboolean seep_seepheap_is_recognised (const guint8 *head,
                                      gsize         n_bytes);
SeepFileInfo *seep_seepheap_peek (SeepSource *source,
                                  SeepTask   *task,
                                  GError    **error) G_GNUC_WARN_UNUSED_RESULT;
SeepHeap *seep_seepheap_read_heap (SeepSource *source,
                                   SeepTask   *task,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* The two profiles (seep-seepheap-stream.c, seep-seepheap-indexed.c). */
SeepHeap *seep_seepheap_read_stream (SeepSource               *source,
                                     const SeepSeepheapHeader *header,
                                     SeepTask                 *task,
                                     GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
SeepHeap *seep_seepheap_read_indexed (SeepSource               *source,
                                      const SeepSeepheapHeader *header,
                                      SeepTask                 *task,
                                      GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds to @info what the first and the last chunks of a stream say, whatever lies between. */
gboolean seep_seepheap_peek_stream  (SeepSource   *source,
                                     SeepFileInfo *info,
                                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_seepheap_peek_indexed (SeepSource               *source,
                                     const SeepSeepheapHeader *header,
                                     SeepFileInfo             *info,
                                     GError                  **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
