/* SPDX-License-Identifier: MIT */
/* seep-stopper.h — holds all threads of a process still, and lets them go as they were.
 *
 * PTRACE_SEIZE and PTRACE_INTERRUPT: no signal is sent, system calls go on where they were,
 * what was stopped by a signal stays stopped. A signal that arrives in between is delivered
 * when the thread is let go. If this program dies, the kernel lets go. */
#pragma once

#include "seep-probe.h"

typedef struct
{
  pid_t tid;
  int signal; /* arrived while it was being stopped: to be delivered */
  bool is_stopped;
  bool is_free; /* again */
} SeepStopperThread;

typedef struct
{
  pid_t pid;
  SeepStopperThread *threads; /* owned */
  size_t n_threads, n_room;
  uint64_t since_ns; /* the first one was asked to stop; monotonic */
} SeepStopper;

/* Takes hold of all threads of @pid without stopping them. False with @error set, and then
 * none is held. */
bool seep_stopper_seize (SeepStopper    *stopper,
                         pid_t           pid,
                         SeepProbeError *error);

/* Stops them all, those that were started meanwhile too. @deadline_ms: for as long. False with
 * @error set; seep_stopper_release() is called in any case. */
bool seep_stopper_stop (SeepStopper    *stopper,
                        unsigned        deadline_ms,
                        SeepProbeError *error);

/* Lets all go. Returns for how long they were stopped. */
uint64_t seep_stopper_release (SeepStopper *stopper);
