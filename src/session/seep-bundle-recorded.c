/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes in is decoded twice: once when the bundle is read, to refuse it before anything is
 * copied, and once when it is copied, so that what the store gets was written by this program. */
#include "config.h"

#include "seep-bundle-recorded.h"

#include "base/seep-i18n.h"
#include "seep-store-private.h"
#include "seep-store-series-private.h"

/* Beyond what the levels ever hold; decoded, a byte may become 32. */
#define MAX_ROWS 4000u
#define MAX_ROW_BYTES ((gsize) 1 << 20)
#define MAX_ALL_BYTES ((gsize) 64 << 20)
#define MAX_MARKS (8 * SEEP_STORE_MAX_MARKS)
#define MAX_TEXT_BYTES 4096u /* of one line */

/* --- Out of a store --- */

typedef struct
{
  const char *session; /* borrowed */
  GArray     *rows;    /* owned, of SeepBundleRow */
  GPtrArray  *types;   /* owned, of char * */
  GArray     *marks;   /* owned, of SeepMark */
} Recorded;

static void
recorded_clear (Recorded *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    g_bytes_unref (g_array_index (self->rows, SeepBundleRow, i).bytes);
  g_array_unref (self->rows);
  g_ptr_array_unref (self->types);
  g_array_unref (self->marks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recorded, recorded_clear)

static gboolean
read_job (SeepStoreDb *db, gpointer data, GError **error)
{
  Recorded *self = data;
  SeepStoreQuery *query = seep_store_levels_begin (db, self->session);

  while (seep_store_query_next (query))
    {
      SeepBundleRow row;
      gconstpointer bytes;
      gsize n_bytes;

      row.kind = (SeepStoreSeriesKind) seep_store_query_read_count (query);
      row.level = (guint) seep_store_query_read_count (query);
      bytes = seep_store_query_read_bytes (query, &n_bytes);
      row.bytes = g_bytes_new (bytes, n_bytes);
      g_array_append_val (self->rows, row);
    }
  return seep_store_query_end (query, error)
         && seep_store_series_read_types (db, self->session, self->types, error)
         && seep_store_series_read_marks (db, self->session, self->marks, error);
}

static gboolean
write_rows (SeepStoreDb *db, GArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const SeepBundleRow *row = &g_array_index (rows, SeepBundleRow, i);
      SeepStoreQuery *query =
        seep_store_db_begin (db, "INSERT INTO series (id, kind, level, bytes) VALUES (?, ?, ?, ?)");

      seep_store_query_bind_int (query, i);
      seep_store_query_bind_int (query, row->kind);
      seep_store_query_bind_int (query, row->level);
      seep_store_query_bind_bytes (query, g_bytes_get_data (row->bytes, NULL),
                                   g_bytes_get_size (row->bytes));
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_types (SeepStoreDb *db, GPtrArray *types, GError **error)
{
  for (guint i = 0; i < types->len; i++)
    {
      SeepStoreQuery *query =
        seep_store_db_begin (db, "INSERT INTO series_types (id, name) VALUES (?, ?)");

      seep_store_query_bind_int (query, i);
      seep_store_query_bind_text (query, types->pdata[i]);
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

/* Where @id is among @captures; -1: one that was removed, or none. */
static gint64
find_capture (GPtrArray *captures, const char *id)
{
  for (guint i = 0; i < captures->len; i++)
    if (g_str_equal (((SeepCaptureInfo *) captures->pdata[i])->id, id))
      return i;
  return -1;
}

static gboolean
write_marks (SeepStoreDb *db, GArray *marks, GPtrArray *captures, GError **error)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const SeepMark *mark = &g_array_index (marks, SeepMark, i);
      SeepStoreQuery *query = seep_store_db_begin (
        db, "INSERT INTO marks (id, time_us, kind, text, capture) VALUES (?, ?, ?, ?, ?)");

      seep_store_query_bind_int (query, i);
      seep_store_query_bind_int (query, mark->time_us);
      seep_store_query_bind_int (query, mark->kind);
      seep_store_query_bind_text (query, mark->text);
      seep_store_query_bind_int (query, find_capture (captures, mark->capture));
      if (!seep_store_query_run (query, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
seep_bundle_write_recorded (SeepStore   *store,
                            const char  *session,
                            GPtrArray   *captures,
                            SeepStoreDb *db,
                            GError     **error)
{
  g_auto(Recorded) self = { .session = session };

  self.rows = g_array_new (FALSE, FALSE, sizeof (SeepBundleRow));
  self.types = g_ptr_array_new_with_free_func (g_free);
  self.marks = g_array_new (FALSE, FALSE, sizeof (SeepMark));
  g_array_set_clear_func (self.marks, (GDestroyNotify) seep_mark_clear);
  return seep_store_call (store, SEEP_STORE_READ, read_job, &self, error)
         && write_rows (db, self.rows, error) && write_types (db, self.types, error)
         && write_marks (db, self.marks, captures, error);
}

/* --- Out of a bundle --- */

static gboolean
read_types (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (self->db, "SELECT id, name FROM series_types ORDER BY id");

  while (seep_store_query_next (query))
    {
      seep_bundle_reader_read_number (query, self->row_types->len, SEEP_SERIES_BLOCK_MAX_COLUMNS);
      g_ptr_array_add (self->row_types, seep_bundle_reader_read_text (self, query, MAX_TEXT_BYTES));
    }
  return seep_store_query_end (query, error);
}

static gboolean
decode (SeepBundleReader *self, const SeepBundleRow *row, SeepSeriesBlock *block, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (self->db));

  seep_series_block_init (block);
  return seep_series_block_decode (block, name, g_bytes_get_data (row->bytes, NULL),
                                   g_bytes_get_size (row->bytes), error);
}

/* Something is in it, it is after @end_us, and its columns are there. */
static gboolean
is_sound (SeepBundleReader      *self,
          const SeepBundleRow   *row,
          const SeepSeriesBlock *block,
          gint64                 end_us)
{
  guint n_columns =
    row->kind == SEEP_STORE_SERIES_METRICS ? SEEP_N_METRICS : self->row_types->len;

  if (block->entries->len == 0
      || g_array_index (block->entries, SeepSeriesEntry, 0).from_us <= end_us)
    return FALSE;
  for (guint i = 0; i < block->cells->len; i++)
    if (g_array_index (block->cells, SeepSeriesCell, i).column >= n_columns)
      return FALSE;
  return TRUE;
}

/* Rows of a kind and level begin one after the other. */
static void
check_row (SeepBundleReader *self, SeepStoreQuery *query, const SeepBundleRow *row, gint64 *end_us)
{
  const SeepBundleRow *last =
    self->rows->len > 0 ? &g_array_index (self->rows, SeepBundleRow, self->rows->len - 1) : NULL;
  g_auto(SeepSeriesBlock) block = { NULL, NULL };
  gboolean is_same = last != NULL && last->kind == row->kind && last->level == row->level;

  if (!is_same)
    *end_us = G_MININT64;
  /* What is wrong with it goes with the sentence. */
  if (!decode (self, row, &block, NULL) || !is_sound (self, row, &block, *end_us)
      || (last != NULL && !is_same
          && (row->kind < last->kind || (row->kind == last->kind && row->level > last->level))))
    {
      seep_store_query_fail (query, _("a measurement is not what it can be"));
      return;
    }
  *end_us = g_array_index (block.entries, SeepSeriesEntry, block.entries->len - 1).to_us;
}

static gboolean
read_rows (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (self->db, "SELECT id, kind, level, bytes FROM series ORDER BY id");
  gsize n_all_bytes = 0;
  gint64 end_us = G_MININT64;

  while (seep_store_query_next (query))
    {
      SeepBundleRow row;
      gconstpointer bytes;
      gsize n_bytes;

      seep_bundle_reader_read_number (query, self->rows->len, MAX_ROWS);
      row.kind = (SeepStoreSeriesKind) seep_bundle_reader_read_index (query, SEEP_STORE_N_SERIES_KINDS);
      row.level = seep_bundle_reader_read_index (query, SEEP_STORE_N_LEVELS);
      bytes = seep_store_query_read_bytes (query, &n_bytes);
      n_all_bytes += n_bytes;
      if (n_bytes > MAX_ROW_BYTES || n_all_bytes > MAX_ALL_BYTES)
        {
          seep_store_query_fail (query, _("there are too many measurements"));
          break;
        }
      row.bytes = g_bytes_new (bytes, n_bytes);
      check_row (self, query, &row, &end_us);
      g_array_append_val (self->rows, row);
    }
  return seep_store_query_end (query, error);
}

static gboolean
read_marks (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (self->db, "SELECT id, time_us, kind, text, capture FROM marks ORDER BY id");

  while (seep_store_query_next (query))
    {
      SeepBundleMark mark;

      seep_bundle_reader_read_number (query, self->marks->len, MAX_MARKS);
      mark.time_us = seep_store_query_read_int (query);
      mark.kind = (SeepMarkKind) seep_bundle_reader_read_index (query, SEEP_MARK_COLLECTION + 1);
      mark.text = seep_bundle_reader_read_text (self, query, MAX_TEXT_BYTES);
      mark.capture = seep_store_query_read_int (query);
      if (mark.capture < -1 || mark.capture >= self->captures->len)
        seep_store_query_fail (query, _("a number is too large"));
      g_array_append_val (self->marks, mark);
    }
  return seep_store_query_end (query, error);
}

gboolean
seep_bundle_reader_read_recorded (SeepBundleReader *reader, GError **error)
{
  return reader->version < 2
         || (read_types (reader, error) && read_rows (reader, error) && read_marks (reader, error));
}

/* --- Into a store --- */

static gboolean
insert_rows (SeepBundleReader *self, SeepStoreDb *db, const char *session, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const SeepBundleRow *row = &g_array_index (self->rows, SeepBundleRow, i);
      g_auto(SeepSeriesBlock) block = { NULL, NULL };

      if (!decode (self, row, &block, error)
          || !seep_store_levels_insert (db, session, row->kind, row->level, &block, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_mark (const SeepBundleMark *mark,
             SeepStoreDb          *db,
             const char           *session,
             GPtrArray            *capture_ids,
             GError              **error)
{
  const SeepMark inserted = {
    .time_us = mark->time_us,
    .kind = mark->kind,
    .text = mark->text,
    .capture = mark->capture >= 0 ? capture_ids->pdata[mark->capture] : NULL,
  };

  return seep_store_series_insert_mark (db, session, &inserted, error);
}

gboolean
seep_bundle_insert_recorded (SeepBundleReader *reader,
                             SeepStoreDb      *db,
                             const char       *session,
                             GPtrArray        *capture_ids,
                             GError          **error)
{
  for (guint i = 0; i < reader->row_types->len; i++)
    if (!seep_store_series_insert_type (db, session, i, reader->row_types->pdata[i], error))
      return FALSE;
  if (!insert_rows (reader, db, session, error))
    return FALSE;
  for (guint i = 0; i < reader->marks->len; i++)
    if (!insert_mark (&g_array_index (reader->marks, SeepBundleMark, i), db, session, capture_ids,
                      error))
      return FALSE;
  return TRUE;
}
