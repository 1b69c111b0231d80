/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cycles that nothing leads to are the components without predecessor of what is left. One
 * object of each is found without finding the components, as Kosaraju's algorithm does it: go
 * through the objects, and from each that was not visited visit all it reaches; those are
 * starts. The last start was not visited from any other, so it lies in such a component. Then,
 * with all marks wiped, go through the starts from the last to the first: each that no later one
 * has visited is wanted, for the earlier ones do not reach it. */
#include "config.h"

#include "analysis/seep-garbage.h"

typedef struct
{
  const SeepReach *reach; /* borrowed */
  const SeepGraph *graph; /* borrowed */
  SeepTask        *task;  /* borrowed */
  guint32         *marks; /* owned; a bit for each node */
  SeepColumn       stack; /* of guint32 */
  guint            n_steps;
} Search;

static gsize
get_n_marks (const SeepGraph *graph)
{
  return (gsize) graph->n_nodes / 32 + 1;
}

static inline gboolean
is_open (const Search *self, guint32 node)
{
  return self->reach->parents[node] == SEEP_NO_NODE && !(self->marks[node / 32] >> node % 32 & 1);
}

static gboolean
append (SeepColumn *column, guint32 node, GError **error)
{
  if (!seep_column_reserve (column, 1, error))
    return FALSE;
  seep_column_at (column, guint32, column->n++) = node;
  return TRUE;
}

static gboolean
mark (Search *self, guint32 node, GError **error)
{
  self->marks[node / 32] |= 1u << node % 32;
  return append (&self->stack, node, error);
}

static gboolean
visit (Search *self, guint32 start, GError **error)
{
  if (!mark (self, start, error))
    return FALSE;

  while (self->stack.n > 0)
    {
      guint32 node = seep_column_at (&self->stack, guint32, --self->stack.n);

      if (self->n_steps++ % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (self->task, error))
        return FALSE;
      for (guint32 i = self->graph->offsets[node]; i < self->graph->offsets[node + 1]; i++)
        if (is_open (self, self->graph->targets[i]) && !mark (self, self->graph->targets[i], error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
find_starts (Search *self, SeepColumn *starts, GError **error)
{
  for (guint32 i = 0; i < self->graph->n_nodes; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (self->task, error))
        return FALSE;
      if (is_open (self, i) && (!append (starts, i, error) || !visit (self, i, error)))
        return FALSE;
    }
  return TRUE;
}

/* The wanted starts stay, in their order. */
static gboolean
keep_wanted (Search *self, SeepColumn *starts, GError **error)
{
  guint32 *nodes = starts->data;
  gsize kept = starts->n;

  for (gsize i = starts->n; i > 0; i--)
    if (is_open (self, nodes[i - 1]))
      {
        if (!visit (self, nodes[i - 1], error))
          return FALSE;
        nodes[--kept] = nodes[i - 1];
      }
  starts->n -= kept;
  for (gsize i = 0; i < starts->n; i++)
    nodes[i] = nodes[kept + i];
  return TRUE;
}

static gboolean
find_cycles (Search *self, SeepColumn *starts, GError **error)
{
  gsize n_marks = get_n_marks (self->graph);
  gboolean done;

  seep_column_init (&self->stack, sizeof (guint32));
  self->marks = seep_pages_alloc (n_marks, sizeof (guint32), error);
  done = self->marks != NULL && find_starts (self, starts, error);
  if (done)
    {
      for (gsize i = 0; i < n_marks; i++)
        self->marks[i] = 0;
      done = keep_wanted (self, starts, error);
    }
  seep_pages_free (self->marks, n_marks, sizeof (guint32));
  seep_column_clear (&self->stack);
  return done;
}

static gboolean
find_unreferred (const SeepReach   *reach,
                 const SeepReverse *reverse,
                 SeepColumn        *roots,
                 SeepTask          *task,
                 GError           **error)
{
  for (guint32 i = 0; i < reach->n_nodes; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (reach->parents[i] == SEEP_NO_NODE && reverse->offsets[i] == reverse->offsets[i + 1]
          && !append (roots, i, error))
        return FALSE;
    }
  return TRUE;
}

/* Reaches on from what was appended to @roots since there were @n_before. */
static gboolean
extend (SeepReach        *reach,
        const SeepGraph  *graph,
        const SeepColumn *roots,
        gsize             n_before,
        SeepTask         *task,
        GError          **error)
{
  if (roots->n == n_before)
    return TRUE;
  return seep_reach_extend (reach, graph, (const guint32 *) roots->data + n_before,
                            (guint32) (roots->n - n_before), task, error);
}

gboolean
seep_garbage_reach (SeepReach         *reach,
                    const SeepGraph   *graph,
                    const SeepReverse *reverse,
                    SeepColumn        *roots,
                    SeepTask          *task,
                    GError           **error)
{
  g_auto(SeepColumn) cycles = { 0 };
  Search search = { .reach = reach, .graph = graph, .task = task };
  gsize n_before = roots->n;

  if (reach->n_reached == reach->n_nodes)
    return TRUE;
  if (!find_unreferred (reach, reverse, roots, task, error)
      || !extend (reach, graph, roots, n_before, task, error))
    return FALSE;
  if (reach->n_reached == reach->n_nodes)
    return TRUE;

  seep_column_init (&cycles, sizeof (guint32));
  if (!find_cycles (&search, &cycles, error))
    return FALSE;
  n_before = roots->n;
  for (gsize i = 0; i < cycles.n; i++)
    if (!append (roots, seep_column_at (&cycles, guint32, i), error))
      return FALSE;
  return extend (reach, graph, roots, n_before, task, error);
}
