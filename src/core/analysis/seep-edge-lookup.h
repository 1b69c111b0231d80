/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-edge-lookup.h — finds single references: a field by its name, an entry of a namespace, the
 * best of those between two objects. Every function looks at all references of one object, or of a
 * class and its bases. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* The name that an edge's label stands for; "" if it has none. */
const char *seep_edges_get_name (const SeepHeap *heap,
                                 guint32         label);

/* The edge of @source that is its field @name; SEEP_NO_NODE if it has none. */
guint32 seep_edges_find_field (const SeepHeap *heap,
                               guint32         source,
                               const char     *name);

/* The object that is @source's field @name; SEEP_NO_NODE if it has none. */
guint32 seep_edges_find_field_target (const SeepHeap *heap,
                                      guint32         source,
                                      const char     *name);

/* The key object in front of a dict's value; SEEP_NO_NODE for all other references. */
guint32 seep_edges_get_key (const SeepHeap *heap,
                            guint32         source,
                            guint32         edge);

/* The value of the str key @name of @dict; SEEP_NO_NODE if it is not there.
 * @is_readable: (optional): whether the name of any entry was kept. */
guint32 seep_edges_find_entry (const SeepHeap *heap,
                               guint32         dict,
                               const char     *name,
                               gboolean       *is_readable);

/* Is @edge a better answer than @other to "how does @source refer to it"? What has a name beats
 * what has a position or none. */
gboolean seep_edges_is_better (const SeepHeap *heap,
                               guint32         source,
                               guint32         edge,
                               guint32         other);

/* The best edge from @source to @target; SEEP_NO_NODE if there is none. */
guint32 seep_edges_find_best (const SeepHeap *heap,
                              guint32         source,
                              guint32         target);

/* An entry of @source's __dict__ that is @target, for a reference from the one to the other that
 * has no name: the state of a module written in C holds its types, and so do the names in the
 * module. FALSE if there is none. */
gboolean seep_edges_find_detour (const SeepHeap *heap,
                                 guint32         source,
                                 guint32         edge,
                                 guint32        *dict_edge,
                                 guint32        *entry_edge);

/* Does Python code define @name in the body of the class @type or of one of its bases? */
gboolean seep_edges_is_defined_by_class (const SeepHeap *heap,
                                         guint32         type,
                                         const char     *name);

G_END_DECLS
