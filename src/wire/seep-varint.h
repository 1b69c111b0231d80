/* SPDX-License-Identifier: MIT */
/* seep-varint.h — how FORMAT.md writes numbers. libc only.
 * The caller has made room: SEEP_VARINT_MAX_BYTES for each number. */
#pragma once

#include <stdint.h>
#include <string.h>

#define SEEP_VARINT_MAX_BYTES 10

/* The zigzag form: small magnitudes become small numbers, whatever the sign. */
static inline uint64_t
seep_varint_zigzag (int64_t value)
{
  return ((uint64_t) value << 1) ^ (uint64_t) (value >> 63);
}

/* Writes a `uv` at @at and returns the byte after it. */
static inline uint8_t *
seep_varint_put (uint8_t *at, uint64_t value)
{
  while (value >= 0x80)
    {
      *at++ = (uint8_t) (value | 0x80);
      value >>= 7;
    }
  *at++ = (uint8_t) value;
  return at;
}

/* Writes an `sv` at @at and returns the byte after it. */
static inline uint8_t *
seep_varint_put_signed (uint8_t *at, int64_t value)
{
  return seep_varint_put (at, seep_varint_zigzag (value));
}

/* Writes @n_bytes as they are and returns the byte after them. */
static inline uint8_t *
seep_varint_put_bytes (uint8_t *at, const void *bytes, size_t n_bytes)
{
  if (n_bytes > 0)
    memcpy (at, bytes, n_bytes);
  return at + n_bytes;
}

/* Bytes that seep_varint_put() takes for @value. */
static inline unsigned
seep_varint_count_bytes (uint64_t value)
{
  unsigned n_bytes = 1;

  for (; value >= 0x80; value >>= 7)
    n_bytes++;
  return n_bytes;
}
