/* SPDX-License-Identifier: MIT */
/* seep-foothold.h — what must be known of a process before one of its threads is stopped: where
 * its C library has what is needed, where code is in which a thread may be borrowed, and whether
 * the agent is there already. Nothing is changed in it. */
#pragma once

#include "seep-maps.h"
#include "seep-probe.h"

#define SEEP_FOOTHOLD_MAX_SIGRETURNS 4

typedef struct
{
  pid_t pid;
  int process; /* owned; seep_proc_open() */
  int mem_fd;  /* owned; /proc/PID/mem */
  SeepMaps maps;

  uint64_t dlopen;
  uint64_t system_call; /* SeepTracee */
  uint64_t sigreturn;
  uint64_t sigreturns[SEEP_FOOTHOLD_MAX_SIGRETURNS]; /* of all libraries that have one */
  size_t n_sigreturns;

  uint64_t agent; /* where it begins; 0: it is not there */
} SeepFoothold;

/* False with @error: "load", "other-agent", "exited", "no-ptrace". Clear it in any case. */
bool seep_foothold_find  (SeepFoothold   *foothold,
                          pid_t           pid,
                          SeepProbeError *error);
void seep_foothold_clear (SeepFoothold *foothold);

/* Looks for the agent once more, after it was loaded. */
bool seep_foothold_find_agent (SeepFoothold   *foothold,
                               SeepProbeError *error);
