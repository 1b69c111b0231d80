/* SPDX-License-Identifier: MIT */
/* seep-copy.h — a copy of a process's own memory, at the speed of memory. What needs time is done
 * before: room is found, reserved and touched, so that while the process stands still nothing
 * is done but copying. Pages that are not there are not read: reading would make them. */
#pragma once

#include "seep-target.h"

typedef struct
{
  pid_t pid;
  int pagemap; /* descriptor, or -1: which pages are there cannot be told */
  uint8_t *bytes;       /* owned; mapped */
  size_t n_reserved;
  uint64_t n_copied;
} SeepCopy;

/* Finds out how much is to be copied from @pid, and whether there is room: "memory" with the
 * numbers if not. */
bool seep_copy_prepare (SeepCopy       *copy,
                        pid_t           pid,
                        SeepProbeError *error);

/* Copies: fills @target's mappings and image. The process stands still. */
bool seep_copy_take (SeepCopy       *copy,
                     SeepTarget     *target,
                     SeepProbeError *error);

void seep_copy_clear (SeepCopy *copy);

/* Bytes of memory that this process may take yet, by what the kernel says of the machine, its
 * control group and its limits. */
uint64_t seep_copy_get_room (void);
