/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-holders.h — what holds the objects of a heap: everything of the analysis that does not
 * need the depth-first numbers, so that it can be found beside them; a part of seep-analysis.c. */
#pragma once

#include "base/seep-pages.h"
#include "graph/seep-reach.h"
#include "graph/seep-reverse.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct
{
  SeepReach   *reach;       /* owned; reaches everything, what durable roots reach first */
  SeepReverse *reverse;     /* owned */
  SeepColumn   unexplained; /* of SeepUnexplained */
  SeepColumn   natives;     /* of guint32: roots that the dump does not name, ascending */
  SeepColumn   garbage;     /* of guint32: roots of what nothing reaches */
  guint32      n_durable;   /* of reach->order: reached from durable roots */
  guint32      n_alive;     /* of reach->order; the rest is garbage */
} SeepHolders;

void seep_holders_clear (SeepHolders *holders);

/* On the caller's storage, all zeros. @graph has the heap's roots, the first
 * @n_durable_roots of which last. Clear it whatever comes out. */
gboolean seep_holders_find (SeepHolders     *holders,
                            SeepHeap        *heap,
                            const SeepGraph *graph,
                            guint32          n_durable_roots,
                            SeepTask        *task,
                            GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepHolders, seep_holders_clear)

G_END_DECLS
