/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-record.c — a program is described in a form, started, recorded to its end, and recorded again. */
#include "config.h"

#include "driver.h"
#include "seep-live-bar.h"
#include "seep-pythons.h"
#include "seep-record-recents.h"
#include "seep-record-window.h"
#include "target.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SECRET "s3cret-of-a-test"

static SeepApplication *application;

static void
set_command (SeepRecordPlan *plan, const char *command)
{
  g_free (plan->command);
  plan->command = g_strdup (command);
}

static void
set_folder (SeepRecordPlan *plan, const char *folder)
{
  g_free (plan->folder);
  plan->folder = g_strdup (folder);
}

static void
set_python (SeepRecordPlan *plan, const char *python)
{
  g_free (plan->python);
  plan->python = g_strdup (python);
}

static void
set_variable (SeepRecordPlan *plan, const char *variable)
{
  const char *variables[] = { variable, NULL };

  g_strfreev (plan->environment);
  plan->environment = g_strdupv ((char **) variables);
}

/* --- What was written --- */

static void
assert_words (const char *written, const char *words, const char *python)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  g_auto(SeepRecordCommand) command = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *joined = NULL;

  set_command (plan, written);
  g_assert_true (seep_record_plan_resolve (plan, &command, &error));
  g_assert_no_error (error);
  joined = g_strjoinv ("|", command.argv);
  g_assert_cmpstr (joined, ==, words);
  g_assert_cmpstr (command.python, ==, python);
}

static void
test_splits_as_a_shell (void)
{
  const char *python = g_getenv ("SEEP_TEST_PYTHON");
  g_autofree char *with_python = g_strconcat (python, " app.py -v", NULL);
  g_autofree char *in_home = g_build_filename (g_get_home_dir (), "app.py", NULL);

  assert_words ("app.py --name 'a b' \"c\"", "app.py|--name|a b|c", NULL);
  assert_words ("-m pkg.mod --port 80", "-m|pkg.mod|--port|80", NULL);
  assert_words (with_python, "app.py|-v", python);
  assert_words ("~/app.py", in_home, NULL);
  assert_words ("flask run", "flask|run", NULL);
}

static void
test_finds_a_script_from_its_folder (void)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  g_auto(SeepRecordCommand) command = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "gui", "driver-program.py", NULL);
  g_autofree char *folder = g_path_get_dirname (script);

  set_command (plan, "./driver-program.py 1");
  set_folder (plan, folder);
  g_assert_true (seep_record_plan_resolve (plan, &command, &error));
  g_assert_cmpstr (command.argv[0], ==, script);
  g_assert_cmpstr (command.argv[1], ==, "1");
  g_assert_cmpstr (command.folder, ==, folder);
  g_assert_cmpstr (command.program, ==, "driver-program");
}

static void
assert_refused (SeepRecordPlan *plan, const char *why)
{
  g_auto(SeepRecordCommand) command = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_false (seep_record_plan_resolve (plan, &command, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, why) == NULL)
    g_error ("“%s” does not say “%s”", error->message, why);
}

static void
test_says_what_is_wrong (void)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();

  assert_refused (plan, "no command");
  set_command (plan, "app.py 'half");
  assert_refused (plan, "quotation mark");
  set_command (plan, "TOKEN=" SECRET " app.py");
  assert_refused (plan, "TOKEN: add it to the environment");
  set_command (plan, "app.py");
  set_variable (plan, "TOKEN");
  assert_refused (plan, "it has no value");
  set_variable (plan, "A-B=c");
  assert_refused (plan, "A-B: this is no name");
  set_variable (plan, "A=b=c");
  set_folder (plan, "/no/such/folder");
  assert_refused (plan, "/no/such/folder: there is no such folder");
  set_folder (plan, "");
  set_python (plan, "no-such-python");
  assert_refused (plan, "no-such-python: there is no such interpreter");
}

/* --- What is remembered --- */

static char *
read_state (void)
{
  g_autofree char *path =
    g_build_filename (g_get_user_state_dir (), "seep", "programs.ini", NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
remember (const char *command, const char *variable)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  g_autoptr(GError) error = NULL;

  set_command (plan, command);
  set_variable (plan, variable);
  plan->what = SEEP_RECORD_SITES;
  plan->frames = 7;
  seep_record_recents_add (plan, &error);
  g_assert_no_error (error);
}

static void
test_remembers_no_values (void)
{
  g_autofree char *path =
    g_build_filename (g_get_user_state_dir (), "seep", "programs.ini", NULL);
  g_autoptr(GPtrArray) plans = NULL;
  const SeepRecordPlan *plan;
  g_autofree char *text = NULL;
  GStatBuf status;

  remember ("one.py", "TOKEN=" SECRET);
  remember ("two.py", "OTHER=" SECRET);
  remember ("one.py", "TOKEN=" SECRET);
  text = read_state ();
  g_assert_nonnull (strstr (text, "TOKEN"));
  g_assert_null (strstr (text, SECRET));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);

  plans = seep_record_recents_load ();
  g_assert_cmpuint (plans->len, ==, 2);
  plan = plans->pdata[0];
  g_assert_cmpstr (plan->command, ==, "one.py");
  g_assert_cmpstr (plan->environment[0], ==, "TOKEN");
  g_assert_cmpint (plan->what, ==, SEEP_RECORD_SITES);
  g_assert_cmpuint (plan->frames, ==, 7);
  plan = plans->pdata[1];
  g_assert_cmpstr (plan->command, ==, "two.py");
}

static void
test_finds_pythons (void)
{
  g_auto(GStrv) pythons = seep_pythons_list ();
  char *wanted = realpath (g_getenv ("SEEP_TEST_PYTHON"), NULL);
  guint n_found = 0;

  for (guint i = 0; pythons[i] != NULL; i++)
    {
      char *real = realpath (pythons[i], NULL);

      n_found += g_str_equal (real, wanted);
      free (real);
    }
  g_assert_cmpuint (n_found, ==, 1);
  free (wanted);
}

/* --- The form --- */

static SeepRecordWindow *
open_form (void)
{
  GtkWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "record", NULL);
  window = target_find_window (SEEP_TYPE_RECORD_WINDOW);
  g_assert_nonnull (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return SEEP_RECORD_WINDOW (window);
}

static void
start (SeepRecordWindow *form)
{
  gtk_widget_activate_action (GTK_WIDGET (form), "record.start", NULL);
}

static void
test_stays_when_nothing_starts (void)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  SeepRecordWindow *form = open_form ();

  driver_assert_named (GTK_WIDGET (form));
  seep_record_window_set_plan (form, plan);
  g_assert_false (
    gtk_widget_is_sensitive (driver_find_action (GTK_WIDGET (form), "record.start")));

  set_command (plan, "no-such-program-of-a-test --flag");
  seep_record_window_set_plan (form, plan);
  start (form);
  driver_wait_for (driver_shows (GTK_WIDGET (form), "no-such-program-of-a-test"));
  driver_wait_for (driver_shows (GTK_WIDGET (form), "there is no such file"));
  g_assert_true (
    gtk_widget_is_sensitive (driver_find_action (GTK_WIDGET (form), "record.start")));
  g_assert_null (target_find_window (SEEP_TYPE_SESSION_WINDOW));
  gtk_window_destroy (GTK_WINDOW (form));
}

/* Says where it runs and what it was given, and waits until somebody reads that: a FIFO is opened by two. */
static const char program[] =
  "import os, sys\n"
  "class Kept: pass\n"
  "kept = [Kept() for _ in range(1234)]\n"
  "with open('fifo', 'w') as stream:\n"
  "    stream.write(os.environ['TOKEN'] + ' ' + sys.argv[1])\n"
  "sys.exit(3)\n";

static char *
make_program (void)
{
  char *folder = g_dir_make_tmp ("seep-test-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "recorded.py", NULL);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);

  g_assert_true (g_file_set_contents (script, program, -1, NULL));
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  return folder;
}

static void
fill_in (SeepRecordWindow *form, const char *folder)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();

  set_command (plan, "recorded.py 'two words'");
  set_folder (plan, folder);
  set_python (plan, g_getenv ("SEEP_TEST_PYTHON"));
  set_variable (plan, "TOKEN=" SECRET);
  plan->interval_seconds = 0.1;
  seep_record_window_set_plan (form, plan);
}

static SeepSeries *
get_rss (SeepSessionWindow *window)
{
  return seep_timeline_get_metric (
    seep_workspace_get_timeline (seep_session_window_get_workspace (window)), SEEP_METRIC_RSS);
}

static guint
count_documents (SeepSessionWindow *window)
{
  return g_list_model_get_n_items (
    G_LIST_MODEL (seep_session_window_get_workspace (window)));
}

/* What is wrong with @document would be in it. */
static void
assert_has_objects (SeepSessionWindow *window, guint position)
{
  SeepDocument *document = driver_get_document (window, position);

  seep_document_load (document);
  driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
  g_assert_cmpuint (seep_heap_get_columns (seep_document_get_heap (document))->n_objects, >, 1234);
}

static void
release (const char *folder)
{
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *said = NULL;

  g_assert_true (g_file_get_contents (fifo, &said, NULL, NULL));
  g_assert_cmpstr (said, ==, SECRET " two words");
}

static void
assert_same_form (SeepSessionWindow *window, const char *folder)
{
  GtkWidget *bar = driver_find (GTK_WIDGET (window), "SeepLiveBar");
  g_autoptr(SeepRecordPlan) plan = NULL;
  GtkWindow *form;

  gtk_widget_activate_action (bar, "live.record-again", NULL);
  form = target_find_window (SEEP_TYPE_RECORD_WINDOW);
  g_assert_nonnull (form);
  plan = seep_record_window_dup_plan (SEEP_RECORD_WINDOW (form));
  g_assert_cmpstr (plan->command, ==, "recorded.py 'two words'");
  g_assert_cmpstr (plan->folder, ==, folder);
  g_assert_cmpstr (plan->environment[0], ==, "TOKEN=" SECRET);
  gtk_window_destroy (form);
}

static void
test_records_a_program (void)
{
  g_autofree char *folder = make_program ();
  g_autofree char *state = NULL;
  SeepSessionWindow *window;
  SeepLiveSession *live;

  fill_in (open_form (), folder);
  start (SEEP_RECORD_WINDOW (target_find_window (SEEP_TYPE_RECORD_WINDOW)));
  driver_wait_for (target_find_window (SEEP_TYPE_SESSION_WINDOW) != NULL);
  window = SEEP_SESSION_WINDOW (target_find_window (SEEP_TYPE_SESSION_WINDOW));
  live = seep_session_window_get_live (window);
  driver_wait_for (target_find_window (SEEP_TYPE_RECORD_WINDOW) == NULL);
  driver_wait_for (get_rss (window) != NULL && seep_series_get_n (get_rss (window)) > 1);
  g_assert_true (seep_live_session_is_running (live));
  g_assert_true (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (window)), "●"));

  release (folder);
  driver_wait_for (!seep_live_session_is_running (live));
  driver_wait_for (driver_shows (GTK_WIDGET (window), "recorded has ended (exit code 3)"));
  g_assert_false (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (window)), "●"));
  g_assert_cmpuint (count_documents (window), ==, 1);
  assert_has_objects (window, 0);
  assert_same_form (window, folder);

  state = read_state ();
  g_assert_nonnull (strstr (state, "recorded.py"));
  g_assert_null (strstr (state, SECRET));
  driver_close (window);
  driver_remove_tree (folder);
}

/* Asked to end, it ends as it does by itself: what it writes then is there. */
static void
test_ends_a_program (void)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  SeepRecordWindow *form = open_form ();
  SeepSessionWindow *window;
  SeepLiveSession *live;

  set_command (plan, "webshop.py");
  g_free (plan->folder);
  plan->folder = g_test_build_filename (G_TEST_DIST, "gui", NULL);
  set_python (plan, g_getenv ("SEEP_TEST_PYTHON"));
  plan->interval_seconds = 0.1;
  plan->what = SEEP_RECORD_EVERYTHING;
  seep_record_window_set_plan (form, plan);
  start (form);
  driver_wait_for (target_find_window (SEEP_TYPE_SESSION_WINDOW) != NULL);
  window = SEEP_SESSION_WINDOW (target_find_window (SEEP_TYPE_SESSION_WINDOW));
  live = seep_session_window_get_live (window);
  /* It listens to signals by the time it was counted. */
  driver_wait_for (!isnan (seep_live_session_get_value (live, SEEP_METRIC_OBJECTS)));
  driver_wait_for (seep_live_session_get_value (live, SEEP_METRIC_TRACED) > 0);
  gtk_widget_activate_action (driver_find (GTK_WIDGET (window), "SeepLiveBar"),
                              "live.end-program", NULL);
  driver_wait_for (!seep_live_session_is_running (live));
  g_assert_cmpint (seep_live_session_get_exit_status (live), ==, 0);
  g_assert_cmpuint (count_documents (window), ==, 1);
  assert_has_objects (window, 0);
  driver_close (window);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  application = seep_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));

  g_test_add_func ("/record/splits-as-a-shell", test_splits_as_a_shell);
  g_test_add_func ("/record/finds-a-script-from-its-folder", test_finds_a_script_from_its_folder);
  g_test_add_func ("/record/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/record/remembers-no-values", test_remembers_no_values);
  g_test_add_func ("/record/finds-pythons", test_finds_pythons);
  g_test_add_func ("/record/stays-when-nothing-starts", test_stays_when_nothing_starts);
  g_test_add_func ("/record/records-a-program", test_records_a_program);
  g_test_add_func ("/record/ends-a-program", test_ends_a_program);
  status = g_test_run ();
  driver_remove_dumps ();
  g_object_unref (application);
  return status;
}
