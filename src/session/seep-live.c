/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a live session begins and ends, and what anybody may ask of it. Everything happens in its
 * thread (seep-live-thread.c); three more wait and work for it, and know nothing of each other:
 * the sampler waits for the probe, the worker does what pauses the process, the program's thread
 * waits for its end. All of them send messages. */
#include "config.h"

#include "seep-live-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

/* --- Starting --- */

/* The words that run a program below the probe, which reports to @fd. NULL without a probe. */
static GStrv
make_runner (SeepLive *self, int fd, GError **error)
{
  char interval[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *number = g_strdup_printf ("%d", fd);
  const char *args[] = { "run", "--interval", interval, "--report-fd", number,
                         self->with_descendants ? "--tree" : "--",
                         self->with_descendants ? "--" : NULL,
                         NULL };

  g_ascii_formatd (interval, sizeof interval, "%.6g", self->interval_seconds);
  return seep_host_prepare (self->host, NULL, error) ? seep_host_dup_command (self->host, args)
                                                     : NULL;
}

static SeepLaunchFlags
get_flags (const SeepLiveOptions *options)
{
  return (options->forwards_signals ? SEEP_LAUNCH_FORWARD_SIGNALS : 0)
         | (options->is_silent ? SEEP_LAUNCH_SILENT : 0);
}

/* Without a probe the program runs all the same: what it cannot be is measured. */
static gboolean
start_program (SeepLive *self, const SeepLiveOptions *options, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_auto(GStrv) runner = NULL;
  SeepLaunchOptions launch = {
    .argv = options->argv,
    .python = options->python,
    .output = self->session != NULL ? self->folder : options->output,
    .snapshot_every_seconds = options->snapshot_every_seconds,
    .tracemalloc_frames = options->tracemalloc_frames,
    .flags = get_flags (options),
    .folder = options->folder,
    .environment = options->environment,
  };
  int ends[2];

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return FALSE;
  runner = make_runner (self, ends[1], &problem);
  launch.runner = (const char *const *) runner;
  launch.report_fd = ends[1];
  self->program = seep_live_program_start (&launch, self->messages, error);
  close (ends[1]);
  if (self->program != NULL && runner != NULL)
    self->report_fd = ends[0];
  else
    close (ends[0]);
  if (self->program != NULL && runner == NULL)
    seep_live_tell_text (self, SEEP_LIVE_PROBLEM, problem->message);
  return self->program != NULL;
}

/* The session's folder, or the one that was named. */
static gboolean
make_folder (SeepLive *self, const SeepLiveOptions *options, GError **error)
{
  if (self->session != NULL)
    {
      self->folder = seep_store_dup_session_folder (self->store, self->session, error);
      if (self->folder != NULL)
        self->hold = seep_store_hold_session (self->store, self->session, error);
      return self->hold >= 0;
    }
  if (options->output == NULL || options->argv != NULL)
    return TRUE;
  if (g_mkdir_with_parents (options->output, 0700) < 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: the folder cannot be made: %s"),
                   options->output, g_strerror (errno));
      return FALSE;
    }
  self->folder = g_strdup (options->output);
  return TRUE;
}

static SeepLive *
new_live (const SeepLiveOptions *options, SeepStore *store, SeepLiveFunc func, gpointer user_data)
{
  SeepLive *self = g_new0 (SeepLive, 1);

  self->func = func;
  self->user_data = user_data;
  self->messages = g_async_queue_new_full ((GDestroyNotify) seep_live_message_free);
  self->host = options->host != NULL ? seep_host_ref (options->host) : seep_host_new_local ();
  self->store = options->session != NULL ? seep_store_ref (store) : NULL;
  self->session = g_strdup (options->session);
  self->hold = -1;
  self->report_fd = -1;
  self->pid = options->argv != NULL ? 0 : options->pid;
  self->interval_seconds = options->interval_seconds > 0 ? options->interval_seconds : 1;
  self->snapshot_every_seconds = options->argv != NULL ? 0 : options->snapshot_every_seconds;
  self->with_descendants = options->with_descendants;
  self->with_objects = options->with_objects;
  self->how = options->how;
  self->keeper = seep_live_keeper_new (self->store, self->session);
  self->watchman = seep_live_watchman_new ();
  seep_live_watchman_set (self->watchman, &options->thresholds);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    self->asked[i] = NAN;
  return self;
}

SeepLive *
seep_live_start (const SeepLiveOptions *options,
                 SeepStore             *store,
                 SeepLiveFunc           func,
                 gpointer               user_data,
                 GError               **error)
{
  g_autoptr(SeepLive) self = NULL;

  g_return_val_if_fail ((options->argv != NULL) != (options->pid > 0), NULL);
  g_return_val_if_fail (options->session == NULL || store != NULL, NULL);

  self = new_live (options, store, func, user_data);
  if (!make_folder (self, options, error))
    return NULL;
  if (options->argv != NULL && !start_program (self, options, error))
    return NULL;
  self->thread = g_thread_new ("seep-live", seep_live_thread, self);
  return g_steal_pointer (&self);
}

/* --- Asking --- */

static void
send_request (SeepLive *self, SeepLiveMessageKind kind, const char *text)
{
  SeepLiveMessage *message = seep_live_message_new (kind);

  message->text = g_strdup (text);
  g_async_queue_push (self->messages, message);
}

void
seep_live_request_snapshot (SeepLive *live, const char *label)
{
  send_request (live, SEEP_LIVE_MESSAGE_WANT_SNAPSHOT, label);
}

void
seep_live_request_collect (SeepLive *live)
{
  send_request (live, SEEP_LIVE_MESSAGE_WANT_COLLECT, NULL);
}

void
seep_live_mark (SeepLive *live, const char *label)
{
  send_request (live, SEEP_LIVE_MESSAGE_WANT_MARK, label);
}

void
seep_live_set_thresholds (SeepLive *live, const SeepLiveThresholds *thresholds)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_WANT_THRESHOLDS);

  message->thresholds = *thresholds;
  g_async_queue_push (live->messages, message);
}

void
seep_live_stop (SeepLive *live, gboolean ends_program)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_WANT_STOP);

  message->flag = ends_program;
  g_async_queue_push (live->messages, message);
}

/* --- Ending --- */

const SeepLaunchResult *
seep_live_get_result (SeepLive *live)
{
  return live->result;
}

void
seep_live_free (SeepLive *live)
{
  if (live->thread != NULL)
    g_thread_join (live->thread);
  g_clear_pointer (&live->program, seep_live_program_free);
  if (live->report_fd >= 0)
    close (live->report_fd);
  if (live->hold >= 0)
    close (live->hold);
  g_clear_pointer (&live->keeper, seep_live_keeper_free);
  g_clear_pointer (&live->watchman, seep_live_watchman_free);
  g_clear_pointer (&live->result, seep_launch_result_free);
  g_clear_pointer (&live->seen, g_hash_table_unref);
  g_clear_pointer (&live->host, seep_host_unref);
  g_clear_pointer (&live->store, seep_store_unref);
  g_clear_error (&live->error);
  g_async_queue_unref (live->messages);
  g_free (live->session);
  g_free (live->folder);
  g_free (live);
}
