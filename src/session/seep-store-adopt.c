/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever records into a session holds a lock on its folder, which the kernel takes away when the
 * process ends, however it ends. So a folder that can be locked, and is of a session without
 * captures, was left by somebody who was killed. */
#include "config.h"

#include "seep-store-adopt.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX ".seepheap"

int
seep_store_hold_session (SeepStore *store, const char *id, GError **error)
{
  g_autofree char *path = seep_store_dup_session_folder (store, id, error);
  int code = -1;
  int fd;

  if (path == NULL)
    return -1;

  /* Somebody who looks for what a killed run has left may look into this one, for a moment. */
  fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    do
      code = flock (fd, LOCK_SH);
    while (code < 0 && errno == EINTR);
  if (code == 0)
    return fd;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be locked: %s"), path,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* A descriptor that is to be closed; -1: somebody records into @path, or there is none. */
static int
lock_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) < 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  /* Digits come before letters: "final" is last. */
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names of the dumps in @path, in the order of their making. */
static GPtrArray *
list_dumps (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* What is no dump stays where it is. */
static void
adopt (SeepStore *store, const char *id)
{
  g_autofree char *folder = seep_store_dup_folder_path (store, id);
  g_autoptr(GPtrArray) names = NULL;
  int lock = lock_folder (folder);

  if (lock < 0)
    return;
  names = list_dumps (folder);
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr(GError) problem = NULL;
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autofree char *capture = seep_store_add_file (store, id, path, NULL, NULL, &problem);

      if (capture == NULL)
        g_debug ("%s", problem->message);
    }
  close (lock);
}

gboolean
seep_store_adopt_files (SeepStore *store, GError **error)
{
  g_autoptr(GPtrArray) sessions = seep_store_list_sessions (store, error);

  if (sessions == NULL)
    return FALSE;
  for (guint i = 0; i < sessions->len; i++)
    {
      const SeepSessionInfo *info = sessions->pdata[i];

      if (info->n_captures == 0)
        adopt (store, info->id);
    }
  return TRUE;
}

static gboolean
add_found_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (db, "SELECT 1 FROM sessions WHERE id = ?");
  g_autofree char *base = g_strdup_printf (_("Found again, %s"), (const char *) data);
  g_autofree char *name = NULL;
  gboolean is_known;

  seep_store_query_bind_text (query, data);
  is_known = seep_store_query_next (query);
  if (!seep_store_query_end (query, error))
    return FALSE;
  if (is_known) /* by another program, since the database is new */
    return TRUE;

  name = seep_store_dup_free_name (db, base, NULL, error);
  return name != NULL
         && seep_store_insert_session (db, data, name, "", "", SEEP_STORE_STATE_LIVE, error);
}

gboolean
seep_store_adopt_folders (SeepStore *store, GError **error)
{
  g_autofree char *path = g_build_filename (seep_store_get_folder (store), "sessions", NULL);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autoptr(GPtrArray) dumps = list_dumps (child);

      if (!seep_store_is_id (name) || dumps->len == 0)
        continue;
      if (!seep_store_call (store, SEEP_STORE_WRITE, add_found_job, (char *) name, error))
        return FALSE;
    }
  return TRUE;
}
