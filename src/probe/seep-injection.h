/* SPDX-License-Identifier: MIT */
/* seep-injection.h — what is done with a thread that is stopped at a safe point. A part of
 * seep-inject.h. */
#pragma once

#include "seep-foothold.h"
#include "seep-inject.h"
#include "seep-safe-point.h"
#include "seep-tracee.h"

typedef struct
{
  pid_t pid;
  SeepInjectEntry entry;
  unsigned flags;
  SeepDeadline deadline;
  SeepFoothold foothold;
  SeepSafePoint safe;
  SeepTracee tracee;
  SeepTracee late; /* a thread that has not stopped yet, and still is to be let go */
  SeepChannel *channel;   /* borrowed */
  SeepProbeError *error;  /* borrowed */
  uint64_t call, function; /* in the agent, from its start */
  int64_t agent_file;     /* descriptors in the process; -1: not open */
  int32_t pipes[2][2];    /* likewise: ends to read and to write */
} SeepInjection;

/* Loads the agent, unless it is there, and calls its entry; the channel gets its ends. What was
 * made in the process and is not the agent's is closed again. The thread is stopped before and
 * after. */
bool seep_injection_act (SeepInjection *injection);

/* Says why, as an answer of the tracee. False. */
bool seep_injection_fail (SeepInjection   *injection,
                          SeepTraceeAnswer answer);
