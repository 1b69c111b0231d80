/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-message.h"

SeepLiveMessage *
seep_live_message_new (SeepLiveMessageKind kind)
{
  SeepLiveMessage *message = g_new0 (SeepLiveMessage, 1);

  message->kind = kind;
  message->time_us = g_get_real_time ();
  return message;
}

void
seep_live_message_free (SeepLiveMessage *message)
{
  seep_sampling_step_clear (&message->step);
  g_clear_pointer (&message->names, g_strfreev);
  g_clear_pointer (&message->counts, g_free);
  g_clear_pointer (&message->result, seep_launch_result_free);
  g_clear_error (&message->error);
  g_free (message->text);
  g_free (message->path);
  g_free (message->capture);
  g_free (message);
}

static gboolean
is_cancelled_cb (SeepTask *task)
{
  return g_atomic_int_get (&((SeepLiveTask *) task)->is_cancelled) != 0;
}

void
seep_live_task_init (SeepLiveTask *task)
{
  *task = (SeepLiveTask){ .parent = { .is_cancelled = is_cancelled_cb } };
}

void
seep_live_task_cancel (SeepLiveTask *task)
{
  g_atomic_int_set (&task->is_cancelled, 1);
}
