/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-dialogs.h"

#include "base/seep-i18n.h"

#include <adwaita.h>

static void
response_cb (GTask *task, int response, GtkNativeDialog *dialog)
{
  /* The dialog's signal held the only reference to the task. */
  g_autoptr(GTask) owned = task;

  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)),
                           g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

void
seep_dialogs_open_files_async (GtkWindow          *parent,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    _("Open Heap Dump"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Heap Dumps"), "*.seepheap");
  add_filter (GTK_FILE_CHOOSER (dialog), _("All Files"), "*");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (response_cb), task);
  /* It lives as long as its question. */
  g_task_set_task_data (task, dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

GListModel *
seep_dialogs_open_files_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
seep_dialogs_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", _("Seep"),
                         "application-icon", SEEP_APP_ID,
                         "developer-name", _("The Seep developers"),
                         "version", SEEP_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Finds out why a Python program’s memory grows."),
                         NULL);
}
