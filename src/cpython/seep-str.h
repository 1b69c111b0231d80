/* SPDX-License-Identifier: MIT */
/* seep-str.h — the text of a str, and the number in an int. libc only. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

typedef struct
{
  SeepAddress data;  /* the code units; 0 when there are none to read */
  uint64_t length;   /* in code points */
  unsigned width;    /* bytes of a code unit: 1, 2, 4 */
  bool is_ascii;
} SeepStr;

/* Looks at the str at @object: compact and not, ready and not (3.8 to 3.11). */
static inline SeepStr
seep_str_read (SeepMemory *memory, const SeepLayout *layout, SeepAddress object)
{
  uint32_t state = seep_memory_read_u32 (memory, object + SEEP_STR_STATE);
  unsigned kind = state >> 2 & 7;
  bool is_compact = state >> 5 & 1;
  bool is_ready = layout->has_immortals || (state >> 7 & 1);
  SeepStr str = { .length = seep_memory_read_u64 (memory, object + SEEP_STR_LENGTH) };

  str.is_ascii = state >> 6 & 1;
  str.width = kind;
  if (!is_ready)
    {
      str.is_ascii = false;
      str.width = 4;
      str.data = seep_memory_read_u64 (memory, object + SEEP_STR_WIDE);
      str.length = seep_memory_read_u64 (memory, object + SEEP_STR_WIDE_LENGTH);
    }
  else if (kind == 0)
    str.length = 0;
  else if (!is_compact)
    str.data = seep_memory_read_u64 (memory, object + (unsigned) layout->str.compact);
  else
    str.data = object + (unsigned) (str.is_ascii ? layout->str.ascii : layout->str.compact);
  return str;
}

/* Writes the text of @str as UTF-8 to @at (@n_room bytes, 4 at least), as much as fits in
 * whole characters, and returns how many bytes that is; @is_whole: whether it was all. */
size_t seep_str_put_utf8 (SeepMemory    *memory,
                          const SeepStr *str,
                          uint8_t       *at,
                          size_t         n_room,
                          bool          *is_whole);

/* Whether the str at @object is the @n_bytes of ASCII at @text. */
bool seep_str_is_equal (SeepMemory       *memory,
                        const SeepLayout *layout,
                        SeepAddress       object,
                        const char       *text,
                        size_t            n_bytes);

typedef struct
{
  bool fits;      /* @value is the number; otherwise @n_bits and the sign tell its size */
  int64_t value;  /* when it does not fit: -1 or 1 */
  uint64_t n_bits;
} SeepInt;

/* The number in the int at @object. */
SeepInt seep_int_read (SeepMemory       *memory,
                       const SeepLayout *layout,
                       SeepAddress       object);

/* Digits of 30 bits that the int at @object has, 0 for zero. */
static inline uint64_t
seep_int_get_digits (SeepMemory *memory, const SeepLayout *layout, SeepAddress object)
{
  int64_t word = seep_memory_read_i64 (memory, object + SEEP_OBJECT_SIZE);

  if (layout->tagged_ints)
    return (uint64_t) word >> 3;
  return (uint64_t) (word < 0 ? -word : word);
}
