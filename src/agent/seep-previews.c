/* SPDX-License-Identifier: MIT */
#include "seep-previews.h"

#include "seep-str.h"

#include <string.h>

static uint8_t
put_length (SeepDump *dump, uint64_t length)
{
  dump->objects.at = seep_varint_put (dump->objects.at, length);
  return SEEP_WIRE_OBJECT_HAS_LENGTH;
}

static uint8_t
put_text (SeepDump *dump, const SeepStr *str)
{
  uint8_t *kind_at = dump->objects.at;
  bool is_whole;
  size_t n_bytes;

  /* At most 64 bytes: the length is one byte, and is known afterwards. */
  n_bytes = seep_str_put_utf8 (NULL, str, kind_at + 2, SEEP_WIRE_MAX_PREVIEW_BYTES, &is_whole);
  kind_at[0] = is_whole ? SEEP_WIRE_PREVIEW_TEXT : SEEP_WIRE_PREVIEW_TEXT_CUT;
  kind_at[1] = (uint8_t) n_bytes;
  dump->objects.at = kind_at + 2 + n_bytes;
  return SEEP_WIRE_OBJECT_HAS_PREVIEW;
}

static uint8_t
put_bytes (SeepDump *dump, SeepAddress data, uint64_t length)
{
  size_t n_bytes
    = length < SEEP_WIRE_MAX_PREVIEW_BYTES ? (size_t) length : SEEP_WIRE_MAX_PREVIEW_BYTES;
  uint8_t *at = dump->objects.at;

  *at++ = n_bytes == length ? SEEP_WIRE_PREVIEW_BYTES : SEEP_WIRE_PREVIEW_BYTES_CUT;
  *at++ = (uint8_t) n_bytes;
  seep_memory_read (NULL, data, at, n_bytes);
  dump->objects.at = at + n_bytes;
  return SEEP_WIRE_OBJECT_HAS_PREVIEW;
}

static uint8_t
put_int (SeepDump *dump, bool is_bool)
{
  SeepInt number = seep_int_read (NULL, dump->layout, dump->object);
  uint8_t *at = dump->objects.at;

  if (is_bool)
    {
      *at++ = SEEP_WIRE_PREVIEW_BOOL;
      *at++ = number.value != 0;
    }
  else if (number.fits)
    {
      *at++ = SEEP_WIRE_PREVIEW_INT;
      at = seep_varint_put_signed (at, number.value);
    }
  else
    {
      *at++ = SEEP_WIRE_PREVIEW_BIG_INT;
      at = seep_varint_put_signed (at, number.value * (int64_t) number.n_bits);
    }
  dump->objects.at = at;
  return SEEP_WIRE_OBJECT_HAS_PREVIEW;
}

static uint8_t
put_float (SeepDump *dump)
{
  *dump->objects.at++ = SEEP_WIRE_PREVIEW_FLOAT;
  seep_memory_read (NULL, dump->object + SEEP_FLOAT_VALUE, dump->objects.at, 8);
  dump->objects.at += 8;
  return SEEP_WIRE_OBJECT_HAS_PREVIEW;
}

bool
seep_preview_is_known (uint8_t kind)
{
  return kind == SEEP_WIRE_KIND_STR || kind == SEEP_WIRE_KIND_BYTES
         || kind == SEEP_WIRE_KIND_BYTEARRAY || kind == SEEP_WIRE_KIND_LIST
         || kind == SEEP_WIRE_KIND_TUPLE || kind == SEEP_WIRE_KIND_DICT
         || kind == SEEP_WIRE_KIND_SET || kind == SEEP_WIRE_KIND_INT
         || kind == SEEP_WIRE_KIND_BOOL || kind == SEEP_WIRE_KIND_FLOAT;
}

uint8_t
seep_preview_put (SeepDump *dump)
{
  bool shows = !(dump->flags & SEEP_DUMP_NO_PREVIEWS);
  SeepAddress object = dump->object;

  switch (dump->info->kind)
    {
    case SEEP_WIRE_KIND_STR:
      {
        SeepStr str = seep_str_read (NULL, dump->layout, object);
        uint8_t flags = put_length (dump, str.length);

        return shows ? flags | put_text (dump, &str) : flags;
      }

    case SEEP_WIRE_KIND_BYTES:
      {
        uint64_t length = (uint64_t) seep_object_get_size (NULL, object);
        uint8_t flags = put_length (dump, length);

        return shows ? flags | put_bytes (dump, object + SEEP_BYTES_DATA, length) : flags;
      }

    case SEEP_WIRE_KIND_BYTEARRAY:
    case SEEP_WIRE_KIND_LIST:
    case SEEP_WIRE_KIND_TUPLE:
      return put_length (dump, (uint64_t) seep_object_get_size (NULL, object));

    case SEEP_WIRE_KIND_DICT:
      return put_length (dump, seep_word (object + SEEP_DICT_USED));

    case SEEP_WIRE_KIND_SET:
      return put_length (dump, seep_word (object + SEEP_SET_USED));

    case SEEP_WIRE_KIND_INT:
    case SEEP_WIRE_KIND_BOOL:
      return shows ? put_int (dump, dump->info->kind == SEEP_WIRE_KIND_BOOL) : 0;

    case SEEP_WIRE_KIND_FLOAT:
      return shows ? put_float (dump) : 0;

    default:
      return 0;
    }
}
