/* SPDX-License-Identifier: MIT */
/* seep-agent.h — what seep_agent.so offers: two C functions for those who load it, and a
 * Python module (PyInit_seep_agent, seep-module.c).
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

/* Starts a thread that takes the GIL, dumps to @fd, and closes @fd. Nothing need be held:
 * this is for a thread that was stopped anywhere. 0, or an errno. */
SEEP_AGENT_EXPORT int seep_agent_spawn (int      fd,
                                        unsigned flags);

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
