/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-progress.h — the two ways in which the desktop gives the engine a SeepTask.
 *
 * SeepProgress is for work that a person watches: the thread that works says how far it is, the
 * main thread hears of it through ::notify, at most once a turn of its loop. SeepCancelTask is for
 * a quick question that nobody watches but that a newer question may make pointless. */
#pragma once

#include "base/seep-task.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SEEP_TYPE_PROGRESS (seep_progress_get_type ())
G_DECLARE_FINAL_TYPE (SeepProgress, seep_progress, SEEP, PROGRESS, GObject)

SeepProgress *seep_progress_new (GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed; for the worker. */
SeepTask *seep_progress_get_task (SeepProgress *self);

/* Main thread. "" before the first phase; the fraction is negative when nobody can know. */
const char *seep_progress_get_phase    (SeepProgress *self);
double      seep_progress_get_fraction (SeepProgress *self);

typedef struct
{
  SeepTask      parent;
  GCancellable *cancellable; /* borrowed; may be NULL */
} SeepCancelTask;

/* On the worker's stack: seep_xyz (…, seep_cancel_task_init (&task, cancellable), &error). */
SeepTask *seep_cancel_task_init (SeepCancelTask *task,
                                 GCancellable   *cancellable);

/* Whether @error only says that somebody changed their mind: such an error is shown to nobody. */
gboolean seep_is_cancelled_error (const GError *error);

/* Cancels what *@cancellable stands for and puts a fresh one in its place: newer questions win. */
GCancellable *seep_renew_cancellable (GCancellable **cancellable);

G_END_DECLS
