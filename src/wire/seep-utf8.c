/* SPDX-License-Identifier: MIT */
#include "seep-utf8.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

size_t
seep_utf8_put (uint8_t *at, uint32_t code_point)
{
  if (code_point >= 0x110000 || (code_point >= 0xD800 && code_point < 0xE000))
    code_point = REPLACEMENT;
  if (code_point < 0x80)
    {
      at[0] = (uint8_t) code_point;
      return 1;
    }
  if (code_point < 0x800)
    {
      at[0] = (uint8_t) (0xC0 | code_point >> 6);
      at[1] = (uint8_t) (0x80 | (code_point & 63));
      return 2;
    }
  if (code_point < 0x10000)
    {
      at[0] = (uint8_t) (0xE0 | code_point >> 12);
      at[1] = (uint8_t) (0x80 | (code_point >> 6 & 63));
      at[2] = (uint8_t) (0x80 | (code_point & 63));
      return 3;
    }
  at[0] = (uint8_t) (0xF0 | code_point >> 18);
  at[1] = (uint8_t) (0x80 | (code_point >> 12 & 63));
  at[2] = (uint8_t) (0x80 | (code_point >> 6 & 63));
  at[3] = (uint8_t) (0x80 | (code_point & 63));
  return 4;
}

/* Bytes of the valid sequence at @text; 0 when there is none. */
static size_t
sequence_bytes (const uint8_t *text, size_t n_bytes)
{
  uint8_t first = text[0];
  uint8_t low = 0x80, high = 0xBF;
  size_t n;

  if (first < 0x80)
    return 1;
  if (first < 0xC2 || first > 0xF4)
    return 0;
  n = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (n > n_bytes)
    return 0;

  if (first == 0xE0)
    low = 0xA0;
  else if (first == 0xED)
    high = 0x9F;
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xF4)
    high = 0x8F;
  if (text[1] < low || text[1] > high)
    return 0;
  for (size_t i = 2; i < n; i++)
    if ((text[i] & 0xC0) != 0x80)
      return 0;
  return n;
}

size_t
seep_utf8_clean (uint8_t *at, const char *text, size_t n_bytes)
{
  const uint8_t *bytes = (const uint8_t *) text;
  size_t n_written = 0;

  for (size_t i = 0; i < n_bytes;)
    {
      size_t n = sequence_bytes (bytes + i, n_bytes - i);

      if (n == 0)
        {
          if (at != NULL)
            seep_utf8_put (at + n_written, REPLACEMENT);
          n_written += 3;
          i += 1;
          continue;
        }
      if (at != NULL)
        memcpy (at + n_written, bytes + i, n);
      n_written += n;
      i += n;
    }
  return n_written;
}
