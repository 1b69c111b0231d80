/* SPDX-License-Identifier: MIT */
#include "seep-fork.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 5 /* at the child, where the kernel has no descriptors of processes */
#define MAX_STILL_NS UINT64_C (10000000000)
#define SECOND_NS UINT64_C (1000000000)

bool
seep_fork_init (SeepFork *fork)
{
  void *shared = mmap (NULL, sizeof *fork->answer, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  *fork = (SeepFork){ 0 };
  if (shared == MAP_FAILED)
    return false;
  fork->answer = shared;
  return true;
}

void
seep_fork_clear (SeepFork *fork)
{
  if (fork->answer != NULL)
    munmap (fork->answer, sizeof *fork->answer);
  fork->answer = NULL;
}

/* A child that breaks ends: without the program's handlers, which would speak in its name, and
 * without a core file as large as the program. */
static void
end_when_broken (void)
{
  static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };
  struct rlimit none = { 0 };

  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    signal (faults[i], SIG_DFL);
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

bool
seep_fork_split (SeepFork *fork)
{
  /* No signal at its end: only who asks for this very child, with __WALL, hears of it. */
  long child = syscall (SYS_clone, CLONE_FILES, NULL, NULL, NULL, NULL);

  if (child == 0)
    {
      end_when_broken ();
      return true;
    }
  fork->child = child > 0 ? (pid_t) child : -errno;
  return false;
}

void
seep_fork_end (SeepFork             *fork,
               int                   error,
               const SeepDumpTotals *totals)
{
  SeepForkAnswer *answer = fork->answer;

  answer->error = error;
  answer->totals = *totals;
  __atomic_store_n (&answer->is_ended, true, __ATOMIC_RELEASE);
  for (;;)
    syscall (SYS_exit_group, 0);
}

static uint64_t
now_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

/* Waits a little for the child's end: false when nobody reads @fd any more. */
static bool
look (int process, int fd)
{
  struct pollfd both[] = { { .fd = fd }, { .fd = process, .events = POLLIN } };

  if (poll (both, 2, process >= 0 ? 20 * LOOK_MS : LOOK_MS) <= 0)
    return true;
  return !(both[0].revents & POLLERR);
}

static bool
is_still_there (pid_t child)
{
  pid_t ended;

  do
    ended = waitpid (child, NULL, WNOHANG | __WALL);
  while (ended < 0 && errno == EINTR);
  return ended == 0; /* ECHILD: the program waits for all there is, and had it already */
}

static int
wait_for_end (SeepFork *fork, int fd)
{
  int process = (int) syscall (SYS_pidfd_open, fork->child, 0);
  uint64_t n_written = 0;
  uint64_t since_ns = now_ns ();
  int error = 0;

  while (is_still_there (fork->child))
    {
      uint64_t n = __atomic_load_n (&fork->answer->n_written, __ATOMIC_RELAXED);

      if (n != n_written)
        since_ns = now_ns ();
      n_written = n;
      if (error == 0 && !look (process, fd))
        error = EPIPE;
      if (error == 0 && now_ns () - since_ns > MAX_STILL_NS)
        error = EDEADLK;
      if (error != 0)
        {
          kill (fork->child, SIGKILL);
          look (process, -1);
        }
    }
  if (process >= 0)
    close (process);
  return error;
}

bool
seep_fork_wait (SeepFork       *fork,
                int             fd,
                SeepDumpTotals *totals,
                int            *error,
                char           *sentence,
                size_t          n_sentence)
{
  const SeepForkAnswer *answer = fork->answer;

  *error = wait_for_end (fork, fd);
  fork->child = 0;
  if (__atomic_load_n (&answer->is_ended, __ATOMIC_ACQUIRE))
    {
      *totals = answer->totals;
      *error = answer->error;
      if (*error != 0)
        snprintf (sentence, n_sentence, "the child could not write the dump: %s",
                  strerror (*error));
      return *error == 0;
    }
  if (*error == 0)
    *error = ECHILD;
  snprintf (sentence, n_sentence, "%s",
            *error == EPIPE ? "nobody reads the dump any more"
            : *error == EDEADLK ? "the child that writes the dump stood still, and was ended"
                                : "the child that writes the dump was ended");
  return false;
}
