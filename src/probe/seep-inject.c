/* SPDX-License-Identifier: MIT */
/* The order of things. Before anything is stopped, all that can be found out is (SeepFoothold). Then
 * threads are tried, those that wait first: each is stopped, judged, and let go at once if it is not at a
 * safe point. One that is makes a few system calls (a memfd, two pipes), the probe takes its ends of them
 * by pidfd_getfd() or through /proc and writes the agent into the memfd, the thread loads it, calls its
 * entry, and closes what is not the agent's. */
#include "seep-inject.h"

#include "seep-embedded-agent.h"
#include "seep-foothold.h"
#include "seep-proc.h"
#include "seep-safe-point.h"
#include "seep-tracee.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEFAULT_DEADLINE_MS 2000
#define STOP_MS 200        /* for one thread to stop: it may be in a disk's hands */
#define PIPE_BYTES (1 << 20)
#define MAX_THREADS 256    /* that are tried */
#define PAUSE_NS 300000    /* from one try to the next, and a bit more each time */
#define N_QUICK_TRIES 40   /* before threads are tried that are not likely to be at a safe point */
#define MEMFD_CLOEXEC 1u
#define MEMFD_EXEC 16u     /* Linux 6.3 */

typedef struct
{
  pid_t thread;
  pid_t inner_pid, inner_thread; /* SeepTracee */
  SeepThreadState state;
} Candidate;

typedef struct
{
  pid_t pid;
  SeepInjectEntry entry;
  unsigned flags;
  SeepDeadline deadline;
  SeepFoothold foothold;
  SeepSafePoint safe;
  SeepTracee tracee;
  SeepChannel *channel;   /* borrowed */
  SeepProbeError *error;  /* borrowed */
  uint64_t call, function; /* in the agent, from its start */
  int64_t agent_file;     /* descriptors in the process; -1: not open */
  int32_t pipes[2][2];    /* likewise: ends to read and to write */
} Injection;

/* What lies in the process for a call. Those of SeepAgentCall come first. */
typedef struct
{
  uint64_t function;
  int64_t arguments[3];
  int64_t result;
  int32_t own_fds[4];
  char path[64];
} CallData;

/* --- Failures --- */

static bool
fail_answer (Injection *injection, SeepTraceeAnswer answer)
{
  int pid = (int) injection->pid;

  switch (answer)
    {
    case SEEP_TRACEE_GONE:
      return seep_probe_fail (injection->error, "exited", NULL,
                              "Process %d ended while the agent was loaded.", pid);
    case SEEP_TRACEE_LATE:
      return seep_probe_fail (injection->error, "deadline", "Its heap can be read from outside.",
                              "Process %d did not load the agent in time; it was let go.", pid);
    case SEEP_TRACEE_HALTED:
      return seep_probe_fail (injection->error, "stopped",
                              "Let it go on (kill -CONT), or read its heap from outside.",
                              "Process %d is stopped by a signal: nothing can run in it.", pid);
    case SEEP_TRACEE_BROKEN:
      return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                              "The loader of process %d failed with a fault.", pid);
    case SEEP_TRACEE_REFUSED:
    case SEEP_TRACEE_STOPPED:
    default:
      return seep_probe_fail (injection->error, "no-ptrace", "Run it as root.",
                              "The kernel does not allow to trace process %d: %s", pid,
                              strerror (errno));
    }
}

/* --- Inside: a thread is stopped --- */

static bool
make_system_call (Injection *injection,
                  long       number,
                  uint64_t   first,
                  uint64_t   second,
                  int64_t   *result)
{
  const uint64_t arguments[6] = { first, second };
  SeepTraceeAnswer answer = seep_tracee_system_call (&injection->tracee, number, arguments, result,
                                                     injection->deadline);

  return answer == SEEP_TRACEE_STOPPED || fail_answer (injection, answer);
}

static bool
put_data (Injection *injection, const CallData *data)
{
  return pwrite (injection->foothold.mem_fd, data, sizeof *data, (off_t) injection->tracee.data)
           == sizeof *data
         || fail_answer (injection, SEEP_TRACEE_GONE);
}

static bool
get_data (Injection *injection, void *data, size_t n_bytes)
{
  return pread (injection->foothold.mem_fd, data, n_bytes, (off_t) injection->tracee.data)
           == (ssize_t) n_bytes
         || fail_answer (injection, SEEP_TRACEE_GONE);
}

static bool
fail_system_call (Injection *injection, const char *what, int64_t result)
{
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "Process %d could not make %s for the agent: %s", (int) injection->pid,
                          what, strerror ((int) -result));
}

static bool
make_pipes (Injection *injection)
{
  int64_t result;

  for (size_t i = 0; i < 2; i++)
    {
      if (!make_system_call (injection, SYS_pipe2, injection->tracee.data,
                             O_CLOEXEC | O_NONBLOCK, &result))
        return false;
      if (result < 0)
        return fail_system_call (injection, "a pipe", result);
      if (!get_data (injection, injection->pipes[i], sizeof injection->pipes[i]))
        return false;
    }
  return true;
}

/* The descriptor @fd of the process, here. */
static int
take_descriptor (Injection *injection, int fd, int flags)
{
  char path[32];
  int taken = -1;

  if (injection->channel->process >= 0)
    taken = (int) syscall (SYS_pidfd_getfd, injection->channel->process, fd, 0);
  if (taken >= 0)
    return taken;
  snprintf (path, sizeof path, "fd/%d", fd);
  taken = openat (injection->foothold.process, path, flags | O_CLOEXEC | O_NONBLOCK);
  if (taken < 0)
    seep_probe_fail (injection->error, "no-ptrace", "Run it as root.",
                     "A pipe from process %d cannot be opened: %s", (int) injection->pid,
                     strerror (errno));
  return taken;
}

static bool
take_ends (Injection *injection)
{
  SeepChannel *channel = injection->channel;

  channel->data_fd = take_descriptor (injection, injection->pipes[0][0], O_RDONLY);
  if (channel->data_fd < 0)
    return false;
  fcntl (channel->data_fd, F_SETPIPE_SZ, PIPE_BYTES); /* less is slower, no more */
  if (injection->entry == SEEP_INJECT_TALK)
    {
      channel->request_fd = take_descriptor (injection, injection->pipes[1][1], O_WRONLY);
      return channel->request_fd >= 0;
    }
  channel->report_fd = take_descriptor (injection, injection->pipes[1][0], O_RDONLY);
  return channel->report_fd >= 0;
}

static bool
write_agent (Injection *injection)
{
  size_t n_left = (size_t) (seep_probe_agent_end - seep_probe_agent);
  const uint8_t *at = seep_probe_agent;
  int fd = take_descriptor (injection, (int) injection->agent_file, O_RDWR);
  ssize_t n = 0;

  if (fd < 0)
    return false;
  while (n_left > 0 && (n = pwrite (fd, at, n_left, at - seep_probe_agent)) > 0)
    {
      at += n;
      n_left -= (size_t) n;
    }
  close (fd);
  if (n_left > 0)
    seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                     "The agent cannot be written to memory of process %d: %s",
                     (int) injection->pid, n < 0 ? strerror (errno) : "no room");
  return n_left == 0;
}

static bool
make_memfd (Injection *injection)
{
  CallData data = { .path = SEEP_AGENT_MEMFD };
  uint64_t name = injection->tracee.data + offsetof (CallData, path);
  int64_t result;

  if (!put_data (injection, &data)
      || !make_system_call (injection, SYS_memfd_create, name, MEMFD_CLOEXEC | MEMFD_EXEC, &result)
      || (result == -EINVAL
          && !make_system_call (injection, SYS_memfd_create, name, MEMFD_CLOEXEC, &result)))
    return false;
  injection->agent_file = result;
  return result >= 0 || fail_system_call (injection, "a file in memory", result);
}

/* Its name for the loader is one that nobody else would use: libraries of the same name are one. */
static bool
load_agent (Injection *injection)
{
  CallData data = { 0 };
  SeepTraceeAnswer answer;

  if (!make_memfd (injection) || !write_agent (injection))
    return false;
  snprintf (data.path, sizeof data.path, "/proc/self/task/../fd/%d", (int) injection->agent_file);
  if (!put_data (injection, &data))
    return false;
  answer = seep_tracee_call (&injection->tracee, injection->foothold.dlopen,
                             SEEP_TRACEE_RETURNS,
                             injection->tracee.data + offsetof (CallData, path), RTLD_NOW,
                             injection->deadline);
  if (answer != SEEP_TRACEE_STOPPED)
    return fail_answer (injection, answer);
  if (!seep_foothold_find_agent (&injection->foothold, injection->error))
    return false;
  if (injection->foothold.agent != 0)
    return true;
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "The loader of process %d refused the agent: memory may not be executed "
                          "there, or /proc is missing.",
                          (int) injection->pid);
}

static void
forget_descriptors (Injection *injection)
{
  injection->agent_file = -1;
  memset (injection->pipes, -1, sizeof injection->pipes);
}

static bool
call_entry (Injection *injection)
{
  bool talks = injection->entry == SEEP_INJECT_TALK;
  CallData data = { .function = injection->foothold.agent + injection->function,
                    .result = LONG_MIN,
                    .own_fds = { (int32_t) injection->agent_file, injection->pipes[0][0],
                                 injection->pipes[1][talks ? 1 : 0], -1 } };
  SeepTraceeAnswer answer;

  data.arguments[0] = talks ? injection->pipes[1][0] : injection->pipes[0][1];
  data.arguments[1] = talks ? injection->pipes[0][1] : injection->pipes[1][1];
  data.arguments[2] = injection->flags;
  if (!put_data (injection, &data))
    return false;
  answer = seep_tracee_call (&injection->tracee, injection->foothold.agent + injection->call,
                             SEEP_TRACEE_SIGNALS, injection->tracee.data, 0,
                             injection->deadline);
  if (answer != SEEP_TRACEE_STOPPED)
    return fail_answer (injection, answer);
  if (!get_data (injection, &data, sizeof data))
    return false;
  if (data.result == 0)
    {
      forget_descriptors (injection); /* two are the agent's now, and the others are closed */
      return true;
    }
  if (data.result == EBUSY)
    return seep_probe_fail (injection->error, "busy", "Wait until it is done.",
                            "Another dump of process %d, or a talk with it, is under way.",
                            (int) injection->pid);
  return seep_probe_fail (injection->error, "load", "Its heap can be read from outside.",
                          "Process %d could not start a thread for the agent: %s",
                          (int) injection->pid, strerror ((int) data.result));
}

static void
close_there (Injection *injection)
{
  const int64_t open[] = { injection->agent_file, injection->pipes[0][0], injection->pipes[0][1],
                           injection->pipes[1][0], injection->pipes[1][1] };
  int64_t result;

  for (size_t i = 0; i < sizeof open / sizeof *open; i++)
    if (open[i] >= 0 && injection->tracee.is_stopped)
      make_system_call (injection, SYS_close, (uint64_t) open[i], 0, &result);
}

static bool
act (Injection *injection)
{
  SeepTraceeAnswer answer;
  bool is_done;

  forget_descriptors (injection);
  answer = seep_tracee_prepare (&injection->tracee, injection->foothold.system_call,
                                injection->foothold.sigreturn);
  if (answer != SEEP_TRACEE_STOPPED)
    return fail_answer (injection, answer);
  is_done = make_pipes (injection) && take_ends (injection)
            && (injection->foothold.agent != 0 || load_agent (injection))
            && call_entry (injection);
  close_there (injection);
  return is_done;
}

/* --- Outside: which thread --- */

static int
compare_candidates (const void *a, const void *b)
{
  const Candidate *first = a;
  const Candidate *second = b;

  return first->state != second->state ? (int) first->state - (int) second->state
                                       : first->thread - second->thread;
}

/* The last of the numbers that a line of status has: one for each level of containers. */
static pid_t
get_inner_number (const char *status, const char *name)
{
  const char *at = seep_proc_find_field (status, name);
  char *end;
  pid_t number = 0;

  while (at != NULL && *at != '\n' && *at != '\0')
    {
      number = (pid_t) strtol (at, &end, 10);
      at = end == at ? NULL : end + strspn (end, "\t ");
    }
  return number;
}

/* False: it has ended, or runs under a shadow stack, which such calls would break. */
static bool
look_at_thread (Injection *injection, pid_t thread, Candidate *candidate)
{
  char path[64], status[8192];
  const char *features;

  snprintf (path, sizeof path, "task/%d/status", (int) thread);
  if (seep_proc_read (injection->foothold.process, path, status, sizeof status) <= 0)
    return false;
  features = seep_proc_find_field (status, "x86_Thread_features");
  if (features != NULL && strncmp (features, "shstk", 5) == 0)
    return false;
  candidate->thread = thread;
  candidate->inner_pid = get_inner_number (status, "NStgid");
  candidate->inner_thread = get_inner_number (status, "NSpid");
  candidate->state = seep_safe_point_guess (&injection->foothold, thread);
  return true;
}

/* The threads, those first that hardly notice. */
static size_t
list_candidates (Injection *injection, Candidate *candidates)
{
  int fd = openat (injection->foothold.process, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd < 0 ? NULL : fdopendir (fd);
  struct dirent *entry;
  size_t n = 0;

  while (directory != NULL && n < MAX_THREADS && (entry = readdir (directory)) != NULL)
    if (entry->d_name[0] != '.'
        && look_at_thread (injection, (pid_t) atol (entry->d_name), &candidates[n]))
      n++;
  if (directory != NULL)
    closedir (directory);
  qsort (candidates, n, sizeof *candidates, compare_candidates);
  return n;
}

typedef enum
{
  TRY_DONE,
  TRY_FAILED, /* for good */
  TRY_ANOTHER,
} TryAnswer;

static TryAnswer
try_thread (Injection *injection, const Candidate *candidate)
{
  SeepTracee *tracee = &injection->tracee;
  SeepChannel *channel = injection->channel;
  SeepTraceeAnswer answer;
  bool is_safe, is_done = false;

  channel->n_tries++;
  answer = seep_tracee_stop (tracee, injection->pid, candidate->thread,
                             injection->foothold.mem_fd, seep_deadline_in_ms (STOP_MS));
  tracee->inner_pid = candidate->inner_pid;
  tracee->inner_thread = candidate->inner_thread;
  if (answer == SEEP_TRACEE_HALTED || answer == SEEP_TRACEE_REFUSED)
    {
      fail_answer (injection, answer);
      return TRY_FAILED;
    }
  if (answer != SEEP_TRACEE_STOPPED)
    return TRY_ANOTHER;

  is_safe = seep_safe_point_judge (&injection->safe, tracee, channel->safe_point,
                                   sizeof channel->safe_point);
  if (is_safe)
    is_done = act (injection);
  seep_tracee_let_go (tracee);
  channel->stop_ns += tracee->stop_ns;
  channel->thread = candidate->thread;
  return is_done ? TRY_DONE : is_safe ? TRY_FAILED : TRY_ANOTHER;
}

static void
pause_a_little (unsigned n_tries)
{
  struct timespec pause = { .tv_nsec = PAUSE_NS + (long) (n_tries * 37 % 400) * 1000 };

  nanosleep (&pause, NULL);
}

static bool
is_ended (Injection *injection)
{
  struct pollfd one = { .fd = injection->channel->process, .events = POLLIN };

  return one.fd >= 0 ? poll (&one, 1, 0) > 0 : kill (injection->pid, 0) != 0 && errno == ESRCH;
}

static bool
try_threads (Injection *injection)
{
  Candidate candidates[MAX_THREADS];

  do
    {
      size_t n = list_candidates (injection, candidates);

      if (is_ended (injection))
        return fail_answer (injection, SEEP_TRACEE_GONE);
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

/* While a thread is stopped, this program is ended by nothing that it can hold back, and waits for no
 * other (where that is allowed): it hardly computes. */
static bool
try_undisturbed (Injection *injection)
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
  if (is_first)
    sched_setscheduler (0, SCHED_OTHER, &usual);
  sigprocmask (SIG_SETMASK, &before, NULL);
  return is_done;
}

static bool
find_entry (Injection *injection)
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
  Injection injection = { .pid = pid,
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
