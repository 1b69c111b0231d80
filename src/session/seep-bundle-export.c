/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-bundle.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bundle-recorded.h"
#include "seep-bundle-schema.h"
#include "seep-file-source.h"
#include "seep-store-db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct
{
  SeepStore       *store;    /* borrowed */
  SeepSessionInfo *session;  /* owned */
  GPtrArray       *captures; /* owned, of SeepCaptureInfo */
  SeepTask        *task;     /* borrowed */
  GHashTable      *files;    /* owned: path (borrowed) → number of its row + 1 */
  gint64           n_pieces;
  guint64          n_bytes;  /* written */
} Export;

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->session, seep_session_info_free);
  g_clear_pointer (&self->captures, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
write_tables (SeepStoreDb *db, GError **error)
{
  g_autofree char *numbers = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                              SEEP_BUNDLE_APPLICATION_ID, SEEP_BUNDLE_VERSION);

  for (guint i = 0; i < G_N_ELEMENTS (seep_bundle_tables); i++)
    if (!seep_store_db_run (db, seep_bundle_tables[i].sql, error))
      return FALSE;
  return seep_store_db_run (db, numbers, error);
}

static gboolean
write_session (Export *self, SeepStoreDb *db, guint selected, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    db, "INSERT INTO session (id, name, program, notes, selected_place) VALUES (0, ?, ?, ?, ?)");

  seep_store_query_bind_text (query, self->session->name);
  seep_store_query_bind_text (query, self->session->program);
  seep_store_query_bind_text (query, self->session->notes);
  seep_store_query_bind_int (query, selected);
  return seep_store_query_run (query, error);
}

static gboolean
write_places (Export *self, SeepStoreDb *db, GError **error)
{
  guint selected;
  g_auto(GStrv) places =
    seep_store_list_places (self->store, self->session->id, &selected, error);

  if (places == NULL || !write_session (self, db, selected, error))
    return FALSE;

  for (guint i = 0; places[i] != NULL; i++)
    {
      SeepStoreQuery *query =
        seep_store_db_begin (db, "INSERT INTO places (id, place) VALUES (?, ?)");

      seep_store_query_bind_int (query, i);
      seep_store_query_bind_text (query, places[i]);
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_piece (Export *self, SeepStoreDb *db, const guint8 *bytes, gsize n_bytes, GError **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  SeepStoreQuery *query =
    seep_store_db_begin (db, "INSERT INTO pieces (id, sha256, bytes) VALUES (?, ?, ?)");
  guint8 digest[32];
  gsize n_digest = sizeof digest;

  g_checksum_update (checksum, bytes, (gssize) n_bytes);
  g_checksum_get_digest (checksum, digest, &n_digest);
  seep_store_query_bind_int (query, self->n_pieces++);
  seep_store_query_bind_bytes (query, digest, n_digest);
  seep_store_query_bind_bytes (query, bytes, n_bytes);
  return seep_store_query_run (query, error);
}

static gboolean
write_pieces (Export *self, SeepStoreDb *db, SeepSource *source, GError **error)
{
  g_autofree guint8 *piece = g_malloc (SEEP_BUNDLE_PIECE_BYTES);
  guint64 n_bytes = seep_source_get_n_bytes (source);

  for (guint64 offset = 0; offset < n_bytes; offset += SEEP_BUNDLE_PIECE_BYTES)
    {
      gsize n = (gsize) MIN (SEEP_BUNDLE_PIECE_BYTES, n_bytes - offset);

      if (seep_task_is_cancelled (self->task, error)
          || !seep_source_read (source, offset, piece, n, error)
          || !write_piece (self, db, piece, n, error))
        return FALSE;
      self->n_bytes += n;
      seep_task_set_progress (self->task, _("Packing"),
                              (double) self->n_bytes / (double) MAX (self->session->n_bytes, 1));
    }
  return TRUE;
}

/* The number of the file's row. */
static gboolean
write_file (Export *self, SeepStoreDb *db, const SeepCaptureInfo *info, gint64 *file, GError **error)
{
  g_autoptr(SeepSource) source = NULL;
  SeepStoreQuery *query;

  *file = GPOINTER_TO_INT (g_hash_table_lookup (self->files, info->path)) - 1;
  if (*file >= 0)
    return TRUE;

  source = seep_file_source_new (info->path, error);
  if (source == NULL)
    return FALSE;
  *file = (gint64) g_hash_table_size (self->files);
  g_hash_table_insert (self->files, info->path, GINT_TO_POINTER ((int) *file + 1));
  query = seep_store_db_begin (db, "INSERT INTO files (id, n_bytes, first_piece) VALUES (?, ?, ?)");
  seep_store_query_bind_int (query, *file);
  seep_store_query_bind_int (query, (gint64) seep_source_get_n_bytes (source));
  seep_store_query_bind_int (query, self->n_pieces);
  return seep_store_query_run (query, error) && write_pieces (self, db, source, error);
}

static gboolean
write_types (Export *self, SeepStoreDb *db, guint capture, GError **error)
{
  const SeepCaptureInfo *info = self->captures->pdata[capture];
  g_autoptr(GArray) types = seep_store_list_types (self->store, info->id, error);

  if (types == NULL)
    return FALSE;
  for (guint i = 0; i < types->len; i++)
    {
      const SeepCaptureType *type = &g_array_index (types, SeepCaptureType, i);
      SeepStoreQuery *query =
        seep_store_db_begin (db, "INSERT INTO types (capture, position, name, count, n_bytes)"
                                 " VALUES (?, ?, ?, ?, ?)");

      seep_store_query_bind_int (query, capture);
      seep_store_query_bind_int (query, i);
      seep_store_query_bind_text (query, type->name);
      seep_store_query_bind_int (query, (gint64) type->count);
      seep_store_query_bind_int (query, (gint64) type->n_bytes);
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_capture (Export *self, SeepStoreDb *db, guint capture, GError **error)
{
  const SeepCaptureInfo *info = self->captures->pdata[capture];
  SeepStoreQuery *query;
  gint64 file;

  if (!write_file (self, db, info, &file, error))
    return FALSE;

  query = seep_store_db_begin (db, "INSERT INTO captures (id, file, part, label, capture)"
                                   " VALUES (?, ?, ?, ?, ?)");
  seep_store_query_bind_int (query, capture);
  seep_store_query_bind_int (query, file);
  seep_store_query_bind_int (query, info->part);
  seep_store_query_bind_text (query, info->label);
  seep_store_query_bind_text (query, info->id);
  return seep_store_query_run (query, error) && write_types (self, db, capture, error);
}

static gboolean
write_bundle (SeepStoreDb *db, gpointer data, GError **error)
{
  Export *self = data;

  if (!write_tables (db, error) || !write_places (self, db, error))
    return FALSE;
  for (guint i = 0; i < self->captures->len; i++)
    if (!write_capture (self, db, i, error))
      return FALSE;
  return seep_bundle_write_recorded (self->store, self->session->id, self->captures, db, error);
}

/* All files must be what the session says they are: whoever gets the bundle cannot ask. */
static gboolean
check_captures (Export *self, GError **error)
{
  for (guint i = 0; i < self->captures->len; i++)
    {
      const SeepCaptureInfo *info = self->captures->pdata[i];
      SeepCaptureState state = seep_capture_check (info);
      g_autofree char *name = g_filename_display_name (info->path);

      if (state == SEEP_CAPTURE_PRESENT)
        continue;
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                   state == SEEP_CAPTURE_MISSING
                     ? _("%s: it is missing; the session cannot be packed without it")
                     : _("%s: it is not the file any more that was added to the session"),
                   name);
      return FALSE;
    }
  return TRUE;
}

/* To the disk, then over what stood there. */
static gboolean
put_in_place (const char *partial, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (partial, O_RDONLY | O_CLOEXEC, 0);
  gboolean is_done = fd >= 0 && fsync (fd) == 0 && g_rename (partial, path) == 0;

  if (!is_done)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be written: %s"), name,
                 g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return is_done;
}

static gboolean
write_beside (Export *self, const char *path, GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr(SeepStoreDb) db = NULL;
  int fd = g_mkstemp_full (partial, O_RDWR | O_CLOEXEC, 0600);
  gboolean is_done;

  if (fd < 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be written: %s"), name,
                   g_strerror (errno));
      return FALSE;
    }
  close (fd);

  db = seep_store_db_open (partial, SEEP_STORE_DB_NEW, error);
  is_done = db != NULL && seep_store_db_change (db, write_bundle, self, error);
  g_clear_pointer (&db, seep_store_db_free);
  if (is_done && put_in_place (partial, path, error))
    return TRUE;
  g_unlink (partial);
  return FALSE;
}

gboolean
seep_bundle_export (SeepStore  *store,
                    const char *session,
                    const char *path,
                    SeepTask   *task,
                    GError    **error)
{
  g_auto(Export) self = { .store = store, .task = task };

  self.session = seep_store_find_session (store, session, error);
  if (self.session == NULL)
    return FALSE;
  self.captures = seep_store_list_captures (store, self.session->id, error);
  if (self.captures == NULL || !check_captures (&self, error))
    return FALSE;

  self.files = g_hash_table_new (g_str_hash, g_str_equal);
  return write_beside (&self, path, error);
}
