/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-details.c — what the inspector is told of types and objects. */
#include "config.h"

#include "driver.h"
#include "seep-object-page.h"
#include "seep-objects-page.h"
#include "seep-types-page.h"

static GtkWidget *
go_to_types (SeepSessionWindow *window)
{
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "types");
  page = seep_session_window_get_page (window);
  g_assert_true (SEEP_IS_TYPES_PAGE (page));
  driver_wait_for (driver_find_row (page, "shop.Session") != SEEP_NO_NODE);
  return page;
}

static void
changed_cb (SeepPage *page, guint *n_changed)
{
  (*n_changed)++;
}

static void
test_of_a_type (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  GtkWidget *page = go_to_types (window);
  g_autoptr(SeepDetails) details = NULL;
  guint n_changed = 0;
  const SeepDetail *largest;
  SeepHeap *heap = seep_document_get_heap (seep_session_window_get_document (window));

  g_assert_null (seep_page_dup_details (SEEP_PAGE (page)));
  g_signal_connect (page, "details-changed", G_CALLBACK (changed_cb), &n_changed);
  driver_select_row (page, driver_find_row (page, "shop.Session"));
  g_assert_cmpuint (n_changed, >, 0);
  details = seep_page_dup_details (SEEP_PAGE (page));
  g_assert_cmpstr (details->title, ==, "shop.Session");
  g_assert_cmpstr (driver_find_detail (details, NULL, "Objects")->value, ==, "2,000");
  g_assert_true (g_str_has_suffix (driver_find_detail (details, NULL, "Size")->tooltip, " bytes"));
  g_assert_nonnull (driver_find_detail (details, NULL, "Retained"));
  g_assert_cmpstr (driver_find_detail (details, NULL, "Base")->value, ==, "object");

  largest = driver_find_detail (details, NULL, "Largest");
  g_assert_cmpstr (largest->action, ==, "win.show-object");
  g_assert_cmpstr (seep_heap_get_type_name (
                     heap, seep_heap_get_columns (heap)->types[g_variant_get_uint32 (largest->target)]),
                   ==, "shop.Session");
  driver_close (window);
}

/* Nobody of its type retains more than the one that is called the largest. */
static void
test_largest_is_the_largest (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  SeepDocument *document = seep_session_window_get_document (window);
  SeepAnalysis *analysis = seep_document_get_analysis (document);
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_document_get_heap (document));
  GtkWidget *page = go_to_types (window);
  g_autoptr(SeepDetails) details = NULL;
  guint32 largest;

  driver_select_row (page, driver_find_row (page, "dict"));
  details = seep_page_dup_details (SEEP_PAGE (page));
  largest = g_variant_get_uint32 (driver_find_detail (details, NULL, "Largest")->target);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      if (columns->types[i] == columns->types[largest])
        g_assert_cmpuint (seep_analysis_get_retained_bytes (analysis, i), <=,
                          seep_analysis_get_retained_bytes (analysis, largest));
    }
  driver_close (window);
}

static void
assert_tells_session (const SeepDetails *details)
{
  const SeepDetail *path = driver_find_detail (details, "Held By", NULL);
  const SeepDetailSection *stack = driver_find_section (details, "Allocated at");

  g_assert_cmpstr (details->subtitle, ==, "shop.Session");
  g_assert_cmpstr (driver_find_detail (details, NULL, "Type")->action, ==, "win.show-type");
  g_assert_true (g_str_has_prefix (driver_find_detail (details, NULL, "Address")->value, "0x"));
  g_assert_cmpstr (driver_find_detail (details, NULL, "Reference Count")->value, ==, "1");
  g_assert_nonnull (driver_find_detail (details, NULL, "Retained"));
  g_assert_true (g_str_has_prefix (path->value, "shop.sessions['session:"));
  g_assert_nonnull (
    strstr (g_array_index (stack->details, SeepDetail, 0).tooltip, "driver-program.py:"));
  g_assert_cmpstr (driver_find_detail (details, "State", NULL)->value, ==,
                   "Tracked by the garbage collector");
}

static void
test_of_an_object (void)
{
  SeepSessionWindow *window = driver_open_ready (driver_get_dump ());
  GtkWidget *page = go_to_types (window);
  g_autoptr(SeepDetails) in_list = NULL;
  g_autoptr(SeepDetails) on_page = NULL;

  driver_activate_row (page, driver_find_row (page, "shop.Session"));
  page = seep_session_window_get_page (window);
  g_assert_true (SEEP_IS_OBJECTS_PAGE (page));
  driver_wait_for (driver_shows (page, "2,000 objects"));
  driver_select_row (page, 7);
  in_list = seep_page_dup_details (SEEP_PAGE (page));
  assert_tells_session (in_list);
  g_assert_cmpstr (driver_find_detail (in_list, "Held By", NULL)->action, ==, "win.show-object");

  driver_activate_row (page, 7);
  page = seep_session_window_get_page (window);
  g_assert_true (SEEP_IS_OBJECT_PAGE (page));
  on_page = seep_page_dup_details (SEEP_PAGE (page));
  assert_tells_session (on_page);
  g_assert_cmpstr (on_page->title, ==, in_list->title);
  /* One is there already. */
  g_assert_null (driver_find_detail (on_page, "Held By", NULL)->action);
  driver_close (window);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/details/of-a-type", test_of_a_type);
  g_test_add_func ("/details/largest-is-the-largest", test_largest_is_the_largest);
  g_test_add_func ("/details/of-an-object", test_of_an_object);
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
