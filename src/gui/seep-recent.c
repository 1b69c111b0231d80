/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-recent.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

#include <gtk/gtk.h>

#define MAX_RECENT 8
#define MIME_TYPE "application/x-seepheap"

static void
recent_file_free (SeepRecentFile *file)
{
  g_free (file->path);
  g_free (file->name);
  g_free (file->age);
  g_free (file->size);
  g_free (file);
}

/* NULL if it is no longer there. */
static SeepRecentFile *
look_at (const char *uri)
{
  g_autoptr(GFile) file = g_file_new_for_uri (uri);
  g_autoptr (GFileInfo) info =
    g_file_query_info (file,
                       G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_SIZE
                                                              "," G_FILE_ATTRIBUTE_TIME_MODIFIED,
                       G_FILE_QUERY_INFO_NONE, NULL, NULL);
  char *path = g_file_get_path (file);
  SeepRecentFile *found;

  if (info == NULL || path == NULL)
    {
      g_free (path);
      return NULL;
    }

  found = g_new0 (SeepRecentFile, 1);
  found->path = path;
  found->name = g_strdup (g_file_info_get_display_name (info));
  found->size = seep_format_bytes ((guint64) g_file_info_get_size (info));
  found->age = seep_format_age (
    (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
    g_get_real_time () / G_USEC_PER_SEC);
  return found;
}

static void
list_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *uris = data;
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) recent_file_free);

  for (guint i = 0; i < uris->len && files->len < MAX_RECENT; i++)
    {
      SeepRecentFile *file = look_at (g_ptr_array_index (uris, i));

      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  g_task_return_pointer (task, files, (GDestroyNotify) g_ptr_array_unref);
}

static int
compare_visited (gconstpointer a, gconstpointer b)
{
  GDateTime *x = gtk_recent_info_get_visited ((GtkRecentInfo *) a);
  GDateTime *y = gtk_recent_info_get_visited ((GtkRecentInfo *) b);

  return g_date_time_compare (y, x);
}

void
seep_recent_list_async (gpointer source,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);
  GPtrArray *uris = g_ptr_array_new_with_free_func (g_free);
  GList *items =
    g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), compare_visited);

  for (GList *item = items; item != NULL; item = item->next)
    {
      if (gtk_recent_info_has_application (item->data, SEEP_APP_ID))
        g_ptr_array_add (uris, g_strdup (gtk_recent_info_get_uri (item->data)));
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);

  g_task_set_task_data (task, uris, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, list_worker);
}

GPtrArray *
seep_recent_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
seep_recent_add (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = {
    .mime_type = (char *) MIME_TYPE,
    .app_name = (char *) SEEP_APP_ID,
    .app_exec = (char *) "seep %u",
  };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}
