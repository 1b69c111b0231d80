/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-type-order.h"

#include <string.h>

void
seep_type_question_free (SeepTypeQuestion *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_clear_pointer (&question->largest, g_bytes_unref);
  g_free (question->filter);
  g_free (question);
}

static gboolean
is_match (const char *name, const char *folded_filter)
{
  g_autofree char *folded = NULL;

  if (folded_filter == NULL || *folded_filter == '\0')
    return TRUE;
  folded = g_utf8_casefold (name, -1);
  return strstr (folded, folded_filter) != NULL;
}

static void
select_rows (SeepTypeOrder *order, const SeepTypeQuestion *question)
{
  g_autofree char *filter =
    question->filter != NULL ? g_utf8_casefold (question->filter, -1) : NULL;
  /* The table comes largest first, names from A: the other way round is read from its end. */
  gboolean is_forward = question->is_descending != (question->sort == SEEP_TYPE_SORT_NAME);

  for (guint i = 0; i < order->table->n_rows; i++)
    {
      guint at = is_forward ? i : order->table->n_rows - 1 - i;
      const SeepTypeRow *row = &order->table->rows[at];

      order->row_of[row->type] = at;
      if (!is_match (seep_heap_get_type_name (question->heap, row->type), filter))
        continue;
      order->ids[order->n_ids++] = row->type;
      order->count += row->count;
      order->bytes += row->bytes;
    }
}

/* One pass over all objects. NULL: cancelled. */
static GBytes *
find_largest (const SeepTypeQuestion *question, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (question->heap);
  const SeepRetained *retained =
    question->analysis != NULL ? seep_analysis_get_retained (question->analysis) : NULL;
  gsize n_types = MAX (seep_heap_get_n_types (question->heap), 1);
  g_autofree guint64 *bytes = g_new0 (guint64, n_types);
  g_autofree guint32 *largest = g_new (guint32, n_types);

  memset (largest, 0xff, sizeof (guint32) * n_types);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      guint64 size =
        retained != NULL ? seep_retained_get (retained, i) : seep_heap_get_size (question->heap, i);
      guint32 type = columns->types[i];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return NULL;
      if (largest[type] != SEEP_NO_NODE && size <= bytes[type])
        continue;
      largest[type] = i;
      bytes[type] = size;
    }
  return g_bytes_new_take (g_steal_pointer (&largest), sizeof (guint32) * n_types);
}

SeepTypeOrder *
seep_type_order_new (const SeepTypeQuestion *question, SeepTask *task, GError **error)
{
  SeepTypeFilter filter = question->only_tracked ? SEEP_TYPE_FILTER_TRACKED : SEEP_TYPE_FILTER_NONE;
  guint32 n_types = seep_heap_get_n_types (question->heap);
  SeepTypeTable *table =
    seep_type_table_new (question->heap, question->analysis, filter, task, error);
  g_autoptr(SeepTypeOrder) order = NULL;

  if (table == NULL)
    return NULL;

  seep_type_table_sort (table, question->heap, question->sort);
  order = g_new0 (SeepTypeOrder, 1);
  order->table = table;
  order->has_retained = question->analysis != NULL;
  order->ids = g_new (guint32, MAX (table->n_rows, 1));
  order->row_of = g_new (guint32, MAX (n_types, 1));
  memset (order->row_of, 0xff, sizeof (guint32) * MAX (n_types, 1));
  order->largest = question->largest != NULL ? g_bytes_ref (question->largest)
                                             : find_largest (question, task, error);
  if (order->largest == NULL)
    return NULL;
  select_rows (order, question);
  return g_steal_pointer (&order);
}

void
seep_type_order_free (SeepTypeOrder *order)
{
  g_clear_pointer (&order->table, seep_type_table_free);
  g_free (order->row_of);
  g_clear_pointer (&order->largest, g_bytes_unref);
  g_free (order->ids);
  g_free (order);
}

const SeepTypeRow *
seep_type_order_find (const SeepTypeOrder *order, guint32 type)
{
  guint32 row = order->row_of[type];

  return row != SEEP_NO_NODE ? &order->table->rows[row] : NULL;
}

guint32
seep_type_order_get_largest (const SeepTypeOrder *order, guint32 type)
{
  return ((const guint32 *) g_bytes_get_data (order->largest, NULL))[type];
}
