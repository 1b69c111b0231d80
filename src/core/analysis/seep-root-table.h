/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-root-table.h — the roots, and which of them hold an object; a part of seep-analysis.c. */
#pragma once

#include "base/seep-pages.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct
{
  SeepColumn roots;     /* of SeepRoot: the heap's in their order, then what was added */
  SeepColumn by_object; /* of guint32: indices, ascending by object, the best for people first */
} SeepRootTable;

void seep_root_table_clear (SeepRootTable *table);

/* The heap's roots. On the caller's storage. */
gboolean seep_root_table_init (SeepRootTable *table,
                               SeepHeap      *heap,
                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* Roots without name, of one kind. */
gboolean seep_root_table_add (SeepRootTable    *table,
                              SeepRootKind      kind,
                              const SeepColumn *objects, /* of guint32 */
                              GError          **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills @objects (of guint32, initialised) with the objects of all roots, those of the best
 * roots first: the first @n_durable are those of modules, builtins and the interpreter, which
 * last; after them come running functions and the like. */
gboolean seep_root_table_list_objects (const SeepRootTable *table,
                                       SeepColumn          *objects,
                                       guint32             *n_durable,
                                       SeepTask            *task,
                                       GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* When all were added: makes seep_root_table_find() possible. */
gboolean seep_root_table_sort (SeepRootTable *table,
                               SeepTask      *task,
                               GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* The best root of @object, or NULL. */
const SeepRoot *seep_root_table_find (const SeepRootTable *table,
                                      guint32              object);

G_END_DECLS
