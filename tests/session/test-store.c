/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every promise of seep-store.h about sessions, captures and what was open, in a store of its own
 * for each. */
#include "config.h"

#include "store-fixture.h"

#include "base/seep-error.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- Sessions --- */

static void
test_remembers_a_session (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gint64 before_us = g_get_real_time ();
  g_autofree char *id = store_fixture_add (fixture, "Größe", "app.py");
  g_autoptr(SeepSessionInfo) info = NULL;

  g_assert_true (seep_store_set_notes (fixture->store, id, "it\ngrows", &error));
  g_assert_true (seep_store_set_program (fixture->store, id, "other.py", &error));
  store_fixture_reopen (fixture);
  info = store_fixture_find (fixture, "Größe");
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
test_ids_are_short_words (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 50; i++)
    {
      char *id = store_fixture_add (fixture, "same", NULL);

      g_assert_cmpuint (strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789"), ==, strlen (id));
      g_assert_cmpuint (strlen (id), <=, 12);
      g_assert_true (g_hash_table_add (seen, id));
    }
}

static void
test_a_taken_name_gets_a_number (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *second = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *third = store_fixture_add (fixture, "leak", NULL);

  store_fixture_assert_names (fixture, "leak 3|leak 2|leak");
}

static void
test_a_default_name_tells_program_and_date (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, NULL, "app.py");
  g_autoptr(SeepSessionInfo) info = store_fixture_find (fixture, id);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *year = g_date_time_format (now, "%Y");

  g_assert_true (g_str_has_prefix (info->name, "app.py"));
  g_assert_nonnull (strstr (info->name, year));
}

static void
test_lists_the_last_used_first (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *a = store_fixture_add (fixture, "a", NULL);
  g_autofree char *b = store_fixture_add (fixture, "b", NULL);
  g_autofree char *c = store_fixture_add (fixture, "c", NULL);

  store_fixture_assert_names (fixture, "c|b|a");
  g_assert_true (seep_store_touch_session (fixture->store, a, &error));
  g_assert_no_error (error);
  store_fixture_assert_names (fixture, "a|c|b");
}

static void
test_an_id_goes_before_a_name (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *first = store_fixture_add (fixture, "first", NULL);
  g_autofree char *second = store_fixture_add (fixture, first, NULL);
  g_autoptr(SeepSessionInfo) info = store_fixture_find (fixture, first);

  g_assert_cmpstr (info->name, ==, "first");
}

static void
test_a_new_name_must_be_free (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *a = store_fixture_add (fixture, "a", NULL);
  g_autofree char *b = store_fixture_add (fixture, "b", NULL);

  g_assert_false (seep_store_rename_session (fixture->store, a, "b", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_clear_error (&error);
  g_assert_false (seep_store_rename_session (fixture->store, a, "", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_clear_error (&error);
  g_assert_true (seep_store_rename_session (fixture->store, a, "c", &error));
  g_assert_true (seep_store_rename_session (fixture->store, a, "c", &error));
  g_assert_no_error (error);
  store_fixture_assert_names (fixture, "c|b");
}

static void
test_what_is_not_there_is_said (StoreFixture *fixture, gconstpointer data)
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
test_deleting_can_be_undone (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", "app.py");
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autoptr(GPtrArray) deleted = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;

  g_assert_true (seep_store_delete_session (fixture->store, id, &error));
  store_fixture_assert_names (fixture, "");
  store_fixture_assert_not_found (fixture, id);
  store_fixture_assert_not_found (fixture, "leak");
  deleted = seep_store_list_deleted_sessions (fixture->store, &error);
  g_assert_cmpuint (deleted->len, ==, 1);
  g_assert_cmpint (((SeepSessionInfo *) deleted->pdata[0])->deleted_us, >, 0);

  store_fixture_reopen (fixture);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (seep_store_restore_session (fixture->store, id, &error));
  g_assert_no_error (error);
  info = store_fixture_find (fixture, "leak");
  g_assert_cmpstr (info->program, ==, "app.py");
  g_assert_cmpint (info->deleted_us, ==, 0);
}

static void
test_a_restored_session_yields_its_name (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *new = NULL;

  g_assert_true (seep_store_delete_session (fixture->store, old, &error));
  new = store_fixture_add (fixture, "leak", NULL);
  g_assert_true (seep_store_restore_session (fixture->store, old, &error));
  g_assert_no_error (error);
  store_fixture_assert_names (fixture, "leak 2|leak");
}

static void
test_purging_removes_own_files_only (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *other = store_fixture_write (fixture, "other.seepheap", "mine");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_file_set_contents (own, "ours", -1, &error);
  g_assert_no_error (error);
  first = store_fixture_add_capture (fixture, id, own, "001");
  second = store_fixture_add_capture (fixture, id, other, "other");
  g_assert_true (seep_store_purge_session (fixture->store, id, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  store_fixture_assert_not_found (fixture, id);
  g_assert_false (seep_store_restore_session (fixture->store, id, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
}

/* --- Captures --- */

static void
test_remembers_captures_in_their_order (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *path = store_fixture_write (fixture, "a\xff.seepheap", "12345"); /* not UTF-8 */
  g_autofree char *first = store_fixture_add_capture (fixture, id, path, "001");
  g_autofree char *second = store_fixture_add_capture (fixture, id, path, "002");
  g_autoptr(GPtrArray) captures = NULL;
  g_autoptr(SeepSessionInfo) session = NULL;
  const SeepCaptureInfo *info;

  store_fixture_reopen (fixture);
  captures = store_fixture_list_captures (fixture, id);
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

  session = store_fixture_find (fixture, id);
  g_assert_cmpuint (session->n_captures, ==, 2);
  g_assert_cmpuint (session->n_bytes, ==, 5); /* one file */
}

static void
test_own_captures_move_with_the_store (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *moved = g_build_filename (fixture->root, "moved", NULL);
  g_autoptr(GPtrArray) captures = NULL;
  g_autofree char *first = NULL;
  const SeepCaptureInfo *info;

  g_file_set_contents (own, "ours", -1, &error);
  g_assert_no_error (error);
  first = store_fixture_add_capture (fixture, id, own, "001");
  g_clear_pointer (&fixture->store, seep_store_unref);
  g_assert_cmpint (g_rename (fixture->place, moved), ==, 0);
  g_free (fixture->place);
  fixture->place = g_strdup (moved);
  store_fixture_reopen (fixture);

  captures = store_fixture_list_captures (fixture, id);
  info = captures->pdata[0];
  g_assert_true (info->is_owned);
  g_assert_true (g_str_has_prefix (info->path, moved));
  g_assert_cmpint (seep_capture_check (info), ==, SEEP_CAPTURE_PRESENT);
}

static void
test_a_removed_capture_takes_its_own_file_along (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *folder = seep_store_dup_session_folder (fixture->store, id, &error);
  g_autofree char *own = g_build_filename (folder, "001.seepheap", NULL);
  g_autofree char *other = store_fixture_write (fixture, "other.seepheap", "mine");
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_file_set_contents (own, "ours", -1, &error);
  a = store_fixture_add_capture (fixture, id, own, "a");
  b = store_fixture_add_capture (fixture, id, own, "b");
  c = store_fixture_add_capture (fixture, id, other, "c");
  g_assert_true (seep_store_remove_capture (fixture->store, a, &error));
  g_assert_true (g_file_test (own, G_FILE_TEST_EXISTS)); /* b is of it, too */
  g_assert_true (seep_store_remove_capture (fixture->store, b, &error));
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  g_assert_true (seep_store_remove_capture (fixture->store, c, &error));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_no_error (error);
}

static void
test_labels_change (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *path = store_fixture_write (fixture, "a", "1");
  g_autofree char *capture = store_fixture_add_capture (fixture, id, path, "001");
  g_autoptr(GPtrArray) captures = NULL;

  g_assert_true (seep_store_set_label (fixture->store, capture, "before the storm", &error));
  g_assert_no_error (error);
  captures = store_fixture_list_captures (fixture, id);
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[0])->label, ==, "before the storm");
}

static void
test_keeps_the_largest_types (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_autofree char *path = store_fixture_write (fixture, "a", "1");
  g_autofree char *capture = store_fixture_add_capture (fixture, id, path, "001");
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
test_finds_the_session_of_a_file (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = store_fixture_add (fixture, "old", NULL);
  g_autofree char *new = store_fixture_add (fixture, "new", NULL);
  g_autofree char *path = store_fixture_write (fixture, "a", "1");
  g_autofree char *a = store_fixture_add_capture (fixture, new, path, "a");
  g_autofree char *b = store_fixture_add_capture (fixture, old, path, "b");
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
test_remembers_what_was_open (StoreFixture *fixture, gconstpointer data)
{
  const char *const places[] = { "types?sort=bytes", "object:0x7f00", "", NULL };
  const char *const one[] = { "overview", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = store_fixture_add (fixture, "leak", NULL);
  g_auto(GStrv) found = NULL;
  g_auto(GStrv) none = NULL;
  guint selected;

  none = seep_store_list_places (fixture->store, id, &selected, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_true (seep_store_set_places (fixture->store, id, one, 0, &error));
  g_assert_true (seep_store_set_places (fixture->store, id, places, 1, &error));
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  found = seep_store_list_places (fixture->store, id, &selected, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (selected, ==, 1);
  g_assert_true (g_strv_equal ((const char *const *) found, places));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (StoreFixture *, gconstpointer);
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
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/", cases[i].name, NULL);

      g_test_add (path, StoreFixture, NULL, store_fixture_set_up, cases[i].run,
                  store_fixture_tear_down);
    }
  return g_test_run ();
}
