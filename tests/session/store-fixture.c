/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

#include "base/seep-error.h"
#include "seep-folder.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

SeepStore *
store_fixture_open (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  SeepStore *store = seep_store_open (fixture->place, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->store, seep_store_unref);
  fixture->store = store_fixture_open (fixture);
}

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->place = g_build_filename (fixture->root, "seep", NULL);
  fixture->store = store_fixture_open (fixture);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->store, seep_store_unref);
  seep_folder_remove (fixture->root);
  g_assert_false (g_file_test (fixture->root, G_FILE_TEST_EXISTS));
  g_free (fixture->place);
  g_free (fixture->root);
}

char *
store_fixture_add (StoreFixture *fixture, const char *name, const char *program)
{
  g_autoptr(GError) error = NULL;
  char *id = seep_store_add_session (fixture->store, name, program, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
  return id;
}

SeepSessionInfo *
store_fixture_find (StoreFixture *fixture, const char *id)
{
  g_autoptr(GError) error = NULL;
  SeepSessionInfo *info = seep_store_find_session (fixture->store, id, &error);

  g_assert_no_error (error);
  return info;
}

void
store_fixture_assert_not_found (StoreFixture *fixture, const char *id)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (seep_store_find_session (fixture->store, id, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
}

/* The names of the sessions in the store's order, as one text. */
static char *
dup_names (StoreFixture *fixture)
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

void
store_fixture_assert_names (StoreFixture *fixture, const char *expected)
{
  g_autofree char *names = dup_names (fixture);

  g_assert_cmpstr (names, ==, expected);
}

char *
store_fixture_write (StoreFixture *fixture, const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (fixture->root, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

char *
store_fixture_add_capture (StoreFixture *fixture,
                           const char   *session,
                           const char   *path,
                           const char   *label)
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

GPtrArray *
store_fixture_list_captures (StoreFixture *fixture, const char *session)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *captures = seep_store_list_captures (fixture->store, session, &error);

  g_assert_no_error (error);
  return captures;
}
