/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-analysis.h — everything that is computed once for a heap and then only looked up: all
 * roots, shortest ways, referrers, dominators, retained sizes.
 *
 * Immutable and reference-counted, like the heap. */
#pragma once

#include "graph/seep-dominators.h"
#include "graph/seep-reach.h"
#include "graph/seep-retained.h"
#include "graph/seep-reverse.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct _SeepAnalysis SeepAnalysis;

/* Roots: those of the heap, in their order; then objects that none of them reaches but whose
 * reference count shows a holder that no edge explains, or that never go because they are
 * immortal or static (SEEP_ROOT_NATIVE); then of what is left, the garbage (SEEP_ROOT_GARBAGE),
 * first what nothing refers to, then one object of each cycle that no other garbage leads to. So
 * every object is reached. */
SeepAnalysis *seep_analysis_new (SeepHeap *heap,
                                 SeepTask *task,
                                 GError  **error) G_GNUC_WARN_UNUSED_RESULT;

SeepAnalysis *seep_analysis_ref   (SeepAnalysis *analysis);
void          seep_analysis_unref (SeepAnalysis *analysis);

SeepHeap             *seep_analysis_get_heap       (const SeepAnalysis *analysis);
const SeepRoot       *seep_analysis_get_roots      (const SeepAnalysis *analysis, guint32 *n_roots);

/* Shortest ways: those from modules, builtins and the interpreter go first, since they last and a
 * person can type them. So an object that a module holds has the shortest way from a module, be it
 * ever so long and a variable of a running function nearer; what is left has the shortest way from
 * the heap's other roots, then from native code, then from garbage. The tree's order is that:
 * phase by phase, in each the nearest first. A root that is reached in a phase before its own is no
 * root of the tree. */
const SeepReach *seep_analysis_get_reach (const SeepAnalysis *analysis);
/* How many objects of its order are those of the first phase. */
guint32 seep_analysis_get_n_durable (const SeepAnalysis *analysis);

const SeepReverse    *seep_analysis_get_reverse    (const SeepAnalysis *analysis);
const SeepDominators *seep_analysis_get_dominators (const SeepAnalysis *analysis);
const SeepRetained   *seep_analysis_get_retained   (const SeepAnalysis *analysis);
/* Of one; in a loop over many objects, seep_retained_get() of all is faster. */
guint64               seep_analysis_get_retained_bytes (const SeepAnalysis *analysis,
                                                        guint32             object);

/* The best root of a root object for people: a module, then builtins and what else the interpreter
 * keeps, then a variable; one with a name before one without. It points into what
 * seep_analysis_get_roots() gives. NULL if @object is no root. */
const SeepRoot *seep_analysis_find_root (const SeepAnalysis *analysis, guint32 object);

/* References that @object's count shows and nothing in the dump explains; 0 for immortals. */
guint32 seep_analysis_get_unexplained (const SeepAnalysis *analysis, guint32 object);

/* Nothing reaches it: the collector would free it. */
gboolean seep_analysis_is_garbage (const SeepAnalysis *analysis, guint32 object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepAnalysis, seep_analysis_unref)

G_END_DECLS
