/* SPDX-License-Identifier: MIT */
/* seep-ration.h — how often something may be done that costs by the size of what is looked at:
 * not more than a share of this processor's time, however big that is. libc only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct
{
  int64_t least_ns; /* between two times, in any case */
  int64_t share;    /* it may take this part of one core: 1000 is a thousandth */
  int64_t due_ns;
  int64_t begun_ns;
  int64_t spent_ns;
} SeepRation;

static inline int64_t
seep_ration_get_cpu_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

/* @now_ns: the moment that is planned, so that what comes each second does come each second. */
static inline bool
seep_ration_is_due (const SeepRation *ration, int64_t now_ns)
{
  return now_ns >= ration->due_ns;
}

/* Around each piece of the work. */
static inline void
seep_ration_begin (SeepRation *ration)
{
  ration->begun_ns = seep_ration_get_cpu_ns ();
}

static inline void
seep_ration_end (SeepRation *ration)
{
  ration->spent_ns += seep_ration_get_cpu_ns () - ration->begun_ns;
}

/* After the last one: says when it is due again. */
static inline void
seep_ration_settle (SeepRation *ration, int64_t now_ns)
{
  int64_t pause_ns = ration->spent_ns * ration->share;

  ration->due_ns = now_ns + (pause_ns > ration->least_ns ? pause_ns : ration->least_ns);
  ration->spent_ns = 0;
}
