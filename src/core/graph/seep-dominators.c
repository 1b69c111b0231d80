/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers the nodes depth first, has seep-semi-nca.c find the dominators of the numbers, and
 * lays the tree out in preorder. Memory is what limits the size of a heap that can be looked at,
 * so each array is used again when its first use is over: the result's four, the numbers' nodes,
 * and a word of scratch are all. */
#include "config.h"

#include "graph/seep-dominators.h"

#include "base/seep-pages.h"
#include "graph/seep-semi-nca.h"

#include <string.h>

#define NODES_AHEAD 16

/* Where each number stands in the preorder: sizes of subtrees are summed up from below, then
 * each takes its place behind its elder siblings. positions[0] is that of the virtual root: just
 * before the first. */
static void
lay_out (const guint32 *idoms, guint32 n_numbers, guint32 *positions, guint32 *sizes)
{
  for (guint32 i = 0; i < n_numbers; i++)
    sizes[i] = 1;
  for (guint32 i = n_numbers - 1; i > 0; i--)
    sizes[idoms[i]] += sizes[i];

  /* At first the place of the next child. After the last child that is the own place and the
   * whole size. */
  positions[0] = 0;
  for (guint32 i = 1; i < n_numbers; i++)
    {
      guint32 position = positions[idoms[i]];

      positions[idoms[i]] += sizes[i];
      positions[i] = position + 1;
    }
  for (guint32 i = 1; i < n_numbers; i++)
    positions[i] -= sizes[i];
}

/* From numbers to nodes. */
static void
fill_result (SeepDominators *self,
             const guint32  *nodes,
             const guint32  *positions,
             const guint32  *sizes)
{
  guint32 n_numbers = self->n_reached + 1;
  guint32 *idoms = self->subtree; /* by number until here */

  memset (self->position, 0xff, self->n_nodes * sizeof (guint32));
  for (guint32 i = 1; i < n_numbers; i++)
    {
      guint32 node = nodes[i];

      if (n_numbers - i > NODES_AHEAD)
        {
          __builtin_prefetch (&self->idom[nodes[i + NODES_AHEAD]], 1);
          __builtin_prefetch (&self->position[nodes[i + NODES_AHEAD]], 1);
        }
      self->idom[node] = nodes[idoms[i]];
      self->position[node] = positions[i];
      self->preorder[positions[i]] = node;
    }
  for (guint32 i = 1; i < n_numbers; i++)
    self->subtree[positions[i]] = sizes[i];
}

/* Takes over the numbers (which become idom where they are not SEEP_NO_NODE) and the parents
 * (preorder). */
static SeepDominators *
start_result (SeepNumbering *numbering, GError **error)
{
  g_autoptr(SeepDominators) self = g_new0 (SeepDominators, 1);
  gsize n_numbers = (gsize) numbering->n_nodes + 1;

  self->n_nodes = numbering->n_nodes;
  self->n_reached = numbering->n_numbers - 1;
  if ((self->position = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL
      || (self->subtree = seep_pages_alloc (n_numbers, sizeof (guint32), error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

SeepDominators *
seep_dominators_new_for_numbering (SeepNumbering     *numbering,
                                   const SeepGraph   *graph,
                                   const SeepReverse *reverse,
                                   SeepTask          *task,
                                   GError           **error)
{
  g_autoptr(SeepNumbering) work = numbering;
  g_autoptr(SeepDominators) self = NULL;
  guint32 *positions, *sizes;

  self = start_result (work, error);
  if (self == NULL
      || !seep_semi_nca (work, graph, reverse, self->subtree, self->position, task, error))
    return NULL;

  self->idom = g_steal_pointer (&work->numbers);
  self->preorder = g_steal_pointer (&work->parents);
  positions = (guint32 *) work->scratch;
  sizes = positions + work->n_nodes + 1;
  lay_out (self->subtree, work->n_numbers, positions, sizes);
  fill_result (self, work->nodes, positions, sizes);
  return g_steal_pointer (&self);
}

SeepDominators *
seep_dominators_new (const SeepGraph   *graph,
                     const SeepReverse *reverse,
                     SeepTask          *task,
                     GError           **error)
{
  SeepNumbering *numbering = seep_numbering_new (graph, task, error);

  if (numbering == NULL)
    return NULL;
  return seep_dominators_new_for_numbering (numbering, graph, reverse, task, error);
}

void
seep_dominators_free (SeepDominators *dominators)
{
  gsize n_numbers;

  if (dominators == NULL)
    return;

  n_numbers = (gsize) dominators->n_nodes + 1;
  seep_pages_free (dominators->idom, n_numbers, sizeof (guint32));
  seep_pages_free (dominators->preorder, n_numbers, sizeof (guint32));
  seep_pages_free (dominators->position, n_numbers, sizeof (guint32));
  seep_pages_free (dominators->subtree, n_numbers, sizeof (guint32));
  g_free (dominators);
}

/* From the leaves up: whoever is dominated stands after its dominator in preorder. */
static void
add_to_dominators (const SeepDominators *self, guint64 *retained)
{
  for (guint32 i = self->n_reached; i > 0; i--)
    {
      guint32 node = self->preorder[i - 1];
      guint32 dominator = self->idom[node];

      if (i > NODES_AHEAD)
        {
          __builtin_prefetch (&self->idom[self->preorder[i - 1 - NODES_AHEAD]]);
          __builtin_prefetch (&retained[self->preorder[i - 1 - NODES_AHEAD]], 1);
        }
      if (dominator != SEEP_ROOT_NODE)
        retained[dominator] += retained[node];
    }
}

guint64 *
seep_dominators_retain (const SeepDominators *dominators,
                        const guint32        *sizes,
                        const guint32        *large_ids,
                        const guint64        *large,
                        guint32               n_large,
                        GError              **error)
{
  guint64 *retained = seep_pages_alloc (dominators->n_nodes, sizeof (guint64), error);

  if (retained == NULL)
    return NULL;

  for (guint32 i = 0; i < dominators->n_nodes; i++)
    retained[i] = dominators->idom[i] != SEEP_NO_NODE ? sizes[i] : 0;
  for (guint32 i = 0; i < n_large; i++)
    if (dominators->idom[large_ids[i]] != SEEP_NO_NODE)
      retained[large_ids[i]] = large[i];
  add_to_dominators (dominators, retained);
  return retained;
}
