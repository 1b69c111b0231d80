/* SPDX-License-Identifier: MIT */
/* The order of things. Before anything is stopped, all that can be found out is (SeepFoothold).
 * Then threads are tried, those that wait first: each is stopped, judged, and let go at once if
 * it is not at a safe point. One that is makes a few system calls (a memfd, two pipes), the
 * probe takes its ends of them by pidfd_getfd() or through /proc and writes the agent into the
 * memfd, the thread loads it, calls its entry, and closes what is not the agent's. */
#include "seep-inject.h"

#include "seep-candidates.h"
#include "seep-embedded-agent.h"
#include "seep-injection.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEFAULT_DEADLINE_MS 2000
#define STOP_MS 200      /* for one thread to stop: it may be in a disk's hands */
#define PAUSE_NS 300000  /* from one try to the next, and a bit more each time */
#define N_QUICK_TRIES 40 /* before threads are tried that are not likely to be at a safe point */

typedef enum
{
  TRY_DONE,
  TRY_FAILED, /* for good */
  TRY_ANOTHER,
} TryAnswer;

/* A thread that did not stop in time. It may now, and must not stay so. */
static bool
is_late (SeepInjection *injection, pid_t thread)
{
  return !seep_tracee_let_go (&injection->late) && injection->late.thread == thread;
}

static TryAnswer
use_thread (SeepInjection *injection)
{
  SeepTracee *tracee = &injection->tracee;
  SeepChannel *channel = injection->channel;
  bool is_done = false;
  bool is_safe = seep_safe_point_judge (&injection->safe, tracee, channel->safe_point,
                                        sizeof channel->safe_point);

  if (is_safe)
    is_done = seep_injection_act (injection);
  seep_tracee_let_go (tracee);
  channel->stop_ns += tracee->stop_ns;
  channel->thread = tracee->thread;
  return is_done ? TRY_DONE : is_safe ? TRY_FAILED : TRY_ANOTHER;
}

static TryAnswer
try_thread (SeepInjection *injection, const SeepCandidate *candidate)
{
  SeepTracee *tracee = &injection->tracee;
  SeepTraceeAnswer answer;

  if (is_late (injection, candidate->thread))
    return TRY_ANOTHER;
  injection->channel->n_tries++;
  answer = seep_tracee_stop (tracee, injection->pid, candidate->thread,
                             injection->foothold.mem_fd, seep_deadline_in_ms (STOP_MS));
  tracee->inner_pid = candidate->inner_pid;
  tracee->inner_thread = candidate->inner_thread;
  switch (answer)
    {
    case SEEP_TRACEE_STOPPED:
      return use_thread (injection);
    case SEEP_TRACEE_HALTED:
    case SEEP_TRACEE_REFUSED:
      seep_injection_fail (injection, answer);
      return TRY_FAILED;
    case SEEP_TRACEE_LATE:
      injection->late = *tracee;
      return TRY_ANOTHER;
    case SEEP_TRACEE_GONE:
    case SEEP_TRACEE_BROKEN:
    default:
      return TRY_ANOTHER;
    }
}

static void
pause_a_little (unsigned n_tries)
{
  struct timespec pause = { .tv_nsec = PAUSE_NS + (long) (n_tries * 37 % 400) * 1000 };

  nanosleep (&pause, NULL);
}

static bool
is_ended (SeepInjection *injection)
{
  struct pollfd one = { .fd = injection->channel->process, .events = POLLIN };

  return one.fd >= 0 ? poll (&one, 1, 0) > 0 : kill (injection->pid, 0) != 0 && errno == ESRCH;
}

static bool
try_threads (SeepInjection *injection)
{
  SeepCandidate candidates[SEEP_CANDIDATES_MAX];

  do
    {
      size_t n = seep_candidates_list (&injection->foothold, candidates);

      if (is_ended (injection))
        return seep_injection_fail (injection, SEEP_TRACEE_GONE);
      if (n == 0)
        pause_a_little (0); /* all in the hands of the kernel */
      for (size_t i = 0; i < n && !seep_deadline_is_over (injection->deadline); i++)
        {
          TryAnswer answer;

          if (i > 0 && candidates[i].state == SEEP_THREAD_IS_ELSEWHERE
              && injection->channel->n_tries < N_QUICK_TRIES)
            break; /* rather those in front once more */
          answer = try_thread (injection, &candidates[i]);
          if (answer != TRY_ANOTHER)
            return answer == TRY_DONE;
          seep_safe_point_learn (&injection->safe);
          pause_a_little (injection->channel->n_tries);
        }
    }
  while (!seep_deadline_is_over (injection->deadline));
  return seep_probe_fail (injection->error, "no-safe-point",
                          "Try again, or read its heap from outside.",
                          "No thread of process %d came to a place where the agent can be loaded "
                          "(%u tries).",
                          (int) injection->pid, injection->channel->n_tries);
}

/* While a thread is stopped, this program is ended by nothing that it can hold back, and waits
 * for no other (where that is allowed): it hardly computes. */
static bool
try_undisturbed (SeepInjection *injection)
{
  const struct sched_param first = { .sched_priority = 1 }, usual = { .sched_priority = 0 };
  sigset_t held, before;
  bool is_done;
  bool is_first;

  sigfillset (&held);
  sigdelset (&held, SIGALRM);
  sigprocmask (SIG_SETMASK, &held, &before);
  is_first = sched_setscheduler (0, SCHED_FIFO, &first) == 0;
  is_done = try_threads (injection);
  if (!seep_tracee_let_go (&injection->late) && is_done)
    is_done = seep_injection_fail (injection, SEEP_TRACEE_LATE); /* our end lets it go */
  if (is_first)
    sched_setscheduler (0, SCHED_OTHER, &usual);
  sigprocmask (SIG_SETMASK, &before, NULL);
  return is_done;
}

static bool
find_entry (SeepInjection *injection)
{
  injection->call = seep_embedded_agent_find ("seep_agent_call");
  injection->function = seep_embedded_agent_find (
    injection->entry == SEEP_INJECT_TALK ? "seep_agent_serve" : "seep_agent_spawn");
  return (injection->call != 0 && injection->function != 0)
         || seep_probe_fail (injection->error, "internal", NULL,
                             "The agent has no such entry point.");
}

bool
seep_inject_start (pid_t                    pid,
                   SeepInjectEntry          entry,
                   unsigned                 flags,
                   const SeepInjectOptions *options,
                   SeepChannel             *channel,
                   SeepProbeError          *error)
{
  unsigned deadline_ms = options != NULL ? options->deadline_ms : 0;
  SeepInjection injection = { .pid = pid,
                          .entry = entry,
                          .flags = flags,
                          .channel = channel,
                          .error = error,
                          .foothold = { .process = -1, .mem_fd = -1 } };
  bool is_done;

  *channel = (SeepChannel){ .data_fd = -1, .report_fd = -1, .request_fd = -1 };
  channel->process = (int) syscall (SYS_pidfd_open, pid, 0);
  injection.deadline = seep_deadline_in_ms (deadline_ms != 0 ? deadline_ms : DEFAULT_DEADLINE_MS);
  is_done = find_entry (&injection) && seep_foothold_find (&injection.foothold, pid, error);
  if (is_done)
    {
      channel->was_loaded = injection.foothold.agent != 0;
      seep_safe_point_init (&injection.safe, &injection.foothold);
      is_done = try_undisturbed (&injection);
    }
  seep_foothold_clear (&injection.foothold);
  if (!is_done)
    {
      seep_probe_error_add_int (error, "pid", pid);
      seep_channel_clear (channel);
    }
  return is_done;
}

void
seep_channel_clear (SeepChannel *channel)
{
  int *const descriptors[]
    = { &channel->process, &channel->data_fd, &channel->report_fd, &channel->request_fd };

  for (size_t i = 0; i < sizeof descriptors / sizeof *descriptors; i++)
    {
      if (*descriptors[i] >= 0)
        close (*descriptors[i]);
      *descriptors[i] = -1;
    }
}
