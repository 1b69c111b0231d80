/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half of what the dominators cost: each step waits for memory that the step before has named.
 * So whether a node has a number is asked of a bit, which is in a near cache, not of the number;
 * and what will be needed of a node's later successors is fetched while the first one is gone
 * into: where their own successors are listed, then the list of the next. */
#include "config.h"

#include "graph/seep-numbering.h"

#include "base/seep-i18n.h"
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

typedef struct
{
  SeepTask *task;    /* borrowed */
  guint     n_steps; /* until the next look at it */
  guint     percent; /* last shown */
} Watch;

static inline gsize
get_n_seen (guint32 n_nodes)
{
  return (gsize) n_nodes / 32 + 1;
}

static inline gboolean
is_seen (const guint32 *seen, guint32 node)
{
  return seen[node / 32] >> node % 32 & 1;
}

static inline void
set_seen (guint32 *seen, guint32 node)
{
  seen[node / 32] |= 1u << node % 32;
}

/* Of the first successors that @rest begins with. */
static inline void
fetch_offsets (const guint32 *seen, const SeepGraph *graph, Rest rest)
{
  const guint32 *targets = graph->targets;
  guint32 end = rest.end - rest.at > N_FETCHED_AHEAD ? rest.at + N_FETCHED_AHEAD : rest.end;

  for (guint32 i = rest.at; i < end; i++)
    if (!is_seen (seen, targets[i]))
      __builtin_prefetch (&graph->offsets[targets[i]]);
}

static gboolean
look (Watch *watch, guint32 n_numbers, guint32 n_nodes, GError **error)
{
  guint percent = (guint) (n_numbers * G_GUINT64_CONSTANT (100) / ((guint64) n_nodes + 1));

  watch->n_steps = SEEP_TASK_STRIDE;
  if (seep_task_is_cancelled (watch->task, error))
    return FALSE;
  if (percent != watch->percent)
    seep_task_set_progress (watch->task, _("Following references"), percent / 100.0);
  watch->percent = percent;
  return TRUE;
}

/* Everything that @root reaches and that has no number. */
static gboolean
number_from (SeepNumbering   *self,
             const SeepGraph *graph,
             guint32          root,
             Watch           *watch,
             GError         **error)
{
  const guint32 *offsets = graph->offsets;
  const guint32 *targets = graph->targets;
  guint32 *numbers = self->numbers;
  guint32 *nodes = self->nodes;
  guint32 *parents = self->parents;
  guint32 *seen = self->seen;
  Rest *stack = (Rest *) self->scratch;
  guint32 depth = 0;
  guint32 next = self->n_numbers;
  guint32 number = next;
  Rest rest = { offsets[root], offsets[root + 1] };

  set_seen (seen, root);
  numbers[root] = next;
  nodes[next] = root;
  parents[next++] = 0;
  for (;;)
    {
      guint32 target;

      if (--watch->n_steps == 0 && !look (watch, next, self->n_nodes, error))
        return FALSE;
      if (rest.at == rest.end)
        {
          if (depth == 0)
            break;
          rest = stack[--depth];
          number = parents[number];
          continue;
        }

      target = targets[rest.at++];
      if (is_seen (seen, target))
        continue;
      if (rest.end - rest.at > N_FETCHED_AHEAD)
        __builtin_prefetch (&offsets[targets[rest.at + N_FETCHED_AHEAD]]);
      if (rest.end - rest.at > 1)
        __builtin_prefetch (&targets[offsets[targets[rest.at + 1]]]);
      set_seen (seen, target);

      numbers[target] = next;
      nodes[next] = target;
      parents[next] = number;
      if (offsets[target] != offsets[target + 1])
        {
          stack[depth++] = rest;
          rest = (Rest){ offsets[target], offsets[target + 1] };
          number = next;
          fetch_offsets (seen, graph, rest);
        }
      next++;
    }
  self->n_numbers = next;
  return TRUE;
}

gboolean
seep_numbering_extend (SeepNumbering   *numbering,
                       const SeepGraph *graph,
                       const guint32   *roots,
                       guint32          n_roots,
                       SeepTask        *task,
                       GError         **error)
{
  Watch watch = { .task = task, .n_steps = SEEP_TASK_STRIDE };

  for (guint32 i = 0; i < n_roots; i++)
    if (!is_seen (numbering->seen, roots[i])
        && !number_from (numbering, graph, roots[i], &watch, error))
      return FALSE;
  return TRUE;
}

SeepNumbering *
seep_numbering_new (const SeepGraph *graph, SeepTask *task, GError **error)
{
  g_autoptr(SeepNumbering) numbering = g_new0 (SeepNumbering, 1);
  gsize n_numbers = (gsize) graph->n_nodes + 1;
  gsize n_seen = get_n_seen (graph->n_nodes);

  numbering->n_nodes = graph->n_nodes;
  if ((numbering->numbers = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->nodes = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->parents = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (numbering->seen = seep_pages_alloc (n_seen, sizeof (guint32), error)) == NULL
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
  seep_pages_free (numbering->seen, get_n_seen (numbering->n_nodes), sizeof (guint32));
  seep_pages_free (numbering->scratch, n_numbers, sizeof (guint64));
  g_free (numbering);
}
