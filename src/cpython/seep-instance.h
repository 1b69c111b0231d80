/* SPDX-License-Identifier: MIT */
/* seep-instance.h — where an instance keeps its attributes. libc only.
 *
 * Asking an instance for its `__dict__` makes one from 3.11 on, which costs memory and
 * changes the program that is looked at. Here nothing is made: the values are read where
 * they are. */
#pragma once

#include "seep-dict.h"
#include "seep-layout.h"
#include "seep-memory.h"
#include "seep-object.h"

typedef struct
{
  SeepAddress values; /* array of values by the type's shared keys; 0: there is none */
  uint64_t n_values;  /* how many of them there are at most */
  SeepAddress dict;   /* a dict that exists, or 0 */
} SeepInstance;

static inline uint64_t
seep_instance_get_dict_at (SeepMemory *memory, SeepAddress object, SeepAddress type)
{
  int64_t offset = seep_memory_read_i64 (memory, type + SEEP_TYPE_DICT_OFFSET);
  int64_t size;

  if (offset >= 0)
    return (uint64_t) offset;
  size = seep_object_get_size (memory, object);
  size = (size < 0 ? -size : size) * seep_memory_read_i64 (memory, type + SEEP_TYPE_ITEM_SIZE);
  size += seep_memory_read_i64 (memory, type + SEEP_TYPE_BASIC_SIZE);
  return (uint64_t) (((size + 7) & ~INT64_C (7)) + offset);
}

/* Finds the attributes of @object, whose type @type has @flags. */
static inline SeepInstance
seep_instance_read (SeepMemory       *memory,
                    const SeepLayout *layout,
                    SeepAddress       object,
                    SeepAddress       type,
                    uint64_t          flags)
{
  SeepInstance instance = { .n_values = UINT64_MAX };

  if (layout->values == SEEP_VALUES_IN_DICT || !(flags & SEEP_TYPE_FLAG_MANAGED_DICT))
    {
      uint64_t at = seep_instance_get_dict_at (memory, object, type);

      if (at != 0)
        instance.dict = seep_memory_read_u64 (memory, object + at);
      return instance;
    }

  instance.dict = seep_memory_read_u64 (memory, object - 24);
  if (layout->values == SEEP_VALUES_POINTER)
    instance.values = seep_memory_read_u64 (memory, object - 32);
  else if (layout->values == SEEP_VALUES_TAGGED && (instance.dict & 1))
    {
      instance.values = instance.dict + 1;
      instance.dict = 0;
    }
  else if (layout->values == SEEP_VALUES_INLINE && (flags & SEEP_TYPE_FLAG_INLINE_VALUES))
    {
      SeepAddress header
        = object + seep_memory_read_u64 (memory, type + SEEP_TYPE_BASIC_SIZE);

      if (seep_memory_read_u8 (memory, header + 3))
        {
          instance.values = header + (unsigned) layout->shared_values;
          instance.n_values = seep_memory_read_u8 (memory, header);
        }
    }
  return instance;
}

/* The keys object that the instances of the heap type @type share, or 0. */
static inline SeepAddress
seep_type_get_shared_keys (SeepMemory *memory, const SeepLayout *layout, SeepAddress type)
{
  return seep_memory_read_u64 (memory, type + (unsigned) layout->heap_type.cached_keys);
}

/* Points @cursor at the values of @instance, named by the keys of its type. */
static inline void
seep_instance_cursor_init (SeepDictCursor     *cursor,
                           SeepMemory         *memory,
                           const SeepLayout   *layout,
                           const SeepInstance *instance,
                           SeepAddress         type)
{
  SeepAddress keys = seep_type_get_shared_keys (memory, layout, type);

  *cursor = (SeepDictCursor){ 0 };
  if (keys == 0 || instance->values == 0)
    return;
  seep_dict_cursor_init_keys (cursor, memory, layout, keys);
  cursor->is_shared = true;
  cursor->value = instance->values;
  cursor->step = 8;
  if (cursor->n_left > instance->n_values)
    cursor->n_left = instance->n_values;
}
