/* SPDX-License-Identifier: MIT */
/* seep-record.h — one object's record in OBJS: header, then edges, then the end.
 * A record that does not fit its chunk is continued in the next; the callers need not care. */
#pragma once

#include "seep-types.h"

#define SEEP_RECORD_MAX_EDGE_BYTES 32
#define SEEP_RECORD_HEADER_BYTES 256 /* with a preview */

/* Starts the record of @dump->object: writes its header and preview. @is_gc: it has a
 * collector's head. */
void seep_record_begin (SeepDump *dump,
                        bool      is_gc);

void seep_record_end (SeepDump *dump);

/* Ends the chunk, and goes on with the same record in the next. */
void seep_record_split (SeepDump *dump);

/* Room for @n_edges more edges that must stay together. */
static inline void
seep_record_reserve (SeepDump *dump, unsigned n_edges)
{
  if (__builtin_expect (seep_wire_section_room (&dump->objects)
                          < (n_edges + 1) * SEEP_RECORD_MAX_EDGE_BYTES,
                        0))
    seep_record_split (dump);
}

static inline void
seep_record_put_target (SeepDump *dump, unsigned kind, SeepAddress target)
{
  dump->objects.at = seep_varint_put_signed (dump->objects.at,
                                             (int64_t) (target - dump->object) + (int64_t) kind);
  dump->totals.n_references++;
  if (__builtin_expect (!dump->sees_later, 1))
    seep_dump_see (dump, target);
}

/* A reference without a label, or one whose label is its place: item, key, value. */
static inline void
seep_record_put_edge (SeepDump *dump, unsigned kind, SeepAddress target)
{
  seep_record_reserve (dump, 1);
  seep_record_put_target (dump, kind, target);
}

/* An attribute or a field. */
static inline void
seep_record_put_named (SeepDump *dump, unsigned kind, uint32_t name, SeepAddress target)
{
  seep_record_reserve (dump, 1);
  seep_record_put_target (dump, kind, target);
  dump->objects.at = seep_varint_put (dump->objects.at, name);
}

/* A key and its value. */
static inline void
seep_record_put_entry (SeepDump *dump, SeepAddress key, SeepAddress value)
{
  seep_record_reserve (dump, 2);
  seep_record_put_target (dump, SEEP_WIRE_EDGE_KEY, key);
  seep_record_put_target (dump, SEEP_WIRE_EDGE_VALUE, value);
}

/* The rarer kinds, from SEEP_WIRE_EDGE_WEAK on. */
static inline void
seep_record_put_other (SeepDump *dump, unsigned kind, uint32_t label, SeepAddress target)
{
  seep_record_reserve (dump, 1);
  seep_record_put_target (dump, SEEP_WIRE_EDGE_ESCAPE, target);
  *dump->objects.at++ = (uint8_t) kind;
  dump->objects.at = seep_varint_put (dump->objects.at, label);
}
