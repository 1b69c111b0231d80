/* SPDX-License-Identifier: MIT */
/* seep-dict.h — the entries of a dict and the items of a set, in the order of their tables.
 *
 * A dict's keys object holds the entries one after another in insertion order, behind a
 * hash index that is not needed here. Up to 3.10 an entry is hash, key, value; from 3.11 on
 * tables with str keys only leave the hash out. A dict with shared keys has its values in
 * an array of its own, and the keys belong to the type. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

typedef struct
{
  SeepAddress entry;  /* the next entry's key */
  SeepAddress value;  /* the next entry's value, or the next shared value */
  unsigned stride;    /* from entry to entry */
  unsigned step;      /* from value to value */
  uint64_t n_left;    /* entries not looked at */
  bool is_shared;     /* the keys are a type's */
  bool is_embedded;   /* 3.13: the values are an instance's own */
  SeepAddress lookup; /* up to 3.10: the table's lookup function, tells general from str keys */
  bool has_any_keys;  /* from 3.11: the table takes keys of any type */
} SeepDictCursor;

/* Points @cursor at the entries of the keys object @keys; they have no values of their own
 * unless the table is not shared. */
static inline void
seep_dict_cursor_init_keys (SeepDictCursor   *cursor,
                            SeepMemory       *memory,
                            const SeepLayout *layout,
                            SeepAddress       keys)
{
  *cursor = (SeepDictCursor){ 0 };
  if (layout->small_keys)
    {
      uint8_t log2_index_bytes = seep_memory_read_u8 (memory, keys + 9) & 63;

      cursor->has_any_keys = seep_memory_read_u8 (memory, keys + 10) == 0;
      cursor->n_left = seep_memory_read_u64 (memory, keys + 24);
      cursor->stride = cursor->has_any_keys ? 24 : 16;
      cursor->entry = keys + 32 + (UINT64_C (1) << log2_index_bytes)
                      + (cursor->has_any_keys ? 8 : 0);
    }
  else
    {
      uint64_t size = seep_memory_read_u64 (memory, keys + 8);
      unsigned index_bytes = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8;

      cursor->lookup = seep_memory_read_u64 (memory, keys + 16);
      cursor->n_left = seep_memory_read_u64 (memory, keys + 32);
      cursor->stride = 24;
      cursor->entry = keys + 40 + size * index_bytes + 8;
    }
  cursor->value = cursor->entry + 8;
  cursor->step = cursor->stride;
}

/* Points @cursor at the entries of @dict. */
static inline void
seep_dict_cursor_init (SeepDictCursor   *cursor,
                       SeepMemory       *memory,
                       const SeepLayout *layout,
                       SeepAddress       dict)
{
  SeepAddress keys = seep_memory_read_u64 (memory, dict + SEEP_DICT_KEYS);
  SeepAddress values = seep_memory_read_u64 (memory, dict + SEEP_DICT_VALUES);

  if (keys == 0)
    {
      *cursor = (SeepDictCursor){ 0 };
      return;
    }
  seep_dict_cursor_init_keys (cursor, memory, layout, keys);
  if (values != 0)
    {
      cursor->is_shared = true;
      cursor->is_embedded
        = layout->values == SEEP_VALUES_INLINE && seep_memory_read_u8 (memory, values + 2);
      cursor->value = values + (unsigned) layout->shared_values;
      cursor->step = 8;
    }
}

/* The next entry that has a value; false at the end. */
static inline bool
seep_dict_cursor_next (SeepDictCursor *cursor,
                       SeepMemory     *memory,
                       SeepAddress    *key,
                       SeepAddress    *value)
{
  while (cursor->n_left > 0 && (memory == NULL || !memory->failed))
    {
      *key = seep_memory_read_u64 (memory, cursor->entry);
      *value = seep_memory_read_u64 (memory, cursor->value);
      cursor->entry += cursor->stride;
      cursor->value += cursor->step;
      cursor->n_left--;
      if (*value != 0 && *key != 0)
        return true;
    }
  return false;
}

/* The value of the entry whose key is the ASCII str @name, or 0, also where @dict is 0. Runs
 * through the table: no hash is computed, no comparison of the program's runs. */
SeepAddress seep_dict_find (SeepMemory       *memory,
                            const SeepLayout *layout,
                            SeepAddress       dict,
                            const char       *name);

typedef struct
{
  SeepAddress entry;
  uint64_t n_left; /* table slots not looked at */
  uint64_t n_used; /* items not seen */
} SeepSetCursor;

static inline void
seep_set_cursor_init (SeepSetCursor *cursor, SeepMemory *memory, SeepAddress set)
{
  cursor->entry = seep_memory_read_u64 (memory, set + SEEP_SET_TABLE);
  cursor->n_left = seep_memory_read_u64 (memory, set + SEEP_SET_MASK) + 1;
  cursor->n_used = seep_memory_read_u64 (memory, set + SEEP_SET_USED);
}

/* The next item; false at the end. A freed slot has the hash -1, which no object has. */
static inline bool
seep_set_cursor_next (SeepSetCursor *cursor, SeepMemory *memory, SeepAddress *item)
{
  while (cursor->n_left > 0 && cursor->n_used > 0 && (memory == NULL || !memory->failed))
    {
      SeepAddress key = seep_memory_read_u64 (memory, cursor->entry);
      uint64_t hash = seep_memory_read_u64 (memory, cursor->entry + 8);

      cursor->entry += SEEP_SET_ENTRY_BYTES;
      cursor->n_left--;
      if (key == 0 || hash == UINT64_MAX)
        continue;
      cursor->n_used--;
      *item = key;
      return true;
    }
  return false;
}
