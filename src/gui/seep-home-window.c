/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-home-window.h"

#include "base/seep-i18n.h"
#include "seep-plain-row.h"
#include "seep-progress.h"
#include "seep-recent.h"
#include "seep-sample.h"

struct _SeepHomeWindow
{
  AdwApplicationWindow parent_instance;

  GCancellable *cancellable; /* owned; of the sample that runs, NULL while none does */
  GPtrArray    *files;       /* owned; of GFile; those of the rows of the recent list */

  /* Template children. */
  AdwToastOverlay *toasts;
  GtkListBox      *recent;
  GtkWidget       *open_row;
  GtkSpinner      *sample_spinner;
  GtkWidget       *sample_cancel;
};

G_DEFINE_FINAL_TYPE (SeepHomeWindow, seep_home_window, ADW_TYPE_APPLICATION_WINDOW)

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
  g_autofree char *text = NULL;
  g_autoptr(GFile) file = NULL;

  /* Cancelled, by the button or by the window's end: whatever it brings belongs to nobody. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  update_sample (self);
  if (path == NULL)
    {
      text = g_markup_escape_text (error->message, -1);
      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
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

static void
recent_activated_cb (SeepHomeWindow *self, GtkListBoxRow *row, GtkListBox *list)
{
  open_and_go (self, g_ptr_array_index (self->files, (guint) gtk_list_box_row_get_index (row)));
}

static void
fill_recent_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHomeWindow *self = SEEP_HOME_WINDOW (object);
  g_autoptr(GPtrArray) files = seep_recent_list_finish (result, NULL);

  /* The only error is that the window has gone. */
  if (files == NULL)
    return;

  for (guint i = 0; i < files->len; i++)
    {
      const SeepRecentFile *file = g_ptr_array_index (files, i);
      GtkWidget *row = seep_plain_row_new (file->name, file->age, file->size);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_widget_set_tooltip_text (row, file->path);
      gtk_list_box_append (self->recent, row);
      g_ptr_array_add (self->files, g_file_new_for_path (file->path));
    }
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
  g_clear_pointer (&self->files, g_ptr_array_unref);
  G_OBJECT_CLASS (seep_home_window_parent_class)->dispose (object);
}

static void
seep_home_window_class_init (SeepHomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_home_window_dispose;
  widget_class->map = seep_home_window_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-home-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, recent);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, open_row);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, SeepHomeWindow, sample_cancel);
  gtk_widget_class_bind_template_callback_full (widget_class, "recent_activated_cb",
                                                G_CALLBACK (recent_activated_cb));
  gtk_widget_class_install_action (widget_class, "win.open-sample", NULL, open_sample_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-sample", NULL, cancel_sample_action);
}

static void
seep_home_window_init (SeepHomeWindow *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  update_sample (self);
  seep_application_accept_drops (GTK_WINDOW (self));
  seep_recent_list_async (self, NULL, fill_recent_cb, NULL);
}

SeepHomeWindow *
seep_home_window_new (SeepApplication *application)
{
  return g_object_new (SEEP_TYPE_HOME_WINDOW, "application", application, NULL);
}
