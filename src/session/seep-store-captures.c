/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <glib/gstdio.h>
#include <string.h>

#define CAPTURE_COLUMNS \
  "id, path, is_owned, part, label, kind, format, dump_id, captured_us, n_bytes, modified_us," \
  " n_objects, n_heap_bytes, python, program, digest"

static gboolean
set_not_found (const char *capture, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: there is no such capture"), capture);
  return FALSE;
}

/* The session of @capture, for a job. */
static char *
dup_session_of (SeepStoreDb *db, const char *capture, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT session FROM captures WHERE id = ?");
  g_autofree char *session = NULL;

  seep_store_query_bind_text (query, capture);
  if (seep_store_query_next (query))
    session = seep_store_query_read_text (query);
  if (!seep_store_query_end (query, error))
    return NULL;
  if (session == NULL)
    set_not_found (capture, error);
  return g_steal_pointer (&session);
}

/* --- Paths --- */

/* What is kept of @path: the name of a file in the session's folder, else all of it. */
static char *
dup_kept_path (SeepStore *store, const char *session, const char *path, gboolean *is_owned)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);
  g_autofree char *folder = seep_store_dup_folder_path (store, session);

  *is_owned = g_str_equal (parent, folder);
  return *is_owned ? g_path_get_basename (absolute) : g_steal_pointer (&absolute);
}

static char *
dup_full_path (SeepStore *store, const char *session, char *kept, gboolean is_owned)
{
  g_autofree char *folder = seep_store_dup_folder_path (store, session);
  char *path = is_owned ? g_build_filename (folder, kept, NULL) : g_strdup (kept);

  g_free (kept);
  return path;
}

/* --- Captures --- */

typedef struct
{
  SeepStore             *store;
  const char            *session;
  const SeepCaptureInfo *info;
  char                  *id;
} AddCapture;

/* A session whose program nobody has named is of that of its first capture. */
static gboolean
name_program (SeepStoreDb *db, const char *session, const char *program, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "UPDATE sessions SET program = ? WHERE id = ? AND program = ''");

  seep_store_query_bind_text (query, program);
  seep_store_query_bind_text (query, session);
  return seep_store_query_run (query, error);
}

static gboolean
add_capture_job (SeepStoreDb *db, gpointer data, GError **error)
{
  AddCapture *add = data;

  return seep_store_require_session (db, add->session, error)
         && seep_store_insert_capture (add->store, db, add->session, add->id, add->info, error)
         && name_program (db, add->session, add->info->program, error)
         && seep_store_mark_used (db, add->session, error);
}

gboolean
seep_store_insert_capture (SeepStore             *store,
                           SeepStoreDb           *db,
                           const char            *session,
                           const char            *id,
                           const SeepCaptureInfo *info,
                           GError               **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "INSERT INTO captures (position, session, " CAPTURE_COLUMNS ")"
                             " SELECT coalesce(max(position) + 1, 0),"
                             "  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                             " FROM captures WHERE session = ?");
  gboolean is_owned;
  g_autofree char *path = dup_kept_path (store, session, info->path, &is_owned);

  seep_store_query_bind_text (query, session);
  seep_store_query_bind_text (query, id);
  seep_store_query_bind_bytes (query, path, strlen (path));
  seep_store_query_bind_int (query, is_owned);
  seep_store_query_bind_int (query, info->part);
  seep_store_query_bind_text (query, info->label);
  seep_store_query_bind_int (query, info->kind);
  seep_store_query_bind_text (query, info->format);
  seep_store_query_bind_text (query, info->dump_id);
  seep_store_query_bind_int (query, info->captured_us);
  seep_store_query_bind_int (query, (gint64) MIN (info->n_bytes, G_MAXINT64));
  seep_store_query_bind_int (query, info->modified_us);
  seep_store_query_bind_int (query, (gint64) MIN (info->n_objects, G_MAXINT64));
  seep_store_query_bind_int (query, (gint64) MIN (info->n_heap_bytes, G_MAXINT64));
  seep_store_query_bind_text (query, info->python);
  seep_store_query_bind_text (query, info->program);
  seep_store_query_bind_text (query, info->digest);
  seep_store_query_bind_text (query, session);
  return seep_store_query_run (query, error);
}

char *
seep_store_add_capture (SeepStore             *store,
                        const char            *session,
                        const SeepCaptureInfo *info,
                        GError               **error)
{
  g_autofree char *id = seep_store_dup_new_id ();
  AddCapture add = { store, session, info, id };

  if (!seep_store_call (store, SEEP_STORE_WRITE, add_capture_job, &add, error))
    return NULL;
  return g_steal_pointer (&id);
}

/* The id of the capture in @captures that is of the same part of the same file, as it was; NULL. */
static const char *
find_same (GPtrArray *captures, const SeepCaptureInfo *info)
{
  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *other = captures->pdata[i];

      if (other->part == info->part && g_str_equal (other->path, info->path)
          && g_str_equal (other->digest, info->digest))
        return other->id;
    }
  return NULL;
}

char *
seep_store_add_file (SeepStore  *store,
                     const char *session,
                     const char *path,
                     const char *label,
                     SeepTask   *task,
                     GError    **error)
{
  g_autoptr(GPtrArray) parts = seep_capture_info_list_for_file (path, task, error);
  g_autoptr(GPtrArray) before =
    parts != NULL ? seep_store_list_captures (store, session, error) : NULL;
  g_autofree char *first = NULL;

  if (before == NULL)
    return NULL;
  for (guint i = 0; i < parts->len; i++)
    {
      SeepCaptureInfo *info = parts->pdata[i];
      g_autofree char *id = g_strdup (find_same (before, info));

      if (label != NULL)
        {
          g_free (info->label);
          info->label = i == 0 ? g_strdup (label) : g_strdup_printf ("%s-%u", label, i + 1);
        }
      if (id == NULL)
        id = seep_store_add_capture (store, session, info, error);
      if (id == NULL)
        return NULL;
      if (first == NULL)
        first = g_steal_pointer (&id);
    }
  return g_steal_pointer (&first);
}

typedef struct
{
  SeepStore  *store;
  const char *id;    /* a session's or a capture's */
  const char *label;
  GPtrArray  *rows;
  char       *path;  /* owned; of a file that nobody needs any more */
} CaptureJob;

static SeepCaptureInfo *
read_capture (SeepStoreQuery *query, SeepStore *store, const char *session)
{
  SeepCaptureInfo *info = g_new0 (SeepCaptureInfo, 1);
  g_autofree char *path = NULL;

  info->id = seep_store_query_read_text (query);
  path = seep_store_query_read_path (query);
  info->is_owned = seep_store_query_read_int (query) != 0;
  info->path = dup_full_path (store, session, g_steal_pointer (&path), info->is_owned);
  info->part = (guint) seep_store_query_read_count (query);
  info->label = seep_store_query_read_text (query);
  info->kind = seep_store_query_read_int (query) == SEEP_CAPTURE_TRACES ? SEEP_CAPTURE_TRACES
                                                                       : SEEP_CAPTURE_HEAP;
  info->format = seep_store_query_read_text (query);
  info->dump_id = seep_store_query_read_text (query);
  info->captured_us = seep_store_query_read_int (query);
  info->n_bytes = seep_store_query_read_count (query);
  info->modified_us = seep_store_query_read_int (query);
  info->n_objects = seep_store_query_read_count (query);
  info->n_heap_bytes = seep_store_query_read_count (query);
  info->python = seep_store_query_read_text (query);
  info->program = seep_store_query_read_text (query);
  info->digest = seep_store_query_read_text (query);
  return info;
}

static gboolean
list_captures_job (SeepStoreDb *db, gpointer data, GError **error)
{
  CaptureJob *job = data;
  SeepStoreQuery *query;

  if (!seep_store_require_session (db, job->id, error))
    return FALSE;

  query = seep_store_db_begin (db, "SELECT " CAPTURE_COLUMNS " FROM captures WHERE session = ?"
                                   " ORDER BY position");
  seep_store_query_bind_text (query, job->id);
  while (seep_store_query_next (query))
    g_ptr_array_add (job->rows, read_capture (query, job->store, job->id));
  return seep_store_query_end (query, error);
}

GPtrArray *
seep_store_list_captures (SeepStore *store, const char *session, GError **error)
{
  g_autoptr(GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) seep_capture_info_free);
  CaptureJob job = { .store = store, .id = session, .rows = rows };

  if (!seep_store_call (store, SEEP_STORE_READ, list_captures_job, &job, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/* The path of @capture's file, if that lies in the session's folder and no other capture is of
 * it. */
static gboolean
find_orphan (SeepStoreDb *db, CaptureJob *job, const char *session, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT path FROM captures AS one WHERE id = ? AND is_owned = 1"
                             " AND NOT EXISTS (SELECT 1 FROM captures WHERE session = one.session"
                             "  AND is_owned = 1 AND path = one.path AND id <> one.id)");

  seep_store_query_bind_text (query, job->id);
  if (seep_store_query_next (query))
    job->path = dup_full_path (job->store, session, seep_store_query_read_path (query), TRUE);
  return seep_store_query_end (query, error);
}

static gboolean
remove_capture_job (SeepStoreDb *db, gpointer data, GError **error)
{
  CaptureJob *job = data;
  g_autofree char *session = dup_session_of (db, job->id, error);
  SeepStoreQuery *query;

  if (session == NULL || !find_orphan (db, job, session, error))
    return FALSE;

  query = seep_store_db_begin (db, "DELETE FROM captures WHERE id = ?");
  seep_store_query_bind_text (query, job->id);
  return seep_store_query_run (query, error) && seep_store_mark_used (db, session, error);
}

gboolean
seep_store_remove_capture (SeepStore *store, const char *capture, GError **error)
{
  CaptureJob job = { .store = store, .id = capture };
  gboolean is_removed = seep_store_call (store, SEEP_STORE_WRITE, remove_capture_job, &job, error);

  /* Killed here, the file goes with the session. */
  if (is_removed && job.path != NULL)
    g_unlink (job.path);
  g_free (job.path);
  return is_removed;
}

static gboolean
set_label_job (SeepStoreDb *db, gpointer data, GError **error)
{
  CaptureJob *job = data;
  g_autofree char *session = dup_session_of (db, job->id, error);
  SeepStoreQuery *query;

  if (session == NULL)
    return FALSE;

  query = seep_store_db_begin (db, "UPDATE captures SET label = ? WHERE id = ?");
  seep_store_query_bind_text (query, job->label);
  seep_store_query_bind_text (query, job->id);
  return seep_store_query_run (query, error) && seep_store_mark_used (db, session, error);
}

gboolean
seep_store_set_label (SeepStore *store, const char *capture, const char *label, GError **error)
{
  CaptureJob job = { .store = store, .id = capture, .label = label };

  return seep_store_call (store, SEEP_STORE_WRITE, set_label_job, &job, error);
}

/* --- Types --- */

typedef struct
{
  const char *capture;
  GArray     *types; /* of SeepCaptureType, largest first */
} TypesJob;

static int
compare_types (gconstpointer a, gconstpointer b)
{
  const SeepCaptureType *left = a;
  const SeepCaptureType *right = b;

  if (left->n_bytes != right->n_bytes)
    return left->n_bytes > right->n_bytes ? -1 : 1;
  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;
  return strcmp (left->name, right->name);
}

gboolean
seep_store_insert_types (SeepStoreDb           *db,
                         const char            *capture,
                         const SeepCaptureType *types,
                         guint                  n_types,
                         GError               **error)
{
  for (guint i = 0; i < n_types; i++)
    {
      SeepStoreQuery *query =
        seep_store_db_begin (db, "INSERT INTO types (capture, position, name, count, n_bytes)"
                                 " VALUES (?, ?, ?, ?, ?)");

      seep_store_query_bind_text (query, capture);
      seep_store_query_bind_int (query, i);
      seep_store_query_bind_text (query, types[i].name);
      seep_store_query_bind_int (query, (gint64) MIN (types[i].count, G_MAXINT64));
      seep_store_query_bind_int (query, (gint64) MIN (types[i].n_bytes, G_MAXINT64));
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_types_job (SeepStoreDb *db, gpointer data, GError **error)
{
  TypesJob *job = data;
  g_autofree char *session = dup_session_of (db, job->capture, error);
  SeepStoreQuery *query;

  if (session == NULL)
    return FALSE;

  query = seep_store_db_begin (db, "DELETE FROM types WHERE capture = ?");
  seep_store_query_bind_text (query, job->capture);
  return seep_store_query_run (query, error)
         && seep_store_insert_types (db, job->capture, (const SeepCaptureType *) job->types->data,
                                     MIN (job->types->len, SEEP_STORE_KEPT_TYPES), error);
}

gboolean
seep_store_set_types (SeepStore             *store,
                      const char            *capture,
                      const SeepCaptureType *types,
                      guint                  n_types,
                      GError               **error)
{
  g_autoptr(GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof *types, n_types);
  TypesJob job = { capture, sorted };

  if (n_types > 0)
    g_array_append_vals (sorted, types, n_types);
  g_array_sort (sorted, compare_types);
  return seep_store_call (store, SEEP_STORE_WRITE, set_types_job, &job, error);
}

static gboolean
list_types_job (SeepStoreDb *db, gpointer data, GError **error)
{
  TypesJob *job = data;
  SeepStoreQuery *query = seep_store_db_begin (
    db, "SELECT name, count, n_bytes FROM types WHERE capture = ? ORDER BY position");

  seep_store_query_bind_text (query, job->capture);
  while (seep_store_query_next (query))
    {
      SeepCaptureType type = { .name = seep_store_query_read_text (query) };

      type.count = seep_store_query_read_count (query);
      type.n_bytes = seep_store_query_read_count (query);
      g_array_append_val (job->types, type);
    }
  return seep_store_query_end (query, error);
}

GArray *
seep_store_list_types (SeepStore *store, const char *capture, GError **error)
{
  g_autoptr(GArray) types = g_array_new (FALSE, FALSE, sizeof (SeepCaptureType));
  TypesJob job = { capture, types };

  g_array_set_clear_func (types, (GDestroyNotify) seep_capture_type_clear);
  if (!seep_store_call (store, SEEP_STORE_READ, list_types_job, &job, error))
    return NULL;
  return g_steal_pointer (&types);
}

/* --- Which session has a file --- */

typedef struct
{
  SeepStore  *store;
  const char *path;
  const char *dump_id;
  char       *session; /* owned */
} FindFile;

static gboolean
find_by_dump_id (SeepStoreDb *db, FindFile *find, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT sessions.id FROM captures JOIN sessions"
                             " ON sessions.id = captures.session"
                             " WHERE dump_id = ? AND dump_id <> '' AND state = 0"
                             " ORDER BY used_us DESC LIMIT 1");

  seep_store_query_bind_text (query, find->dump_id);
  if (seep_store_query_next (query))
    find->session = seep_store_query_read_text (query);
  return seep_store_query_end (query, error);
}

/* A file in a session's folder is that session's; @owner: whose folder it would be. */
static gboolean
find_by_path (SeepStoreDb *db, FindFile *find, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (find->path, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);
  g_autofree char *owner = g_path_get_basename (parent);
  gboolean is_owned;
  g_autofree char *kept = dup_kept_path (find->store, owner, absolute, &is_owned);
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT sessions.id FROM captures JOIN sessions"
                             " ON sessions.id = captures.session"
                             " WHERE path = ? AND is_owned = ? AND (is_owned = 0 OR sessions.id = ?)"
                             " AND state = 0 ORDER BY used_us DESC LIMIT 1");

  seep_store_query_bind_bytes (query, kept, strlen (kept));
  seep_store_query_bind_int (query, is_owned);
  seep_store_query_bind_text (query, owner);
  if (seep_store_query_next (query))
    find->session = seep_store_query_read_text (query);
  return seep_store_query_end (query, error);
}

static gboolean
find_file_job (SeepStoreDb *db, gpointer data, GError **error)
{
  FindFile *find = data;

  if (find->dump_id != NULL && !find_by_dump_id (db, find, error))
    return FALSE;
  return find->session != NULL || find_by_path (db, find, error);
}

char *
seep_store_find_session_of_file (SeepStore  *store,
                                 const char *path,
                                 const char *dump_id,
                                 GError    **error)
{
  FindFile find = { store, path, dump_id, NULL };

  return seep_store_call (store, SEEP_STORE_READ, find_file_job, &find, error) ? find.session
                                                                               : NULL;
}
