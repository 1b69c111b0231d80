/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-desktop.c — a session window on a dump that a real Python has written a moment ago. */
#include "config.h"

#include "driver.h"
#include "seep-object-page.h"
#include "seep-objects-page.h"
#include "seep-types-page.h"

#include <time.h>

#define N_SESSIONS 2000
#define SCROLLED 12345 /* pixels */
#define ROW 20         /* at the least; GTK keeps a row in its place, not a pixel */
/* Of the main thread's time, to sort fifty times as many rows: a loop over them takes more. */
#define MAX_FACTOR 4.0

static SeepHeap *
get_heap (SeepSessionWindow *window)
{
  return seep_document_get_heap (seep_session_window_get_document (window));
}

static GListModel *
rows_of (SeepTable *table)
{
  return G_LIST_MODEL (seep_table_get_model (table));
}

static guint
count_rows (SeepTable *table)
{
  return g_list_model_get_n_items (rows_of (table));
}

static void
activate (SeepSessionWindow *window, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
}

static SeepTypesPage *
go_to_types (SeepSessionWindow *window)
{
  SeepTypesPage *page;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  page = SEEP_TYPES_PAGE (seep_session_window_get_page (window));
  driver_wait_for (count_rows (seep_table_page_get_table (SEEP_TABLE_PAGE (page))) > 0);
  return page;
}

static guint32
find_type (SeepHeap *heap, const char *name)
{
  for (guint32 type = 0; type < seep_heap_get_n_types (heap); type++)
    {
      if (g_str_equal (seep_heap_get_type_name (heap, type), name))
        return type;
    }
  g_error ("no type %s", name);
  return SEEP_NO_NODE;
}

/* Double-clicks a row, as far as GTK lets a test do it. */
static void
activate_row (SeepTable *table, GtkWidget *page, guint position)
{
  g_signal_emit_by_name (driver_find (page, "GtkColumnView"), "activate", position);
}

static SeepObjectsPage *
go_to_sessions (SeepSessionWindow *window)
{
  SeepTypesPage *types = go_to_types (window);
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (types));
  guint32 type = find_type (get_heap (window), "shop.Session");
  SeepObjectsPage *objects;

  for (guint i = 0; i < count_rows (table); i++)
    {
      if (seep_order_model_get_id (seep_table_get_model (table), i) == type)
        activate_row (table, GTK_WIDGET (types), i);
    }
  g_assert_true (SEEP_IS_OBJECTS_PAGE (seep_session_window_get_page (window)));
  objects = SEEP_OBJECTS_PAGE (seep_session_window_get_page (window));
  driver_wait_for (count_rows (seep_table_page_get_table (SEEP_TABLE_PAGE (objects))) == N_SESSIONS);
  return objects;
}

static void
test_opens_a_dump (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());

  g_assert_cmpint (seep_session_window_get_place (window)->kind, ==, SEEP_PLACE_OVERVIEW);
  g_assert_cmpstr (seep_document_get_title (seep_session_window_get_document (window)), ==,
                   "driver-program.py");
  /* The overview finds the dict that keeps the sessions, without being asked. */
  driver_wait_for (driver_shows (GTK_WIDGET (window), "shop.sessions"));
  driver_close (window);
}

static guint
count_of_type (SeepHeap *heap, guint32 type)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint count = 0;

  for (guint32 i = 0; i < columns->n_objects; i++)
    count += columns->types[i] == type;
  return count;
}

/* A click on a header changes the view's sorter; a test can only do the latter. */
static void
click_header (GtkWidget *page, const char *title, GtkSortType order)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (driver_find (page, "GtkColumnView"));
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        {
          gtk_column_view_sort_by_column (view, column, order);
          return;
        }
    }
  g_error ("no column %s", title);
}

static void
rows_given_cb (GListModel *rows, guint position, guint n_removed, guint n_added, guint *n_given)
{
  if (n_added > 0)
    (*n_given)++;
}

/* Clicks and waits until the table has been given its rows in another order. */
static void
sort_and_wait (GtkWidget *page, SeepTable *table, const char *title, GtkSortType order)
{
  guint n_given = 0;

  g_signal_connect (rows_of (table), "items-changed", G_CALLBACK (rows_given_cb), &n_given);
  click_header (page, title, order);
  driver_wait_for (n_given > 0);
  g_signal_handlers_disconnect_by_data (rows_of (table), &n_given);
}

static const char *
name_of_row (SeepSessionWindow *window, SeepTable *table, guint position)
{
  return seep_heap_get_type_name (get_heap (window),
                                  seep_order_model_get_id (seep_table_get_model (table), position));
}

static void
test_sorts_types (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepTypesPage *page = go_to_types (window);
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (page));
  SeepOrderModel *model = seep_table_get_model (table);
  SeepHeap *heap = get_heap (window);

  /* A first click on numbers puts the largest on top. */
  sort_and_wait (GTK_WIDGET (page), table, "Count", GTK_SORT_ASCENDING);
  g_assert_true (seep_table_is_descending (table));
  for (guint i = 1; i < MIN (count_rows (table), 30); i++)
    g_assert_cmpuint (count_of_type (heap, seep_order_model_get_id (model, i)), <=,
                      count_of_type (heap, seep_order_model_get_id (model, i - 1)));

  sort_and_wait (GTK_WIDGET (page), table, "Type", GTK_SORT_ASCENDING);
  for (guint i = 1; i < count_rows (table); i++)
    g_assert_cmpstr (name_of_row (window, table, i - 1), <=, name_of_row (window, table, i));
  sort_and_wait (GTK_WIDGET (page), table, "Type", GTK_SORT_DESCENDING);
  for (guint i = 1; i < count_rows (table); i++)
    g_assert_cmpstr (name_of_row (window, table, i - 1), >=, name_of_row (window, table, i));
  driver_close (window);
}

static void
test_filters_types (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepTypesPage *page = go_to_types (window);
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (page));
  GtkWidget *search = seep_page_get_search_entry (SEEP_PAGE (page));
  guint n_all = count_rows (table);

  activate (window, "win.find");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), search));

  gtk_editable_set_text (GTK_EDITABLE (search), "SHOP.s");
  driver_wait_for (count_rows (table) == 1);
  g_assert_cmpuint (seep_order_model_get_id (seep_table_get_model (table), 0), ==,
                    find_type (get_heap (window), "shop.Session"));
  g_assert_true (driver_shows (GTK_WIDGET (page), "2,000 objects"));

  gtk_editable_set_text (GTK_EDITABLE (search), "no such thing");
  driver_wait_for (driver_shows (GTK_WIDGET (page), "No Type Matches"));

  gtk_editable_set_text (GTK_EDITABLE (search), "");
  driver_wait_for (count_rows (table) == n_all);
  driver_close (window);
}

static void
test_clicks_through_a_chain (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepObjectsPage *objects = go_to_sessions (window);
  guint32 session =
    seep_order_model_get_id (seep_table_get_model (seep_table_page_get_table (SEEP_TABLE_PAGE (objects))), 0);
  SeepObjectPage *object;
  SeepChainView *chain;
  guint32 dict;

  driver_wait_for (driver_shows (GTK_WIDGET (objects), "shop.sessions[…]"));
  activate_row (seep_table_page_get_table (SEEP_TABLE_PAGE (objects)), GTK_WIDGET (objects), 0);
  object = SEEP_OBJECT_PAGE (seep_session_window_get_page (window));
  chain = seep_object_page_get_chain (object);
  g_assert_cmpuint (seep_session_window_get_place (window)->object, ==, session);
  driver_wait_for (seep_chain_view_get_path (chain) != NULL);
  g_assert_true (
    g_str_has_prefix (seep_chain_view_get_path (chain)->text, "shop.sessions['session:"));

  /* Module, dict, session; the module's own dict is folded. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (seep_chain_view_get_model (chain))), ==,
                    3);
  dict = seep_chain_view_get_path (chain)
           ->steps[seep_order_model_get_id (seep_chain_view_get_model (chain), 1)].object;
  driver_wait_for (driver_shows (GTK_WIDGET (chain), "2,000 items"));
  g_signal_emit_by_name (driver_find (GTK_WIDGET (chain), "GtkListView"), "activate", 1u);
  g_assert_cmpuint (seep_session_window_get_place (window)->object, ==, dict);
  /* A key and a value each. */
  driver_wait_for (seep_reference_list_get_n_total (seep_object_page_get_fields (object)) ==
                   2 * N_SESSIONS);
  driver_wait_for (count_rows (seep_reference_list_get_table (
                     seep_object_page_get_fields (object))) == 2 * N_SESSIONS);

  /* And down again, through its fields. */
  activate_row (seep_reference_list_get_table (seep_object_page_get_fields (object)),
                GTK_WIDGET (seep_object_page_get_fields (object)), 1);
  g_assert_cmpuint (seep_session_window_get_place (window)->object, !=, dict);
  driver_close (window);
}

static void
test_back_and_forward_restore (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepObjectsPage *objects = go_to_sessions (window);
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (objects));
  GtkWidget *search = seep_page_get_search_entry (SEEP_PAGE (objects));
  GtkAdjustment *scroll;
  guint32 selected, object;

  click_header (GTK_WIDGET (objects), "Size", GTK_SORT_ASCENDING);
  click_header (GTK_WIDGET (objects), "Size", GTK_SORT_ASCENDING);
  gtk_editable_set_text (GTK_EDITABLE (search), "Session");
  driver_wait_for (count_rows (table) == N_SESSIONS);
  scroll = gtk_scrollable_get_vadjustment (
    GTK_SCROLLABLE (driver_find (GTK_WIDGET (objects), "GtkColumnView")));
  driver_wait_for (gtk_adjustment_get_upper (scroll) > 20000);
  gtk_adjustment_set_value (scroll, SCROLLED);
  selected = seep_order_model_get_id (seep_table_get_model (table), 470);
  seep_order_model_set_selected (seep_table_get_model (table), selected);
  activate_row (table, GTK_WIDGET (objects), 470);
  object = seep_session_window_get_place (window)->object;
  g_assert_cmpuint (object, ==, selected);

  /* Elsewhere meanwhile: another type, another sort. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-type", "u",
                              find_type (get_heap (window), "str"));
  driver_wait_for (count_rows (table) > N_SESSIONS);

  activate (window, "win.go-back");
  g_assert_cmpuint (seep_session_window_get_place (window)->object, ==, object);
  activate (window, "win.go-back");
  driver_wait_for (count_rows (table) == N_SESSIONS);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "Session");
  g_assert_cmpuint (seep_table_get_column (table), ==, SEEP_OBJECTS_SIZE);
  g_assert_cmpuint (seep_order_model_get_selected (seep_table_get_model (table)), ==, selected);
  driver_wait_for (ABS (gtk_adjustment_get_value (scroll) - SCROLLED) < ROW);
  /* And stays there when it has been laid out anew. */
  gtk_widget_queue_resize (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_assert_cmpfloat (ABS (gtk_adjustment_get_value (scroll) - SCROLLED), <, ROW);
  activate (window, "win.go-forward");
  g_assert_cmpuint (seep_session_window_get_place (window)->object, ==, object);
  driver_close (window);
}

static double
main_thread_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* Processor time of the main thread to show all objects in another order: the best of several. */
static double
measure_sorting (const char *path, guint n_at_least)
{
  static const char *const titles[] = {
    "Type", "Size", "Retained", "Length", "Ref Count", "Address"
  };
  SeepSessionWindow *window = driver_open_ready (path);
  guint32 n_objects = seep_heap_get_columns (get_heap (window))->n_objects;
  SeepObjectsPage *page;
  SeepTable *table;
  double best = G_MAXDOUBLE;

  g_assert_cmpuint (n_objects, >, n_at_least);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "objects");
  page = SEEP_OBJECTS_PAGE (seep_session_window_get_page (window));
  table = seep_table_page_get_table (SEEP_TABLE_PAGE (page));
  driver_wait_for (count_rows (table) == n_objects);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      double start = main_thread_seconds ();

      sort_and_wait (GTK_WIDGET (page), table, titles[i], GTK_SORT_ASCENDING);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      best = MIN (best, main_thread_seconds () - start);
      g_assert_cmpuint (count_rows (table), ==, n_objects);
    }
  g_test_message ("%u objects: %.0f ms of the main thread", n_objects, best * 1e3);
  driver_close (window);
  return best;
}

static void
test_sorting_leaves_the_main_thread_alone (void)
{
  double few = measure_sorting (driver_get_dump (), 10000);
  double many = measure_sorting (driver_get_big_dump (), 1000000);

  g_assert_cmpfloat (many, <, MAX_FACTOR * few);
}

static void
test_controls_have_names (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());

  driver_assert_named (GTK_WIDGET (window));
  driver_close (window);
}

static void
test_counts_referrers_beyond_the_rows (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_big_dump ());
  SeepHeap *heap = get_heap (window);
  guint32 type_object = seep_heap_get_type (heap, find_type (heap, "shop.Session"))->object;
  SeepReferenceList *referrers;
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-object", "u", type_object);
  page = seep_session_window_get_page (window);
  referrers = seep_object_page_get_referrers (SEEP_OBJECT_PAGE (page));
  driver_wait_for (seep_reference_list_get_n_total (referrers) > 200000);
  g_assert_cmpuint (count_rows (seep_reference_list_get_table (referrers)), ==,
                    SEEP_MAX_REFERENCE_ROWS);
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (referrers))),
                                    "referrers");
  driver_wait_for (driver_shows (page, "and 100,0"));
  driver_close (window);
}

static void
test_says_where_it_was_allocated (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepObjectsPage *objects = go_to_sessions (window);
  GtkWidget *page;

  activate_row (seep_table_page_get_table (SEEP_TABLE_PAGE (objects)), GTK_WIDGET (objects), 0);
  page = seep_session_window_get_page (window);
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (
                                      seep_object_page_get_fields (SEEP_OBJECT_PAGE (page))))),
                                    "allocated");
  driver_wait_for (driver_shows (page, "driver-program.py:"));
  driver_close (window);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/desktop/opens-a-dump", test_opens_a_dump);
  g_test_add_func ("/desktop/sorts-types", test_sorts_types);
  g_test_add_func ("/desktop/filters-types", test_filters_types);
  g_test_add_func ("/desktop/clicks-through-a-chain", test_clicks_through_a_chain);
  g_test_add_func ("/desktop/back-and-forward-restore", test_back_and_forward_restore);
  g_test_add_func ("/desktop/counts-referrers-beyond-the-rows",
                   test_counts_referrers_beyond_the_rows);
  g_test_add_func ("/desktop/says-where-it-was-allocated", test_says_where_it_was_allocated);
  g_test_add_func ("/desktop/sorting-leaves-the-main-thread-alone",
                   test_sorting_leaves_the_main_thread_alone);
  g_test_add_func ("/desktop/controls-have-names", test_controls_have_names);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
