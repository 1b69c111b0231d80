/* SPDX-License-Identifier: MIT */
/* seep-safe-point.h — where a thread may be borrowed: nothing on its stack can hold a lock of the
 * allocator or of the loader, which loading a library takes.
 *
 *   (a) it waits in a system call that neither of them makes: read, poll, select, epoll, nanosleep,
 *       accept, recv, wait …, or in a futex of a condition (FUTEX_WAIT_BITSET: the GIL, Event,
 *       join; the locks of both are FUTEX_WAIT), and the loader did not make it;
 *   (b) it runs in a file that is neither the C library, the loader, nor an allocator. What stands
 *       above on the stack called down to here, and neither of them calls Python. That Python's own
 *       allocator may be half way through something does not matter: nothing that is called enters
 *       it.
 *
 * The same must hold for what a signal handler that is running has interrupted, and it must run
 * on the thread's own stack, below which there is room. A thread that is elsewhere is let go, and
 * stopped again a little later. */
#pragma once

#include "seep-foothold.h"
#include "seep-tracee.h"

#define SEEP_SAFE_POINT_FILES 16

typedef struct
{
  const SeepFoothold *foothold; /* borrowed */

  /* Files in which threads were found: whether they have an allocator of their own. */
  struct
  {
    uint64_t inode;
    bool is_safe;
  } files[SEEP_SAFE_POINT_FILES];
  size_t n_files;
  const SeepMap *unknown; /* borrowed; to be looked at when nothing is stopped */
} SeepSafePoint;

/* Knows of the interpreter's own file. */
void seep_safe_point_init (SeepSafePoint      *safe,
                           const SeepFoothold *foothold);

/* Judges the thread as it was found, and says where it is ("in futex", "in python3.11"). A file
 * that is not known is not safe: */
bool seep_safe_point_judge (SeepSafePoint    *safe,
                            const SeepTracee *tracee,
                            char             *place,
                            size_t            n_bytes);

/* Takes the time to look at it, for the next try. */
void seep_safe_point_learn (SeepSafePoint *safe);

typedef enum
{
  SEEP_THREAD_WAITS,       /* in (a), and will wait on exactly as long */
  SEEP_THREAD_MAY_NOTICE,  /* in (a), but the kernel ends that call with EINTR */
  SEEP_THREAD_RUNS,        /* (b) is possible */
  SEEP_THREAD_IS_ELSEWHERE,
} SeepThreadState;

/* The same without stopping it, as a guess. */
SeepThreadState seep_safe_point_guess (const SeepFoothold *foothold,
                                       pid_t               thread);
