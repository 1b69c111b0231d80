/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-db.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long one program waits for another that writes. A write takes milliseconds. */
#define BUSY_MS 10000

/* A value of a file that a stranger made: a piece of a capture is 1 MiB, a text far less. */
#define HOSTILE_MAX_VALUE_BYTES (2 << 20)
#define HOSTILE_MAX_SQL_BYTES 65536 /* of one statement of its schema */

struct _SeepStoreDb
{
  sqlite3    *handle;  /* owned */
  char       *path;    /* owned */
  GHashTable *queries; /* owned: SQL text (borrowed) → SeepStoreQuery */
};

struct _SeepStoreQuery
{
  SeepStoreDb  *db;        /* borrowed */
  sqlite3_stmt *statement; /* owned; NULL if it could not be prepared */
  GError       *problem;   /* owned; NULL while all is well */
  int           parameter; /* last one bound */
  int           column;    /* next one to read */
  gboolean      is_open;   /* between begin and end */
};

static void
set_error (SeepStoreDb *db, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (db->path);
  const char *why = db->handle != NULL ? sqlite3_errmsg (db->handle) : sqlite3_errstr (code);

  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: the file is damaged (%s)"), name,
                   why);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                   _("%s: another program has kept it busy for too long"), name);
      break;
    case SQLITE_FULL:
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: the disk is full"), name);
      break;
    default:
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, "%s: %s", name, why);
    }
}

static void
query_free (gpointer data)
{
  SeepStoreQuery *query = data;

  sqlite3_finalize (query->statement);
  g_clear_error (&query->problem);
  g_free (query);
}

/* SQLite makes its files as the umask has it, and those beside the database like the database. */
static gboolean
make_private_file (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  gboolean is_private = fd >= 0 && fchmod (fd, 0600) == 0;

  if (!is_private)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be written: %s"), name,
                 g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return is_private;
}

static void
set_limits (sqlite3 *handle)
{
  sqlite3_limit (handle, SQLITE_LIMIT_LENGTH, HOSTILE_MAX_VALUE_BYTES);
  sqlite3_limit (handle, SQLITE_LIMIT_SQL_LENGTH, HOSTILE_MAX_SQL_BYTES);
  sqlite3_limit (handle, SQLITE_LIMIT_COLUMN, 64);
  sqlite3_limit (handle, SQLITE_LIMIT_EXPR_DEPTH, 20);
  sqlite3_limit (handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
  sqlite3_limit (handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

/* What every connection is held to, a stranger's file still more. */
static gboolean
configure (SeepStoreDb *db, SeepStoreDbKind kind, GError **error)
{
  sqlite3_extended_result_codes (db->handle, 1);
  sqlite3_busy_timeout (db->handle, BUSY_MS);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);

  if (kind == SEEP_STORE_DB_HOSTILE)
    {
      sqlite3_db_config (db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
      sqlite3_db_config (db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
      set_limits (db->handle);
      return seep_store_db_run (db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON;"
                                    "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY",
                                error);
    }
  if (kind == SEEP_STORE_DB_NEW)
    return seep_store_db_run (db, "PRAGMA page_size = 16384; PRAGMA journal_mode = MEMORY;"
                                  "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                                  "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON",
                              error);
  /* FULL: what was reported done survives the loss of power, too, for one fsync() a change. */
  return seep_store_db_run (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY",
                            error);
}

/* A stranger's file is read as it lies there: no journal beside it is looked at, none is made. */
static int
open_file (const char *path, SeepStoreDbKind kind, sqlite3 **handle)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  g_autofree char *immutable = g_strconcat (uri, "?immutable=1", NULL);

  if (kind == SEEP_STORE_DB_HOSTILE)
    return sqlite3_open_v2 (immutable, handle,
                            SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
  return sqlite3_open_v2 (uri, handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL);
}

SeepStoreDb *
seep_store_db_open (const char *path, SeepStoreDbKind kind, GError **error)
{
  g_autoptr(SeepStoreDb) db = NULL;
  int code;

  if (kind != SEEP_STORE_DB_HOSTILE && !make_private_file (path, error))
    return NULL;

  db = g_new0 (SeepStoreDb, 1);
  db->path = g_strdup (path);
  db->queries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, query_free);
  code = open_file (path, kind, &db->handle);
  if (code != SQLITE_OK)
    {
      set_error (db, code, error);
      return NULL;
    }
  if (!configure (db, kind, error))
    return NULL;
  return g_steal_pointer (&db);
}

void
seep_store_db_free (SeepStoreDb *db)
{
  g_hash_table_unref (db->queries);
  sqlite3_close_v2 (db->handle);
  g_free (db->path);
  g_free (db);
}

const char *
seep_store_db_get_path (SeepStoreDb *db)
{
  return db->path;
}

gboolean
seep_store_db_run (SeepStoreDb *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    return TRUE;
  set_error (db, code, error);
  return FALSE;
}

gboolean
seep_store_db_change (SeepStoreDb *db, SeepStoreDbFunc func, gpointer data, GError **error)
{
  /* Asked for at the start: a reader that becomes a writer may find that it is too late. */
  if (!seep_store_db_run (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (func (db, data, error) && seep_store_db_run (db, "COMMIT", error))
    return TRUE;

  /* Some failures have rolled it back already. */
  if (!sqlite3_get_autocommit (db->handle))
    sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
seep_store_db_get_int (SeepStoreDb *db, const char *sql, gint64 *value, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (db, sql);

  *value = seep_store_query_next (query) ? seep_store_query_read_int (query) : 0;
  return seep_store_query_end (query, error);
}

gboolean
seep_store_db_check (SeepStoreDb *db, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (db, "PRAGMA quick_check (1)");
  g_autofree char *answer = seep_store_query_next (query) ? seep_store_query_read_text (query) : NULL;
  g_autofree char *name = g_filename_display_name (db->path);

  if (!seep_store_query_end (query, error))
    return FALSE;
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: the file is damaged (%s)"), name,
               answer != NULL ? answer : "");
  return FALSE;
}

/* --- Queries --- */

static void
note (SeepStoreQuery *query, int code)
{
  if (query->problem == NULL)
    set_error (query->db, code, &query->problem);
}

SeepStoreQuery *
seep_store_db_begin (SeepStoreDb *db, const char *sql)
{
  SeepStoreQuery *query = g_hash_table_lookup (db->queries, sql);

  if (query == NULL)
    {
      query = g_new0 (SeepStoreQuery, 1);
      query->db = db;
      g_hash_table_insert (db->queries, (char *) sql, query);
    }
  g_assert (!query->is_open);
  query->is_open = TRUE;
  query->parameter = 0;
  query->column = 0;

  if (query->statement == NULL)
    {
      int code =
        sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &query->statement, NULL);

      if (code != SQLITE_OK)
        note (query, code);
    }
  return query;
}

gboolean
seep_store_query_run (SeepStoreQuery *query, GError **error)
{
  while (seep_store_query_next (query))
    continue;
  return seep_store_query_end (query, error);
}

gboolean
seep_store_query_end (SeepStoreQuery *query, GError **error)
{
  g_autoptr(GError) problem = g_steal_pointer (&query->problem);

  if (query->statement != NULL)
    {
      sqlite3_reset (query->statement); /* says again what step said */
      sqlite3_clear_bindings (query->statement);
    }
  query->is_open = FALSE;
  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
note_unless_ok (SeepStoreQuery *query, int code)
{
  if (code != SQLITE_OK)
    note (query, code);
}

void
seep_store_query_bind_int (SeepStoreQuery *query, gint64 value)
{
  query->parameter++;
  if (query->problem == NULL)
    note_unless_ok (query, sqlite3_bind_int64 (query->statement, query->parameter, value));
}

void
seep_store_query_bind_text (SeepStoreQuery *query, const char *text)
{
  query->parameter++;
  if (query->problem == NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

      note_unless_ok (query, sqlite3_bind_text (query->statement, query->parameter, valid, -1,
                                                SQLITE_TRANSIENT));
    }
}

void
seep_store_query_bind_bytes (SeepStoreQuery *query, gconstpointer bytes, gsize n_bytes)
{
  query->parameter++;
  if (query->problem == NULL)
    note_unless_ok (query, sqlite3_bind_blob64 (query->statement, query->parameter,
                                                n_bytes > 0 ? bytes : "", n_bytes,
                                                SQLITE_TRANSIENT));
}

gboolean
seep_store_query_next (SeepStoreQuery *query)
{
  int code;

  if (query->problem != NULL)
    return FALSE;

  query->column = 0;
  code = sqlite3_step (query->statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    note (query, code);
  return code == SQLITE_ROW;
}

void
seep_store_query_fail (SeepStoreQuery *query, const char *why)
{
  g_autofree char *name = g_filename_display_name (query->db->path);

  if (query->problem == NULL)
    g_set_error (&query->problem, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: the file is damaged (%s)"),
                 name, why);
}

/* Moves on to the next column; FALSE if it is not of the type @type. */
static gboolean
take_column (SeepStoreQuery *query, int type)
{
  if (query->problem != NULL)
    return FALSE;

  if (sqlite3_column_type (query->statement, query->column) != type)
    {
      seep_store_query_fail (query, _("a value is of another kind than it must be"));
      return FALSE;
    }
  query->column++;
  return TRUE;
}

gint64
seep_store_query_read_int (SeepStoreQuery *query)
{
  return take_column (query, SQLITE_INTEGER)
           ? sqlite3_column_int64 (query->statement, query->column - 1)
           : 0;
}

guint64
seep_store_query_read_count (SeepStoreQuery *query)
{
  gint64 value = seep_store_query_read_int (query);

  if (value >= 0)
    return (guint64) value;
  seep_store_query_fail (query, _("a number is negative"));
  return 0;
}

char *
seep_store_query_read_text (SeepStoreQuery *query)
{
  if (!take_column (query, SQLITE_TEXT))
    return g_strdup ("");
  return g_utf8_make_valid (
    (const char *) sqlite3_column_text (query->statement, query->column - 1), -1);
}

gconstpointer
seep_store_query_read_bytes (SeepStoreQuery *query, gsize *n_bytes)
{
  gconstpointer bytes;

  *n_bytes = 0;
  if (!take_column (query, SQLITE_BLOB))
    return "";

  bytes = sqlite3_column_blob (query->statement, query->column - 1);
  *n_bytes = (gsize) sqlite3_column_bytes (query->statement, query->column - 1);
  return bytes != NULL ? bytes : "";
}

char *
seep_store_query_read_path (SeepStoreQuery *query)
{
  gsize n_bytes;
  const char *bytes = seep_store_query_read_bytes (query, &n_bytes);

  return g_strndup (bytes, n_bytes);
}
