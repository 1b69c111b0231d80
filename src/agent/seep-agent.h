/* SPDX-License-Identifier: MIT */
/* seep-agent.h — what seep_agent.so offers: C functions for those who load it, and a Python
 * module (PyInit_seep_agent, seep-module.c). Its build id and its version are in its notes.
 *
 * At most one dump runs at a time. The library must never be unloaded. */
#pragma once

#include "seep-dump.h"

#define SEEP_AGENT_EXPORT __attribute__ ((visibility ("default")))

/* Dumps to the descriptor @fd, which stays open. The GIL is held, and given up for the time
 * that a thread of the agent's own has it. @flags: SEEP_DUMP_*.
 * 0, or an errno: EBUSY when another dump runs, EAGAIN during a collection, ECANCELED
 * where no thread can be started, ENOSYS for a Python that is not known. */
SEEP_AGENT_EXPORT int seep_agent_dump_fd (int      fd,
                                          unsigned flags);

/* Starts a thread that takes the GIL, dumps to @data_fd, writes one line of JSON to @report_fd (-1:
 * none), and closes both. Nothing need be held: this is for a thread that was stopped anywhere. The
 * line is
 *
 *   {"ok":true,"how":"agent"|"fork","objects":…,"references":…,"bytes":…,"file_bytes":…,
 *    "pause_ns":…,"cpu_ns":…}
 *   {"ok":false,"code":"finalizing",…,"errno":…,"message":…}
 *
 * with the codes of seep-probe. With SEEP_DUMP_FORK a child writes the dump: the program goes on
 * as soon as it is made, and when the line is written nothing is left of it. A reader that goes
 * away ends the dump, one that stands still ends it after five seconds. 0, or an errno: nothing
 * was started then, and the descriptors are still open. */
SEEP_AGENT_EXPORT int seep_agent_spawn (int      data_fd,
                                        int      report_fd,
                                        unsigned flags);

/* A call by somebody who has a thread of this program stopped, and does not get to see what a
 * function returns: @entry is one of the others here. */
typedef struct
{
  int (*entry) (long first, long second, long third);
  long arguments[3];
  long result;      /* LONG_MIN before */
  int own_fds[4];   /* made for the call: closed when the entry has returned 0; -1 */
} SeepAgentCall;

/* Sends the thread a SIGWINCH at its end, for the tracer; without one it means nothing. */
SEEP_AGENT_EXPORT void seep_agent_call (SeepAgentCall *call);

/* Starts a thread that answers on @reply_fd what is asked on @request_fd (seep-serve.h) until that
 * ends, and closes both. Nothing need be held. 0, or an errno, and then both are still the
 * caller's: EBUSY while another conversation goes on, ENOSYS where there is no Python. */
SEEP_AGENT_EXPORT int seep_agent_serve (int request_fd,
                                        int reply_fd);

typedef struct
{
  SeepDumpTotals totals;
  int error; /* errno, or 0 where the sentence is all there is */
  char sentence[256];
} SeepAgentResult;

/* Dumps to @fd, from a thread of the agent's own: the GIL is held, and given up for it.
 * Nothing is read on the calling thread's stack and nothing runs there. False on failure. */
bool seep_agent_dump (const SeepPython *python,
                      int               fd,
                      unsigned          flags,
                      SeepAgentResult  *result);

/* Whoever looks at the whole heap does so alone: false, and @result says why, while another
 * does. */
bool seep_agent_enter (SeepAgentResult *result);
void seep_agent_leave (void);
