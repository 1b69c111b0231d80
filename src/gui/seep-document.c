/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-document.h"

#include "base/seep-i18n.h"
#include "formats/seep-formats.h"
#include "seep-dump-facts.h"
#include "seep-file-source.h"
#include "seep-progress.h"

/* Two workers, one after the other: the types are usable as soon as the heap is read, long before
 * the last retained size is known. A worker that was cancelled may still run for a moment; what it
 * brings is dropped, because its GCancellable is no longer ours. */

struct _SeepDocument
{
  GObject parent_instance;

  GFile            *file; /* owned */
  SeepDocumentState state;
  char             *title;       /* owned */
  GError           *error;       /* owned; of the last step; NULL if it was cancelled */
  SeepHeap         *heap;        /* owned */
  SeepAnalysis     *analysis;    /* owned */
  GCancellable     *cancellable; /* owned; of the worker that counts */
  SeepProgress     *progress;    /* owned; likewise */
};

enum
{
  PROP_STATE = 1,
  PROP_TITLE,
  PROP_PHASE,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SeepDocument, seep_document, G_TYPE_OBJECT)

static void start_analysis (SeepDocument *self);

static void
set_state (SeepDocument *self, SeepDocumentState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
progress_cb (SeepDocument *self, GParamSpec *pspec, SeepProgress *progress)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/* The task of a step that begins, with a fresh cancellable and a fresh progress. */
static GTask *
begin_step (SeepDocument *self, GAsyncReadyCallback callback)
{
  GTask *task;

  g_clear_error (&self->error);
  if (self->progress != NULL)
    g_signal_handlers_disconnect_by_data (self->progress, self);
  g_clear_object (&self->progress);
  self->progress = seep_progress_new (seep_renew_cancellable (&self->cancellable));
  g_signal_connect_object (self->progress, "notify::phase", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);

  task = g_task_new (self, self->cancellable, callback, NULL);
  g_task_set_task_data (task, g_object_ref (self->progress), g_object_unref);
  return task;
}

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SeepTask *work = seep_progress_get_task (data);
  g_autofree char *path = g_file_get_path (SEEP_DOCUMENT (source)->file);
  g_autoptr(SeepSource) bytes = NULL;
  SeepHeap *heap = NULL;
  GError *error = NULL;

  if (path == NULL)
    {
      g_task_return_new_error (
        task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s",
        _("This place is not a folder of this computer: copy the file here first."));
      return;
    }

  bytes = seep_file_source_new (path, &error);
  if (bytes != NULL)
    heap = seep_formats_read_heap (bytes, work, &error);
  if (heap == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, heap, (GDestroyNotify) seep_heap_unref);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepDocument *self = SEEP_DOCUMENT (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) heap = g_task_propagate_pointer (G_TASK (result), &error);
  char *program;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable ||
      self->state != SEEP_DOCUMENT_READING)
    return;
  if (heap == NULL)
    {
      self->error = g_steal_pointer (&error);
      set_state (self, SEEP_DOCUMENT_FAILED);
      return;
    }

  self->heap = g_steal_pointer (&heap);
  program = seep_dump_facts_dup_program (self->heap);
  if (program != NULL)
    {
      g_free (self->title);
      self->title = program;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
    }
  start_analysis (self);
}

static void
analyse_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  SeepAnalysis *analysis =
    seep_analysis_new (SEEP_DOCUMENT (source)->heap, seep_progress_get_task (data), &error);

  if (analysis == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, analysis, (GDestroyNotify) seep_analysis_unref);
}

static void
analyse_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepDocument *self = SEEP_DOCUMENT (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepAnalysis) analysis = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable ||
      self->state != SEEP_DOCUMENT_ANALYSING)
    return;
  if (analysis == NULL)
    {
      self->error = g_steal_pointer (&error);
      set_state (self, SEEP_DOCUMENT_HEAP);
      return;
    }

  self->analysis = g_steal_pointer (&analysis);
  set_state (self, SEEP_DOCUMENT_READY);
}

static void
start_analysis (SeepDocument *self)
{
  g_autoptr(GTask) task = NULL;

  task = begin_step (self, analyse_cb);
  set_state (self, SEEP_DOCUMENT_ANALYSING);
  g_task_run_in_thread (task, analyse_worker);
}

void
seep_document_load (SeepDocument *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SEEP_IS_DOCUMENT (self));

  if (self->state == SEEP_DOCUMENT_HEAP)
    {
      start_analysis (self);
    }
  else if (self->state == SEEP_DOCUMENT_EMPTY || self->state == SEEP_DOCUMENT_FAILED)
    {
      task = begin_step (self, read_cb);
      set_state (self, SEEP_DOCUMENT_READING);
      g_task_run_in_thread (task, read_worker);
    }
}

void
seep_document_cancel (SeepDocument *self)
{
  g_return_if_fail (SEEP_IS_DOCUMENT (self));

  g_cancellable_cancel (self->cancellable);
  if (self->state == SEEP_DOCUMENT_READING)
    set_state (self, SEEP_DOCUMENT_EMPTY);
  else if (self->state == SEEP_DOCUMENT_ANALYSING)
    set_state (self, SEEP_DOCUMENT_HEAP);
}

GFile *
seep_document_get_file (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->file;
}

SeepDocumentState
seep_document_get_state (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), SEEP_DOCUMENT_EMPTY);

  return self->state;
}

const char *
seep_document_get_phase (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), "");

  return self->progress != NULL ? seep_progress_get_phase (self->progress) : "";
}

double
seep_document_get_fraction (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), -1);

  return self->progress != NULL ? seep_progress_get_fraction (self->progress) : -1;
}

const GError *
seep_document_get_error (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->error;
}

SeepHeap *
seep_document_get_heap (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->heap;
}

SeepAnalysis *
seep_document_get_analysis (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->analysis;
}

const char *
seep_document_get_title (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), "");

  return self->title;
}

static void
seep_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SeepDocument *self = SEEP_DOCUMENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_PHASE:
      g_value_set_string (value, seep_document_get_phase (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, seep_document_get_fraction (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
seep_document_finalize (GObject *object)
{
  SeepDocument *self = SEEP_DOCUMENT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->progress);
  g_clear_object (&self->file);
  g_clear_error (&self->error);
  g_clear_pointer (&self->analysis, seep_analysis_unref);
  g_clear_pointer (&self->heap, seep_heap_unref);
  g_free (self->title);
  G_OBJECT_CLASS (seep_document_parent_class)->finalize (object);
}

static void
seep_document_class_init (SeepDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = seep_document_get_property;
  object_class->finalize = seep_document_finalize;

  properties[PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, 0, SEEP_DOCUMENT_READY, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
seep_document_init (SeepDocument *self)
{
  self->cancellable = g_cancellable_new ();
}

SeepDocument *
seep_document_new (GFile *file)
{
  SeepDocument *self = g_object_new (SEEP_TYPE_DOCUMENT, NULL);
  g_autofree char *base = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->title = base != NULL ? g_filename_display_name (base) : g_strdup ("");
  return self;
}
