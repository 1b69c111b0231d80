/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-recent.h"

#define MAX_RECENT 50

static void
recent_session_free (SeepRecentSession *recent)
{
  g_clear_pointer (&recent->info, seep_session_info_free);
  g_free (recent);
}

static guint
count_missing (SeepStore *store, const char *session)
{
  g_autoptr(GPtrArray) captures = seep_store_list_captures (store, session, NULL);
  guint n_missing = 0;

  /* What cannot be listed is found out when the session is opened. */
  for (guint i = 0; captures != NULL && i < captures->len; i++)
    {
      const SeepCaptureInfo *info = g_ptr_array_index (captures, i);

      n_missing += !g_file_test (info->path, G_FILE_TEST_EXISTS);
    }
  return n_missing;
}

static void
list_worker (GTask *task, SeepStore *store, gpointer data)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) infos = seep_store_list_sessions (store, &error);
  GPtrArray *sessions;

  if (infos == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) recent_session_free);
  while (infos->len > 0 && sessions->len < MAX_RECENT)
    {
      SeepRecentSession *recent = g_new0 (SeepRecentSession, 1);

      recent->info = g_ptr_array_steal_index (infos, 0);
      recent->n_missing = count_missing (store, recent->info->id);
      g_ptr_array_add (sessions, recent);
    }
  g_task_return_pointer (task, sessions, (GDestroyNotify) g_ptr_array_unref);
}

void
seep_recent_list_async (SeepStoreThread    *store,
                        gpointer            source,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);

  seep_store_thread_run (store, task, list_worker);
}

GPtrArray *
seep_recent_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  SeepRecentChange change;
  char            *session; /* owned */
  char            *name;    /* owned; may be NULL */
} Change;

static void
change_free (Change *change)
{
  g_free (change->session);
  g_free (change->name);
  g_free (change);
}

static void
change_worker (GTask *task, SeepStore *store, gpointer data)
{
  const Change *change = data;
  GError *error = NULL;
  gboolean is_done = FALSE;

  switch (change->change)
    {
    case SEEP_RECENT_RENAME:
      is_done = seep_store_rename_session (store, change->session, change->name, &error);
      break;
    case SEEP_RECENT_DELETE:
      is_done = seep_store_delete_session (store, change->session, &error);
      break;
    case SEEP_RECENT_RESTORE:
    default:
      is_done = seep_store_restore_session (store, change->session, &error);
      break;
    }
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
seep_recent_change_async (SeepStoreThread    *store,
                          SeepRecentChange    change,
                          const char         *session,
                          const char         *name,
                          gpointer            source,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (source, NULL, callback, user_data);
  Change *data = g_new0 (Change, 1);

  data->change = change;
  data->session = g_strdup (session);
  data->name = g_strdup (name);
  g_task_set_task_data (task, data, (GDestroyNotify) change_free);
  seep_store_thread_run (store, task, change_worker);
}

gboolean
seep_recent_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
