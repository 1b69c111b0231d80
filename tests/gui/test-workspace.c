/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-workspace.c — a session comes back as it was, and says what it cannot be. */
#include "config.h"

#include "driver.h"
#include "seep-objects-page.h"
#include "seep-types-page.h"

#include <glib/gstdio.h>

typedef struct
{
  char            *folder; /* owned; of the store */
  SeepStoreThread *store;  /* owned */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("seep-gui-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store = seep_store_thread_new (fixture->folder);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  driver_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static SeepSessionWindow *
open_session (Fixture *fixture, const char *session, const char *const *paths)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (fixture->store, NULL, session);

  return driver_open_several (workspace, paths);
}

/* Everything that was done is in the store afterwards. Its id. */
static char *
close_session (SeepSessionWindow *window)
{
  gpointer workspace = seep_session_window_get_workspace (window);
  char *session;

  driver_wait_for (seep_workspace_get_session (workspace) != NULL);
  session = g_strdup (seep_workspace_get_session (workspace));
  g_object_add_weak_pointer (G_OBJECT (workspace), &workspace);
  driver_close (window);
  driver_wait_for (workspace == NULL);
  return session;
}

static SeepTable *
get_table (SeepSessionWindow *window)
{
  return seep_table_page_get_table (SEEP_TABLE_PAGE (seep_session_window_get_page (window)));
}

static guint
count_rows (SeepSessionWindow *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (seep_table_get_model (get_table (window))));
}

static gboolean
is_ready (SeepSessionWindow *window)
{
  SeepDocument *document = seep_session_window_get_document (window);

  return document != NULL && seep_document_get_state (document) == SEEP_DOCUMENT_READY;
}

static void
set_filter (SeepSessionWindow *window, const char *text)
{
  GtkWidget *entry =
    seep_page_get_search_entry (SEEP_PAGE (seep_session_window_get_page (window)));

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
test_comes_back_as_it_was_left (Fixture *fixture, gconstpointer data)
{
  const char *paths[] = { driver_get_file (DRIVER_OLDER_DUMP),
                          driver_get_file (DRIVER_LATER_DUMP), NULL };
  SeepSessionWindow *window = open_session (fixture, NULL, paths);
  SeepTabDeck *deck = seep_session_window_get_deck (window);
  g_autofree char *session = NULL;
  g_autofree char *object_title = NULL;
  guint n_filtered;
  guint32 selected;
  guint64 address;

  /* The first capture: types, sorted by name, filtered, one selected. */
  driver_wait_for (is_ready (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  driver_wait_for (count_rows (window) > 0);
  seep_table_sort (get_table (window), SEEP_TYPES_NAME, FALSE);
  set_filter (window, "shop");
  driver_wait_for (count_rows (window) > 0 && count_rows (window) < 10);
  n_filtered = count_rows (window);
  selected = seep_order_model_get_id (seep_table_get_model (get_table (window)), 1);
  seep_order_model_set_selected (seep_table_get_model (get_table (window)), selected);

  /* The second one: an object. */
  gtk_widget_activate_action (
    GTK_WIDGET (window), "win.show-capture", "s",
    seep_document_get_capture (driver_get_document (window, 1)));
  driver_wait_for (is_ready (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-object", "u", 77u);
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OBJECT);
  address = seep_heap_get_address (
    seep_document_get_heap (seep_session_window_get_document (window)), 77);
  object_title = g_strdup (seep_tab_get_title (seep_tab_deck_get_selected (deck)));
  session = close_session (window);

  window = open_session (fixture, session, (const char *[]){ NULL });
  deck = seep_session_window_get_deck (window);
  driver_wait_for (seep_tab_deck_get_n_tabs (deck) == 2);
  /* Before anything was read, the tab is called what it was called. */
  g_assert_cmpstr (seep_tab_get_title (seep_tab_deck_get_selected (deck)), ==, object_title);
  driver_wait_for (is_ready (window));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OBJECT);
  g_assert_cmpuint (
    seep_heap_get_address (seep_document_get_heap (seep_session_window_get_document (window)),
                           seep_session_window_get_place (window)->object),
    ==, address);
  g_assert_cmpstr (seep_tab_get_title (seep_tab_deck_get_selected (deck)), ==, object_title);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.go-back", NULL));

  seep_tab_deck_select (deck, seep_tab_deck_get_tab (deck, 0));
  driver_wait_for (is_ready (window));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_TYPES);
  driver_wait_for (count_rows (window) == n_filtered);
  g_assert_cmpuint (seep_table_get_column (get_table (window)), ==, SEEP_TYPES_NAME);
  g_assert_false (seep_table_is_descending (get_table (window)));
  g_assert_cmpuint (seep_order_model_get_selected (seep_table_get_model (get_table (window))), ==,
                    selected);
  g_free (close_session (window));
}

/* What a killed desktop would leave: nothing was closed. */
static void
test_saves_while_it_is_open (Fixture *fixture, gconstpointer data)
{
  const char *paths[] = { driver_get_file (DRIVER_OLDER_DUMP), NULL };
  SeepSessionWindow *window = open_session (fixture, NULL, paths);
  SeepWorkspace *workspace = seep_session_window_get_workspace (window);
  g_autoptr(SeepStore) store = NULL;
  g_autoptr(GError) error = NULL;

  driver_wait_for (is_ready (window));
  driver_wait_for (seep_workspace_get_session (workspace) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "objects");
  store = seep_store_thread_dup_store (fixture->store, &error);
  g_assert_no_error (error);
  driver_wait_for (driver_store_has (store, seep_workspace_get_session (workspace), "\"objects\""));
  g_free (close_session (window));
}

static void
test_remembers_notes_and_labels (Fixture *fixture, gconstpointer data)
{
  const char *paths[] = { driver_get_file (DRIVER_OLDER_DUMP), NULL };
  SeepSessionWindow *window = open_session (fixture, NULL, paths);
  g_autofree char *session = NULL;

  driver_wait_for (is_ready (window));
  seep_workspace_set_notes (seep_session_window_get_workspace (window), "It is the <cache>.");
  seep_document_set_label (seep_session_window_get_document (window), "before & after");
  session = close_session (window);

  window = open_session (fixture, session, (const char *[]){ NULL });
  driver_wait_for (is_ready (window));
  g_assert_cmpstr (seep_workspace_get_notes (seep_session_window_get_workspace (window)), ==,
                   "It is the <cache>.");
  g_assert_cmpstr (seep_document_get_label (seep_session_window_get_document (window)), ==,
                   "before & after");
  g_assert_true (driver_shows (GTK_WIDGET (window), "before & after"));
  g_free (close_session (window));
}

static char *
copy_dump (Fixture *fixture, const char *name)
{
  g_autoptr(GFile) from = g_file_new_for_path (driver_get_file (DRIVER_OLDER_DUMP));
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr(GFile) to = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_says_that_a_file_is_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = copy_dump (fixture, "gone.seepheap");
  SeepSessionWindow *window =
    open_session (fixture, NULL,
                  (const char *[]){ path, driver_get_file (DRIVER_LATER_DUMP), NULL });
  g_autofree char *session = NULL;
  g_autofree char *moved = g_strconcat (path, ".moved", NULL);
  g_autoptr(GFile) found = g_file_new_for_path (moved);

  driver_wait_for (is_ready (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  session = close_session (window);
  g_assert_cmpint (g_rename (path, moved), ==, 0);

  window = open_session (fixture, session, (const char *[]){ NULL });
  driver_wait_for (driver_shows (GTK_WIDGET (window), "The File Is Missing"));
  g_assert_true (driver_shows (GTK_WIDGET (window), path));
  g_assert_true (driver_shows (GTK_WIDGET (window), "File is missing"));
  g_assert_true (
    gtk_widget_get_mapped (driver_find_action (GTK_WIDGET (window), "win.locate-capture")));

  /* Found again, it is what it was. */
  seep_document_locate (seep_session_window_get_document (window), found);
  driver_wait_for (is_ready (window));
  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_TYPES);
  g_free (session);
  session = close_session (window);

  window = open_session (fixture, session, (const char *[]){ NULL });
  driver_wait_for (is_ready (window));
  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (seep_session_window_get_workspace (window))),
                    ==, 2);
  g_free (close_session (window));
}

static void
test_says_that_a_file_has_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = copy_dump (fixture, "changed.seepheap");
  SeepSessionWindow *window = open_session (fixture, NULL, (const char *[]){ path, NULL });
  g_autofree char *session = NULL;
  g_autofree char *bytes = NULL;
  gsize n_bytes;

  driver_wait_for (is_ready (window));
  session = close_session (window);
  g_assert_true (g_file_get_contents (driver_get_file (DRIVER_LATER_DUMP), &bytes, &n_bytes, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n_bytes, NULL));

  window = open_session (fixture, session, (const char *[]){ NULL });
  driver_wait_for (driver_shows (GTK_WIDGET (window), "The File Has Changed"));
  g_assert_null (seep_document_get_heap (seep_session_window_get_document (window)));
  g_signal_emit_by_name (driver_find_action (GTK_WIDGET (window), "win.accept-capture"), "clicked");
  driver_wait_for (is_ready (window));
  g_free (close_session (window));
}

static void
test_removing_is_undone (Fixture *fixture, gconstpointer data)
{
  SeepSessionWindow *window = open_session (
    fixture, NULL, (const char *[]){ driver_get_file (DRIVER_OLDER_DUMP),
                                     driver_get_file (DRIVER_LATER_DUMP), NULL });
  SeepWorkspace *workspace = seep_session_window_get_workspace (window);
  g_autofree char *session = NULL;
  g_autofree char *first = NULL;

  driver_wait_for (is_ready (window));
  driver_wait_for (seep_workspace_get_session (workspace) != NULL);
  first = g_strdup (seep_document_get_capture (driver_get_document (window, 0)));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.remove-capture", "s", first);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (workspace)), ==, 1);
  g_assert_null (seep_workspace_find (workspace, first));
  driver_wait_for (driver_shows (GTK_WIDGET (window), "was removed"));
  g_signal_emit_by_name (driver_find_label (GTK_WIDGET (window), "Undo"), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (workspace)), ==, 2);
  g_assert_cmpstr (seep_document_get_capture (driver_get_document (window, 0)), ==, first);
  driver_wait_for (is_ready (window));
  session = close_session (window);

  window = open_session (fixture, session, (const char *[]){ NULL });
  driver_wait_for (is_ready (window));
  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (seep_session_window_get_workspace (window))),
                    ==, 2);
  g_free (close_session (window));
}

static void
test_works_without_a_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autoptr(SeepStoreThread) store = NULL;
  g_autoptr(SeepWorkspace) workspace = NULL;
  SeepSessionWindow *window;

  /* A file where its folder would be. */
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  store = seep_store_thread_new (file);
  workspace = seep_workspace_new (store, NULL, NULL);
  window = driver_open_several (
    workspace, (const char *[]){ driver_get_file (DRIVER_OLDER_DUMP), NULL });
  driver_wait_for (is_ready (window));
  driver_wait_for (driver_shows (GTK_WIDGET (window), "Sessions cannot be remembered"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  driver_wait_for (count_rows (window) > 0);
  driver_close (window);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/workspace/comes-back-as-it-was-left", test_comes_back_as_it_was_left },
    { "/workspace/saves-while-it-is-open", test_saves_while_it_is_open },
    { "/workspace/remembers-notes-and-labels", test_remembers_notes_and_labels },
    { "/workspace/says-that-a-file-is-missing", test_says_that_a_file_is_missing },
    { "/workspace/says-that-a-file-has-changed", test_says_that_a_file_has_changed },
    { "/workspace/removing-is-undone", test_removing_is_undone },
    { "/workspace/works-without-a-store", test_works_without_a_store },
  };
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].test, teardown);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
