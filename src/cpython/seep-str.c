/* SPDX-License-Identifier: MIT */
#include "seep-str.h"

#include "seep-utf8.h"

#include <string.h>

#define DIGIT_BITS 30
#define PIECE_UNITS 64 /* code units read at once */

static uint32_t
unit_at (const uint8_t *bytes, unsigned width)
{
  uint32_t unit = 0;

  memcpy (&unit, bytes, width);
  return unit;
}

size_t
seep_str_put_utf8 (SeepMemory    *memory,
                   const SeepStr *str,
                   uint8_t       *at,
                   size_t         n_room,
                   bool          *is_whole)
{
  uint8_t piece[PIECE_UNITS * 4];
  size_t n_written = 0;
  uint64_t i = 0;

  *is_whole = true;
  if (str->data == 0 || str->width > 4)
    return 0;
  if (str->is_ascii)
    {
      *is_whole = str->length <= n_room;
      n_written = *is_whole ? (size_t) str->length : n_room;
      seep_memory_read (memory, str->data, at, n_written);
      return n_written;
    }

  while (i < str->length)
    {
      size_t n = str->length - i < PIECE_UNITS ? (size_t) (str->length - i) : PIECE_UNITS;

      seep_memory_read (memory, str->data + i * str->width, piece, n * str->width);
      for (size_t k = 0; k < n; k++)
        {
          uint8_t character[SEEP_UTF8_MAX_BYTES];
          size_t n_bytes = seep_utf8_put (character, unit_at (piece + k * str->width, str->width));

          if (n_written + n_bytes > n_room)
            {
              *is_whole = false;
              return n_written;
            }
          memcpy (at + n_written, character, n_bytes);
          n_written += n_bytes;
        }
      i += n;
    }
  return n_written;
}

bool
seep_str_is_equal (SeepMemory       *memory,
                   const SeepLayout *layout,
                   SeepAddress       object,
                   const char       *text,
                   size_t            n_bytes)
{
  SeepStr str = seep_str_read (memory, layout, object);
  char piece[PIECE_UNITS];

  if (!str.is_ascii || str.length != n_bytes || n_bytes > sizeof piece || str.data == 0)
    return false;
  seep_memory_read (memory, str.data, piece, n_bytes);
  return memcmp (piece, text, n_bytes) == 0;
}

SeepInt
seep_int_read (SeepMemory *memory, const SeepLayout *layout, SeepAddress object)
{
  uint64_t n_digits = seep_int_get_digits (memory, layout, object);
  int64_t word = seep_memory_read_i64 (memory, object + SEEP_OBJECT_SIZE);
  bool is_negative = layout->tagged_ints ? (word & 3) == 2 : word < 0;
  uint64_t magnitude = 0;
  uint32_t top = 0;

  if (n_digits > 0)
    top = seep_memory_read_u32 (memory, object + SEEP_INT_DIGITS + 4 * (n_digits - 1));
  if (n_digits > 3 || (n_digits == 3 && top >= 8))
    return (SeepInt){ .value = is_negative ? -1 : 1,
                      .n_bits = (n_digits - 1) * DIGIT_BITS
                                + (top == 0 ? 0 : 32u - (unsigned) __builtin_clz (top)) };

  for (uint64_t i = n_digits; i > 0; i--)
    magnitude = magnitude << DIGIT_BITS
                | seep_memory_read_u32 (memory, object + SEEP_INT_DIGITS + 4 * (i - 1));
  return (SeepInt){ .fits = true,
                    .value = is_negative ? -(int64_t) magnitude : (int64_t) magnitude };
}
