/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "screenshots-live.h"

#include "driver.h"
#include "seep-attach-window.h"
#include "seep-live-pad.h"
#include "seep-record-window.h"
#include "target.h"

#include <glib/gi18n.h>

#define N_SAMPLES 80

static GtkWidget *
open_window (SeepApplication *application, const char *action, GType type, int width, int height)
{
  GtkWindow *window;

  g_action_group_activate_action (G_ACTION_GROUP (application), action, NULL);
  window = target_find_window (type);
  gtk_window_set_modal (window, FALSE);
  gtk_window_set_default_size (window, MIN (width, 620), height);
  return GTK_WIDGET (window);
}

static void
fill_in (SeepRecordWindow *form)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_plan_new ();
  const char *variables[] = { "SHOP_CURRENCY=EUR", NULL };

  g_free (plan->command);
  plan->command = g_strdup ("webshop.py --port 8080"); /* from the folder that we are started in */
  g_strfreev (plan->environment);
  plan->environment = g_strdupv ((char **) variables);
  plan->what = SEEP_RECORD_EVERYTHING;
  plan->interval_seconds = 0.1;
  seep_record_window_set_plan (form, plan);
}

static guint64
count_samples (SeepSessionWindow *window)
{
  SeepSeries *rss = seep_timeline_get_metric (
    seep_workspace_get_timeline (seep_session_window_get_workspace (window)), SEEP_METRIC_RSS);

  return rss != NULL ? seep_series_get_n (rss) : 0;
}

/* A recording under way: marked, dumped, with a line. */
static void
record (SeepSessionWindow *window)
{
  SeepLiveSession *live = seep_session_window_get_live (window);
  SeepLiveThresholds thresholds = { .max_rss_bytes = 96 << 20 };

  driver_wait_for (count_samples (window) > N_SAMPLES / 4);
  seep_live_session_mark (live, _("Warm"));
  seep_live_session_set_thresholds (live, &thresholds);
  driver_wait_for (count_samples (window) > N_SAMPLES / 2);
  seep_live_session_take_snapshot (live, NULL);
  driver_wait_for (g_list_model_get_n_items (
                     G_LIST_MODEL (seep_session_window_get_workspace (window)))
                   > 0);
  driver_wait_for (count_samples (window) > N_SAMPLES);
}

void
screenshots_keep_live (SeepApplication *application,
                       const char      *folder,
                       const char      *name,
                       int              width,
                       int              height,
                       KeepFunc         keep)
{
  GtkWidget *form;
  GtkWidget *attach;
  GtkWidget *bar;
  SeepSessionWindow *window;

  form = open_window (application, "record", SEEP_TYPE_RECORD_WINDOW, width, height);
  fill_in (SEEP_RECORD_WINDOW (form));
  keep (form, folder, name, "record");
  gtk_widget_activate_action (form, "record.start", NULL);
  driver_wait_for (target_find_window (SEEP_TYPE_SESSION_WINDOW) != NULL);
  window = SEEP_SESSION_WINDOW (target_find_window (SEEP_TYPE_SESSION_WINDOW));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  record (window);
  keep (GTK_WIDGET (window), folder, name, "live");

  attach = open_window (application, "attach", SEEP_TYPE_ATTACH_WINDOW, width, height);
  driver_wait_for (driver_shows (attach, "webshop.py"));
  keep (attach, folder, name, "attach");
  gtk_window_destroy (GTK_WINDOW (attach));

  keep (GTK_WIDGET (seep_live_pad_show (seep_session_window_get_live (window),
                                        GTK_WINDOW (window))),
        folder, name, "pad");
  bar = driver_find (GTK_WIDGET (window), "SeepLiveBar");
  gtk_widget_activate_action (bar, "live.end-program", NULL);
  driver_wait_for (!seep_live_session_is_running (seep_session_window_get_live (window)));
  keep (GTK_WIDGET (window), folder, name, "ended");
  driver_close (window);
}
