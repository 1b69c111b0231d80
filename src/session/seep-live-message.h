/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-message.h — what reaches the thread of a live session: from those that measure and
 * work for it, and from whoever wants something of it. */
#pragma once

#include "seep-launch.h"
#include "seep-probe-client.h"
#include "seep-live.h"
#include "seep-talk.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_LIVE_MESSAGE_STEP,           /* of the sampler */
  SEEP_LIVE_MESSAGE_SAMPLER_TROUBLE, /* text; it tries again */
  SEEP_LIVE_MESSAGE_SAMPLER_ENDED,  /* error: what ended it; NULL: the process has ended */
  SEEP_LIVE_MESSAGE_PROGRAM_ENDED,  /* result: that was started here */
  SEEP_LIVE_MESSAGE_SNAPSHOT,       /* of the worker: text (a label), path, capture, seconds, error */
  SEEP_LIVE_MESSAGE_COLLECTED,      /* of the worker: count, seconds, error */
  SEEP_LIVE_MESSAGE_COUNTS,         /* of the worker: names, counts, count, seconds, step.values */
  SEEP_LIVE_MESSAGE_WANT_SNAPSHOT,  /* of a person, as all that follow: text: a label; NULL */
  SEEP_LIVE_MESSAGE_WANT_COLLECT,
  SEEP_LIVE_MESSAGE_WANT_MARK,      /* text: a label; NULL */
  SEEP_LIVE_MESSAGE_WANT_THRESHOLDS,
  SEEP_LIVE_MESSAGE_WANT_STOP,      /* flag: the program, too */
} SeepLiveMessageKind;

typedef struct
{
  SeepLiveMessageKind kind;
  gint64              time_us;     /* when it was sent */
  SeepSamplingStep    step;        /* owned, as all of it */
  char               *text;
  char               *path;
  char               *capture;
  double              seconds;
  guint64             count;
  gboolean            flag;
  GError             *error;
  SeepLaunchResult   *result;
  GStrv               names;       /* of types */
  guint64            *counts;      /* as many */
  SeepLiveThresholds  thresholds;
} SeepLiveMessage;

SeepLiveMessage *seep_live_message_new  (SeepLiveMessageKind kind) G_GNUC_WARN_UNUSED_RESULT;
void             seep_live_message_free (SeepLiveMessage *message);

/* A task that is cancelled by setting a flag, from any thread. */
typedef struct
{
  SeepTask parent;
  int      is_cancelled; /* atomic */
} SeepLiveTask;

void seep_live_task_init   (SeepLiveTask *task);
void seep_live_task_cancel (SeepLiveTask *task);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLiveMessage, seep_live_message_free)

G_END_DECLS
