/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-trace-match.h — which allocation traceback of one dump is which of another. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* For each traceback of @old_heap, by id (0: none), the one of @new_heap with the same lines, or
 * SEEP_NO_NODE. NULL when either dump has none. */
guint32 *seep_trace_match_new (const SeepHeap *old_heap,
                               const SeepHeap *new_heap) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
