/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of a live session: one message after the other, and between them what is due. It
 * ends when the process has ended and all that was said about it has been heard. */
#include "config.h"

#include "seep-live-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-probe-json.h"

#include <math.h>

#define TICK_US ((gint64) G_USEC_PER_SEC)
#define LOOK_US ((gint64) 2 * G_USEC_PER_SEC)  /* for snapshots that the program has made */
#define REPORT_US ((gint64) 2 * G_USEC_PER_SEC) /* for the last words of its report */
#define SAME_CLOCK_US ((gint64) 2 * G_USEC_PER_SEC)

/* --- Samples and events --- */

/* The moment @probe_us of the probe's clock on ours; never back. */
static gint64
adopt_time (SeepLive *self, gint64 probe_us)
{
  gint64 now_us = g_get_real_time ();
  gboolean is_first = self->last_us == 0;

  if (is_first && ABS (now_us - probe_us) > SAME_CLOCK_US)
    self->offset_us = now_us - probe_us;
  if (!is_first && probe_us + self->offset_us < self->last_us)
    self->offset_us = MAX (now_us, self->last_us + 1) - probe_us; /* somebody has set it back */
  return probe_us + self->offset_us;
}

static void
tell_thresholds (SeepLive *self, gint64 time_us, const double *values)
{
  g_autoptr(GPtrArray) sentences = seep_live_watchman_look (self->watchman, time_us, values);

  for (guint i = 0; sentences != NULL && i < sentences->len; i++)
    {
      SeepLiveEvent event = {
        .kind = SEEP_LIVE_THRESHOLD,
        .time_us = time_us,
        .text = sentences->pdata[i],
        .values = values,
      };

      seep_live_keeper_add_mark (self->keeper, time_us, SEEP_MARK_THRESHOLD, event.text, NULL);
      seep_live_tell (self, &event);
    }
}

static void
handle_sample (SeepLive *self, SeepSamplingStep *step)
{
  SeepLiveEvent event = { .kind = SEEP_LIVE_SAMPLE, .values = step->values };

  event.time_us = adopt_time (self, step->time_us);
  self->last_us = event.time_us;
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      if (isnan (step->values[i]))
        step->values[i] = self->asked[i];
      self->asked[i] = NAN;
    }
  seep_live_keeper_add_sample (self->keeper, event.time_us, step->values);
  seep_live_tell (self, &event);
  tell_thresholds (self, event.time_us, step->values);
}

/* A number of the event's line; -1 if there is none. */
static gint64
get_detail (const SeepSamplingStep *step, const char *key)
{
  g_autoptr(JsonObject) object = step->detail != NULL ? seep_probe_json_parse (step->detail) : NULL;
  double number = object != NULL ? seep_probe_json_get_number (object, key) : NAN;

  return isnan (number) ? -1 : (gint64) number;
}

/* Of the program that a process runs from now on. */
static char *
dup_exec_sentence (const SeepSamplingStep *step)
{
  g_autoptr(JsonObject) object = step->detail != NULL ? seep_probe_json_parse (step->detail) : NULL;
  const char *program = object != NULL ? seep_probe_json_get_string (object, "program") : "";

  return program[0] != '\0' ? g_strdup_printf (_("It runs another program now: %s"), program)
                            : g_strdup (_("It runs another program now"));
}

/* Of a process that was started by the one that is watched. */
static char *
dup_descendant_sentence (const SeepSamplingStep *step, int pid)
{
  if (g_str_equal (step->event, "exec"))
    return g_strdup_printf (_("Process %d, which it has started, runs another program now"), pid);
  if (g_str_equal (step->event, "exit"))
    return g_strdup_printf (_("Process %d, which it has started, has ended"), pid);
  return g_strdup (step->event);
}

static char *
dup_end_sentence (const SeepSamplingStep *step)
{
  gint64 exit_code = get_detail (step, "exit_code");
  int signal = (int) get_detail (step, "signal");

  if (signal > 0)
    return g_strdup_printf (_("It was ended by signal %d (%s)"), signal, g_strsignal (signal));
  if (exit_code >= 0)
    return g_strdup_printf (_("It has ended with exit code %d"), (int) exit_code);
  return g_strdup (_("It has ended"));
}

static char *
dup_sentence (SeepLive *self, const SeepSamplingStep *step)
{
  gint64 pid = get_detail (step, "pid");

  if (step->kind == SEEP_SAMPLING_END)
    return dup_end_sentence (step);
  if (g_str_equal (step->event, "fork"))
    return g_strdup (_("It has started another process"));
  if (pid > 0 && pid != self->pid)
    return dup_descendant_sentence (step, (int) pid);
  if (g_str_equal (step->event, "exec"))
    return dup_exec_sentence (step);
  if (g_str_equal (step->event, "stopped"))
    return g_strdup (_("It was stopped"));
  if (g_str_equal (step->event, "continued"))
    return g_strdup (_("It goes on"));
  return g_strdup (step->event); /* of a later probe */
}

static void
begin_process (SeepLive *self, gint64 pid)
{
  SeepLiveEvent event = { .kind = SEEP_LIVE_STARTED };

  self->pid = pid;
  self->begun_us = g_get_monotonic_time ();
  self->worker =
    seep_live_worker_new (self->host, self->pid, self->store, self->session, self->messages);
  seep_live_tell (self, &event);
}

static void
handle_event (SeepLive *self, const SeepSamplingStep *step)
{
  g_autofree char *sentence = NULL;
  SeepLiveEvent event = { .kind = SEEP_LIVE_EVENT };

  if (g_str_equal (step->event, "started"))
    {
      if (self->worker == NULL)
        begin_process (self, get_detail (step, "pid"));
      return;
    }
  sentence = dup_sentence (self, step);
  event.time_us = step->time_us != 0 ? adopt_time (self, step->time_us) : g_get_real_time ();
  event.text = sentence;
  seep_live_keeper_add_mark (self->keeper, event.time_us, SEEP_MARK_EVENT, sentence, NULL);
  seep_live_tell (self, &event);
}

/* --- Ends --- */

static void
handle_sampler_end (SeepLive *self, SeepLiveMessage *message)
{
  self->is_sampler_done = TRUE;
  if (message->error == NULL
      || g_error_matches (message->error, SEEP_ERROR, SEEP_ERROR_CANCELLED))
    return;
  if (self->program != NULL)
    seep_live_tell_text (self, SEEP_LIVE_PROBLEM, message->error->message);
  else
    self->error = g_steal_pointer (&message->error);
}

static void
handle_program_end (SeepLive *self, SeepLiveMessage *message)
{
  self->is_program_done = TRUE;
  self->result = g_steal_pointer (&message->result);
  self->give_up_us = g_get_monotonic_time () + REPORT_US;
}

static void
handle_stop (SeepLive *self, gboolean ends_program)
{
  /* What it writes as it ends is taken in. */
  if (self->program != NULL && ends_program && !self->is_program_done)
    {
      seep_live_program_end (self->program);
      return;
    }
  if (self->worker != NULL)
    seep_live_worker_cancel (self->worker);
  if (self->program != NULL && !self->is_program_done && seep_live_program_let_go (self->program))
    {
      self->program = NULL;
      self->is_program_done = TRUE;
    }
  self->is_stopping = TRUE;
  if (self->sampler != NULL)
    seep_live_sampler_cancel (self->sampler);
}

/* --- Messages --- */

static void
handle_step (SeepLive *self, SeepLiveMessage *message)
{
  if (message->step.kind == SEEP_SAMPLING_SAMPLE)
    handle_sample (self, &message->step);
  else
    handle_event (self, &message->step);
}

static void
handle (SeepLive *self, SeepLiveMessage *message)
{
  switch (message->kind)
    {
    case SEEP_LIVE_MESSAGE_STEP:
      handle_step (self, message);
      break;
    case SEEP_LIVE_MESSAGE_SAMPLER_TROUBLE:
      seep_live_tell_text (self, SEEP_LIVE_PROBLEM, message->text);
      break;
    case SEEP_LIVE_MESSAGE_SAMPLER_ENDED:
      handle_sampler_end (self, message);
      break;
    case SEEP_LIVE_MESSAGE_PROGRAM_ENDED:
      handle_program_end (self, message);
      break;
    case SEEP_LIVE_MESSAGE_SNAPSHOT:
      seep_live_handle_snapshot (self, message);
      break;
    case SEEP_LIVE_MESSAGE_COLLECTED:
      seep_live_handle_collected (self, message);
      break;
    case SEEP_LIVE_MESSAGE_COUNTS:
      seep_live_handle_counts (self, message);
      break;
    case SEEP_LIVE_MESSAGE_WANT_SNAPSHOT:
      seep_live_begin_snapshot (self, message->text);
      break;
    case SEEP_LIVE_MESSAGE_WANT_COLLECT:
      if (self->worker != NULL)
        seep_live_worker_collect (self->worker);
      break;
    case SEEP_LIVE_MESSAGE_WANT_MARK:
      seep_live_add_mark (self, message->text);
      break;
    case SEEP_LIVE_MESSAGE_WANT_THRESHOLDS:
      seep_live_watchman_set (self->watchman, &message->thresholds);
      break;
    case SEEP_LIVE_MESSAGE_WANT_STOP:
      handle_stop (self, message->flag);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* What is due whether something has happened or not. */
static void
tick (SeepLive *self)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr(GError) problem = NULL;

  seep_live_keeper_write_if_due (self->keeper);
  problem = seep_live_keeper_steal_problem (self->keeper);
  if (problem != NULL)
    seep_live_tell_text (self, SEEP_LIVE_PROBLEM, problem->message);

  if (now_us >= self->next_look_us)
    {
      seep_live_look_for_snapshots (self);
      self->next_look_us = now_us + LOOK_US;
    }
  if (self->snapshot_every_seconds > 0 && now_us >= self->next_snapshot_us)
    {
      if (self->next_snapshot_us > 0)
        seep_live_begin_snapshot (self, NULL);
      self->next_snapshot_us = now_us + (gint64) (self->snapshot_every_seconds * G_USEC_PER_SEC);
    }
  if (self->with_objects && self->worker != NULL && seep_live_worker_is_idle (self->worker)
      && now_us >= self->next_count_us)
    {
      self->next_count_us = G_MAXINT64; /* until it is answered */
      seep_live_worker_count (self->worker);
    }
  if (self->give_up_us > 0 && now_us >= self->give_up_us && self->sampler != NULL)
    seep_live_sampler_cancel (self->sampler);
}

/* Until something may be due. */
static guint64
get_patience_us (SeepLive *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 until_us = now_us + TICK_US;

  if (self->snapshot_every_seconds > 0)
    until_us = MIN (until_us, self->next_snapshot_us);
  return (guint64) MAX (until_us - now_us, 1000);
}

static void
begin (SeepLive *self)
{
  self->is_program_done = self->program == NULL;
  if (self->report_fd >= 0)
    {
      self->sampler = seep_live_sampler_new_for_fd (self->report_fd, self->messages);
      self->report_fd = -1;
    }
  else if (self->program == NULL)
    {
      begin_process (self, self->pid);
      self->sampler = seep_live_sampler_new (self->host, self->pid, self->interval_seconds,
                                             self->with_descendants, self->messages);
    }
  else
    self->is_sampler_done = TRUE;
}

/* What is still being done is waited for, what has been sent is heard. */
static void
finish (SeepLive *self)
{
  SeepLiveEvent event = { .kind = SEEP_LIVE_ENDED, .error = self->error, .exit_status = -1 };
  SeepLiveMessage *message;

  g_clear_pointer (&self->sampler, seep_live_sampler_free);
  if (self->worker == NULL && self->store != NULL && self->result != NULL)
    self->worker = seep_live_worker_new (self->host, 0, self->store, self->session, self->messages);
  seep_live_look_for_snapshots (self);
  g_clear_pointer (&self->worker, seep_live_worker_free);
  while ((message = g_async_queue_try_pop (self->messages)) != NULL)
    {
      handle (self, message);
      seep_live_message_free (message);
    }
  seep_live_keeper_write (self->keeper);
  if (self->result != NULL)
    event.exit_status = self->result->exit_code;
  seep_live_tell (self, &event);
}

gpointer
seep_live_thread (gpointer data)
{
  SeepLive *self = data;

  begin (self);
  while (!self->is_stopping && !(self->is_sampler_done && self->is_program_done))
    {
      g_autoptr(SeepLiveMessage) message =
        g_async_queue_timeout_pop (self->messages, get_patience_us (self));

      if (message != NULL)
        handle (self, message);
      tick (self);
    }
  finish (self);
  return NULL;
}
