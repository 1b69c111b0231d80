/* SPDX-License-Identifier: MIT */
/* seep-spool.h — bytes that come faster than they can be written: kept in memory, and when that
 * becomes scarce in a file without a name, until there is time. libc only. */
#pragma once

#include "seep-probe.h"

typedef struct
{
  uint8_t **pieces; /* owned */
  size_t n_pieces;
  size_t n_room;
  uint64_t n_memory_bytes; /* filled, of the pieces */
  uint64_t max_memory_bytes;
  int file; /* owned; what comes after the pieces; -1: none yet */
  uint64_t n_file_bytes;
} SeepSpool;

/* At most half of the memory that there is now, on this machine and in the control group, which may be
 * that of the program that is dumped, is used. */
void seep_spool_init  (SeepSpool *spool);
void seep_spool_clear (SeepSpool *spool);

typedef enum
{
  SEEP_SPOOL_MORE,  /* something was read */
  SEEP_SPOOL_LATER, /* there is nothing now */
  SEEP_SPOOL_END,
  SEEP_SPOOL_FAILED, /* @error is set: "memory", "disk-full" */
} SeepSpoolAnswer;

/* Reads once from @fd, which does not block. */
SeepSpoolAnswer seep_spool_read (SeepSpool      *spool,
                                 int             fd,
                                 SeepProbeError *error);

uint64_t seep_spool_count_bytes (const SeepSpool *spool);

/* Writes all of it to @fd, and empties it on the way. */
bool seep_spool_write (SeepSpool      *spool,
                       int             fd,
                       SeepProbeError *error);
