/* SPDX-License-Identifier: GPL-3.0-or-later */
/* synthetic-heap.h — a heap as a large Python service has it: modules, classes of very different
 * popularity, records with attributes, caches, indexes on the same records, a linked list, a tree,
 * garbage.
 *
 * 3.25 references an object; the same for the same size. A model to measure on, not a measured
 * heap. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32  n_objects;
  gsize    n_edges;
  guint32  n_roots;
  guint32  n_types;
  guint64 *addresses; /* owned; in the order of allocation, as size classes scatter them */
  guint32 *types;     /* owned */
  guint32 *sizes;     /* owned */
  guint32 *offsets;   /* owned; n_objects + 1 */
  guint64 *targets;   /* owned; n_edges addresses */
  guint32 *roots;     /* owned; indices into the arrays above */
} SyntheticHeap;

SyntheticHeap *synthetic_heap_new (guint32 n_objects);
void           synthetic_heap_free (SyntheticHeap *heap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyntheticHeap, synthetic_heap_free)

G_END_DECLS
