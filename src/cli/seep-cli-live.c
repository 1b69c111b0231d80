/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-live.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct _SeepCliLive
{
  SeepTask     task;      /* first: is_cancelled gets it */
  GAsyncQueue *events;    /* owned, of SeepCliLiveEvent */
  int          event_fd;  /* owned; counts them */
  int          signal_fd; /* owned; -1: signals are not ours */
  sigset_t     held;
  sigset_t     before;
};

void
seep_cli_live_event_free (SeepCliLiveEvent *event)
{
  g_clear_error (&event->error);
  g_free (event->values);
  g_free (event->text);
  g_free (event->path);
  g_free (event);
}

/* They stay where they are: whoever waits next finds them. */
static gboolean
is_cancelled_cb (SeepTask *task)
{
  SeepCliLive *self = (SeepCliLive *) task;
  sigset_t pending;

  sigpending (&pending);
  for (int number = 1; number < SIGRTMIN; number++)
    if (sigismember (&self->held, number) == 1 && sigismember (&pending, number) == 1)
      return TRUE;
  return FALSE;
}

SeepCliLive *
seep_cli_live_new_without_signals (void)
{
  SeepCliLive *self = g_new0 (SeepCliLive, 1);

  sigemptyset (&self->held);
  self->task.is_cancelled = is_cancelled_cb;
  self->signal_fd = -1;
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
  self->events = g_async_queue_new_full ((GDestroyNotify) seep_cli_live_event_free);
  return self;
}

SeepCliLive *
seep_cli_live_new (void)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
  SeepCliLive *self = seep_cli_live_new_without_signals ();
  struct sigaction action;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (sigaction (numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
      sigaddset (&self->held, numbers[i]); /* nohup stays nohup */
  pthread_sigmask (SIG_BLOCK, &self->held, &self->before);
  self->signal_fd = signalfd (-1, &self->held, SFD_CLOEXEC | SFD_NONBLOCK);
  return self;
}

void
seep_cli_live_free (SeepCliLive *live)
{
  if (live->signal_fd >= 0)
    {
      pthread_sigmask (SIG_SETMASK, &live->before, NULL);
      close (live->signal_fd);
    }
  close (live->event_fd);
  g_async_queue_unref (live->events);
  g_free (live);
}

void
seep_cli_live_cb (SeepLive *live, const SeepLiveEvent *event, gpointer user_data)
{
  SeepCliLive *self = user_data;
  SeepCliLiveEvent *copy = g_new0 (SeepCliLiveEvent, 1);
  const guint64 one = 1;

  copy->kind = event->kind;
  copy->time_us = event->time_us;
  copy->pid = event->pid;
  copy->values =
    event->values != NULL ? g_memdup2 (event->values, SEEP_N_METRICS * sizeof (double)) : NULL;
  copy->text = g_strdup (event->text);
  copy->path = g_strdup (event->path);
  copy->pause_seconds = event->pause_seconds;
  copy->exit_status = event->exit_status;
  copy->error = event->error != NULL ? g_error_copy (event->error) : NULL;
  g_async_queue_push (self->events, copy);
  while (write (self->event_fd, &one, sizeof one) < 0 && errno == EINTR)
    continue;
}

static int
get_patience_ms (gint64 until_us)
{
  gint64 left_us = until_us - g_get_monotonic_time ();

  if (until_us == 0)
    return -1;
  return (int) CLAMP ((left_us + 999) / 1000, 0, G_MAXINT);
}

SeepCliLiveEvent *
seep_cli_live_wait (SeepCliLive *live, gint64 until_us, int *signal)
{
  struct pollfd fds[] = { { .fd = live->event_fd, .events = POLLIN },
                          { .fd = live->signal_fd, .events = POLLIN } };
  struct signalfd_siginfo info;
  guint64 n;

  *signal = 0;
  while (poll (fds, G_N_ELEMENTS (fds), get_patience_ms (until_us)) < 0)
    g_assert (errno == EINTR);
  if (fds[1].revents != 0 && read (live->signal_fd, &info, sizeof info) == (ssize_t) sizeof info)
    {
      *signal = (int) info.ssi_signo;
      return NULL;
    }
  if (fds[0].revents != 0 && read (live->event_fd, &n, sizeof n) == (ssize_t) sizeof n)
    return g_async_queue_try_pop (live->events);
  return NULL;
}

SeepTask *
seep_cli_live_get_task (SeepCliLive *live)
{
  return &live->task;
}
