/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-sampler.h"

#include "base/seep-error.h"

struct _SeepLiveSampler
{
  SeepHost     *host; /* owned; NULL: from a descriptor */
  gint64        pid;
  double        interval_seconds;
  gboolean      with_descendants;
  int           fd;       /* until it is taken */
  GAsyncQueue  *messages; /* owned */
  SeepLiveTask  task;
  GThread      *thread;   /* owned */
};

static void
send_end (SeepLiveSampler *self, GError *error)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_SAMPLER_ENDED);

  message->error = error;
  g_async_queue_push (self->messages, message);
}

static SeepSampling *
open_sampling (SeepLiveSampler *self, GError **error)
{
  int fd = self->fd;

  if (self->host != NULL)
    return seep_sampling_start (self->host, self->pid, self->interval_seconds,
                                self->with_descendants, error);
  self->fd = -1;
  return seep_sampling_new_for_fd (fd);
}

/* Until the process has ended (TRUE) or sampling has failed; @n_steps: that were sent. */
static gboolean
sample (SeepLiveSampler *self, guint64 *n_steps, GError **error)
{
  g_autoptr(SeepSampling) sampling = open_sampling (self, error);

  *n_steps = 0;
  while (sampling != NULL)
    {
      SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_STEP);
      SeepSamplingKind kind;

      if (!seep_sampling_next (sampling, &message->step, &self->task.parent, error))
        {
          seep_live_message_free (message);
          return FALSE;
        }
      *n_steps += 1;
      kind = message->step.kind;
      g_async_queue_push (self->messages, message);
      if (kind == SEEP_SAMPLING_END)
        return TRUE;
    }
  return FALSE;
}

static gpointer
sampler_thread (gpointer data)
{
  SeepLiveSampler *self = data;

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      SeepLiveMessage *trouble;
      guint64 n_steps;

      if (sample (self, &n_steps, &error))
        {
          send_end (self, NULL);
          return NULL;
        }
      if (n_steps == 0 || self->host == NULL
          || g_error_matches (error, SEEP_ERROR, SEEP_ERROR_CANCELLED))
        {
          send_end (self, g_steal_pointer (&error));
          return NULL;
        }
      trouble = seep_live_message_new (SEEP_LIVE_MESSAGE_SAMPLER_TROUBLE);
      trouble->text = g_strdup (error->message);
      g_async_queue_push (self->messages, trouble);
    }
}

static SeepLiveSampler *
new_sampler (GAsyncQueue *messages)
{
  SeepLiveSampler *self = g_new0 (SeepLiveSampler, 1);

  self->fd = -1;
  self->messages = g_async_queue_ref (messages);
  seep_live_task_init (&self->task);
  return self;
}

SeepLiveSampler *
seep_live_sampler_new (SeepHost    *host,
                       gint64       pid,
                       double       interval_seconds,
                       gboolean     with_descendants,
                       GAsyncQueue *messages)
{
  SeepLiveSampler *self = new_sampler (messages);

  self->host = seep_host_ref (host);
  self->pid = pid;
  self->interval_seconds = interval_seconds;
  self->with_descendants = with_descendants;
  self->thread = g_thread_new ("seep-sampler", sampler_thread, self);
  return self;
}

SeepLiveSampler *
seep_live_sampler_new_for_fd (int fd, GAsyncQueue *messages)
{
  SeepLiveSampler *self = new_sampler (messages);

  self->fd = fd;
  self->thread = g_thread_new ("seep-sampler", sampler_thread, self);
  return self;
}

void
seep_live_sampler_cancel (SeepLiveSampler *sampler)
{
  seep_live_task_cancel (&sampler->task);
}

void
seep_live_sampler_free (SeepLiveSampler *sampler)
{
  seep_live_sampler_cancel (sampler);
  g_thread_join (sampler->thread);
  g_clear_pointer (&sampler->host, seep_host_unref);
  g_async_queue_unref (sampler->messages);
  g_free (sampler);
}
