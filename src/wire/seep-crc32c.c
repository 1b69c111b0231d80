/* SPDX-License-Identifier: MIT */
/* CRC-32C, reflected polynomial 0x82F63B78. Eight tables take eight bytes a step ("slicing by 8",
 * Kounavis and Berry 2005). SSE 4.2 has the polynomial in hardware: eight bytes in three cycles of
 * latency, one of throughput; one stream at a time is fast enough next to what fills it. */
#include "seep-crc32c.h"

#include <stdbool.h>
#include <string.h>

#define POLYNOMIAL 0x82f63b78u

static uint32_t tables[8][256];
static bool tables_ready;

/* Two threads may both fill the tables: with the same values. */
static void
fill_tables (void)
{
  for (uint32_t i = 0; i < 256; i++)
    {
      uint32_t crc = i;

      for (int bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
      tables[0][i] = crc;
    }
  for (uint32_t i = 0; i < 256; i++)
    for (int k = 1; k < 8; k++)
      tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 0xff];
  __atomic_store_n (&tables_ready, true, __ATOMIC_RELEASE);
}

uint32_t
seep_crc32c_portable (uint32_t crc, const void *bytes, size_t n_bytes)
{
  const uint8_t *at = bytes;

  if (!__atomic_load_n (&tables_ready, __ATOMIC_ACQUIRE))
    fill_tables ();

  crc = ~crc;
  for (; n_bytes >= 8; n_bytes -= 8, at += 8)
    {
      uint32_t low, high;

      memcpy (&low, at, 4);
      memcpy (&high, at + 4, 4);
      low ^= crc;
      crc = tables[7][low & 0xff] ^ tables[6][low >> 8 & 0xff] ^ tables[5][low >> 16 & 0xff]
            ^ tables[4][low >> 24] ^ tables[3][high & 0xff] ^ tables[2][high >> 8 & 0xff]
            ^ tables[1][high >> 16 & 0xff] ^ tables[0][high >> 24];
    }
  for (; n_bytes > 0; n_bytes--, at++)
    crc = crc >> 8 ^ tables[0][(crc ^ *at) & 0xff];

  return ~crc;
}

#ifdef __x86_64__
__attribute__ ((target ("sse4.2")))
static uint32_t
crc32c_sse42 (uint32_t crc, const void *bytes, size_t n_bytes)
{
  const uint8_t *at = bytes;
  uint64_t state = ~crc;

  for (; n_bytes >= 8; n_bytes -= 8, at += 8)
    {
      uint64_t word;

      memcpy (&word, at, 8);
      state = __builtin_ia32_crc32di (state, word);
    }
  for (; n_bytes > 0; n_bytes--, at++)
    state = __builtin_ia32_crc32qi ((uint32_t) state, *at);

  return ~(uint32_t) state;
}
#endif

uint32_t
seep_crc32c (uint32_t crc, const void *bytes, size_t n_bytes)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("sse4.2"))
    return crc32c_sse42 (crc, bytes, n_bytes);
#endif
  return seep_crc32c_portable (crc, bytes, n_bytes);
}
