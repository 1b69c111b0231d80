/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-private.h"

typedef struct
{
  const char        *session;
  const char *const *places;
  GStrvBuilder      *found;
  guint              selected;
} PlacesJob;

static gboolean
set_selected (SeepStoreDb *db, const char *session, guint selected, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "UPDATE sessions SET selected_place = ? WHERE id = ?");

  seep_store_query_bind_int (query, selected);
  seep_store_query_bind_text (query, session);
  return seep_store_query_run (query, error);
}

gboolean
seep_store_write_places (SeepStoreDb       *db,
                         const char        *session,
                         const char *const *places,
                         guint              selected,
                         GError           **error)
{
  SeepStoreQuery *query;

  if (!set_selected (db, session, selected, error))
    return FALSE;

  query = seep_store_db_begin (db, "DELETE FROM places WHERE session = ?");
  seep_store_query_bind_text (query, session);
  if (!seep_store_query_run (query, error))
    return FALSE;

  for (guint i = 0; places[i] != NULL; i++)
    {
      query =
        seep_store_db_begin (db, "INSERT INTO places (session, position, place) VALUES (?, ?, ?)");
      seep_store_query_bind_text (query, session);
      seep_store_query_bind_int (query, i);
      seep_store_query_bind_text (query, places[i]);
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_places_job (SeepStoreDb *db, gpointer data, GError **error)
{
  PlacesJob *job = data;

  return seep_store_require_session (db, job->session, error)
         && seep_store_write_places (db, job->session, job->places, job->selected, error);
}

gboolean
seep_store_set_places (SeepStore         *store,
                       const char        *session,
                       const char *const *places,
                       guint              selected,
                       GError           **error)
{
  PlacesJob job = { session, places, NULL, selected };

  return seep_store_call (store, SEEP_STORE_WRITE_LIGHT, set_places_job, &job, error);
}

static gboolean
list_places_job (SeepStoreDb *db, gpointer data, GError **error)
{
  PlacesJob *job = data;
  SeepStoreQuery *query;

  if (!seep_store_require_session (db, job->session, error))
    return FALSE;

  query = seep_store_db_begin (db, "SELECT selected_place FROM sessions WHERE id = ?");
  seep_store_query_bind_text (query, job->session);
  if (seep_store_query_next (query))
    job->selected = (guint) seep_store_query_read_count (query);
  if (!seep_store_query_end (query, error))
    return FALSE;

  query = seep_store_db_begin (db, "SELECT place FROM places WHERE session = ? ORDER BY position");
  seep_store_query_bind_text (query, job->session);
  while (seep_store_query_next (query))
    {
      g_autofree char *place = seep_store_query_read_text (query);

      g_strv_builder_add (job->found, place);
    }
  return seep_store_query_end (query, error);
}

GStrv
seep_store_list_places (SeepStore *store, const char *session, guint *selected, GError **error)
{
  g_autoptr(GStrvBuilder) found = g_strv_builder_new ();
  PlacesJob job = { session, NULL, found, 0 };

  *selected = 0;
  if (!seep_store_call (store, SEEP_STORE_READ, list_places_job, &job, error))
    return NULL;
  *selected = job.selected;
  return g_strv_builder_end (found);
}
