/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-file-source.h"

#include "base/seep-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534

typedef struct
{
  char *folder; /* owned */
  char *path;   /* owned; in it */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("seep-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a.seepheap", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
assert_refused (const char *path, SeepError code, const char *why)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *message = g_strdup_printf ("%s: byte 0: %s", path, why);

  g_assert_null (seep_file_source_new (path, &error));
  g_assert_error (error, SEEP_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
write_file (Fixture *fixture, const char *content, gssize n_bytes)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (fixture->path, content, n_bytes, &error);
  g_assert_no_error (error);
}

static void
test_reads_and_maps (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = NULL;
  g_autofree char *content = g_malloc (3 * 4096);
  const guint8 *view;
  char piece[10];

  for (guint i = 0; i < 3 * 4096; i++)
    content[i] = (char) (i % 251);
  write_file (fixture, content, 3 * 4096);

  source = seep_file_source_new (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seep_source_get_n_bytes (source), ==, 3 * 4096);
  g_assert_cmpstr (seep_source_get_name (source), ==, fixture->path);

  g_assert_true (seep_source_read (source, 4090, piece, sizeof piece, &error));
  g_assert_cmpmem (piece, sizeof piece, content + 4090, sizeof piece);

  view = seep_source_map (source, 4096, 8000, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (view, 8000, content + 4096, 8000);
}

static void
test_view_outlives_the_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = NULL;
  const guint8 *view;

  write_file (fixture, "hello", 5);
  source = seep_file_source_new (fixture->path, &error);
  g_assert_no_error (error);
  view = seep_source_map (source, 0, 5, &error);
  g_assert_no_error (error);
  g_remove (fixture->path);
  g_assert_cmpmem (view, 5, "hello", 5);
}

static void
test_beyond_the_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = NULL;
  char piece[4];

  write_file (fixture, "hello", 5);
  source = seep_file_source_new (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_false (seep_source_read (source, 3, piece, sizeof piece, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
}

static void
test_file_cut_while_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = NULL;
  g_autofree char *message =
    g_strdup_printf ("%s: byte 2: the file has become shorter while it was read", fixture->path);
  char piece[4];

  write_file (fixture, "hello", 5);
  source = seep_file_source_new (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (truncate (fixture->path, 2), ==, 0);
  g_assert_false (seep_source_read (source, 1, piece, sizeof piece, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refuses_what_is_no_file (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->folder, SEEP_ERROR_IO, "it is a directory, not a file");
  assert_refused ("/dev/null", SEEP_ERROR_IO, "it is a device, not a file");
  assert_refused (fixture->path, SEEP_ERROR_IO, "it cannot be opened: No such file or directory");

  /* Nobody writes to it: a blocking open would wait here for ever. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture->path, SEEP_ERROR_IO, "it is a pipe, not a file");
}

static void
test_refuses_an_empty_file (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "", 0);
  assert_refused (fixture->path, SEEP_ERROR_NOT_RECOGNISED, "the file is empty");
}

static void
test_refuses_without_permission (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "hello", 5);
  g_assert_cmpint (g_chmod (fixture->path, 0), ==, 0);

  /* For root nothing is forbidden: be somebody else for a moment. */
  if (getuid () == 0)
    g_assert_cmpint (seteuid (NOBODY), ==, 0);
  assert_refused (fixture->path, SEEP_ERROR_IO, "it cannot be opened: Permission denied");
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/file-source/reads-and-maps", test_reads_and_maps);
  ADD ("/file-source/view-outlives-the-name", test_view_outlives_the_name);
  ADD ("/file-source/beyond-the-end", test_beyond_the_end);
  ADD ("/file-source/file-cut-while-open", test_file_cut_while_open);
  ADD ("/file-source/refuses-what-is-no-file", test_refuses_what_is_no_file);
  ADD ("/file-source/refuses-an-empty-file", test_refuses_an_empty_file);
  ADD ("/file-source/refuses-without-permission", test_refuses_without_permission);
  return g_test_run ();
}
