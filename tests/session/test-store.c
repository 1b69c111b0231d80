/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every promise of seep-store.h, in a store of its own for each. */
#include "config.h"

#include "seep-store.h"

#include "base/seep-error.h"
#include "seep-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char      *root;  /* owned */
  char      *place; /* owned; the store's folder, in it */
  SeepStore *store; /* owned */
} Fixture;

static SeepStore *
open_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  SeepStore *store = seep_store_open (fixture->place, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

static void
reopen (Fixture *fixture)
{
  g_clear_pointer (&fixture->store, seep_store_unref);
  fixture->store = open_store (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->place = g_build_filename (fixture->root, "seep", NULL);
  fixture->store = open_store (fixture);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->store, seep_store_unref);
  remove_tree (fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_free (fixture->place);
  g_free (fixture->root);
}

static char *
add (Fixture *fixture, const char *name, const char *program)
{
  g_autoptr(GError) error = NULL;
  char *id = seep_store_add_session (fixture->store, name, program, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  return id;
}

static SeepSessionInfo *
find (Fixture *fixture, const char *id)
{
  g_autoptr(GError) error = NULL;
  SeepSessionInfo *info = seep_store_find_session (fixture->store, id, &error);

  g_assert_no_error (error);
  return info;
}

static void
assert_not_found (Fixture *fixture, const char *id)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (seep_store_find_session (fixture->store, id, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
}

/* The names of the sessions in the store's order, as one text. */
static char *
dup_names (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) sessions = seep_store_list_sessions (fixture->store, &error);
  g_autoptr(GString) names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < sessions->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "|" : "",
                            ((SeepSessionInfo *) sessions->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_autofree char *names = dup_names (fixture);

  g_assert_cmpstr (names, ==, expected);
}

static char *
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (fixture->root, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
add_capture (Fixture *fixture, const char *session, const char *path, const char *label)
{
  g_autoptr(GError) error = NULL;
  struct stat status = { .st_size = 0 };
  SeepCaptureInfo info = {
    .path = (char *) path,
    .part = 3,
    .label = (char *) label,
    .kind = SEEP_CAPTURE_TRACES,
    .format = (char *) "seepheap",
    .dump_id = (char *) "00112233445566778899aabbccddeeff",
    .captured_us = 1700000000000000,
    .n_objects = 4294967296u,
    .n_heap_bytes = 1u << 31,
    .python = (char *) "3.12.1",
  };
  char *id;

  g_stat (path, &status);
  info.n_bytes = (guint64) status.st_size;
  info.modified_us =
    (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
  id = seep_store_add_capture (fixture->store, session, &info, &error);
  g_assert_no_error (error);
  g_assert_nonnull (id);
  return id;
}

static GPtrArray *
list_captures (Fixture *fixture, const char *session)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *captures = seep_store_list_captures (fixture->store, session, &error);

  g_assert_no_error (error);
  return captures;
}

/* --- Sessions --- */

static void
test_remembers_a_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gint64 before_us = g_get_real_time ();
  g_autofree char *id = add (fixture, "Größe", "app.py");
  g_autoptr(SeepSessionInfo) info = NULL;

  g_assert_true (seep_store_set_notes (fixture->store, id, "it\ngrows", &error));
  g_assert_true (seep_store_set_program (fixture->store, id, "other.py", &error));
  reopen (fixture);
  info = find (fixture, "Größe");
  g_assert_cmpstr (info->id, ==, id);
  g_assert_cmpstr (info->program, ==, "other.py");
  g_assert_cmpstr (info->notes, ==, "it\ngrows");
  g_assert_cmpint (info->created_us, >=, before_us);
  g_assert_cmpint (info->used_us, >=, info->created_us);
  g_assert_cmpint (info->deleted_us, ==, 0);
  g_assert_cmpuint (info->n_captures, ==, 0);
  g_assert_cmpuint (info->n_bytes, ==, 0);
  g_assert_null (seep_store_get_problem (fixture->store));
}

static void
test_ids_are_short_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 50; i++)
    {
      char *id = add (fixture, "same", NULL);

      g_assert_cmpuint (strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789"), ==, strlen (id));
      g_assert_cmpuint (strlen (id), <=, 12);
      g_assert_true (g_hash_table_add (seen, id));
    }
}

static void
test_a_taken_name_gets_a_number (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture, "leak", NULL);
  g_autofree char *second = add (fixture, "leak", NULL);
  g_autofree char *third = add (fixture, "leak", NULL);

  assert_names (fixture, "leak 3|leak 2|leak");
}

static void
test_a_default_name_tells_program_and_date (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture, NULL, "app.py");
  g_autoptr(SeepSessionInfo) info = find (fixture, id);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *year = g_date_time_format (now, "%Y");

  g_assert_true (g_str_has_prefix (info->name, "app.py"));
  g_assert_nonnull (strstr (info->name, year));
}

static void
test_lists_the_last_used_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *a = add (fixture, "a", NULL);
  g_autofree char *b = add (fixture, "b", NULL);
  g_autofree char *c = add (fixture, "c", NULL);

  assert_names (fixture, "c|b|a");
  g_assert_true (seep_store_touch_session (fixture->store, a, &error));
  g_assert_no_error (error);
  assert_names (fixture, "a|c|b");
}

static void
test_an_id_goes_before_a_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = add (fixture, "first", NULL);
  g_autofree char *second = add (fixture, first, NULL);
  g_autoptr(SeepSessionInfo) info = find (fixture, first);

  g_assert_cmpstr (info->name, ==, "first");
}

static void
test_a_new_name_must_be_free (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *a = add (fixture, "a", NULL);
  g_autofree char *b = add (fixture, "b", NULL);

  g_assert_false (seep_store_rename_session (fixture->store, a, "b", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_clear_error (&error);
  g_assert_false (seep_store_rename_session (fixture->store, a, "", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_clear_error (&error);
  g_assert_true (seep_store_rename_session (fixture->store, a, "c", &error));
  g_assert_true (seep_store_rename_session (fixture->store, a, "c", &error));
  g_assert_no_error (error);
  assert_names (fixture, "c|b");
}

static void
test_what_is_not_there_is_said (Fixture *fixture, gconstpointer data)
{
  SeepStore *store = fixture->store;
  const char *const none[] = { NULL };
  SeepCaptureInfo info = { .path = (char *) "/x" };
  guint selected;
  GError *error = NULL;

#define ASSERT_NOT_FOUND(call) \
  G_STMT_START \
  { \
    g_assert_false ((call)); \
    g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND); \
    g_clear_error (&error); \
  } \
  G_STMT_END
  ASSERT_NOT_FOUND (seep_store_find_session (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_rename_session (store, "none", "x", &error));
  ASSERT_NOT_FOUND (seep_store_set_notes (store, "none", "x", &error));
  ASSERT_NOT_FOUND (seep_store_set_program (store, "none", "x", &error));
  ASSERT_NOT_FOUND (seep_store_touch_session (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_delete_session (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_restore_session (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_purge_session (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_purge_session (store, "../..", &error));
  ASSERT_NOT_FOUND (seep_store_dup_session_folder (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_add_capture (store, "none", &info, &error));
  ASSERT_NOT_FOUND (seep_store_remove_capture (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_set_label (store, "none", "x", &error));
  ASSERT_NOT_FOUND (seep_store_list_captures (store, "none", &error));
  ASSERT_NOT_FOUND (seep_store_set_types (store, "none", NULL, 0, &error));
  ASSERT_NOT_FOUND (seep_store_set_places (store, "none", none, 0, &error));
  ASSERT_NOT_FOUND (seep_store_list_places (store, "none", &selected, &error));
#undef ASSERT_NOT_FOUND
}

/* --- Deleting --- */

static void
test_deleting_can_be_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", "app.py");
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autoptr(GPtrArray) deleted = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;

  g_assert_true (seep_store_delete_session (fixture->store, id, &error));
  assert_names (fixture, "");
  assert_not_found (fixture, id);
  assert_not_found (fixture, "leak");
  deleted = seep_store_list_deleted_sessions (fixture->store, &error);
  g_assert_cmpuint (deleted->len, ==, 1);
  g_assert_cmpint (((SeepSessionInfo *) deleted->pdata[0])->deleted_us, >, 0);

  reopen (fixture);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (seep_store_restore_session (fixture->store, id, &error));
  g_assert_no_error (error);
  info = find (fixture, "leak");
  g_assert_cmpstr (info->program, ==, "app.py");
  g_assert_cmpint (info->deleted_us, ==, 0);
}

static void
test_a_restored_session_yields_its_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = add (fixture, "leak", NULL);
  g_autofree char *new = NULL;

  g_assert_true (seep_store_delete_session (fixture->store, old, &error));
  new = add (fixture, "leak", NULL);
  g_assert_true (seep_store_restore_session (fixture->store, old, &error));
  g_assert_no_error (error);
  assert_names (fixture, "leak 2|leak");
}

static void
test_purging_removes_own_files_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *other = write_file (fixture, "other.seepheap", "mine");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_file_set_contents (own, "ours", -1, &error);
  g_assert_no_error (error);
  first = add_capture (fixture, id, own, "001");
  second = add_capture (fixture, id, other, "other");
  g_assert_true (seep_store_purge_session (fixture->store, id, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  assert_not_found (fixture, id);
  g_assert_false (seep_store_restore_session (fixture->store, id, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
}

/* --- Captures --- */

static void
test_remembers_captures_in_their_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *path = write_file (fixture, "a\xff.seepheap", "12345"); /* not UTF-8 */
  g_autofree char *first = add_capture (fixture, id, path, "001");
  g_autofree char *second = add_capture (fixture, id, path, "002");
  g_autoptr(GPtrArray) captures = NULL;
  g_autoptr(SeepSessionInfo) session = NULL;
  const SeepCaptureInfo *info;

  reopen (fixture);
  captures = list_captures (fixture, id);
  g_assert_cmpuint (captures->len, ==, 2);
  info = captures->pdata[0];
  g_assert_cmpstr (info->id, ==, first);
  g_assert_cmpstr (info->path, ==, path);
  g_assert_cmpuint (info->part, ==, 3);
  g_assert_cmpstr (info->label, ==, "001");
  g_assert_cmpint (info->kind, ==, SEEP_CAPTURE_TRACES);
  g_assert_cmpstr (info->format, ==, "seepheap");
  g_assert_cmpstr (info->dump_id, ==, "00112233445566778899aabbccddeeff");
  g_assert_cmpint (info->captured_us, ==, 1700000000000000);
  g_assert_cmpuint (info->n_bytes, ==, 5);
  g_assert_cmpint (info->modified_us, >, 0);
  g_assert_false (info->is_owned);
  g_assert_cmpuint (info->n_objects, ==, 4294967296u);
  g_assert_cmpuint (info->n_heap_bytes, ==, 1u << 31);
  g_assert_cmpstr (info->python, ==, "3.12.1");
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[1])->id, ==, second);

  session = find (fixture, id);
  g_assert_cmpuint (session->n_captures, ==, 2);
  g_assert_cmpuint (session->n_bytes, ==, 5); /* one file */
}

static void
test_own_captures_move_with_the_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *moved = g_build_filename (fixture->root, "moved", NULL);
  g_autoptr(GPtrArray) captures = NULL;
  g_autofree char *first = NULL;
  const SeepCaptureInfo *info;

  g_file_set_contents (own, "ours", -1, &error);
  g_assert_no_error (error);
  first = add_capture (fixture, id, own, "001");
  g_clear_pointer (&fixture->store, seep_store_unref);
  g_assert_cmpint (g_rename (fixture->place, moved), ==, 0);
  g_free (fixture->place);
  fixture->place = g_strdup (moved);
  reopen (fixture);

  captures = list_captures (fixture, id);
  info = captures->pdata[0];
  g_assert_true (info->is_owned);
  g_assert_true (g_str_has_prefix (info->path, moved));
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_PRESENT);
}

static void
test_a_removed_capture_takes_its_own_file_along (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *other = write_file (fixture, "other.seepheap", "mine");
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_file_set_contents (own, "ours", -1, &error);
  a = add_capture (fixture, id, own, "a");
  b = add_capture (fixture, id, own, "b");
  c = add_capture (fixture, id, other, "c");
  g_assert_true (seep_store_remove_capture (fixture->store, a, &error));
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS)); /* b is of it, too */
  g_assert_true (seep_store_remove_capture (fixture->store, b, &error));
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (seep_store_remove_capture (fixture->store, c, &error));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_no_error (error);
}

static void
test_labels_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *path = write_file (fixture, "a", "1");
  g_autofree char *capture = add_capture (fixture, id, path, "001");
  g_autoptr(GPtrArray) captures = NULL;

  g_assert_true (seep_store_set_label (fixture->store, capture, "before the storm", &error));
  g_assert_no_error (error);
  captures = list_captures (fixture, id);
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[0])->label, ==, "before the storm");
}

static void
test_keeps_the_largest_types (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *path = write_file (fixture, "a", "1");
  g_autofree char *capture = add_capture (fixture, id, path, "001");
  g_autoptr(GArray) types = NULL;
  SeepCaptureType many[1000];
  SeepCaptureType *first;

  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = (SeepCaptureType){ g_strdup_printf ("t%u", i), i, (i * 7919) % 1000 };
  g_assert_true (seep_store_set_types (fixture->store, capture, many, 3, &error));
  g_assert_true (
    seep_store_set_types (fixture->store, capture, many, G_N_ELEMENTS (many), &error));
  g_assert_no_error (error);
  types = seep_store_list_types (fixture->store, capture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (types->len, >=, 200);
  g_assert_cmpuint (types->len, <, G_N_ELEMENTS (many));
  for (guint i = 0; i < types->len; i++)
    g_assert_cmpuint (g_array_index (types, SeepCaptureType, i).n_bytes, ==, 999 - i);
  first = &g_array_index (types, SeepCaptureType, 0);
  g_assert_cmpstr (first->name, ==, many[first->count].name);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    g_free (many[i].name);
}

static void
test_finds_the_session_of_a_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = add (fixture, "old", NULL);
  g_autofree char *new = add (fixture, "new", NULL);
  g_autofree char *path = write_file (fixture, "a", "1");
  g_autofree char *a = add_capture (fixture, new, path, "a");
  g_autofree char *b = add_capture (fixture, old, path, "b");
  const char *dump_id = "00112233445566778899aabbccddeeff";
  g_autofree char *by_path = seep_store_find_session_of_file (fixture->store, path, NULL, &error);
  g_autofree char *by_id = seep_store_find_session_of_file (fixture->store, "/x", dump_id, &error);
  g_autofree char *none = seep_store_find_session_of_file (fixture->store, "/x", "", &error);
  g_autofree char *live = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (by_path, ==, old);
  g_assert_cmpstr (by_id, ==, old);
  g_assert_null (none);
  g_assert_true (seep_store_delete_session (fixture->store, old, &error));
  live = seep_store_find_session_of_file (fixture->store, path, NULL, &error);
  g_assert_cmpstr (live, ==, new);
}

/* --- What was open --- */

static void
test_remembers_what_was_open (Fixture *fixture, gconstpointer data)
{
  const char *const places[] = { "types?sort=bytes", "object:0x7f00", "", NULL };
  const char *const one[] = { "overview", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = add (fixture, "leak", NULL);
  g_auto(GStrv) found = NULL;
  g_auto(GStrv) none = NULL;
  guint selected;

  none = seep_store_list_places (fixture->store, id, &selected, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (seep_store_set_places (fixture->store, id, one, 0, &error));
  g_assert_true (seep_store_set_places (fixture->store, id, places, 1, &error));
  g_assert_no_error (error);
  reopen (fixture);
  found = seep_store_list_places (fixture->store, id, &selected, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (selected, ==, 1);
  g_assert_true (g_strv_equal ((const char *const *) found, places));
}

/* --- The file --- */

static void
test_is_private (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    guint       mode;
  } files[] = { { "", 0700 }, { "seep.db", 0600 }, { "seep.db-wal", 0600 }, { "seep.db-shm", 0600 } };
  g_autofree char *id = add (fixture, "leak", NULL);
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
test_many_write_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepStore) other = open_store (fixture);
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
test_a_damaged_file_is_kept_and_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->place, "seep.db", NULL);
  g_autofree char *id = add (fixture, "leak", NULL);
  g_autofree char *garbage = g_strnfill (8192, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = NULL;
  gboolean is_kept = FALSE;
  const char *name;

  g_clear_pointer (&fixture->store, seep_store_unref);
  g_file_set_contents (path, garbage, 8192, &error);
  g_assert_no_error (error);
  fixture->store = open_store (fixture);
  g_assert_nonnull (strstr (seep_store_get_problem (fixture->store), "seep.db.damaged-"));
  assert_names (fixture, "");

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
  reopen (fixture);
  g_assert_null (seep_store_get_problem (fixture->store));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } cases[] = {
    { "remembers-a-session", test_remembers_a_session },
    { "ids-are-short-words", test_ids_are_short_words },
    { "a-taken-name-gets-a-number", test_a_taken_name_gets_a_number },
    { "a-default-name-tells-program-and-date", test_a_default_name_tells_program_and_date },
    { "lists-the-last-used-first", test_lists_the_last_used_first },
    { "an-id-goes-before-a-name", test_an_id_goes_before_a_name },
    { "a-new-name-must-be-free", test_a_new_name_must_be_free },
    { "what-is-not-there-is-said", test_what_is_not_there_is_said },
    { "deleting-can-be-undone", test_deleting_can_be_undone },
    { "a-restored-session-yields-its-name", test_a_restored_session_yields_its_name },
    { "purging-removes-own-files-only", test_purging_removes_own_files_only },
    { "remembers-captures-in-their-order", test_remembers_captures_in_their_order },
    { "own-captures-move-with-the-store", test_own_captures_move_with_the_store },
    { "a-removed-capture-takes-its-own-file-along",
      test_a_removed_capture_takes_its_own_file_along },
    { "labels-change", test_labels_change },
    { "keeps-the-largest-types", test_keeps_the_largest_types },
    { "finds-the-session-of-a-file", test_finds_the_session_of_a_file },
    { "remembers-what-was-open", test_remembers_what_was_open },
    { "is-private", test_is_private },
    { "many-write-at-once", test_many_write_at_once },
    { "a-damaged-file-is-kept-and-told", test_a_damaged_file_is_kept_and_told },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
  return g_test_run ();
}
