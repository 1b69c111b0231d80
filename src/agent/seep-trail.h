/* SPDX-License-Identifier: MIT */
/* seep-trail.h — the way along the collector's lists, noted so that it can be walked ahead.
 *
 * A linked list is read at the speed of memory: the next link is known only when this one has
 * arrived. The first walk marks every object and notes the steps (one or two bytes each); the
 * second knows the addresses beforehand and has objects fetched while those in front are
 * written. */
#pragma once

#include "seep-memory.h"
#include "seep-pages.h"

#define SEEP_TRAIL_AHEAD 16 /* a power of two: objects that are on their way */

typedef struct
{
  SeepPages *pages; /* borrowed */
  uint8_t *steps;   /* owned: `sv` of (address − address before) / 8 */
  size_t n_bytes, n_room;
  uint64_t n_objects;
  SeepAddress last; /* noted */

  /* Reading. */
  size_t at;
  uint64_t n_read;    /* out of @steps */
  uint64_t n_given;   /* to the caller */
  SeepAddress next;   /* read */
  SeepAddress ahead[SEEP_TRAIL_AHEAD];
} SeepTrail;

/* False when there is no memory. */
bool seep_trail_init (SeepTrail *trail,
                      SeepPages *pages);

void seep_trail_clear (SeepTrail *trail);

void seep_trail_add (SeepTrail  *trail,
                     SeepAddress object);

/* Starts reading. */
void seep_trail_rewind (SeepTrail *trail);

/* The next object; false at the end. */
bool seep_trail_next (SeepTrail   *trail,
                      SeepAddress *object);
