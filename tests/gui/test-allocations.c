/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-allocations.c — the page of allocations on a snapshot that tracemalloc has written a moment
 * ago; its texts are compared with what tracemalloc says. */
#include "config.h"

#include "driver.h"
#include "seep-allocations-page.h"

typedef struct
{
  SeepWorkspace       *workspace; /* owned */
  SeepSessionWindow   *window;
  SeepAllocationsPage *page;
} Fixture;

static const SeepSites *
get_sites (Fixture *self)
{
  const SeepSiteOrder *order = seep_allocations_page_get_order (self->page);

  return order != NULL ? order->sites : NULL;
}

static SeepTable *
get_table (Fixture *self)
{
  return seep_table_page_get_table (SEEP_TABLE_PAGE (self->page));
}

static guint
count_rows (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (seep_table_get_model (get_table (self))));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const char *names[] = { driver_get_file (DRIVER_LATER_TRACES), NULL };

  self->workspace = seep_workspace_new (NULL, NULL, NULL);
  self->window = driver_open_several (self->workspace, names);
  driver_wait_for (SEEP_IS_ALLOCATIONS_PAGE (seep_session_window_get_page (self->window)));
  self->page = SEEP_ALLOCATIONS_PAGE (seep_session_window_get_page (self->window));
  driver_wait_for (get_sites (self) != NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  driver_close (self->window);
  g_clear_object (&self->workspace);
}

/* What tracemalloc says. */
static char *
dup_expected (const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *start = g_strconcat (key, "\t", NULL);

  g_file_get_contents (driver_get_file (DRIVER_TRACES_TEXT), &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], start))
        return g_strcompress (lines[i] + strlen (start));
    }
  g_error ("no %s", key);
  return NULL;
}

static void
assert_table_is (Fixture *self, const char *key)
{
  g_autofree char *expected = dup_expected (key);
  g_autofree char *lines = g_strconcat (expected, "\n", NULL);
  g_autofree char *copied = driver_copy (GTK_WIDGET (self->page), "table.copy-all");

  g_assert_cmpstr (copied, ==, lines);
}

static void
press (Fixture *self, const char *label)
{
  g_assert_true (gtk_widget_activate (driver_find_labelled (GTK_WIDGET (self->page), label)));
}

static void
test_says_what_tracemalloc_says (Fixture *self, gconstpointer data)
{
  assert_table_is (self, "lines");
  g_assert_true (driver_shows (GTK_WIDGET (self->page), "2 lines · "));
  g_assert_true (driver_shows (GTK_WIDGET (self->page), " blocks · "));

  press (self, "Fil_es");
  driver_wait_for (get_sites (self)->by == SEEP_SITES_BY_FILE);
  assert_table_is (self, "files");
}

static void
test_copies_a_row_and_its_stack (Fixture *self, gconstpointer data)
{
  g_autofree char *rows = dup_expected ("lines");
  g_autofree char *stack = dup_expected ("stack");
  g_autofree char *row = NULL;
  g_autofree char *copied_stack = NULL;

  driver_select_row (GTK_WIDGET (self->page), 1);
  row = driver_copy (GTK_WIDGET (self->page), "table.copy");
  g_assert_cmpstr (row, ==, strchr (rows, '\n') + 1);

  /* Of a line it is the stack that allocated most there. */
  driver_select_row (GTK_WIDGET (self->page), 0);
  copied_stack = driver_copy (GTK_WIDGET (self->page), "allocations.copy-stack");
  g_assert_cmpstr (g_strchomp (copied_stack), ==, stack);
}

static guint64
get_count (Fixture *self, const char *place)
{
  guint row = driver_find_row (GTK_WIDGET (self->page), place);

  g_assert_cmpuint (row, !=, SEEP_NO_NODE);
  return get_sites (self)->rows[seep_order_model_get_id (seep_table_get_model (get_table (self)),
                                                         row)].count;
}

static void
test_counts_cumulatively (Fixture *self, gconstpointer data)
{
  guint64 n_recursive;

  press (self, "_Cumulative");
  driver_wait_for (get_sites (self)->counting == SEEP_SITES_CUMULATIVE);
  assert_table_is (self, "cumulative");
  n_recursive = get_count (self, "main.py:3");

  press (self, "Each Frame _Once");
  driver_wait_for (get_sites (self)->counting == SEEP_SITES_CUMULATIVE_ONCE);
  g_assert_cmpuint (get_count (self, "main.py:3"), <, n_recursive);
  g_assert_cmpuint (get_count (self, "main.py:3"), ==, get_count (self, "main.py:5"));

  /* Stacks are whole: there is nothing to add up. */
  press (self, "_Tracebacks");
  driver_wait_for (get_sites (self)->by == SEEP_SITES_BY_TRACEBACK);
  g_assert_cmpint (get_sites (self)->counting, ==, SEEP_SITES_OWN);
}

static guint
count_arrows (GtkWidget *root)
{
  guint n = g_str_equal (gtk_widget_get_css_name (root), "sort-indicator")
            && (gtk_widget_has_css_class (root, "ascending")
                || gtk_widget_has_css_class (root, "descending"));

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_arrows (child);
  return n;
}

static void
sort_by (Fixture *self, guint column, gboolean descending)
{
  const SeepSiteOrder *before = seep_allocations_page_get_order (self->page);

  seep_table_sort (get_table (self), column, descending);
  seep_table_page_ask (SEEP_TABLE_PAGE (self->page));
  driver_wait_for (seep_allocations_page_get_order (self->page) != before);
  g_assert_cmpuint (count_arrows (GTK_WIDGET (self->page)), ==, 1);
}

static void
test_sorts (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;
  const SeepSiteOrder *order;

  press (self, "_Tracebacks");
  driver_wait_for (get_sites (self)->by == SEEP_SITES_BY_TRACEBACK);
  sort_by (self, SEEP_ALLOCATIONS_COUNT, TRUE);
  order = seep_allocations_page_get_order (self->page);
  g_assert_cmpuint (order->n_ids, >=, 3);
  for (guint i = 1; i < order->n_ids; i++)
    g_assert_cmpuint (order->sites->rows[order->ids[i - 1]].count, >=,
                      order->sites->rows[order->ids[i]].count);

  sort_by (self, SEEP_ALLOCATIONS_AVERAGE, FALSE);
  order = seep_allocations_page_get_order (self->page);
  for (guint i = 1; i < order->n_ids; i++)
    {
      const SeepSiteRow *a = &order->sites->rows[order->ids[i - 1]];
      const SeepSiteRow *b = &order->sites->rows[order->ids[i]];

      g_assert_cmpfloat ((double) a->bytes / (double) a->count, <=,
                         (double) b->bytes / (double) b->count);
    }

  sort_by (self, SEEP_ALLOCATIONS_PLACE, TRUE);
  order = seep_allocations_page_get_order (self->page);
  first = seep_table_dup_row_text (get_table (self), order->ids[0]);
  g_assert_true (g_str_has_prefix (first, "main.py:8"));
}

static void
test_filters_by_text (Fixture *self, gconstpointer data)
{
  GtkWidget *search = seep_page_get_search_entry (SEEP_PAGE (self->page));

  gtk_editable_set_text (GTK_EDITABLE (search), "MAIN");
  driver_wait_for (count_rows (self) == 1);
  g_assert_true (driver_shows (GTK_WIDGET (self->page), "1 of 2 lines · "));
  gtk_editable_set_text (GTK_EDITABLE (search), "no such file");
  driver_wait_for (driver_shows (GTK_WIDGET (self->page), "No Place Matches"));
}

static void
test_filters_as_tracemalloc_does (Fixture *self, gconstpointer data)
{
  SeepFilterBar *filters = seep_allocations_page_get_filters (self->page);
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) left = NULL;

  g_assert_true (seep_filter_bar_add (filters, "!*/cache.py", &error));
  g_assert_no_error (error);
  driver_wait_for (count_rows (self) == 1);
  assert_table_is (self, "filtered");
  g_assert_true (driver_shows (GTK_WIDGET (filters), "Not */cache.py"));

  g_assert_false (seep_filter_bar_add (filters, "any:", &error));
  g_assert_nonnull (strstr (error->message, "file pattern"));
  gtk_widget_activate_action (GTK_WIDGET (filters), "filters.remove", "s", "!*/cache.py");
  driver_wait_for (count_rows (self) == 2);
  left = seep_filter_bar_dup_filters (filters);
  g_assert_cmpuint (g_strv_length (left), ==, 0);
}

/* A person types into the form. */
static void
test_form_says_what_is_wrong (Fixture *self, gconstpointer data)
{
  GtkWidget *filters = GTK_WIDGET (seep_allocations_page_get_filters (self->page));
  GtkWidget *form = driver_find (filters, "GtkGrid");
  GtkWidget *pattern = driver_find (form, "GtkEntry");
  GtkWidget *line =
    driver_find (gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (pattern)), "GtkEntry");

  gtk_menu_button_popup (GTK_MENU_BUTTON (driver_find (filters, "GtkMenuButton")));
  driver_wait_for (gtk_widget_get_mapped (form));
  gtk_editable_set_text (GTK_EDITABLE (pattern), "*/main.py");
  gtk_editable_set_text (GTK_EDITABLE (line), "seven");
  g_signal_emit_by_name (line, "activate");
  g_assert_true (driver_shows (form, "“seven”"));
  g_assert_cmpuint (count_rows (self), ==, 2);

  gtk_editable_set_text (GTK_EDITABLE (line), "8");
  g_signal_emit_by_name (line, "activate");
  driver_wait_for (count_rows (self) == 1);
  g_assert_true (driver_shows (filters, "*/main.py:8"));
}

static void
test_a_row_leads_to_its_tracebacks (Fixture *self, gconstpointer data)
{
  g_auto(GStrv) filters = NULL;

  driver_select_row (GTK_WIDGET (self->page), 0);
  driver_activate_row (GTK_WIDGET (self->page), 0);
  driver_wait_for (get_sites (self) != NULL && get_sites (self)->by == SEEP_SITES_BY_TRACEBACK);
  filters = seep_filter_bar_dup_filters (seep_allocations_page_get_filters (self->page));
  g_assert_cmpstr (filters[0], ==, "/srv/shop/app/cache.py:4");
  g_assert_null (filters[1]);
  g_assert_cmpuint (count_rows (self), ==, 3);

  /* And back to where one was, with the same row. */
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.go-back", NULL);
  driver_wait_for (get_sites (self) != NULL && get_sites (self)->by == SEEP_SITES_BY_LINE
                   && count_rows (self) == 2);
  g_assert_cmpuint (seep_table_page_get_selected (SEEP_TABLE_PAGE (self->page)), ==, 0);
}

static void
test_selection_survives_a_filter (Fixture *self, gconstpointer data)
{
  SeepFilterBar *filters = seep_allocations_page_get_filters (self->page);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  driver_select_row (GTK_WIDGET (self->page), 1);
  before = driver_copy (GTK_WIDGET (self->page), "table.copy");
  g_assert_true (seep_filter_bar_add (filters, "!*/cache.py", NULL));
  driver_wait_for (count_rows (self) == 1);
  after = driver_copy (GTK_WIDGET (self->page), "table.copy");
  g_assert_cmpstr (after, ==, before);
}

static void
test_details_of_a_line (Fixture *self, gconstpointer data)
{
  g_autoptr(SeepDetails) details = NULL;
  const SeepDetail *link;

  g_assert_null (seep_page_dup_details (SEEP_PAGE (self->page)));
  driver_select_row (GTK_WIDGET (self->page), 0);
  details = seep_page_dup_details (SEEP_PAGE (self->page));
  g_assert_cmpstr (details->title, ==, "cache.py:4");
  g_assert_nonnull (driver_find_detail (details, NULL, "Blocks"));
  g_assert_true (g_str_has_suffix (driver_find_detail (details, NULL, "Size")->tooltip, " bytes"));
  /* Three stacks and a link to all. */
  g_assert_cmpuint (driver_find_section (details, "Largest Tracebacks")->details->len, ==, 4);
  link = driver_find_detail (details, "Largest Tracebacks", NULL);
  g_assert_cmpstr (link->action, ==, "win.show-allocations");
}

static void
test_details_of_a_stack (Fixture *self, gconstpointer data)
{
  guint n_truncated = 0;

  press (self, "_Tracebacks");
  driver_wait_for (get_sites (self)->by == SEEP_SITES_BY_TRACEBACK);
  for (guint i = 0; i < count_rows (self); i++)
    {
      g_autoptr(SeepDetails) details = NULL;
      const SeepDetailSection *stack;
      const SeepDetail *first;

      driver_select_row (GTK_WIDGET (self->page), i);
      details = seep_page_dup_details (SEEP_PAGE (self->page));
      stack = driver_find_section (details, "Allocated at");
      first = &g_array_index (stack->details, SeepDetail, 0);
      g_assert_true (g_str_has_prefix (first->tooltip, "/srv/shop/app/"));
      g_assert_cmpstr (first->value, ==, details->title);
      if (stack->note == NULL)
        continue;
      n_truncated++;
      g_assert_cmpstr (stack->note, ==, "Truncated: 6 of 10 frames");
      g_assert_cmpuint (stack->details->len, ==, 6);
    }
  g_assert_cmpuint (n_truncated, ==, 1);
}

static void
test_says_objects_of_a_dump (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepTable *table;
  g_autofree char *titles = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "allocations");
  driver_wait_for (SEEP_IS_ALLOCATIONS_PAGE (seep_session_window_get_page (window)));
  table = seep_table_page_get_table (SEEP_TABLE_PAGE (seep_session_window_get_page (window)));
  driver_wait_for (driver_shows (seep_session_window_get_page (window), " objects · "));
  titles = seep_table_dup_titles (table);
  g_assert_cmpstr (titles, ==, "Place\tSize\tObjects\tAverage\tShare");
  driver_close (window);
}

static void
test_controls_have_names (Fixture *self, gconstpointer data)
{
  driver_assert_named (GTK_WIDGET (self->page));
}

#define ADD(promise, function) \
  g_test_add ("/allocations/" promise, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("says-what-tracemalloc-says", test_says_what_tracemalloc_says);
  ADD ("copies-a-row-and-its-stack", test_copies_a_row_and_its_stack);
  ADD ("counts-cumulatively", test_counts_cumulatively);
  ADD ("controls-have-names", test_controls_have_names);
  ADD ("sorts", test_sorts);
  ADD ("filters-by-text", test_filters_by_text);
  ADD ("filters-as-tracemalloc-does", test_filters_as_tracemalloc_does);
  ADD ("form-says-what-is-wrong", test_form_says_what_is_wrong);
  ADD ("a-row-leads-to-its-tracebacks", test_a_row_leads_to_its_tracebacks);
  ADD ("selection-survives-a-filter", test_selection_survives_a_filter);
  ADD ("details-of-a-line", test_details_of_a_line);
  ADD ("details-of-a-stack", test_details_of_a_stack);
  g_test_add_func ("/allocations/says-objects-of-a-dump", test_says_objects_of_a_dump);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
