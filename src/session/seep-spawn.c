/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* We may block or ignore some signals. */
static int
start (const char *const *argv, const int theirs[3], pid_t *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  int result;

  sigemptyset (&none);
  sigemptyset (&defaults);
  sigaddset (&defaults, SIGPIPE);
  sigaddset (&defaults, SIGINT);
  sigaddset (&defaults, SIGTERM);
  sigaddset (&defaults, SIGHUP);
  posix_spawn_file_actions_init (&actions);
  for (int i = 0; i < 3; i++)
    posix_spawn_file_actions_adddup2 (&actions, theirs[i], i);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK
                                           | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &defaults);

  result = posix_spawnp (pid, argv[0], &actions, &attributes, (char *const *) argv, environ);

  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return result;
}

/* The input is a socket: who writes there when the command has gone gets an error, no signal. */
static gboolean
open_streams (int ours[3], int theirs[3])
{
  for (int i = 0; i < 3; i++)
    {
      int pair[2];

      if (i == STDIN_FILENO ? socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0
                            : pipe2 (pair, O_CLOEXEC) < 0)
        return FALSE;
      ours[i] = pair[0];
      theirs[i] = pair[1];
      g_unix_set_fd_nonblocking (ours[i], TRUE, NULL);
    }
  return TRUE;
}

/* dup2() of a descriptor to itself would leave it to be closed. */
static gboolean
move_above_standard (int theirs[3])
{
  for (int i = 0; i < 3; i++)
    if (theirs[i] <= STDERR_FILENO)
      {
        int above = fcntl (theirs[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

        if (above < 0)
          return FALSE;
        close_fd (&theirs[i]);
        theirs[i] = above;
      }
  return TRUE;
}

gboolean
seep_spawn (const char *const *argv, SeepSpawned *spawned, int *error_number)
{
  int ours[3] = { -1, -1, -1 };
  int theirs[3] = { -1, -1, -1 };

  if (open_streams (ours, theirs) && move_above_standard (theirs))
    *error_number = start (argv, theirs, &spawned->pid);
  else
    *error_number = errno;
  for (int i = 0; i < 3; i++)
    {
      close_fd (&theirs[i]);
      if (*error_number != 0)
        close_fd (&ours[i]);
    }
  spawned->in = ours[0];
  spawned->out = ours[1];
  spawned->err = ours[2];
  return *error_number == 0;
}
