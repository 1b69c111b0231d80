/* SPDX-License-Identifier: MIT */
/* seep-inject.h — the agent into a running program, and a pair of pipes to it.
 *
 * One thread of the program is stopped for less than a millisecond, at a place where it can hold
 * no lock of the allocator or of the loader; it loads the agent from a memfd (or finds it there
 * from an earlier time), starts the agent's own thread and goes on as if nothing had been. The
 * rest is between that thread and the pipes. The descriptors that the program needs for it
 * belong to the agent's thread, which closes them; the program's file system is not touched. */
#pragma once

#include "seep-probe.h"

typedef enum
{
  SEEP_INJECT_DUMP, /* seep_agent_spawn (data, report, flags) */
  SEEP_INJECT_TALK, /* seep_agent_serve (request, reply) */
} SeepInjectEntry;

typedef struct
{
  unsigned deadline_ms; /* to find a safe point and be done; 0: two seconds */
} SeepInjectOptions;

typedef struct
{
  int process; /* owned; a pidfd, readable when the program has ended; -1: an old kernel */

  /* The probe's ends; owned; they do not block. */
  int data_fd;    /* to read: the dump's bytes; with TALK: the replies */
  int report_fd;  /* to read, with DUMP: the report, a line; else -1 */
  int request_fd; /* to write, with TALK: the requests; else -1 */

  /* What it took. */
  uint64_t stop_ns;       /* for how long a thread stood still, all tries together */
  unsigned n_tries;       /* stops, the last one included */
  pid_t thread;           /* that ran the call */
  char safe_point[96];    /* where it was: "in futex", "in libpython3.11.so.1.0" */
  bool was_loaded;        /* the agent was there already */
} SeepChannel;

/* The program is expected to be one that can be reached (seep-reach.h). @flags: SEEP_DUMP_* of the
 * agent; 0 with TALK. @options may be NULL. False with @error set: "no-safe-point", "load",
 * "other-agent", "traced", "stopped", "deadline", "exited" …; the program is as it was. */
bool seep_inject_start (pid_t                    pid,
                        SeepInjectEntry          entry,
                        unsigned                 flags,
                        const SeepInjectOptions *options,
                        SeepChannel             *channel,
                        SeepProbeError          *error);

/* Closes the probe's ends: an agent that still writes notices, and ends. */
void seep_channel_clear (SeepChannel *channel);
