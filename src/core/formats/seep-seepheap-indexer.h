/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-indexer.h — writes a heap as the indexed profile of .seepheap, which opens by
 * mapping. */
#pragma once

#include "base/seep-blocks.h"
#include "base/seep-sink.h"
#include "base/seep-task.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

/* All that @heap answers, its warnings too; values are read from its source. After it @blocks, for
 * seep_seepheap_list_blocks() to find. The sink must be empty. */
gboolean seep_seepheap_write_indexed (SeepHeap        *heap,
                                      const SeepBlock *blocks,
                                      guint            n_blocks,
                                      SeepSink        *sink,
                                      SeepTask        *task,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
