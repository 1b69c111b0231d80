/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-graph-arrays.h — what was computed of a graph, from arrays that were kept of it.
 *
 * The arrays are borrowed and used where they are; they must outlive the result. They are doubted:
 * what comes out keeps every promise that others rely on (no number leads outside, every way up
 * ends, every step of a tree is an edge of the graph, runs lie within runs), whatever was in them.
 * That it is the very result that computing would give is for whoever kept them to know. Each
 * function gives NULL with SEEP_ERROR_CORRUPT if the arrays cannot be what they are said to be.
 *
 * All nodes must be reached. 25 ns a node, most of it for memory. */
#pragma once

#include "graph/seep-dominators.h"
#include "graph/seep-reach.h"
#include "graph/seep-retained.h"
#include "graph/seep-reverse.h"

G_BEGIN_DECLS

/* @offsets: n_nodes + 1, @sources: as many as @graph has edges. */
SeepReverse *seep_reverse_new_for_arrays (const SeepGraph *graph,
                                          const guint32   *offsets,
                                          const guint32   *sources,
                                          SeepTask        *task,
                                          GError         **error) G_GNUC_WARN_UNUSED_RESULT;

/* A tree along edges of @reverse, whose roots are any nodes. n_nodes each. */
SeepReach *seep_reach_new_for_arrays (const SeepReverse *reverse,
                                      const guint32     *parents,
                                      const guint32     *order,
                                      SeepTask          *task,
                                      GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* n_nodes each. */
SeepDominators *seep_dominators_new_for_arrays (guint32        n_nodes,
                                                const guint32 *idom,
                                                const guint32 *preorder,
                                                const guint32 *position,
                                                const guint32 *subtree,
                                                SeepTask      *task,
                                                GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* @bytes: one a node; @wide is copied. */
SeepRetained *seep_retained_new_for_arrays (const SeepDominators *dominators,
                                            const guint32        *bytes,
                                            const SeepWideSize   *wide,
                                            gsize                 n_wide,
                                            SeepTask             *task,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
