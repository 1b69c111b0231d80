/* SPDX-License-Identifier: MIT */
/* What a terminal sends (SI_KERNEL) it sends to the whole process group: only the rest is sent
 * on. A signal that stops jobs stops us when it has stopped the program, and with the same
 * signal, so that the shell sees what it would see without us; a program that is stopped by
 * somebody else does not take us with it: nobody would wake us. */
#include "seep-job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ours, or of what we did ourselves. */
static const int not_forwarded[]
  = { SIGCHLD, SIGPIPE, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };

static void
hold_signals (SeepJob *job)
{
  sigset_t set;

  sigfillset (&set);
  for (size_t i = 0; i < sizeof not_forwarded / sizeof *not_forwarded; i++)
    sigdelset (&set, not_forwarded[i]);
  sigaddset (&set, SIGCHLD);
  sigprocmask (SIG_BLOCK, &set, &job->old_mask);
  job->signals = signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* In the child: the pipe closes by itself when the program starts. */
static void __attribute__ ((noreturn))
become (const SeepJob *job, char **argv, int problem)
{
  int number;

  seep_probe_release_sigpipe ();
  sigprocmask (SIG_SETMASK, &job->old_mask, NULL);
  execvp (argv[0], argv);
  number = errno;
  if (write (problem, &number, sizeof number) < 0)
    _exit (126);
  _exit (127);
}

/* The number of the error that kept the program from starting; 0: it has started. */
static int
read_problem (int problem)
{
  int number = 0;
  ssize_t n;

  do
    n = read (problem, &number, sizeof number);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t) sizeof number ? number : 0;
}

static bool
fail (SeepJob *job, const char *program, int number, SeepProbeError *error)
{
  if (job->signals >= 0)
    close (job->signals);
  sigprocmask (SIG_SETMASK, &job->old_mask, NULL);
  seep_probe_fail (error, "command", NULL, "%s: it cannot be started: %s", program,
                   strerror (number));
  seep_probe_error_add_string (error, "detail", strerror (number));
  return false;
}

bool
seep_job_start (SeepJob *job, char **argv, SeepProbeError *error)
{
  int problem[2];
  int number;

  *job = (SeepJob){ .signals = -1 };
  hold_signals (job);
  if (job->signals < 0 || pipe2 (problem, O_CLOEXEC) != 0)
    return fail (job, argv[0], errno, error);

  job->pid = fork ();
  if (job->pid == 0)
    become (job, argv, problem[1]);
  number = job->pid < 0 ? errno : 0;
  close (problem[1]);
  if (number == 0)
    number = read_problem (problem[0]);
  close (problem[0]);
  if (number == 0)
    return true;
  if (job->pid > 0)
    waitpid (job->pid, NULL, 0);
  return fail (job, argv[0], number, error);
}

/* Lets @number do to us what it does to who has no handler for it. */
static void
stop_ourselves (int number)
{
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, number);
  raise (number);
  sigprocmask (SIG_UNBLOCK, &set, NULL); /* here we stand still, until somebody says SIGCONT */
  sigprocmask (SIG_BLOCK, &set, NULL);
}

static void
look_at_child (SeepJob *job)
{
  int status;
  pid_t pid;

  while (!job->has_ended
         && (pid = waitpid (job->pid, &status, WNOHANG | WUNTRACED | WCONTINUED)) == job->pid)
    {
      job->has_ended = WIFEXITED (status) || WIFSIGNALED (status);
      job->is_stopped = !job->has_ended && WIFSTOPPED (status);
      if (job->has_ended)
        job->status = status;
    }
}

static bool
is_job_stop (int number)
{
  return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

static void
take_signal (SeepJob *job, const struct signalfd_siginfo *info)
{
  const int number = (int) info->ssi_signo;

  if (number == SIGCHLD)
    return;
  if (is_job_stop (number))
    job->stop_signal = number;
  else if (number == SIGCONT)
    job->stop_signal = 0;
  if (info->ssi_code <= 0)
    kill (job->pid, number);
}

void
seep_job_take_signals (SeepJob *job)
{
  struct signalfd_siginfo info;

  while (!job->has_ended && read (job->signals, &info, sizeof info) == (ssize_t) sizeof info)
    take_signal (job, &info);
  look_at_child (job);
  if (job->stop_signal != 0 && job->is_stopped)
    {
      int number = job->stop_signal;

      job->stop_signal = 0;
      stop_ourselves (number);
    }
}

void
seep_job_wait (SeepJob *job)
{
  struct pollfd fd = { .fd = job->signals, .events = POLLIN };

  while (!job->has_ended)
    {
      poll (&fd, 1, -1);
      seep_job_take_signals (job);
    }
}

void
seep_job_end_alike (SeepJob *job)
{
  const struct rlimit no_core = { 0, 0 };
  sigset_t set;

  fflush (NULL);
  if (WIFSIGNALED (job->status))
    {
      setrlimit (RLIMIT_CORE, &no_core);
      prctl (PR_SET_DUMPABLE, 0); /* a core may also go to a program, whatever its limit */
      signal (WTERMSIG (job->status), SIG_DFL);
      sigemptyset (&set);
      sigaddset (&set, WTERMSIG (job->status));
      sigprocmask (SIG_UNBLOCK, &set, NULL);
      raise (WTERMSIG (job->status));
    }
  _exit (WIFEXITED (job->status) ? WEXITSTATUS (job->status) : 128 + WTERMSIG (job->status));
}
