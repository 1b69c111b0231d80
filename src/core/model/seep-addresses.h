/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-addresses.h — the addresses of a heap's objects, ascending, in half the memory.
 *
 * A process has its objects in a few places, however far apart those are, and all at multiples of
 * 8: 32 bits an object say where it is within 32 GiB, and a short table says which 32 GiB. What is
 * no process's (an odd address; objects strewn over the whole address space) is kept as it is. */
#pragma once

#include "base/seep-pages.h"
#include "base/seep-task.h"

G_BEGIN_DECLS

#define SEEP_MAX_ADDRESS_REGIONS 64 /* with more, addresses are kept whole */

typedef struct
{
  guint64 base;  /* a multiple of 32 GiB */
  guint32 first; /* the first object in it; they go on to the first of the next region */
} SeepAddressRegion;

/* On the caller's storage. All zeros is none. */
typedef struct
{
  guint32           n;
  const guint64    *whole;       /* n; NULL: see places. In whole_column, or borrowed */
  SeepColumn        whole_column; /* guint64 */
  SeepColumn        places;       /* guint32: (address − base) / 8 */
  guint32           n_regions;
  SeepAddressRegion regions[SEEP_MAX_ADDRESS_REGIONS];
} SeepAddresses;

/* @addresses in any order, each with its place among them (SEEP_NO_NODE: to be left out); places
 * are 0 to @n - 1, each once. */
gboolean seep_addresses_init (SeepAddresses *self,
                              const guint64 *addresses,
                              const guint32 *ranks,
                              guint32        n_addresses,
                              guint32        n,
                              SeepTask      *task,
                              GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* An array that is in order already; borrowed. */
void seep_addresses_init_borrowed (SeepAddresses *self,
                                   const guint64 *addresses,
                                   guint32        n);
void seep_addresses_clear         (SeepAddresses *self);

guint64 seep_addresses_get  (const SeepAddresses *self,
                             guint32              i);
/* Those of @n objects from @first on: far cheaper than asking for each. */
void    seep_addresses_read (const SeepAddresses *self,
                             guint32              first,
                             guint32              n,
                             guint64             *addresses);
/* Which one is @address, or SEEP_NO_NODE. */
guint32 seep_addresses_find (const SeepAddresses *self,
                             guint64              address);

G_END_DECLS
