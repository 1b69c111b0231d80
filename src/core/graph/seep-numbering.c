/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half of what the dominators cost: each step waits for memory that the step before has named. So
 * whatever is known ahead is fetched ahead: when a node is entered, the numbers of its first successors. */
#include "config.h"

#include "graph/seep-numbering.h"

#include "base/seep-pages.h"

#include <string.h>

#define N_FETCHED_AHEAD 8

/* The successors of a node that are still to be looked at. */
typedef struct
{
  guint32 at;
  guint32 end;
} Rest;

G_STATIC_ASSERT (sizeof (Rest) == sizeof (guint64));

static inline void
fetch_numbers (const SeepNumbering *numbering, const SeepGraph *graph, Rest rest)
{
  guint32 end = MIN (rest.end, rest.at + N_FETCHED_AHEAD);

  for (guint32 i = rest.at; i < end; i++)
    {
      __builtin_prefetch (&numbering->numbers[graph->targets[i]], 1);
      __builtin_prefetch (&graph->offsets[graph->targets[i]]);
    }
}

static inline Rest
enter (SeepNumbering *numbering, const SeepGraph *graph, guint32 node, guint32 parent)
{
  guint32 number = numbering->n_numbers++;

  numbering->numbers[node] = number;
  numbering->nodes[number] = node;
  numbering->parents[number] = parent;
  return (Rest){ graph->offsets[node], graph->offsets[node + 1] };
}

/* Everything that @root reaches and that has no number. @steps counts down to the next look at @task. */
static gboolean
number_from (SeepNumbering   *numbering,
             const SeepGraph *graph,
             guint32          root,
             guint           *steps,
             SeepTask        *task,
             GError         **error)
{
  const guint32 *targets = graph->targets;
  Rest *stack = (Rest *) numbering->scratch;
  guint32 number = numbering->n_numbers;
  Rest rest = enter (numbering, graph, root, 0);
  guint32 depth = 0;

  for (;;)
    {
      guint32 target;

      if (--*steps == 0)
        {
          *steps = SEEP_TASK_STRIDE;
          if (seep_task_is_cancelled (task, error))
            return FALSE;
        }
      if (rest.at == rest.end)
        {
          if (depth == 0)
            return TRUE;
          rest = stack[--depth];
          number = numbering->parents[number];
          continue;
        }

      target = targets[rest.at++];
      if (rest.end - rest.at > N_FETCHED_AHEAD)
        __builtin_prefetch (&numbering->numbers[targets[rest.at + N_FETCHED_AHEAD]], 1);
      if (numbering->numbers[target] == SEEP_NO_NODE)
        {
          Rest successors = enter (numbering, graph, target, number);

          if (successors.at == successors.end)
            continue;
          fetch_numbers (numbering, graph, successors);
          stack[depth++] = rest;
          rest = successors;
          number = numbering->n_numbers - 1;
        }
    }
}

gboolean
seep_numbering_extend (SeepNumbering   *numbering,
                       const SeepGraph *graph,
                       const guint32   *roots,
                       guint32          n_roots,
                       SeepTask        *task,
                       GError         **error)
{
  guint steps = SEEP_TASK_STRIDE;

  for (guint32 i = 0; i < n_roots; i++)
    if (numbering->numbers[roots[i]] == SEEP_NO_NODE
        && !number_from (numbering, graph, roots[i], &steps, task, error))
      return FALSE;
  return TRUE;
}

SeepNumbering *
seep_numbering_new (const SeepGraph *graph, SeepTask *task, GError **error)
{
  g_autoptr(SeepNumbering) numbering = g_new0 (SeepNumbering, 1);
  gsize n_numbers = (gsize) graph->n_nodes + 1;

  numbering->n_nodes = graph->n_nodes;
  if ((numbering->numbers = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->nodes = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->parents = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->scratch = seep_pages_alloc (n_numbers, sizeof (guint64), error)) == NULL)
    return NULL;

  memset (numbering->numbers, 0xff, n_numbers * sizeof (guint32));
  numbering->nodes[0] = SEEP_ROOT_NODE;
  numbering->n_numbers = 1;
  if (!seep_numbering_extend (numbering, graph, graph->roots, graph->n_roots, task, error))
    return NULL;
  return g_steal_pointer (&numbering);
}

void
seep_numbering_free (SeepNumbering *numbering)
{
  gsize n_numbers;

  if (numbering == NULL)
    return;

  n_numbers = (gsize) numbering->n_nodes + 1;
  seep_pages_free (numbering->numbers, n_numbers, sizeof (guint32));
  seep_pages_free (numbering->nodes, n_numbers, sizeof (guint32));
  seep_pages_free (numbering->parents, n_numbers, sizeof (guint32));
  seep_pages_free (numbering->scratch, n_numbers, sizeof (guint64));
  g_free (numbering);
}
