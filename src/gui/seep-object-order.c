/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-object-order.h"

void
seep_object_question_free (SeepObjectQuestion *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_clear_pointer (&question->baseline, seep_heap_unref);
  g_clear_pointer (&question->diff, seep_heap_diff_unref);
  g_free (question->filter);
  g_free (question);
}

void
seep_object_order_free (SeepObjectOrder *order)
{
  g_clear_pointer (&order->order, seep_order_free);
  g_clear_pointer (&order->diff, seep_heap_diff_unref);
  g_free (order);
}

static SeepHeapDiff *
find_diff (const SeepObjectQuestion *question, SeepTask *task, GError **error)
{
  gboolean is_older = question->scope == SEEP_DIFF_GONE;
  SeepHeap *old_heap = is_older ? question->heap : question->baseline;
  SeepHeap *new_heap = is_older ? question->baseline : question->heap;

  if (question->diff != NULL && seep_heap_diff_get_old (question->diff) == old_heap
      && seep_heap_diff_get_new (question->diff) == new_heap)
    return seep_heap_diff_ref (question->diff);
  return seep_heap_diff_new (old_heap, new_heap, task, error);
}

SeepObjectOrder *
seep_object_order_new (const SeepObjectQuestion *question, SeepTask *task, GError **error)
{
  g_autoptr(SeepObjectOrder) order = g_new0 (SeepObjectOrder, 1);
  SeepOrderFilter filter = { .text = question->filter };

  if (question->type != SEEP_NO_NODE)
    {
      filter.types = &question->type;
      filter.n_types = 1;
    }
  if (question->baseline != NULL && question->scope != SEEP_DIFF_ALL)
    {
      order->diff = find_diff (question, task, error);
      if (order->diff == NULL)
        return NULL;
      filter.only = seep_heap_diff_get_bits (order->diff, question->scope);
    }

  order->order = seep_order_new (question->heap, question->analysis, &filter, question->key,
                                 question->is_descending, task, error);
  if (order->order == NULL)
    return NULL;
  for (guint32 i = 0; i < order->order->n; i++)
    order->bytes += seep_heap_get_size (question->heap, order->order->ids[i]);
  return g_steal_pointer (&order);
}
