/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-order.h — some objects in some order: a list of ids that a table shows as it is.
 *
 * Sorting is a radix sort over a key column and stable: objects of equal keys stay in address
 * order. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_ORDER_ADDRESS,
  SEEP_ORDER_BYTES,
  SEEP_ORDER_RETAINED, /* needs the analysis */
  SEEP_ORDER_LENGTH,
  SEEP_ORDER_TYPE,     /* by name */
  SEEP_ORDER_REFCOUNT,
} SeepOrderKey;

typedef struct
{
  guint32 *ids; /* owned; pages */
  guint32  n;
  guint32  capacity;
} SeepOrder;

/* What is in the list. All zeros: every object. */
typedef struct
{
  const guint32 *types;       /* borrowed; only instances of these; NULL: of any */
  guint          n_types;
  const char    *text;        /* borrowed; contained in the type's name or the preview, case
                               * folded; NULL: any */
  gboolean       only_garbage;
  const guint32 *only;        /* borrowed; a bit for each object: only those (seep-heap-diff.h);
                               * NULL: any */
} SeepOrderFilter;

SeepOrder *seep_order_new (SeepHeap              *heap,
                           const SeepAnalysis    *analysis, /* may be NULL */
                           const SeepOrderFilter *filter,
                           SeepOrderKey           key,
                           gboolean               descending,
                           SeepTask              *task,
                           GError               **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_order_free (SeepOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepOrder, seep_order_free)

G_END_DECLS
