/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-object-order.h — the objects that a table shows: of a type or all, of a scope against another
 * dump or all, filtered and sorted in one go, by a worker. */
#pragma once

#include "analysis/seep-heap-diff.h"
#include "analysis/seep-order.h"

G_BEGIN_DECLS

typedef struct
{
  SeepHeap     *heap;     /* owned */
  SeepAnalysis *analysis; /* owned; may be NULL */
  SeepHeap     *baseline; /* owned; may be NULL: then ALL objects count. The newer dump if it is
                           * about what is GONE, else the older one */
  SeepHeapDiff *diff;     /* owned; of these two if it is known already; may be NULL */
  SeepDiffScope scope;
  guint32       type;     /* SEEP_NO_NODE: any */
  SeepOrderKey  key;
  gboolean      is_descending;
  char         *filter;   /* owned; may be NULL */
} SeepObjectQuestion;

typedef struct
{
  SeepOrder    *order; /* owned */
  SeepHeapDiff *diff;  /* owned; NULL without a baseline */
  guint64       bytes; /* of these objects */
} SeepObjectOrder;

void seep_object_question_free (SeepObjectQuestion *question);

SeepObjectOrder *seep_object_order_new (const SeepObjectQuestion *question,
                                        SeepTask                 *task,
                                        GError                  **error) G_GNUC_WARN_UNUSED_RESULT;
void             seep_object_order_free (SeepObjectOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepObjectQuestion, seep_object_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepObjectOrder, seep_object_order_free)

G_END_DECLS
