/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-value.h"

#include "base/seep-reader.h"

#include <string.h>

#define MAX_TEXT_BYTES (sizeof ((SeepValue *) NULL)->bytes - 1)

/* Text is valid UTF-8 if the writer kept the format; whatever else there is becomes U+FFFD. A NUL
 * is a character like any other. */
static void
take_text (SeepValue *value, const char *text, gsize n_bytes)
{
  static const char replacement[] = "\xef\xbf\xbd";
  const char *end = text + n_bytes;

  while (text < end)
    {
      const char *next = text + 1;
      const char *piece = text;
      gsize n;

      if ((guchar) *text >= 0x80)
        {
          gunichar c = g_utf8_get_char_validated (text, end - text);

          if (c == (gunichar) -1 || c == (gunichar) -2)
            piece = replacement;
          else
            next = g_utf8_next_char (text);
        }

      n = piece == text ? (gsize) (next - text) : sizeof replacement - 1;
      if (value->n_bytes + n > MAX_TEXT_BYTES)
        {
          value->is_cut = TRUE;
          return;
        }
      memcpy (value->bytes + value->n_bytes, piece, n);
      value->n_bytes += (guint) n;
      text = next;
    }
}

static void
parse_span (SeepReader *reader, SeepValue *value, guint8 form)
{
  gsize n_bytes = seep_reader_read_count (reader, 1);
  const guint8 *bytes = seep_reader_read_bytes (reader, n_bytes);

  if (bytes == NULL || n_bytes > MAX_TEXT_BYTES)
    {
      seep_reader_fail (reader, "");
      return;
    }

  value->is_cut = form == SEEP_VALUE_TEXT_CUT || form == SEEP_VALUE_BYTES_CUT;
  if (form == SEEP_VALUE_TEXT || form == SEEP_VALUE_TEXT_CUT)
    {
      value->kind = SEEP_PREVIEW_TEXT;
      take_text (value, (const char *) bytes, n_bytes);
    }
  else
    {
      value->kind = SEEP_PREVIEW_BYTES;
      memcpy (value->bytes, bytes, n_bytes);
      value->n_bytes = (guint) n_bytes;
    }
}

static void
parse_preview (SeepReader *reader, SeepValue *value)
{
  guint8 form = seep_reader_read_u8 (reader);

  switch (form)
    {
    case SEEP_VALUE_TEXT:
    case SEEP_VALUE_TEXT_CUT:
    case SEEP_VALUE_BYTES:
    case SEEP_VALUE_BYTES_CUT:
      parse_span (reader, value, form);
      break;
    case SEEP_VALUE_INT:
      value->kind = SEEP_PREVIEW_INT;
      value->integer = seep_reader_read_sv (reader);
      break;
    case SEEP_VALUE_FLOAT:
      value->kind = SEEP_PREVIEW_FLOAT;
      value->real = seep_reader_read_f64 (reader);
      break;
    case SEEP_VALUE_BOOL:
      value->kind = SEEP_PREVIEW_BOOL;
      value->integer = seep_reader_read_u8 (reader) != 0;
      break;
    case SEEP_VALUE_BIG_INT:
      value->kind = SEEP_PREVIEW_BIG_INT;
      value->integer = seep_reader_read_sv (reader);
      break;
    default:
      seep_reader_fail (reader, "");
    }
}

gsize
seep_value_parse (SeepValue *value, guint8 flags, gconstpointer bytes, gsize n_bytes)
{
  SeepReader reader;

  memset (value, 0, sizeof *value);
  seep_reader_init (&reader, "", bytes, n_bytes, 0);
  if (flags & SEEP_OBJECT_HAS_LENGTH)
    {
      value->has_length = TRUE;
      value->length = seep_reader_read_uv (&reader);
    }
  if (flags & SEEP_OBJECT_HAS_PREVIEW)
    parse_preview (&reader, value);

  if (!seep_reader_ok (&reader))
    {
      memset (value, 0, sizeof *value);
      return 0;
    }
  return (gsize) (reader.at - reader.start);
}

static gsize
write_uv (guint8 *to, guint64 value)
{
  gsize n = 0;

  for (; value >= 0x80; value >>= 7)
    to[n++] = (guint8) value | 0x80;
  to[n++] = (guint8) value;
  return n;
}

static gsize
write_sv (guint8 *to, gint64 value)
{
  return write_uv (to, (guint64) value << 1 ^ (guint64) (value >> 63));
}

static gsize
write_preview (const SeepValue *value, guint8 *to)
{
  guint n_bytes = MIN (value->n_bytes, MAX_TEXT_BYTES);
  gsize n = 1;

  switch (value->kind)
    {
    case SEEP_PREVIEW_TEXT:
    case SEEP_PREVIEW_BYTES:
      to[0] = value->kind == SEEP_PREVIEW_TEXT ? SEEP_VALUE_TEXT : SEEP_VALUE_BYTES;
      to[0] += value->is_cut ? 1 : 0;
      n += write_uv (to + n, n_bytes);
      memcpy (to + n, value->bytes, n_bytes);
      return n + n_bytes;
    case SEEP_PREVIEW_INT:
      to[0] = SEEP_VALUE_INT;
      return n + write_sv (to + n, value->integer);
    case SEEP_PREVIEW_BIG_INT:
      to[0] = SEEP_VALUE_BIG_INT;
      return n + write_sv (to + n, value->integer);
    case SEEP_PREVIEW_FLOAT:
      to[0] = SEEP_VALUE_FLOAT;
      memcpy (to + n, &value->real, 8);
      return n + 8;
    case SEEP_PREVIEW_BOOL:
      to[0] = SEEP_VALUE_BOOL;
      to[1] = value->integer != 0;
      return 2;
    default:
      return 0;
    }
}

gsize
seep_value_write (const SeepValue *value, guint8 *bytes, guint8 *flags)
{
  gsize n = 0;
  gsize n_preview;

  *flags = 0;
  if (value->has_length)
    {
      *flags |= SEEP_OBJECT_HAS_LENGTH;
      n += write_uv (bytes, value->length);
    }
  n_preview = write_preview (value, bytes + n);
  if (n_preview > 0)
    *flags |= SEEP_OBJECT_HAS_PREVIEW;
  return n + n_preview;
}
