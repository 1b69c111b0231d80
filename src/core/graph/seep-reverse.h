/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reverse.h — who refers to a node: the graph's edges turned round. */
#pragma once

#include "base/seep-task.h"
#include "graph/seep-graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  n_nodes;
  guint32  n_edges;
  guint32 *offsets; /* owned; n_nodes + 1 */
  guint32 *sources; /* owned; ascending within a node; a source that refers twice is there twice */
  gboolean is_borrowed; /* the arrays are somebody else's, to be read alone (seep-graph-arrays.h) */
} SeepReverse;

SeepReverse *seep_reverse_new (const SeepGraph *graph,
                               SeepTask        *task,
                               GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_reverse_free (SeepReverse *reverse);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepReverse, seep_reverse_free)

G_END_DECLS
