/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-dominators.h — which object holds which: the dominator tree.
 *
 * d dominates n if every way from the roots to n passes d; if d went, n would go with it. The
 * retained size of d is the sum of the sizes of all it dominates, itself included. */
#pragma once

#include "base/seep-task.h"
#include "graph/seep-graph.h"
#include "graph/seep-numbering.h"
#include "graph/seep-reverse.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  n_nodes;
  guint32  n_reached;
  guint32 *idom;     /* owned; n_nodes: the immediate dominator, SEEP_ROOT_NODE, or SEEP_NO_NODE
                      * if not reached */
  guint32 *preorder; /* owned; n_nodes of room, n_reached used: nodes in preorder of the dominator
                      * tree, so that what a node dominates is one run of it */
  guint32 *position; /* owned; n_nodes: where a node stands in preorder; SEEP_NO_NODE if not
                      * reached */
  guint32 *subtree;  /* owned; n_nodes: by position, the length of that run (1 for a leaf) */
  gboolean is_borrowed; /* the arrays are somebody else's, to be read alone (seep-graph-arrays.h) */
} SeepDominators;

/* SEMI-NCA (Georgiadis 2005) on depth-first numbers; the last step with skew-binary jump
 * pointers, without which an LRU cache makes it quadratic. O(m log n) at worst. @reverse is that
 * of @graph. 24 bytes a node at the peak, 16 of which stay. */
SeepDominators *seep_dominators_new (const SeepGraph   *graph,
                                     const SeepReverse *reverse,
                                     SeepTask          *task,
                                     GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a @numbering of all that @graph's roots reach, which is used up whatever comes
 * out. */
G_GNUC_WARN_UNUSED_RESULT
SeepDominators *seep_dominators_new_for_numbering (SeepNumbering     *numbering,
                                                   const SeepGraph   *graph,
                                                   const SeepReverse *reverse,
                                                   SeepTask          *task,
                                                   GError           **error);
void seep_dominators_free (SeepDominators *dominators);

/* Does @dominator dominate @node (or is it the same)? Two comparisons. */
static inline gboolean
seep_dominators_is_dominated (const SeepDominators *dominators, guint32 dominator, guint32 node)
{
  guint32 first = dominators->position[dominator];
  guint32 at = dominators->position[node];

  return first != SEEP_NO_NODE && at != SEEP_NO_NODE && at >= first
         && at - first < dominators->subtree[first];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepDominators, seep_dominators_free)

G_END_DECLS
