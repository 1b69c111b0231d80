/* SPDX-License-Identifier: MIT */
/* seep-preview.h — the length and the first of the text or number of an object, as OBJS has
 * them. Inline: the agent reads its own memory at no cost. libc only. */
#pragma once

#include "seep-str.h"
#include "seep-varint.h"
#include "seep-wire.h"

static inline uint8_t *
seep_preview_write_text (SeepMemory *memory, const SeepStr *str, uint8_t *at)
{
  bool is_whole;
  size_t n_bytes;

  /* At most 64 bytes: the length is one byte, and is known afterwards. */
  n_bytes = seep_str_put_utf8 (memory, str, at + 2, SEEP_WIRE_MAX_PREVIEW_BYTES, &is_whole);
  at[0] = is_whole ? SEEP_WIRE_PREVIEW_TEXT : SEEP_WIRE_PREVIEW_TEXT_CUT;
  at[1] = (uint8_t) n_bytes;
  return at + 2 + n_bytes;
}

static inline uint8_t *
seep_preview_write_bytes (SeepMemory *memory, SeepAddress data, uint64_t length, uint8_t *at)
{
  size_t n_bytes
    = length < SEEP_WIRE_MAX_PREVIEW_BYTES ? (size_t) length : SEEP_WIRE_MAX_PREVIEW_BYTES;

  *at++ = n_bytes == length ? SEEP_WIRE_PREVIEW_BYTES : SEEP_WIRE_PREVIEW_BYTES_CUT;
  *at++ = (uint8_t) n_bytes;
  seep_memory_read (memory, data, at, n_bytes);
  return at + n_bytes;
}

static inline uint8_t *
seep_preview_write_int (SeepMemory       *memory,
                        const SeepLayout *layout,
                        SeepAddress       object,
                        bool              is_bool,
                        uint8_t          *at)
{
  SeepInt number = seep_int_read (memory, layout, object);

  if (is_bool)
    {
      *at++ = SEEP_WIRE_PREVIEW_BOOL;
      *at++ = number.value != 0;
      return at;
    }
  *at++ = number.fits ? SEEP_WIRE_PREVIEW_INT : SEEP_WIRE_PREVIEW_BIG_INT;
  return seep_varint_put_signed (at, number.fits ? number.value
                                                 : number.value * (int64_t) number.n_bits);
}

/* Whether objects of @kind (SEEP_WIRE_KIND_*) have a length or a preview. */
static inline bool
seep_preview_is_known (uint8_t kind)
{
  return kind == SEEP_WIRE_KIND_STR || kind == SEEP_WIRE_KIND_BYTES
         || kind == SEEP_WIRE_KIND_BYTEARRAY || kind == SEEP_WIRE_KIND_LIST
         || kind == SEEP_WIRE_KIND_TUPLE || kind == SEEP_WIRE_KIND_DICT
         || kind == SEEP_WIRE_KIND_SET || kind == SEEP_WIRE_KIND_INT
         || kind == SEEP_WIRE_KIND_BOOL || kind == SEEP_WIRE_KIND_FLOAT;
}

/* Writes what @object, of @kind, has: a length, and a preview if it @shows. Adds to *@flags
 * what was written, and returns the byte after it: 128 at most. */
static inline uint8_t *
seep_preview_write (SeepMemory       *memory,
                    const SeepLayout *layout,
                    SeepAddress       object,
                    uint8_t           kind,
                    bool              shows,
                    uint8_t          *at,
                    uint8_t          *flags)
{
  uint64_t length = 0;
  SeepStr str = { 0 };

  switch (kind)
    {
    case SEEP_WIRE_KIND_STR:
      str = seep_str_read (memory, layout, object);
      length = str.length;
      break;
    case SEEP_WIRE_KIND_BYTES:
    case SEEP_WIRE_KIND_BYTEARRAY:
    case SEEP_WIRE_KIND_LIST:
    case SEEP_WIRE_KIND_TUPLE:
      length = seep_memory_read_u64 (memory, object + SEEP_OBJECT_SIZE);
      break;
    case SEEP_WIRE_KIND_DICT:
      length = seep_memory_read_u64 (memory, object + SEEP_DICT_USED);
      break;
    case SEEP_WIRE_KIND_SET:
      length = seep_memory_read_u64 (memory, object + SEEP_SET_USED);
      break;
    case SEEP_WIRE_KIND_INT:
    case SEEP_WIRE_KIND_BOOL:
      if (!shows)
        return at;
      *flags |= SEEP_WIRE_OBJECT_HAS_PREVIEW;
      return seep_preview_write_int (memory, layout, object, kind == SEEP_WIRE_KIND_BOOL, at);
    case SEEP_WIRE_KIND_FLOAT:
      if (!shows)
        return at;
      *flags |= SEEP_WIRE_OBJECT_HAS_PREVIEW;
      *at++ = SEEP_WIRE_PREVIEW_FLOAT;
      seep_memory_read (memory, object + SEEP_FLOAT_VALUE, at, 8);
      return at + 8;
    default:
      return at;
    }

  *flags |= SEEP_WIRE_OBJECT_HAS_LENGTH;
  at = seep_varint_put (at, length);
  if (!shows || (kind != SEEP_WIRE_KIND_STR && kind != SEEP_WIRE_KIND_BYTES))
    return at;
  *flags |= SEEP_WIRE_OBJECT_HAS_PREVIEW;
  return kind == SEEP_WIRE_KIND_STR
           ? seep_preview_write_text (memory, &str, at)
           : seep_preview_write_bytes (memory, object + SEEP_BYTES_DATA, length, at);
}
