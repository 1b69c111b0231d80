/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as a file: private, shared, damaged, old, too new, not ours; and files that are added
 * to it. */
#include "config.h"

#include "store-fixture.h"

#include "base/seep-error.h"
#include "seep-folder.h"
#include "seepheap-encoder.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

static void
test_is_private (StoreFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    guint       mode;
  } files[] = { { "", 0700 }, { "seep.db", 0600 }, { "seep.db-wal", 0600 }, { "seep.db-shm", 0600 } };
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, NULL);
  struct stat status;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->place, files[i].name, NULL);

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, files[i].mode);
    }
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
}

/* --- Files as they are --- */

static void
write_sample (const char *path)
{
  g_autoptr(GBytes) sample = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (sample, NULL), (gssize) g_bytes_get_size (sample),
                       &error);
  g_assert_no_error (error);
}

static void
test_a_file_says_what_it_is (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->root, "a b.seepheap", NULL);
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *capture = NULL;
  g_autoptr(GPtrArray) captures = NULL;
  g_autoptr(SeepSessionInfo) session = NULL;
  const SeepCaptureInfo *info;

  write_sample (path);
  capture = seep_store_add_file (fixture->store, id, path, NULL, NULL, &error);
  g_assert_no_error (error);
  captures = store_fixture_list_captures (fixture, id);
  g_assert_cmpuint (captures->len, ==, 1);
  info = captures->pdata[0];
  g_assert_cmpstr (info->id, ==, capture);
  g_assert_cmpstr (info->label, ==, "a b");
  g_assert_cmpstr (info->path, ==, path);
  g_assert_cmpstr (info->format, ==, "seepheap");
  g_assert_cmpint (info->kind, ==, SEEP_CAPTURE_HEAP);
  g_assert_cmpuint (info->n_objects, ==, 11);
  g_assert_cmpint (info->captured_us, ==, 1700000000000000);
  g_assert_cmpuint (strlen (info->dump_id), ==, 32);
  g_assert_cmpuint (strlen (info->digest), ==, 64);
  session = store_fixture_find (fixture, id);
  g_assert_cmpstr (session->program, ==, info->program);
}

static void
test_a_file_is_added_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->root, "a.seepheap", NULL);
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;

  write_sample (path);
  first = seep_store_add_file (fixture->store, id, path, NULL, NULL, &error);
  again = seep_store_add_file (fixture->store, id, path, "a name", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, first);

  g_file_get_contents (path, &content, &n_bytes, &error);
  g_file_set_contents (path, content, (gssize) n_bytes - 8, &error); /* another one by that name */
  other = seep_store_add_file (fixture->store, id, path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other, !=, first);
}

/* --- What a killed process left --- */

static char *
record (StoreFixture *fixture, const char *session, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, session, &error);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_no_error (error);
  write_sample (path);
  return path;
}

static void
test_captures_outlive_a_lost_database (StoreFixture *fixture, gconstpointer data)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *path = record (fixture, id, "001.seepheap");
  g_autofree char *added = seep_store_add_file (fixture->store, id, path, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint is_empty = 0; is_empty < 2; is_empty++)
    {
      g_autofree char *database = g_build_filename (fixture->place, "seep.db", NULL);
      g_autoptr(SeepSessionInfo) info = NULL;
      g_autoptr(GPtrArray) captures = NULL;

      g_clear_pointer (&fixture->store, seep_store_unref);
      for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        {
          g_autofree char *file = g_strconcat (database, ends[i], NULL);

          g_unlink (file);
        }
      if (is_empty)
        g_assert_true (g_file_set_contents (database, "", 0, NULL));
      fixture->store = store_fixture_open (fixture);
      g_assert_null (seep_store_get_problem (fixture->store));
      info = store_fixture_find (fixture, id);
      g_assert_nonnull (strstr (info->name, id));
      captures = store_fixture_list_captures (fixture, id);
      g_assert_cmpuint (captures->len, ==, 1);
      g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[0])->path, ==, path);
    }
}

static void
test_what_was_recorded_by_a_killed_run_is_found (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *last = record (fixture, id, "final.seepheap");
  g_autofree char *first = record (fixture, id, "001.seepheap");
  g_autofree char *part = record (fixture, id, "002.seepheap.part");
  g_autofree char *text = g_strconcat (last, "-3.seepheap", NULL);
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) after = NULL;
  int hold = seep_store_hold_session (fixture->store, id, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (text, "no dump", -1, NULL));
  store_fixture_reopen (fixture);
  before = store_fixture_list_captures (fixture, id);
  g_assert_cmpuint (before->len, ==, 0); /* somebody is still at it */

  close (hold);
  store_fixture_reopen (fixture);
  after = store_fixture_list_captures (fixture, id);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpstr (((SeepCaptureInfo *) after->pdata[0])->label, ==, "001");
  g_assert_cmpstr (((SeepCaptureInfo *) after->pdata[1])->label, ==, "final");
}

static void
test_captures_outlive_a_damaged_database (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *path = record (fixture, id, "001.seepheap");
  g_autofree char *added = seep_store_add_file (fixture->store, id, path, NULL, NULL, &error);
  g_autofree char *database = g_build_filename (fixture->place, "seep.db", NULL);
  g_autoptr(SeepSessionInfo) info = NULL;
  g_autoptr(GPtrArray) captures = NULL;

  g_assert_no_error (error);
  g_clear_pointer (&fixture->store, seep_store_unref);
  g_assert_true (g_file_set_contents (database, "SQLite format 3", 16, NULL));
  fixture->store = store_fixture_open (fixture);
  g_assert_nonnull (seep_store_get_problem (fixture->store));
  info = store_fixture_find (fixture, id);
  g_assert_nonnull (strstr (info->name, id));
  captures = store_fixture_list_captures (fixture, id);
  g_assert_cmpuint (captures->len, ==, 1);
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[0])->path, ==, path);
}

static void
test_a_part_that_is_not_there_is_said (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->root, "a.seepheap", NULL);
  g_autofree char *text = store_fixture_write (fixture, "b.seepheap", "no dump");
  g_autoptr(SeepCaptureInfo) info = NULL;

  write_sample (path);
  info = seep_capture_info_new_for_file (path, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (info->part, ==, 0);
  g_assert_null (seep_capture_info_new_for_file (path, 1, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (seep_capture_info_new_for_file (text, 0, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
}

static void
set_modified (const char *path, time_t seconds)
{
  struct utimbuf times = { seconds, seconds };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

/* Time alone does not change a file, and a file of the same size may be another. */
static void
test_a_changed_file_is_told_from_a_touched_one (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->root, "a.seepheap", NULL);
  g_autofree char *content = NULL;
  g_autoptr(SeepCaptureInfo) info = NULL;
  gsize n_bytes;

  write_sample (path);
  set_modified (path, 1000000);
  info = seep_capture_info_new_for_file (path, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_PRESENT);
  set_modified (path, 2000000);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_PRESENT);

  g_file_get_contents (path, &content, &n_bytes, &error);
  content[n_bytes / 2] ^= 1;
  g_file_set_contents (path, content, (gssize) n_bytes, &error);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_CHANGED);
  g_file_set_contents (path, content, (gssize) n_bytes - 1, &error);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_CHANGED);
  g_unlink (path);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_MISSING);
  g_mkdir (path, 0700);
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_MISSING);
  g_assert_no_error (error);
}

/* --- Other times, other versions --- */

static void
run_sql (StoreFixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->place, "seep.db", NULL);
  sqlite3 *db = NULL;
  char *problem = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
}

static void
test_what_was_deleted_long_ago_goes (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = store_fixture_add (fixture, "old", NULL);
  g_autofree char *young = store_fixture_add (fixture, "young", NULL);
  g_autofree char *half = store_fixture_add (fixture, "half imported", NULL);
  g_autofree char *purged = store_fixture_add (fixture, "half purged", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, old, &error);
  g_autofree char *other = seep_store_dup_session_folder (fixture->store, purged, &error);
  g_autofree char *sql = NULL;
  g_autoptr(GPtrArray) deleted = NULL;

  g_assert_true (seep_store_delete_session (fixture->store, old, &error));
  g_assert_true (seep_store_delete_session (fixture->store, young, &error));
  g_assert_no_error (error);
  sql = g_strdup_printf (
    "UPDATE sessions SET deleted_us = deleted_us - 86400000001 WHERE name = 'old';"
    "UPDATE sessions SET deleted_us = deleted_us - 86300000000 WHERE name = 'young';"
    "UPDATE sessions SET state = 3, deleted_us = 1 WHERE name = 'half imported';"
    "UPDATE sessions SET state = 2, deleted_us = %" G_GINT64_FORMAT " WHERE name = 'half purged'",
    g_get_real_time ());
  run_sql (fixture, sql);
  store_fixture_reopen (fixture);
  deleted = seep_store_list_deleted_sessions (fixture->store, &error);
  g_assert_cmpuint (deleted->len, ==, 1);
  g_assert_cmpstr (((SeepSessionInfo *) deleted->pdata[0])->name, ==, "young");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  store_fixture_assert_not_found (fixture, half);
}

/* As the first version made it, letter by letter. */
static const char first_version[]
  = "PRAGMA application_id = 0x53656570; PRAGMA user_version = 1;"
    "CREATE TABLE sessions (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, program TEXT NOT NULL,"
    " notes TEXT NOT NULL, created_us INTEGER NOT NULL, used_us INTEGER NOT NULL,"
    " state INTEGER NOT NULL, deleted_us INTEGER NOT NULL, selected_place INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX session_names ON sessions (name) WHERE state = 0;"
    "CREATE TABLE captures (id TEXT NOT NULL PRIMARY KEY,"
    " session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, position INTEGER NOT NULL,"
    " path BLOB NOT NULL, is_owned INTEGER NOT NULL, part INTEGER NOT NULL, label TEXT NOT NULL,"
    " kind INTEGER NOT NULL, format TEXT NOT NULL, dump_id TEXT NOT NULL,"
    " captured_us INTEGER NOT NULL, n_bytes INTEGER NOT NULL, modified_us INTEGER NOT NULL,"
    " n_objects INTEGER NOT NULL, n_heap_bytes INTEGER NOT NULL, python TEXT NOT NULL) STRICT;"
    "CREATE INDEX captures_of_session ON captures (session, position);"
    "CREATE INDEX captures_of_file ON captures (path);"
    "CREATE INDEX captures_of_dump ON captures (dump_id) WHERE dump_id <> '';"
    "CREATE TABLE types (capture TEXT NOT NULL REFERENCES captures (id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,"
    " n_bytes INTEGER NOT NULL, PRIMARY KEY (capture, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE places (session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
    " position INTEGER NOT NULL, place TEXT NOT NULL, PRIMARY KEY (session, position))"
    " STRICT, WITHOUT ROWID;"
    "INSERT INTO sessions VALUES ('abcdefgh', 'kept', 'app.py', 'a note', 10, 20, 0, 0, 0);"
    "INSERT INTO captures VALUES ('captureb', 'abcdefgh', 0, x'2f746d702f61', 0, 0, '001', 0,"
    " 'seepheap', 'd0', 30, 40, 50, 60, 70, '3.12.1')";

static void
start_over (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->store, seep_store_unref);
  seep_folder_remove (fixture->place);
  g_assert_cmpint (g_mkdir (fixture->place, 0700), ==, 0);
}

static void
test_a_store_of_the_first_version_is_brought_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;
  g_autoptr(GPtrArray) captures = NULL;
  g_autofree char *path = store_fixture_write (fixture, "b", "1");
  g_autofree char *added = NULL;
  const SeepCaptureInfo *capture;

  start_over (fixture);
  run_sql (fixture, first_version);
  fixture->store = store_fixture_open (fixture);
  info = store_fixture_find (fixture, "kept");
  g_assert_cmpstr (info->notes, ==, "a note");
  g_assert_cmpint (info->created_us, ==, 10);
  added = store_fixture_add_capture (fixture, "abcdefgh", path, "002");
  captures = store_fixture_list_captures (fixture, "abcdefgh");
  g_assert_cmpuint (captures->len, ==, 2);
  capture = captures->pdata[0];
  g_assert_cmpstr (capture->path, ==, "/tmp/a");
  g_assert_cmpuint (capture->n_heap_bytes, ==, 70);
  g_assert_cmpstr (capture->digest, ==, "");
  g_assert_cmpstr (capture->program, ==, "");

  /* The way there ends where a new store begins. */
  run_sql (fixture, "CREATE TEMP TABLE here (version INTEGER CHECK (version > 1));"
                    "INSERT INTO here SELECT user_version FROM pragma_user_version");
  store_fixture_reopen (fixture);
  store_fixture_assert_names (fixture, "kept");
}

static void
test_a_step_that_fails_changes_nothing (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  start_over (fixture);
  run_sql (fixture, first_version);
  run_sql (fixture, "ALTER TABLE captures ADD COLUMN digest TEXT"); /* in the way of the second */
  g_assert_null (seep_store_open (fixture->place, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  run_sql (fixture, "CREATE TEMP TABLE here (version INTEGER CHECK (version = 1), n INTEGER"
                    " CHECK (n = 0));"
                    "INSERT INTO here SELECT user_version, (SELECT count(*) FROM"
                    " pragma_table_info ('captures') WHERE name = 'program') FROM pragma_user_version");
}

static void
test_a_later_version_is_refused_and_left_alone (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "kept", NULL);

  g_clear_pointer (&fixture->store, seep_store_unref);
  run_sql (fixture, "PRAGMA user_version = 1000");
  g_assert_null (seep_store_open (fixture->place, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TOO_NEW);
  g_assert_nonnull (strstr (error->message, "seep.db"));
  run_sql (fixture, "CREATE TEMP TABLE here (n INTEGER CHECK (n = 1));"
                    "INSERT INTO here SELECT count(*) FROM sessions WHERE name = 'kept'");
}

static void
test_somebody_elses_database_is_left_alone (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  start_over (fixture);
  run_sql (fixture, "CREATE TABLE photographs (x); INSERT INTO photographs VALUES (1)");
  g_assert_null (seep_store_open (fixture->place, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  run_sql (fixture, "INSERT INTO photographs VALUES (2)");
}

static void
test_a_folder_that_cannot_be_made_is_said (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *file = store_fixture_write (fixture, "file", "");
  g_autofree char *folder = g_build_filename (file, "seep", NULL);

  g_assert_null (seep_store_open (folder, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_nonnull (strstr (error->message, file));
}

static gpointer
add_many_worker (gpointer data)
{
  SeepStore *store = data;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *id = seep_store_add_session (store, "crowd", NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (id);
    }
  return NULL;
}

/* Two connections, as two programs have; the lock between them is SQLite's. */
static void
test_many_write_at_once (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepStore) other = store_fixture_open (fixture);
  g_autoptr(GPtrArray) sessions = NULL;
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", add_many_worker, i % 2 == 0 ? other : fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  sessions = seep_store_list_sessions (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sessions->len, ==, 80);
}

static void
test_a_damaged_file_is_kept_and_told (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->place, "seep.db", NULL);
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *garbage = g_strnfill (8192, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = NULL;
  gboolean is_kept = FALSE;
  const char *name;

  g_clear_pointer (&fixture->store, seep_store_unref);
  g_file_set_contents (path, garbage, 8192, &error);
  g_assert_no_error (error);
  fixture->store = store_fixture_open (fixture);
  g_assert_nonnull (strstr (seep_store_get_problem (fixture->store), "seep.db.damaged-"));
  store_fixture_assert_names (fixture, "");

  folder = g_dir_open (fixture->place, 0, &error);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "seep.db.damaged-"))
      {
        g_autofree char *kept = g_build_filename (fixture->place, name, NULL);
        g_autofree char *content = NULL;

        g_file_get_contents (kept, &content, NULL, &error);
        g_assert_cmpstr (content, ==, garbage);
        is_kept = TRUE;
      }
  g_assert_true (is_kept);
  store_fixture_reopen (fixture);
  g_assert_null (seep_store_get_problem (fixture->store));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (StoreFixture *, gconstpointer);
  } cases[] = {
    { "is-private", test_is_private },
    { "a-file-says-what-it-is", test_a_file_says_what_it_is },
    { "a-file-is-added-once", test_a_file_is_added_once },
    { "what-was-recorded-by-a-killed-run-is-found",
      test_what_was_recorded_by_a_killed_run_is_found },
    { "captures-outlive-a-damaged-database", test_captures_outlive_a_damaged_database },
    { "captures-outlive-a-lost-database", test_captures_outlive_a_lost_database },
    { "a-part-that-is-not-there-is-said", test_a_part_that_is_not_there_is_said },
    { "a-changed-file-is-told-from-a-touched-one", test_a_changed_file_is_told_from_a_touched_one },
    { "what-was-deleted-long-ago-goes", test_what_was_deleted_long_ago_goes },
    { "a-store-of-the-first-version-is-brought-up",
      test_a_store_of_the_first_version_is_brought_up },
    { "a-step-that-fails-changes-nothing", test_a_step_that_fails_changes_nothing },
    { "a-later-version-is-refused-and-left-alone", test_a_later_version_is_refused_and_left_alone },
    { "somebody-elses-database-is-left-alone", test_somebody_elses_database_is_left_alone },
    { "a-folder-that-cannot-be-made-is-said", test_a_folder_that_cannot_be_made_is_said },
    { "many-write-at-once", test_many_write_at_once },
    { "a-damaged-file-is-kept-and-told", test_a_damaged_file_is_kept_and_told },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store-file/", cases[i].name, NULL);

      g_test_add (path, StoreFixture, NULL, store_fixture_set_up, cases[i].run,
                  store_fixture_tear_down);
    }
  return g_test_run ();
}
