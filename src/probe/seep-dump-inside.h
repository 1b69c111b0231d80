/* SPDX-License-Identifier: MIT */
/* seep-dump-inside.h — a dump by the agent in the program: from the moment that it is asked for
 * until all of it is here. Nothing in the program ever waits for more than this reads. libc
 * only. */
#pragma once

#include "seep-spool.h"

enum
{
  /* The agent's SEEP_DUMP_*. */
  SEEP_INSIDE_NO_PREVIEWS = 1,
  SEEP_INSIDE_COLLECT = 2,
  SEEP_INSIDE_FORK = 4,
  SEEP_INSIDE_FORK_IF_TRACING = 8,

  SEEP_INSIDE_BY_SCRIPT = 1 << 16, /* the probe's own: by way of PEP 768 */
};

typedef struct
{
  bool was_forked;
  bool was_script; /* the interpreter ran a script: seep-remote-exec.h */
  uint64_t n_objects, n_references, n_bytes, file_bytes;
  uint64_t pause_ns; /* the program could not run Python code */
  uint64_t cpu_ns;
  uint64_t stop_ns;  /* a thread of it was stopped */
  unsigned n_tries;
  char safe_point[96];
} SeepInsideReport;

/* Where no safe point is found CPython 3.14 is asked to run a script. @timeout_ms: for how long
 * nothing may come. @answer_fd: where the dump will go; when nobody reads that any more, it is
 * not made (-1: nobody will). False with @error set; the program has been let go, and the agent
 * gives up at its next byte. */
bool seep_dump_inside (pid_t             pid,
                       unsigned          flags,
                       unsigned          timeout_ms,
                       int               answer_fd,
                       SeepSpool        *spool,
                       SeepInsideReport *report,
                       SeepProbeError   *error);
