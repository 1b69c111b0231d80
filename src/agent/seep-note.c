/* SPDX-License-Identifier: MIT */
/* The version, where it can be read from outside without looking for a symbol: an ELF note of the
 * owner "Seep", type 1, in a segment that is mapped. */
#include "config.h"

#include <stdint.h>

static const struct
{
  uint32_t n_name, n_version, type;
  char name[8];
  char version[(sizeof SEEP_VERSION + 3) & ~3u];
} note __attribute__ ((used, section (".note.seep"), aligned (4)))
= { .n_name = sizeof "Seep",
    .n_version = sizeof SEEP_VERSION,
    .type = 1,
    .name = "Seep",
    .version = SEEP_VERSION };
