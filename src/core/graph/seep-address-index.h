/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-address-index.h — from an address to the number of the object that starts there.
 *
 * One bit for each 16 bytes of the target's memory (no two objects start in the same 16), with a
 * running count in front of every 64 bits: the number of an object is the number of bits before
 * its own, so objects are numbered in address order and nothing is sorted. 1.5 bytes an object. */
#pragma once

#include "base/seep-task.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepAddressIndex SeepAddressIndex;

/* @addresses in any order; two in the same granule are counted as one (then
 * seep_address_index_get_n() is less than @n). NULL when cancelled or out of memory. */
SeepAddressIndex *seep_address_index_new (const guint64 *addresses,
                                          guint32        n,
                                          SeepTask      *task,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_address_index_free (SeepAddressIndex *index);

/* Number of different granules. */
guint32 seep_address_index_get_n (const SeepAddressIndex *index);

/* The rank of @address's granule, or SEEP_NO_NODE if no object starts in it. */
guint32 seep_address_index_find (const SeepAddressIndex *index,
                                 guint64                 address);

/* The same for many, with the memory accesses overlapped: @ids[i] for @addresses[i]. */
void seep_address_index_find_many (const SeepAddressIndex *index,
                                   const guint64          *addresses,
                                   gsize                   n,
                                   guint32                *ids);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepAddressIndex, seep_address_index_free)

G_END_DECLS
