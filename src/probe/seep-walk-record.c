/* SPDX-License-Identifier: MIT */
#include "seep-walk-record.h"

#include "seep-preview.h"

static inline void
put_identity (SeepWalk *walk, uint8_t flags)
{
  SeepWireSection *section = &walk->objects;

  section->at = seep_varint_put_signed (section->at,
                                        (int64_t) (walk->object - walk->last_object) >> 3);
  section->at = seep_varint_put (section->at, walk->type->id);
  section->at = seep_varint_put (section->at, walk->record_size);
  section->at = seep_varint_put (section->at, walk->record_count);
  *section->at++ = flags;
  walk->last_object = walk->object;
  section->n_records++;
}

void
seep_walk_record_begin (SeepWalk *walk, bool is_gc)
{
  const SeepWalkType *type = walk->type;
  uint8_t flags = 0;
  uint8_t *flags_at;

  /* A short record is never parted: it begins where there is room for it. */
  if (seep_wire_section_room (&walk->objects)
      < SEEP_WALK_HEADER_BYTES + 16 * SEEP_WALK_MAX_EDGE_BYTES)
    seep_walk_flush (walk, &walk->objects);

  walk->record_size = seep_walk_size_of (walk, is_gc);
  walk->record_count = seep_object_get_count (walk->memory, walk->layout, walk->object);
  if (is_gc && seep_object_is_tracked (walk->memory, walk->object))
    flags |= SEEP_WIRE_OBJECT_TRACKED;
  if (walk->record_count == 0)
    flags |= SEEP_WIRE_OBJECT_IMMORTAL;
  if (type->size == SEEP_WALK_SIZE_UNKNOWN)
    {
      flags |= SEEP_WIRE_OBJECT_SIZE_APPROX;
      walk->totals.n_approximate++;
    }
  if (type->is_opaque)
    flags |= SEEP_WIRE_OBJECT_OPAQUE;
  if (seep_target_is_static (walk->target, walk->object))
    flags |= SEEP_WIRE_OBJECT_STATIC;

  put_identity (walk, flags);
  flags_at = walk->objects.at - 1;
  if (type->has_preview)
    walk->objects.at = seep_preview_write (walk->memory, walk->layout, walk->object, type->kind,
                                           !walk->no_previews, walk->objects.at, flags_at);
  walk->totals.n_objects++;
  walk->totals.n_bytes += walk->record_size;
}

void
seep_walk_record_end (SeepWalk *walk)
{
  walk->objects.at = seep_varint_put_signed (walk->objects.at, SEEP_WIRE_EDGE_END);
}

void
seep_walk_record_split (SeepWalk *walk)
{
  seep_walk_record_end (walk);
  seep_walk_flush (walk, &walk->objects);
  put_identity (walk, SEEP_WIRE_OBJECT_CONTINUED
                        | (walk->record_count == 0 ? SEEP_WIRE_OBJECT_IMMORTAL : 0));
}
