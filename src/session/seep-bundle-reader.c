/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a stranger's database is read without falling for it.
 *
 * It is opened as it lies there (no journal beside it counts), in defensive mode, with triggers and
 * views off; its schema must be ours, letter by letter, so there is nothing in it that could run.
 * Then every table is read with one typed query in the order of its key. A page that points to
 * itself could give rows without end: rows must be numbered 0, 1, 2 …, so the first that comes
 * again ends it; and there is a limit on each number of rows and each length. */
#include "config.h"

#include "seep-bundle-reader.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bundle-schema.h"
#include "seep-file-source.h"
#include "seep-store-private.h"

#include <string.h>

#define MAGIC "SQLite format 3" /* and the 0 behind it */

#define MAX_FILES 10000u        /* a snapshot every minute for a week */
#define MAX_CAPTURES 10000u
#define MAX_PLACES 1000u        /* tabs that somebody has open */
#define MAX_NAME_BYTES 4096u    /* of one line */
#define MAX_PLACE_BYTES 65536u  /* a page with its filter */
#define MAX_NOTES_BYTES 1048576u

static gboolean
set_corrupt (SeepBundleReader *self, const char *why, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (self->db));

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, _("%s: the session cannot be imported: %s"),
               name, why);
  return FALSE;
}

/* --- Is it one? --- */

static gboolean
check_file (const char *path, guint64 *n_bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_file_source_new (path, error);
  char head[sizeof MAGIC];

  if (source == NULL)
    return FALSE;

  *n_bytes = seep_source_get_n_bytes (source);
  if (*n_bytes >= sizeof head && !seep_source_read (source, 0, head, sizeof head, error))
    return FALSE;
  if (*n_bytes >= sizeof head && memcmp (head, MAGIC, sizeof head) == 0)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED,
               _("%s: byte 0: it is no session of Seep (.seepsession)"),
               seep_source_get_name (source));
  return FALSE;
}

static gboolean
check_version (SeepBundleReader *self, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (self->db));
  gint64 application;
  gint64 version;

  if (!seep_store_db_get_int (self->db, "PRAGMA application_id", &application, error)
      || !seep_store_db_get_int (self->db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != SEEP_BUNDLE_APPLICATION_ID || version < 1)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED,
                   _("%s: it is a database, but no session of Seep (.seepsession)"), name);
      return FALSE;
    }
  if (version > SEEP_BUNDLE_VERSION)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_NEW,
                   _("%s: it was written by a later version of Seep"), name);
      return FALSE;
    }
  self->version = (guint) version;
  return TRUE;
}

static gboolean
is_expected (SeepBundleReader *self, const char *kind, const char *name, const char *sql)
{
  for (guint i = 0; i < G_N_ELEMENTS (seep_bundle_tables); i++)
    if (g_str_equal (seep_bundle_tables[i].name, name))
      return seep_bundle_tables[i].since <= self->version && g_str_equal (kind, "table")
             && g_str_equal (seep_bundle_tables[i].sql, sql);
  return FALSE;
}

static guint
count_tables (SeepBundleReader *self)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (seep_bundle_tables); i++)
    n += seep_bundle_tables[i].since <= self->version;
  return n;
}

static gboolean
check_schema (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    self->db, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name");
  g_autofree char *last = g_strdup ("");
  guint n_tables = 0;

  while (seep_store_query_next (query))
    {
      g_autofree char *kind = seep_store_query_read_text (query);
      g_autofree char *name = seep_store_query_read_text (query);
      g_autofree char *table = seep_store_query_read_text (query);
      g_autofree char *sql = seep_store_query_read_text (query);

      if (!is_expected (self, kind, name, sql) || !g_str_equal (name, table)
          || strcmp (name, last) <= 0)
        seep_store_query_fail (query, _("its tables are not those of a session"));
      g_free (last);
      last = g_steal_pointer (&name);
      n_tables++;
    }
  if (!seep_store_query_end (query, error))
    return FALSE;
  return n_tables == count_tables (self) || set_corrupt (self, _("tables are missing"), error);
}

/* --- Rows --- */

char *
seep_bundle_reader_read_text (SeepBundleReader *self, SeepStoreQuery *query, gsize max_bytes)
{
  g_autofree char *text = seep_store_query_read_text (query);
  gsize n_bytes = strlen (text);

  if (n_bytes <= max_bytes && n_bytes <= self->n_text_bytes_left)
    {
      self->n_text_bytes_left -= n_bytes;
      return g_steal_pointer (&text);
    }
  seep_store_query_fail (query, _("a text is too long"));
  return g_strdup ("");
}

void
seep_bundle_reader_read_number (SeepStoreQuery *query, guint expected, guint max)
{
  if (seep_store_query_read_count (query) != expected)
    seep_store_query_fail (query, _("rows are missing, or there twice"));
  if (expected >= max)
    seep_store_query_fail (query, _("there are too many rows"));
}

guint
seep_bundle_reader_read_index (SeepStoreQuery *query, guint64 n)
{
  guint64 value = seep_store_query_read_count (query);

  if (value < n)
    return (guint) value;
  seep_store_query_fail (query, _("a number is too large"));
  return 0;
}

static gboolean
read_session (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    self->db, "SELECT id, name, program, notes, selected_place FROM session ORDER BY id LIMIT 2");
  guint n = 0;

  while (seep_store_query_next (query))
    {
      seep_bundle_reader_read_number (query, n++, 1);
      g_free (self->name);
      g_free (self->program);
      g_free (self->notes);
      self->name = seep_bundle_reader_read_text (self, query, MAX_NAME_BYTES);
      self->program = seep_bundle_reader_read_text (self, query, MAX_NAME_BYTES);
      self->notes = seep_bundle_reader_read_text (self, query, MAX_NOTES_BYTES);
      self->selected_place = seep_bundle_reader_read_index (query, MAX_PLACES);
    }
  if (!seep_store_query_end (query, error))
    return FALSE;
  return n == 1 || set_corrupt (self, _("tables are missing"), error);
}

/* Each file's pieces follow on those of the one before: so no byte counts twice, and all of them
 * must be in the bundle, which is of @n_bundle_bytes. */
static gboolean
read_files (SeepBundleReader *self, guint64 n_bundle_bytes, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (self->db, "SELECT id, n_bytes, first_piece FROM files ORDER BY id");
  guint64 n_left = n_bundle_bytes;
  guint64 n_pieces = 0;

  while (seep_store_query_next (query))
    {
      SeepBundleFile file;

      seep_bundle_reader_read_number (query, self->files->len, MAX_FILES);
      file.n_bytes = seep_store_query_read_count (query);
      file.first_piece = seep_store_query_read_int (query);
      if (file.n_bytes == 0 || file.n_bytes > n_left || file.first_piece != (gint64) n_pieces)
        {
          seep_store_query_fail (query, _("a file in it cannot be as large as it says"));
          break;
        }
      n_left -= file.n_bytes;
      n_pieces += (file.n_bytes + SEEP_BUNDLE_PIECE_BYTES - 1) / SEEP_BUNDLE_PIECE_BYTES;
      g_array_append_val (self->files, file);
    }
  return seep_store_query_end (query, error);
}

/* As this program makes them: what else it may be is not kept. */
static char *
read_capture_id (SeepBundleReader *self, SeepStoreQuery *query)
{
  g_autofree char *id = seep_bundle_reader_read_text (self, query, MAX_NAME_BYTES);

  return seep_store_is_id (id) ? g_steal_pointer (&id) : g_strdup ("");
}

static void
bundle_capture_clear (gpointer data)
{
  SeepBundleCapture *capture = data;

  g_free (capture->label);
  g_free (capture->id);
  g_array_unref (capture->types);
}

static gboolean
read_captures (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    self->db, "SELECT id, file, part, label, capture FROM captures ORDER BY id");

  while (seep_store_query_next (query))
    {
      SeepBundleCapture capture = { .types = g_array_new (FALSE, FALSE, sizeof (SeepCaptureType)) };

      g_array_set_clear_func (capture.types, (GDestroyNotify) seep_capture_type_clear);
      seep_bundle_reader_read_number (query, self->captures->len, MAX_CAPTURES);
      capture.file = seep_bundle_reader_read_index (query, self->files->len);
      capture.part = seep_bundle_reader_read_index (query, G_MAXUINT);
      capture.label = seep_bundle_reader_read_text (self, query, MAX_NAME_BYTES);
      capture.id = read_capture_id (self, query);
      g_array_append_val (self->captures, capture);
    }
  return seep_store_query_end (query, error);
}

static gboolean
read_types (SeepBundleReader *self, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (self->db, "SELECT capture, position, name, count, n_bytes FROM types"
                                   " ORDER BY capture, position");

  while (seep_store_query_next (query))
    {
      guint capture = seep_bundle_reader_read_index (query, self->captures->len);
      SeepCaptureType type = { .name = NULL };
      GArray *types;

      if (self->captures->len == 0)
        break; /* that was a failure */
      types = g_array_index (self->captures, SeepBundleCapture, capture).types;
      seep_bundle_reader_read_number (query, types->len, SEEP_STORE_KEPT_TYPES);
      type.name = seep_bundle_reader_read_text (self, query, MAX_NAME_BYTES);
      type.count = seep_store_query_read_count (query);
      type.n_bytes = seep_store_query_read_count (query);
      g_array_append_val (types, type);
    }
  return seep_store_query_end (query, error);
}

static gboolean
read_places (SeepBundleReader *self, GError **error)
{
  g_autoptr(GStrvBuilder) places = g_strv_builder_new ();
  SeepStoreQuery *query = seep_store_db_begin (self->db, "SELECT id, place FROM places ORDER BY id");
  guint n = 0;

  while (seep_store_query_next (query))
    {
      g_autofree char *place = NULL;

      seep_bundle_reader_read_number (query, n++, MAX_PLACES);
      place = seep_bundle_reader_read_text (self, query, MAX_PLACE_BYTES);
      g_strv_builder_add (places, place);
    }
  self->places = g_strv_builder_end (places);
  return seep_store_query_end (query, error);
}

static void
bundle_row_clear (gpointer data)
{
  SeepBundleRow *row = data;

  g_bytes_unref (row->bytes);
}

static void
bundle_mark_clear (gpointer data)
{
  SeepBundleMark *mark = data;

  g_free (mark->text);
}

gboolean
seep_bundle_reader_init (SeepBundleReader *reader, const char *path, GError **error)
{
  guint64 n_bytes;

  *reader = (SeepBundleReader){ .db = NULL };
  reader->files = g_array_new (FALSE, FALSE, sizeof (SeepBundleFile));
  reader->captures = g_array_new (FALSE, FALSE, sizeof (SeepBundleCapture));
  g_array_set_clear_func (reader->captures, bundle_capture_clear);
  reader->rows = g_array_new (FALSE, FALSE, sizeof (SeepBundleRow));
  g_array_set_clear_func (reader->rows, bundle_row_clear);
  reader->row_types = g_ptr_array_new_with_free_func (g_free);
  reader->marks = g_array_new (FALSE, FALSE, sizeof (SeepBundleMark));
  g_array_set_clear_func (reader->marks, bundle_mark_clear);
  if (!check_file (path, &n_bytes, error))
    return FALSE;

  reader->n_text_bytes_left = n_bytes;
  reader->db = seep_store_db_open (path, SEEP_STORE_DB_HOSTILE, error);
  return reader->db != NULL && check_version (reader, error) && check_schema (reader, error)
         && read_session (reader, error) && read_files (reader, n_bytes, error)
         && read_captures (reader, error) && read_types (reader, error)
         && read_places (reader, error) && seep_bundle_reader_read_recorded (reader, error);
}

void
seep_bundle_reader_clear (SeepBundleReader *reader)
{
  g_clear_pointer (&reader->db, seep_store_db_free);
  g_clear_pointer (&reader->name, g_free);
  g_clear_pointer (&reader->program, g_free);
  g_clear_pointer (&reader->notes, g_free);
  g_clear_pointer (&reader->files, g_array_unref);
  g_clear_pointer (&reader->captures, g_array_unref);
  g_clear_pointer (&reader->places, g_strfreev);
  g_clear_pointer (&reader->rows, g_array_unref);
  g_clear_pointer (&reader->row_types, g_ptr_array_unref);
  g_clear_pointer (&reader->marks, g_array_unref);
}

/* --- Bytes --- */

static gboolean
has_digest (const guint8 *bytes, gsize n_bytes, const guint8 *expected, gsize n_expected)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n_digest = sizeof digest;

  g_checksum_update (checksum, bytes, (gssize) n_bytes);
  g_checksum_get_digest (checksum, digest, &n_digest);
  return n_expected == n_digest && memcmp (digest, expected, n_digest) == 0;
}

gboolean
seep_bundle_reader_copy_piece (SeepBundleReader *reader,
                               gint64            piece,
                               guint8           *bytes,
                               gsize             n_bytes,
                               GError          **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (reader->db, "SELECT sha256, bytes FROM pieces WHERE id = ?");
  gboolean is_there = FALSE;

  seep_store_query_bind_int (query, piece);
  if (seep_store_query_next (query))
    {
      gsize n_digest;
      gsize n_found;
      const guint8 *digest = seep_store_query_read_bytes (query, &n_digest);
      const guint8 *found = seep_store_query_read_bytes (query, &n_found);

      is_there = n_found == n_bytes && has_digest (found, n_found, digest, n_digest);
      if (is_there)
        memcpy (bytes, found, n_bytes);
    }
  if (!seep_store_query_end (query, error))
    return FALSE;
  return is_there
         || set_corrupt (reader, _("a piece of a file in it is missing, or not what it was"), error);
}
