/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Into a session that nobody sees until it is whole: its row is there first (so that a folder
 * that a killed import leaves is found and purged), then the files, under names of ours; each is
 * then looked at as any other file that is added to a session. */
#include "config.h"

#include "seep-bundle.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-formats.h"
#include "seep-bundle-reader.h"
#include "seep-bundle-recorded.h"
#include "seep-bundle-schema.h"
#include "seep-file-sink.h"
#include "seep-store-private.h"

#include <errno.h>
#include <glib/gstdio.h>

typedef struct
{
  SeepStore       *store; /* borrowed */
  SeepTask        *task;  /* borrowed */
  SeepBundleReader reader;
  char            *id;     /* owned; of the new session */
  GPtrArray       *files;  /* owned: of GPtrArray of SeepCaptureInfo, one a part */
  guint64          n_bytes; /* written */
  guint64          n_total_bytes;
} Import;

static void
import_clear (Import *self)
{
  seep_bundle_reader_clear (&self->reader);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gboolean
add_arriving_job (SeepStoreDb *db, gpointer data, GError **error)
{
  Import *self = data;

  return seep_store_insert_session (db, self->id, self->reader.name, self->reader.program,
                                    self->reader.notes, SEEP_STORE_STATE_ARRIVING, error);
}

static gboolean
copy_pieces (Import *self, const SeepBundleFile *file, SeepSink *sink, GError **error)
{
  g_autofree guint8 *piece = g_malloc (SEEP_BUNDLE_PIECE_BYTES);
  gint64 number = file->first_piece;

  for (guint64 offset = 0; offset < file->n_bytes; offset += SEEP_BUNDLE_PIECE_BYTES)
    {
      gsize n = (gsize) MIN (SEEP_BUNDLE_PIECE_BYTES, file->n_bytes - offset);

      if (seep_task_is_cancelled (self->task, error)
          || !seep_bundle_reader_copy_piece (&self->reader, number++, piece, n, error)
          || !sink->append (sink, piece, n, error))
        return FALSE;
      self->n_bytes += n;
      seep_task_set_progress (self->task, _("Unpacking"),
                              (double) self->n_bytes / (double) MAX (self->n_total_bytes, 1));
    }
  return TRUE;
}

/* The file's suffix by what its format turns out to be; no word of the bundle's is part of it. */
static char *
dup_path (Import *self, guint file, const char *format)
{
  g_autofree char *folder = seep_store_dup_folder_path (self->store, self->id);
  g_autofree char *name =
    g_strdup_printf ("%03u.%s", file + 1, format != NULL ? format : "capture");

  return g_build_filename (folder, name, NULL);
}

/* What stands at @path, or a sentence that names the bundle instead of a file nobody knows. */
static GPtrArray *
look_at_file (Import *self, guint file, const char *path, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (self->reader.db));
  GPtrArray *parts = seep_capture_info_list_for_file (path, self->task, &problem);

  if (parts != NULL)
    return parts;
  if (g_error_matches (problem, SEEP_ERROR, SEEP_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
                 _("%s: the session cannot be imported: its file %u is nothing that Seep knows"),
                 name, file + 1);
  return NULL;
}

static const char *
find_format (const char *id)
{
  guint n;
  const SeepFormat *formats = seep_formats_list (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (formats[i].id, id))
      return formats[i].id;
  return NULL;
}

static gboolean
copy_file (Import *self, guint file, GError **error)
{
  g_autofree char *unnamed = dup_path (self, file, NULL);
  g_autofree char *path = NULL;
  g_autoptr(SeepFileSink) sink = seep_file_sink_new (unnamed, error);
  g_autoptr(GPtrArray) parts = NULL;

  if (sink == NULL
      || !copy_pieces (self, &g_array_index (self->reader.files, SeepBundleFile, file),
                       seep_file_sink_get_sink (sink), error)
      || !seep_file_sink_finish (sink, error))
    return FALSE;

  parts = look_at_file (self, file, unnamed, error);
  if (parts == NULL)
    return FALSE;
  path = dup_path (self, file, find_format (((SeepCaptureInfo *) parts->pdata[0])->format));
  if (g_rename (unnamed, path) < 0)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be written: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < parts->len; i++)
    {
      SeepCaptureInfo *info = parts->pdata[i];

      g_free (info->path);
      info->path = g_strdup (path);
    }
  g_ptr_array_add (self->files, g_steal_pointer (&parts));
  return TRUE;
}

/* The capture's old id if nobody here has it: what was open may name it. */
static char *
dup_free_id (SeepStoreDb *db, const char *id, gboolean *is_kept, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (db, "SELECT 1 FROM captures WHERE id = ?");
  gboolean is_taken;

  seep_store_query_bind_text (query, id);
  is_taken = seep_store_query_next (query) || id[0] == '\0';
  if (!seep_store_query_end (query, error))
    return NULL;
  *is_kept &= !is_taken;
  return is_taken ? seep_store_dup_new_id () : g_strdup (id);
}

/* @ids gets its id. */
static gboolean
insert_capture (Import                  *self,
                SeepStoreDb             *db,
                const SeepBundleCapture *capture,
                GPtrArray               *ids,
                gboolean                *is_kept,
                GError                 **error)
{
  GPtrArray *parts = self->files->pdata[capture->file];
  char *id = dup_free_id (db, capture->id, is_kept, error);
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (self->reader.db));
  SeepCaptureInfo *info;

  if (id == NULL)
    return FALSE;
  g_ptr_array_add (ids, id);
  if (capture->part >= parts->len)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
                   _("%s: the session cannot be imported: its file %u holds %u snapshots, not %u"),
                   name, capture->file + 1, parts->len, capture->part + 1);
      return FALSE;
    }

  info = parts->pdata[capture->part];
  g_free (info->label);
  info->label = g_strdup (capture->label);
  return seep_store_insert_capture (self->store, db, self->id, id, info, error)
         && seep_store_insert_types (db, id, (const SeepCaptureType *) capture->types->data,
                                     capture->types->len, error);
}

static gboolean
show_job (SeepStoreDb *db, gpointer data, GError **error)
{
  Import *self = data;
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean is_kept = TRUE;

  for (guint i = 0; i < self->reader.captures->len; i++)
    if (!insert_capture (self, db, &g_array_index (self->reader.captures, SeepBundleCapture, i), ids,
                         &is_kept, error))
      return FALSE;
  if (!seep_bundle_insert_recorded (&self->reader, db, self->id, ids, error))
    return FALSE;
  if (is_kept
      && !seep_store_write_places (db, self->id, (const char *const *) self->reader.places,
                                   self->reader.selected_place, error))
    return FALSE;
  return seep_store_revive (db, self->id, self->reader.name, SEEP_STORE_STATE_ARRIVING, error);
}

static gboolean
copy_files (Import *self, GError **error)
{
  for (guint i = 0; i < self->reader.files->len; i++)
    self->n_total_bytes += g_array_index (self->reader.files, SeepBundleFile, i).n_bytes;

  if (!seep_store_make_folder (self->store, self->id, error))
    return FALSE;
  for (guint i = 0; i < self->reader.files->len; i++)
    if (!copy_file (self, i, error))
      return FALSE;
  return TRUE;
}

char *
seep_bundle_import (SeepStore *store, const char *path, SeepTask *task, GError **error)
{
  g_auto(Import) self = { .store = store, .task = task };

  if (!seep_bundle_reader_init (&self.reader, path, error))
    return NULL;

  self.files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self.id = seep_store_dup_new_id ();
  if (!seep_store_call (store, SEEP_STORE_WRITE, add_arriving_job, &self, error))
    return NULL;
  if (copy_files (&self, error)
      && seep_store_call (store, SEEP_STORE_WRITE, show_job, &self, error))
    return g_steal_pointer (&self.id);

  /* What remains should this fail is purged a day later. */
  if (!seep_store_purge_session (store, self.id, NULL))
    g_debug ("the session %s stays until it is purged", self.id);
  return NULL;
}
