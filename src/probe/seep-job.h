/* SPDX-License-Identifier: MIT */
/* seep-job.h — a program that is started here and sees nothing of it: it stays in our process
 * group with our descriptors; signals that somebody sends to us go on to it, those of the
 * terminal reach it anyway; when it stops, we stop; and we end as it ended. libc only. */
#pragma once

#include "seep-probe.h"

#include <signal.h>

typedef struct
{
  pid_t pid;
  int signals; /* owned; a signalfd: seep_job_take_signals() when it can be read */
  sigset_t old_mask;
  int stop_signal; /* that asked us to stop; 0: none */
  bool is_stopped; /* the program is */
  bool has_ended;
  int status; /* of waitpid(), when it has */
} SeepJob;

/* Starts @argv, with the signals as they were when we were started. "command" when there is no
 * such program. */
bool seep_job_start (SeepJob        *job,
                     char          **argv,
                     SeepProbeError *error);

/* Sends on what came, stops and goes on with it; sets has_ended. */
void seep_job_take_signals (SeepJob *job);

/* Waits for its end. */
void seep_job_wait (SeepJob *job);

/* Ends this process as the program ended: by the same signal, without a core, or with its exit
 * code. */
void seep_job_end_alike (SeepJob *job) __attribute__ ((noreturn));
