/* SPDX-License-Identifier: MIT */
/* seep-visited.h — a set of object addresses: a sparse bitmap, one bit for 16 bytes.
 *
 * Objects are 16 bytes at least, so two never share a bit. Address space is cut into regions
 * of 1 MiB; a region that holds an object has 8 KiB of bits, found through a small hash
 * table. A heap of 200 MB costs 1.6 MB, a hash set of its three million objects would be 64. */
#pragma once

#include "seep-memory.h"
#include "seep-pages.h"

#define SEEP_VISITED_REGION_SHIFT 20
#define SEEP_VISITED_REGION_WORDS ((1u << (SEEP_VISITED_REGION_SHIFT - 4)) / 64)

typedef struct
{
  uint64_t key;   /* region number + 1; 0: free */
  uint64_t *bits; /* owned by the arena of blocks */
} SeepVisitedRegion;

typedef struct
{
  SeepPages *pages; /* borrowed */
  SeepVisitedRegion *regions;
  uint64_t n_slots; /* a power of two */
  uint64_t n_regions;
  SeepArena arena;
  uint64_t last_key;
  uint64_t *last_bits;
} SeepVisited;

/* False when there is no memory. */
bool seep_visited_init (SeepVisited *visited,
                        SeepPages   *pages);

void seep_visited_clear (SeepVisited *visited);

/* The bits of the region with @key; made when @make, else NULL when there are none. */
uint64_t *seep_visited_find_region (SeepVisited *visited,
                                    uint64_t     key,
                                    bool         make);

/* Adds @address. True when it is new; false also when there is no memory for it. */
static inline bool
seep_visited_add (SeepVisited *visited, SeepAddress address)
{
  uint64_t key = (address >> SEEP_VISITED_REGION_SHIFT) + 1;
  uint64_t *bits = key == visited->last_key ? visited->last_bits
                                            : seep_visited_find_region (visited, key, true);
  unsigned i = (unsigned) (address >> 4) & (SEEP_VISITED_REGION_WORDS * 64 - 1);
  uint64_t bit = UINT64_C (1) << (i & 63);

  if (__builtin_expect (bits == NULL, 0) || (bits[i >> 6] & bit))
    return false;
  bits[i >> 6] |= bit;
  return true;
}

static inline bool
seep_visited_has (SeepVisited *visited, SeepAddress address)
{
  uint64_t key = (address >> SEEP_VISITED_REGION_SHIFT) + 1;
  uint64_t *bits = key == visited->last_key ? visited->last_bits
                                            : seep_visited_find_region (visited, key, false);
  unsigned i = (unsigned) (address >> 4) & (SEEP_VISITED_REGION_WORDS * 64 - 1);

  return bits != NULL && (bits[i >> 6] >> (i & 63) & 1);
}
