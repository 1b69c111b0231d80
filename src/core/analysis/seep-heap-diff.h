/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-heap-diff.h — which objects of a process came, went and stayed between two dumps.
 *
 * An object survived if the other dump has one of the same type at the same address. What can be
 * told for nothing is: of two tuples, ints, floats or bytes of different sizes, and of two objects
 * that different lines allocated (where both dumps were traced), the first is gone and the second
 * is new. Beyond that, an object that was freed and replaced by one of its type at its very place
 * cannot be told from one that stayed: "survived" may count too many, and "new" and "gone" as many
 * too few, most of all among small objects of short lives (frames, floats, tuples). */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_DIFF_ALL,
  SEEP_DIFF_NEW,      /* only in the new one */
  SEEP_DIFF_GONE,     /* only in the old one */
  SEEP_DIFF_SURVIVED, /* in both */
} SeepDiffScope;

typedef struct _SeepHeapDiff SeepHeapDiff;

/* Immutable and reference-counted. */
SeepHeapDiff *seep_heap_diff_new (SeepHeap *old_heap,
                                  SeepHeap *new_heap,
                                  SeepTask *task,
                                  GError  **error) G_GNUC_WARN_UNUSED_RESULT;
SeepHeapDiff *seep_heap_diff_ref   (SeepHeapDiff *diff);
void          seep_heap_diff_unref (SeepHeapDiff *diff);

SeepHeap *seep_heap_diff_get_old (const SeepHeapDiff *diff);
SeepHeap *seep_heap_diff_get_new (const SeepHeapDiff *diff);

/* Are both of the same process, as far as they say? Otherwise addresses mean nothing: everything
 * old is gone and everything else is new. */
gboolean seep_heap_diff_is_one_process (const SeepHeapDiff *diff);

/* Objects and their bytes. For SURVIVED the bytes are those in the new dump. ALL: of the new dump. */
guint32 seep_heap_diff_get_count (const SeepHeapDiff *diff, SeepDiffScope scope);
guint64 seep_heap_diff_get_bytes (const SeepHeapDiff *diff, SeepDiffScope scope);

/* A bit for each object of the old dump (GONE) or the new one (NEW, SURVIVED), word i / 32, bit
 * i % 32; NULL for ALL. For SeepOrderFilter.only. */
const guint32 *seep_heap_diff_get_bits (const SeepHeapDiff *diff, SeepDiffScope scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepHeapDiff, seep_heap_diff_unref)

G_END_DECLS
