/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-application.h"

#include "base/seep-i18n.h"
#include "seep-dialogs.h"
#include "seep-home-window.h"
#include "seep-opening.h"
#include "seep-session-window.h"
#include "seep-target-actions.h"

struct _SeepApplication
{
  AdwApplication parent_instance;

  SeepStoreThread *store;    /* owned */
  SeepProfiles    *profiles; /* owned */
};

G_DEFINE_FINAL_TYPE (SeepApplication, seep_application, ADW_TYPE_APPLICATION)

SeepStoreThread *
seep_application_get_store (SeepApplication *self)
{
  g_return_val_if_fail (SEEP_IS_APPLICATION (self), NULL);

  return self->store;
}

static SeepSessionWindow *
find_window (SeepApplication *self, const char *session)
{
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (self)); item != NULL;
       item = item->next)
    {
      if (SEEP_IS_SESSION_WINDOW (item->data)
          && g_strcmp0 (seep_workspace_get_session (
                          seep_session_window_get_workspace (item->data)),
                        session) == 0)
        return item->data;
    }
  return NULL;
}

/* A window that was asked from may have gone before there was an answer. */
static gboolean
is_open (GtkWindow *window)
{
  return window != NULL && gtk_window_get_application (window) != NULL;
}

/* @session NULL: a new one. */
static SeepSessionWindow *
show_session (SeepApplication *self, const char *session, GtkWindow *home)
{
  SeepSessionWindow *window = session != NULL ? find_window (self, session) : NULL;
  g_autoptr(SeepWorkspace) workspace = NULL;

  if (window == NULL)
    {
      workspace = seep_workspace_new (self->store, self->profiles, session);
      window = seep_session_window_new (self, workspace);
    }
  gtk_window_present (GTK_WINDOW (window));
  if (is_open (home) && SEEP_IS_HOME_WINDOW (home))
    gtk_window_destroy (home);
  return window;
}

void
seep_application_open_session (SeepApplication *self, const char *session, GtkWindow *home)
{
  g_return_if_fail (SEEP_IS_APPLICATION (self) && session != NULL);

  show_session (self, session, home);
}

void
seep_application_show_live (SeepApplication *self, SeepLiveSession *live, GtkWindow *home)
{
  g_return_if_fail (SEEP_IS_APPLICATION (self) && SEEP_IS_LIVE_SESSION (live));

  seep_session_window_set_live (
    show_session (self, seep_live_session_get_session (live), home), live);
}

void
seep_application_close_session (SeepApplication *self, const char *session)
{
  SeepSessionWindow *window;

  g_return_if_fail (SEEP_IS_APPLICATION (self) && session != NULL);

  window = find_window (self, session);
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static void
looked_at_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepApplication *self = SEEP_APPLICATION (object);
  g_autoptr(GtkWindow) asker = data;
  g_autoptr(SeepOpening) opening = seep_opening_finish (result);
  SeepSessionWindow *window;

  if (is_open (asker) && SEEP_IS_SESSION_WINDOW (asker))
    window = SEEP_SESSION_WINDOW (asker);
  else
    window = show_session (self, opening->session, asker);
  gtk_window_present (GTK_WINDOW (window));
  seep_session_window_open_files (window, G_LIST_MODEL (opening->files),
                                  opening->is_one_kind && opening->session == NULL
                                    ? SEEP_OPEN_COMPARED
                                    : SEEP_OPEN_FIRST);
  g_application_release (G_APPLICATION (self));
}

void
seep_application_open_files (SeepApplication *self, GListModel *files, GtkWindow *window)
{
  gboolean is_session = window != NULL && SEEP_IS_SESSION_WINDOW (window);

  g_return_if_fail (SEEP_IS_APPLICATION (self) && G_IS_LIST_MODEL (files));

  g_application_hold (G_APPLICATION (self));
  seep_opening_async (files, is_session ? NULL : self->store, self, looked_at_cb,
                      window != NULL ? g_object_ref (window) : NULL);
}

static void
files_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr(SeepApplication) self = data;
  g_autoptr(GListModel) files = seep_dialogs_open_files_finish (result, NULL);

  /* The only error is that nothing was chosen. */
  if (files != NULL)
    seep_application_open_files (self, files, GTK_WINDOW (object));
}

void
seep_application_ask_for_files (SeepApplication *self, GtkWindow *parent)
{
  g_return_if_fail (SEEP_IS_APPLICATION (self));

  seep_dialogs_open_files_async (parent, NULL, files_chosen_cb, g_object_ref (self));
}

static gboolean
drop_cb (GtkWindow *window, const GValue *value, double x, double y, GtkDropTarget *target)
{
  GtkApplication *application = gtk_window_get_application (window);
  g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr(GListStore) list = g_list_store_new (G_TYPE_FILE);

  if (files == NULL || application == NULL)
    return FALSE;
  for (GSList *item = files; item != NULL; item = item->next)
    g_list_store_append (list, item->data);
  seep_application_open_files (SEEP_APPLICATION (application), G_LIST_MODEL (list), window);
  return TRUE;
}

void
seep_application_accept_drops (GtkWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), window, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
}

static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  seep_application_ask_for_files (data, gtk_application_get_active_window (data));
}

static void
show_home_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  for (GList *item = gtk_application_get_windows (data); item != NULL; item = item->next)
    {
      if (SEEP_IS_HOME_WINDOW (item->data))
        {
          gtk_window_present (item->data);
          return;
        }
    }
  gtk_window_present (GTK_WINDOW (seep_home_window_new (data)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  seep_dialogs_show_about (gtk_application_get_active_window (data));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (data));

  for (GList *item = windows; item != NULL; item = item->next)
    gtk_window_close (item->data);
  g_list_free (windows);
}

static void
seep_application_activate (GApplication *application)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "show-home", NULL);
}

static void
seep_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr(GListStore) list = g_list_store_new (G_TYPE_FILE);

  for (int i = 0; i < n_files; i++)
    g_list_store_append (list, files[i]);
  seep_application_open_files (SEEP_APPLICATION (application), G_LIST_MODEL (list), NULL);
}

static void
seep_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "open", open_action },
    { "show-home", show_home_action },
    { "about", about_action },
    { "quit", quit_action },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.open", { "<Control>o" } },
    { "app.record", { "<Control>r" } },
    { "app.attach", { "<Control><Shift>a" } },
    { "app.show-home", { "<Control>n" } },
    { "app.quit", { "<Control>q" } },
    { "win.close-tab", { "<Control>w" } },
    { "win.duplicate-tab", { "<Control>t" } },
    { "win.reopen-tab", { "<Control><Shift>t" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
    { "win.go-back", { "<Alt>Left", "Back" } },
    { "win.go-forward", { "<Alt>Right", "Forward" } },
    { "win.toggle-sidebar", { "F9" } },
    { "win.toggle-inspector", { "<Control>F9" } },
    { "win.find", { "<Control>f" } },
    { "win.mark", { "<Control>m" } },
    { "win.take-snapshot", { "<Control><Shift>s" } },
    { "win.show-pad", { "<Control><Shift>p" } },
  };

  G_APPLICATION_CLASS (seep_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  seep_target_actions_add (SEEP_APPLICATION (application));
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (
      GTK_APPLICATION (application), accels[i].action,
      (const char *[]){ accels[i].keys[0], accels[i].keys[1], NULL });
  gtk_window_set_default_icon_name (SEEP_APP_ID);
}

static void
seep_application_finalize (GObject *object)
{
  SeepApplication *self = SEEP_APPLICATION (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->profiles, seep_profiles_unref);
  G_OBJECT_CLASS (seep_application_parent_class)->finalize (object);
}

static void
seep_application_class_init (SeepApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = seep_application_finalize;
  application_class->activate = seep_application_activate;
  application_class->open = seep_application_open;
  application_class->startup = seep_application_startup;
}

static void
seep_application_init (SeepApplication *self)
{
  self->store = seep_store_thread_new (NULL);
  self->profiles = seep_profiles_new (NULL, 0);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _("Finds out why a Python program’s memory grows."));
}

SeepApplication *
seep_application_new (void)
{
  return g_object_new (SEEP_TYPE_APPLICATION,
                       "application-id", SEEP_APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       /* The development id has the same resources. */
                       "resource-base-path", "/io/github/seepworkbench/Seep",
                       NULL);
}
