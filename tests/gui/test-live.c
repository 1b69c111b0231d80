/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-live.c — programs that run beside this one are attached to, watched, dumped, left alone. */
#include "config.h"

#include "driver.h"
#include "notifications.h"
#include "seep-attach-window.h"
#include "seep-live-bar.h"
#include "seep-live-pad.h"
#include "target.h"

#include <math.h>

#define MIB (1024 * 1024)

static SeepApplication *application;

/* Keeps something, waits, and is well only if it still has it. */
static const char patient[] =
  "import sys\n"
  "class Kept:\n"
  "    def __init__(self, number): self.number = number\n"
  "kept = [Kept(i) for i in range(2000)]\n"
  "sys.stdin.read()\n"
  "sys.exit(sum(each.number for each in kept) != 1999000)\n";

/* Grows to 100 MiB and more, a MiB in a hundredth of a second. */
static const char growing[] =
  "import select, sys\n"
  "kept = []\n"
  "while not select.select([sys.stdin], [], [], 0.01)[0]:\n"
  "    if len(kept) < 100:\n"
  "        kept.append(bytearray(b'x') * (1 << 20))\n";

/* --- Windows and what they have --- */

static gboolean
is_found (GtkWindow *window, const Target *target)
{
  GtkListView *view = GTK_LIST_VIEW (driver_find (GTK_WIDGET (window), "GtkListView"));

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (view))) == 1
         && driver_shows (GTK_WIDGET (window), target->name)
         && gtk_widget_is_sensitive (driver_find_action (GTK_WIDGET (window), "attach.choose"));
}

/* As a person does it. */
static SeepSessionWindow *
attach (const Target *target)
{
  GtkWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), "attach", NULL);
  window = target_find_window (SEEP_TYPE_ATTACH_WINDOW);
  gtk_editable_set_text (GTK_EDITABLE (driver_find (GTK_WIDGET (window), "GtkSearchEntry")),
                         target->name);
  driver_wait_for (is_found (window, target));
  gtk_widget_activate_action (GTK_WIDGET (window), "attach.choose", NULL);
  driver_wait_for (target_find_window (SEEP_TYPE_SESSION_WINDOW) != NULL);
  driver_wait_for (target_find_window (SEEP_TYPE_ATTACH_WINDOW) == NULL);
  return SEEP_SESSION_WINDOW (target_find_window (SEEP_TYPE_SESSION_WINDOW));
}

static SeepTimeline *
get_timeline (SeepSessionWindow *window)
{
  return seep_workspace_get_timeline (seep_session_window_get_workspace (window));
}

static guint64
count_samples (SeepSessionWindow *window)
{
  SeepSeries *rss = seep_timeline_get_metric (get_timeline (window), SEEP_METRIC_RSS);

  return rss != NULL ? seep_series_get_n (rss) : 0;
}

static guint
count_marks (SeepSessionWindow *window, SeepMarkKind kind)
{
  SeepTimeline *timeline = get_timeline (window);
  guint n = 0;

  for (guint i = 0; i < seep_timeline_get_n_marks (timeline); i++)
    n += seep_timeline_get_mark (timeline, i)->kind == kind;
  return n;
}

static guint
count_documents (SeepSessionWindow *window)
{
  return g_list_model_get_n_items (G_LIST_MODEL (seep_session_window_get_workspace (window)));
}

static GtkWidget *
get_bar (SeepSessionWindow *window)
{
  return driver_find (GTK_WIDGET (window), "SeepLiveBar");
}

static gboolean
is_sensitive (SeepSessionWindow *window, const char *action)
{
  return gtk_widget_is_sensitive (driver_find_action (get_bar (window), action));
}

static void
press (SeepSessionWindow *window, const char *action)
{
  driver_wait_for (is_sensitive (window, action));
  g_signal_emit_by_name (driver_find_action (get_bar (window), action), "clicked");
}

/* Ends both: what is recorded, and what it was recorded of. */
static void
stop_and_close (SeepSessionWindow *window, Target *target)
{
  SeepLiveSession *live = seep_session_window_get_live (window);

  if (seep_live_session_is_running (live))
    press (window, "live.stop");
  driver_wait_for (!seep_live_session_is_running (live));
  driver_close (window);
  if (target->process != NULL)
    target_end (target);
}

/* --- What is promised --- */

static void
test_does_what_is_asked_and_leaves_alone (void)
{
  SeepSessionWindow *window;
  SeepLiveSession *live;
  SeepDocument *document;
  Target target;

  target_start (&target, "patient", patient);
  window = attach (&target);
  live = seep_session_window_get_live (window);
  driver_assert_named (GTK_WIDGET (window));
  driver_wait_for (count_samples (window) >= 2);
  g_assert_true (seep_timeline_is_live (get_timeline (window)));
  g_assert_true (driver_shows (get_bar (window), "Recording"));
  g_assert_cmpfloat (seep_live_session_get_value (live, SEEP_METRIC_RSS), >, MIB);

  press (window, "live.mark");
  driver_wait_for (count_marks (window, SEEP_MARK_USER) == 1);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.take-snapshot", NULL);
  driver_wait_for (count_documents (window) == 1 && !seep_live_session_is_busy (live));
  g_assert_cmpuint (count_marks (window, SEEP_MARK_SNAPSHOT), ==, 1);
  document = driver_get_document (window, 0);
  seep_document_load (document);
  driver_wait_for (seep_document_get_state (document) == SEEP_DOCUMENT_READY);
  g_assert_cmpuint (seep_heap_get_columns (seep_document_get_heap (document))->n_objects, >, 2000);

  press (window, "live.collect");
  driver_wait_for (count_marks (window, SEEP_MARK_COLLECTION) == 1);

  press (window, "live.stop");
  driver_wait_for (!seep_live_session_is_running (live));
  g_assert_false (seep_timeline_is_live (get_timeline (window)));
  g_assert_false (is_sensitive (window, "live.take-snapshot"));
  g_assert_cmpuint (count_documents (window), ==, 1);
  stop_and_close (window, &target); /* as it would have ended without us */
}

static void
test_tells_that_it_has_ended (void)
{
  SeepSessionWindow *window;
  g_autofree char *sentence = NULL;
  Target target;

  target_start (&target, "short", NULL);
  window = attach (&target);
  sentence = g_strdup_printf ("The recording of %s has ended", target.name);
  driver_wait_for (count_samples (window) >= 1);
  target_end (&target);
  driver_wait_for (driver_shows (get_bar (window), sentence));
  g_assert_false (is_sensitive (window, "live.mark"));
  g_assert_false (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (window)), "●"));
  stop_and_close (window, &target);
}

/* The first spin button of the bar's popover: memory in MiB. */
static GtkSpinButton *
get_line (SeepSessionWindow *window)
{
  GtkWidget *form = driver_find (get_bar (window), "SeepAlertForm");

  return GTK_SPIN_BUTTON (driver_find (form, "GtkSpinButton"));
}

static void
test_dumps_when_a_line_is_crossed (void)
{
  SeepSessionWindow *window;
  SeepLiveSession *live;
  GtkWidget *form;
  double line;
  Target target;

  target_start (&target, "growing", growing);
  window = attach (&target);
  live = seep_session_window_get_live (window);
  form = driver_find (get_bar (window), "SeepAlertForm");
  driver_wait_for (count_samples (window) >= 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (driver_find (form, "GtkCheckButton")), TRUE);
  line = 60; /* it comes from 10, and goes to more than 100 */
  gtk_spin_button_set_value (get_line (window), line);
  g_assert_cmpfloat (seep_timeline_get_threshold (get_timeline (window)), ==, line * MIB);
  driver_wait_for (count_marks (window, SEEP_MARK_THRESHOLD) == 1);
  driver_wait_for (count_documents (window) == 1 && !seep_live_session_is_busy (live));
  g_assert_cmpfloat (seep_live_session_get_value (live, SEEP_METRIC_RSS), >, line * MIB);
  driver_wait_for (notifications_get_last () != NULL);
  g_assert_true (g_str_has_prefix (notifications_get_last (), target.name));
  g_assert_nonnull (strstr (notifications_get_last (), ", above 60.0")); /* no-break space, MiB */
  stop_and_close (window, &target);
}

/* The line in the timeline and the number in the form are one. */
static void
test_the_line_can_be_dragged (void)
{
  SeepSessionWindow *window;
  SeepLiveSession *live;
  Target target;

  target_start (&target, "dragged", NULL);
  window = attach (&target);
  live = seep_session_window_get_live (window);
  driver_wait_for (count_samples (window) >= 1);
  seep_timeline_set_threshold (get_timeline (window), 300.0 * MIB);
  g_assert_cmpuint (seep_live_session_get_thresholds (live)->max_rss_bytes, ==, 300 * MIB);
  g_assert_cmpfloat (gtk_spin_button_get_value (get_line (window)), ==, 300);
  gtk_spin_button_set_value (get_line (window), 400);
  g_assert_cmpfloat (seep_timeline_get_threshold (get_timeline (window)), ==, 400.0 * MIB);
  seep_timeline_set_threshold (get_timeline (window), NAN);
  g_assert_cmpuint (seep_live_session_get_thresholds (live)->max_rss_bytes, ==, 0);
  stop_and_close (window, &target);
}

static void
answer (const char *label)
{
  GtkWindow *dialog;

  driver_wait_for (target_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  dialog = target_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_signal_emit_by_name (driver_find_label (GTK_WIDGET (dialog), label), "clicked");
  driver_wait_for (target_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
test_asks_before_it_is_closed (void)
{
  SeepSessionWindow *window;
  SeepLiveSession *live;
  Target target;

  target_start (&target, "closed", patient);
  window = attach (&target);
  live = seep_session_window_get_live (window);
  driver_wait_for (count_samples (window) >= 1);

  gtk_window_close (GTK_WINDOW (window));
  answer ("Cancel");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));

  gtk_window_close (GTK_WINDOW (window));
  answer ("Keep Recording");
  driver_wait_for (!gtk_widget_get_visible (GTK_WIDGET (window)));
  g_assert_true (seep_live_session_is_running (live));
  g_action_group_activate_action (G_ACTION_GROUP (application), "show-session",
                                  g_variant_new_string (seep_live_session_get_session (live)));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));

  gtk_window_close (GTK_WINDOW (window));
  answer ("Stop and Keep");
  driver_wait_for (target_find_window (SEEP_TYPE_SESSION_WINDOW) == NULL);
  target_end (&target);
}

static void
test_has_a_pad (void)
{
  SeepSessionWindow *window;
  GtkWidget *pad;
  Target target;

  target_start (&target, "padded", NULL);
  window = attach (&target);
  driver_wait_for (count_samples (window) >= 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-pad", NULL);
  pad = GTK_WIDGET (target_find_window (SEEP_TYPE_LIVE_PAD));
  g_assert_nonnull (pad);
  driver_assert_named (pad);
  driver_wait_for (driver_shows (pad, "MiB"));
  g_signal_emit_by_name (driver_find_action (pad, "live.mark"), "clicked");
  driver_wait_for (count_marks (window, SEEP_MARK_USER) == 1);
  g_signal_emit_by_name (driver_find_action (pad, "live.take-snapshot"), "clicked");
  driver_wait_for (driver_shows (pad, "Snapshot taken; the program was paused for"));
  g_assert_cmpuint (count_documents (window), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-pad", NULL);
  g_assert_true (GTK_WIDGET (target_find_window (SEEP_TYPE_LIVE_PAD)) == pad);
  stop_and_close (window, &target);
  g_assert_null (target_find_window (SEEP_TYPE_LIVE_PAD));
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
  notifications_start ();

  g_test_add_func ("/live/does-what-is-asked-and-leaves-alone",
                   test_does_what_is_asked_and_leaves_alone);
  g_test_add_func ("/live/tells-that-it-has-ended", test_tells_that_it_has_ended);
  g_test_add_func ("/live/dumps-when-a-line-is-crossed", test_dumps_when_a_line_is_crossed);
  g_test_add_func ("/live/the-line-can-be-dragged", test_the_line_can_be_dragged);
  g_test_add_func ("/live/asks-before-it-is-closed", test_asks_before_it_is_closed);
  g_test_add_func ("/live/has-a-pad", test_has_a_pad);
  status = g_test_run ();
  driver_remove_dumps ();
  notifications_stop ();
  g_object_unref (application);
  return status;
}
