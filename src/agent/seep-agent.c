/* SPDX-License-Identifier: MIT */
#include "seep-glibc.h"

#include "seep-agent.h"

#include "seep-own-thread.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static pid_t busy_process; /* where a dump is under way: a child of fork() has none */

typedef struct
{
  const SeepPython *python;
  int fd;
  unsigned flags;
  void *calling_thread; /* NULL: nobody waits */
  bool is_done;
  SeepAgentResult *result;
} Job;

static bool
say (SeepAgentResult *result, int error, const char *sentence)
{
  result->error = error;
  snprintf (result->sentence, sizeof result->sentence, "%s", sentence);
  return false;
}

bool
seep_agent_enter (SeepAgentResult *result)
{
  pid_t process = getpid ();

  if (__atomic_exchange_n (&busy_process, process, __ATOMIC_ACQUIRE) == process)
    return say (result, EBUSY, "another dump of this process is under way");
  return true;
}

void
seep_agent_leave (void)
{
  __atomic_store_n (&busy_process, 0, __ATOMIC_RELEASE);
}

static void *
dump_worker (void *data)
{
  Job *job = data;
  int gil = job->python->PyGILState_Ensure ();

  job->is_done = seep_dump_write (job->python, job->fd, job->flags, job->calling_thread, NULL,
                                  &job->result->totals, &job->result->error,
                                  job->result->sentence, sizeof job->result->sentence);
  job->python->PyGILState_Release (gil);
  return NULL;
}

/* In a thread of the agent's own, whatever state the calling one is in: at the end of its
 * stack or of its recursions, traced by a debugger, with signals that end the process. It has
 * no Python frame either, which tracemalloc asks for: see seep-traces.h. */
static void
dump_elsewhere (Job *job)
{
  void *saved = job->python->PyEval_SaveThread ();
  pthread_t thread;
  int error = seep_own_thread_start (&thread, dump_worker, job);

  if (error == 0)
    pthread_join (thread, NULL);
  else
    say (job->result, ECANCELED, "a thread for the dump could not be started");
  job->python->PyEval_RestoreThread (saved);
}

bool
seep_agent_dump (const SeepPython *python, int fd, unsigned flags, SeepAgentResult *result)
{
  Job job = { .python = python, .fd = fd, .flags = flags, .result = result };
  SeepPyObject *isenabled;

  *result = (SeepAgentResult){ 0 };
  if (python->is_finalizing != NULL && python->is_finalizing ())
    return say (result, ESHUTDOWN, "the interpreter is shutting down");
  if (python->interpreter_get == NULL
      || python->interpreter_get () != python->PyInterpreterState_Main ())
    return say (result, ENOTSUP, "a dump is made from the main interpreter only");
  if (!seep_agent_enter (result))
    return false;

  /* Imported here: the agent's thread could have to wait for the lock of an import. */
  isenabled = seep_python_call (python, "gc", "isenabled");
  if (isenabled != NULL)
    python->Py_DecRef (isenabled);
  job.calling_thread = python->PyThreadState_Get ();
  dump_elsewhere (&job);
  seep_agent_leave ();
  return job.is_done;
}

int
seep_agent_dump_fd (int fd, unsigned flags)
{
  SeepAgentResult result;
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);

  if (python == NULL)
    return ENOSYS;
  if (seep_agent_dump (python, fd, flags, &result))
    return 0;
  return result.error != 0 ? result.error : ENOSYS;
}
