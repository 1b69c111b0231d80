/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An object's count, minus the references to it (that of an instance to its heap type is among
 * them), minus the roots that FORMAT.md says are counted: all but modules, which the dict
 * sys.modules refers to. */
#include "config.h"

#include "analysis/seep-unexplained.h"

#include "base/seep-radix.h"

static gboolean
is_counted (const SeepRoot *root)
{
  return root->kind != SEEP_ROOT_MODULE;
}

/* The objects of the roots that count, ascending; an object as often as it is held. */
static gboolean
list_held (SeepHeap *heap, SeepColumn *held, SeepTask *task, GError **error)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);
  guint64 *scratch;
  gboolean done;

  if (!seep_column_reserve (held, n_roots, error))
    return FALSE;
  for (guint32 i = 0; i < n_roots; i++)
    if (is_counted (&roots[i]))
      seep_column_at (held, guint64, held->n++) = roots[i].object;

  scratch = seep_pages_alloc (held->n, sizeof (guint64), error);
  if (scratch == NULL)
    return FALSE;
  done = seep_radix_sort (held->data, scratch, held->n, 0, task, error);
  seep_pages_free (scratch, held->n, sizeof (guint64));
  return done;
}

gboolean
seep_unexplained_count (SeepHeap          *heap,
                        const SeepReverse *reverse,
                        SeepColumn        *unexplained,
                        SeepTask          *task,
                        GError           **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  g_auto(SeepColumn) held = { 0 };
  gsize at = 0;

  seep_column_init (&held, sizeof (guint64));
  if (!list_held (heap, &held, task, error))
    return FALSE;

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      guint64 explained = reverse->offsets[i + 1] - reverse->offsets[i];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      for (; at < held.n && seep_column_at (&held, guint64, at) == i; at++)
        explained++;
      if (columns->refcounts[i] <= explained || columns->flags[i] & SEEP_OBJECT_IMMORTAL)
        continue;
      if (!seep_column_reserve (unexplained, 1, error))
        return FALSE;
      seep_column_at (unexplained, SeepUnexplained, unexplained->n++)
        = (SeepUnexplained){ i, columns->refcounts[i] - (guint32) explained };
    }
  seep_column_trim (unexplained);
  return TRUE;
}

guint32
seep_unexplained_find (const SeepColumn *unexplained, guint32 object)
{
  const SeepUnexplained *list = unexplained->data;
  gsize low = 0;
  gsize high = unexplained->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (list[middle].object == object)
        return list[middle].count;
      if (list[middle].object < object)
        low = middle + 1;
      else
        high = middle;
    }
  return 0;
}
