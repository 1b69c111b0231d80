/* SPDX-License-Identifier: MIT */
/* seep-guarded.h — own memory, read at addresses that may be wrong.
 *
 * A layout that does not hold makes pointers of numbers. Here the kernel follows them: the
 * bytes are written to a pipe and read back, and a bad address is an error, not a crash. */
#pragma once

#include "seep-memory.h"

typedef struct
{
  SeepMemory memory;
  int pipe[2];
} SeepGuarded;

/* False when there is no descriptor left for it. */
bool seep_guarded_init (SeepGuarded *guarded);

void seep_guarded_clear (SeepGuarded *guarded);
