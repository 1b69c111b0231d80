/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

/* The parts of one file are several captures: its bytes count once. */
#define SELECT_SESSIONS \
  "SELECT id, name, program, notes, created_us, used_us, deleted_us," \
  "  (SELECT count(*) FROM captures WHERE session = sessions.id)," \
  "  (SELECT coalesce(sum(n), 0) FROM" \
  "    (SELECT max(n_bytes) AS n FROM captures WHERE session = sessions.id GROUP BY is_owned, path))" \
  " FROM sessions "

void
seep_session_info_free (SeepSessionInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_free (info->program);
  g_free (info->notes);
  g_free (info);
}

static SeepSessionInfo *
read_session (SeepStoreQuery *query)
{
  SeepSessionInfo *info = g_new0 (SeepSessionInfo, 1);

  info->id = seep_store_query_read_text (query);
  info->name = seep_store_query_read_text (query);
  info->program = seep_store_query_read_text (query);
  info->notes = seep_store_query_read_text (query);
  info->created_us = seep_store_query_read_int (query);
  info->used_us = seep_store_query_read_int (query);
  info->deleted_us = seep_store_query_read_int (query);
  info->n_captures = (guint) seep_store_query_read_count (query);
  info->n_bytes = seep_store_query_read_count (query);
  return info;
}

gboolean
seep_store_set_no_session (const char *session, GError **error)
{
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: there is no such session"), session);
  return FALSE;
}

/* --- In a job --- */

gboolean
seep_store_require_session (SeepStoreDb *db, const char *session, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT 1 FROM sessions WHERE id = ? AND state = 0");
  gboolean is_there;

  seep_store_query_bind_text (query, session);
  is_there = seep_store_query_next (query);
  if (!seep_store_query_end (query, error))
    return FALSE;
  return is_there || seep_store_set_no_session (session, error);
}

gboolean
seep_store_mark_used (SeepStoreDb *db, const char *session, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (db, "UPDATE sessions SET used_us = ? WHERE id = ?");

  seep_store_query_bind_int (query, g_get_real_time ());
  seep_store_query_bind_text (query, session);
  return seep_store_query_run (query, error);
}

static gboolean
has_name (SeepStoreDb *db, const char *name, gboolean *is_taken, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT 1 FROM sessions WHERE name = ? AND state = 0");

  seep_store_query_bind_text (query, name);
  *is_taken = seep_store_query_next (query);
  return seep_store_query_end (query, error);
}

/* "leaky_service.py, 22 Nov 12:41". */
static char *
dup_default_name (const char *program)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  /* Translators: the moment at which a session was begun, in its name, for strftime. */
  g_autofree char *time = g_date_time_format (now, _("%Y-%m-%d %H:%M"));

  if (program == NULL || program[0] == '\0')
    return g_steal_pointer (&time);
  /* Translators: a session's name: the program, and when. */
  return g_strdup_printf (_("%s, %s"), program, time);
}

char *
seep_store_dup_free_name (SeepStoreDb *db, const char *name, const char *program, GError **error)
{
  g_autofree char *base =
    name != NULL && name[0] != '\0' ? g_strdup (name) : dup_default_name (program);
  g_autofree char *candidate = g_strdup (base);
  gboolean is_taken = TRUE;

  for (guint i = 2; is_taken; i++)
    {
      if (!has_name (db, candidate, &is_taken, error))
        return NULL;
      if (is_taken)
        {
          g_free (candidate);
          candidate = g_strdup_printf ("%s %u", base, i);
        }
    }
  return g_steal_pointer (&candidate);
}

gboolean
seep_store_insert_session (SeepStoreDb    *db,
                           const char     *id,
                           const char     *name,
                           const char     *program,
                           const char     *notes,
                           SeepStoreState  state,
                           GError        **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "INSERT INTO sessions (id, name, program, notes, created_us, used_us,"
                             " state, deleted_us, selected_place)"
                             " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)");
  gint64 now_us = g_get_real_time ();

  seep_store_query_bind_text (query, id);
  seep_store_query_bind_text (query, name);
  seep_store_query_bind_text (query, program);
  seep_store_query_bind_text (query, notes);
  seep_store_query_bind_int (query, now_us);
  seep_store_query_bind_int (query, now_us);
  seep_store_query_bind_int (query, state);
  seep_store_query_bind_int (query, state == SEEP_STORE_STATE_LIVE ? 0 : now_us);
  return seep_store_query_run (query, error);
}

/* --- Adding and finding --- */

typedef struct
{
  const char *name;
  const char *program;
  char       *id;
} AddSession;

static gboolean
add_session_job (SeepStoreDb *db, gpointer data, GError **error)
{
  AddSession *add = data;
  g_autofree char *name = seep_store_dup_free_name (db, add->name, add->program, error);

  return name != NULL
         && seep_store_insert_session (db, add->id, name, add->program, "", SEEP_STORE_STATE_LIVE,
                                       error);
}

char *
seep_store_add_session (SeepStore *store, const char *name, const char *program, GError **error)
{
  g_autofree char *id = seep_store_dup_new_id ();
  AddSession add = { name, program, id };

  if (!seep_store_call (store, SEEP_STORE_WRITE, add_session_job, &add, error))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
list_job (SeepStoreDb *db, gpointer data, GError **error, const char *sql)
{
  GPtrArray *sessions = data;
  SeepStoreQuery *query = seep_store_db_begin (db, sql);

  while (seep_store_query_next (query))
    g_ptr_array_add (sessions, read_session (query));
  return seep_store_query_end (query, error);
}

static gboolean
list_live_job (SeepStoreDb *db, gpointer data, GError **error)
{
  return list_job (db, data, error,
                   SELECT_SESSIONS "WHERE state = 0 ORDER BY used_us DESC, created_us DESC, id");
}

static gboolean
list_deleted_job (SeepStoreDb *db, gpointer data, GError **error)
{
  return list_job (db, data, error, SELECT_SESSIONS "WHERE state = 1 ORDER BY deleted_us DESC, id");
}

static GPtrArray *
list_with (SeepStore *store, SeepStoreDbFunc job, GError **error)
{
  g_autoptr(GPtrArray) sessions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) seep_session_info_free);

  if (!seep_store_call (store, SEEP_STORE_READ, job, sessions, error))
    return NULL;
  return g_steal_pointer (&sessions);
}

GPtrArray *
seep_store_list_sessions (SeepStore *store, GError **error)
{
  return list_with (store, list_live_job, error);
}

GPtrArray *
seep_store_list_deleted_sessions (SeepStore *store, GError **error)
{
  return list_with (store, list_deleted_job, error);
}

typedef struct
{
  const char      *id_or_name;
  SeepSessionInfo *info; /* owned; NULL: not found */
} FindSession;

static gboolean
find_session_job (SeepStoreDb *db, gpointer data, GError **error)
{
  FindSession *find = data;
  SeepStoreQuery *query =
    seep_store_db_begin (db, SELECT_SESSIONS "WHERE state = 0 AND (id = ? OR name = ?)"
                                             " ORDER BY id = ? DESC LIMIT 1");

  for (guint i = 0; i < 3; i++)
    seep_store_query_bind_text (query, find->id_or_name);
  if (seep_store_query_next (query))
    find->info = read_session (query);
  if (seep_store_query_end (query, error))
    return find->info != NULL || seep_store_set_no_session (find->id_or_name, error);

  g_clear_pointer (&find->info, seep_session_info_free);
  return FALSE;
}

SeepSessionInfo *
seep_store_find_session (SeepStore *store, const char *id_or_name, GError **error)
{
  FindSession find = { id_or_name, NULL };

  return seep_store_call (store, SEEP_STORE_READ, find_session_job, &find, error) ? find.info
                                                                                  : NULL;
}

/* --- Changing --- */

typedef struct
{
  const char *id;
  const char *sql; /* "… SET … = ? WHERE id = ?" */
  const char *text;
} SetText;

static gboolean
set_text_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SetText *set = data;
  SeepStoreQuery *query;

  if (!seep_store_require_session (db, set->id, error))
    return FALSE;

  query = seep_store_db_begin (db, set->sql);
  seep_store_query_bind_text (query, set->text);
  seep_store_query_bind_text (query, set->id);
  return seep_store_query_run (query, error) && seep_store_mark_used (db, set->id, error);
}

static gboolean
rename_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SetText *set = data;
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT 1 FROM sessions WHERE name = ? AND state = 0 AND id <> ?");
  gboolean is_taken;

  seep_store_query_bind_text (query, set->text);
  seep_store_query_bind_text (query, set->id);
  is_taken = seep_store_query_next (query);
  if (!seep_store_query_end (query, error))
    return FALSE;
  if (!is_taken)
    return set_text_job (db, data, error);

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY, _("A session named “%s” is there already"),
               set->text);
  return FALSE;
}

gboolean
seep_store_rename_session (SeepStore *store, const char *id, const char *name, GError **error)
{
  SetText set = { id, "UPDATE sessions SET name = ? WHERE id = ?", name };

  if (name == NULL || name[0] == '\0')
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY, _("A session needs a name"));
      return FALSE;
    }
  return seep_store_call (store, SEEP_STORE_WRITE, rename_job, &set, error);
}

gboolean
seep_store_set_notes (SeepStore *store, const char *id, const char *notes, GError **error)
{
  SetText set = { id, "UPDATE sessions SET notes = ? WHERE id = ?", notes };

  return seep_store_call (store, SEEP_STORE_WRITE, set_text_job, &set, error);
}

gboolean
seep_store_set_program (SeepStore *store, const char *id, const char *program, GError **error)
{
  SetText set = { id, "UPDATE sessions SET program = ? WHERE id = ?", program };

  return seep_store_call (store, SEEP_STORE_WRITE, set_text_job, &set, error);
}

static gboolean
touch_job (SeepStoreDb *db, gpointer data, GError **error)
{
  return seep_store_require_session (db, data, error) && seep_store_mark_used (db, data, error);
}

gboolean
seep_store_touch_session (SeepStore *store, const char *id, GError **error)
{
  return seep_store_call (store, SEEP_STORE_WRITE_LIGHT, touch_job, (char *) id, error);
}
