/* SPDX-License-Identifier: MIT */
/* seep-remote-state.h — what a CPython 3.14 keeps for debuggers (PEP 768), in its own memory. */
#pragma once

#include "seep-probe.h"
#include "seep-runtime.h"

#define SEEP_REMOTE_MAX_THREADS 64 /* that are asked, those that run first */

typedef struct
{
  pid_t thread;
  bool runs;      /* it was running, or waiting for a processor, a moment ago */
  uint64_t state; /* its thread state, */
  uint64_t native_id; /* and what it calls itself there */
} SeepRemoteThread;

typedef struct
{
  pid_t pid;
  SeepRuntimeOffsets offsets;
  uint64_t interpreter; /* the main one */
  SeepRemoteThread threads[SEEP_REMOTE_MAX_THREADS]; /* of that interpreter */
  unsigned n_threads;
} SeepRemoteState;

/* Finds it. "too-old" or "too-new": no 3.14; "free-threaded"; "layout": its memory is not as it
 * says; "finalizing"; "remote-debugging-off"; "busy": another script waits to be run. */
bool seep_remote_state_find (SeepRemoteState *state,
                             pid_t            pid,
                             SeepProbeError  *error);

typedef enum
{
  SEEP_REMOTE_ASKED,
  SEEP_REMOTE_GONE,   /* the thread has ended */
  SEEP_REMOTE_FAILED, /* @error says why */
} SeepRemoteAnswer;

/* Asks the thread @i to run the script at @path; it is stopped for a moment, *@stop_ns grows by
 * how long. */
SeepRemoteAnswer seep_remote_state_ask (SeepRemoteState *state,
                                        unsigned         i,
                                        const char      *path,
                                        uint64_t        *stop_ns,
                                        SeepProbeError  *error);

/* Takes that back, with another stop. True: nobody will run it now; the thread may have done so
 * and have ended since. False: it has begun. */
bool seep_remote_state_take_back (SeepRemoteState *state,
                                  unsigned         i,
                                  uint64_t        *stop_ns);
