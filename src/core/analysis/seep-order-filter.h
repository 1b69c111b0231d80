/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-order-filter.h — which objects a list shows; a part of seep-order.c. */
#pragma once

#include "analysis/seep-order.h"
#include "base/seep-pages.h"

G_BEGIN_DECLS

/* Appends the ids of those that @filter lets through to @ids (of guint32), ascending. */
gboolean seep_order_filter_list (const SeepOrderFilter *filter,
                                 SeepHeap              *heap,
                                 const SeepAnalysis    *analysis,
                                 SeepColumn            *ids,
                                 SeepTask              *task,
                                 GError               **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
