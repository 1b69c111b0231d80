/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From live to gone in three steps, each of which whoever comes next can go on from: a session is
 * deleted (hidden, and can be restored), marked as purged (its files are being removed), and its
 * row removed with all that belongs to it. What an import left behind unfinished goes the same
 * way. */
#include "config.h"

#include "seep-store-private.h"

#include "base/seep-error.h"
#include "seep-folder.h"

#define KEEP_DELETED_US ((gint64) 24 * 60 * 60 * G_USEC_PER_SEC) /* time to notice */

typedef struct
{
  const char    *id;
  SeepStoreState from;
  SeepStoreState to;
} SetState;

/* Found in the state @from? Then it is in @to. */
static gboolean
change_state (SeepStoreDb *db, const SetState *set, gboolean *is_found, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "UPDATE sessions SET state = ?, deleted_us = ?"
                             " WHERE id = ? AND state = ? RETURNING 1");

  seep_store_query_bind_int (query, set->to);
  seep_store_query_bind_int (query, set->to == SEEP_STORE_STATE_LIVE ? 0 : g_get_real_time ());
  seep_store_query_bind_text (query, set->id);
  seep_store_query_bind_int (query, set->from);
  *is_found = seep_store_query_next (query);
  while (seep_store_query_next (query))
    continue;
  return seep_store_query_end (query, error);
}

static gboolean
delete_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SetState set = { data, SEEP_STORE_STATE_LIVE, SEEP_STORE_STATE_DELETED };
  gboolean is_found;

  if (!change_state (db, &set, &is_found, error))
    return FALSE;
  return is_found || seep_store_set_no_session (data, error);
}

gboolean
seep_store_delete_session (SeepStore *store, const char *id, GError **error)
{
  return seep_store_call (store, SEEP_STORE_WRITE, delete_job, (char *) id, error);
}

/* Its name may be another one's by now. */
gboolean
seep_store_revive (SeepStoreDb   *db,
                   const char    *id,
                   const char    *name,
                   SeepStoreState from,
                   GError       **error)
{
  SetState set = { id, from, SEEP_STORE_STATE_LIVE };
  g_autofree char *free_name = seep_store_dup_free_name (db, name, NULL, error);
  SeepStoreQuery *query;
  gboolean is_found = FALSE;

  if (free_name == NULL)
    return FALSE;

  query = seep_store_db_begin (db, "UPDATE sessions SET name = ? WHERE id = ?");
  seep_store_query_bind_text (query, free_name);
  seep_store_query_bind_text (query, id);
  if (!seep_store_query_run (query, error) || !change_state (db, &set, &is_found, error))
    return FALSE;
  return is_found ? seep_store_mark_used (db, id, error) : seep_store_set_no_session (id, error);
}

static gboolean
restore_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT name FROM sessions WHERE id = ? AND state = 1");
  g_autofree char *name = NULL;

  seep_store_query_bind_text (query, data);
  if (seep_store_query_next (query))
    name = seep_store_query_read_text (query);
  if (!seep_store_query_end (query, error))
    return FALSE;
  return name != NULL ? seep_store_revive (db, data, name, SEEP_STORE_STATE_DELETED, error)
                      : seep_store_set_no_session (data, error);
}

gboolean
seep_store_restore_session (SeepStore *store, const char *id, GError **error)
{
  return seep_store_call (store, SEEP_STORE_WRITE, restore_job, (char *) id, error);
}

/* The states from which it may be purged. */
static gboolean
mark_purged (SeepStoreDb          *db,
             const char           *id,
             const SeepStoreState *states,
             gsize                 n_states,
             GError              **error)
{
  gboolean is_found = FALSE;

  for (gsize i = 0; i < n_states && !is_found; i++)
    {
      SetState set = { id, states[i], SEEP_STORE_STATE_PURGED };

      if (!change_state (db, &set, &is_found, error))
        return FALSE;
    }
  return is_found || seep_store_set_no_session (id, error);
}

static gboolean
mark_purged_job (SeepStoreDb *db, gpointer data, GError **error)
{
  static const SeepStoreState states[] = { SEEP_STORE_STATE_LIVE, SEEP_STORE_STATE_DELETED,
                                           SEEP_STORE_STATE_ARRIVING, SEEP_STORE_STATE_PURGED };

  return mark_purged (db, data, states, G_N_ELEMENTS (states), error);
}

/* Somebody may have restored it since it was found to be old. */
static gboolean
mark_swept_job (SeepStoreDb *db, gpointer data, GError **error)
{
  static const SeepStoreState states[] = { SEEP_STORE_STATE_DELETED, SEEP_STORE_STATE_ARRIVING,
                                           SEEP_STORE_STATE_PURGED };

  return mark_purged (db, data, states, G_N_ELEMENTS (states), error);
}

static gboolean
forget_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "DELETE FROM sessions WHERE id = ? AND state = 2");

  seep_store_query_bind_text (query, data);
  return seep_store_query_run (query, error);
}

/* Marked, then the files, then the row: killed in between, the next one who opens the store goes
 * on where this ended. */
static gboolean
purge (SeepStore *store, const char *id, SeepStoreDbFunc mark, GError **error)
{
  g_autofree char *folder = seep_store_dup_folder_path (store, id);

  if (!seep_store_call (store, SEEP_STORE_WRITE, mark, (char *) id, error))
    return FALSE;
  seep_folder_remove (folder); /* only of an @id that has a row */
  return seep_store_call (store, SEEP_STORE_WRITE, forget_job, (char *) id, error);
}

gboolean
seep_store_purge_session (SeepStore *store, const char *id, GError **error)
{
  return purge (store, id, mark_purged_job, error);
}

static gboolean
list_old_job (SeepStoreDb *db, gpointer data, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT id FROM sessions WHERE state = 2"
                             " OR (state IN (1, 3) AND deleted_us < ?)");

  seep_store_query_bind_int (query, g_get_real_time () - KEEP_DELETED_US);
  while (seep_store_query_next (query))
    g_ptr_array_add (data, seep_store_query_read_text (query));
  return seep_store_query_end (query, error);
}

gboolean
seep_store_sweep (SeepStore *store, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!seep_store_call (store, SEEP_STORE_READ, list_old_job, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(GError) problem = NULL;

      /* Gone already, or restored: another program was faster. */
      if (!purge (store, ids->pdata[i], mark_swept_job, &problem)
          && !g_error_matches (problem, SEEP_ERROR, SEEP_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return TRUE;
}
