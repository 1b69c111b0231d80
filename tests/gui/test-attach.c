/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-attach.c — a running program is found, explained, dumped. Real ones, started here. */
#include "config.h"

#include "driver.h"
#include "seep-attach-window.h"
#include "seep-target-actions.h"
#include "target.h"

static SeepApplication *application;

static SeepAttachWindow *
open_window (void)
{
  SeepAttachWindow *window =
    seep_attach_window_new (NULL, seep_application_get_store (application));

  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

static void
search (SeepAttachWindow *window, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (driver_find (GTK_WIDGET (window), "GtkSearchEntry")), text);
}

/* Is the program that is searched for the only one that is left, and chosen? */
static gboolean
is_found (SeepAttachWindow *window, const Target *target)
{
  GtkListView *view = GTK_LIST_VIEW (driver_find (GTK_WIDGET (window), "GtkListView"));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (view))) == 1
         && driver_shows (GTK_WIDGET (window), target->name);
}

static gboolean
is_enabled (SeepAttachWindow *window, const char *action)
{
  return gtk_widget_is_sensitive (driver_find_action (GTK_WIDGET (window), action));
}

static void
test_finds_a_program (void)
{
  SeepAttachWindow *window = open_window ();
  Target target;

  driver_assert_named (GTK_WIDGET (window));
  target_start (&target, "found", NULL);
  search (window, target.name);
  driver_wait_for (is_found (window, &target) && is_enabled (window, "attach.choose")
                   && is_enabled (window, "attach.dump"));
  g_assert_true (driver_shows (GTK_WIDGET (window), "Everything can be recorded."));

  search (window, "target-that-nobody-has-started.py");
  driver_wait_for (driver_shows (GTK_WIDGET (window), "No Process Matches"));
  g_assert_false (is_enabled (window, "attach.choose"));

  search (window, target.name);
  driver_wait_for (is_found (window, &target) && is_enabled (window, "attach.choose"));
  target_end (&target);
  driver_wait_for (driver_shows (GTK_WIDGET (window), "No Process Matches"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
note_session_cb (SeepAttachWindow *window, const char *session, char **noted)
{
  *noted = g_strdup (session);
}

static void
test_dumps_and_leaves_alone (void)
{
  SeepAttachWindow *window = open_window ();
  g_autofree char *session = NULL;
  g_autoptr(SeepStore) store = NULL;
  g_autoptr(GPtrArray) captures = NULL;
  g_autoptr(SeepSessionInfo) info = NULL;
  const SeepCaptureInfo *capture;
  Target target;

  g_signal_connect (window, "dumped", G_CALLBACK (note_session_cb), &session);
  target_start (&target, "dumped", NULL);
  search (window, target.name);
  driver_wait_for (is_found (window, &target) && is_enabled (window, "attach.dump"));
  gtk_widget_activate_action (GTK_WIDGET (window), "attach.dump", NULL);
  driver_wait_for (session != NULL);

  store = seep_store_thread_dup_store (seep_application_get_store (application), NULL);
  info = seep_store_find_session (store, session, NULL);
  captures = seep_store_list_captures (store, session, NULL);
  g_assert_nonnull (info);
  g_assert_cmpstr (info->program, ==, target.name);
  g_assert_cmpuint (captures->len, ==, 1);
  capture = g_ptr_array_index (captures, 0);
  g_assert_cmpuint (capture->n_objects, >, 1000);
  g_assert_true (capture->is_owned);
  g_assert_true (seep_store_purge_session (store, session, NULL));
  target_end (&target); /* as it would have without us */
}

/* A process that goes before it is dumped: one sentence, and the window is as it was. */
static void
test_says_why_it_cannot_dump (void)
{
  SeepAttachWindow *window = open_window ();
  g_autofree char *session = NULL;
  Target target;

  g_signal_connect (window, "dumped", G_CALLBACK (note_session_cb), &session);
  target_start (&target, "gone", NULL);
  search (window, target.name);
  driver_wait_for (is_found (window, &target) && is_enabled (window, "attach.dump"));
  seep_process_list_set_watching (seep_attach_window_get_list (window), FALSE);
  target_end (&target);
  gtk_widget_activate_action (GTK_WIDGET (window), "attach.dump", NULL);
  driver_wait_for (gtk_widget_get_mapped (driver_find_action (GTK_WIDGET (window), "attach.dump"))
                   && !driver_shows (GTK_WIDGET (window), "Everything can be recorded."));
  g_assert_null (session);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_asks_for_another_computer (void)
{
  SeepAttachWindow *window = open_window ();
  GtkWindow *dialog = NULL;
  GListModel *windows = gtk_window_get_toplevels ();

  gtk_widget_activate_action (GTK_WIDGET (window), "attach.ask-pod", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) candidate = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (candidate))
        dialog = candidate;
    }
  g_assert_nonnull (dialog);
  g_assert_true (driver_shows (GTK_WIDGET (dialog), "Namespace (optional)"));
  g_assert_false (gtk_widget_is_sensitive (driver_find_label (GTK_WIDGET (dialog), "Connect")));
  gtk_editable_set_text (GTK_EDITABLE (driver_find (GTK_WIDGET (dialog), "AdwEntryRow")), "-x");
  g_signal_emit_by_name (driver_find_label (GTK_WIDGET (dialog), "Connect"), "clicked");
  driver_wait_for (driver_shows (GTK_WIDGET (window), "Processes Cannot Be Listed"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_home_leads_there (void)
{
  GtkWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "attach", NULL);
  window = target_find_window (SEEP_TYPE_ATTACH_WINDOW);
  g_assert_nonnull (window);
  gtk_window_destroy (window);
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

  g_test_add_func ("/attach/finds-a-program", test_finds_a_program);
  g_test_add_func ("/attach/dumps-and-leaves-alone", test_dumps_and_leaves_alone);
  g_test_add_func ("/attach/says-why-it-cannot-dump", test_says_why_it_cannot_dump);
  g_test_add_func ("/attach/asks-for-another-computer", test_asks_for_another_computer);
  g_test_add_func ("/attach/home-leads-there", test_home_leads_there);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
