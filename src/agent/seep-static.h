/* SPDX-License-Identifier: MIT */
/* seep-static.h — is an object part of a program or library file, not of the heap? */
#pragma once

#include "seep-memory.h"

#define SEEP_STATIC_MAX_SEGMENTS 1024 /* of all loaded files; those beyond count as heap */
#define SEEP_STATIC_REGION_SHIFT 20
#define SEEP_STATIC_N_KNOWN 256 /* a power of two */

typedef struct
{
  SeepAddress start, end;
} SeepSegment;

typedef struct
{
  SeepSegment segments[SEEP_STATIC_MAX_SEGMENTS]; /* ascending */
  unsigned n_segments;

  /* For a region of 1 MiB, by its number: number + 1, and whether a segment touches it. Nearly
   * every object lies in a region that none touches. */
  struct
  {
    uint64_t key;
    bool has_segment;
  } known[SEEP_STATIC_N_KNOWN];
} SeepStatic;

/* Lists the writable segments of what is loaded. */
void seep_static_init (SeepStatic *statics);

/* The slow half of seep_static_has(). */
bool seep_static_find (SeepStatic *statics,
                       SeepAddress address);
void seep_static_learn (SeepStatic *statics,
                        uint64_t    region);

static inline bool
seep_static_has (SeepStatic *statics, SeepAddress address)
{
  uint64_t region = address >> SEEP_STATIC_REGION_SHIFT;
  unsigned i = (unsigned) region & (SEEP_STATIC_N_KNOWN - 1);

  if (__builtin_expect (statics->known[i].key != region + 1, 0))
    seep_static_learn (statics, region);
  return __builtin_expect (statics->known[i].has_segment, 0)
         && seep_static_find (statics, address);
}
