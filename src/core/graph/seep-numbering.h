/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-numbering.h — depth-first numbers: what the roots reach, numbered when it is first met.
 *
 * Number 0 is the virtual root. An ancestor in the depth-first tree has a smaller number than its
 * descendants, which is what the dominators are computed from. */
#pragma once

#include "base/seep-task.h"
#include "graph/seep-graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  n_nodes;
  guint32  n_numbers; /* 1 + the nodes reached */
  guint32 *numbers;   /* owned; n_nodes: the number of a node, SEEP_NO_NODE if not reached */
  guint32 *nodes;     /* owned; n_nodes + 1 of room, by number: the node; SEEP_ROOT_NODE for 0 */
  guint32 *parents;   /* owned; n_nodes + 1 of room, by number: the number of the tree's parent */
  guint32 *seen;      /* owned; a bit by node: it has a number */
  guint64 *scratch;   /* owned; n_nodes + 1: the stack here, workspace of whoever takes this over */
} SeepNumbering;

SeepNumbering *seep_numbering_new (const SeepGraph *graph,
                                   SeepTask        *task,
                                   GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* Goes on from @n_roots more roots. */
gboolean seep_numbering_extend (SeepNumbering   *numbering,
                                const SeepGraph *graph,
                                const guint32   *roots,
                                guint32          n_roots,
                                SeepTask        *task,
                                GError         **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_numbering_free (SeepNumbering *numbering);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepNumbering, seep_numbering_free)

G_END_DECLS
