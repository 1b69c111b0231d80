/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breadth first; the queue is the result. What stands further on in it is known, so its memory
 * is fetched while the nodes before it are worked on: first the offsets, then the targets, then
 * their parents. */
#include "config.h"

#include "graph/seep-reach.h"

#include "base/seep-pages.h"

#include <string.h>

#define OFFSETS_AHEAD 8
#define TARGETS_AHEAD 4
#define PARENTS_AHEAD 2
#define MAX_PARENTS_AHEAD 12 /* of one node: more would only push each other out */
#define EDGES_AHEAD 16

static inline void
fetch_ahead (const SeepReach *reach, const SeepGraph *graph, guint32 at)
{
  const guint32 *order = reach->order + at;
  guint32 n = reach->n_reached - at;

  if (n > OFFSETS_AHEAD)
    __builtin_prefetch (&graph->offsets[order[OFFSETS_AHEAD]]);
  if (n > TARGETS_AHEAD)
    __builtin_prefetch (&graph->targets[graph->offsets[order[TARGETS_AHEAD]]]);
  if (n > PARENTS_AHEAD)
    {
      guint32 first = graph->offsets[order[PARENTS_AHEAD]];
      guint32 end = graph->offsets[order[PARENTS_AHEAD] + 1];

      end = MIN (end, first + MAX_PARENTS_AHEAD);
      for (guint32 i = first; i < end; i++)
        __builtin_prefetch (&reach->parents[graph->targets[i]], 1);
    }
}

/* The successors of @node from edge @at to before @end. */
static inline void
reach_targets (SeepReach *reach, const guint32 *targets, guint32 node, guint32 at, guint32 end)
{
  guint32 n_reached = reach->n_reached;

  for (; at < end; at++)
    {
      guint32 target = targets[at];

      if (end - at > EDGES_AHEAD)
        __builtin_prefetch (&reach->parents[targets[at + EDGES_AHEAD]], 1);
      if (reach->parents[target] == SEEP_NO_NODE)
        {
          reach->parents[target] = node;
          reach->order[n_reached++] = target;
        }
    }
  reach->n_reached = n_reached;
}

/* Works the queue off from @at on. Long fans are taken in pieces, so that a cancel is heard. */
static gboolean
reach_all (SeepReach *reach, const SeepGraph *graph, guint32 at, SeepTask *task, GError **error)
{
  gint64 left = 0;

  for (; at < reach->n_reached; at++)
    {
      guint32 node = reach->order[at];
      guint32 first = graph->offsets[node];
      guint32 end = graph->offsets[node + 1];

      fetch_ahead (reach, graph, at);
      do
        {
          guint32 piece = MIN (end - first, SEEP_TASK_STRIDE);

          reach_targets (reach, graph->targets, node, first, first + piece);
          first += piece;
          left -= (gint64) piece + 1;
          if (left < 0)
            {
              left = SEEP_TASK_STRIDE;
              if (seep_task_is_cancelled (task, error))
                return FALSE;
            }
        }
      while (first < end);
    }
  return TRUE;
}

gboolean
seep_reach_extend (SeepReach       *reach,
                   const SeepGraph *graph,
                   const guint32   *roots,
                   guint32          n_roots,
                   SeepTask        *task,
                   GError         **error)
{
  guint32 n_before = reach->n_reached;

  g_return_val_if_fail (reach->n_nodes == graph->n_nodes, FALSE);

  for (guint32 i = 0; i < n_roots; i++)
    if (reach->parents[roots[i]] == SEEP_NO_NODE)
      {
        reach->parents[roots[i]] = SEEP_ROOT_NODE;
        reach->order[reach->n_reached++] = roots[i];
      }
  return reach_all (reach, graph, n_before, task, error);
}

SeepReach *
seep_reach_new (const SeepGraph *graph, SeepTask *task, GError **error)
{
  g_autoptr(SeepReach) reach = g_new0 (SeepReach, 1);

  reach->n_nodes = graph->n_nodes;
  if ((reach->parents = seep_pages_alloc (graph->n_nodes, sizeof (guint32), error)) == NULL
      || (reach->order = seep_pages_alloc (graph->n_nodes, sizeof (guint32), error)) == NULL)
    return NULL;

  memset (reach->parents, 0xff, graph->n_nodes * sizeof (guint32));
  if (!seep_reach_extend (reach, graph, graph->roots, graph->n_roots, task, error))
    return NULL;
  return g_steal_pointer (&reach);
}

guint32
seep_reach_get_depth (const SeepReach *reach, guint32 node)
{
  guint32 depth = 0;

  if (reach->parents[node] == SEEP_NO_NODE)
    return SEEP_NO_NODE;
  for (; reach->parents[node] != SEEP_ROOT_NODE; node = reach->parents[node])
    depth++;
  return depth;
}

guint32 *
seep_reach_list_depths (const SeepReach *reach, GError **error)
{
  guint32 *depths = seep_pages_alloc (reach->n_nodes, sizeof *depths, error);

  if (depths == NULL)
    return NULL;

  memset (depths, 0xff, reach->n_nodes * sizeof *depths);
  for (guint32 i = 0; i < reach->n_reached; i++) /* a parent comes before its children */
    {
      guint32 node = reach->order[i];
      guint32 parent = reach->parents[node];

      depths[node] = parent == SEEP_ROOT_NODE ? 0 : depths[parent] + 1;
    }
  return depths;
}

void
seep_reach_free (SeepReach *reach)
{
  if (reach == NULL)
    return;

  if (!reach->is_borrowed)
    {
      seep_pages_free (reach->parents, reach->n_nodes, sizeof (guint32));
      seep_pages_free (reach->order, reach->n_nodes, sizeof (guint32));
    }
  g_free (reach);
}
