/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-holders.h"

#include "analysis/seep-garbage.h"
#include "analysis/seep-unexplained.h"

/* Objects that no root reaches, but that something holds: the count says so, or they never go. */
static gboolean
find_natives (SeepHolders *self, SeepHeap *heap, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const SeepUnexplained *unexplained = self->unexplained.data;
  gsize at = 0;

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      gboolean is_held = columns->refcounts[i] == 0
                         || columns->flags[i] & (SEEP_OBJECT_IMMORTAL | SEEP_OBJECT_STATIC);

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (at < self->unexplained.n && unexplained[at].object == i)
        {
          is_held = TRUE;
          at++;
        }
      if (!is_held || self->reach->parents[i] != SEEP_NO_NODE)
        continue;
      if (!seep_column_reserve (&self->natives, 1, error))
        return FALSE;
      seep_column_at (&self->natives, guint32, self->natives.n++) = i;
    }
  return TRUE;
}

/* What a module holds is shown by the way from that module, even if a running function's variable
 * is nearer. */
static gboolean
reach_from_roots (SeepHolders     *self,
                  const SeepGraph *graph,
                  guint32          n_durable_roots,
                  SeepTask        *task,
                  GError         **error)
{
  SeepGraph durable = *graph;

  durable.n_roots = n_durable_roots;
  self->reach = seep_reach_new (&durable, task, error);
  if (self->reach == NULL)
    return FALSE;

  self->n_durable = self->reach->n_reached;
  if (graph->n_roots == n_durable_roots)
    return TRUE;
  return seep_reach_extend (self->reach, graph, graph->roots + n_durable_roots,
                            graph->n_roots - n_durable_roots, task, error);
}

gboolean
seep_holders_find (SeepHolders     *self,
                   SeepHeap        *heap,
                   const SeepGraph *graph,
                   guint32          n_durable_roots,
                   SeepTask        *task,
                   GError         **error)
{
  seep_column_init (&self->unexplained, sizeof (SeepUnexplained));
  seep_column_init (&self->natives, sizeof (guint32));
  seep_column_init (&self->garbage, sizeof (guint32));

  if (!reach_from_roots (self, graph, n_durable_roots, task, error)
      || (self->reverse = seep_reverse_new (graph, task, error)) == NULL
      || !seep_unexplained_count (heap, self->reverse, &self->unexplained, task, error)
      || !find_natives (self, heap, task, error)
      || !seep_reach_extend (self->reach, graph, self->natives.data, (guint32) self->natives.n,
                             task, error))
    return FALSE;

  self->n_alive = self->reach->n_reached;
  return seep_garbage_reach (self->reach, graph, self->reverse, &self->garbage, task, error);
}

void
seep_holders_clear (SeepHolders *self)
{
  g_clear_pointer (&self->reach, seep_reach_free);
  g_clear_pointer (&self->reverse, seep_reverse_free);
  seep_column_clear (&self->unexplained);
  seep_column_clear (&self->natives);
  seep_column_clear (&self->garbage);
}
