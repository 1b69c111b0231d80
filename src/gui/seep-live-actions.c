/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-actions.h"

#include "seep-live-pad.h"
#include "seep-target-actions.h"

#define LIVE "seep-live"

void
seep_live_actions_set_live (GtkWidget *widget, SeepLiveSession *live)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data_full (G_OBJECT (widget), LIVE, live != NULL ? g_object_ref (live) : NULL,
                          live != NULL ? g_object_unref : NULL);
}

SeepLiveSession *
seep_live_actions_get_live (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return g_object_get_data (G_OBJECT (widget), LIVE);
}

void
seep_live_actions_update (GtkWidget *widget)
{
  SeepLiveSession *live = seep_live_actions_get_live (widget);
  gboolean is_running = live != NULL && seep_live_session_is_running (live);
  gboolean is_free = is_running && !seep_live_session_is_busy (live);
  gboolean is_program = live != NULL && seep_live_session_is_program (live);

  gtk_widget_action_set_enabled (widget, "live.mark", is_running);
  gtk_widget_action_set_enabled (widget, "live.stop", is_running);
  gtk_widget_action_set_enabled (widget, "live.end-program", is_running && is_program);
  gtk_widget_action_set_enabled (widget, "live.take-snapshot", is_free);
  gtk_widget_action_set_enabled (widget, "live.collect", is_free);
  gtk_widget_action_set_enabled (widget, "live.show-pad", is_running);
  gtk_widget_action_set_enabled (widget, "live.record-again",
                                 live != NULL && !is_running
                                   && seep_target_actions_can_record_again (live));
}

static void
recording_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepLiveSession *live = seep_live_actions_get_live (widget);

  if (live == NULL || !seep_live_session_is_running (live))
    return;
  if (g_str_equal (name, "live.mark"))
    seep_live_session_mark (live, NULL);
  else if (g_str_equal (name, "live.take-snapshot"))
    seep_live_session_take_snapshot (live, NULL);
  else if (g_str_equal (name, "live.collect"))
    seep_live_session_collect (live);
  else
    seep_live_session_stop (live, g_str_equal (name, "live.end-program"));
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepLiveSession *live = seep_live_actions_get_live (widget);
  GtkWindow *window = get_window (widget);
  GtkApplication *application = window != NULL ? gtk_window_get_application (window) : NULL;

  if (live == NULL || window == NULL)
    return;
  if (g_str_equal (name, "live.show-pad"))
    seep_live_pad_show (live, window);
  else if (application == NULL)
    return;
  else if (g_str_equal (name, "live.record-again"))
    seep_target_actions_record_again (SEEP_APPLICATION (application), live, window);
  else
    g_action_group_activate_action (
      G_ACTION_GROUP (application), "show-session",
      g_variant_new_string (seep_live_session_get_session (live)));
}

void
seep_live_actions_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                 *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "live.mark", recording_action },
    { "live.take-snapshot", recording_action },
    { "live.collect", recording_action },
    { "live.stop", recording_action },
    { "live.end-program", recording_action },
    { "live.show-pad", window_action },
    { "live.record-again", window_action },
    { "live.show-session", window_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}
