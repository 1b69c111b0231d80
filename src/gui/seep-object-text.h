/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-object-text.h — one line that tells an object from its neighbours. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* Its value ('user:1', 42), its length (41,204 items), its name, or its first attributes (ident=18,
 * user='user18'); NULL when nothing of that was kept. */
char *seep_object_dup_what (SeepHeap *heap,
                            guint32   object) G_GNUC_WARN_UNUSED_RESULT;

/* The same with its address where there is nothing better. Never NULL. */
char *seep_object_dup_title (SeepHeap *heap,
                             guint32   object) G_GNUC_WARN_UNUSED_RESULT;

const char *seep_object_get_type_name (SeepHeap *heap,
                                       guint32   object);

G_END_DECLS
