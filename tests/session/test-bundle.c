/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles out and in; and what strangers may send: whatever is refused leaves nothing behind. */
#include "config.h"

#include "seep-bundle.h"

#include "base/seep-error.h"
#include "seep-folder.h"
#include "seep-store-series.h"
#include "seepheap-encoder.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char      *root;    /* owned */
  char      *bundle;  /* owned; in it */
  char      *dump;    /* owned; in it */
  SeepStore *store;   /* owned; what is exported */
  SeepStore *other;   /* owned; where it is imported */
  char      *session; /* owned; with two captures of dump and one of another file */
} Fixture;

static char *
write_dump (Fixture *fixture, const char *name, gsize n_padding)
{
  g_autoptr(GBytes) sample = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) content = g_string_new_len (g_bytes_get_data (sample, NULL),
                                                 (gssize) g_bytes_get_size (sample));
  char *path = g_build_filename (fixture->root, name, NULL);

  /* Behind the end mark: a file of several pieces. */
  for (gsize i = 0; i < n_padding; i++)
    g_string_append_c (content, (char) (i * 31 + (i >> 8)));
  g_file_set_contents (path, content->str, (gssize) content->len, &error);
  g_assert_no_error (error);
  return path;
}

static SeepStore *
open_store (Fixture *fixture, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (fixture->root, name, NULL);
  SeepStore *store = seep_store_open (folder, &error);

  g_assert_no_error (error);
  return store;
}

/* Three hours, so that there is a second level; types; and marks, one of them of the capture @capture. */
static void
fill_recorded (Fixture *fixture, char *capture)
{
  const char *const names[] = { "dict", "app.Größe", NULL };
  const guint64 counts[] = { 12, 7 };
  const SeepMark marks[] = { { 1, SEEP_MARK_USER, (char *) "before — after", NULL },
                             { 2, SEEP_MARK_SNAPSHOT, (char *) "again", capture } };
  g_autoptr(GError) error = NULL;
  const guint n = 3 * 3600;
  g_autofree gint64 *times = g_new (gint64, n);
  g_autofree double *values = g_new (double, n * SEEP_N_METRICS);

  for (guint i = 0; i < n; i++)
    {
      times[i] = 1700000000000000 + (gint64) i * G_USEC_PER_SEC;
      for (guint j = 0; j < SEEP_N_METRICS; j++)
        values[i * SEEP_N_METRICS + j] = (double) (i * j % 1000);
    }
  g_assert_true (
    seep_store_add_samples (fixture->store, fixture->session, times, values, n, &error));
  g_assert_true (seep_store_add_type_counts (fixture->store, fixture->session, 5, names, counts, 2,
                                             &error));
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_true (seep_store_add_mark (fixture->store, fixture->session, &marks[i], &error));
  g_assert_no_error (error);
}

static void
fill_session (Fixture *fixture)
{
  static const SeepCaptureType types[] = { { (char *) "dict", 12, 3000 },
                                           { (char *) "app.Größe", 7, 2000 } };
  const char *const places[] = { "types?sort=bytes", "object:0x10", NULL };
  g_autofree char *large = write_dump (fixture, "large.seepheap", (5u << 20) / 2);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autoptr(SeepCaptureInfo) info = NULL;

  first =
    seep_store_add_file (fixture->store, fixture->session, fixture->dump, "001", NULL, &error);
  g_assert_no_error (error);
  info = seep_capture_info_new_for_file (fixture->dump, 0, NULL, &error);
  g_assert_no_error (error);
  g_free (info->label);
  info->label = g_strdup ("again");
  second = seep_store_add_capture (fixture->store, fixture->session, info, &error);
  third = seep_store_add_file (fixture->store, fixture->session, large, "../../x", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (seep_store_set_types (fixture->store, first, types, 2, &error));
  g_assert_true (seep_store_set_notes (fixture->store, fixture->session, "it\ngrows", &error));
  g_assert_true (seep_store_set_places (fixture->store, fixture->session, places, 1, &error));
  g_assert_no_error (error);
  fill_recorded (fixture, second);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->bundle = g_build_filename (fixture->root, "x.seepsession", NULL);
  fixture->dump = write_dump (fixture, "small.seepheap", 0);
  fixture->store = open_store (fixture, "store");
  fixture->other = open_store (fixture, "other");
  fixture->session = seep_store_add_session (fixture->store, "leak", "app.py", &error);
  g_assert_no_error (error);
  fill_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  seep_store_unref (fixture->store);
  seep_store_unref (fixture->other);
  seep_folder_remove (fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_free (fixture->session);
  g_free (fixture->bundle);
  g_free (fixture->dump);
  g_free (fixture->root);
}

static void
export (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (
    seep_bundle_export (fixture->store, fixture->session, fixture->bundle, NULL, &error));
  g_assert_no_error (error);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *db = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open (fixture->bundle, &db), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_exec (db, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
}

/* --- There and back --- */

static void
assert_same_capture (const SeepCaptureInfo *a, const SeepCaptureInfo *b)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  gsize n_left;
  gsize n_right;

  g_assert_cmpstr (a->label, ==, b->label);
  g_assert_cmpstr (a->dump_id, ==, b->dump_id);
  g_assert_cmpstr (a->format, ==, b->format);
  g_assert_cmpstr (a->python, ==, b->python);
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpint (a->captured_us, ==, b->captured_us);
  g_assert_cmpuint (a->n_objects, ==, b->n_objects);
  g_assert_cmpuint (a->n_bytes, ==, b->n_bytes);
  g_file_get_contents (a->path, &left, &n_left, &error);
  g_assert_no_error (error);
  g_file_get_contents (b->path, &right, &n_right, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (left, n_left, right, n_right);
}

static void
assert_same_series (SeepSeries *a, SeepSeries *b)
{
  SeepSeriesColumn columns[2][50];

  g_assert_cmpuint (seep_series_get_n (a), ==, seep_series_get_n (b));
  for (guint64 i = 0; i < seep_series_get_n (a); i++)
    {
      SeepSeriesPoint left = seep_series_get_point (a, i);
      SeepSeriesPoint right = seep_series_get_point (b, i);

      g_assert_true (left.time_us == right.time_us && left.value == right.value);
    }
  for (guint i = 0; i < 2; i++)
    seep_series_reduce (i == 0 ? a : b, 1700000000000000, 1700000000000000 + 10800000000, columns[i],
                        50);
  g_assert_cmpmem (columns[0], sizeof columns[0], columns[1], sizeof columns[1]);
}

static void
test_measurements_come_along (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr(SeepRecorded) before = NULL;
  g_autoptr(SeepRecorded) after = NULL;
  g_autoptr(GPtrArray) captures = NULL;

  export (fixture);
  /* Into the store that it comes from, too: captures have other ids there. */
  for (guint round = 0; round < 2; round++)
    {
      SeepStore *store = round == 0 ? fixture->other : fixture->store;

      g_clear_pointer (&id, g_free);
      g_clear_pointer (&before, seep_recorded_free);
      g_clear_pointer (&after, seep_recorded_free);
      g_clear_pointer (&captures, g_ptr_array_unref);
      id = seep_bundle_import (store, fixture->bundle, NULL, &error);
      g_assert_no_error (error);
      before = seep_store_read_recorded (fixture->store, fixture->session, NULL, &error);
      after = seep_store_read_recorded (store, id, NULL, &error);
      captures = seep_store_list_captures (store, id, &error);
      g_assert_no_error (error);

      g_assert_cmpuint (after->n_samples, ==, 3 * 3600);
      g_assert_cmpuint (before->n_samples, ==, 3 * 3600);
      g_assert_cmpuint (seep_series_get_n (before->metrics[0]), <, 3 * 3600);
      for (guint i = 0; i < SEEP_N_METRICS; i++)
        assert_same_series (before->metrics[i], after->metrics[i]);
      g_assert_cmpuint (after->type_names->len, ==, 2);
      g_assert_cmpstr (after->type_names->pdata[1], ==, "app.Größe");
      assert_same_series (before->type_series->pdata[0], after->type_series->pdata[0]);
      g_assert_cmpuint (after->marks->len, ==, 2);
      g_assert_cmpstr (g_array_index (after->marks, SeepMark, 0).text, ==, "before — after");
      g_assert_cmpstr (g_array_index (after->marks, SeepMark, 0).capture, ==, "");
      g_assert_cmpstr (g_array_index (after->marks, SeepMark, 1).capture, ==,
                       ((SeepCaptureInfo *) captures->pdata[1])->id);
    }
}

static void
test_comes_back_as_it_went (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autoptr(GArray) types = NULL;
  g_auto(GStrv) places = NULL;
  guint selected;
  struct stat status;

  export (fixture);
  g_assert_cmpint (g_stat (fixture->bundle, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  g_assert_no_error (error);
  info = seep_store_find_session (fixture->other, id, &error);
  g_assert_cmpstr (info->name, ==, "leak");
  g_assert_cmpstr (info->program, ==, "app.py");
  g_assert_cmpstr (info->notes, ==, "it\ngrows");
  g_assert_cmpuint (info->n_captures, ==, 3);

  before = seep_store_list_captures (fixture->store, fixture->session, &error);
  after = seep_store_list_captures (fixture->other, id, &error);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    {
      const SeepCaptureInfo *capture = after->pdata[i];

      assert_same_capture (before->pdata[i], capture);
      g_assert_true (capture->is_owned);
      g_assert_cmpint (seep_capture_check (capture), ==, SEEP_CAPTURE_PRESENT);
      g_assert_cmpint (g_stat (capture->path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }

  types = seep_store_list_types (fixture->other, ((SeepCaptureInfo *) after->pdata[0])->id, &error);
  g_assert_cmpuint (types->len, ==, 2);
  g_assert_cmpstr (g_array_index (types, SeepCaptureType, 1).name, ==, "app.Größe");
  g_assert_cmpuint (g_array_index (types, SeepCaptureType, 1).n_bytes, ==, 2000);
  places = seep_store_list_places (fixture->other, id, &selected, &error);
  g_assert_cmpstr (places[1], ==, "object:0x10");
  g_assert_cmpuint (selected, ==, 1);
  g_assert_no_error (error);
}

/* As the first version wrote it. */
static void
test_old_ones_are_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;

  export (fixture);
  run_sql (fixture, "DROP TABLE series; DROP TABLE series_types; DROP TABLE marks;"
                    "PRAGMA user_version = 1");
  id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  g_assert_no_error (error);
  info = seep_store_find_session (fixture->other, id, &error);
  g_assert_cmpuint (info->n_captures, ==, 3);
  recorded = seep_store_read_recorded (fixture->other, id, NULL, &error);
  g_assert_cmpuint (recorded->n_samples, ==, 0);
  g_assert_cmpuint (recorded->marks->len, ==, 0);
}

static void
test_may_come_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;

  export (fixture);
  first = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  second = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  g_assert_no_error (error);
  info = seep_store_find_session (fixture->other, second, &error);
  g_assert_cmpstr (info->name, ==, "leak 2");
}

static void
test_a_missing_or_changed_file_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->dump, "another", -1, NULL);
  g_assert_false (
    seep_bundle_export (fixture->store, fixture->session, fixture->bundle, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "small.seepheap"));
  g_clear_error (&error);
  g_unlink (fixture->dump);
  g_assert_false (
    seep_bundle_export (fixture->store, fixture->session, fixture->bundle, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "missing"));
  g_assert_false (g_file_test (fixture->bundle, G_FILE_TEST_EXISTS));
}

typedef struct
{
  SeepTask parent;
  guint    n_left; /* questions until it is cancelled */
} ShortTask;

static gboolean
is_cancelled_cb (SeepTask *task)
{
  ShortTask *self = (ShortTask *) task;

  return self->n_left == 0 || --self->n_left == 0;
}

static void
set_progress_cb (SeepTask *task, const char *phase, double fraction)
{
  g_assert_true (fraction >= 0 && fraction <= 1);
}

/* Names of what is in @folder, but for the database's own files. */
static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += !g_str_has_prefix (name, "seep.");
  return n;
}

/* No session, live or not, and no file of one. */
static void
assert_nothing_came (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) live = seep_store_list_sessions (fixture->other, &error);
  g_autoptr(GPtrArray) deleted = seep_store_list_deleted_sessions (fixture->other, &error);
  g_autofree char *folder =
    g_build_filename (seep_store_get_folder (fixture->other), "sessions", NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (live->len, ==, 0);
  g_assert_cmpuint (deleted->len, ==, 0);
  g_assert_cmpuint (count_files (folder), ==, 0);
}

static void
test_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  ShortTask task = { { is_cancelled_cb, set_progress_cb }, 3 };
  guint n_before = count_files (fixture->root);

  g_assert_false (seep_bundle_export (fixture->store, fixture->session, fixture->bundle,
                                      &task.parent, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (fixture->root), ==, n_before);

  export (fixture);
  for (guint n = 1; n < 4; n++)
    {
      task.n_left = n;
      g_assert_null (seep_bundle_import (fixture->other, fixture->bundle, &task.parent, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
      g_clear_error (&error);
      assert_nothing_came (fixture);
    }
}

/* --- Hostile ones --- */

static void
assert_refused (Fixture *fixture, const char *what)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);

  if (id != NULL)
    g_error ("accepted: %s", what);
  g_assert_nonnull (error);
  g_assert_true (error->domain == SEEP_ERROR);
  g_assert_nonnull (strstr (error->message, "x.seepsession"));
  assert_nothing_came (fixture);
}

static void
test_crafted_ones_are_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const attacks[] = {
    /* Things that run. */
    "CREATE VIEW v AS SELECT 1",
    "ALTER TABLE session RENAME TO s; CREATE VIEW session AS SELECT * FROM s",
    "CREATE TRIGGER t AFTER INSERT ON places BEGIN DELETE FROM session; END",
    "CREATE INDEX i ON places (length (place))",
    "CREATE TABLE more (x)",
    "CREATE VIRTUAL TABLE f USING fts5 (x)",
    "DROP TABLE places; CREATE TABLE places (id INTEGER PRIMARY KEY, place TEXT NOT NULL)",
    "DROP TABLE places; CREATE TABLE places (id INTEGER PRIMARY KEY, place TEXT NOT NULL"
    " DEFAULT (hex (randomblob (1000000)))) STRICT",
    "ALTER TABLE types ADD COLUMN x TEXT AS (upper (name))",
    "DROP TABLE types",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE places (id INTEGER"
    " PRIMARY KEY, place ANY)' WHERE name = 'places'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'places'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage ="
    " (SELECT rootpage FROM sqlite_schema WHERE name = 'pieces') WHERE name = 'places'",
    /* Somebody else's. */
    "PRAGMA application_id = 1",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = 99",
    "PRAGMA user_version = 1", /* which had fewer tables */
    /* Numbers that cannot be. */
    "UPDATE files SET n_bytes = 9223372036854775807",
    "UPDATE files SET n_bytes = -1",
    "UPDATE files SET n_bytes = 0",
    "UPDATE files SET n_bytes = n_bytes + 1 WHERE id = 0",
    "UPDATE files SET n_bytes = n_bytes - 1 WHERE id = 1",
    "UPDATE files SET first_piece = 0",
    "UPDATE files SET first_piece = -9223372036854775808 WHERE id = 0",
    "UPDATE files SET id = 7 WHERE id = 1",
    "DELETE FROM files",
    "UPDATE captures SET file = 2",
    "UPDATE captures SET file = -1",
    "UPDATE captures SET part = 1",
    "UPDATE captures SET part = 4294967296",
    "UPDATE captures SET id = id + 100",
    "UPDATE types SET capture = 3",
    "UPDATE types SET position = position + 100",
    "UPDATE types SET count = -1",
    "UPDATE session SET selected_place = -1",
    "UPDATE session SET id = 1",
    "DELETE FROM session",
    "INSERT INTO session SELECT 1, name, program, notes, selected_place FROM session",
    "UPDATE places SET id = id + 100",
    "UPDATE series SET id = id + 100",
    "UPDATE series SET kind = 2",
    "UPDATE series SET kind = -1",
    "UPDATE series SET level = 6",
    "UPDATE series SET level = 5 WHERE id = 9",
    "UPDATE series SET level = 0 WHERE id = 0",
    "UPDATE series SET bytes = (SELECT bytes FROM series WHERE id = 4) WHERE id = 3",
    "UPDATE series SET bytes = x'' WHERE id = 1",
    "UPDATE series SET bytes = x'00' WHERE id = 1",
    "UPDATE series SET bytes = x'ffffffffff7f' WHERE id = 1",
    "UPDATE series SET bytes = zeroblob (length (bytes)) WHERE id = 1",
    "UPDATE series SET bytes = zeroblob (1100000) WHERE id = 1",
    "UPDATE series SET bytes = CAST (bytes || x'00' AS BLOB) WHERE id = 1",
    "UPDATE series SET kind = 1", /* columns that are no types */
    "DELETE FROM series_types WHERE id = 1",
    "UPDATE series_types SET id = id + 100",
    "UPDATE series_types SET name = hex (zeroblob (5000))",
    "UPDATE marks SET id = id + 100",
    "UPDATE marks SET kind = 5",
    "UPDATE marks SET kind = -1",
    "UPDATE marks SET capture = 3",
    "UPDATE marks SET capture = -2",
    "UPDATE marks SET text = hex (zeroblob (5000))",
    /* Lengths. */
    "UPDATE session SET name = hex (zeroblob (100000))",
    "UPDATE session SET notes = hex (zeroblob (3000000))",
    "UPDATE captures SET label = hex (zeroblob (5000))",
    "UPDATE types SET name = hex (zeroblob (5000))",
    "UPDATE places SET place = hex (zeroblob (50000))",
    "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
    " INSERT INTO places SELECT i, '' FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " INSERT INTO captures SELECT i, 0, 0, '', '' FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
    " INSERT INTO types SELECT 0, i, '', 0, 0 FROM n",
    /* Bytes. */
    "UPDATE pieces SET bytes = zeroblob (length (bytes)) WHERE id = 0",
    "UPDATE pieces SET bytes = zeroblob (5000000) WHERE id = 1",
    "UPDATE pieces SET bytes = x'' WHERE id = 0",
    "UPDATE pieces SET sha256 = zeroblob (32) WHERE id = 2",
    "UPDATE pieces SET sha256 = x'00'",
    "DELETE FROM pieces WHERE id = 1",
    "UPDATE pieces SET id = id + 1000",
  };
  g_autofree char *content = NULL;
  gsize n_bytes;

  export (fixture);
  g_assert_true (g_file_get_contents (fixture->bundle, &content, &n_bytes, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_assert_true (g_file_set_contents (fixture->bundle, content, (gssize) n_bytes, NULL));
      run_sql (fixture, attacks[i]);
      assert_refused (fixture, attacks[i]);
    }
}

/* Its words are kept as words; its files have names of ours, in the session's folder. */
static void
test_no_word_becomes_a_path (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *folder = NULL;
  g_autoptr(GPtrArray) captures = NULL;

  export (fixture);
  run_sql (fixture, "UPDATE session SET name = '../../etc', program = '/bin/sh';"
                    "UPDATE captures SET label = '/etc/passwd', capture = '../../x'");
  id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  g_assert_no_error (error);
  folder = seep_store_dup_session_folder (fixture->other, id, &error);
  captures = seep_store_list_captures (fixture->other, id, &error);
  g_assert_cmpuint (captures->len, ==, 3);
  for (guint i = 0; i < captures->len; i++)
    {
      const SeepCaptureInfo *info = captures->pdata[i];
      g_autofree char *parent = g_path_get_dirname (info->path);
      g_autofree char *name = g_path_get_basename (info->path);

      g_assert_cmpstr (parent, ==, folder);
      g_assert_true (g_str_equal (name, "001.seepheap") || g_str_equal (name, "002.seepheap"));
      g_assert_cmpstr (info->label, ==, "/etc/passwd");
      g_assert_null (strchr (info->id, '/'));
    }
  g_assert_cmpuint (count_files (folder), ==, 2);
}

static void
remove_large_one (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) captures =
    seep_store_list_captures (fixture->store, fixture->session, &error);

  g_assert_no_error (error);
  g_assert_true (seep_store_remove_capture (fixture->store,
                                            ((SeepCaptureInfo *) captures->pdata[2])->id, &error));
}

/* A database can be read after many a flip (of unused bytes, of a text): then what comes is a
 * whole session whose files are what their checksums say. */
static void
test_flipped_bytes_do_no_harm (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize n_bytes;
  guint n_refused = 0;

  remove_large_one (fixture);
  export (fixture);
  g_assert_true (g_file_get_contents (fixture->bundle, &content, &n_bytes, NULL));
  for (guint i = 0; i < 300; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) n_bytes);
      g_autoptr(GError) error = NULL;
      g_autofree char *id = NULL;
      char before;

      if (i < 150)
        at = i; /* the database's header, and the schema's page */
      before = content[at];
      content[at] ^= (char) (1 << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents (fixture->bundle, content, (gssize) n_bytes, NULL));
      content[at] = before;

      id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
      if (id == NULL)
        {
          g_assert_true (error->domain == SEEP_ERROR);
          n_refused++;
        }
      else
        {
          g_assert_true (seep_store_purge_session (fixture->other, id, &error));
          g_assert_no_error (error);
        }
      assert_nothing_came (fixture);
    }
  g_assert_cmpuint (n_refused, >, 0);
}

static void
test_what_was_cut_off_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize n_bytes;

  export (fixture);
  g_assert_true (g_file_get_contents (fixture->bundle, &content, &n_bytes, NULL));
  for (guint i = 0; i < 64; i++)
    {
      gsize n = i < 32 ? i * 8 : n_bytes / 64 * i;

      g_assert_true (g_file_set_contents (fixture->bundle, content, (gssize) n, NULL));
      assert_refused (fixture, "a part of it");
    }
}

static void
test_other_files_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (fixture->root, "store", NULL);
  g_autofree char *database = g_build_filename (folder, "seep.db", NULL);
  const char *const paths[] = { fixture->dump, folder, database, "/nowhere/x", "/dev/null" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_null (seep_bundle_import (fixture->other, paths[i], NULL, &error));
      g_assert_true (error->domain == SEEP_ERROR);
      g_clear_error (&error);
      assert_nothing_came (fixture);
    }
}

/* A journal beside a stranger's file would be played back into it. */
static void
test_a_journal_beside_it_is_not_looked_at (Fixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "-journal", "-wal", "-shm" };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  export (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (fixture->bundle, ends[i], NULL);

      g_assert_true (g_file_set_contents (path, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", -1, NULL));
    }
  id = seep_bundle_import (fixture->other, fixture->bundle, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (fixture->bundle, ends[i], NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } cases[] = {
    { "comes-back-as-it-went", test_comes_back_as_it_went },
    { "measurements-come-along", test_measurements_come_along },
    { "old-ones-are-read", test_old_ones_are_read },
    { "may-come-twice", test_may_come_twice },
    { "a-missing-or-changed-file-is-told", test_a_missing_or_changed_file_is_told },
    { "can-be-cancelled", test_can_be_cancelled },
    { "crafted-ones-are-refused", test_crafted_ones_are_refused },
    { "no-word-becomes-a-path", test_no_word_becomes_a_path },
    { "flipped-bytes-do-no-harm", test_flipped_bytes_do_no_harm },
    { "what-was-cut-off-is-refused", test_what_was_cut_off_is_refused },
    { "other-files-are-refused", test_other_files_are_refused },
    { "a-journal-beside-it-is-not-looked-at", test_a_journal_beside_it_is_not_looked_at },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/bundle/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
  return g_test_run ();
}
