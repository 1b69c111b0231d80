/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three descriptors are watched at once, and nothing is polled for: a pidfd that tells the
 * program's end, a signalfd with the signals to send on (blocked meanwhile, so that they do not end
 * us), the cancellable's. */
#include "config.h"

#include "seep-child.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const int forwarded[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH };

struct _SeepChild
{
  pid_t    pid;
  int      pid_fd;    /* owned; -1: none */
  int      signal_fd; /* owned; -1: signals are not ours */
  sigset_t old_mask;
};

static void
set_failed (const char *program, int error_number, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_TARGET, _("%s: it cannot be started: %s"), program,
               g_strerror (error_number));
}

static void
hold_signals (SeepChild *child)
{
  sigset_t set;

  sigemptyset (&set);
  for (guint i = 0; i < G_N_ELEMENTS (forwarded); i++)
    sigaddset (&set, forwarded[i]);
  pthread_sigmask (SIG_BLOCK, &set, &child->old_mask);
  child->signal_fd = signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
forward_signals (SeepChild *child, gboolean is_running)
{
  struct signalfd_siginfo info;

  while (read (child->signal_fd, &info, sizeof info) == (ssize_t) sizeof info)
    if (is_running && info.ssi_code != SI_KERNEL)
      kill (child->pid, (int) info.ssi_signo);
}

/* What came after the program's end was meant for it, too. */
static void
release_signals (SeepChild *child)
{
  forward_signals (child, FALSE);
  close (child->signal_fd);
  pthread_sigmask (SIG_SETMASK, &child->old_mask, NULL);
}

static void
add_streams (posix_spawn_file_actions_t *actions, int report_fd, SeepChildFlags flags)
{
  if (flags & SEEP_CHILD_SILENT)
    {
      posix_spawn_file_actions_addopen (actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
      posix_spawn_file_actions_addopen (actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
      posix_spawn_file_actions_addopen (actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    }
  /* To itself: it is not closed on exec then. */
  if (report_fd >= 0)
    posix_spawn_file_actions_adddup2 (actions, report_fd, report_fd);
}

static int
spawn (SeepChild         *child,
       const char *const *argv,
       const char *const *environment,
       const char        *folder,
       int                report_fd,
       SeepChildFlags     flags)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int result;

  posix_spawn_file_actions_init (&actions);
  add_streams (&actions, report_fd, flags);
  if (folder != NULL)
    posix_spawn_file_actions_addchdir_np (&actions, folder);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask (&attributes, &child->old_mask);

  result = posix_spawn (&child->pid, argv[0], &actions, &attributes, (char *const *) argv,
                        (char *const *) environment);

  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return result;
}

/* Until the program has ended: its pidfd becomes readable then. */
static void
wait_for_end (SeepChild *child, GCancellable *cancellable)
{
  struct pollfd fds[] = {
    { .fd = child->pid_fd, .events = POLLIN },
    { .fd = child->signal_fd, .events = POLLIN },
    { .fd = g_cancellable_get_fd (cancellable), .events = POLLIN },
  };

  while (fds[0].revents == 0)
    {
      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
        {
          g_assert (errno == EINTR);
          continue;
        }
      if (fds[1].revents != 0)
        forward_signals (child, TRUE);
      if (fds[2].revents != 0)
        {
          kill (child->pid, SIGTERM);
          fds[2].fd = -1; /* once is enough */
        }
    }

  g_cancellable_release_fd (cancellable);
}

SeepChild *
seep_child_start (const char *const *argv,
                  const char *const *environment,
                  const char        *folder,
                  int                report_fd,
                  SeepChildFlags     flags,
                  GError           **error)
{
  g_autoptr(SeepChild) child = g_new0 (SeepChild, 1);
  int result;

  child->pid_fd = -1;
  child->signal_fd = -1;
  if (flags & SEEP_CHILD_FORWARD_SIGNALS)
    hold_signals (child);
  else
    pthread_sigmask (SIG_BLOCK, NULL, &child->old_mask);

  result = spawn (child, argv, environment, folder, report_fd, flags);
  if (result != 0)
    {
      set_failed (argv[0], result, error);
      return NULL;
    }
  child->pid_fd = pidfd_open (child->pid, 0);
  return g_steal_pointer (&child);
}

int
seep_child_wait (SeepChild *child, GCancellable *cancellable)
{
  int status;

  if (child->pid_fd >= 0)
    wait_for_end (child, cancellable);
  /* Without a pidfd (Linux before 5.3) this is where we wait; signals go on to the program when it
   * has ended. */
  while (waitpid (child->pid, &status, 0) < 0)
    g_assert (errno == EINTR);
  return status;
}

void
seep_child_free (SeepChild *child)
{
  if (child->signal_fd >= 0)
    release_signals (child);
  if (child->pid_fd >= 0)
    close (child->pid_fd);
  g_free (child);
}
