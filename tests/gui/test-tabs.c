/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-tabs.c — tabs of a session with several captures, and what stands beside them. */
#include "config.h"

#include "driver.h"
#include "seep-inspector.h"
#include "seep-new-tab.h"
#include "seep-objects-page.h"
#include "seep-types-page.h"

static SeepSessionWindow *
open_two (void)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (NULL, NULL, NULL);
  SeepSessionWindow *window = driver_open_several (
    workspace, (const char *[]){ driver_get_file (DRIVER_OLDER_DUMP),
                                 driver_get_file (DRIVER_LATER_DUMP), NULL });

  driver_wait_for (seep_document_get_state (seep_session_window_get_document (window))
                   == SEEP_DOCUMENT_READY);
  return window;
}

static guint
count_tabs (SeepSessionWindow *window)
{
  return seep_tab_deck_get_n_tabs (seep_session_window_get_deck (window));
}

static const char *
get_title (SeepSessionWindow *window, guint position)
{
  return seep_tab_get_title (
    seep_tab_deck_get_tab (seep_session_window_get_deck (window), position));
}

static void
activate (SeepSessionWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static void
show_page (SeepSessionWindow *window, const char *page)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", page);
}

static void
show_capture (SeepSessionWindow *window, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-capture", "s",
                              seep_document_get_capture (driver_get_document (window, position)));
}

static void
test_a_capture_has_its_tab (void)
{
  SeepSessionWindow *window = open_two ();

  g_assert_cmpuint (count_tabs (window), ==, 1);
  g_assert_cmpstr (get_title (window, 0), ==, "Overview – older");
  /* What nobody looks at is not read. */
  g_assert_cmpint (seep_document_get_state (driver_get_document (window, 1)), ==,
                   SEEP_DOCUMENT_EMPTY);

  show_capture (window, 1);
  g_assert_cmpuint (count_tabs (window), ==, 2);
  driver_wait_for (seep_document_is_read (driver_get_document (window, 1)));
  show_page (window, "types");
  g_assert_cmpstr (get_title (window, 1), ==, "Types – later");

  /* Back to the first: to its tab, as that is. */
  show_capture (window, 0);
  g_assert_cmpuint (count_tabs (window), ==, 2);
  g_assert_true (seep_session_window_get_document (window) == driver_get_document (window, 0));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OVERVIEW);
  driver_close (window);
}

static void
test_duplicates_closes_and_reopens (void)
{
  SeepSessionWindow *window = open_two ();

  show_page (window, "types");
  activate (window, "win.duplicate-tab");
  g_assert_cmpuint (count_tabs (window), ==, 2);
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_TYPES);
  g_assert_cmpstr (get_title (window, 1), ==, get_title (window, 0));

  /* A copy has a way of its own. */
  activate (window, "win.go-back");
  g_assert_cmpstr (get_title (window, 1), ==, "Overview – older");
  g_assert_cmpstr (get_title (window, 0), ==, "Types – older");

  activate (window, "win.close-tab");
  driver_wait_for (count_tabs (window) == 1);
  g_assert_cmpstr (get_title (window, 0), ==, "Types – older");
  activate (window, "win.reopen-tab");
  g_assert_cmpuint (count_tabs (window), ==, 2);
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OVERVIEW);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.go-forward", NULL));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_TYPES);
  driver_close (window);
}

static void
test_the_last_tab_closes_the_window (void)
{
  SeepSessionWindow *window = open_two ();
  gpointer watched = window;

  g_object_add_weak_pointer (G_OBJECT (window), &watched);
  activate (window, "win.close-tab");
  driver_wait_for (watched == NULL);
}

static void
test_rows_open_in_a_new_tab (void)
{
  SeepSessionWindow *window = open_two ();
  GtkWidget *row;
  SeepTable *table;

  show_page (window, "types");
  table = seep_table_page_get_table (SEEP_TABLE_PAGE (seep_session_window_get_page (window)));
  driver_wait_for (
    (row = seep_table_find_row_widget (
       table, seep_order_model_get_id (seep_table_get_model (table), 0))) != NULL);
  g_assert_true (seep_new_tab_activate (row));
  g_assert_cmpuint (count_tabs (window), ==, 2);
  /* It waits beside: one goes on reading. */
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_TYPES);
  g_assert_cmpint (
    seep_tab_get_place (seep_tab_deck_get_tab (seep_session_window_get_deck (window), 1))->kind,
    ==, SEEP_PLACE_OBJECTS);

  /* And the next one opens here again. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-object", "u", 5u);
  g_assert_cmpuint (count_tabs (window), ==, 2);
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OBJECT);
  driver_close (window);
}

static void
test_objects_of_a_comparison (void)
{
  SeepSessionWindow *window = open_two ();
  SeepDocument *older = driver_get_document (window, 0);
  SeepDocument *later = driver_get_document (window, 1);
  const SeepPlace *place;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.compare", "(ss)",
                              seep_document_get_capture (later),
                              seep_document_get_capture (older));
  driver_wait_for (seep_document_is_read (later));
  place = seep_session_window_get_place (window);
  g_assert_true (seep_session_window_get_document (window) == later);
  g_assert_cmpint (place->kind, ==, SEEP_PLACE_COMPARE);
  g_assert_cmpstr (get_title (window, 1), ==, "later ↔ older");

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-diff-objects", "(sssu)",
                              seep_document_get_capture (older),
                              seep_document_get_capture (later), "shop.Session",
                              (guint) SEEP_DIFF_GONE);
  place = seep_session_window_get_place (window);
  g_assert_true (seep_session_window_get_document (window) == older);
  g_assert_cmpint (place->kind, ==, SEEP_PLACE_OBJECTS);
  g_assert_cmpint (place->scope, ==, SEEP_DIFF_GONE);
  g_assert_cmpstr (get_title (window, 0), ==, "Gone: shop.Session – older");
  driver_wait_for (SEEP_IS_OBJECTS_PAGE (seep_session_window_get_page (window)));

  /* Without the other capture the page cannot be: it says so. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.remove-capture", "s",
                              seep_document_get_capture (later));
  driver_wait_for (driver_shows (GTK_WIDGET (window), "no longer in this session"));
  driver_close (window);
}

static void
test_the_inspector_follows_the_selection (void)
{
  SeepSessionWindow *window = open_two ();
  GtkWidget *inspector = driver_find (GTK_WIDGET (window), "SeepInspector");
  SeepTable *table;
  SeepOrderModel *model;
  const char *name;

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  show_page (window, "types");
  table = seep_table_page_get_table (SEEP_TABLE_PAGE (seep_session_window_get_page (window)));
  model = seep_table_get_model (table);
  driver_wait_for (g_list_model_get_n_items (G_LIST_MODEL (model)) > 0);
  activate (window, "win.toggle-inspector");
  driver_wait_for (driver_shows (inspector, "Select something"));

  seep_order_model_set_selected (model, seep_order_model_get_id (model, 0));
  name = seep_heap_get_type_name (
    seep_document_get_heap (seep_session_window_get_document (window)),
    seep_order_model_get_id (model, 0));
  driver_wait_for (driver_shows (inspector, name));

  /* An id that no row has means nothing, wherever it came from. */
  seep_order_model_set_selected (model, 0xfffffff0u);
  driver_wait_for (driver_shows (inspector, "Select something"));
  driver_close (window);
}

static void
test_notes_are_the_sessions (void)
{
  SeepSessionWindow *window = open_two ();
  SeepWorkspace *workspace = seep_session_window_get_workspace (window);
  GtkWidget *inspector = driver_find (GTK_WIDGET (window), "SeepInspector");
  GtkWidget *text = driver_find (inspector, "GtkTextView");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "why?", -1);
  g_assert_cmpstr (seep_workspace_get_notes (workspace), ==, "why?");
  driver_close (window);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/tabs/a-capture-has-its-tab", test_a_capture_has_its_tab);
  g_test_add_func ("/tabs/duplicates-closes-and-reopens", test_duplicates_closes_and_reopens);
  g_test_add_func ("/tabs/the-last-tab-closes-the-window", test_the_last_tab_closes_the_window);
  g_test_add_func ("/tabs/rows-open-in-a-new-tab", test_rows_open_in_a_new_tab);
  g_test_add_func ("/tabs/objects-of-a-comparison", test_objects_of_a_comparison);
  g_test_add_func ("/tabs/the-inspector-follows-the-selection",
                   test_the_inspector_follows_the_selection);
  g_test_add_func ("/tabs/notes-are-the-sessions", test_notes_are_the_sessions);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
