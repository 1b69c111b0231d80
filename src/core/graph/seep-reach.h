/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reach.h — what the roots reach, and by the shortest way: a breadth-first tree. */
#pragma once

#include "base/seep-task.h"
#include "graph/seep-graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  n_nodes;
  guint32  n_reached;
  guint32 *parents; /* owned; n_nodes: a node, SEEP_ROOT_NODE for a root, SEEP_NO_NODE if not
                     * reached */
  guint32 *order;   /* owned; n_nodes of room, the first n_reached used: nodes, nearest to the
                     * roots first */
  gboolean is_borrowed; /* the arrays are somebody else's, to be read alone (seep-graph-arrays.h) */
} SeepReach;

/* Roots are taken in their order, so that among equally short ways the earlier root wins. */
SeepReach *seep_reach_new (const SeepGraph *graph,
                           SeepTask        *task,
                           GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* Goes on from @n_roots more roots (those already reached are passed over), as if they came
 * after all others. */
gboolean seep_reach_extend (SeepReach       *reach,
                            const SeepGraph *graph,
                            const guint32   *roots,
                            guint32          n_roots,
                            SeepTask        *task,
                            GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* Number of references from a root to @node: 0 for a root itself. SEEP_NO_NODE if not reached.
 * Walks the path. */
guint32 seep_reach_get_depth (const SeepReach *reach,
                              guint32          node);

/* The same for every node at once, in one pass: n_nodes of them in pages (seep_pages_free (x,
 * n_nodes, 4)); NULL without memory. */
guint32 *seep_reach_list_depths (const SeepReach *reach,
                                 GError         **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_reach_free (SeepReach *reach);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepReach, seep_reach_free)

G_END_DECLS
