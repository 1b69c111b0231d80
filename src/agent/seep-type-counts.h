/* SPDX-License-Identifier: MIT */
/* seep-type-counts.h — how many objects there are of each type. In the agent's own memory. */
#pragma once

#include "seep-dump.h"
#include "seep-text.h"

#define SEEP_TYPE_COUNTS_RECENT 256 /* a power of two */

typedef struct
{
  SeepAddress type; /* 0: free */
  uint64_t count;
} SeepTypeCount;

typedef struct
{
  SeepPages pages;
  SeepTypeCount *slots; /* owned */
  uint64_t n_slots;     /* a power of two */
  uint64_t n_types, n_objects;
  SeepTypeCount *recent[SEEP_TYPE_COUNTS_RECENT]; /* borrowed */
} SeepTypeCounts;

bool seep_type_counts_init (SeepTypeCounts *counts);

void seep_type_counts_clear (SeepTypeCounts *counts);

/* The slot of @type; one that is new is put in. NULL without memory. */
SeepTypeCount *seep_type_counts_find (SeepTypeCounts *counts,
                                      SeepAddress     type);

/* One more object of @type. */
static inline void
seep_type_counts_add (SeepTypeCounts *counts, SeepAddress type)
{
  unsigned i = (unsigned) (type >> 4 ^ type >> 12) & (SEEP_TYPE_COUNTS_RECENT - 1);

  if (__builtin_expect (counts->recent[i] == NULL || counts->recent[i]->type != type, 0))
    {
      SeepTypeCount *slot = seep_type_counts_find (counts, type);

      if (slot == NULL)
        return;
      counts->recent[i] = slot;
    }
  counts->recent[i]->count++;
  counts->n_objects++;
}

/* The @limit most frequent: `,"objects":N,"types":[{"name":…,"count":…},…]`. After it nothing can
 * be added. The types are alive: the GIL is held. */
void seep_type_counts_put (SeepTypeCounts *counts,
                           const SeepDump *dump,
                           uint64_t        limit,
                           SeepText       *text);
