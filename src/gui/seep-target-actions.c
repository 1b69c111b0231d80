/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-target-actions.h"

#include "seep-attach-window.h"
#include "seep-home-window.h"
#include "seep-record-recents.h"
#include "seep-record-window.h"

#define PLAN "seep-plan" /* of a live session: what it was recorded with */

/* --- Attaching --- */

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

/* --- Recording --- */

typedef struct
{
  GtkApplication   *application; /* owned */
  SeepRecordWindow *window;      /* owned */
  SeepRecordPlan   *plan;        /* owned */
} Recording;

static void
remember (SeepLiveSession *live, const SeepRecordPlan *plan)
{
  g_autoptr(GError) error = NULL;

  g_object_set_data_full (G_OBJECT (live), PLAN, seep_record_plan_copy (plan),
                          (GDestroyNotify) seep_record_plan_free);
  if (!seep_record_recents_add (plan, &error))
    g_warning ("the program is not remembered: %s", error->message);
}

static void
recording_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Recording *recording = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepLiveSession) live = seep_live_session_start_finish (result, &error);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (recording->window));

  seep_record_window_set_busy (recording->window, FALSE);
  if (live != NULL)
    {
      remember (live, recording->plan);
      seep_application_show_live (SEEP_APPLICATION (recording->application), live,
                                  parent != NULL && SEEP_IS_HOME_WINDOW (parent) ? parent : NULL);
      gtk_window_destroy (GTK_WINDOW (recording->window));
    }
  else
    seep_record_window_show_problem (recording->window, error->message);
  g_application_release (G_APPLICATION (recording->application));
  g_object_unref (recording->application);
  g_object_unref (recording->window);
  seep_record_plan_free (recording->plan);
  g_free (recording);
}

/* @plan is taken. */
static void
start_recording (SeepRecordWindow        *window,
                 GtkApplication          *application,
                 SeepRecordPlan          *plan,
                 const SeepRecordCommand *command)
{
  Recording *recording = g_new0 (Recording, 1);
  const SeepLiveOptions options = {
    .argv = (const char *const *) command->argv,
    .python = command->python,
    .folder = command->folder,
    .environment = (const char *const *) plan->environment,
    .tracemalloc_frames = plan->what != SEEP_RECORD_METRICS ? plan->frames : 0,
    .interval_seconds = plan->interval_seconds,
    .with_objects = plan->what == SEEP_RECORD_EVERYTHING,
    .snapshot_every_seconds = plan->snapshot_every_seconds,
  };

  recording->application = g_object_ref (application);
  recording->window = g_object_ref (window);
  recording->plan = plan;
  g_application_hold (G_APPLICATION (application));
  seep_record_window_set_busy (window, TRUE);
  seep_live_session_start_async (seep_application_get_store (SEEP_APPLICATION (application)),
                                 &options, command->program, NULL, recording_cb, recording);
}

static void
started_recording_cb (SeepRecordWindow *window, GtkApplication *application)
{
  g_autoptr(SeepRecordPlan) plan = seep_record_window_dup_plan (window);
  g_auto(SeepRecordCommand) command = { 0 };
  g_autoptr(GError) error = NULL;

  if (seep_record_plan_resolve (plan, &command, &error))
    start_recording (window, application, g_steal_pointer (&plan), &command);
  else
    seep_record_window_show_problem (window, error->message);
}

static void
show_form (SeepApplication *application, GtkWindow *parent, const SeepRecordPlan *plan)
{
  SeepRecordWindow *window = seep_record_window_new (parent);

  if (plan != NULL)
    seep_record_window_set_plan (window, plan);
  g_signal_connect_object (window, "started", G_CALLBACK (started_recording_cb), application, 0);
  gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
}

static void
record_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_form (data, gtk_application_get_active_window (data), NULL);
}

gboolean
seep_target_actions_can_record_again (SeepLiveSession *live)
{
  g_return_val_if_fail (SEEP_IS_LIVE_SESSION (live), FALSE);

  return g_object_get_data (G_OBJECT (live), PLAN) != NULL;
}

void
seep_target_actions_record_again (SeepApplication *application,
                                  SeepLiveSession *live,
                                  GtkWindow       *parent)
{
  g_return_if_fail (SEEP_IS_APPLICATION (application) && SEEP_IS_LIVE_SESSION (live));

  show_form (application, parent, g_object_get_data (G_OBJECT (live), PLAN));
}

static void
show_session_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  seep_application_open_session (data, g_variant_get_string (parameter, NULL), NULL);
}

void
seep_target_actions_add (SeepApplication *application)
{
  static const GActionEntry actions[] = {
    { "attach", attach_action },
    { "record", record_action },
    { "show-session", show_session_action, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
}
