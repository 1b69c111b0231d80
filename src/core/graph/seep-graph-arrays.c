/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To check is to read each array once from the front, as far as possible: only two passes follow
 * numbers through memory, with what they will need fetched ahead.
 *
 * Whether @sources are the edges turned round cannot be told edge by edge without turning them
 * round; but the same edges have the same sum of a keyed hash, in whatever order. The key is drawn
 * anew each time, so nobody can prepare other edges with the same sum. */
#include "config.h"

#include "graph/seep-graph-arrays.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#define NODES_AHEAD 24

typedef struct
{
  guint64 source;
  guint64 target;
} EdgeKey;

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
                       _("What was kept of the analysis is not that of these objects."));
  return FALSE;
}

static guint64
draw (void)
{
  return (guint64) g_random_int () << 32 | g_random_int () | 1;
}

static inline guint64
hash_edge (const EdgeKey *key, guint32 source, guint32 target)
{
  guint64 word = key->source * ((guint64) source + 1) ^ key->target * ((guint64) target + 1);

  return word ^ word >> 29;
}

/* The sum over the edges of nodes @start to @end. */
static guint64
sum_forward (const SeepGraph *graph, guint32 start, guint32 end, const EdgeKey *key)
{
  guint64 sum = 0;

  for (guint32 node = start; node < end; node++)
    for (guint32 i = graph->offsets[node]; i < graph->offsets[node + 1]; i++)
      sum += hash_edge (key, node, graph->targets[i]);
  return sum;
}

/* Adds the same for the edges to nodes @start to @end. FALSE if a row is no row, out of order, or
 * has no nodes in it. */
static gboolean
add_backward (const SeepReverse *reverse,
              guint32            start,
              guint32            end,
              const EdgeKey     *key,
              guint64           *sum)
{
  guint64 added = 0;
  gboolean is_bad = FALSE;

  for (guint32 node = start; node < end; node++)
    {
      guint32 first = reverse->offsets[node];
      guint32 last = reverse->offsets[node + 1];
      guint32 before = 0;

      if (first > last || last > reverse->n_edges)
        return FALSE;
      for (guint32 i = first; i < last; i++)
        {
          guint32 source = reverse->sources[i];

          is_bad |= source < before || source >= reverse->n_nodes;
          before = source;
          added += hash_edge (key, source, node);
        }
    }
  *sum += added;
  return !is_bad;
}

static gboolean
check_edges (const SeepReverse *reverse, const SeepGraph *graph, SeepTask *task, GError **error)
{
  EdgeKey key = { draw (), draw () };
  guint64 forward = 0;
  guint64 backward = 0;

  if (reverse->offsets[0] != 0 || reverse->offsets[reverse->n_nodes] != reverse->n_edges)
    return fail (error);
  for (guint32 start = 0, end; start < graph->n_nodes; start = end)
    {
      end = start + MIN (SEEP_TASK_STRIDE, graph->n_nodes - start);
      if (seep_task_is_cancelled (task, error))
        return FALSE;
      forward += sum_forward (graph, start, end, &key);
      if (!add_backward (reverse, start, end, &key, &backward))
        return fail (error);
    }
  return forward == backward || fail (error);
}

SeepReverse *
seep_reverse_new_for_arrays (const SeepGraph *graph,
                             const guint32   *offsets,
                             const guint32   *sources,
                             SeepTask        *task,
                             GError         **error)
{
  g_autoptr(SeepReverse) reverse = g_new0 (SeepReverse, 1);

  reverse->is_borrowed = TRUE;
  reverse->n_nodes = graph->n_nodes;
  reverse->n_edges = graph->offsets[graph->n_nodes];
  reverse->offsets = (guint32 *) offsets;
  reverse->sources = (guint32 *) sources;
  return check_edges (reverse, graph, task, error) ? g_steal_pointer (&reverse) : NULL;
}

/* Does @source refer to @node? Most nodes have one referrer. */
static inline gboolean
has_source (const SeepReverse *reverse, guint32 node, guint32 source)
{
  guint32 low = reverse->offsets[node];
  guint32 end = reverse->offsets[node + 1];
  guint32 high = end;

  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;

      if (reverse->sources[middle] <= source)
        low = middle;
      else
        high = middle;
    }
  return low < end && reverse->sources[low] == source;
}

static gboolean
check_parents (const SeepReach *reach, const SeepReverse *reverse, SeepTask *task, GError **error)
{
  for (guint32 i = 0; i < reach->n_nodes; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (reach->parents[i] != SEEP_ROOT_NODE && !has_source (reverse, i, reach->parents[i]))
        return fail (error);
    }
  return TRUE;
}

static inline gboolean
is_marked (const guint32 *marks, guint32 node)
{
  return marks[node / 32] >> node % 32 & 1;
}

/* Every node once, and after its parent: so each way up is shorter than the one before it. */
static gboolean
check_order (const SeepReach *reach, guint32 *marks, SeepTask *task, GError **error)
{
  const guint32 *order = reach->order;
  guint32 n = reach->n_nodes;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 node = order[i];
      guint32 parent;

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (n - i > NODES_AHEAD && order[i + NODES_AHEAD] < n)
        __builtin_prefetch (&reach->parents[order[i + NODES_AHEAD]]);
      if (node >= n || is_marked (marks, node))
        return fail (error);
      parent = reach->parents[node];
      if (parent != SEEP_ROOT_NODE && !is_marked (marks, parent))
        return fail (error);
      marks[node / 32] |= 1u << node % 32;
    }
  return TRUE;
}

SeepReach *
seep_reach_new_for_arrays (const SeepReverse *reverse,
                           const guint32     *parents,
                           const guint32     *order,
                           SeepTask          *task,
                           GError           **error)
{
  g_autoptr(SeepReach) reach = g_new0 (SeepReach, 1);
  gsize n_marks = (gsize) reverse->n_nodes / 32 + 1;
  guint32 *marks = seep_pages_alloc (n_marks, sizeof (guint32), error);
  gboolean is_good;

  reach->is_borrowed = TRUE;
  reach->n_nodes = reverse->n_nodes;
  reach->n_reached = reverse->n_nodes;
  reach->parents = (guint32 *) parents;
  reach->order = (guint32 *) order;
  is_good = marks != NULL && check_parents (reach, reverse, task, error)
            && check_order (reach, marks, task, error);
  seep_pages_free (marks, n_marks, sizeof (guint32));
  return is_good ? g_steal_pointer (&reach) : NULL;
}

/* The tree follows from the runs: whose run is open innermost dominates what comes next. @open has
 * room for all. */
static gboolean
check_tree (const SeepDominators *tree, guint32 *open, SeepTask *task, GError **error)
{
  const guint32 *preorder = tree->preorder;
  guint32 n = tree->n_nodes;
  guint32 n_open = 0;
  guint32 end = n; /* of the run that is open innermost */

  for (guint32 at = 0; at < n; at++)
    {
      guint32 node = preorder[at];
      guint32 length = tree->subtree[at];

      if (at % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (n - at > NODES_AHEAD && preorder[at + NODES_AHEAD] < n)
        {
          __builtin_prefetch (&tree->idom[preorder[at + NODES_AHEAD]]);
          __builtin_prefetch (&tree->position[preorder[at + NODES_AHEAD]]);
        }
      while (at == end)
        {
          n_open--;
          end = n_open > 0 ? open[n_open - 1] + tree->subtree[open[n_open - 1]] : n;
        }
      if (node >= n || tree->position[node] != at || length == 0 || length > end - at
          || tree->idom[node] != (n_open > 0 ? preorder[open[n_open - 1]] : SEEP_ROOT_NODE))
        return fail (error);
      if (length > 1)
        {
          open[n_open++] = at;
          end = at + length;
        }
    }
  return TRUE;
}

SeepDominators *
seep_dominators_new_for_arrays (guint32        n_nodes,
                                const guint32 *idom,
                                const guint32 *preorder,
                                const guint32 *position,
                                const guint32 *subtree,
                                SeepTask      *task,
                                GError       **error)
{
  g_autoptr(SeepDominators) tree = g_new0 (SeepDominators, 1);
  guint32 *open = seep_pages_alloc (n_nodes, sizeof (guint32), error);
  gboolean is_good;

  tree->is_borrowed = TRUE;
  tree->n_nodes = n_nodes;
  tree->n_reached = n_nodes;
  tree->idom = (guint32 *) idom;
  tree->preorder = (guint32 *) preorder;
  tree->position = (guint32 *) position;
  tree->subtree = (guint32 *) subtree;
  is_good = open != NULL && check_tree (tree, open, task, error);
  seep_pages_free (open, n_nodes, sizeof (guint32));
  return is_good ? g_steal_pointer (&tree) : NULL;
}

/* Those that do not fit 32 bits are listed, all of them and no other. */
static gboolean
check_wide (const SeepRetained *self, GError **error)
{
  const SeepDominators *tree = self->dominators;
  const SeepWideSize *wide = self->wide.data;
  gsize n_wide = 0;

  for (guint32 i = 0; i < tree->n_nodes; i++)
    n_wide += self->bytes[i] == G_MAXUINT32;
  if (n_wide != self->wide.n)
    return fail (error);
  for (gsize i = 0; i < n_wide; i++)
    if (wide[i].position >= tree->n_nodes || (i > 0 && wide[i].position <= wide[i - 1].position)
        || self->bytes[tree->preorder[wide[i].position]] != G_MAXUINT32)
      return fail (error);
  return TRUE;
}

SeepRetained *
seep_retained_new_for_arrays (const SeepDominators *dominators,
                              const guint32        *bytes,
                              const SeepWideSize   *wide,
                              gsize                 n_wide,
                              SeepTask             *task,
                              GError              **error)
{
  g_autoptr(SeepRetained) self = g_new0 (SeepRetained, 1);

  self->is_borrowed = TRUE;
  self->dominators = dominators;
  self->bytes = (guint32 *) bytes;
  seep_column_init (&self->wide, sizeof (SeepWideSize));
  if (seep_task_is_cancelled (task, error) || !seep_column_reserve (&self->wide, n_wide, error))
    return NULL;
  for (gsize i = 0; i < n_wide; i++)
    seep_column_at (&self->wide, SeepWideSize, i) = wide[i];
  self->wide.n = n_wide;
  return check_wide (self, error) ? g_steal_pointer (&self) : NULL;
}
