/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-value-cursor.h — the values of many objects in a row, read through a few windows on the
 * file. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct _SeepValueCursor SeepValueCursor;

SeepValueCursor *seep_value_cursor_new  (SeepHeap *heap) G_GNUC_WARN_UNUSED_RESULT;
void             seep_value_cursor_free (SeepValueCursor *cursor);

/* The bytes that say what was kept of @object's value, as they stand in the file; returns how many,
 * 0 if nothing was kept or they make no sense. */
gsize seep_value_cursor_read (SeepValueCursor *cursor,
                              guint32          object,
                              guint8           bytes[SEEP_MAX_VALUE_BYTES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepValueCursor, seep_value_cursor_free)

G_END_DECLS
