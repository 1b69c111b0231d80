/* SPDX-License-Identifier: MIT */
/* seep-core.h — an ELF core file: the memory of a process as it was, made by the kernel or by a
 * debugger. Every number in it is doubted; a file that is cut off is read as far as it goes. */
#pragma once

#include "seep-target.h"

typedef struct
{
  const char *path;     /* borrowed */
  const char *exe;      /* borrowed; or NULL */
  const uint8_t *bytes; /* owned; mapped */
  uint64_t n_bytes;
  uint64_t n_wanted;    /* so many the file should have at least */
  SeepAddress entry;    /* where the program began: tells which file is the program's; 0 unknown */
  SeepTarget *target;   /* borrowed; what is read of it */
  SeepProbeError error; /* of a file that does not belong to it */
} SeepCore;

/* Reads the core file @path: fills @target's image, mappings and facts. "core" if it is none. */
bool seep_core_open (SeepCore       *core,
                     const char     *path,
                     const char     *exe,
                     SeepTarget     *target,
                     SeepProbeError *error);
void seep_core_close (SeepCore *core);

/* A SeepTargetOpenFunc for @data, a SeepCore: the file at the path that was mapped, or --exe. A
 * file with another build id than the one that was mapped is not opened, and @core->error says
 * so. */
int seep_core_open_file (void              *data,
                         const SeepMapping *mapping,
                         const char        *path);
