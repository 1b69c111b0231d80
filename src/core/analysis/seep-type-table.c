/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the instances of a type retain together is the sum over those that no other instance
 * dominates. In preorder of the dominator tree a subtree is a run, so one pass tells: an
 * instance beyond the end of the last run that was added is not in it. */
#include "config.h"

#include "analysis/seep-type-table.h"

#include "base/seep-pages.h"

#include <string.h>

#define NODES_AHEAD 16

/* What a pass over the objects adds up, for each type. */
typedef struct
{
  SeepTypeRow row;
  guint32     end; /* of the last run that was added */
} Sum;

static gboolean
is_in (const SeepHeapColumns *columns, SeepTypeFilter filter, guint32 object)
{
  return !(filter & SEEP_TYPE_FILTER_TRACKED) || columns->flags[object] & SEEP_OBJECT_TRACKED;
}

static gboolean
add_sizes (SeepHeap *heap, SeepTypeFilter filter, Sum *sums, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      SeepTypeRow *row = &sums[columns->types[i]].row;

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (!is_in (columns, filter, i))
        continue;
      row->count++;
      row->bytes += columns->sizes[i];
      if (columns->sizes[i] == G_MAXUINT32)
        row->bytes += seep_heap_get_size (heap, i) - G_MAXUINT32;
    }
  return TRUE;
}

static gboolean
add_retained (const SeepAnalysis *analysis,
              SeepTypeFilter      filter,
              Sum                *sums,
              SeepTask           *task,
              GError            **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  const SeepDominators *dominators = seep_analysis_get_dominators (analysis);
  const SeepRetained *retained = seep_analysis_get_retained (analysis);

  for (guint32 i = 0; i < dominators->n_reached; i++)
    {
      guint32 node = dominators->preorder[i];
      Sum *sum = &sums[columns->types[node]];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (dominators->n_reached - i > NODES_AHEAD)
        {
          __builtin_prefetch (&columns->types[dominators->preorder[i + NODES_AHEAD]]);
          __builtin_prefetch (&retained->bytes[dominators->preorder[i + NODES_AHEAD]]);
        }
      if (i < sum->end || !is_in (columns, filter, node))
        continue;
      sum->row.retained_bytes += seep_retained_get (retained, node);
      sum->end = i + dominators->subtree[i];
    }
  return TRUE;
}

/* The rows that are not empty. */
static SeepTypeTable *
make_table (const Sum *sums, guint32 n_types)
{
  SeepTypeTable *table = g_new0 (SeepTypeTable, 1);

  for (guint32 i = 0; i < n_types; i++)
    table->n_rows += sums[i].row.count > 0;
  table->rows = g_new (SeepTypeRow, table->n_rows);
  table->n_rows = 0;
  for (guint32 i = 0; i < n_types; i++)
    {
      if (sums[i].row.count == 0)
        continue;
      table->rows[table->n_rows] = sums[i].row;
      table->rows[table->n_rows++].type = i;
      table->count += sums[i].row.count;
      table->bytes += sums[i].row.bytes;
    }
  return table;
}

SeepTypeTable *
seep_type_table_new (SeepHeap           *heap,
                     const SeepAnalysis *analysis,
                     SeepTypeFilter      filter,
                     SeepTask           *task,
                     GError            **error)
{
  guint32 n_types = seep_heap_get_n_types (heap);
  Sum *sums = seep_pages_alloc (n_types, sizeof (Sum), error);
  SeepTypeTable *table = NULL;

  if (sums == NULL)
    return NULL;
  if (add_sizes (heap, filter, sums, task, error)
      && (analysis == NULL || add_retained (analysis, filter, sums, task, error)))
    {
      table = make_table (sums, n_types);
      seep_type_table_sort (table, heap,
                            analysis != NULL ? SEEP_TYPE_SORT_RETAINED : SEEP_TYPE_SORT_BYTES);
    }
  seep_pages_free (sums, n_types, sizeof (Sum));
  return table;
}

typedef struct
{
  SeepHeap    *heap; /* borrowed */
  SeepTypeSort sort;
} Comparison;

static guint64
get_key (const SeepTypeRow *row, SeepTypeSort sort)
{
  switch (sort)
    {
    case SEEP_TYPE_SORT_RETAINED:
      return row->retained_bytes;
    case SEEP_TYPE_SORT_BYTES:
      return row->bytes;
    case SEEP_TYPE_SORT_COUNT:
      return row->count;
    case SEEP_TYPE_SORT_NAME:
    default:
      return 0;
    }
}

/* Ties by name, and types of one name by number: the same order every time. */
static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *comparison = data;
  const SeepTypeRow *x = a;
  const SeepTypeRow *y = b;
  guint64 x_key = get_key (x, comparison->sort);
  guint64 y_key = get_key (y, comparison->sort);
  int names;

  if (x_key != y_key)
    return x_key > y_key ? -1 : 1;
  names = strcmp (seep_heap_get_type_name (comparison->heap, x->type),
                  seep_heap_get_type_name (comparison->heap, y->type));
  return names != 0 ? names : x->type < y->type ? -1 : x->type > y->type;
}

void
seep_type_table_sort (SeepTypeTable *table, SeepHeap *heap, SeepTypeSort sort)
{
  Comparison comparison = { heap, sort };

  g_qsort_with_data (table->rows, (gint) table->n_rows, sizeof (SeepTypeRow), compare_rows_cb,
                     &comparison);
}

void
seep_type_table_free (SeepTypeTable *table)
{
  if (table == NULL)
    return;

  g_free (table->rows);
  g_free (table);
}
