/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-compare.c — two dumps of one process, in which 300 sessions came and 100 of 2,000 went; and two
 * snapshots of tracemalloc. */
#include "config.h"

#include "driver.h"
#include "seep-banner.h"
#include "seep-compare-page.h"
#include "seep-objects-page.h"

typedef struct
{
  SeepWorkspace     *workspace; /* owned */
  SeepSessionWindow *window;
} Fixture;

static GtkWidget *
get_page (Fixture *self)
{
  return seep_session_window_get_page (self->window);
}

static const SeepCompareOrder *
get_order (Fixture *self)
{
  GtkWidget *page = get_page (self);

  return SEEP_IS_COMPARE_PAGE (page) ? seep_compare_page_get_order (SEEP_COMPARE_PAGE (page)) : NULL;
}

static guint
count_rows (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (
    seep_table_get_model (seep_table_page_get_table (SEEP_TABLE_PAGE (get_page (self))))));
}

static gboolean
are_read (Fixture *self)
{
  GListModel *documents = G_LIST_MODEL (self->workspace);
  gboolean are = g_list_model_get_n_items (documents) >= 2;

  for (guint i = 0; i < g_list_model_get_n_items (documents); i++)
    {
      g_autoptr(SeepDocument) document = g_list_model_get_item (documents, i);

      seep_document_load (document);
      are = are && seep_document_get_state (document) == SEEP_DOCUMENT_READY;
    }
  return are;
}

static void
open_pair (Fixture *self, DriverFile older, DriverFile later)
{
  const char *names[] = { driver_get_file (older), driver_get_file (later), NULL };

  self->workspace = seep_workspace_new (NULL, NULL, NULL);
  self->window = driver_open_several (self->workspace, names);
  driver_wait_for (are_read (self));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "compare");
  driver_wait_for (get_order (self) != NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  open_pair (self, DRIVER_OLDER_DUMP, DRIVER_LATER_DUMP);
}

static void
set_up_strangers (Fixture *self, gconstpointer data)
{
  open_pair (self, DRIVER_DUMP, DRIVER_LATER_DUMP);
}

static void
set_up_traces (Fixture *self, gconstpointer data)
{
  open_pair (self, DRIVER_OLDER_TRACES, DRIVER_LATER_TRACES);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  driver_close (self->window);
  g_clear_object (&self->workspace);
}

static void
assert_sessions (Fixture *self, guint64 old_count, guint64 count)
{
  guint position = driver_find_row (get_page (self), "shop.Session");
  const SeepCompareOrder *order = get_order (self);

  g_assert_cmpuint (position, !=, SEEP_NO_NODE);
  g_assert_cmpuint (order->rows[order->ids[position]].old_count, ==, old_count);
  g_assert_cmpuint (order->rows[order->ids[position]].count, ==, count);
}

/* The drop-down of a page that is not about captures. */
static GtkDropDown *
find_scope (Fixture *self)
{
  return GTK_DROP_DOWN (driver_find_labelled (get_page (self), "Which objects count"));
}

static void
choose_scope (Fixture *self, SeepDiffScope scope)
{
  const SeepCompareOrder *before = get_order (self);

  gtk_drop_down_set_selected (find_scope (self), scope);
  driver_wait_for (get_order (self) != before);
}

static void
test_counts_what_came_went_and_stayed (Fixture *self, gconstpointer data)
{
  assert_sessions (self, 2000, 2200);
  g_assert_true (driver_shows (get_page (self), "+1,800 new · 600 gone · "));
  choose_scope (self, SEEP_DIFF_NEW);
  assert_sessions (self, 0, 300);
  choose_scope (self, SEEP_DIFF_GONE);
  assert_sessions (self, 100, 0);
  choose_scope (self, SEEP_DIFF_SURVIVED);
  assert_sessions (self, 1900, 1900);
}

static void
test_hides_what_is_unchanged (Fixture *self, gconstpointer data)
{
  const SeepCompareOrder *order = get_order (self);

  g_assert_cmpuint (order->n_ids, <, order->n_rows);
  for (guint i = 0; i < order->n_ids; i++)
    {
      const SeepCompareRow *row = &order->rows[order->ids[i]];

      g_assert_true (row->old_count != row->count || row->old_bytes != row->bytes);
    }
  gtk_widget_activate (driver_find_labelled (get_page (self), "_Hide Unchanged"));
  driver_wait_for (get_order (self)->n_ids == get_order (self)->n_rows);
}

static guint64
get_distance (const SeepCompareRow *row)
{
  return row->bytes > row->old_bytes ? row->bytes - row->old_bytes : row->old_bytes - row->bytes;
}

static void
test_largest_change_comes_first (Fixture *self, gconstpointer data)
{
  const SeepCompareOrder *order = get_order (self);

  for (guint i = 1; i < order->n_ids; i++)
    g_assert_cmpuint (get_distance (&order->rows[order->ids[i - 1]]), >=,
                      get_distance (&order->rows[order->ids[i]]));
}

static void
test_filters_by_name (Fixture *self, gconstpointer data)
{
  GtkWidget *search = seep_page_get_search_entry (SEEP_PAGE (get_page (self)));

  gtk_editable_set_text (GTK_EDITABLE (search), "SHOP.s");
  driver_wait_for (count_rows (self) == 1);
  g_assert_true (driver_shows (get_page (self), "1 of "));
  assert_sessions (self, 2000, 2200);
}

static void
test_says_the_sign (Fixture *self, gconstpointer data)
{
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (get_page (self)));
  const SeepCompareOrder *before = get_order (self);
  g_autofree char *grown = NULL;
  g_autofree char *shrunk = NULL;
  guint position = driver_find_row (get_page (self), "shop.Session");

  grown = seep_table_dup_row_text (table, before->ids[position]);
  g_assert_nonnull (strstr (grown, "\t▲ +200\t"));

  /* The other way round it is another place, in the older capture. */
  gtk_widget_activate_action (get_page (self), "compare.swap", NULL);
  driver_wait_for (get_order (self) != NULL && get_order (self) != before);
  g_assert_cmpstr (seep_document_get_label (seep_session_window_get_document (self->window)), ==,
                   "older");
  table = seep_table_page_get_table (SEEP_TABLE_PAGE (get_page (self)));
  position = driver_find_row (get_page (self), "shop.Session");
  shrunk = seep_table_dup_row_text (table, get_order (self)->ids[position]);
  g_assert_nonnull (strstr (shrunk, "\t▼ −200\t"));
}

static void
test_a_type_leads_to_its_new_objects (Fixture *self, gconstpointer data)
{
  driver_activate_row (get_page (self), driver_find_row (get_page (self), "shop.Session"));
  driver_wait_for (SEEP_IS_OBJECTS_PAGE (get_page (self)) && count_rows (self) == 300);
  g_assert_true (driver_shows (get_page (self), "New since older"));
  g_assert_true (driver_shows (get_page (self), "300 objects · "));

  /* Filters go with it, and sorting does. */
  gtk_editable_set_text (GTK_EDITABLE (seep_page_get_search_entry (SEEP_PAGE (get_page (self)))),
                         "no such session");
  driver_wait_for (count_rows (self) == 0);
  gtk_widget_activate_action (get_page (self), "objects.show-all", NULL);
  driver_wait_for (count_rows (self) == 2200);
  g_assert_false (driver_shows (get_page (self), "New since"));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.go-back", NULL);
  driver_wait_for (driver_shows (get_page (self), "New since older"));
}

static void
test_what_is_gone_is_shown_where_it_was (Fixture *self, gconstpointer data)
{
  GtkWidget *page = get_page (self);

  driver_select_row (page, driver_find_row (page, "shop.Session"));
  gtk_widget_activate_action (page, "compare.show-objects", "u", (guint32) SEEP_DIFF_GONE);
  driver_wait_for (SEEP_IS_OBJECTS_PAGE (get_page (self)) && count_rows (self) == 100);
  g_assert_cmpstr (seep_document_get_label (seep_session_window_get_document (self->window)), ==,
                   "older");
  g_assert_true (driver_shows (get_page (self), "Gone in later"));
}

static void
test_place_remembers_its_controls (Fixture *self, gconstpointer data)
{
  choose_scope (self, SEEP_DIFF_NEW);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "types");
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.go-back", NULL);
  driver_wait_for (get_order (self) != NULL && count_rows (self) > 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (find_scope (self)), ==, SEEP_DIFF_NEW);
  assert_sessions (self, 0, 300);
}

static void
test_tells_both_sides (Fixture *self, gconstpointer data)
{
  g_autoptr(SeepDetails) details = NULL;
  const SeepDetail *link;
  const char *capture, *baseline, *type;
  guint32 scope;

  driver_select_row (get_page (self), driver_find_row (get_page (self), "shop.Session"));
  details = seep_page_dup_details (SEEP_PAGE (get_page (self)));
  g_assert_cmpstr (details->title, ==, "shop.Session");
  g_assert_cmpstr (driver_find_detail (details, "older", "Objects")->value, ==, "2,000");
  g_assert_cmpstr (driver_find_detail (details, "later", "Objects")->value, ==, "2,200");
  g_assert_cmpstr (driver_find_detail (details, "Change", "Objects")->value, ==, "▲ +200");
  link = driver_find_detail (details, NULL, NULL);
  g_assert_cmpstr (link->action, ==, "win.show-diff-objects");
  g_variant_get (link->target, "(&s&s&su)", &capture, &baseline, &type, &scope);
  g_assert_cmpstr (type, ==, "shop.Session");
  g_assert_cmpuint (scope, ==, SEEP_DIFF_NEW);
}

static void
test_strangers_are_not_matched (Fixture *self, gconstpointer data)
{
  GtkWidget *notice = driver_find (get_page (self), "SeepBanner");

  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (find_scope (self))));
  g_assert_nonnull (strstr (seep_banner_get_text (SEEP_BANNER (notice)), "two processes"));
  assert_sessions (self, 2000, 2200);
  driver_activate_row (get_page (self), driver_find_row (get_page (self), "shop.Session"));
  driver_wait_for (SEEP_IS_OBJECTS_PAGE (get_page (self)) && count_rows (self) == 2200);
}

static void
test_copies_types_with_titles (Fixture *self, gconstpointer data)
{
  g_autofree char *text = driver_copy (get_page (self), "table.copy-all");
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpstr (lines[0], ==,
                   "Name\tolder Objects\tolder Size\tChange Objects\tChange Size\tlater Objects\t"
                   "later Size");
  g_assert_cmpuint (g_strv_length (lines), ==, count_rows (self) + 2);
  g_assert_nonnull (strstr (text, "\nshop.Session\t2,000\t"));
}

static void
test_traces_say_what_tracemalloc_says (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *expected = NULL;

  g_file_get_contents (driver_get_file (DRIVER_TRACES_TEXT), &text, NULL, &error);
  g_assert_no_error (error);
  expected = g_strcompress (strstr (text, "\ndiff\t") + strlen ("\ndiff\t"));
  copied = driver_copy (get_page (self), "table.copy-all");
  g_assert_cmpstr (copied, ==, expected);
}

static void
test_a_place_leads_to_its_tracebacks (Fixture *self, gconstpointer data)
{
  driver_activate_row (get_page (self), 0);
  driver_wait_for (
    g_str_equal (G_OBJECT_TYPE_NAME (get_page (self)), "SeepAllocationsPage") && count_rows (self) > 0);
  g_assert_true (driver_shows (get_page (self), "/srv/shop/app/cache.py:4"));
}

static void
test_controls_have_names (Fixture *self, gconstpointer data)
{
  driver_assert_named (get_page (self));
}

#define ADD(promise, set_up_function, function) \
  g_test_add ("/compare/" promise, Fixture, NULL, set_up_function, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("counts-what-came-went-and-stayed", set_up, test_counts_what_came_went_and_stayed);
  ADD ("hides-what-is-unchanged", set_up, test_hides_what_is_unchanged);
  ADD ("largest-change-comes-first", set_up, test_largest_change_comes_first);
  ADD ("filters-by-name", set_up, test_filters_by_name);
  ADD ("says-the-sign", set_up, test_says_the_sign);
  ADD ("a-type-leads-to-its-new-objects", set_up, test_a_type_leads_to_its_new_objects);
  ADD ("what-is-gone-is-shown-where-it-was", set_up, test_what_is_gone_is_shown_where_it_was);
  ADD ("place-remembers-its-controls", set_up, test_place_remembers_its_controls);
  ADD ("controls-have-names", set_up, test_controls_have_names);
  ADD ("tells-both-sides", set_up, test_tells_both_sides);
  ADD ("copies-types-with-titles", set_up, test_copies_types_with_titles);
  ADD ("strangers-are-not-matched", set_up_strangers, test_strangers_are_not_matched);
  ADD ("traces-say-what-tracemalloc-says", set_up_traces, test_traces_say_what_tracemalloc_says);
  ADD ("a-place-leads-to-its-tracebacks", set_up_traces, test_a_place_leads_to_its_tracebacks);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
