/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-order.h — the types that a table shows: counted, filtered and sorted in one go, by a
 * worker. */
#pragma once

#include "analysis/seep-type-table.h"

G_BEGIN_DECLS

typedef struct
{
  SeepHeap     *heap;     /* owned */
  SeepAnalysis *analysis; /* owned; may be NULL */
  SeepTypeSort  sort;
  gboolean      is_descending;
  gboolean      only_tracked;
  char         *filter; /* owned; may be NULL */
  GBytes       *largest; /* owned; as an order of the same heap and analysis has it; may be NULL */
} SeepTypeQuestion;

typedef struct
{
  SeepTypeTable *table;  /* owned; all types */
  guint32       *row_of; /* owned; by type: its row in the table, or SEEP_NO_NODE */
  gboolean       has_retained; /* of a heap that was analysed */
  GBytes        *largest; /* owned; of guint32 by type: see seep_type_order_get_largest() */
  guint32       *ids;    /* owned; types that pass the filter, in order */
  guint          n_ids;
  guint64        count; /* of those */
  guint64        bytes;
} SeepTypeOrder;

void seep_type_question_free (SeepTypeQuestion *question);

SeepTypeOrder *seep_type_order_new (const SeepTypeQuestion *question,
                                    SeepTask               *task,
                                    GError                **error) G_GNUC_WARN_UNUSED_RESULT;
void           seep_type_order_free (SeepTypeOrder *order);

/* NULL if no object is of @type. */
const SeepTypeRow *seep_type_order_find (const SeepTypeOrder *order,
                                         guint32              type);

/* The instance of @type that retains most, or is largest while nothing is known of that;
 * SEEP_NO_NODE: there is none. */
guint32 seep_type_order_get_largest (const SeepTypeOrder *order,
                                     guint32              type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTypeQuestion, seep_type_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTypeOrder, seep_type_order_free)

G_END_DECLS
