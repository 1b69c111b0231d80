/* SPDX-License-Identifier: MIT */
/* seep-walk-record.h — one object's record in OBJS: header, then edges, then the end. */
#pragma once

#include "seep-walk-types.h"

#define SEEP_WALK_MAX_EDGE_BYTES 32
#define SEEP_WALK_HEADER_BYTES 256 /* with a preview */

/* Starts the record of @walk->object. @is_gc: it has a collector's head. */
void seep_walk_record_begin (SeepWalk *walk,
                             bool      is_gc);

void seep_walk_record_end (SeepWalk *walk);

/* Ends the chunk, and goes on with the same record in the next. */
void seep_walk_record_split (SeepWalk *walk);

static inline void
seep_walk_record_reserve (SeepWalk *walk, unsigned n_edges)
{
  if (__builtin_expect (seep_wire_section_room (&walk->objects)
                          < (n_edges + 1) * SEEP_WALK_MAX_EDGE_BYTES,
                        0))
    seep_walk_record_split (walk);
}

static inline void
seep_walk_record_put_target (SeepWalk *walk, unsigned kind, SeepAddress target)
{
  walk->objects.at = seep_varint_put_signed (walk->objects.at,
                                             (int64_t) (target - walk->object) + (int64_t) kind);
  walk->totals.n_references++;
}

/* A reference without a label, or one whose label is its place. */
static inline void
seep_walk_record_put_edge (SeepWalk *walk, unsigned kind, SeepAddress target)
{
  if (!seep_walk_see (walk, target))
    return;
  seep_walk_record_reserve (walk, 1);
  seep_walk_record_put_target (walk, kind, target);
}

/* An attribute or a field. */
static inline void
seep_walk_record_put_named (SeepWalk *walk, unsigned kind, uint32_t name, SeepAddress target)
{
  if (!seep_walk_see (walk, target))
    return;
  seep_walk_record_reserve (walk, 1);
  seep_walk_record_put_target (walk, kind, target);
  walk->objects.at = seep_varint_put (walk->objects.at, name);
}

/* A key and its value. */
static inline void
seep_walk_record_put_entry (SeepWalk *walk, SeepAddress key, SeepAddress value)
{
  if (!seep_walk_see (walk, key) || !seep_walk_see (walk, value))
    return;
  seep_walk_record_reserve (walk, 2);
  seep_walk_record_put_target (walk, SEEP_WIRE_EDGE_KEY, key);
  seep_walk_record_put_target (walk, SEEP_WIRE_EDGE_VALUE, value);
}

/* The rarer kinds, from SEEP_WIRE_EDGE_WEAK on. */
static inline void
seep_walk_record_put_other (SeepWalk *walk, unsigned kind, uint32_t label, SeepAddress target)
{
  if (!seep_walk_see (walk, target))
    return;
  seep_walk_record_reserve (walk, 1);
  seep_walk_record_put_target (walk, SEEP_WIRE_EDGE_ESCAPE, target);
  *walk->objects.at++ = (uint8_t) kind;
  walk->objects.at = seep_varint_put (walk->objects.at, label);
}
