/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-target-actions.h"

#include "seep-attach-window.h"
#include "seep-home-window.h"

static void
dumped_cb (SeepAttachWindow *window, const char *session, GtkApplication *application)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (window));

  seep_application_open_session (SEEP_APPLICATION (application), session,
                                 parent != NULL && SEEP_IS_HOME_WINDOW (parent) ? parent : NULL);
}

static void
attach_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = data;
  SeepAttachWindow *window =
    seep_attach_window_new (gtk_application_get_active_window (application),
                            seep_application_get_store (SEEP_APPLICATION (application)));

  g_signal_connect_object (window, "dumped", G_CALLBACK (dumped_cb), application, 0);
  gtk_window_set_application (GTK_WINDOW (window), application);
  gtk_window_present (GTK_WINDOW (window));
}

void
seep_target_actions_add (SeepApplication *application)
{
  static const GActionEntry actions[] = {
    { "attach", attach_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
}
