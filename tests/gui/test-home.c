/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-home.c — where one begins. The sample is really run. */
#include "config.h"

#include "driver.h"
#include "seep-home-window.h"
#include "seep-session-row.h"

static SeepApplication *application;

static GtkWindow *
find_window (GType type)
{
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (application)); item != NULL;
       item = item->next)
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (item->data, type))
        return item->data;
    }
  return NULL;
}

static SeepHomeWindow *
open_home (void)
{
  SeepHomeWindow *home = seep_home_window_new (application);

  gtk_window_present (GTK_WINDOW (home));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (home));
  return home;
}

static void
close_home (SeepHomeWindow *home)
{
  gpointer watched = home;

  g_object_add_weak_pointer (G_OBJECT (home), &watched);
  gtk_window_destroy (GTK_WINDOW (home));
  driver_wait_for (watched == NULL);
}

static void
test_opening_has_the_focus (void)
{
  SeepHomeWindow *home = open_home ();
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (home));

  g_assert_true (GTK_IS_LIST_BOX_ROW (focus));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (focus)), ==, "app.open");
  g_assert_true (driver_shows (GTK_WIDGET (home), "What you open is remembered here."));
  close_home (home);
}

static void
test_cancels_the_sample (void)
{
  SeepHomeWindow *home = open_home ();
  GtkWidget *spinner = driver_find (GTK_WIDGET (home), "GtkSpinner");
  GtkWidget *cancel;

  cancel = driver_find_action (GTK_WIDGET (home), "win.cancel-sample");
  g_assert_false (gtk_widget_get_mapped (spinner));
  gtk_widget_activate_action (GTK_WIDGET (home), "win.open-sample", NULL);
  driver_wait_for (gtk_widget_get_mapped (spinner));
  g_assert_true (gtk_widget_is_sensitive (cancel));
  g_signal_emit_by_name (cancel, "clicked");
  g_assert_false (gtk_widget_get_visible (spinner));
  close_home (home);
  g_assert_null (find_window (SEEP_TYPE_SESSION_WINDOW));
}

static void
test_shows_the_shortcuts (void)
{
  SeepHomeWindow *home = open_home ();
  GtkWidget *overlay;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (home), "win.show-help-overlay", NULL));
  overlay = GTK_WIDGET (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (home)));
  driver_wait_for (driver_shows (overlay, "Keyboard shortcuts"));
  gtk_window_close (GTK_WINDOW (overlay));
  driver_wait_for (!gtk_widget_get_visible (overlay));
  close_home (home);
}

static void
test_opens_the_sample (void)
{
  SeepHomeWindow *home = open_home ();
  SeepSessionWindow *window;

  gtk_widget_activate_action (GTK_WIDGET (home), "win.open-sample", NULL);
  driver_wait_for ((window = SEEP_SESSION_WINDOW (find_window (SEEP_TYPE_SESSION_WINDOW))) != NULL);
  g_assert_null (find_window (SEEP_TYPE_HOME_WINDOW));
  driver_wait_for (seep_document_get_state (seep_session_window_get_document (window)) ==
                   SEEP_DOCUMENT_READY);
  /* What leaks is on the first page, by the name that the program gives it. */
  driver_wait_for (driver_shows (GTK_WIDGET (window), "sessions"));
  driver_close (window);
}

static void
test_remembers_what_was_opened (void)
{
  SeepHomeWindow *home = open_home ();

  driver_wait_for (driver_shows (GTK_WIDGET (home), "leaky_service.py"));
  g_assert_true (driver_shows (GTK_WIDGET (home), "1 capture"));
  close_home (home);
}

static void
test_opens_files_in_one_window (void)
{
  g_autoptr(GFile) file = g_file_new_for_path (driver_get_dump ());
  g_autoptr(GFile) other = g_file_new_for_path (driver_get_big_dump ());
  GFile *files[] = { file, other, file };
  SeepSessionWindow *window;

  g_application_open (G_APPLICATION (application), files, 3, "");
  driver_wait_for ((window = SEEP_SESSION_WINDOW (find_window (SEEP_TYPE_SESSION_WINDOW))) != NULL);
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (application))), ==,
                    1);
  driver_wait_for (g_list_model_get_n_items (
                     G_LIST_MODEL (seep_session_window_get_workspace (window))) == 2);
  driver_close (window);
}

static GtkWidget *
find_row (SeepHomeWindow *home)
{
  return driver_find (GTK_WIDGET (home), "SeepSessionRow");
}

static void
test_deleting_a_session_is_undone (void)
{
  SeepHomeWindow *home = open_home ();
  g_autofree char *session = NULL;

  driver_wait_for (find_row (home) != NULL);
  session = g_strdup (seep_session_row_get_session (SEEP_SESSION_ROW (find_row (home))));
  gtk_widget_activate_action (GTK_WIDGET (home), "win.delete-session", "s", session);
  driver_wait_for (driver_shows (GTK_WIDGET (home), "was deleted"));
  driver_wait_for (find_row (home) == NULL
                   || !g_str_equal (seep_session_row_get_session (
                                      SEEP_SESSION_ROW (find_row (home))),
                                    session));
  g_signal_emit_by_name (driver_find_label (GTK_WIDGET (home), "Undo"), "clicked");
  driver_wait_for (find_row (home) != NULL
                   && g_str_equal (seep_session_row_get_session (
                                     SEEP_SESSION_ROW (find_row (home))),
                                   session));
  close_home (home);
}

static void
test_deleting_an_open_session_closes_it (void)
{
  g_autoptr(GFile) file = g_file_new_for_path (driver_get_dump ());
  SeepHomeWindow *home;
  SeepSessionWindow *window;
  g_autofree char *session = NULL;

  g_application_open (G_APPLICATION (application), &file, 1, "");
  driver_wait_for ((window = SEEP_SESSION_WINDOW (find_window (SEEP_TYPE_SESSION_WINDOW))) != NULL);
  driver_wait_for (
    seep_workspace_get_session (seep_session_window_get_workspace (window)) != NULL);
  session =
    g_strdup (seep_workspace_get_session (seep_session_window_get_workspace (window)));

  home = open_home ();
  driver_wait_for (find_row (home) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (home), "win.delete-session", "s", session);
  driver_wait_for (find_window (SEEP_TYPE_SESSION_WINDOW) == NULL);
  driver_wait_for (driver_shows (GTK_WIDGET (home), "was deleted"));
  g_signal_emit_by_name (driver_find_label (GTK_WIDGET (home), "Undo"), "clicked");
  driver_wait_for (find_row (home) != NULL
                   && g_str_equal (seep_session_row_get_session (
                                     SEEP_SESSION_ROW (find_row (home))),
                                   session));
  close_home (home);
}

static SeepSessionWindow *
open_from_outside (DriverFile a, DriverFile b)
{
  g_autoptr(GFile) first = g_file_new_for_path (driver_get_file (a));
  g_autoptr(GFile) second = g_file_new_for_path (driver_get_file (b));
  GFile *files[] = { first, second };
  GtkWindow *window;

  g_application_open (G_APPLICATION (application), files, 2, "");
  driver_wait_for ((window = find_window (SEEP_TYPE_SESSION_WINDOW)) != NULL);
  driver_wait_for (seep_session_window_get_document (SEEP_SESSION_WINDOW (window)) != NULL);
  return SEEP_SESSION_WINDOW (window);
}

/* The later one beside the older one, in whatever order they are named. */
static void
test_two_of_a_kind_are_compared (void)
{
  SeepSessionWindow *window = open_from_outside (DRIVER_LATER_DUMP, DRIVER_OLDER_DUMP);
  SeepWorkspace *workspace = seep_session_window_get_workspace (window);
  const SeepPlace *place = seep_session_window_get_place (window);
  g_autofree char *session = NULL;

  g_assert_cmpint (place->kind, ==, SEEP_PLACE_COMPARE);
  g_assert_cmpstr (seep_document_get_label (seep_session_window_get_document (window)), ==,
                   "later");
  g_assert_cmpstr (seep_document_get_label (seep_workspace_find (workspace, place->baseline)), ==,
                   "older");
  driver_wait_for (SEEP_IS_PAGE (seep_session_window_get_page (window)));
  driver_wait_for (seep_workspace_get_session (workspace) != NULL);
  session = g_strdup (seep_workspace_get_session (workspace));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  driver_close (window);

  /* And once more: that session, as it was left. */
  window = open_from_outside (DRIVER_OLDER_DUMP, DRIVER_LATER_DUMP);
  g_assert_cmpstr (seep_workspace_get_session (seep_session_window_get_workspace (window)), ==,
                   session);
  driver_wait_for (SEEP_IS_PAGE (seep_session_window_get_page (window)));
  driver_close (window);
}

static void
test_two_kinds_are_not_compared (void)
{
  SeepSessionWindow *window = open_from_outside (DRIVER_OLDER_DUMP, DRIVER_OLDER_TRACES);

  driver_wait_for (SEEP_IS_PAGE (seep_session_window_get_page (window)));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OVERVIEW);
  driver_close (window);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  application = seep_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/home/opening-has-the-focus", test_opening_has_the_focus);
  g_test_add_func ("/home/shows-the-shortcuts", test_shows_the_shortcuts);
  g_test_add_func ("/home/cancels-the-sample", test_cancels_the_sample);
  g_test_add_func ("/home/opens-the-sample", test_opens_the_sample);
  g_test_add_func ("/home/remembers-what-was-opened", test_remembers_what_was_opened);
  g_test_add_func ("/home/opens-files-in-one-window", test_opens_files_in_one_window);
  g_test_add_func ("/home/deleting-a-session-is-undone", test_deleting_a_session_is_undone);
  g_test_add_func ("/home/deleting-an-open-session-closes-it",
                   test_deleting_an_open_session_closes_it);
  g_test_add_func ("/home/two-of-a-kind-are-compared", test_two_of_a_kind_are_compared);
  g_test_add_func ("/home/two-kinds-are-not-compared", test_two_kinds_are_not_compared);
  status = g_test_run ();
  driver_remove_dumps ();
  g_object_unref (application);
  return status;
}
