/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reachable.h — how much can be reached from one object: what a copy of it, with all it is
 * made of, would take.
 *
 * Unlike the retained size it counts what others hold as well. As asizeof of Pympler does, it
 * stays with data: it does not go on to types, modules, functions, code and frames, which lead
 * from anything to everything. */
#pragma once

#include "base/seep-task.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

/* The sizes of @object, whatever it is, and of all data that it reaches, each once. FALSE when
 * cancelled or out of memory. */
gboolean seep_reachable_measure (const SeepHeap *heap,
                                 guint32         object,
                                 guint64        *n_bytes,
                                 guint32        *n_objects,
                                 SeepTask       *task,
                                 GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
