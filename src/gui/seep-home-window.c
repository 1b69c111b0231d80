/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-home-window.h"

#include "base/seep-i18n.h"
#include "seep-banner.h"
#include "seep-dialogs.h"
#include "seep-progress.h"
#include "seep-sample.h"
#include "seep-session-row.h"

struct _SeepHomeWindow
{
  AdwApplicationWindow parent_instance;

  GCancellable *cancellable; /* owned; of the sample that runs, NULL while none does */

  /* Template children. */
  AdwToastOverlay *toasts;
  SeepBanner      *banner;
  GtkListBox      *recent;
  GtkWidget       *open_row;
  GtkSpinner      *sample_spinner;
  GtkWidget       *sample_cancel;
};

G_DEFINE_FINAL_TYPE (SeepHomeWindow, seep_home_window, ADW_TYPE_APPLICATION_WINDOW)

static void show_error (SeepHomeWindow *self,
                        const GError   *error);

static void
open_and_go (SeepHomeWindow *self, GFile *file)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autoptr(GListStore) list = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (list, file);
  seep_application_open_files (SEEP_APPLICATION (application), G_LIST_MODEL (list),
                               GTK_WINDOW (self));
}

static void
update_sample (SeepHomeWindow *self)
{
  gboolean is_running = self->cancellable != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->sample_spinner), is_running);
  gtk_spinner_set_spinning (self->sample_spinner, is_running);
  gtk_widget_set_visible (self->sample_cancel, is_running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-sample", is_running);
}

static void
sample_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *path = seep_sample_record (cancellable, &error);

  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, path, g_free);
}

static void
sample_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(GFile) file = NULL;

  /* Cancelled, by the button or by the window's end: whatever it brings belongs to nobody. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  update_sample (self);
  if (path == NULL)
    {
      show_error (self, error);
      return;
    }

  file = g_file_new_for_path (path);
  open_and_go (self, file);
}

static void
open_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (widget);
  g_autoptr(GTask) task = NULL;

  /* The action stays enabled: a row that is not sensitive would take its Cancel button along. */
  if (self->cancellable != NULL)
    return;
  task = g_task_new (self, seep_renew_cancellable (&self->cancellable), sample_cb, NULL);
  update_sample (self);
  g_task_run_in_thread (task, sample_worker);
}

static void
cancel_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (widget);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  update_sample (self);
}

static SeepStoreThread *
get_store (SeepHomeWindow *self)
{
  return seep_application_get_store (
    SEEP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

/* A closed window is disposed of when the last of its workers lets go of it, and belongs to nobody
 * until then. */
static gboolean
is_closed (SeepHomeWindow *self)
{
  return gtk_window_get_application (GTK_WINDOW (self)) == NULL;
}

static void
show_error (SeepHomeWindow *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
recent_activated_cb (SeepHomeWindow *self, GtkListBoxRow *row, GtkListBox *list)
{
  seep_application_open_session (
    SEEP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))),
    seep_session_row_get_session (SEEP_SESSION_ROW (row)), GTK_WINDOW (self));
}

static SeepSessionRow *
find_row (SeepHomeWindow *self, const char *session)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->recent, i)) != NULL; i++)
    {
      if (g_str_equal (seep_session_row_get_session (SEEP_SESSION_ROW (row)), session))
        return SEEP_SESSION_ROW (row);
    }
  return NULL;
}

static void
fill_recent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) sessions = seep_recent_list_finish (result, &error);
  g_autofree char *problem = NULL;
  GtkListBoxRow *row;

  if (is_closed (self))
    return;
  if (sessions == NULL)
    {
      problem = g_strdup_printf (_("Sessions cannot be remembered: %s"), error->message);
      seep_banner_set_text (self->banner, problem);
      return;
    }

  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)) != NULL)
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));
  for (guint i = 0; i < sessions->len; i++)
    gtk_list_box_append (self->recent,
                         GTK_WIDGET (seep_session_row_new (g_ptr_array_index (sessions, i))));
}

static void
fill_recent (SeepHomeWindow *self)
{
  seep_recent_list_async (get_store (self), self, NULL, fill_recent_cb, NULL);
}

static void
changed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);
  g_autoptr(GError) error = NULL;
  gboolean is_done = seep_recent_change_finish (result, &error);

  if (is_closed (self))
    return;
  if (!is_done)
    show_error (self, error);
  fill_recent (self);
}

static void
renamed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);
  g_autofree char *session = data;
  g_autofree char *name = seep_dialogs_ask_name_finish (result, NULL);

  /* The only error is that nothing was chosen. */
  if (name != NULL && !is_closed (self))
    seep_recent_change_async (get_store (self), SEEP_RECENT_RENAME, session, name, self, changed_cb,
                              NULL);
}

static void
rename_session_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (widget);
  const char *session = g_variant_get_string (parameter, NULL);
  SeepSessionRow *row = find_row (self, session);

  if (row != NULL)
    seep_dialogs_ask_name_async (GTK_WINDOW (self), _("Rename Session"),
                                 seep_session_row_get_name (row), NULL, renamed_cb,
                                 g_strdup (session));
}

static void
undo_delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (widget);

  seep_recent_change_async (get_store (self), SEEP_RECENT_RESTORE,
                            g_variant_get_string (parameter, NULL), NULL, self, changed_cb, NULL);
}

static void
delete_session_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (widget);
  const char *session = g_variant_get_string (parameter, NULL);
  SeepSessionRow *row = find_row (self, session);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  if (row == NULL)
    return;
  text = g_strdup_printf (_("“%s” was deleted"), seep_session_row_get_name (row));
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_target (toast, "s", session);
  adw_toast_set_action_name (toast, "win.undo-delete");
  adw_toast_overlay_add_toast (self->toasts, toast);

  seep_application_close_session (
    SEEP_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), session);
  seep_recent_change_async (get_store (self), SEEP_RECENT_DELETE, session, NULL, self, changed_cb,
                            NULL);
}

/* Enter opens a file, from the first moment on. */
static void
seep_home_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (seep_home_window_parent_class)->map (widget);
  gtk_widget_grab_focus (SEEP_HOME_WINDOW (widget)->open_row);
}

static void
seep_home_window_dispose (GObject *object)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_HOME_WINDOW);
  G_OBJECT_CLASS (seep_home_window_parent_class)->dispose (object);
}

static void
seep_home_window_class_init (SeepHomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_BANNER);

  G_OBJECT_CLASS (klass)->dispose = seep_home_window_dispose;
  widget_class->map = seep_home_window_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-home-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, recent);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, open_row);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, sample_cancel);
  gtk_widget_class_bind_template_callback_full (widget_class, "recent_activated_cb",
                                                G_CALLBACK (recent_activated_cb));
  gtk_widget_class_install_action (widget_class, "win.open-sample", NULL, open_sample_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-sample", NULL, cancel_sample_action);
  gtk_widget_class_install_action (widget_class, "win.rename-session", "s", rename_session_action);
  gtk_widget_class_install_action (widget_class, "win.delete-session", "s", delete_session_action);
  gtk_widget_class_install_action (widget_class, "win.undo-delete", "s", undo_delete_action);
}

static void
seep_home_window_init (SeepHomeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_sample (self);
  seep_application_accept_drops (GTK_WINDOW (self));
}

SeepHomeWindow *
seep_home_window_new (SeepApplication *application)
{
  SeepHomeWindow *self = g_object_new (SEEP_TYPE_HOME_WINDOW, "application", application, NULL);

  fill_recent (self);
  return self;
}
