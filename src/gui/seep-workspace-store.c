/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-workspace-private.h"

#include "base/seep-i18n.h"
#include "seep-session-jobs.h"

/* One save at a time: what changes meanwhile is written by the next. A save writes what is not in
 * the store yet; captures first, because places name them as the store does. */

/* A killed desktop loses no more than this. */
#define SAVE_DELAY_MS 1000

static void
set_problem_of_error (SeepWorkspace *self, const GError *error)
{
  /* Translators: the rest is a sentence that says why. */
  g_autofree char *problem =
    g_strdup_printf (_("Sessions cannot be remembered: %s"), error->message);

  seep_workspace_set_problem (self, problem);
}

/* --- Restoring --- */

static void
restore_documents (SeepWorkspace *self, SeepSessionContents *contents)
{
  for (guint i = 0; i < contents->captures->len; i++)
    {
      const SeepCaptureInfo *info = g_ptr_array_index (contents->captures, i);

      g_hash_table_insert (self->stored, g_strdup (info->id), g_strdup (info->label));
      seep_workspace_take_document (
        self,
        seep_document_new_known (info, g_array_index (contents->file_states, SeepCaptureState, i)),
        self->documents->len);
    }
}

static void
restore_tabs (SeepWorkspace *self, SeepSessionContents *contents)
{
  self->tabs = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_tab_state_free);
  self->selected = 0;
  for (guint i = 0; contents->places[i] != NULL; i++)
    {
      g_autofree char *capture = NULL;
      g_autofree char *title = NULL;
      SeepTabState *state;

      if (!self->has_window
          && seep_window_state_from_json (&self->window, contents->places[i]))
        {
          self->has_window = TRUE;
          continue;
        }
      /* The session's own tabs have no capture. */
      if (!seep_tab_text_parse (contents->places[i], &capture, &title)
          || (*capture != '\0' && seep_workspace_find (self, capture) == NULL))
        continue;
      if (i <= contents->selected)
        self->selected = self->tabs->len;
      state = seep_tab_state_new (capture);
      state->title = g_steal_pointer (&title);
      state->text = g_strdup (contents->places[i]);
      g_ptr_array_add (self->tabs, state);
    }
  self->stored_places = g_strdupv (contents->places);
  self->stored_selected = contents->selected;
}

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepWorkspace *self = SEEP_WORKSPACE (object);
  g_autoptr(GError) error = NULL;
  SeepSessionContents *contents = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_restoring = FALSE;
  if (contents == NULL)
    {
      /* What is opened now becomes a session of its own, if that is possible. */
      g_clear_pointer (&self->session, g_free);
      set_problem_of_error (self, error);
    }
  else if (!self->is_closed)
    {
      seep_workspace_set_problem (self, contents->problem);
      seep_workspace_set_name (self, contents->info->name, contents->info->program);
      g_free (self->notes);
      self->notes = g_strdup (contents->info->notes);
      g_free (self->stored_notes);
      self->stored_notes = g_strdup (contents->info->notes);
      g_object_notify (G_OBJECT (self), "notes");
      restore_documents (self, contents);
      restore_tabs (self, contents);
    }
  g_clear_pointer (&contents, seep_session_contents_free);
  if (!self->is_closed)
    g_signal_emit (self, seep_workspace_signals[SEEP_WORKSPACE_RESTORED], 0);
}

void
seep_workspace_restore (SeepWorkspace *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, restored_cb, NULL);

  self->is_restoring = TRUE;
  g_task_set_task_data (task, g_strdup (self->session), g_free);
  seep_store_thread_run (self->store, task, seep_session_read_worker);
}

/* --- What was recorded --- */

static void
read_timeline_worker (GTask *task, SeepStore *store, gpointer session)
{
  GError *error = NULL;
  SeepRecorded *recorded = seep_store_read_recorded (store, session, NULL, &error);

  if (recorded != NULL)
    g_task_return_pointer (task, recorded, (GDestroyNotify) seep_recorded_free);
  else
    g_task_return_error (task, error);
}

static void
timeline_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepWorkspace *self = SEEP_WORKSPACE (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepRecorded) recorded = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_reading_timeline = FALSE;
  /* A recording may have begun meanwhile. */
  if (recorded != NULL && seep_timeline_is_empty (self->timeline))
    seep_timeline_take_recorded (self->timeline, g_steal_pointer (&recorded));
  else
    g_signal_emit_by_name (self->timeline, "changed");
  if (error != NULL)
    seep_workspace_set_problem (self, error->message);
}

void
seep_workspace_read_timeline (SeepWorkspace *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SEEP_IS_WORKSPACE (self));

  if (self->is_timeline_read || self->store == NULL || self->session == NULL
      || !seep_timeline_is_empty (self->timeline))
    return;
  self->is_timeline_read = TRUE;
  self->is_reading_timeline = TRUE;
  task = g_task_new (self, NULL, timeline_read_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->session), g_free);
  seep_store_thread_run (self->store, task, read_timeline_worker);
}

gboolean
seep_workspace_is_reading_timeline (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), FALSE);

  return self->is_reading_timeline;
}

gboolean
seep_workspace_is_restoring (SeepWorkspace *self)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), FALSE);

  return self->is_restoring;
}

GPtrArray *
seep_workspace_steal_tabs (SeepWorkspace *self, guint *selected, SeepWindowState *window)
{
  g_return_val_if_fail (SEEP_IS_WORKSPACE (self), NULL);

  *selected = self->selected;
  if (self->has_window)
    {
      g_free (window->side);
      *window = self->window;
      window->side = g_strdup (self->window.side);
    }
  return g_steal_pointer (&self->tabs);
}

/* --- Saving --- */

/* What the store calls a capture of the session. */
static const char *
get_stored_name (const char *capture, gpointer data)
{
  SeepDocument *document = seep_workspace_find (SEEP_WORKSPACE (data), capture);

  return document != NULL ? seep_document_get_stored (document) : NULL;
}

static char *
dup_tab_text (SeepWorkspace *self, const SeepTabState *state)
{
  SeepDocument *document = seep_workspace_find (self, state->capture);
  SeepPlaceContext context = { .title = state->title, .get_name = get_stored_name, .data = self };

  if (*state->capture == '\0')
    context.capture = "";
  else
    context.capture = document != NULL ? seep_document_get_stored (document) : NULL;
  if (context.capture == NULL)
    return NULL;
  if (state->text != NULL)
    return g_strdup (state->text);
  context.heap = document != NULL ? seep_document_get_heap (document) : NULL;
  return seep_history_to_json (&state->history, &context);
}

/* What is open, as text; NULL if the store has it so. */
static GStrv
make_places (SeepWorkspace *self, guint *selected)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *window = NULL;
  g_auto(GStrv) places = NULL;
  guint n = 0;

  *selected = 0;
  if (self->tabs == NULL)
    return NULL;
  for (guint i = 0; i < self->tabs->len; i++)
    {
      g_autofree char *text = dup_tab_text (self, g_ptr_array_index (self->tabs, i));

      if (text == NULL)
        continue;
      if (i <= self->selected)
        *selected = n;
      g_strv_builder_add (builder, text);
      n++;
    }
  window = seep_window_state_to_json (&self->window);
  g_strv_builder_add (builder, window);
  places = g_strv_builder_end (builder);
  if (self->stored_places != NULL && self->stored_selected == *selected
      && g_strv_equal ((const char *const *) places, (const char *const *) self->stored_places))
    return NULL;
  return g_steal_pointer (&places);
}

/* Not one that is being read, or could not be: until that is known, the store keeps what it has. */
static gboolean
is_addable (SeepWorkspace *self, SeepDocument *document)
{
  if (seep_document_get_info (document) != NULL)
    return TRUE;
  return seep_document_get_state (document) == SEEP_DOCUMENT_EMPTY
         && !g_hash_table_contains (self->unreadable, seep_document_get_capture (document));
}

static void
collect_stored (SeepWorkspace *self, SeepSessionChange *change, SeepDocument *document)
{
  const char *stored = seep_document_get_stored (document);

  if (g_strcmp0 (g_hash_table_lookup (self->stored, stored), seep_document_get_label (document))
      != 0)
    seep_session_change_label (change, document);
  if (seep_document_get_heap (document) != NULL && g_hash_table_contains (self->untyped, stored))
    seep_session_change_type (change, document);
}

static void
collect_captures (SeepWorkspace *self, SeepSessionChange *change)
{
  g_autoptr(GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->stored);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (gone, id);

  for (guint i = 0; i < self->documents->len; i++)
    {
      SeepDocument *document = g_ptr_array_index (self->documents, i);
      const char *stored = seep_document_get_stored (document);

      /* It was removed and is back. */
      if (stored != NULL && !g_hash_table_contains (self->stored, stored))
        seep_document_set_stored (document, NULL);

      stored = seep_document_get_stored (document);
      if (stored != NULL)
        collect_stored (self, change, document);
      else if (is_addable (self, document))
        seep_session_change_add (change, document);
      /* One that was located anew and is not read has the name that the store gave it. */
      if (stored != NULL || seep_document_get_info (document) == NULL)
        g_hash_table_remove (gone,
                             stored != NULL ? stored : seep_document_get_capture (document));
    }

  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (change->removed, g_strdup (id));
}

/* The first one that was read; NULL: none was, which makes no session yet. */
static char *
dup_program (SeepWorkspace *self, SeepSessionChange *change)
{
  for (guint i = 0; i < change->added->len; i++)
    {
      const SeepAddedCapture *added = g_ptr_array_index (change->added, i);

      if (added->info != NULL)
        return g_strdup (
          seep_document_get_title (seep_workspace_find (self, added->name)));
    }
  return NULL;
}

/* NULL: the store has it all. */
static SeepSessionChange *
collect_change (SeepWorkspace *self)
{
  SeepSessionChange *change = seep_session_change_new (self->session);

  collect_captures (self, change);
  if (!g_str_equal (self->notes, self->stored_notes))
    change->notes = g_strdup (self->notes);
  /* Places name captures as the store does: those that it does not know yet go first. */
  if (change->added->len == 0 && self->session != NULL)
    change->places = make_places (self, &change->selected);
  if (self->session == NULL)
    change->program = dup_program (self, change);

  if (self->session == NULL ? change->program != NULL
                            : change->added->len > 0 || change->typed->len > 0
                                || change->labelled->len > 0 || change->removed->len > 0
                                || change->notes != NULL || change->places != NULL)
    return change;
  seep_session_change_free (change);
  return NULL;
}

/* What was written, even if something after it was not. */
static void
take_change (SeepWorkspace *self, SeepSessionChange *change)
{
  if (self->session == NULL && change->session != NULL)
    {
      self->session = g_strdup (change->session);
      seep_workspace_set_name (self, change->name, change->program);
    }
  for (guint i = 0; i < change->added->len; i++)
    {
      const SeepAddedCapture *added = g_ptr_array_index (change->added, i);
      SeepDocument *document = seep_workspace_find (self, added->name);

      if (added->id == NULL)
        {
          g_hash_table_add (self->unreadable, g_strdup (added->name));
          continue;
        }
      /* One that was removed meanwhile is in the store and not in the session: the next save sees
       * to that. */
      g_hash_table_insert (self->stored, g_strdup (added->id), g_strdup (added->label));
      if (added->heap == NULL)
        g_hash_table_add (self->untyped, g_strdup (added->id));
      if (document != NULL)
        seep_document_set_stored (document, added->id);
    }
}

/* It was written as a whole. */
static void
forget_change (SeepWorkspace *self, SeepSessionChange *change)
{
  for (guint i = 0; i < change->typed->len; i++)
    g_hash_table_remove (self->untyped,
                         ((SeepAddedCapture *) g_ptr_array_index (change->typed, i))->id);
  for (guint i = 0; i < change->removed->len; i++)
    g_hash_table_remove (self->stored, change->removed->pdata[i]);
  for (guint i = 0; i < change->labelled->len; i++)
    {
      const SeepLabelledCapture *labelled = g_ptr_array_index (change->labelled, i);

      g_hash_table_insert (self->stored, g_strdup (labelled->id), g_strdup (labelled->label));
    }
  if (change->notes != NULL)
    {
      g_free (self->stored_notes);
      self->stored_notes = g_steal_pointer (&change->notes);
    }
  if (change->places != NULL)
    {
      g_strfreev (self->stored_places);
      self->stored_places = g_steal_pointer (&change->places);
      self->stored_selected = change->selected;
    }
}

/* The program ends when its last window has gone and nothing is left to be written. */
static void
hold_application (void)
{
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
}

static void
release_application (void)
{
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepWorkspace *self = SEEP_WORKSPACE (object);
  SeepSessionChange *change = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean is_written = g_task_propagate_boolean (G_TASK (result), &error);

  self->is_saving = FALSE;
  take_change (self, change);
  if (is_written)
    {
      forget_change (self, change);
      seep_workspace_set_problem (self, change->problem);
      /* What could not be written before, because captures had no names, or was done since. */
      if (change->added->len > 0 || self->is_save_due)
        seep_workspace_save (self);
    }
  else
    {
      set_problem_of_error (self, error);
    }
  release_application ();
}

void
seep_workspace_save (SeepWorkspace *self)
{
  SeepSessionChange *change;
  g_autoptr(GTask) task = NULL;

  if (self->store == NULL || self->is_restoring)
    return;
  self->is_save_due = self->is_saving;
  if (self->is_saving)
    return;
  change = collect_change (self);
  if (change == NULL)
    return;

  self->is_saving = TRUE;
  hold_application ();
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, change, (GDestroyNotify) seep_session_change_free);
  seep_store_thread_run (self->store, task, seep_session_write_worker);
}

static gboolean
timeout_cb (gpointer data)
{
  SeepWorkspace *self = SEEP_WORKSPACE (data);

  self->timeout = 0;
  g_signal_emit (self, seep_workspace_signals[SEEP_WORKSPACE_SAVING], 0);
  seep_workspace_save (self);
  return G_SOURCE_REMOVE;
}

void
seep_workspace_touch (SeepWorkspace *self)
{
  g_return_if_fail (SEEP_IS_WORKSPACE (self));

  if (self->store != NULL && self->timeout == 0 && !self->is_closed)
    self->timeout = g_timeout_add (SAVE_DELAY_MS, timeout_cb, self);
}

void
seep_workspace_take_tabs (SeepWorkspace         *self,
                          GPtrArray             *states,
                          guint                  selected,
                          const SeepWindowState *window)
{
  g_return_if_fail (SEEP_IS_WORKSPACE (self) && states != NULL);

  g_clear_pointer (&self->tabs, g_ptr_array_unref);
  self->tabs = states;
  self->selected = selected;
  g_free (self->window.side);
  self->window = *window;
  self->window.side = g_strdup (window->side);
}

void
seep_workspace_close (SeepWorkspace *self)
{
  g_return_if_fail (SEEP_IS_WORKSPACE (self));

  if (self->is_closed)
    return;
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!self->is_restoring)
    g_signal_emit (self, seep_workspace_signals[SEEP_WORKSPACE_SAVING], 0);
  self->is_closed = TRUE;
  seep_workspace_save (self);
  for (guint i = 0; i < self->documents->len; i++)
    seep_document_cancel (g_ptr_array_index (self->documents, i));
}
