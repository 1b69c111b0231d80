/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breadth first: a queue that is never shortened, since what was taken from it is the count; one
 * bit an object. */
#include "config.h"

#include "analysis/seep-reachable.h"

#include "base/seep-i18n.h"
#include "base/seep-pages.h"

typedef struct
{
  const SeepHeap        *heap;    /* borrowed */
  const SeepHeapColumns *columns; /* borrowed */
  guint64               *seen;    /* owned; a bit an object */
  SeepColumn             queue;   /* of guint32 */
} Walk;

static gboolean
is_data (const SeepHeap *heap, guint32 object)
{
  switch (seep_heap_get_kind (heap, object))
    {
    case SEEP_KIND_TYPE:
    case SEEP_KIND_MODULE:
    case SEEP_KIND_FUNCTION:
    case SEEP_KIND_METHOD:
    case SEEP_KIND_CODE:
    case SEEP_KIND_FRAME:
      return FALSE;
    default:
      return TRUE;
    }
}

static gboolean
enqueue (Walk *walk, guint32 object, GError **error)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (object % 64);

  if (walk->seen[object / 64] & bit)
    return TRUE;
  if (!seep_column_reserve (&walk->queue, 1, error))
    return FALSE;

  walk->seen[object / 64] |= bit;
  seep_column_at (&walk->queue, guint32, walk->queue.n++) = object;
  return TRUE;
}

static gboolean
enqueue_targets (Walk *walk, guint32 object, GError **error)
{
  for (guint32 edge = walk->columns->offsets[object]; edge < walk->columns->offsets[object + 1];
       edge++)
    if (SEEP_LABEL_KIND (walk->columns->labels[edge]) != SEEP_EDGE_TYPE
        && is_data (walk->heap, walk->columns->targets[edge])
        && !enqueue (walk, walk->columns->targets[edge], error))
      return FALSE;

  return TRUE;
}

static gboolean
run (Walk *walk, guint32 object, guint64 *n_bytes, SeepTask *task, GError **error)
{
  if (!enqueue (walk, object, error))
    return FALSE;

  for (gsize i = 0; i < walk->queue.n; i++)
    {
      guint32 at = seep_column_at (&walk->queue, guint32, i);

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      *n_bytes += seep_heap_get_size (walk->heap, at);
      if (!enqueue_targets (walk, at, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
seep_reachable_measure (const SeepHeap *heap,
                        guint32         object,
                        guint64        *n_bytes,
                        guint32        *n_objects,
                        SeepTask       *task,
                        GError        **error)
{
  Walk walk = { heap, seep_heap_get_columns (heap), NULL, { NULL } };
  gsize n_words = (gsize) walk.columns->n_objects / 64 + 1;
  gboolean is_done;

  g_return_val_if_fail (object < walk.columns->n_objects, FALSE);

  seep_task_set_progress (task, _("Following references"), -1);
  *n_bytes = 0;
  walk.seen = seep_pages_alloc (n_words, sizeof *walk.seen, error);
  if (walk.seen == NULL)
    return FALSE;

  seep_column_init (&walk.queue, sizeof (guint32));
  is_done = run (&walk, object, n_bytes, task, error);
  *n_objects = (guint32) walk.queue.n;
  seep_column_clear (&walk.queue);
  seep_pages_free (walk.seen, n_words, sizeof *walk.seen);
  return is_done;
}
