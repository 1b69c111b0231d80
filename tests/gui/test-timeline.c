/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-timeline.c — what is measured, and the page that shows it: how it follows, what it
 * selects, and how it comes back. */
#include "config.h"

#include "driver.h"
#include "seep-timeline-page.h"
#include "timeline-data.h"

#include <math.h>

#define S G_GINT64_CONSTANT (1000000)
#define START TIMELINE_DATA_START_US
#define N_SAMPLES 1200

static guint n_signals;

static void
count_cb (void)
{
  n_signals++;
}

static void
append (SeepTimeline *timeline, gint64 time_us, double rss)
{
  double values[SEEP_N_METRICS];

  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = NAN;
  values[SEEP_METRIC_RSS] = rss;
  seep_timeline_append_sample (timeline, time_us, values);
}

static gint64
get_length (SeepTimeline *timeline)
{
  gint64 from_us, to_us;

  seep_timeline_get_view (timeline, &from_us, &to_us);
  return to_us - from_us;
}

static gint64
get_end (SeepTimeline *timeline)
{
  gint64 from_us, to_us;

  seep_timeline_get_view (timeline, &from_us, &to_us);
  return to_us;
}

/* --- What is measured --- */

static void
test_keeps_what_is_appended (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  gint64 from_us, to_us;

  g_assert_true (seep_timeline_is_empty (timeline));
  g_assert_false (seep_timeline_get_extent (timeline, &from_us, &to_us));
  timeline_data_append (timeline, N_SAMPLES);
  timeline_data_append_types (timeline, N_SAMPLES, 10);
  timeline_data_append_marks (timeline, N_SAMPLES, NULL);

  g_assert_true (seep_timeline_get_extent (timeline, &from_us, &to_us));
  g_assert_cmpint (from_us, ==, START);
  g_assert_cmpint (to_us, ==, START + (N_SAMPLES - 1) * S);
  g_assert_cmpuint (seep_series_get_n (seep_timeline_get_metric (timeline, SEEP_METRIC_RSS)), >,
                    N_SAMPLES * 9 / 10);
  g_assert_null (seep_timeline_get_metric (timeline, SEEP_METRIC_PROCESSES));
  g_assert_cmpuint (seep_timeline_get_n_types (timeline), ==, 12);
  g_assert_cmpstr (seep_timeline_get_type_name (timeline, 1), ==, "app.sessions.Session");
  g_assert_cmpuint (seep_timeline_get_n_marks (timeline), ==, 7);
}

static void
test_marks_are_in_order (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  const gint64 times[] = { 5, 1, 3, 2, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      SeepMark mark = { START + times[i], SEEP_MARK_USER, (char *) "x", NULL };

      seep_timeline_add_mark (timeline, &mark);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    g_assert_cmpint (seep_timeline_get_mark (timeline, i)->time_us, ==, START + i + 1);
}

/* Two seconds of CPU time in four seconds are half of a core. */
static void
test_load_is_a_share (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  double values[SEEP_N_METRICS];

  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = NAN;
  for (guint i = 0; i < 3; i++)
    {
      values[SEEP_METRIC_CPU] = 7 + 2 * i;
      seep_timeline_append_sample (timeline, START + 4 * i * S, values);
    }
  g_assert_cmpuint (seep_series_get_n (seep_timeline_get_load (timeline)), ==, 2);
  g_assert_cmpfloat (seep_series_get_point (seep_timeline_get_load (timeline), 1).value, ==, 0.5);
}

static void
test_takes_a_recording (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  SeepRecorded *recorded = g_new0 (SeepRecorded, 1);
  SeepMark mark = { START + 5 * S, SEEP_MARK_SNAPSHOT, g_strdup ("one"), g_strdup ("c1") };

  append (timeline, START - 100 * S, 1);
  recorded->metrics[SEEP_METRIC_RSS] = seep_series_new ();
  seep_series_append (recorded->metrics[SEEP_METRIC_RSS], START, 5);
  seep_series_append (recorded->metrics[SEEP_METRIC_RSS], START + 10 * S, 6);
  recorded->type_names = g_ptr_array_new_with_free_func (g_free);
  recorded->type_series = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_series_free);
  recorded->marks = g_array_new (FALSE, FALSE, sizeof (SeepMark));
  g_array_set_clear_func (recorded->marks, (GDestroyNotify) seep_mark_clear);
  g_ptr_array_add (recorded->type_names, g_strdup ("app.Thing"));
  g_ptr_array_add (recorded->type_series, seep_series_new ());
  seep_series_append (recorded->type_series->pdata[0], START + 11 * S, 3);
  g_array_append_val (recorded->marks, mark);

  seep_timeline_take_recorded (timeline, recorded);
  g_assert_cmpuint (seep_series_get_n (seep_timeline_get_metric (timeline, SEEP_METRIC_RSS)), ==,
                    2);
  g_assert_cmpstr (seep_timeline_get_type_name (timeline, 0), ==, "app.Thing");
  g_assert_cmpstr (seep_timeline_get_mark (timeline, 0)->capture, ==, "c1");
  g_assert_cmpint (get_length (timeline), ==, 30 * S); /* as long as a beginning is shown */

  /* It goes on where it was. */
  seep_timeline_append_types (timeline, START + 20 * S, (const char *const[]){ "app.Thing" },
                              (const guint64[]){ 4 }, 1);
  g_assert_cmpuint (seep_timeline_get_n_types (timeline), ==, 1);
  g_assert_cmpuint (seep_series_get_n (seep_timeline_get_type_counts (timeline, 0)), ==, 2);
}

/* --- What is looked at --- */

static void
test_shows_all_of_a_recording (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();

  timeline_data_append (timeline, N_SAMPLES);
  g_assert_true (seep_timeline_is_all_shown (timeline));
  g_assert_cmpint (get_length (timeline), ==, (N_SAMPLES - 1) * S);
  g_assert_false (seep_timeline_is_following (timeline));
}

static void
test_follows_what_is_live (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();

  seep_timeline_set_live (timeline, TRUE);
  for (guint i = 0; i <= 3600; i += 10)
    append (timeline, START + i * S, i);
  g_assert_true (seep_timeline_is_following (timeline));
  g_assert_cmpint (get_end (timeline), ==, START + 3600 * S);
  g_assert_cmpint (get_length (timeline), ==, 600 * S);

  /* Looking elsewhere ends that. */
  seep_timeline_pan (timeline, -300 * S);
  g_assert_false (seep_timeline_is_following (timeline));
  append (timeline, START + 3610 * S, 1);
  g_assert_cmpint (get_end (timeline), ==, START + 3300 * S);

  /* Coming back to the end begins it again. */
  seep_timeline_pan (timeline, 900 * S);
  g_assert_true (seep_timeline_is_following (timeline));
  append (timeline, START + 3620 * S, 1);
  g_assert_cmpint (get_end (timeline), ==, START + 3620 * S);

  seep_timeline_pan (timeline, -300 * S);
  seep_timeline_set_following (timeline, TRUE);
  g_assert_cmpint (get_end (timeline), ==, START + 3620 * S);
}

static void
test_zoom_stays_where_one_points (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  gint64 at_us = START + 400 * S, from_us, to_us;

  timeline_data_append (timeline, N_SAMPLES);
  seep_timeline_zoom (timeline, 2, at_us);
  seep_timeline_get_view (timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (at_us - from_us) / (double) (to_us - from_us),
                                  400.0 / (N_SAMPLES - 1), 1e-6);
  g_assert_false (seep_timeline_is_all_shown (timeline));

  /* Never out of the recording, never to nothing. */
  for (guint i = 0; i < 100; i++)
    seep_timeline_zoom (timeline, 3, at_us);
  g_assert_cmpint (get_length (timeline), >, 0);
  g_assert_cmpint (get_length (timeline), <=, S);
  for (guint i = 0; i < 100; i++)
    seep_timeline_zoom (timeline, 0.3, at_us);
  g_assert_cmpint (get_length (timeline), ==, (N_SAMPLES - 1) * S);
}

static void
test_a_range_is_in_order_and_inside (void)
{
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  gint64 from_us, to_us;

  timeline_data_append (timeline, N_SAMPLES);
  n_signals = 0;
  g_signal_connect (timeline, "range-changed", G_CALLBACK (count_cb), NULL);
  g_assert_true (seep_timeline_is_in_range (timeline, 0));
  seep_timeline_set_range (timeline, START + 500 * S, START - 100 * S);
  g_assert_true (seep_timeline_get_range (timeline, &from_us, &to_us));
  g_assert_cmpint (from_us, ==, START);
  g_assert_cmpint (to_us, ==, START + 500 * S);
  g_assert_false (seep_timeline_is_in_range (timeline, START + 501 * S));
  seep_timeline_set_range (timeline, START, START + 500 * S);
  g_assert_cmpuint (n_signals, ==, 1);
  seep_timeline_set_range (timeline, START + S, START + S);
  g_assert_false (seep_timeline_get_range (timeline, &from_us, &to_us));
  g_assert_cmpuint (n_signals, ==, 2);
}

/* --- The page --- */

typedef struct
{
  SeepSessionWindow *window;
  SeepTimeline      *timeline; /* borrowed */
  SeepTimelinePage  *page;     /* borrowed */
} Fixture;

static void
open_page (Fixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "timeline");
  self->page = SEEP_TIMELINE_PAGE (seep_session_window_get_page (self->window));
}

static void
set_up (Fixture *self, gconstpointer with_captures)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (NULL, NULL, NULL);

  if (GPOINTER_TO_INT (with_captures))
    {
      self->window = driver_open_several (
        workspace, (const char *[]){ driver_get_file (DRIVER_OLDER_DUMP),
                                     driver_get_file (DRIVER_LATER_DUMP), NULL });
      for (guint i = 0; i < 2; i++)
        {
          SeepDocument *document = driver_get_document (self->window, i);

          seep_document_load (document);
          driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
        }
    }
  else
    {
      self->window = seep_session_window_new (NULL, workspace);
      gtk_window_set_default_size (GTK_WINDOW (self->window), 1000, 800);
      gtk_window_present (GTK_WINDOW (self->window));
    }
  self->timeline = seep_workspace_get_timeline (workspace);
  open_page (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  driver_close (self->window);
}

static void
test_a_session_without_captures_has_a_timeline (Fixture *self, gconstpointer data)
{
  g_assert_true (driver_shows (GTK_WIDGET (self->window), "Nothing Has Been Recorded Yet"));
  g_assert_nonnull (driver_find_action (GTK_WIDGET (self->page), "app.record"));
  g_assert_nonnull (driver_find_action (GTK_WIDGET (self->page), "app.attach"));
  timeline_data_append (self->timeline, N_SAMPLES);
  g_assert_false (driver_shows (GTK_WIDGET (self->window), "Nothing Has Been Recorded Yet"));
  g_assert_cmpstr (seep_tab_get_title (seep_tab_deck_get_selected (
                     seep_session_window_get_deck (self->window))),
                   ==, "Timeline");
}

static void
test_what_was_not_measured_has_no_chart (Fixture *self, gconstpointer data)
{
  append (self->timeline, START, 5);
  g_assert_true (gtk_widget_get_visible (
    GTK_WIDGET (seep_timeline_page_get_card (self->page, "memory"))));
  g_assert_false (gtk_widget_get_visible (
    GTK_WIDGET (seep_timeline_page_get_card (self->page, "descriptors"))));
  timeline_data_append (self->timeline, 2);
  g_assert_true (gtk_widget_get_visible (
    GTK_WIDGET (seep_timeline_page_get_card (self->page, "descriptors"))));
}

static void
test_the_fastest_type_is_first (Fixture *self, gconstpointer data)
{
  SeepTypeWall *wall = seep_timeline_page_get_wall (self->page);

  timeline_data_append (self->timeline, N_SAMPLES);
  timeline_data_append_types (self->timeline, N_SAMPLES, 10);
  seep_type_wall_update (wall);
  g_assert_cmpstr (seep_type_tile_get_name (seep_type_wall_get_tile (wall, 0)), ==,
                   "app.sessions.Session");
  driver_wait_for (driver_shows (GTK_WIDGET (wall), "40,866"));
}

/* What is seen of a card in a table is what it measured, and only when somebody looks. */
static void
test_a_chart_is_a_table_too (Fixture *self, gconstpointer data)
{
  SeepChartCard *card = seep_timeline_page_get_card (self->page, "memory");
  GListModel *model = seep_chart_table_get_model (seep_chart_card_get_table (card));

  timeline_data_append (self->timeline, N_SAMPLES);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (card), "chart.toggle-table", NULL);
  driver_wait_for (g_list_model_get_n_items (model) > N_SAMPLES * 9 / 10);
  seep_timeline_set_range (self->timeline, START + 10 * S, START + 20 * S);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 11);
  driver_wait_for (driver_shows (GTK_WIDGET (card), "10:00:10"));
  gtk_widget_activate_action (GTK_WIDGET (card), "chart.toggle-table", NULL);
  g_assert_false (seep_chart_card_is_table_shown (card));
}

static void
test_comes_back_as_it_was_left (Fixture *self, gconstpointer data)
{
  g_autoptr(SeepPlace) place = seep_place_new (SEEP_PLACE_TIMELINE, SEEP_NO_NODE);
  SeepChartCard *card = seep_timeline_page_get_card (self->page, "memory");
  Fixture other = { NULL };
  gint64 from_us, to_us;

  timeline_data_append (self->timeline, N_SAMPLES);
  seep_timeline_set_view (self->timeline, START + 100 * S, START + 400 * S);
  seep_timeline_set_range (self->timeline, START + 150 * S, START + 200 * S);
  seep_timeline_set_threshold (self->timeline, 1e8);
  seep_chart_card_set_shown (card, 0x9); /* RSS and PSS */
  seep_chart_card_show_table (seep_timeline_page_get_card (self->page, "load"), TRUE);
  seep_page_save_place (SEEP_PAGE (self->page), place);

  /* There the place is known before what was recorded is read. */
  set_up (&other, NULL);
  seep_page_show_place (SEEP_PAGE (other.page), place);
  timeline_data_append (other.timeline, N_SAMPLES);
  seep_page_show_place (SEEP_PAGE (other.page), place);
  seep_timeline_get_view (other.timeline, &from_us, &to_us);
  g_assert_cmpint (from_us, ==, START + 100 * S);
  g_assert_cmpint (to_us, ==, START + 400 * S);
  g_assert_true (seep_timeline_get_range (other.timeline, &from_us, &to_us));
  g_assert_cmpint (from_us, ==, START + 150 * S);
  g_assert_cmpint (to_us, ==, START + 200 * S);
  g_assert_cmpfloat (seep_timeline_get_threshold (other.timeline), ==, 1e8);
  g_assert_cmphex (
    seep_chart_card_get_shown (seep_timeline_page_get_card (other.page, "memory")), ==, 0x9);
  g_assert_true (
    seep_chart_card_is_table_shown (seep_timeline_page_get_card (other.page, "load")));
  tear_down (&other, NULL);
}

static void
test_everything_has_a_name (Fixture *self, gconstpointer data)
{
  timeline_data_append (self->timeline, N_SAMPLES);
  timeline_data_append_types (self->timeline, N_SAMPLES, 100);
  timeline_data_append_marks (self->timeline, N_SAMPLES, NULL);
  seep_timeline_set_live (self->timeline, TRUE);
  seep_timeline_set_range (self->timeline, START, START + 10 * S);
  seep_type_wall_update (seep_timeline_page_get_wall (self->page));
  driver_assert_named (GTK_WIDGET (self->page));
}

/* A mark without a capture is gone to, one of a capture that is not here says so. */
static void
test_marks_lead_there (Fixture *self, gconstpointer data)
{
  GtkListBox *marks = seep_timeline_page_get_marks (self->page);
  gint64 cursor_us;

  timeline_data_append (self->timeline, N_SAMPLES);
  timeline_data_append_marks (self->timeline, N_SAMPLES, NULL);
  seep_timeline_set_view (self->timeline, START, START + 100 * S);
  g_signal_emit_by_name (marks, "row-activated", gtk_list_box_get_row_at_index (marks, 2));
  g_assert_true (seep_timeline_get_cursor (self->timeline, &cursor_us));
  g_assert_cmpint (cursor_us, ==, START + 432 * S);
  g_assert_cmpint (get_end (self->timeline), ==, START + 482 * S);
  g_signal_emit_by_name (marks, "row-activated", gtk_list_box_get_row_at_index (marks, 1));
  driver_wait_for (
    driver_shows (GTK_WIDGET (self->window), "This snapshot is not in the session"));
}

static void
test_odd_options_do_no_harm (Fixture *self, gconstpointer data)
{
  static const char *const odd[] = { "view=", "view=5", "view=9 1", "view=a b", "range=1 2 3",
                                     "view=-9223372036854775808 9223372036854775807",
                                     "range=-9223372036854775808 9223372036854775807",
                                     "threshold=nan", "threshold=-5", "show=nothing\nhide=",
                                     "table=table" };
  gint64 length;

  timeline_data_append (self->timeline, N_SAMPLES);
  length = get_length (self->timeline);
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr(SeepPlace) place = seep_place_new (SEEP_PLACE_TIMELINE, SEEP_NO_NODE);

      place->options = g_strdup (odd[i]);
      seep_page_show_place (SEEP_PAGE (self->page), place);
      g_assert_cmpint (get_length (self->timeline), ==, length);
      g_assert_true (isnan (seep_timeline_get_threshold (self->timeline)));
    }
}

/* --- What the store has --- */

/* A session that was recorded, without captures. Its id. */
static char *
record_session (SeepStoreThread *thread)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepStore) store = seep_store_thread_dup_store (thread, &error);
  SeepMark mark = { START + 60 * S, SEEP_MARK_USER, (char *) "Login", (char *) "" };
  char *session;
  double values[SEEP_N_METRICS];

  g_assert_no_error (error);
  session = seep_store_add_session (store, "app.py", "app.py", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = NAN;
  for (guint i = 0; i < 300; i++)
    {
      gint64 time_us = START + i * S;

      values[SEEP_METRIC_RSS] = 1e6 + i;
      seep_store_add_samples (store, session, &time_us, values, 1, &error);
      g_assert_no_error (error);
    }
  seep_store_add_type_counts (store, session, START, (const char *const[]){ "app.Thing" },
                              (const guint64[]){ 4 }, 1, &error);
  g_assert_no_error (error);
  seep_store_add_mark (store, session, &mark, &error);
  g_assert_no_error (error);
  return session;
}

static void
close_and_wait (SeepSessionWindow *window)
{
  gpointer workspace = seep_session_window_get_workspace (window);

  g_object_add_weak_pointer (G_OBJECT (workspace), &workspace);
  driver_close (window);
  driver_wait_for (workspace == NULL);
}

static Fixture
open_recorded (SeepStoreThread *thread, const char *session)
{
  g_autoptr(SeepWorkspace) workspace = seep_workspace_new (thread, NULL, session);
  Fixture self = { driver_open_several (workspace, (const char *[]){ NULL }),
                   seep_workspace_get_timeline (workspace), NULL };

  driver_wait_for (seep_session_window_get_place (self.window) != NULL);
  self.page = SEEP_TIMELINE_PAGE (seep_session_window_get_page (self.window));
  driver_wait_for (!seep_timeline_is_empty (self.timeline));
  return self;
}

static void
test_a_recorded_session_comes_back (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("seep-gui-store-XXXXXX", &error);
  g_autoptr(SeepStoreThread) thread = seep_store_thread_new (folder);
  g_autofree char *session = record_session (thread);
  Fixture self = open_recorded (thread, session);
  gint64 from_us, to_us;

  g_assert_cmpuint (seep_series_get_n (seep_timeline_get_metric (self.timeline, SEEP_METRIC_RSS)),
                    ==, 300);
  g_assert_cmpstr (seep_timeline_get_type_name (self.timeline, 0), ==, "app.Thing");
  g_assert_cmpstr (seep_timeline_get_mark (self.timeline, 0)->text, ==, "Login");
  seep_timeline_set_view (self.timeline, START + 50 * S, START + 150 * S);
  seep_timeline_set_range (self.timeline, START + 60 * S, START + 70 * S);
  seep_chart_card_set_shown (seep_timeline_page_get_card (self.page, "memory"), 0x2);
  close_and_wait (self.window);

  self = open_recorded (thread, session);
  seep_timeline_get_view (self.timeline, &from_us, &to_us);
  g_assert_cmpint (from_us, ==, START + 50 * S);
  g_assert_cmpint (to_us, ==, START + 150 * S);
  g_assert_true (seep_timeline_get_range (self.timeline, &from_us, &to_us));
  g_assert_cmpint (to_us, ==, START + 70 * S);
  g_assert_cmphex (
    seep_chart_card_get_shown (seep_timeline_page_get_card (self.page, "memory")), ==, 0x2);
  close_and_wait (self.window);
  g_clear_object (&thread);
  driver_remove_tree (folder);
}

/* --- What follows it --- */

/* A recording that reaches over both captures. */
static void
record_around_captures (Fixture *self)
{
  gint64 first_us = seep_document_get_info (driver_get_document (self->window, 0))->captured_us;
  gint64 last_us = seep_document_get_info (driver_get_document (self->window, 1))->captured_us;

  g_assert_cmpint (first_us, <, last_us);
  append (self->timeline, first_us - 60 * S, 1);
  append (self->timeline, first_us, 2);
  append (self->timeline, last_us + 60 * S, 3);
}

static guint
count_dimmed (Fixture *self)
{
  GtkWidget *sidebar = driver_find (GTK_WIDGET (self->window), "SeepSidebar");
  GtkWidget *row = driver_find (sidebar, "SeepCaptureRow");
  guint n = 0;

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    n += gtk_widget_has_css_class (row, "outside");
  return n;
}

static void
test_captures_outside_are_dimmed (Fixture *self, gconstpointer data)
{
  gint64 first_us = seep_document_get_info (driver_get_document (self->window, 0))->captured_us;

  record_around_captures (self);
  g_assert_cmpuint (count_dimmed (self), ==, 0);
  seep_timeline_set_range (self->timeline, first_us - 30 * S, first_us);
  g_assert_cmpuint (count_dimmed (self), ==, 1);
  seep_timeline_clear_range (self->timeline);
  g_assert_cmpuint (count_dimmed (self), ==, 0);
}

static void
test_compares_the_selected_time (Fixture *self, gconstpointer data)
{
  gint64 first_us = seep_document_get_info (driver_get_document (self->window, 0))->captured_us;
  gint64 last_us = seep_document_get_info (driver_get_document (self->window, 1))->captured_us;

  record_around_captures (self);
  seep_timeline_set_range (self->timeline, first_us - S, last_us + S);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "timeline.compare-range",
                                             NULL));
  g_assert_cmpint (seep_session_window_get_place (self->window)->kind, ==, SEEP_PLACE_COMPARE);
  g_assert_true (seep_session_window_get_document (self->window)
                 == driver_get_document (self->window, 1));
  g_assert_cmpstr (seep_session_window_get_place (self->window)->baseline, ==,
                   seep_document_get_capture (driver_get_document (self->window, 0)));
}

static void
test_a_type_leads_to_its_objects (Fixture *self, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (self->page), "win.show-newest-type", "s",
                              "builtins.dict");
  g_assert_true (seep_session_window_get_document (self->window)
                 == driver_get_document (self->window, 1));
  g_assert_cmpint (seep_session_window_get_place (self->window)->kind, !=, SEEP_PLACE_TIMELINE);
}

static void
test_the_other_pages_are_a_click_away (Fixture *self, gconstpointer data)
{
  guint n_tabs = seep_tab_deck_get_n_tabs (seep_session_window_get_deck (self->window));

  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "types");
  g_assert_nonnull (seep_session_window_get_document (self->window));
  g_assert_cmpint (seep_session_window_get_place (self->window)->kind, ==, SEEP_PLACE_TYPES);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-page", "s", "timeline");
  g_assert_null (seep_session_window_get_document (self->window));
  g_assert_cmpuint (seep_tab_deck_get_n_tabs (seep_session_window_get_deck (self->window)), ==,
                    n_tabs);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/timeline/keeps-what-is-appended", test_keeps_what_is_appended);
  g_test_add_func ("/timeline/marks-are-in-order", test_marks_are_in_order);
  g_test_add_func ("/timeline/load-is-a-share", test_load_is_a_share);
  g_test_add_func ("/timeline/takes-a-recording", test_takes_a_recording);
  g_test_add_func ("/timeline/shows-all-of-a-recording", test_shows_all_of_a_recording);
  g_test_add_func ("/timeline/follows-what-is-live", test_follows_what_is_live);
  g_test_add_func ("/timeline/zoom-stays-where-one-points", test_zoom_stays_where_one_points);
  g_test_add_func ("/timeline/a-range-is-in-order-and-inside", test_a_range_is_in_order_and_inside);
  g_test_add_func ("/timeline/a-recorded-session-comes-back", test_a_recorded_session_comes_back);
#define ADD(path, test, with_captures) \
  g_test_add ("/timeline/" path, Fixture, GINT_TO_POINTER (with_captures), set_up, test, tear_down)
  ADD ("a-session-without-captures-has-one", test_a_session_without_captures_has_a_timeline, FALSE);
  ADD ("what-was-not-measured-has-no-chart", test_what_was_not_measured_has_no_chart, FALSE);
  ADD ("the-fastest-type-is-first", test_the_fastest_type_is_first, FALSE);
  ADD ("a-chart-is-a-table-too", test_a_chart_is_a_table_too, FALSE);
  ADD ("comes-back-as-it-was-left", test_comes_back_as_it_was_left, FALSE);
  ADD ("everything-has-a-name", test_everything_has_a_name, FALSE);
  ADD ("marks-lead-there", test_marks_lead_there, FALSE);
  ADD ("odd-options-do-no-harm", test_odd_options_do_no_harm, FALSE);
  ADD ("captures-outside-are-dimmed", test_captures_outside_are_dimmed, TRUE);
  ADD ("compares-the-selected-time", test_compares_the_selected_time, TRUE);
  ADD ("a-type-leads-to-its-objects", test_a_type_leads_to_its_objects, TRUE);
  ADD ("the-other-pages-are-a-click-away", test_the_other_pages_are_a_click_away, TRUE);
#undef ADD
  status = g_test_run ();
  driver_remove_dumps ();
  return status;
}
