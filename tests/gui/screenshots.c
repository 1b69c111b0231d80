/* SPDX-License-Identifier: GPL-3.0-or-later */
/* screenshots DUMP FOLDER NAME WIDTH HEIGHT [LATER] — walks through the desktop as a person would, and
 * keeps a picture of each page: FOLDER/NAME-overview.png and so on. */
#include "config.h"

#include "driver.h"
#include "seep-compare-page.h"
#include "seep-home-window.h"
#include "seep-inspector.h"
#include "seep-object-page.h"
#include "seep-objects-page.h"
#include "seep-timeline-page.h"
#include "seep-types-page.h"

#include "analysis/seep-type-table.h"
#include "screenshots-live.h"
#include "timeline-data.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>

#define N_SAMPLES 3600

static int width, height;

static gboolean
settled_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Pictures are for people: revealers and stacks shall have come to rest, which nothing tells. */
static void
keep (GtkWidget *window, const char *folder, const char *name, const char *page)
{
  g_autofree char *path = g_strdup_printf ("%s/%s-%s.png", folder, name, page);
  gboolean is_settled = FALSE;

  g_timeout_add (600, settled_cb, &is_settled);
  driver_wait_for (is_settled);
  driver_save_png (window, path);
  g_print ("%s\n", path);
}

static guint
count_rows (SeepTable *table)
{
  return g_list_model_get_n_items (G_LIST_MODEL (seep_table_get_model (table)));
}

/* The type whose objects a person would look at: the largest of the program's own, else the
 * largest. */
static guint32
choose_type (SeepDocument *document)
{
  SeepHeap *heap = seep_document_get_heap (document);
  g_autoptr(SeepTypeTable) types = seep_type_table_new (heap, seep_document_get_analysis (document),
                                                        SEEP_TYPE_FILTER_NONE, NULL, NULL);

  seep_type_table_sort (types, heap, SEEP_TYPE_SORT_RETAINED);
  for (guint i = 0; i < types->n_rows; i++)
    {
      if (g_str_has_suffix (seep_heap_get_type_name (heap, types->rows[i].type), ".Session"))
        return types->rows[i].type;
    }
  return types->rows[0].type;
}

static SeepTable *
wait_for_rows (SeepSessionWindow *window)
{
  SeepTable *table =
    seep_table_page_get_table (SEEP_TABLE_PAGE (seep_session_window_get_page (window)));

  driver_wait_for (count_rows (table) > 0);
  return table;
}

static void
select_first (SeepTable *table)
{
  SeepOrderModel *model = seep_table_get_model (table);

  seep_order_model_set_selected (model, seep_order_model_get_id (model, 0));
}

static void
walk_allocations (SeepSessionWindow *window, const char *folder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);

  gtk_widget_activate_action (widget, "win.show-page", "s", "allocations");
  select_first (wait_for_rows (window));
  keep (widget, folder, name, "allocations");

  gtk_widget_activate_action (widget, "win.show-allocations", "(ss)", "",
                              "by=traceback\nfilter=!*/site-packages/*\nfilter=!<frozen *>");
  select_first (wait_for_rows (window));
  keep (widget, folder, name, "tracebacks");
}

static void
walk_comparison (SeepSessionWindow *window, const char *folder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);

  gtk_widget_activate_action (widget, "win.show-page", "s", "compare");
  driver_wait_for (SEEP_IS_COMPARE_PAGE (seep_session_window_get_page (window)));
  select_first (wait_for_rows (window));
  keep (widget, folder, name, "compare");

  if (seep_document_get_heap (seep_session_window_get_document (window)) == NULL)
    return;
  driver_activate_row (seep_session_window_get_page (window), 0);
  driver_wait_for (SEEP_IS_OBJECTS_PAGE (seep_session_window_get_page (window)));
  select_first (wait_for_rows (window));
  keep (widget, folder, name, "new-objects");
}

static void
walk_heap (SeepSessionWindow *window, const char *folder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);
  GtkWidget *page;
  guint32 object;

  keep (widget, folder, name, "overview");

  gtk_widget_activate_action (widget, "win.show-page", "s", "types");
  page = seep_session_window_get_page (window);
  driver_wait_for (count_rows (seep_table_page_get_table (SEEP_TABLE_PAGE (page))) > 0);
  keep (widget, folder, name, "types");

  gtk_widget_activate_action (widget, "win.show-type", "u",
                              choose_type (seep_session_window_get_document (window)));
  page = seep_session_window_get_page (window);
  driver_wait_for (count_rows (seep_table_page_get_table (SEEP_TABLE_PAGE (page))) > 0);
  keep (widget, folder, name, "objects");

  object = seep_order_model_get_id (
    seep_table_get_model (seep_table_page_get_table (SEEP_TABLE_PAGE (page))), 0);
  gtk_widget_activate_action (widget, "win.show-object", "u", object);
  page = seep_session_window_get_page (window);
  driver_wait_for (
    seep_chain_view_get_path (seep_object_page_get_chain (SEEP_OBJECT_PAGE (page))) != NULL);
  keep (widget, folder, name, "object");
}

/* The right pane, beside a table. */
static void
walk_inspector (SeepSessionWindow *window, const char *folder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);

  gtk_widget_activate_action (widget, "win.show-page", "s", "types");
  select_first (wait_for_rows (window));
  gtk_widget_activate_action (widget, "win.toggle-inspector", NULL);
  keep (widget, folder, name, "inspector");

  seep_workspace_set_notes (seep_session_window_get_workspace (window),
                            _("Sessions are never removed."));
  seep_inspector_set_side (SEEP_INSPECTOR (driver_find (widget, "SeepInspector")), "notes");
  keep (widget, folder, name, "notes");
  gtk_widget_activate_action (widget, "win.toggle-inspector", NULL);
}

/* So that @widget is at the top. */
static void
scroll_to (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double x, y;

  gtk_widget_translate_coordinates (widget, scroller, 0, -60, &x, &y);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y);
}

/* An hour of a program that leaks. */
static void
walk_timeline (SeepSessionWindow *window, const char *folder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (window);
  SeepTimeline *timeline =
    seep_workspace_get_timeline (seep_session_window_get_workspace (window));
  const gint64 minute_us = 60 * G_USEC_PER_SEC;
  SeepChartCard *card;
  GtkWidget *page;

  gtk_widget_activate_action (widget, "win.show-page", "s", "timeline");
  page = seep_session_window_get_page (window);
  driver_wait_for (
    !seep_workspace_is_reading_timeline (seep_session_window_get_workspace (window)));
  keep (widget, folder, name, "timeline-empty");

  timeline_data_append (timeline, N_SAMPLES);
  timeline_data_append_types (timeline, N_SAMPLES, 10);
  timeline_data_append_marks (timeline, N_SAMPLES, NULL);
  keep (widget, folder, name, "timeline");

  seep_timeline_set_view (timeline, TIMELINE_DATA_START_US + 8 * minute_us,
                          TIMELINE_DATA_START_US + 48 * minute_us);
  seep_timeline_set_range (timeline, TIMELINE_DATA_START_US + 12 * minute_us,
                           TIMELINE_DATA_START_US + 31 * minute_us);
  seep_timeline_set_threshold (timeline, 130 * 1024 * 1024);
  seep_timeline_set_cursor (timeline, TIMELINE_DATA_START_US + 26 * minute_us);
  keep (widget, folder, name, "timeline-selected");

  scroll_to (GTK_WIDGET (seep_timeline_page_get_wall (SEEP_TIMELINE_PAGE (page))));
  keep (widget, folder, name, "timeline-types");
  card = seep_timeline_page_get_card (SEEP_TIMELINE_PAGE (page), "memory");
  seep_chart_card_show_table (card, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (seep_timeline_page_get_scrubber (SEEP_TIMELINE_PAGE (page))));
  scroll_to (GTK_WIDGET (card));
  keep (widget, folder, name, "timeline-table");
  seep_timeline_clear_range (timeline);
}

static void
walk (SeepSessionWindow *window, const char *folder, const char *name)
{
  if (seep_document_get_heap (seep_session_window_get_document (window)) != NULL)
    walk_heap (window, folder, name);
  if (seep_document_get_traces (seep_session_window_get_document (window)) != NULL)
    walk_allocations (window, folder, name);
  if (seep_workspace_find_other (seep_session_window_get_workspace (window),
                                 seep_session_window_get_document (window))
      != NULL)
    walk_comparison (window, folder, name);
  walk_inspector (window, folder, name);
  walk_timeline (window, folder, name);
}

static void
keep_home (SeepApplication *application, const char *folder, const char *name, const char *text)
{
  SeepHomeWindow *home = seep_home_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (home), MIN (width, 640), height);
  gtk_window_present (GTK_WINDOW (home));
  if (text != NULL)
    driver_wait_for (driver_shows (GTK_WIDGET (home), text));
  keep (GTK_WIDGET (home), folder, name, "home");
  gtk_window_destroy (GTK_WINDOW (home));
}

int
main (int argc, char **argv)
{
  SeepSessionWindow *window;

  if (argc != 6 && argc != 7)
    {
      g_printerr ("Usage: screenshots DUMP FOLDER NAME WIDTH HEIGHT [LATER]\n");
      return 2;
    }

  setlocale (LC_ALL, "");
  bindtextdomain (SEEP_GETTEXT_PACKAGE, SEEP_LOCALEDIR);
  bind_textdomain_codeset (SEEP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (SEEP_GETTEXT_PACKAGE);
  g_autoptr(SeepApplication) application = seep_application_new ();
  g_autoptr(GError) error = NULL;
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  width = atoi (argv[4]);
  height = atoi (argv[5]);

  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = g_file_new_for_path (argv[1]);
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (
    seep_application_get_store (application), NULL, NULL);
  g_list_store_append (files, file);
  if (argc > 6)
    {
      g_autoptr(GFile) later = g_file_new_for_path (argv[6]);

      g_list_store_append (files, later);
    }
  window = seep_session_window_new (application, workspace);
  seep_session_window_open_files (window, G_LIST_MODEL (files), SEEP_OPEN_FIRST);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  driver_wait_for (seep_document_get_state (seep_session_window_get_document (window)) ==
                   SEEP_DOCUMENT_READY);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (workspace)); i++)
    {
      SeepDocument *document = driver_get_document (window, i);

      seep_document_load (document);
      driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
    }
  walk (window, argv[2], argv[3]);
  driver_close (window);
  keep_home (application, argv[2], argv[3], seep_workspace_get_title (workspace));
  screenshots_keep_live (application, argv[2], argv[3], width, height, keep);
  return 0;
}
