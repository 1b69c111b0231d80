/* SPDX-License-Identifier: MIT */
#include "seep-stopper.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#define FIRST_ROOM 64
#define SECOND_NS UINT64_C (1000000000)
#define MILLISECOND_NS UINT64_C (1000000)
#define MAX_ROUNDS 1000 /* in each of which a thread was started */
#define SHORT_WAIT_NS 20000
#define MAX_STOP_MS 500 /* for which all stand still because of one that does not stop */

static uint64_t
now_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

static bool
is_held (const SeepStopper *stopper, pid_t tid)
{
  for (size_t i = 0; i < stopper->n_threads; i++)
    if (stopper->threads[i].tid == tid)
      return true;
  return false;
}

static bool
add_thread (SeepStopper *stopper, pid_t tid)
{
  if (stopper->n_threads == stopper->n_room)
    {
      size_t n_room = stopper->n_room == 0 ? FIRST_ROOM : 2 * stopper->n_room;
      SeepStopperThread *threads
        = reallocarray (stopper->threads, n_room, sizeof *stopper->threads);

      if (threads == NULL)
        {
          errno = ENOMEM;
          return false;
        }
      stopper->threads = threads;
      stopper->n_room = n_room;
    }
  stopper->threads[stopper->n_threads++] = (SeepStopperThread){ .tid = tid };
  return true;
}

/* Whether the thread has ended and waits to be taken away: it cannot be held, and need not be. */
static bool
is_dead (pid_t pid, pid_t tid)
{
  char path[64], text[512];
  const char *after_name;
  size_t n;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/task/%d/stat", (int) pid, (int) tid);
  file = fopen (path, "re");
  if (file == NULL)
    return true;
  n = fread (text, 1, sizeof text - 1, file);
  fclose (file);
  text[n] = '\0';
  after_name = strrchr (text, ')');
  return after_name == NULL || after_name[1] == '\0' || after_name[2] == 'Z'
         || after_name[2] == 'X';
}

/* Takes hold of the threads that are not held yet. Returns how many there were, -1 with errno. */
static int
seize_new (SeepStopper *stopper)
{
  char path[64];
  struct dirent *entry;
  int n_new = 0;
  DIR *folder;

  snprintf (path, sizeof path, "/proc/%d/task", (int) stopper->pid);
  folder = opendir (path);
  if (folder == NULL)
    return -1;
  while (n_new >= 0 && (entry = readdir (folder)) != NULL)
    {
      pid_t tid = atoi (entry->d_name);

      if (tid <= 0 || is_held (stopper, tid))
        continue;
      if (ptrace (PTRACE_SEIZE, tid, 0, 0) != 0)
        {
          int error = errno;

          if (error == ESRCH || is_dead (stopper->pid, tid))
            continue;
          errno = error;
          n_new = -1;
        }
      else if (!add_thread (stopper, tid))
        {
          ptrace (PTRACE_DETACH, tid, 0, 0);
          n_new = -1;
        }
      else
        n_new++;
    }
  if (n_new < 0)
    {
      int error = errno;

      closedir (folder);
      errno = error;
      return -1;
    }
  closedir (folder);
  return n_new;
}

static int
read_tracer (pid_t pid)
{
  char path[64], line[256];
  int tracer = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/status", (int) pid);
  file = fopen (path, "re");
  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "TracerPid: %d", &tracer) == 1)
      break;
  if (file != NULL)
    fclose (file);
  return tracer;
}

static bool
fail_seize (const SeepStopper *stopper, int number, SeepProbeError *error)
{
  int tracer = read_tracer (stopper->pid);

  if (number == ENOENT || number == ESRCH)
    return seep_probe_fail (error, "exited", NULL, "The process ended while it was looked at.");
  if (number == ENOMEM)
    return seep_probe_fail (error, "memory", NULL, "There is no memory for so many threads.");
  if (tracer > 0 && number == EPERM)
    {
      snprintf (error->extra, sizeof error->extra, ",\"tracer\":%d", tracer);
      return seep_probe_fail (error, "traced", "End the debugger, or let it detach.",
                              "Process %d has it under its control: a process can have one "
                              "tracer only.",
                              tracer);
    }
  return seep_probe_fail (error, "no-ptrace", NULL, "The process may not be stopped: %s",
                          strerror (number));
}

bool
seep_stopper_seize (SeepStopper *stopper, pid_t pid, SeepProbeError *error)
{
  int n;

  *stopper = (SeepStopper){ .pid = pid };
  n = seize_new (stopper);
  if (n > 0)
    return true;
  fail_seize (stopper, n == 0 ? ESRCH : errno, error);
  seep_stopper_release (stopper);
  return false;
}

/* Waits for the thread to stop: 1 stopped, 0 it ended, -1 the deadline has passed. */
static int
wait_for (SeepStopperThread *thread, uint64_t deadline_ns)
{
  const struct timespec pause = { .tv_nsec = SHORT_WAIT_NS };
  int status;

  for (;;)
    {
      pid_t waited = waitpid (thread->tid, &status, __WALL | WNOHANG);

      if (waited < 0 && errno != EINTR)
        return 0;
      if (waited == thread->tid)
        {
          if (!WIFSTOPPED (status))
            return 0;
          thread->is_stopped = true;
          if (status >> 16 == 0)
            thread->signal = WSTOPSIG (status);
          return 1;
        }
      if (now_ns () > deadline_ns)
        return -1;
      nanosleep (&pause, NULL);
    }
}

bool
seep_stopper_stop (SeepStopper *stopper, unsigned deadline_ms, SeepProbeError *error)
{
  uint64_t deadline_ns;
  size_t n_stopped = 0;

  if (deadline_ms > MAX_STOP_MS)
    deadline_ms = MAX_STOP_MS;
  stopper->since_ns = now_ns ();
  deadline_ns = stopper->since_ns + deadline_ms * MILLISECOND_NS;
  for (unsigned round = 0; round < MAX_ROUNDS; round++)
    {
      int n_new;

      for (size_t i = n_stopped; i < stopper->n_threads; i++)
        ptrace (PTRACE_INTERRUPT, stopper->threads[i].tid, 0, 0);
      for (size_t i = n_stopped; i < stopper->n_threads; i++)
        if (wait_for (&stopper->threads[i], deadline_ns) < 0)
          return seep_probe_fail (error, "deadline", "Try again.",
                                  "One of its threads did not come to a stop in %u ms.",
                                  deadline_ms);
      n_stopped = stopper->n_threads;

      /* Only what runs can start another: when there is none, that was all. */
      n_new = seize_new (stopper);
      if (n_new == 0)
        return true;
      if (n_new < 0)
        return fail_seize (stopper, errno, error);
    }
  return seep_probe_fail (error, "deadline", NULL, "It starts threads faster than they can be "
                                                   "stopped.");
}

/* A thread that was asked and has not stopped yet must stop before it can be let go. */
static void
let_go_late (SeepStopperThread *thread)
{
  if (ptrace (PTRACE_INTERRUPT, thread->tid, 0, 0) == 0
      && wait_for (thread, now_ns () + SECOND_NS) > 0)
    ptrace (PTRACE_DETACH, thread->tid, 0, thread->signal);
}

uint64_t
seep_stopper_release (SeepStopper *stopper)
{
  uint64_t since_ns = stopper->since_ns;

  for (size_t i = 0; i < stopper->n_threads; i++)
    if (ptrace (PTRACE_DETACH, stopper->threads[i].tid, 0, stopper->threads[i].signal) == 0)
      stopper->threads[i].is_free = true;
  for (size_t i = 0; i < stopper->n_threads; i++)
    if (!stopper->threads[i].is_free && !stopper->threads[i].is_stopped)
      let_go_late (&stopper->threads[i]);
  free (stopper->threads);
  *stopper = (SeepStopper){ .pid = stopper->pid };
  return since_ns == 0 ? 0 : now_ns () - since_ns;
}
