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
    _("Open Files"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  /* A trace file may be called anything. */
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

static void
path_response_cb (GTask *task, int response, GtkNativeDialog *dialog)
{
  /* The dialog's signal held the only reference to the task. */
  g_autoptr(GTask) owned = task;
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  char *path = file != NULL ? g_file_get_path (file) : NULL;

  gtk_native_dialog_hide (dialog);
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    {
      g_task_return_pointer (task, path, g_free);
      return;
    }
  g_free (path);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

void
seep_dialogs_choose_path_async (GtkWindow          *parent,
                                const char         *heading,
                                gboolean            is_folder,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    heading, parent,
    is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
    _("_Choose"), _("_Cancel"));
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (path_response_cb), task);
  /* It lives as long as its question. */
  g_task_set_task_data (task, dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

char *
seep_dialogs_choose_path_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
name_response_cb (GTask *task, const char *response, AdwMessageDialog *dialog)
{
  /* The dialog's signal held the only reference to the task. */
  g_autoptr(GTask) owned = task;
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "rename"))
    g_task_return_pointer (task, g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
name_changed_cb (AdwMessageDialog *dialog, GtkEditable *entry)
{
  adw_message_dialog_set_response_enabled (dialog, "rename",
                                           *gtk_editable_get_text (entry) != '\0');
}

void
seep_dialogs_ask_name_async (GtkWindow          *parent,
                             const char         *heading,
                             const char         *name,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"),
                                  -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog,
                           G_CONNECT_SWAPPED);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "rename",
                                    _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (name_response_cb),
                            g_task_new (parent, cancellable, callback, user_data));
  gtk_window_present (GTK_WINDOW (dialog));
}

char *
seep_dialogs_ask_name_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fields_response_cb (GTask *task, const char *response, AdwMessageDialog *dialog)
{
  /* The dialog's signal held the only reference to the task. */
  g_autoptr(GTask) owned = task;
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  GList *rows = g_task_get_task_data (task);

  if (!g_str_equal (response, "answer"))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      return;
    }
  for (GList *row = rows; row != NULL; row = row->next)
    g_strv_builder_add (texts, gtk_editable_get_text (row->data));
  g_task_return_pointer (task, g_strv_builder_end (texts), (GDestroyNotify) g_strfreev);
}

static void
first_changed_cb (AdwMessageDialog *dialog, GtkEditable *row)
{
  adw_message_dialog_set_response_enabled (dialog, "answer",
                                           *gtk_editable_get_text (row) != '\0');
}

static GtkWidget *
add_field (GtkWidget *group, const char *label)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

void
seep_dialogs_ask_fields_async (GtkWindow          *parent,
                               const char         *heading,
                               const char         *body,
                               const char         *first,
                               const char         *second,
                               const char         *text,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = add_field (group, first);
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  GList *rows = g_list_append (NULL, row);

  g_signal_connect_object (row, "changed", G_CALLBACK (first_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
  if (second != NULL)
    rows = g_list_append (rows, add_field (group, second));
  g_task_set_task_data (task, rows, (GDestroyNotify) g_list_free);

  adw_message_dialog_set_extra_child (dialog, group);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "answer", text, NULL);
  adw_message_dialog_set_response_appearance (dialog, "answer", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "answer", FALSE);
  adw_message_dialog_set_default_response (dialog, "answer");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (fields_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (row);
}

GStrv
seep_dialogs_ask_fields_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
closing_response_cb (GTask *task, const char *response, AdwMessageDialog *dialog)
{
  /* The dialog's signal held the only reference to the task. */
  g_autoptr(GTask) owned = task;

  g_task_return_int (task, g_str_equal (response, "stop")    ? SEEP_CLOSING_STOP
                           : g_str_equal (response, "go-on") ? SEEP_CLOSING_GO_ON
                                                             : SEEP_CLOSING_CANCEL);
}

void
seep_dialogs_ask_closing_async (GtkWindow          *parent,
                                const char         *program,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autofree char *body = g_strdup_printf (
    _("“%s” is still being recorded. What was recorded is kept in any case; the program itself goes "
      "on."),
    program);
  AdwMessageDialog *dialog =
    ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("The Recording Goes On"), body));

  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "go-on", _("_Keep Recording"),
                                    "stop", _("_Stop and Keep"), NULL);
  adw_message_dialog_set_default_response (dialog, "go-on");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (closing_response_cb),
                            g_task_new (parent, NULL, callback, user_data));
  gtk_window_present (GTK_WINDOW (dialog));
}

SeepClosing
seep_dialogs_ask_closing_finish (GAsyncResult *result)
{
  return (SeepClosing) g_task_propagate_int (G_TASK (result), NULL);
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
