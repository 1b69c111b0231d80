/* SPDX-License-Identifier: MIT */
/* seep-remote-state.h — what a CPython 3.14 keeps for debuggers (PEP 768), in its own memory. */
#pragma once

#include "seep-memory.h"
#include "seep-probe.h"

typedef struct
{
  pid_t pid;
  pid_t thread;         /* the main thread */
  uint64_t script_path; /* addresses in the process */
  size_t n_script_path; /* bytes there, with the NUL */
  uint64_t pending_call;
  uint64_t eval_breaker;
} SeepRemoteState;

/* Finds it. "too-old" or "too-new": no 3.14; "free-threaded"; "layout": its memory is not as it
 * says; "finalizing"; "remote-debugging-off"; "busy": another script waits to be run. */
bool seep_remote_state_find (SeepRemoteState *state,
                             pid_t            pid,
                             SeepProbeError  *error);

/* Asks the main thread to run the script at @path, which is stopped for a moment; *@stop_ns is for
 * how long. */
bool seep_remote_state_ask (SeepRemoteState *state,
                            const char      *path,
                            uint64_t        *stop_ns,
                            SeepProbeError  *error);

/* Takes that back. False: it has begun already. */
bool seep_remote_state_take_back (SeepRemoteState *state);
