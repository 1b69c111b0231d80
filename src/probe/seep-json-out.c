/* SPDX-License-Identifier: MIT */
#include "seep-json-out.h"

#include "seep-utf8.h"

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
