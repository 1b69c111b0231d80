/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-home.c — where one begins. The sample is really run. */
#include "config.h"

#include "driver.h"
#include "seep-home-window.h"

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
  status = g_test_run ();
  driver_remove_dumps ();
  g_object_unref (application);
  return status;
}
