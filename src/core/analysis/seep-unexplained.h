/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-unexplained.h — references that an object's count shows and nothing in the dump explains;
 * a part of seep-analysis.c. */
#pragma once

#include "base/seep-pages.h"
#include "graph/seep-reverse.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 object;
  guint32 count; /* > 0 */
} SeepUnexplained;

/* Appends to @unexplained (of SeepUnexplained), ascending. Immortals have no count: they are
 * left out. */
gboolean seep_unexplained_count (SeepHeap          *heap,
                                 const SeepReverse *reverse,
                                 SeepColumn        *unexplained,
                                 SeepTask          *task,
                                 GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* 0 for an object that is not there. */
guint32 seep_unexplained_find (const SeepColumn *unexplained,
                               guint32           object);

G_END_DECLS
