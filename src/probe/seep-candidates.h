/* SPDX-License-Identifier: MIT */
/* seep-candidates.h — the threads of a process, in the order in which they are to be borrowed. */
#pragma once

#include "seep-safe-point.h"

typedef struct
{
  pid_t thread;
  pid_t inner_pid, inner_thread; /* SeepTracee */
  SeepThreadState state;
} SeepCandidate;

#define SEEP_CANDIDATES_MAX 256

/* Fills @candidates, of SEEP_CANDIDATES_MAX: those first that hardly notice. Returns how many. */
size_t seep_candidates_list (const SeepFoothold *foothold,
                             SeepCandidate      *candidates);
