/* SPDX-License-Identifier: MIT */
#include "seep-json-out.h"

#include "seep-utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define PIECE_BYTES 256

static void
put_byte (FILE *stream, uint8_t byte)
{
  if (byte == '"' || byte == '\\')
    fprintf (stream, "\\%c", byte);
  else if (byte < 0x20)
    fprintf (stream, "\\u%04x", byte);
  else
    putc (byte, stream);
}

/* How many bytes of @text to take at once: whole sequences, where there are any. */
static size_t
count_piece (const char *text, size_t n_bytes)
{
  size_t n = n_bytes < PIECE_BYTES ? n_bytes : PIECE_BYTES;

  if (n == n_bytes)
    return n;
  for (size_t back = 0; back < SEEP_UTF8_MAX_BYTES; back++)
    if (((uint8_t) text[n - back] & 0xC0) != 0x80)
      return n - back;
  return n;
}

void
seep_json_out_string (FILE *stream, const char *text)
{
  size_t n_left = strlen (text);

  putc ('"', stream);
  while (n_left > 0)
    {
      uint8_t clean[3 * PIECE_BYTES];
      size_t n = count_piece (text, n_left);
      size_t n_clean = seep_utf8_clean (clean, text, n);

      for (size_t i = 0; i < n_clean; i++)
        put_byte (stream, clean[i]);
      text += n;
      n_left -= n;
    }
  putc ('"', stream);
}

static void
begin_value (SeepJsonOut *json, const char *name)
{
  if (!json->is_first)
    putc (',', json->stream);
  json->is_first = false;
  if (name != NULL)
    {
      seep_json_out_string (json->stream, name);
      putc (':', json->stream);
    }
}

void
seep_json_out_begin_line (SeepJsonOut *json, FILE *stream, const char *type)
{
  *json = (SeepJsonOut){ .stream = stream, .is_first = true };
  putc ('{', stream);
  seep_json_out_add_string (json, "type", type);
}

void
seep_json_out_end_line (SeepJsonOut *json)
{
  fputs ("}\n", json->stream);
}

void
seep_json_out_add_string (SeepJsonOut *json, const char *name, const char *value)
{
  if (value == NULL)
    return;
  begin_value (json, name);
  seep_json_out_string (json->stream, value);
}

void
seep_json_out_add_int (SeepJsonOut *json, const char *name, int64_t value)
{
  begin_value (json, name);
  fprintf (json->stream, "%" PRId64, value);
}

void
seep_json_out_add_uint (SeepJsonOut *json, const char *name, uint64_t value)
{
  begin_value (json, name);
  fprintf (json->stream, "%" PRIu64, value);
}

void
seep_json_out_add_double (SeepJsonOut *json, const char *name, double value)
{
  begin_value (json, name);
  if (isfinite (value))
    fprintf (json->stream, "%.6f", value); /* nobody calls setlocale(): a point it is */
  else
    fputs ("null", json->stream);
}

void
seep_json_out_add_bool (SeepJsonOut *json, const char *name, bool value)
{
  begin_value (json, name);
  fputs (value ? "true" : "false", json->stream);
}

static void
begin_nested (SeepJsonOut *json, const char *name, char opening)
{
  begin_value (json, name);
  putc (opening, json->stream);
  json->is_first = true;
}

static void
end_nested (SeepJsonOut *json, char closing)
{
  putc (closing, json->stream);
  json->is_first = false;
}

void
seep_json_out_begin_object (SeepJsonOut *json, const char *name)
{
  begin_nested (json, name, '{');
}

void
seep_json_out_end_object (SeepJsonOut *json)
{
  end_nested (json, '}');
}

void
seep_json_out_begin_array (SeepJsonOut *json, const char *name)
{
  begin_nested (json, name, '[');
}

void
seep_json_out_end_array (SeepJsonOut *json)
{
  end_nested (json, ']');
}
