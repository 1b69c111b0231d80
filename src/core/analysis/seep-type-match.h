/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-match.h — which type of one dump is which of another. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 *new_types; /* owned; for each old type the new one, or SEEP_NO_NODE */
  guint32 *old_types; /* owned; the other way round */
} SeepTypeMatch;

/* Do the dumps say that they are of different processes (pid, start, executable)? Then they are
 * not; what only one of them says counts for nothing. */
gboolean seep_heaps_are_of_one_process (const SeepHeap *old_heap,
                                        const SeepHeap *new_heap);

/* By name. Where several types of a dump have it, by the address of the type's object as well; in
 * different processes addresses mean nothing, and those are taken in their order. */
void seep_type_match_init  (SeepTypeMatch  *match,
                            const SeepHeap *old_heap,
                            const SeepHeap *new_heap);
void seep_type_match_clear (SeepTypeMatch  *match);

/* The address of @type's object; 0 if it is not in the dump. */
guint64 seep_type_match_get_address (const SeepHeap *heap,
                                     guint32         type);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepTypeMatch, seep_type_match_clear)

G_END_DECLS
