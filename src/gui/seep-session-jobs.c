/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-session-jobs.h"

#include "analysis/seep-type-table.h"

void
seep_session_contents_free (SeepSessionContents *contents)
{
  g_clear_pointer (&contents->info, seep_session_info_free);
  g_clear_pointer (&contents->captures, g_ptr_array_unref);
  g_clear_pointer (&contents->file_states, g_array_unref);
  g_strfreev (contents->places);
  g_free (contents->problem);
  g_free (contents);
}

static gboolean
read_session (SeepSessionContents *contents, SeepStore *store, const char *session, GError **error)
{
  contents->info = seep_store_find_session (store, session, error);
  if (contents->info == NULL)
    return FALSE;
  contents->captures = seep_store_list_captures (store, contents->info->id, error);
  if (contents->captures == NULL)
    return FALSE;
  contents->places =
    seep_store_list_places (store, contents->info->id, &contents->selected, error);
  if (contents->places == NULL)
    return FALSE;

  for (guint i = 0; i < contents->captures->len; i++)
    {
      SeepCaptureState state = seep_capture_check (g_ptr_array_index (contents->captures, i));

      g_array_append_val (contents->file_states, state);
    }
  return seep_store_touch_session (store, contents->info->id, error);
}

void
seep_session_read_worker (GTask *task, SeepStore *store, gpointer data)
{
  SeepSessionContents *contents = g_new0 (SeepSessionContents, 1);
  GError *error = NULL;

  contents->file_states = g_array_new (FALSE, FALSE, sizeof (SeepCaptureState));
  contents->problem = g_strdup (seep_store_get_problem (store));
  if (read_session (contents, store, data, &error))
    {
      g_task_return_pointer (task, contents, (GDestroyNotify) seep_session_contents_free);
      return;
    }
  seep_session_contents_free (contents);
  g_task_return_error (task, error);
}

static void
added_free (SeepAddedCapture *added)
{
  g_free (added->name);
  g_free (added->path);
  g_free (added->label);
  g_clear_pointer (&added->info, seep_capture_info_free);
  g_clear_pointer (&added->heap, seep_heap_unref);
  g_free (added->id);
  g_free (added);
}

static void
labelled_free (SeepLabelledCapture *labelled)
{
  g_free (labelled->id);
  g_free (labelled->label);
  g_free (labelled);
}

SeepSessionChange *
seep_session_change_new (const char *session)
{
  SeepSessionChange *change = g_new0 (SeepSessionChange, 1);

  change->session = g_strdup (session);
  change->added = g_ptr_array_new_with_free_func ((GDestroyNotify) added_free);
  change->typed = g_ptr_array_new_with_free_func ((GDestroyNotify) added_free);
  change->labelled = g_ptr_array_new_with_free_func ((GDestroyNotify) labelled_free);
  change->removed = g_ptr_array_new_with_free_func (g_free);
  return change;
}

void
seep_session_change_free (SeepSessionChange *change)
{
  g_free (change->session);
  g_free (change->name);
  g_free (change->program);
  g_free (change->notes);
  g_ptr_array_unref (change->added);
  g_ptr_array_unref (change->typed);
  g_ptr_array_unref (change->labelled);
  g_ptr_array_unref (change->removed);
  g_strfreev (change->places);
  g_free (change->problem);
  g_free (change);
}

static SeepAddedCapture *
added_new (SeepDocument *document)
{
  SeepAddedCapture *added = g_new0 (SeepAddedCapture, 1);
  const SeepCaptureInfo *info = seep_document_get_info (document);
  SeepHeap *heap = seep_document_get_heap (document);

  added->name = g_strdup (seep_document_get_capture (document));
  added->path = g_file_get_path (seep_document_get_file (document));
  added->part = seep_document_get_part (document);
  added->label = g_strdup (seep_document_get_label (document));
  added->info = info != NULL ? seep_capture_info_copy (info) : NULL;
  added->heap = heap != NULL ? seep_heap_ref (heap) : NULL;
  added->id = g_strdup (seep_document_get_stored (document));
  return added;
}

void
seep_session_change_add (SeepSessionChange *change, SeepDocument *document)
{
  g_ptr_array_add (change->added, added_new (document));
}

void
seep_session_change_type (SeepSessionChange *change, SeepDocument *document)
{
  g_ptr_array_add (change->typed, added_new (document));
}

void
seep_session_change_label (SeepSessionChange *change, SeepDocument *document)
{
  SeepLabelledCapture *labelled = g_new0 (SeepLabelledCapture, 1);

  labelled->id = g_strdup (seep_document_get_stored (document));
  labelled->label = g_strdup (seep_document_get_label (document));
  g_ptr_array_add (change->labelled, labelled);
}

/* For lists and trends that shall not need the dump. */
static gboolean
write_types (SeepStore *store, const SeepAddedCapture *added, GError **error)
{
  g_autoptr(SeepTypeTable) table =
    seep_type_table_new (added->heap, NULL, SEEP_TYPE_FILTER_NONE, NULL, error);
  g_autofree SeepCaptureType *types = NULL;

  if (table == NULL)
    return FALSE;
  types = g_new0 (SeepCaptureType, table->n_rows);
  for (guint i = 0; i < table->n_rows; i++)
    {
      types[i].name = (char *) seep_heap_get_type_name (added->heap, table->rows[i].type);
      types[i].count = table->rows[i].count;
      types[i].n_bytes = table->rows[i].bytes;
    }
  return seep_store_set_types (store, added->id, types, table->n_rows, error);
}

/* What is written down: with its digest, if the file is still what was read. NULL: it was not
 * read, and cannot be. */
static SeepCaptureInfo *
make_info (const SeepAddedCapture *added)
{
  /* Should it be gone already, it is written down as it was. */
  g_autoptr(SeepCaptureInfo) info =
    added->path != NULL ? seep_capture_info_new_for_file (added->path, added->part, NULL, NULL)
                        : NULL;

  if (added->info != NULL
      && (info == NULL || info->n_bytes != added->info->n_bytes
          || info->modified_us != added->info->modified_us))
    {
      g_clear_pointer (&info, seep_capture_info_free);
      info = seep_capture_info_copy (added->info);
    }
  if (info == NULL)
    return NULL;
  g_free (info->label);
  info->label = g_strdup (added->label);
  return g_steal_pointer (&info);
}

static gboolean
write_added (SeepStore *store, SeepSessionChange *change, GError **error)
{
  for (guint i = 0; i < change->added->len; i++)
    {
      SeepAddedCapture *added = g_ptr_array_index (change->added, i);
      g_autoptr(SeepCaptureInfo) info = make_info (added);

      if (info == NULL)
        continue;
      added->id = seep_store_add_capture (store, change->session, info, error);
      if (added->id == NULL || (added->heap != NULL && !write_types (store, added, error)))
        return FALSE;
    }
  for (guint i = 0; i < change->typed->len; i++)
    {
      if (!write_types (store, g_ptr_array_index (change->typed, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_session (SeepStore *store, SeepSessionChange *change, GError **error)
{
  g_autoptr(SeepSessionInfo) info = NULL;

  if (change->session != NULL)
    return change->notes == NULL
           || seep_store_set_notes (store, change->session, change->notes, error);

  change->session = seep_store_add_session (store, NULL, change->program, error);
  if (change->session == NULL)
    return FALSE;
  info = seep_store_find_session (store, change->session, error);
  if (info == NULL)
    return FALSE;
  change->name = g_strdup (info->name);
  return change->notes == NULL
         || seep_store_set_notes (store, change->session, change->notes, error);
}

static gboolean
write_change (SeepStore *store, SeepSessionChange *change, GError **error)
{
  if (!write_session (store, change, error))
    return FALSE;
  for (guint i = 0; i < change->removed->len; i++)
    {
      if (!seep_store_remove_capture (store, change->removed->pdata[i], error))
        return FALSE;
    }
  if (!write_added (store, change, error))
    return FALSE;
  for (guint i = 0; i < change->labelled->len; i++)
    {
      const SeepLabelledCapture *labelled = g_ptr_array_index (change->labelled, i);

      if (!seep_store_set_label (store, labelled->id, labelled->label, error))
        return FALSE;
    }
  return change->places == NULL
         || seep_store_set_places (store, change->session, (const char *const *) change->places,
                                   change->selected, error);
}

void
seep_session_write_worker (GTask *task, SeepStore *store, gpointer data)
{
  SeepSessionChange *change = data;
  GError *error = NULL;

  change->problem = g_strdup (seep_store_get_problem (store));
  if (write_change (store, change, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}
