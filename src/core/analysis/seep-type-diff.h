/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-diff.h — two heaps side by side, type by type. */
#pragma once

#include "analysis/seep-heap-diff.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 old_type; /* SEEP_NO_NODE: no such type there */
  guint32 new_type;
  guint64 old_count;
  guint64 old_bytes;
  guint64 count;
  guint64 bytes;
} SeepTypeDiffRow;

typedef struct
{
  SeepTypeDiffRow *rows; /* owned; types with an instance in either */
  guint            n_rows;
} SeepTypeDiff;

/* Types are the same by name, and where several have it by address too. Ordered by |Δ bytes|,
 * |Δ count|, bytes, descending, then by name. Without @diff, or for ALL: what is in each dump. With
 * it NEW, GONE or SURVIVED: only those objects (NEW has no old ones, GONE no new ones). */
SeepTypeDiff *seep_type_diff_new (SeepHeap           *old_heap,
                                  SeepHeap           *new_heap,
                                  const SeepHeapDiff *diff, /* may be NULL */
                                  SeepDiffScope       scope,
                                  SeepTask           *task,
                                  GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_type_diff_free (SeepTypeDiff *diff);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTypeDiff, seep_type_diff_free)

G_END_DECLS
