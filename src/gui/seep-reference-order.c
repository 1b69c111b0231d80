/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-reference-order.h"

#include "seep-object-text.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  guint64     number;
  const char *name; /* borrowed from the heap; NULL: sorted by number */
  guint32     index;
} Key;

void
seep_reference_question_free (SeepReferenceQuestion *question)
{
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_free (question->filter);
  g_free (question);
}

guint32
seep_reference_get_other (const SeepReference *reference, SeepReferenceDirection direction)
{
  return direction == SEEP_REFERENCES_FROM ? reference->target : reference->source;
}

char *
seep_reference_dup_text (SeepAnalysis *analysis, const SeepReference *reference)
{
  guint32 n_roots;

  if (reference->source != SEEP_ROOT_NODE)
    return seep_reference_dup_label (analysis, reference);
  return seep_root_dup_text (seep_analysis_get_heap (analysis),
                             &seep_analysis_get_roots (analysis, &n_roots)[reference->label]);
}

static gboolean
contains (const char *text, const char *folded_filter)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, folded_filter) != NULL;
}

static gboolean
is_match (const SeepReferenceQuestion *question,
          const SeepReference *reference,
          const char *folded_filter)
{
  SeepHeap *heap = seep_analysis_get_heap (question->analysis);
  guint32 other = seep_reference_get_other (reference, question->direction);
  g_autofree char *label = NULL;
  g_autofree char *what = NULL;

  if (folded_filter == NULL || *folded_filter == '\0')
    return TRUE;
  if (other != SEEP_ROOT_NODE && contains (seep_object_get_type_name (heap, other), folded_filter))
    return TRUE;
  label = seep_reference_dup_text (question->analysis, reference);
  if (contains (label, folded_filter))
    return TRUE;
  what = other != SEEP_ROOT_NODE ? seep_object_dup_title (heap, other) : NULL;
  return contains (what, folded_filter);
}

static Key
make_key (const SeepReferenceQuestion *question, const SeepReference *reference, guint32 index)
{
  SeepHeap *heap = seep_analysis_get_heap (question->analysis);
  guint32 other = seep_reference_get_other (reference, question->direction);
  Key key = { .index = index };

  if (other == SEEP_ROOT_NODE)
    {
      /* A root is an end of the way: it comes first among the large and among names. */
      key.number = G_MAXUINT64;
      key.name = question->sort == SEEP_REFERENCE_SORT_TYPE ? "" : NULL;
    }
  else if (question->sort == SEEP_REFERENCE_SORT_TYPE)
    key.name = seep_object_get_type_name (heap, other);
  else if (question->sort == SEEP_REFERENCE_SORT_BYTES)
    key.number = seep_heap_get_size (heap, other);
  else if (question->sort == SEEP_REFERENCE_SORT_RETAINED)
    key.number = seep_analysis_get_retained_bytes (question->analysis, other);
  return key;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *x = a;
  const Key *y = b;
  int result =
    x->name != NULL ? strcmp (x->name, y->name) : (x->number > y->number) - (x->number < y->number);

  return result != 0 ? result : (x->index > y->index) - (x->index < y->index);
}

SeepReferenceOrder *
seep_reference_order_new (const SeepReferenceQuestion *question, SeepTask *task, GError **error)
{
  g_autoptr(SeepReferenceOrder) order = g_new0 (SeepReferenceOrder, 1);
  g_autofree char *filter =
    question->filter != NULL ? g_utf8_casefold (question->filter, -1) : NULL;
  g_autofree Key *keys = NULL;

  if (question->direction == SEEP_REFERENCES_FROM)
    {
      order->references =
        seep_references_list (question->analysis, question->object, SEEP_MAX_REFERENCE_ROWS);
      order->n_total = seep_references_count (question->analysis, question->object);
    }
  else
    {
      order->references =
        seep_referrers_list (question->analysis, question->object, SEEP_MAX_REFERENCE_ROWS);
      order->n_total = seep_referrers_count (question->analysis, question->object);
    }

  keys = g_new (Key, MAX (order->references->len, 1));
  for (guint i = 0; i < order->references->len; i++)
    {
      const SeepReference *reference = &g_array_index (order->references, SeepReference, i);

      /* A filter reads the file for every row. */
      if ((i & 0xfff) == 0 && seep_task_is_cancelled (task, error))
        return NULL;
      if (is_match (question, reference, filter))
        keys[order->n_ids++] = make_key (question, reference, i);
    }

  if (question->sort != SEEP_REFERENCE_SORT_NONE)
    qsort (keys, order->n_ids, sizeof *keys, compare_keys);
  order->ids = g_new (guint32, MAX (order->n_ids, 1));
  for (guint i = 0; i < order->n_ids; i++)
    order->ids[i] = keys[question->is_descending ? order->n_ids - 1 - i : i].index;
  return g_steal_pointer (&order);
}

void
seep_reference_order_free (SeepReferenceOrder *order)
{
  g_clear_pointer (&order->references, g_array_unref);
  g_free (order->ids);
  g_free (order);
}
