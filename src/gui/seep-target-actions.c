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

typedef struct
{
  GtkApplication   *application; /* owned */
  SeepAttachWindow *window;      /* owned */
} Attaching;

static void
started_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Attaching *attaching = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepLiveSession) live = seep_live_session_start_finish (result, &error);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (attaching->window));

  if (live != NULL)
    {
      seep_application_show_live (SEEP_APPLICATION (attaching->application), live,
                                  parent != NULL && SEEP_IS_HOME_WINDOW (parent) ? parent : NULL);
      gtk_window_destroy (GTK_WINDOW (attaching->window));
    }
  else
    seep_attach_window_show_problem (attaching->window, error->message);
  g_application_release (G_APPLICATION (attaching->application));
  g_object_unref (attaching->application);
  g_object_unref (attaching->window);
  g_free (attaching);
}

static void
attach_cb (SeepAttachWindow *window, SeepProcessItem *item, GtkApplication *application)
{
  const SeepProcess *process = seep_process_item_get_process (item);
  Attaching *attaching = g_new0 (Attaching, 1);
  const SeepLiveOptions options = {
    .host = seep_attach_window_get_host (window),
    .pid = process->pid,
    .with_objects = process->attach != SEEP_ATTACH_OUTSIDE,
    .how = process->attach == SEEP_ATTACH_OUTSIDE ? SEEP_DUMP_HOW_OUTSIDE : SEEP_DUMP_HOW_AUTO,
  };

  attaching->application = g_object_ref (application);
  attaching->window = g_object_ref (window);
  g_application_hold (G_APPLICATION (application));
  seep_live_session_start_async (seep_application_get_store (SEEP_APPLICATION (application)),
                                 &options, process->program, NULL, started_cb, attaching);
}

static void
attach_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = data;
  SeepAttachWindow *window =
    seep_attach_window_new (gtk_application_get_active_window (application),
                            seep_application_get_store (SEEP_APPLICATION (application)));

  g_signal_connect_object (window, "attach", G_CALLBACK (attach_cb), application, 0);
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
