/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of {key, id} are sorted by the bits of the key, so eight bytes a row move, and a second
 * array of them is all that is needed beside. Descending is ascending by how much is missing to
 * the greatest key: so equal ones stay in the order of their addresses. A key too wide to stand
 * beside an id is sorted by its low part, then by its high one. */
#include "config.h"

#include "analysis/seep-order.h"

#include "analysis/seep-order-filter.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"
#include "base/seep-radix.h"

#include <string.h>

typedef struct
{
  SeepHeap              *heap;     /* borrowed */
  const SeepHeapColumns *columns;  /* borrowed */
  const SeepRetained    *retained; /* borrowed; NULL before the analysis */
  guint32               *ranks;    /* owned; by type, for SEEP_ORDER_TYPE */
  SeepOrderKey           key;
} Keys;

/* The order of the types by name; types of one name have one rank. */
static int
compare_types_cb (gconstpointer a, gconstpointer b, gpointer heap)
{
  return strcmp (seep_heap_get_type_name (heap, *(const guint32 *) a),
                 seep_heap_get_type_name (heap, *(const guint32 *) b));
}

static guint32 *
rank_types (SeepHeap *heap)
{
  guint32 n = seep_heap_get_n_types (heap);
  g_autofree guint32 *types = g_new (guint32, n);
  guint32 *ranks = g_new (guint32, n);

  for (guint32 i = 0; i < n; i++)
    types[i] = i;
  g_qsort_with_data (types, (gint) n, sizeof (guint32), compare_types_cb, heap);
  for (guint32 i = 0; i < n; i++)
    ranks[types[i]] = i > 0 && compare_types_cb (&types[i - 1], &types[i], heap) == 0
                        ? ranks[types[i - 1]]
                        : i;
  return ranks;
}

/* An object without length comes before those of length 0. */
static guint64
get_length (SeepHeap *heap, guint32 id)
{
  SeepValue value;

  seep_heap_get_value (heap, id, &value);
  return value.has_length ? MAX (value.length, value.length + 1) : 0;
}

static inline guint64
get_key (const Keys *self, guint32 id)
{
  switch (self->key)
    {
    case SEEP_ORDER_BYTES:
      return self->columns->sizes[id] != G_MAXUINT32 ? self->columns->sizes[id]
                                                     : seep_heap_get_size (self->heap, id);
    case SEEP_ORDER_RETAINED:
      return seep_retained_get (self->retained, id);
    case SEEP_ORDER_LENGTH:
      return get_length (self->heap, id);
    case SEEP_ORDER_TYPE:
      return self->ranks[self->columns->types[id]];
    case SEEP_ORDER_REFCOUNT:
      return self->columns->refcounts[id];
    case SEEP_ORDER_ADDRESS:
    default:
      return id;
    }
}

static guint
count_bits (guint64 value)
{
  return value == 0 ? 0 : 64 - (guint) __builtin_clzll (value);
}

/* The key of each row, and the greatest. */
static gboolean
get_keys (const Keys      *self,
          const SeepOrder *order,
          guint64         *words,
          guint64         *max,
          SeepTask        *task,
          GError         **error)
{
  guint32 stride = self->key == SEEP_ORDER_LENGTH ? SEEP_TASK_STRIDE / 16 : SEEP_TASK_STRIDE;

  for (guint32 i = 0; i < order->n; i++)
    {
      if (i % stride == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      words[i] = get_key (self, order->ids[i]);
      *max = MAX (*max, words[i]);
    }
  return TRUE;
}

/* By the bits of the key from @shift on that fit beside an id. */
static gboolean
sort_by_part (SeepOrder *order,
              guint64   *words,
              guint64   *scratch,
              guint      shift,
              guint      id_bits,
              SeepTask  *task,
              GError   **error)
{
  guint64 id_mask = (G_GUINT64_CONSTANT (1) << id_bits) - 1;

  for (guint32 i = 0; i < order->n; i++)
    words[i] = words[i] >> shift << id_bits | order->ids[i];
  if (!seep_radix_sort (words, scratch, order->n, id_bits, task, error))
    return FALSE;
  for (guint32 i = 0; i < order->n; i++)
    order->ids[i] = (guint32) (words[i] & id_mask);
  return TRUE;
}

static gboolean
sort_words (const Keys *self,
            SeepOrder  *order,
            gboolean    descending,
            guint64    *words,
            guint64    *scratch,
            SeepTask   *task,
            GError    **error)
{
  guint id_bits = MAX (count_bits (self->columns->n_objects), 1);
  guint64 max = 0;
  guint shift = 0;

  do
    {
      if (!get_keys (self, order, words, &max, task, error))
        return FALSE;
      for (guint32 i = 0; i < order->n && descending; i++)
        words[i] = max - words[i];
      if (!sort_by_part (order, words, scratch, shift, id_bits, task, error))
        return FALSE;
      shift += 64 - id_bits;
    }
  while (shift < count_bits (max));
  return TRUE;
}

static void
turn_round (SeepOrder *order)
{
  for (guint32 i = 0; i < order->n / 2; i++)
    {
      guint32 id = order->ids[i];

      order->ids[i] = order->ids[order->n - 1 - i];
      order->ids[order->n - 1 - i] = id;
    }
}

static gboolean
sort (SeepOrder *order, const Keys *keys, gboolean descending, SeepTask *task, GError **error)
{
  guint64 *words, *scratch;
  gboolean done;

  if (keys->key == SEEP_ORDER_ADDRESS)
    {
      if (descending)
        turn_round (order);
      return TRUE;
    }

  seep_task_set_progress (task, _("Sorting objects"), -1);
  words = seep_pages_alloc (order->n, sizeof (guint64), error);
  scratch = words != NULL ? seep_pages_alloc (order->n, sizeof (guint64), error) : NULL;
  done = scratch != NULL && sort_words (keys, order, descending, words, scratch, task, error);
  seep_pages_free (words, order->n, sizeof (guint64));
  seep_pages_free (scratch, order->n, sizeof (guint64));
  return done;
}

SeepOrder *
seep_order_new (SeepHeap              *heap,
                const SeepAnalysis    *analysis,
                const SeepOrderFilter *filter,
                SeepOrderKey           key,
                gboolean               descending,
                SeepTask              *task,
                GError               **error)
{
  g_autoptr(SeepOrder) order = NULL;
  g_auto(SeepColumn) ids = { 0 };
  g_autofree guint32 *ranks = key == SEEP_ORDER_TYPE ? rank_types (heap) : NULL;
  Keys keys = { heap, seep_heap_get_columns (heap), NULL, ranks, key };

  g_return_val_if_fail (analysis != NULL || key != SEEP_ORDER_RETAINED, NULL);
  g_return_val_if_fail (analysis != NULL || !filter->only_garbage, NULL);

  if (analysis != NULL)
    keys.retained = seep_analysis_get_retained (analysis);
  seep_column_init (&ids, sizeof (guint32));
  if (!seep_order_filter_list (filter, heap, analysis, &ids, task, error))
    return NULL;

  order = g_new0 (SeepOrder, 1);
  order->n = (guint32) ids.n;
  order->capacity = (guint32) ids.capacity;
  order->ids = g_steal_pointer (&ids.data);
  if (!sort (order, &keys, descending, task, error))
    return NULL;
  return g_steal_pointer (&order);
}

void
seep_order_free (SeepOrder *order)
{
  if (order == NULL)
    return;

  seep_pages_free (order->ids, order->capacity, sizeof (guint32));
  g_free (order);
}
