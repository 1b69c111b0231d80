/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-program.h"

typedef enum
{
  STATE_RUNNING,
  STATE_ENDED,
  STATE_LET_GO,
} State;

struct _SeepLiveProgram
{
  SeepLaunch   *launch;      /* owned */
  char         *folder;      /* owned */
  GAsyncQueue  *messages;    /* owned */
  GCancellable *cancellable; /* owned */
  GThread      *thread;      /* owned */
  int           state;       /* atomic, of State */
};

static void
release (SeepLiveProgram *self)
{
  g_clear_pointer (&self->launch, seep_launch_free);
  g_clear_object (&self->cancellable);
  g_async_queue_unref (self->messages);
  g_free (self->folder);
  g_free (self);
}

static gpointer
wait_thread (gpointer data)
{
  SeepLiveProgram *self = data;
  SeepLaunchResult *result = seep_launch_wait (self->launch, self->cancellable);
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_PROGRAM_ENDED);

  message->result = result;
  if (g_atomic_int_compare_and_exchange (&self->state, STATE_RUNNING, STATE_ENDED))
    {
      g_async_queue_push (self->messages, message);
      return NULL;
    }
  seep_live_message_free (message);
  release (self);
  return NULL;
}

SeepLiveProgram *
seep_live_program_start (const SeepLaunchOptions *options, GAsyncQueue *messages, GError **error)
{
  SeepLaunch *launch = seep_launch_start (options, error);
  SeepLiveProgram *self;

  if (launch == NULL)
    return NULL;
  self = g_new0 (SeepLiveProgram, 1);
  self->launch = launch;
  self->folder = g_strdup (seep_launch_get_folder (launch));
  self->messages = g_async_queue_ref (messages);
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("seep-program", wait_thread, self);
  return self;
}

char *
seep_live_program_dup_folder (SeepLiveProgram *program)
{
  return g_atomic_int_get (&program->state) == STATE_RUNNING ? g_strdup (program->folder) : NULL;
}

void
seep_live_program_end (SeepLiveProgram *program)
{
  g_cancellable_cancel (program->cancellable);
}

gboolean
seep_live_program_let_go (SeepLiveProgram *program)
{
  GThread *thread = program->thread;

  /* From then on it may be gone at any moment. */
  if (!g_atomic_int_compare_and_exchange (&program->state, STATE_RUNNING, STATE_LET_GO))
    return FALSE;
  g_thread_unref (thread);
  return TRUE;
}

void
seep_live_program_free (SeepLiveProgram *program)
{
  g_thread_join (program->thread);
  release (program);
}
