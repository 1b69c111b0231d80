/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-table.h — the heap by type: how many, how large, what they retain. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 type;
  guint32 count;
  guint64 bytes;
  guint64 retained_bytes; /* of all its instances together, nothing counted twice; 0 before
                           * the analysis */
} SeepTypeRow;

typedef enum
{
  SEEP_TYPE_SORT_RETAINED,
  SEEP_TYPE_SORT_BYTES,
  SEEP_TYPE_SORT_COUNT,
  SEEP_TYPE_SORT_NAME,
} SeepTypeSort;

typedef enum
{
  SEEP_TYPE_FILTER_NONE = 0,
  SEEP_TYPE_FILTER_TRACKED = 1 << 0, /* only what the collector tracks: objgraph's population */
} SeepTypeFilter;

typedef struct
{
  SeepTypeRow *rows; /* owned; types with at least one instance. Distinct types of one name are
                      * distinct rows */
  guint        n_rows;
  guint64      count; /* totals */
  guint64      bytes;
} SeepTypeTable;

/* @analysis may be NULL: then nothing is known of retained sizes. Largest first (names: A
 * first), ties by name. */
SeepTypeTable *seep_type_table_new (SeepHeap           *heap,
                                    const SeepAnalysis *analysis,
                                    SeepTypeFilter      filter,
                                    SeepTask           *task,
                                    GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_type_table_sort (SeepTypeTable *table,
                           SeepHeap      *heap,
                           SeepTypeSort   sort);
void seep_type_table_free (SeepTypeTable *table);

/* Types whose full name is @name or, if none is, whose last part is; NULL with
 * SEEP_ERROR_NOT_FOUND, or SEEP_ERROR_BAD_QUERY when a last part is that of types with different
 * full names (the message lists them). */
GArray *seep_types_find (SeepHeap   *heap,
                         const char *name,
                         GError    **error) G_GNUC_WARN_UNUSED_RESULT; /* of guint32 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTypeTable, seep_type_table_free)

G_END_DECLS
