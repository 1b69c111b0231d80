/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-type-order.h"

#include <string.h>

void
seep_type_question_free (SeepTypeQuestion *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
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

SeepTypeOrder *
seep_type_order_new (const SeepTypeQuestion *question, SeepTask *task, GError **error)
{
  SeepTypeFilter filter = question->only_tracked ? SEEP_TYPE_FILTER_TRACKED : SEEP_TYPE_FILTER_NONE;
  guint32 n_types = seep_heap_get_n_types (question->heap);
  SeepTypeTable *table =
    seep_type_table_new (question->heap, question->analysis, filter, task, error);
  SeepTypeOrder *order;

  if (table == NULL)
    return NULL;

  seep_type_table_sort (table, question->heap, question->sort);
  order = g_new0 (SeepTypeOrder, 1);
  order->table = table;
  order->ids = g_new (guint32, MAX (table->n_rows, 1));
  order->row_of = g_new (guint32, MAX (n_types, 1));
  memset (order->row_of, 0xff, sizeof (guint32) * MAX (n_types, 1));
  select_rows (order, question);
  return order;
}

void
seep_type_order_free (SeepTypeOrder *order)
{
  g_clear_pointer (&order->table, seep_type_table_free);
  g_free (order->row_of);
  g_free (order->ids);
  g_free (order);
}

const SeepTypeRow *
seep_type_order_find (const SeepTypeOrder *order, guint32 type)
{
  guint32 row = order->row_of[type];

  return row != SEEP_NO_NODE ? &order->table->rows[row] : NULL;
}
