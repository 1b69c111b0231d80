/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "synthetic-dump.h"

#include "seepheap-encoder.h"
#include "synthetic-heap.h"

#define CHUNK_BYTES (1000u << 10) /* a little below the most that a chunk may have */

static void
begin_objects (SeepheapEncoder *encoder)
{
  if (encoder->payload != NULL)
    seepheap_encoder_end (encoder);
  seepheap_encoder_begin (encoder, "OBJS");
}

/* Goes on in the next chunk where an object does not fit. */
static void
encode_object (SeepheapEncoder *encoder, const SyntheticHeap *heap, guint32 i)
{
  if (encoder->payload->len > CHUNK_BYTES)
    begin_objects (encoder);
  seepheap_encoder_object (encoder, heap->addresses[i], heap->types[i], heap->sizes[i], 1, 1 | 64,
                           0);
  seepheap_encoder_u8 (encoder, 5);
  seepheap_encoder_sv (encoder, i);
  for (guint32 edge = heap->offsets[i]; edge < heap->offsets[i + 1]; edge++)
    {
      if (encoder->payload->len > CHUNK_BYTES)
        {
          seepheap_encoder_end_object (encoder);
          begin_objects (encoder);
          seepheap_encoder_object (encoder, heap->addresses[i], heap->types[i], heap->sizes[i], 1,
                                   1 | 128, 0);
        }
      seepheap_encoder_edge (encoder, 1, heap->targets[edge], 0);
    }
  seepheap_encoder_end_object (encoder);
}

GBytes *
synthetic_dump_new (guint32 n_objects)
{
  g_autoptr(SyntheticHeap) heap = synthetic_heap_new (n_objects);
  SeepheapEncoder encoder;

  seepheap_encoder_init_small (&encoder, SEEPHEAP_ENCODER_PREVIEWS);
  seepheap_encoder_begin (&encoder, "TYPE");
  seepheap_encoder_uv (&encoder, 1);
  for (guint32 i = 1; i < heap->n_types; i++)
    seepheap_encoder_type (&encoder, 0, 1, 0, 0, 0);
  seepheap_encoder_end (&encoder);
  begin_objects (&encoder);
  for (guint32 i = 0; i < heap->n_objects; i++)
    encode_object (&encoder, heap, i);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "ROOT");
  for (guint32 i = 0; i < heap->n_roots; i++)
    seepheap_encoder_root (&encoder, 1, 0, 0, 1, heap->addresses[heap->roots[i]]);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  return seepheap_encoder_steal (&encoder);
}
