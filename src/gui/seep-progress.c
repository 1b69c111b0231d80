/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-progress.h"

#include "base/seep-error.h"

/* A phase may tell its progress a few hundred times; the main loop is woken for the first of what
 * it has not yet heard, and then takes the latest. */

typedef struct
{
  SeepTask      parent;
  SeepProgress *progress; /* borrowed: it contains this */
} WatchedTask;

struct _SeepProgress
{
  GObject parent_instance;

  WatchedTask   task;
  GCancellable *cancellable; /* owned */

  GMutex   lock;
  char    *told_phase; /* owned; what the worker said last */
  double   told_fraction;
  gboolean is_pending; /* an idle is on its way */

  char  *phase; /* owned; what the main thread knows */
  double fraction;
};

enum
{
  PROP_PHASE = 1,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SeepProgress, seep_progress, G_TYPE_OBJECT)

static gboolean
take_news_cb (gpointer data)
{
  SeepProgress *self = SEEP_PROGRESS (data);

  g_mutex_lock (&self->lock);
  self->is_pending = FALSE;
  g_free (self->phase);
  self->phase = g_strdup (self->told_phase);
  self->fraction = self->told_fraction;
  g_mutex_unlock (&self->lock);

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  g_object_thaw_notify (G_OBJECT (self));

  return G_SOURCE_REMOVE;
}

static void
watched_set_progress (SeepTask *task, const char *phase, double fraction)
{
  SeepProgress *self = ((WatchedTask *) task)->progress;
  gboolean shall_wake;

  g_mutex_lock (&self->lock);
  if (g_strcmp0 (self->told_phase, phase) != 0)
    {
      g_free (self->told_phase);
      self->told_phase = g_strdup (phase);
    }
  self->told_fraction = fraction;
  shall_wake = !self->is_pending;
  self->is_pending = TRUE;
  g_mutex_unlock (&self->lock);

  if (shall_wake)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_news_cb, g_object_ref (self), g_object_unref);
}

static gboolean
watched_is_cancelled (SeepTask *task)
{
  return g_cancellable_is_cancelled (((WatchedTask *) task)->progress->cancellable);
}

static gboolean
question_is_cancelled (SeepTask *task)
{
  return g_cancellable_is_cancelled (((SeepCancelTask *) task)->cancellable);
}

static void
question_set_progress (SeepTask *task, const char *phase, double fraction)
{
  /* Nobody looks. */
}

SeepTask *
seep_cancel_task_init (SeepCancelTask *task, GCancellable *cancellable)
{
  task->parent.is_cancelled = question_is_cancelled;
  task->parent.set_progress = question_set_progress;
  task->cancellable = cancellable;
  return &task->parent;
}

gboolean
seep_is_cancelled_error (const GError *error)
{
  return g_error_matches (error, SEEP_ERROR, SEEP_ERROR_CANCELLED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

GCancellable *
seep_renew_cancellable (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
  *cancellable = g_cancellable_new ();
  return *cancellable;
}

SeepTask *
seep_progress_get_task (SeepProgress *self)
{
  g_return_val_if_fail (SEEP_IS_PROGRESS (self), NULL);

  return &self->task.parent;
}

const char *
seep_progress_get_phase (SeepProgress *self)
{
  g_return_val_if_fail (SEEP_IS_PROGRESS (self), NULL);

  return self->phase != NULL ? self->phase : "";
}

double
seep_progress_get_fraction (SeepProgress *self)
{
  g_return_val_if_fail (SEEP_IS_PROGRESS (self), -1);

  return self->fraction;
}

static void
seep_progress_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SeepProgress *self = SEEP_PROGRESS (object);

  switch (id)
    {
    case PROP_PHASE:
      g_value_set_string (value, seep_progress_get_phase (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
seep_progress_finalize (GObject *object)
{
  SeepProgress *self = SEEP_PROGRESS (object);

  g_clear_object (&self->cancellable);
  g_free (self->told_phase);
  g_free (self->phase);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (seep_progress_parent_class)->finalize (object);
}

static void
seep_progress_class_init (SeepProgressClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = seep_progress_get_property;
  object_class->finalize = seep_progress_finalize;

  properties[PROP_PHASE] =
    g_param_spec_string ("phase", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
seep_progress_init (SeepProgress *self)
{
  g_mutex_init (&self->lock);
  self->fraction = -1;
  self->task.progress = self;
  self->task.parent.is_cancelled = watched_is_cancelled;
  self->task.parent.set_progress = watched_set_progress;
}

SeepProgress *
seep_progress_new (GCancellable *cancellable)
{
  SeepProgress *self = g_object_new (SEEP_TYPE_PROGRESS, NULL);

  g_set_object (&self->cancellable, cancellable);
  return self;
}
