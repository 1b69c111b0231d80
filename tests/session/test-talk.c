/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations with the agent in a Python program, by the real probe. */
#include "config.h"

#include "base/seep-error.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"
#include "seep-pipes.h"
#include "seep-talk.h"

#include <glib/gstdio.h>

#define PROGRAM                                                                                    \
  "import gc, os, sys\n"                                                                           \
  "class Kept: pass\n"                                                                             \
  "gc.disable()\n"                                                                                 \
  "kept = [Kept() for _ in range(30000)]\n"                                                        \
  "for _ in range(100):\n"                                                                         \
  "  one = Kept(); one.me = one\n"                                                                 \
  "del one\n"                                                                                      \
  "print(os.getpid(), flush=True)\n"                                                               \
  "for line in sys.stdin:\n"                                                                       \
  "  kept.append(bytearray(1 << 20))\n"                                                            \
  "  print('done', flush=True)\n"

typedef struct
{
  SeepPipes *program; /* owned */
  SeepHost  *host;    /* owned */
  SeepTalk  *talk;    /* owned */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  const char *const argv[] = { "python3", "-S", "-c", PROGRAM, NULL };

  fixture->program = seep_pipes_start (argv, &error);
  g_assert_no_error (error);
  g_assert_true (seep_pipes_read_line (fixture->program, &line, NULL, &error));
  g_assert_nonnull (line);
  fixture->host = seep_host_new_local ();
  fixture->talk = seep_talk_start (fixture->host, g_ascii_strtoll (line, NULL, 10), NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->talk, seep_talk_free);
  g_clear_pointer (&fixture->host, seep_host_unref);
  g_clear_pointer (&fixture->program, seep_pipes_free);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepTalkCounts) counts = { 0 };

  g_assert_true (seep_talk_count_objects (fixture->talk, 1, &counts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.n_types, ==, 1);
  g_assert_cmpstr (counts.names[0], ==, "__main__.Kept");
  g_assert_cmpuint (counts.counts[0], ==, 30100);
  g_assert_cmpuint (counts.n_objects, >, 30100);
  g_assert_cmpfloat (counts.pause_seconds, >, 0);
}

static void
test_collections (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) none = NULL;
  g_autoptr(GArray) collections = NULL;
  g_autofree char *answer = NULL;
  double seconds;
  guint64 n_found;

  g_assert_true (seep_talk_watch_collections (fixture->talk, TRUE, NULL, &error));
  none = seep_talk_steal_collections (fixture->talk);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (seep_talk_collect (fixture->talk, &n_found, &seconds, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_found, >=, 100);
  g_assert_cmpfloat (seconds, >, 0);
  answer = seep_talk_ask (fixture->talk, "{\"do\":\"hello\"}", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, "\"python\""));
  collections = seep_talk_steal_collections (fixture->talk);
  g_assert_cmpuint (collections->len, ==, 1);
  g_assert_cmpuint (g_array_index (collections, SeepTalkCollection, 0).generation, ==, 2);
  g_assert_cmpuint (g_array_index (collections, SeepTalkCollection, 0).n_collected, ==, n_found);
  g_assert_true (seep_talk_watch_collections (fixture->talk, FALSE, NULL, &error));
}

static void
test_traces (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "traces.pickle", NULL);
  g_autofree char *line = NULL;
  g_autofree char *answer = NULL;
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(SeepFileInfo) info = NULL;
  SeepTalkTraced traced;
  double pause;

  g_assert_false (seep_talk_save_snapshot (fixture->talk, path, NULL, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_clear_error (&error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  answer = seep_talk_ask (fixture->talk, "{\"do\":\"tracemalloc.start\",\"frames\":3}", NULL, &error);
  g_assert_no_error (error);
  seep_pipes_send (fixture->program, "\n", 1);
  g_assert_true (seep_pipes_read_line (fixture->program, &line, NULL, &error));
  g_assert_true (seep_talk_get_traced (fixture->talk, &traced, NULL, &error));
  g_assert_true (traced.is_tracing);
  g_assert_cmpuint (traced.n_frames, ==, 3);
  g_assert_cmpuint (traced.current_bytes, >, 1 << 20);
  g_assert_cmpuint (traced.peak_bytes, >=, traced.current_bytes);

  g_assert_true (seep_talk_save_snapshot (fixture->talk, path, &pause, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (pause, >, 0);
  g_free (seep_talk_ask (fixture->talk, "{\"do\":\"tracemalloc.snapshot\"}", NULL, &error));
  g_assert_no_error (error); /* its bytes are passed over */
  g_assert_true (seep_talk_get_traced (fixture->talk, &traced, NULL, &error));

  source = seep_file_source_new (path, &error);
  g_assert_no_error (error);
  info = seep_formats_peek (source, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info->format, ==, "tracemalloc");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_free (seep_talk_ask (fixture->talk, "{\"do\":\"hello\"}", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (seep_talk_ask (fixture->talk, "{\"do\":\"dance\"}", NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_clear_error (&error);
  g_clear_pointer (&fixture->program, seep_pipes_free); /* ends it */
  g_assert_null (seep_talk_ask (fixture->talk, "{\"do\":\"hello\"}", NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/talk/counts-objects", test_counts);
  ADD ("/talk/tells-collections", test_collections);
  ADD ("/talk/saves-what-is-traced", test_traces);
  ADD ("/talk/ends-with-the-program", test_end);
#undef ADD
  return g_test_run ();
}
