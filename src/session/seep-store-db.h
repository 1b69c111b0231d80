/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-store-db.h — one connection to one SQLite file: the only place that knows SQLite.
 *
 * A query is straight code, as reading a file is: bind everything, read everything, ask once
 * whether it went well. It remembers its first failure and gives zeros after it. Values are bound
 * and read in their order. Not thread-safe: a connection belongs to one thread at a time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepStoreDb SeepStoreDb;
typedef struct _SeepStoreQuery SeepStoreQuery;

typedef enum
{
  SEEP_STORE_DB_OURS,    /* read and written; made (0600) if it is not there */
  SEEP_STORE_DB_NEW,     /* empty, and nobody else looks: written once, without a journal */
  SEEP_STORE_DB_HOSTILE, /* only read; nothing in its schema may run anything */
} SeepStoreDbKind;

/* NULL with SEEP_ERROR_IO, or SEEP_ERROR_CORRUPT if that is no database or a broken one. */
SeepStoreDb *seep_store_db_open (const char     *path,
                                 SeepStoreDbKind kind,
                                 GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void         seep_store_db_free (SeepStoreDb *db);

const char *seep_store_db_get_path (SeepStoreDb *db);

/* Statements without values, with ";" between them. */
gboolean seep_store_db_run (SeepStoreDb *db,
                            const char  *sql,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @func in a transaction that is done as a whole, or not at all if it returns FALSE. */
typedef gboolean (*SeepStoreDbFunc) (SeepStoreDb *db,
                                     gpointer     data,
                                     GError     **error);
gboolean seep_store_db_change (SeepStoreDb    *db,
                               SeepStoreDbFunc func,
                               gpointer        data,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first number of the answer to @sql. */
gboolean seep_store_db_get_int (SeepStoreDb *db,
                                const char  *sql,
                                gint64      *value,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads every page. FALSE with SEEP_ERROR_CORRUPT if one of them is broken. */
gboolean seep_store_db_check (SeepStoreDb *db,
                              GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* A query of @sql (a string that stays: prepared once, kept by the connection). Never NULL; ended
 * by one of the next two before the same one is begun again. */
SeepStoreQuery *seep_store_db_begin (SeepStoreDb *db,
                                     const char  *sql);

/* Runs what is left of it and ends it. FALSE with @error if anything failed. */
gboolean seep_store_query_run (SeepStoreQuery *query,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends it after seep_store_query_next(). */
gboolean seep_store_query_end (SeepStoreQuery *query,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next parameter, in their order. NULL text is bound as "". */
void seep_store_query_bind_int   (SeepStoreQuery *query, gint64 value);
void seep_store_query_bind_text  (SeepStoreQuery *query, const char *text);
void seep_store_query_bind_bytes (SeepStoreQuery *query, gconstpointer bytes, gsize n_bytes);

/* TRUE: there is a row, read from its first column. */
gboolean seep_store_query_next (SeepStoreQuery *query);

/* The next column of the row. Of another type than asked for: a failure. */
gint64 seep_store_query_read_int (SeepStoreQuery *query);
/* Never negative: that is a failure too. */
guint64 seep_store_query_read_count (SeepStoreQuery *query);
/* Yours; valid UTF-8; "" after a failure. */
char *seep_store_query_read_text (SeepStoreQuery *query);
/* Yours; the bytes of a blob as a string: they end at the first 0. */
char *seep_store_query_read_path (SeepStoreQuery *query);
/* Borrowed until the next row. */
gconstpointer seep_store_query_read_bytes (SeepStoreQuery *query, gsize *n_bytes);

/* Something about the row is wrong; @why is a static, translated clause. */
void seep_store_query_fail (SeepStoreQuery *query, const char *why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepStoreDb, seep_store_db_free)

G_END_DECLS
