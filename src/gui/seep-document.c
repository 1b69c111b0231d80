/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-document.h"

#include "base/seep-i18n.h"
#include "seep-dump-facts.h"
#include "seep-progress.h"
#include "seep-reading.h"

/* Two workers, one after the other: the types are usable as soon as the heap is read, long before
 * the last retained size is known. A worker that was cancelled may still run for a moment; what it
 * brings is dropped, because its GCancellable is no longer ours. A third one keeps what was
 * computed; nobody hears of it. */

struct _SeepDocument
{
  GObject parent_instance;

  GFile            *file; /* owned */
  SeepDocumentState state;
  SeepCaptureState  file_state;
  char             *capture;     /* owned; its name in this session */
  char             *stored;      /* owned; its id in the store; NULL: none */
  char             *label;       /* owned */
  char             *title;       /* owned */
  guint             part;
  SeepCaptureInfo  *info;        /* owned; NULL before anything is known */
  GError           *error;       /* owned; of the last step; NULL if it was cancelled */
  SeepHeap         *heap;        /* owned */
  SeepAnalysis     *analysis;    /* owned */
  SeepTraces       *traces;      /* owned */
  GPtrArray        *parts;       /* owned; of SeepTraces; NULL: not a trace file, or not read */
  SeepProfiles     *profiles;    /* owned; may be NULL */
  GCancellable     *cancellable; /* owned; of the worker that counts */
  SeepProgress     *progress;    /* owned; likewise */
};

enum
{
  PROP_STATE = 1,
  PROP_TITLE,
  PROP_LABEL,
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
fail (SeepDocument *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, SEEP_DOCUMENT_FAILED);
}

static void
progress_cb (SeepDocument *self, GParamSpec *pspec, SeepProgress *progress)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/* What a worker needs: it never looks at the document, which may change meanwhile. */
typedef struct
{
  SeepProgress     *progress; /* owned */
  SeepReadingOrder *order;    /* owned */
  SeepHeap         *heap;     /* owned; NULL: it is to be read */
  SeepAnalysis     *analysis; /* owned; NULL: it is to be computed */
} Step;

static void
step_free (Step *step)
{
  g_clear_object (&step->progress);
  g_clear_pointer (&step->order, seep_reading_order_free);
  g_clear_pointer (&step->analysis, seep_analysis_unref);
  g_clear_pointer (&step->heap, seep_heap_unref);
  g_free (step);
}

/* Takes @progress. */
static Step *
step_new (SeepDocument *self, SeepProgress *progress)
{
  Step *step = g_new0 (Step, 1);

  step->progress = progress;
  step->order = seep_reading_order_new (self->file, self->stored != NULL ? self->info : NULL,
                                        self->profiles);
  step->heap = self->heap != NULL ? seep_heap_ref (self->heap) : NULL;
  step->analysis = self->analysis != NULL ? seep_analysis_ref (self->analysis) : NULL;
  return step;
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
  g_task_set_task_data (task, step_new (self, g_object_ref (self->progress)),
                        (GDestroyNotify) step_free);
  return task;
}

static void
read_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;
  GError *error = NULL;
  SeepReading *reading =
    seep_reading_new (step->order, seep_progress_get_task (step->progress), &error);

  if (reading == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reading, (GDestroyNotify) seep_reading_free);
}

/* A file that is not the one that was opened before is not shown as if it were. */
static GError *
explain_file_state (SeepDocument *self)
{
  g_autofree char *name = g_file_get_parse_name (self->file);

  return g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                      self->file_state == SEEP_CAPTURE_MISSING
                        ? _("%s: the file is no longer there.")
                        : _("%s: the file is not the one that was opened before: it was written "
                            "anew since."),
                      name);
}

static void
take_info (SeepDocument *self, SeepReading *reading)
{
  g_clear_pointer (&self->info, seep_capture_info_free);
  self->info = g_steal_pointer (&reading->info);
  self->info->part = self->part;
  self->info->label = g_strdup (self->label);
}

static void
take_traces (SeepDocument *self, SeepTraces *traces)
{
  self->traces = seep_traces_ref (traces);
  self->info->n_objects = seep_traces_get_columns (traces)->n_traces;
  self->info->n_heap_bytes = seep_traces_get_total_bytes (traces);
}

static void
take_trace_file (SeepDocument *self, GPtrArray *parts)
{
  g_autofree char *name = NULL;

  if (self->part < parts->len)
    {
      self->parts = g_ptr_array_ref (parts);
      take_traces (self, g_ptr_array_index (parts, self->part));
      set_state (self, SEEP_DOCUMENT_READY);
      return;
    }
  name = g_file_get_parse_name (self->file);
  fail (self, g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("%s: there is no snapshot %u in the file."), name, self->part + 1));
}

static void
take_heap (SeepDocument *self, SeepReading *reading)
{
  char *program;

  self->heap = g_steal_pointer (&reading->heap);
  self->analysis = g_steal_pointer (&reading->analysis);
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
read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepDocument *self = SEEP_DOCUMENT (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepReading) reading = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable ||
      self->state != SEEP_DOCUMENT_READING)
    return;
  if (reading == NULL)
    {
      fail (self, g_steal_pointer (&error));
      return;
    }
  self->file_state = reading->file_state;
  if (self->file_state != SEEP_CAPTURE_PRESENT)
    {
      fail (self, explain_file_state (self));
      return;
    }

  take_info (self, reading);
  if (reading->traces != NULL)
    take_trace_file (self, reading->traces);
  else
    take_heap (self, reading);
}

/* What is known of a heap beyond its objects. */
typedef struct
{
  SeepAnalysis *analysis; /* owned */
  SeepTraces   *traces;   /* owned; NULL: nothing was traced */
} Answer;

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->analysis, seep_analysis_unref);
  g_clear_pointer (&answer->traces, seep_traces_unref);
  g_free (answer);
}

static void
analyse_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;
  SeepTask *work = seep_progress_get_task (step->progress);
  Answer *answer = g_new0 (Answer, 1);
  GError *error = NULL;

  if (seep_heap_get_n_traces (step->heap) > 0)
    /* A heap none of whose objects was traced goes without: that is no error. */
    answer->traces = seep_traces_new_for_heap (step->heap, work, NULL);
  answer->analysis = step->analysis != NULL ? seep_analysis_ref (step->analysis)
                                            : seep_analysis_new (step->heap, work, &error);
  if (answer->analysis != NULL)
    {
      g_task_return_pointer (task, answer, (GDestroyNotify) answer_free);
      return;
    }
  answer_free (answer);
  g_task_return_error (task, error);
}

static void
save_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Step *step = data;

  seep_profiles_save (step->order->profiles, step->order->path, step->analysis,
                      seep_progress_get_task (step->progress));
  g_task_return_boolean (task, TRUE);
}

/* So that the next time is quicker. Whether it worked out, nobody needs to know. */
static void
save_profile (SeepDocument *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->profiles == NULL)
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, step_new (self, seep_progress_new (NULL)),
                        (GDestroyNotify) step_free);
  g_task_run_in_thread (task, save_worker);
}

static void
analyse_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepDocument *self = SEEP_DOCUMENT (object);
  GError *error = NULL;
  Answer *answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable ||
      self->state != SEEP_DOCUMENT_ANALYSING)
    {
      g_clear_pointer (&answer, answer_free);
      g_clear_error (&error);
      return;
    }
  if (answer == NULL)
    {
      self->error = error;
      set_state (self, SEEP_DOCUMENT_HEAP);
      return;
    }

  self->traces = g_steal_pointer (&answer->traces);
  if (self->analysis == NULL)
    {
      self->analysis = g_steal_pointer (&answer->analysis);
      save_profile (self);
    }
  answer_free (answer);
  set_state (self, SEEP_DOCUMENT_READY);
}

static void
start_analysis (SeepDocument *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->analysis != NULL && seep_heap_get_n_traces (self->heap) == 0)
    {
      set_state (self, SEEP_DOCUMENT_READY);
      return;
    }
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

void
seep_document_locate (SeepDocument *self, GFile *file)
{
  g_return_if_fail (SEEP_IS_DOCUMENT (self) && G_IS_FILE (file));

  seep_document_cancel (self);
  g_set_object (&self->file, file);
  g_clear_pointer (&self->stored, g_free);
  g_clear_pointer (&self->info, seep_capture_info_free);
  self->file_state = SEEP_CAPTURE_PRESENT;
  seep_document_load (self);
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

SeepCaptureState
seep_document_get_file_state (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), SEEP_CAPTURE_PRESENT);

  return self->file_state;
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

SeepTraces *
seep_document_get_traces (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->traces;
}

gboolean
seep_document_is_read (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), FALSE);

  return self->state >= SEEP_DOCUMENT_HEAP;
}

SeepCaptureKind
seep_document_get_kind (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), SEEP_CAPTURE_HEAP);

  return self->info != NULL ? self->info->kind : SEEP_CAPTURE_HEAP;
}

guint
seep_document_get_part (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), 0);

  return self->part;
}

guint
seep_document_get_n_parts (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), 1);

  return self->parts != NULL ? self->parts->len : 1;
}

const char *
seep_document_get_capture (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->capture;
}

const char *
seep_document_get_stored (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->stored;
}

void
seep_document_set_stored (SeepDocument *self, const char *id)
{
  g_return_if_fail (SEEP_IS_DOCUMENT (self));

  g_free (self->stored);
  self->stored = g_strdup (id);
}

const SeepCaptureInfo *
seep_document_get_info (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), NULL);

  return self->info;
}

const char *
seep_document_get_label (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), "");

  return self->label;
}

void
seep_document_set_label (SeepDocument *self, const char *label)
{
  g_return_if_fail (SEEP_IS_DOCUMENT (self) && label != NULL);

  if (g_strcmp0 (self->label, label) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label);
  if (self->info != NULL)
    {
      g_free (self->info->label);
      self->info->label = g_strdup (label);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

const char *
seep_document_get_title (SeepDocument *self)
{
  g_return_val_if_fail (SEEP_IS_DOCUMENT (self), "");

  return self->title;
}

void
seep_document_set_profiles (SeepDocument *self, SeepProfiles *profiles)
{
  g_return_if_fail (SEEP_IS_DOCUMENT (self));

  g_clear_pointer (&self->profiles, seep_profiles_unref);
  self->profiles = profiles != NULL ? seep_profiles_ref (profiles) : NULL;
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
    case PROP_LABEL:
      g_value_set_string (value, self->label);
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
  g_clear_pointer (&self->info, seep_capture_info_free);
  g_clear_pointer (&self->analysis, seep_analysis_unref);
  g_clear_pointer (&self->heap, seep_heap_unref);
  g_clear_pointer (&self->traces, seep_traces_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, seep_profiles_unref);
  g_free (self->capture);
  g_free (self->stored);
  g_free (self->label);
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
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
seep_document_init (SeepDocument *self)
{
  self->cancellable = g_cancellable_new ();
}

/* Names of captures that the store does not know; one that it knows has another form. */
static char *
make_name (void)
{
  static guint last;

  return g_strdup_printf ("new-%u", ++last);
}

SeepDocument *
seep_document_new (GFile *file)
{
  SeepDocument *self = g_object_new (SEEP_TYPE_DOCUMENT, NULL);
  g_autofree char *base = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->capture = make_name ();
  self->label = seep_capture_dup_label (file, 0);
  self->title = base != NULL ? g_filename_display_name (base) : g_strdup ("");
  return self;
}

SeepDocument *
seep_document_new_known (const SeepCaptureInfo *info, SeepCaptureState file_state)
{
  g_autoptr(GFile) file = g_file_new_for_path (info->path);
  SeepDocument *self = seep_document_new (file);

  self->part = info->part;
  self->info = seep_capture_info_copy (info);
  self->stored = g_strdup (info->id);
  self->file_state = file_state;
  g_free (self->capture);
  self->capture = g_strdup (info->id);
  g_free (self->label);
  self->label = g_strdup (info->label);
  return self;
}

SeepDocument *
seep_document_new_part (SeepDocument *first, guint part)
{
  SeepDocument *self = NULL;

  g_return_val_if_fail (SEEP_IS_DOCUMENT (first) && part < seep_document_get_n_parts (first), NULL);

  self = seep_document_new (first->file);
  self->part = part;
  g_free (self->label);
  self->label = seep_capture_dup_label (first->file, part);
  self->info = seep_capture_info_copy (first->info);
  self->info->part = part;
  g_free (self->info->label);
  self->info->label = g_strdup (self->label);
  self->parts = g_ptr_array_ref (first->parts);
  take_traces (self, g_ptr_array_index (first->parts, part));
  self->state = SEEP_DOCUMENT_READY;
  return self;
}
