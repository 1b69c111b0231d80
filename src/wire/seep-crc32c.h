/* SPDX-License-Identifier: MIT */
/* seep-crc32c.h — CRC-32C (Castagnoli), the checksum of every chunk. libc only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The checksum of @n_bytes at @bytes that continues @crc: 0 to begin with, the value of the
 * bytes before otherwise. Uses the processor's instruction where there is one. */
uint32_t seep_crc32c (uint32_t    crc,
                      const void *bytes,
                      size_t      n_bytes);

/* The same by tables alone: the twin that tests compare with. */
uint32_t seep_crc32c_portable (uint32_t    crc,
                               const void *bytes,
                               size_t      n_bytes);
