/* SPDX-License-Identifier: MIT */
#include "seep-record.h"

#include "seep-previews.h"
#include "seep-sizes.h"
#include "seep-traces.h"

/* Address, type, size, count: what a record and its continuation begin with. */
static inline void
put_identity (SeepDump *dump, uint8_t flags)
{
  SeepWireSection *section = &dump->objects;

  section->at = seep_varint_put_signed (section->at,
                                        (int64_t) (dump->object - dump->last_object) >> 3);
  section->at = seep_varint_put (section->at, dump->info->id);
  section->at = seep_varint_put (section->at, dump->record_size);
  section->at = seep_varint_put (section->at, dump->record_count);
  *section->at++ = flags;
  if (dump->is_tracing)
    section->at = seep_varint_put (section->at, dump->record_trace);
  dump->last_object = dump->object;
  section->n_records++;
}

static uint64_t
count_references (SeepDump *dump)
{
  uint64_t count = seep_object_get_count (NULL, dump->layout, dump->object);

  return count > 0 && dump->in_listed ? count - 1 : count;
}

void
seep_record_begin (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;
  uint8_t flags = 0;
  uint8_t *flags_at;

  /* A short record is never parted: it begins where there is room for it. */
  if (__builtin_expect (seep_wire_section_room (&dump->objects)
                          < SEEP_RECORD_HEADER_BYTES + 16 * SEEP_RECORD_MAX_EDGE_BYTES,
                        0))
    seep_dump_flush (dump, &dump->objects);

  dump->record_size = seep_size_of (dump, is_gc);
  dump->record_count = count_references (dump);
  dump->record_trace = dump->is_tracing ? seep_traces_find (dump, dump->object, info) : 0;
  if (dump->is_listed || (is_gc && seep_object_is_tracked (NULL, dump->object)))
    flags |= SEEP_WIRE_OBJECT_TRACKED;
  if (dump->record_count == 0)
    flags |= SEEP_WIRE_OBJECT_IMMORTAL;
  if (info->is_approximate)
    flags |= SEEP_WIRE_OBJECT_SIZE_APPROX;
  if (info->may_guess || (is_gc && info->traverse == NULL && !info->is_complete))
    flags |= SEEP_WIRE_OBJECT_OPAQUE;
  if (seep_static_has (&dump->statics, dump->object))
    flags |= SEEP_WIRE_OBJECT_STATIC;

  put_identity (dump, flags);
  if (info->has_preview)
    {
      flags_at = dump->objects.at - 1;
      if (dump->is_tracing)
        flags_at -= seep_varint_count_bytes (dump->record_trace);
      *flags_at |= seep_preview_put (dump);
    }

  dump->totals.n_objects++;
  dump->totals.n_bytes += dump->record_size;
}

void
seep_record_end (SeepDump *dump)
{
  dump->objects.at = seep_varint_put_signed (dump->objects.at, SEEP_WIRE_EDGE_END);
}

void
seep_record_split (SeepDump *dump)
{
  seep_record_end (dump);
  seep_dump_flush (dump, &dump->objects);
  put_identity (dump, SEEP_WIRE_OBJECT_CONTINUED
                        | (dump->record_count == 0 ? SEEP_WIRE_OBJECT_IMMORTAL : 0));
}
