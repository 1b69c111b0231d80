/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs that end in every way, as the desktop would launch them; tests/cli does the same for
 * every Python there is. */
#include "config.h"

#include "seep-launch.h"
#include "seep-sample.h"

#include "base/seep-error.h"
#include "seep-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define DUMP_MAGIC "SEEP\r\n\x1a\n"

typedef struct
{
  char *folder; /* owned */
  char *script; /* owned; in it */
  char *output; /* owned; in it */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->script = g_build_filename (fixture->folder, "app.py", NULL);
  fixture->output = g_build_filename (fixture->folder, "out", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  seep_folder_remove (fixture->folder);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_free (fixture->script);
  g_free (fixture->output);
  g_free (fixture->folder);
}

static SeepLaunchResult *
launch (Fixture *fixture, const char *program, double every, GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  SeepLaunchOptions options = { .output = fixture->output, .snapshot_every_seconds = every };
  SeepLaunchResult *result;

  g_file_set_contents (fixture->script, program, -1, &error);
  g_assert_no_error (error);
  options.argv = (const char *const[]){ fixture->script, NULL };
  options.flags = SEEP_LAUNCH_SILENT;
  result = seep_launch_run (&options, cancellable, &error);
  g_assert_no_error (error);
  return result;
}

static void
assert_is_dump (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;

  g_file_get_contents (path, &content, &n_bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_bytes, >, 10000);
  g_assert_cmpmem (content, 8, DUMP_MAGIC, 8);
}

static void
test_leaves_a_final_snapshot (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepLaunchResult) result = launch (fixture, "import sys; sys.exit(7)\n", 0, NULL);
  g_autofree char *path = g_build_filename (fixture->output, "final.seepheap", NULL);

  g_assert_cmpint (result->exit_code, ==, 7);
  g_assert_cmpint (result->signal, ==, 0);
  g_assert_true (result->has_final);
  g_assert_cmpuint (g_strv_length (result->snapshots), ==, 1);
  g_assert_cmpstr (result->snapshots[0], ==, path);
  g_assert_null (result->problems[0]);
  assert_is_dump (path);
}

static void
test_replaces_the_recording_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *old = g_build_filename (fixture->output, "005.seepheap", NULL);
  g_autoptr(SeepLaunchResult) result = NULL;

  g_assert_cmpint (g_mkdir (fixture->output, 0700), ==, 0);
  g_file_set_contents (old, "old", -1, &error);
  g_assert_no_error (error);
  result = launch (fixture, "", 0, NULL);
  g_assert_cmpuint (g_strv_length (result->snapshots), ==, 1);
  assert_is_dump (result->snapshots[0]);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
}

static void
test_keeps_other_peoples_folders (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *letter = g_build_filename (fixture->output, "letter.txt", NULL);
  SeepLaunchOptions options = { .output = fixture->output };

  g_assert_cmpint (g_mkdir (fixture->output, 0700), ==, 0);
  g_file_set_contents (letter, "dear", -1, &error);
  g_file_set_contents (fixture->script, "", -1, &error);
  g_assert_no_error (error);
  options.argv = (const char *const[]){ fixture->script, NULL };
  g_assert_null (seep_launch_run (&options, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_true (g_file_test (letter, G_FILE_TEST_EXISTS));
  g_remove (letter);
  g_rmdir (fixture->output);
}

static void
test_into_one_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder_output = g_steal_pointer (&fixture->output);
  g_autoptr(SeepLaunchResult) result = NULL;

  fixture->output = g_strconcat (folder_output, ".seepheap", NULL);
  result = launch (fixture, "", 0, NULL);
  g_assert_true (result->has_final);
  g_assert_cmpuint (g_strv_length (result->snapshots), ==, 1);
  g_assert_cmpstr (result->snapshots[0], ==, fixture->output);
  assert_is_dump (fixture->output);
}

static void
test_nothing_to_show (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepLaunchResult) result = launch (fixture, "import os; os._exit(3)\n", 0, NULL);

  g_assert_cmpint (result->exit_code, ==, 3);
  g_assert_false (result->has_final);
  g_assert_null (result->snapshots[0]);
  g_assert_cmpstr (result->problems[0], ==,
                   "the program ended without its interpreter (by os._exit or exec), so there is "
                   "no final snapshot");
  g_assert_false (g_file_test (fixture->output, G_FILE_TEST_EXISTS));
}

/* The program waits until its second snapshot is there, so nothing here depends on time. */
static void
test_last_periodic_is_final_after_a_kill (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program
    = g_strdup_printf ("import os, signal, time\n"
                       "while not os.path.exists('%s/002.seepheap'):\n"
                       "    time.sleep(0.01)\n"
                       "os.kill(os.getpid(), signal.SIGKILL)\n",
                       fixture->output);
  g_autoptr(SeepLaunchResult) result = launch (fixture, program, 0.05, NULL);
  guint n = g_strv_length (result->snapshots);

  g_assert_cmpint (result->signal, ==, SIGKILL);
  g_assert_cmpint (result->exit_code, ==, 128 + SIGKILL);
  g_assert_false (result->has_final);
  g_assert_cmpuint (n, >=, 2);
  g_assert_true (g_str_has_suffix (result->snapshots[0], "/001.seepheap"));
  for (guint i = 0; i < n; i++)
    assert_is_dump (result->snapshots[i]);
  g_assert_cmpstr (
    result->problems[0], ==,
    "the program was ended by signal 9 (Killed), so the last periodic snapshot is the final one");
}

static gpointer
cancel_when_there (gpointer data)
{
  Fixture *fixture = ((gpointer *) data)[0];
  g_autofree char *path = g_build_filename (fixture->folder, "ready", NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_cancellable_cancel (((gpointer *) data)[1]);
  return NULL;
}

static void
test_cancelling_asks_the_program_to_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program =
    g_strdup_printf ("import signal, sys\n"
                     "signal.signal(signal.SIGTERM, lambda *_: sys.exit(4))\n"
                     "open('%s/ready', 'w').close()\n"
                     "while True: signal.pause()\n",
                     fixture->folder);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gpointer arguments[] = { fixture, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_there, arguments);
  g_autoptr(SeepLaunchResult) result = launch (fixture, program, 0, cancellable);

  g_thread_join (thread);
  g_assert_cmpint (result->exit_code, ==, 4);
  g_assert_true (result->has_final);
}

static void
assert_target_error (const char *const *argv, const char *python, const char *message)
{
  g_autoptr(GError) error = NULL;
  SeepLaunchOptions options = { .argv = argv, .python = python, .output = "/dev/null/never" };

  g_assert_null (seep_launch_run (&options, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_says_what_is_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *shell =
    g_find_program_in_path ("ldd"); /* a shell script on every machine that can build us */
  g_autofree char *no_python =
    g_strconcat (shell, ": it is not a Python script; name a script, or a module with -m", NULL);

  g_file_set_contents (fixture->script, "", -1, &error);
  g_assert_no_error (error);
  assert_target_error ((const char *const[]){ "no-such-script", NULL }, NULL,
                       "no-such-script: there is no such file, and no such program on the path");
  assert_target_error ((const char *const[]){ "ldd", NULL }, NULL, no_python);
  assert_target_error ((const char *const[]){ fixture->script, NULL }, "no-such-python",
                       "no-such-python: there is no such program; name a Python with --python");
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **answer = data;

  *answer = g_object_ref (result);
}

static void
test_in_a_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) answer = NULL;
  g_autoptr(SeepLaunchResult) result = NULL;
  SeepLaunchOptions options = { .output = fixture->output, .flags = SEEP_LAUNCH_SILENT };

  g_file_set_contents (fixture->script, "", -1, &error);
  g_assert_no_error (error);
  options.argv = (const char *const[]){ fixture->script, NULL };
  seep_launch_run_async (&options, NULL, finished_cb, &answer);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = seep_launch_run_finish (answer, &error);
  g_assert_no_error (error);
  g_assert_true (result->has_final);
}

static void
test_records_the_sample (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = seep_sample_record (NULL, &error);

  g_assert_no_error (error);
  assert_is_dump (path);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/launch/leaves-a-final-snapshot", test_leaves_a_final_snapshot);
  ADD ("/launch/replaces-the-recording-before", test_replaces_the_recording_before);
  ADD ("/launch/keeps-other-peoples-folders", test_keeps_other_peoples_folders);
  ADD ("/launch/into-one-file", test_into_one_file);
  ADD ("/launch/nothing-to-show", test_nothing_to_show);
  ADD ("/launch/last-periodic-is-final-after-a-kill", test_last_periodic_is_final_after_a_kill);
  ADD ("/launch/cancelling-asks-the-program-to-end", test_cancelling_asks_the_program_to_end);
  ADD ("/launch/says-what-is-missing", test_says_what_is_missing);
  ADD ("/launch/in-a-thread", test_in_a_thread);
  ADD ("/launch/records-the-sample", test_records_the_sample);
  return g_test_run ();
}
