/* SPDX-License-Identifier: MIT */
#include "seep-glibc.h"

#include "seep-agent.h"

#include "seep-fork.h"
#include "seep-own-thread.h"
#include "seep-report.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_TRIES 1000 /* while a collection runs: a second, in steps of */
#define MAX_START_TRIES 5000 /* while the interpreter starts */
#define TRY_NS 1000000
#define SECOND_NS UINT64_C (1000000000)

typedef struct
{
  int data_fd, report_fd;
  unsigned flags;
  bool is_done;
  SeepAgentResult result;
} Spawned;

static Spawned spawned; /* one at a time: seep_agent_enter() guards it */

static void
say (int error, const char *sentence)
{
  spawned.result.error = error;
  snprintf (spawned.result.sentence, sizeof spawned.result.sentence, "%s", sentence);
}

static void
sleep_a_little (void)
{
  struct timespec little = { .tv_nsec = TRY_NS };

  nanosleep (&little, NULL);
}

static uint64_t
now_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

/* Whoever asked may have given up while the GIL was not to be had. */
static bool
is_read (int fd)
{
  struct pollfd one = { .fd = fd };

  return poll (&one, 1, 0) <= 0 || !(one.revents & POLLERR);
}

/* With the GIL, which is given back. */
static void
dump_now (const SeepPython *python, SeepFork *fork, int gil)
{
  SeepAgentResult *result = &spawned.result;
  uint64_t start_ns = now_ns ();

  if (!is_read (spawned.data_fd))
    say (EPIPE, "nobody reads the dump any more");
  else
    spawned.is_done
      = seep_dump_write (python, spawned.data_fd, spawned.flags, NULL, fork, &result->totals,
                         &result->error, result->sentence, sizeof result->sentence);
  python->PyGILState_Release (gil);
  result->totals.pause_ns = now_ns () - start_ns;
}

/* It is not initialized then any more. */
static bool
is_ending (const SeepPython *python)
{
  return python->is_finalizing != NULL && python->is_finalizing ();
}

static void
dump_with (const SeepPython *python, SeepFork *fork)
{
  SeepAgentResult *result = &spawned.result;

  for (unsigned i = 0; i < MAX_TRIES; i++)
    {
      if (is_ending (python))
        {
          say (ESHUTDOWN, "the interpreter is shutting down");
          return;
        }
      dump_now (python, fork, python->PyGILState_Ensure ());
      if (spawned.is_done || result->error != EAGAIN)
        break;
      sleep_a_little ();
    }

  if (fork != NULL && fork->child > 0)
    {
      uint64_t pause_ns = result->totals.pause_ns;

      spawned.flags |= SEEP_DUMP_FORK; /* this is what was done */
      spawned.is_done = seep_fork_wait (fork, spawned.data_fd, &result->totals, &result->error,
                                        result->sentence, sizeof result->sentence);
      result->totals.pause_ns = pause_ns;
    }
}

static bool
wait_for_start (const SeepPython *python)
{
  for (unsigned i = 0; i < MAX_START_TRIES; i++)
    {
      if (python->Py_IsInitialized () || is_ending (python))
        return true;
      if (!is_read (spawned.data_fd))
        break;
      sleep_a_little ();
    }
  return false;
}

static void
dump (void)
{
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);
  SeepFork fork = { 0 };
  bool in_child = spawned.flags & (SEEP_DUMP_FORK | SEEP_DUMP_FORK_IF_TRACING);

  if (python == NULL)
    say (ENOSYS, "this program has no interpreter that the agent knows");
  else if (!wait_for_start (python))
    say (ENODATA, "the interpreter has not started, or has ended");
  else if (in_child && !seep_fork_init (&fork))
    say (ENOMEM, "no memory for a page that a child would share");
  else
    dump_with (python, in_child ? &fork : NULL);
  seep_fork_clear (&fork);
}

/* Also where the interpreter ends this thread, which it does to all that ask for the GIL when it
 * shuts down. */
static void
end_cb (void *data)
{
  Spawned ended;

  if (!spawned.is_done && spawned.result.sentence[0] == '\0')
    say (ESHUTDOWN, "the interpreter shut down");
  ended = spawned;
  seep_agent_leave (); /* whoever reads the line may ask for the next dump */
  close (ended.data_fd);
  if (ended.report_fd >= 0)
    {
      seep_report_write (ended.report_fd, ended.is_done, ended.flags, &ended.result);
      close (ended.report_fd);
    }
}

static void *
spawned_worker (void *data)
{
  pthread_cleanup_push (end_cb, NULL);
  dump ();
  pthread_cleanup_pop (1);
  return NULL;
}

int
seep_agent_spawn (int data_fd, int report_fd, unsigned flags)
{
  SeepAgentResult result;
  int error;

  if (!seep_agent_enter (&result))
    return result.error;
  spawned = (Spawned){ .data_fd = data_fd, .report_fd = report_fd, .flags = flags };
  error = seep_own_thread_spawn (spawned_worker, NULL);
  if (error != 0)
    seep_agent_leave ();
  return error;
}

void
seep_agent_call (SeepAgentCall *call)
{
  long result = call->entry (call->arguments[0], call->arguments[1], call->arguments[2]);

  for (unsigned i = 0; result == 0 && i < sizeof call->own_fds / sizeof *call->own_fds; i++)
    if (call->own_fds[i] >= 0)
      close (call->own_fds[i]);
  call->result = result;
  syscall (SYS_tgkill, getpid (), syscall (SYS_gettid), SIGWINCH);
}
