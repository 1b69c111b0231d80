/* SPDX-License-Identifier: MIT */
#include "seep-text.h"

#include "seep-utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_ROOM (16u << 10)
#define SHORT_BYTES 512
#define PIECE_BYTES 256
#define SECOND_NS UINT64_C (1000000000)

void
seep_text_clear (SeepText *text)
{
  seep_pages_free (&text->pages, text->data, text->n_room);
  *text = (SeepText){ 0 };
}

char *
seep_text_reserve (SeepText *text, size_t n_bytes)
{
  size_t n_room = text->n_room == 0 ? FIRST_ROOM : text->n_room;
  char *data;

  while (n_room - text->n_bytes < n_bytes)
    n_room *= 2;
  if (n_room != text->n_room)
    {
      data = text->data == NULL
               ? seep_pages_new (&text->pages, n_room)
               : seep_pages_grow (&text->pages, text->data, text->n_room, n_room);
      if (data == NULL)
        {
          text->failed = true;
          return NULL;
        }
      text->data = data;
      text->n_room = n_room;
    }
  return text->data + text->n_bytes;
}

void
seep_text_put_bytes (SeepText *text, const void *bytes, size_t n_bytes)
{
  char *at = seep_text_reserve (text, n_bytes);

  if (at == NULL || n_bytes == 0)
    return;
  memcpy (at, bytes, n_bytes);
  text->n_bytes += n_bytes;
}

void
seep_text_put (SeepText *text, const char *format, ...)
{
  char piece[SHORT_BYTES];
  va_list args;
  int n_bytes;

  va_start (args, format);
  n_bytes = vsnprintf (piece, sizeof piece, format, args);
  va_end (args);
  if (n_bytes > 0)
    seep_text_put_bytes (text, piece,
                         (size_t) n_bytes < sizeof piece ? (size_t) n_bytes : sizeof piece - 1);
}

/* How many bytes of @string to take at once: whole sequences, where there are any. */
static size_t
count_piece (const char *string, size_t n_bytes)
{
  if (n_bytes <= PIECE_BYTES)
    return n_bytes;
  for (size_t back = 0; back < SEEP_UTF8_MAX_BYTES; back++)
    if (((uint8_t) string[PIECE_BYTES - back] & 0xC0) != 0x80)
      return PIECE_BYTES - back;
  return PIECE_BYTES;
}

static void
put_quoted (SeepText *text, const uint8_t *bytes, size_t n_bytes)
{
  for (size_t i = 0; i < n_bytes; i++)
    if (bytes[i] == '"' || bytes[i] == '\\')
      seep_text_put (text, "\\%c", bytes[i]);
    else if (bytes[i] < 0x20)
      seep_text_put (text, "\\u%04x", bytes[i]);
    else
      seep_text_put_bytes (text, &bytes[i], 1);
}

void
seep_text_put_string (SeepText *text, const char *string, size_t n_bytes)
{
  seep_text_put_bytes (text, "\"", 1);
  while (n_bytes > 0)
    {
      uint8_t clean[3 * PIECE_BYTES];
      size_t n = count_piece (string, n_bytes);

      put_quoted (text, clean, seep_utf8_clean (clean, string, n));
      string += n;
      n_bytes -= n;
    }
  seep_text_put_bytes (text, "\"", 1);
}

void
seep_text_add_unsigned (SeepText *text, const char *key, uint64_t value)
{
  seep_text_put (text, ",\"%s\":%llu", key, (unsigned long long) value);
}

void
seep_text_add_signed (SeepText *text, const char *key, int64_t value)
{
  seep_text_put (text, ",\"%s\":%lld", key, (long long) value);
}

void
seep_text_add_bool (SeepText *text, const char *key, bool value)
{
  seep_text_put (text, ",\"%s\":%s", key, value ? "true" : "false");
}

void
seep_text_add_string (SeepText *text, const char *key, const char *value)
{
  seep_text_put (text, ",\"%s\":", key);
  seep_text_put_string (text, value, strlen (value));
}

void
seep_text_add_seconds (SeepText *text, const char *key, uint64_t value_ns)
{
  seep_text_put (text, ",\"%s\":%llu.%09llu", key, (unsigned long long) (value_ns / SECOND_NS),
                 (unsigned long long) (value_ns % SECOND_NS));
}
