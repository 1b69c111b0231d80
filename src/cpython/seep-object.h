/* SPDX-License-Identifier: MIT */
/* seep-object.h — the first words of an object and of a type. libc only. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

/* Reference counts from here on say "immortal" in 3.11, whose frozen code objects have one. */
#define SEEP_OBJECT_FROZEN_COUNT UINT64_C (999999000)

static inline SeepAddress
seep_object_get_type (SeepMemory *memory, SeepAddress object)
{
  return seep_memory_read_u64 (memory, object + SEEP_OBJECT_TYPE);
}

static inline int64_t
seep_object_get_size (SeepMemory *memory, SeepAddress object)
{
  return seep_memory_read_i64 (memory, object + SEEP_OBJECT_SIZE);
}

/* The reference count; 0 when the object is immortal. */
static inline uint64_t
seep_object_get_count (SeepMemory *memory, const SeepLayout *layout, SeepAddress object)
{
  uint64_t count = seep_memory_read_u64 (memory, object + SEEP_OBJECT_REFCOUNT);

  if (layout->has_immortals)
    {
      count &= UINT32_MAX;
      return count >> 31 ? 0 : count;
    }
  return count >= SEEP_OBJECT_FROZEN_COUNT ? 0 : count;
}

/* Whether nothing refers to @object any more: its destruction is under way, or put off. */
static inline bool
seep_object_is_dying (SeepMemory *memory, const SeepLayout *layout, SeepAddress object)
{
  uint64_t count = seep_memory_read_u64 (memory, object + SEEP_OBJECT_REFCOUNT);

  return (layout->has_immortals ? count & UINT32_MAX : count) == 0;
}

/* Whether the collector has @object, whose type has a collector's head, in one of its lists. */
static inline bool
seep_object_is_tracked (SeepMemory *memory, SeepAddress object)
{
  return seep_memory_read_u64 (memory, object - SEEP_GC_HEAD_BYTES + SEEP_GC_NEXT) != 0;
}

static inline uint64_t
seep_type_get_flags (SeepMemory *memory, SeepAddress type)
{
  return seep_memory_read_u64 (memory, type + SEEP_TYPE_FLAGS);
}

/* Bytes in front of an instance: the collector's head, and the managed dict and weak
 * references of 3.11 and later. The block of memory begins there. */
static inline unsigned
seep_type_get_prefix_bytes (const SeepLayout *layout, uint64_t flags)
{
  uint64_t managed = layout->values == SEEP_VALUES_IN_DICT ? 0 : SEEP_TYPE_FLAG_MANAGED_DICT;

  if (layout->values == SEEP_VALUES_TAGGED || layout->values == SEEP_VALUES_INLINE)
    managed |= SEEP_TYPE_FLAG_MANAGED_WEAKREF;
  return (flags & SEEP_TYPE_FLAG_GC ? SEEP_GC_HEAD_BYTES : 0) + (flags & managed ? 16 : 0);
}

/* Generation @i of the collector whose state is at @state: the head of its list. */
static inline SeepAddress
seep_collector_get_generation (const SeepLayout *layout, SeepAddress state, unsigned i)
{
  return state + (unsigned) layout->collector.generations + i * SEEP_GC_GENERATION_BYTES;
}

/* Item @i of a tuple. */
static inline SeepAddress
seep_tuple_get_item (SeepMemory       *memory,
                     const SeepLayout *layout,
                     SeepAddress       tuple,
                     uint64_t          i)
{
  return seep_memory_read_u64 (memory, tuple + (unsigned) layout->tuple_items + 8 * i);
}
