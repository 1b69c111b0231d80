/* SPDX-License-Identifier: MIT */
/* seep-deadline.h — a moment by which something is to be done. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct
{
  uint64_t at_ns; /* CLOCK_MONOTONIC */
} SeepDeadline;

static inline uint64_t
seep_now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec;
}

static inline SeepDeadline
seep_deadline_in_ms (uint64_t milliseconds)
{
  return (SeepDeadline){ seep_now_ns () + milliseconds * UINT64_C (1000000) };
}

static inline bool
seep_deadline_is_over (SeepDeadline deadline)
{
  return seep_now_ns () >= deadline.at_ns;
}

/* What is left, for poll(): rounded up, 0 when it is over. */
static inline int
seep_deadline_get_ms (SeepDeadline deadline)
{
  uint64_t now_ns = seep_now_ns ();

  return now_ns >= deadline.at_ns ? 0
                                  : (int) ((deadline.at_ns - now_ns + 999999) / UINT64_C (1000000));
}
