/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers the nodes depth first, has seep-semi-nca.c find the dominators of the numbers, and
 * lays the tree out in preorder. Memory is what limits the size of a heap that can be looked at,
 * so each array is used again when its first use is over: the result's four, three of which are
 * the numbering's, and its word of scratch are all. */
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

/* From numbers to nodes, one array after the other: subtree holds the dominators by number until
 * the first loop is over, and position the nodes until the second. */
static void
fill_result (SeepDominators *self, const guint32 *positions, const guint32 *sizes)
{
  guint32 n_numbers = self->n_reached + 1;
  const guint32 *idoms = self->subtree;
  const guint32 *nodes = self->position;

  for (guint32 i = 1; i < n_numbers; i++)
    {
      if (n_numbers - i > NODES_AHEAD)
        {
          __builtin_prefetch (&self->idom[nodes[i + NODES_AHEAD]], 1);
          __builtin_prefetch (&self->preorder[positions[i + NODES_AHEAD]], 1);
        }
      self->idom[nodes[i]] = nodes[idoms[i]];
      self->preorder[positions[i]] = nodes[i];
    }
  for (guint32 i = 1; i < n_numbers; i++)
    self->subtree[positions[i]] = sizes[i];

  memset (self->position, 0xff, self->n_nodes * sizeof (guint32));
  for (guint32 at = 0; at < self->n_reached; at++)
    {
      if (self->n_reached - at > NODES_AHEAD)
        __builtin_prefetch (&self->position[self->preorder[at + NODES_AHEAD]], 1);
      self->position[self->preorder[at]] = at;
    }
}

SeepDominators *
seep_dominators_new_for_numbering (SeepNumbering     *numbering,
                                   const SeepGraph   *graph,
                                   const SeepReverse *reverse,
                                   SeepTask          *task,
                                   GError           **error)
{
  g_autoptr(SeepNumbering) work = numbering;
  g_autoptr(SeepDominators) self = g_new0 (SeepDominators, 1);
  guint32 *positions, *sizes;

  self->n_nodes = work->n_nodes;
  self->n_reached = work->n_numbers - 1;
  self->subtree = seep_pages_alloc ((gsize) work->n_nodes + 1, sizeof (guint32), error);
  if (self->subtree == NULL
      || !seep_semi_nca (work, graph, reverse, self->subtree, task, error))
    return NULL;

  self->idom = g_steal_pointer (&work->numbers); /* SEEP_NO_NODE where it stays so */
  self->preorder = g_steal_pointer (&work->parents);
  self->position = g_steal_pointer (&work->nodes);
  positions = (guint32 *) work->scratch;
  sizes = positions + work->n_nodes + 1;
  lay_out (self->subtree, work->n_numbers, positions, sizes);
  fill_result (self, positions, sizes);
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
  if (!dominators->is_borrowed)
    {
      seep_pages_free (dominators->idom, n_numbers, sizeof (guint32));
      seep_pages_free (dominators->preorder, n_numbers, sizeof (guint32));
      seep_pages_free (dominators->position, n_numbers, sizeof (guint32));
      seep_pages_free (dominators->subtree, n_numbers, sizeof (guint32));
    }
  g_free (dominators);
}
