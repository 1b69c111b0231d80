/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-file-sink.h"

#include "base/seep-error.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

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
  fixture->path = g_build_filename (fixture->folder, "out", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else is left in it */
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_words (SeepFileSink *file)
{
  g_autoptr(GError) error = NULL;
  SeepSink *sink = seep_file_sink_get_sink (file);

  g_assert_true (sink->append (sink, "hello ", 6, &error));
  g_assert_true (sink->append (sink, "world", 5, &error));
  g_assert_true (sink->write_at (sink, 0, "J", 1, &error));
  g_assert_no_error (error);
}

static void
assert_content (Fixture *fixture, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;

  g_file_get_contents (fixture->path, &content, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, expected);
}

static void
test_replaces_at_the_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepFileSink) file = NULL;
  struct stat status;

  g_file_set_contents (fixture->path, "before", -1, &error);
  g_assert_no_error (error);
  file = seep_file_sink_new (fixture->path, &error);
  g_assert_no_error (error);
  write_words (file);
  assert_content (fixture, "before");

  g_assert_true (seep_file_sink_finish (file, &error));
  g_assert_no_error (error);
  assert_content (fixture, "Jello world");
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_unfinished_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  SeepFileSink *file = seep_file_sink_new (fixture->path, &error);

  g_assert_no_error (error);
  write_words (file);
  seep_file_sink_free (file);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_says_where_it_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->path, "missing", "out", NULL);
  g_autofree char *message =
    g_strdup_printf ("%s: it cannot be written: No such file or directory", path);

  g_assert_null (seep_file_sink_new (path, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_cmpstr (error->message, ==, message);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/file-sink/replaces-at-the-end", test_replaces_at_the_end);
  ADD ("/file-sink/unfinished-leaves-nothing", test_unfinished_leaves_nothing);
  ADD ("/file-sink/says-where-it-cannot-write", test_says_where_it_cannot_write);
  return g_test_run ();
}
