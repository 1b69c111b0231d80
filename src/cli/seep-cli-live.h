/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-live.h — what a live session tells, for a command that waits for it in its own
 * thread, and hears signals while it waits. */
#pragma once

#include "seep-cli.h"
#include "seep-live.h"

G_BEGIN_DECLS

/* An event as seep-live.h has it, to keep. */
typedef struct
{
  SeepLiveEventKind kind;
  gint64            time_us;
  gint64            pid;
  double           *values;  /* owned, as the others; NULL: none */
  char             *text;
  char             *path;
  double            pause_seconds;
  int               exit_status;
  GError           *error;
} SeepCliLiveEvent;

void seep_cli_live_event_free (SeepCliLiveEvent *event);

typedef struct _SeepCliLive SeepCliLive;

/* SIGINT, SIGTERM and SIGHUP are held back from now on, in this thread and those that it starts. */
SeepCliLive *seep_cli_live_new  (void) G_GNUC_WARN_UNUSED_RESULT;
/* Signals are somebody else's. */
SeepCliLive *seep_cli_live_new_without_signals (void) G_GNUC_WARN_UNUSED_RESULT;
void         seep_cli_live_free (SeepCliLive *live);

/* A SeepLiveFunc; its data is a SeepCliLive. */
void seep_cli_live_cb (SeepLive            *live,
                       const SeepLiveEvent *event,
                       gpointer             user_data);

/* Waits for the next one. NULL: @until_us (of the monotonic clock; 0: no end) has come, or a
 * signal: its number is in @signal, else 0. */
SeepCliLiveEvent *seep_cli_live_wait (SeepCliLive *live,
                                      gint64       until_us,
                                      int         *signal) G_GNUC_WARN_UNUSED_RESULT;

/* Cancelled when such a signal waits. Borrowed. */
SeepTask *seep_cli_live_get_task (SeepCliLive *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCliLiveEvent, seep_cli_live_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCliLive, seep_cli_live_free)

G_END_DECLS
