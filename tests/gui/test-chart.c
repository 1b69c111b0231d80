/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-chart.c — what hands, keys and time do to a chart, and what it says. */
#include "config.h"

#include "driver.h"
#include "seep-chart-private.h"
#include "seep-scrubber.h"
#include "timeline-data.h"

#include <adwaita.h>
#include <math.h>

#define S G_GINT64_CONSTANT (1000000)
#define START TIMELINE_DATA_START_US
#define N_SAMPLES 1200
#define MIB (1024.0 * 1024)

typedef struct
{
  GtkWindow    *window; /* owned by the toolkit */
  SeepTimeline *timeline;
  SeepChart    *chart;
  SeepScrubber *scrubber;
  guint         activated; /* a mark; G_MAXUINT: none was */
} Fixture;

static void
mark_activated_cb (Fixture *self, guint mark)
{
  self->activated = mark;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  guint n_groups;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->timeline = seep_timeline_new ();
  timeline_data_append (self->timeline, N_SAMPLES);
  timeline_data_append_marks (self->timeline, N_SAMPLES, NULL);
  self->chart = seep_chart_new (self->timeline, &seep_track_groups_get (&n_groups)[0]);
  self->scrubber = g_object_new (SEEP_TYPE_SCRUBBER, NULL);
  seep_scrubber_set_timeline (self->scrubber, self->timeline);
  self->activated = G_MAXUINT;
  g_signal_connect_swapped (self->chart, "mark-activated", G_CALLBACK (mark_activated_cb), self);
  self->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (self->window, 800, 300);
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chart));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scrubber));
  gtk_window_set_child (self->window, box);
  gtk_window_present (self->window);
  driver_wait_for (self->chart->n_drawn > 0 && self->chart->plot != NULL
                   && seep_scrubber_get_scale (self->scrubber)->width > 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->timeline);
}

static double
get_x (Fixture *self, guint seconds)
{
  return seep_scale_get_x (seep_chart_get_scale (self->chart), START + seconds * S);
}

static void
drag (Fixture        *self,
      guint           button,
      GdkModifierType state,
      double          x1,
      double          y1,
      double          x2,
      double          y2)
{
  seep_chart_begin_drag (self->chart, button, state, x1, y1);
  seep_chart_move_drag (self->chart, (x1 + x2) / 2, (y1 + y2) / 2);
  seep_chart_end_drag (self->chart, x2, y2);
}

static void
brush (Fixture *self, guint from, guint to)
{
  drag (self, GDK_BUTTON_PRIMARY, 0, get_x (self, from), 100, get_x (self, to), 100);
}

static void
press (Fixture *self, guint key, GdkModifierType state)
{
  g_assert_true (seep_chart_press_key (self->chart, key, state));
}

/* The chart is drawn again for what was changed, and where things are is known anew. */
static void
wait_for_frame (Fixture *self)
{
  driver_wait_for (self->chart->plot != NULL);
}

static void
assert_range (Fixture *self, double from, double to)
{
  gint64 from_us, to_us;
  /* A pixel is so long. */
  double slack = (double) N_SAMPLES / seep_chart_get_scale (self->chart)->width;

  g_assert_true (seep_timeline_get_range (self->timeline, &from_us, &to_us));
  g_assert_cmpfloat_with_epsilon ((double) (from_us - START) / S, from, slack);
  g_assert_cmpfloat_with_epsilon ((double) (to_us - START) / S, to, slack);
}

static void
assert_no_range (Fixture *self)
{
  gint64 from_us, to_us;

  g_assert_false (seep_timeline_get_range (self->timeline, &from_us, &to_us));
}

static gint64
get_cursor (Fixture *self)
{
  gint64 time_us = 0;

  g_assert_true (seep_timeline_get_cursor (self->timeline, &time_us));
  return time_us;
}

/* --- Hands --- */

static void
test_a_stroke_selects (Fixture *self, gconstpointer data)
{
  brush (self, 300, 600);
  assert_range (self, 300, 600);
  brush (self, 900, 700); /* backwards, beside the first */
  assert_range (self, 700, 900);
}

static void
test_handles_move_an_end (Fixture *self, gconstpointer data)
{
  brush (self, 300, 600);
  brush (self, 600, 800);
  assert_range (self, 300, 800);
  brush (self, 300, 100);
  assert_range (self, 100, 800);
  /* Over the other end. */
  brush (self, 100, 1000);
  assert_range (self, 800, 1000);
}

static void
test_a_selection_moves_as_a_whole (Fixture *self, gconstpointer data)
{
  brush (self, 300, 600);
  brush (self, 450, 550);
  assert_range (self, 400, 700);
  /* Against the end it keeps its length. */
  brush (self, 550, 1190);
  assert_range (self, N_SAMPLES - 1 - 300, N_SAMPLES - 1);
}

static void
test_a_click_beside_gives_up (Fixture *self, gconstpointer data)
{
  brush (self, 300, 600);
  brush (self, 1000, 1000);
  assert_no_range (self);
  brush (self, 300, 600);
  press (self, GDK_KEY_Escape, 0);
  assert_no_range (self);
}

static void
test_a_flag_opens_its_snapshot (Fixture *self, gconstpointer data)
{
  brush (self, 240, 240);
  g_assert_cmpuint (self->activated, ==, 1);
  self->activated = G_MAXUINT;
  brush (self, 432, 432); /* a mark of a person opens nothing */
  g_assert_cmpuint (self->activated, ==, G_MAXUINT);
}

static void
test_the_middle_button_pans (Fixture *self, gconstpointer data)
{
  gint64 from_us, to_us;

  seep_timeline_set_view (self->timeline, START + 300 * S, START + 600 * S);
  wait_for_frame (self);
  drag (self, GDK_BUTTON_MIDDLE, 0, get_x (self, 400), 100, get_x (self, 500), 100);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (from_us - START) / S, 200, 1);
  g_assert_cmpint (to_us - from_us, ==, 300 * S);
  wait_for_frame (self);
  drag (self, GDK_BUTTON_PRIMARY, GDK_SHIFT_MASK, get_x (self, 400), 100, get_x (self, 300), 100);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (from_us - START) / S, 300, 1);
  assert_no_range (self);
}

static void
test_the_wheel_zooms_and_pans (Fixture *self, gconstpointer data)
{
  gint64 from_us, to_us;
  double x = get_x (self, 600);
  gint64 before_us = seep_scale_get_time (seep_chart_get_scale (self->chart), x);

  g_assert_false (seep_chart_scroll (self->chart, 0, x, 0, 1)); /* the page's */
  g_assert_true (seep_chart_scroll (self->chart, GDK_CONTROL_MASK, x, 0, -5));
  wait_for_frame (self);
  g_assert_cmpint (
    ABS (seep_scale_get_time (seep_chart_get_scale (self->chart), x) - before_us), <, S);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (to_us - from_us, <, 500 * S);
  g_assert_true (seep_chart_scroll (self->chart, GDK_SHIFT_MASK, x, 0, 1));
  seep_timeline_get_view (self->timeline, &before_us, &to_us);
  g_assert_cmpint (before_us, >, from_us);
}

static void
test_the_threshold_is_dragged (Fixture *self, gconstpointer data)
{
  const SeepScale *scale = seep_chart_get_scale (self->chart);
  double y;

  seep_timeline_set_threshold (self->timeline, 100 * MIB);
  wait_for_frame (self);
  y = seep_scale_get_y (scale, 100 * MIB);
  drag (self, GDK_BUTTON_PRIMARY, 0, 300, y, 350, seep_scale_get_y (scale, 60 * MIB));
  g_assert_cmpfloat_with_epsilon (seep_timeline_get_threshold (self->timeline), 60 * MIB, MIB);
  assert_no_range (self);
  /* Beyond what the axis has. */
  wait_for_frame (self);
  drag (self, GDK_BUTTON_PRIMARY, 0, 300, seep_scale_get_y (scale, 60 * MIB), 300, scale->y - 30);
  g_assert_cmpfloat (seep_timeline_get_threshold (self->timeline), >, scale->max);
}

/* --- Keys --- */

static void
test_keys_go_from_point_to_point (Fixture *self, gconstpointer data)
{
  seep_timeline_set_view (self->timeline, START + 100 * S, START + 200 * S);
  wait_for_frame (self);
  press (self, GDK_KEY_Right, 0);
  g_assert_cmpint (get_cursor (self), ==, START + 100 * S);
  press (self, GDK_KEY_Right, 0);
  press (self, GDK_KEY_Right, 0);
  press (self, GDK_KEY_Left, 0);
  g_assert_cmpint (get_cursor (self), ==, START + 101 * S);

  press (self, GDK_KEY_Right, GDK_SHIFT_MASK);
  press (self, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_range (self, 101, 103);
  press (self, GDK_KEY_Left, GDK_SHIFT_MASK);
  assert_range (self, 101, 102);
}

/* A hundred points in a pixel are one step. */
static void
test_a_step_can_be_seen (Fixture *self, gconstpointer data)
{
  const SeepScale *scale = seep_chart_get_scale (self->chart);
  double before;

  press (self, GDK_KEY_Right, 0);
  for (guint i = 0; i < 20; i++)
    {
      before = seep_scale_get_x (scale, get_cursor (self));
      press (self, GDK_KEY_Right, 0);
      g_assert_cmpfloat (seep_scale_get_x (scale, get_cursor (self)), >, before + 0.99);
    }
}

static void
test_keys_go_to_the_ends_and_to_marks (Fixture *self, gconstpointer data)
{
  press (self, GDK_KEY_End, 0);
  g_assert_cmpint (get_cursor (self), ==, START + (N_SAMPLES - 1) * S);
  press (self, GDK_KEY_Home, 0);
  g_assert_cmpint (get_cursor (self), ==, START);
  press (self, GDK_KEY_Right, GDK_CONTROL_MASK);
  press (self, GDK_KEY_Right, GDK_CONTROL_MASK);
  g_assert_cmpint (get_cursor (self), ==, START + 240 * S);
  press (self, GDK_KEY_Return, 0);
  g_assert_cmpuint (self->activated, ==, 1);
  press (self, GDK_KEY_End, GDK_SHIFT_MASK);
  assert_range (self, 240, N_SAMPLES - 1);
}

/* The cursor is never out of sight. */
static void
test_the_view_follows_the_cursor (Fixture *self, gconstpointer data)
{
  gint64 from_us, to_us;

  seep_timeline_set_view (self->timeline, START + 100 * S, START + 200 * S);
  wait_for_frame (self);
  press (self, GDK_KEY_End, 0);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (to_us, ==, START + (N_SAMPLES - 1) * S);
  g_assert_cmpint (to_us - from_us, ==, 100 * S);
  wait_for_frame (self);
  press (self, GDK_KEY_Page_Up, 0);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (to_us, ==, START + (N_SAMPLES - 1 - 80) * S);
}

static void
test_keys_zoom (Fixture *self, gconstpointer data)
{
  gint64 from_us, to_us;

  press (self, GDK_KEY_plus, 0);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (to_us - from_us, <, 1000 * S);
  press (self, GDK_KEY_0, 0);
  g_assert_true (seep_timeline_is_all_shown (self->timeline));
}

static void
test_keys_move_the_threshold (Fixture *self, gconstpointer data)
{
  double threshold;

  g_assert_false (seep_chart_press_key (self->chart, GDK_KEY_Up, GDK_CONTROL_MASK));
  press (self, GDK_KEY_t, 0);
  threshold = seep_timeline_get_threshold (self->timeline);
  g_assert_cmpfloat (threshold, >, 140 * MIB);
  press (self, GDK_KEY_Up, GDK_CONTROL_MASK);
  g_assert_cmpfloat (seep_timeline_get_threshold (self->timeline), >, threshold);
  press (self, GDK_KEY_t, 0);
  g_assert_true (isnan (seep_timeline_get_threshold (self->timeline)));
}

static void
test_time_runs_with_the_text (Fixture *self, gconstpointer data)
{
  gtk_widget_set_direction (GTK_WIDGET (self->chart), GTK_TEXT_DIR_RTL);
  wait_for_frame (self);
  g_assert_cmpfloat (get_x (self, 100), >, get_x (self, 1000));
  brush (self, 900, 300);
  assert_range (self, 300, 900);
  press (self, GDK_KEY_Home, 0);
  press (self, GDK_KEY_Left, 0);
  g_assert_cmpint (get_cursor (self), >, START);
}

/* --- What is drawn, and when --- */

static void
test_the_pointer_draws_nothing_anew (Fixture *self, gconstpointer data)
{
  guint n_drawn = self->chart->n_drawn;
  GskRenderNode *plot = self->chart->plot;

  for (guint i = 0; i < 20; i++)
    seep_timeline_set_cursor (self->timeline, START + i * 10 * S);
  brush (self, 300, 600);
  g_assert_true (self->chart->plot == plot);
  g_assert_cmpuint (self->chart->n_drawn, ==, n_drawn);
}

static void
test_what_comes_later_draws_nothing_anew (Fixture *self, gconstpointer data)
{
  double values[SEEP_N_METRICS];
  GskRenderNode *plot;

  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = 5;
  seep_timeline_set_live (self->timeline, TRUE);
  seep_timeline_set_view (self->timeline, START + 100 * S, START + 200 * S);
  wait_for_frame (self);
  plot = self->chart->plot;
  seep_timeline_append_sample (self->timeline, START + N_SAMPLES * S, values);
  g_assert_true (self->chart->plot == plot);
  /* Unless somebody follows. */
  seep_timeline_set_following (self->timeline, TRUE);
  g_assert_null (self->chart->plot);
  wait_for_frame (self);
  seep_timeline_append_sample (self->timeline, START + (N_SAMPLES + 1) * S, values);
  g_assert_null (self->chart->plot);
}

static void
test_says_what_it_shows (Fixture *self, gconstpointer data)
{
  g_autofree char *summary = NULL;
  g_autofree char *none = NULL;
  g_autofree char *values = NULL;

  seep_chart_set_shown (self->chart, 1);
  seep_timeline_set_view (self->timeline, START, START + 600 * S);
  wait_for_frame (self);
  summary = seep_chart_dup_summary (self->chart);
  g_assert_true (g_str_has_prefix (summary, "RSS rose by "));
  g_assert_nonnull (strstr (summary, " in 10 min, from 82"));
  g_assert_nonnull (strstr (summary, "highest 1"));
  values = seep_chart_dup_values (self->chart, START + 10 * S);
  g_assert_true (g_str_has_prefix (values, "10:00:10\nRSS 8"));
  seep_chart_set_shown (self->chart, 0);
  none = seep_chart_dup_summary (self->chart);
  g_assert_cmpstr (none, ==, "Nothing was measured here");
  gtk_test_accessible_assert_role (self->chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (self->chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Memory");
}

static void
test_an_empty_chart_can_be_touched (Fixture *self, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_Left,  GDK_KEY_Right,   GDK_KEY_Home, GDK_KEY_End,
                                GDK_KEY_plus,  GDK_KEY_minus,   GDK_KEY_0,    GDK_KEY_Return,
                                GDK_KEY_t,     GDK_KEY_Page_Up, GDK_KEY_Up,   GDK_KEY_Escape };
  g_autoptr(SeepTimeline) timeline = seep_timeline_new ();
  guint n_groups;
  SeepChart *chart = seep_chart_new (timeline, &seep_track_groups_get (&n_groups)[0]);

  g_object_ref_sink (chart);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      seep_chart_press_key (chart, keys[i], 0);
      seep_chart_press_key (chart, keys[i], GDK_SHIFT_MASK);
      seep_chart_press_key (chart, keys[i], GDK_CONTROL_MASK);
    }
  seep_chart_begin_drag (chart, GDK_BUTTON_PRIMARY, 0, 100, 50);
  seep_chart_end_drag (chart, 200, 50);
  seep_chart_scroll (chart, GDK_CONTROL_MASK, 100, 0, 1);
  g_assert_finalize_object (chart);
}

/* --- The strip of the whole recording --- */

static void
test_the_strip_moves_the_view (Fixture *self, gconstpointer data)
{
  const SeepScale *scale = seep_scrubber_get_scale (self->scrubber);
  gint64 from_us, to_us;
  double second = scale->width / (N_SAMPLES - 1);

  seep_timeline_set_view (self->timeline, START + 100 * S, START + 300 * S);
  seep_scrubber_begin_drag (self->scrubber, seep_scale_get_x (scale, START + 200 * S));
  seep_scrubber_move_drag (self->scrubber, seep_scale_get_x (scale, START + 600 * S));
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (from_us - START) / S, 500, 2);
  g_assert_cmpint (to_us - from_us, ==, 200 * S);

  /* Its end. */
  seep_scrubber_begin_drag (self->scrubber, seep_scale_get_x (scale, to_us));
  seep_scrubber_move_drag (self->scrubber, seep_scale_get_x (scale, to_us) + 100 * second);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (to_us - from_us) / S, 300, 2);

  /* Beside it: there. */
  seep_scrubber_begin_drag (self->scrubber, seep_scale_get_x (scale, START + 200 * S));
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpfloat_with_epsilon ((double) (from_us + to_us - 2 * START) / 2 / S, 200, 2);

  g_assert_true (seep_scrubber_press_key (self->scrubber, GDK_KEY_End, 0));
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (to_us, ==, START + (N_SAMPLES - 1) * S);
  g_assert_true (seep_scrubber_press_key (self->scrubber, GDK_KEY_Home, 0));
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  g_assert_cmpint (from_us, ==, START);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, test) g_test_add ("/chart/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-stroke-selects", test_a_stroke_selects);
  ADD ("handles-move-an-end", test_handles_move_an_end);
  ADD ("a-selection-moves-as-a-whole", test_a_selection_moves_as_a_whole);
  ADD ("a-click-beside-gives-up", test_a_click_beside_gives_up);
  ADD ("a-flag-opens-its-snapshot", test_a_flag_opens_its_snapshot);
  ADD ("the-middle-button-pans", test_the_middle_button_pans);
  ADD ("the-wheel-zooms-and-pans", test_the_wheel_zooms_and_pans);
  ADD ("the-threshold-is-dragged", test_the_threshold_is_dragged);
  ADD ("keys-go-from-point-to-point", test_keys_go_from_point_to_point);
  ADD ("a-step-can-be-seen", test_a_step_can_be_seen);
  ADD ("keys-go-to-the-ends-and-to-marks", test_keys_go_to_the_ends_and_to_marks);
  ADD ("the-view-follows-the-cursor", test_the_view_follows_the_cursor);
  ADD ("keys-zoom", test_keys_zoom);
  ADD ("keys-move-the-threshold", test_keys_move_the_threshold);
  ADD ("time-runs-with-the-text", test_time_runs_with_the_text);
  ADD ("the-pointer-draws-nothing-anew", test_the_pointer_draws_nothing_anew);
  ADD ("what-comes-later-draws-nothing-anew", test_what_comes_later_draws_nothing_anew);
  ADD ("says-what-it-shows", test_says_what_it_shows);
  ADD ("an-empty-one-can-be-touched", test_an_empty_chart_can_be_touched);
  ADD ("the-strip-moves-the-view", test_the_strip_moves_the_view);
#undef ADD
  return g_test_run ();
}
