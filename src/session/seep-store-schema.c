/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first step makes the tables; each later one changes what the step before left. A step that
 * has been in a release is never edited: stores out there have been through it. */
#include "config.h"

#include "seep-store-schema.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

static const char *const steps[] = {
  /* state: SeepStoreState. A capture's path is absolute, or the name of a file in the session's
   * folder (is_owned): the folder of the store may move. */
  "PRAGMA application_id = 0x53656570;"
  "CREATE TABLE sessions ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  program TEXT NOT NULL,"
  "  notes TEXT NOT NULL,"
  "  created_us INTEGER NOT NULL,"
  "  used_us INTEGER NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  deleted_us INTEGER NOT NULL,"
  "  selected_place INTEGER NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX session_names ON sessions (name) WHERE state = 0;"
  "CREATE TABLE captures ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  path BLOB NOT NULL,"
  "  is_owned INTEGER NOT NULL,"
  "  part INTEGER NOT NULL,"
  "  label TEXT NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  format TEXT NOT NULL,"
  "  dump_id TEXT NOT NULL,"
  "  captured_us INTEGER NOT NULL,"
  "  n_bytes INTEGER NOT NULL,"
  "  modified_us INTEGER NOT NULL,"
  "  n_objects INTEGER NOT NULL,"
  "  n_heap_bytes INTEGER NOT NULL,"
  "  python TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX captures_of_session ON captures (session, position);"
  "CREATE INDEX captures_of_file ON captures (path);"
  "CREATE INDEX captures_of_dump ON captures (dump_id) WHERE dump_id <> '';"
  "CREATE TABLE types ("
  "  capture TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  count INTEGER NOT NULL,"
  "  n_bytes INTEGER NOT NULL,"
  "  PRIMARY KEY (capture, position)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE places ("
  "  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  place TEXT NOT NULL,"
  "  PRIMARY KEY (session, position)"
  ") STRICT, WITHOUT ROWID;",

  /* What a file held when it was added, to tell a touched one from another; and its program. */
  "ALTER TABLE captures ADD COLUMN program TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE captures ADD COLUMN digest TEXT NOT NULL DEFAULT '';",

  /* Measurements. kind: SeepStoreSeriesKind; bytes: seep-series-block.h, whose columns are metrics or
   * the ids of types; where a level begins and ends: seep-store-levels.c. */
  "CREATE TABLE series ("
  "  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
  "  kind INTEGER NOT NULL,"
  "  level INTEGER NOT NULL,"
  "  from_us INTEGER NOT NULL,"
  "  n_entries INTEGER NOT NULL,"
  "  bytes BLOB NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX series_in_order ON series (session, kind, level, from_us);"
  "CREATE TABLE series_types ("
  "  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
  "  id INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  PRIMARY KEY (session, id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE marks ("
  "  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
  "  position INTEGER NOT NULL,"
  "  time_us INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  text TEXT NOT NULL,"
  "  capture TEXT NOT NULL,"
  "  PRIMARY KEY (session, position)"
  ") STRICT, WITHOUT ROWID;",
};

static gboolean
check_version (SeepStoreDb *db, gint64 version, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (db));
  gint64 application;
  gint64 n_tables;

  if (!seep_store_db_get_int (db, "PRAGMA application_id", &application, error)
      || !seep_store_db_get_int (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;

  if (version == 0 && n_tables == 0)
    return TRUE;
  if (application != SEEP_STORE_APPLICATION_ID || version < 1)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                   _("%s: it is a database, but not one of Seep's"), name);
      return FALSE;
    }
  if (version > (gint64) G_N_ELEMENTS (steps))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_NEW,
                   _("%s: it was written by a later version of Seep (its form is %d, this version "
                     "knows up to %d)"),
                   name, (int) version, (int) G_N_ELEMENTS (steps));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_version (SeepStoreDb *db, gsize *version, GError **error)
{
  gint64 value;

  if (!seep_store_db_get_int (db, "PRAGMA user_version", &value, error)
      || !check_version (db, value, error))
    return FALSE;
  *version = (gsize) value;
  return TRUE;
}

/* One step, unless another program was faster. */
static gboolean
take_step (SeepStoreDb *db, gpointer data, GError **error)
{
  g_autofree char *set_version = NULL;
  gsize version;

  if (!read_version (db, &version, error))
    return FALSE;
  if (version == G_N_ELEMENTS (steps))
    return TRUE;

  set_version = g_strdup_printf ("PRAGMA user_version = %d", (int) version + 1);
  return seep_store_db_run (db, steps[version], error)
         && seep_store_db_run (db, set_version, error);
}

gboolean
seep_store_schema_upgrade (SeepStoreDb *db, GError **error)
{
  gsize version;

  if (!read_version (db, &version, error))
    return FALSE;
  for (; version < G_N_ELEMENTS (steps); version++)
    if (!seep_store_db_change (db, take_step, NULL, error))
      return FALSE;
  return TRUE;
}
