/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-capture-actions.h"

#include "base/seep-i18n.h"
#include "seep-dialogs.h"
#include "seep-session-window.h"

static SeepDocument *
find_document (GtkWidget *widget, GVariant *parameter)
{
  return seep_workspace_find (seep_session_window_get_workspace (SEEP_SESSION_WINDOW (widget)),
                              g_variant_get_string (parameter, NULL));
}

static void
renamed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr(SeepDocument) document = data;
  g_autofree char *label = seep_dialogs_ask_name_finish (result, NULL);

  /* The only error is that nothing was chosen. */
  if (label != NULL)
    seep_document_set_label (document, label);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepDocument *document = find_document (widget, parameter);

  if (document != NULL)
    seep_dialogs_ask_name_async (GTK_WINDOW (widget), _("Rename Capture"),
                                 seep_document_get_label (document), NULL, renamed_cb,
                                 g_object_ref (document));
}

/* What is needed to bring a capture back. */
typedef struct
{
  SeepSessionWindow *window;   /* borrowed: the toast is in it */
  SeepDocument      *document; /* owned */
  guint              position;
} Removal;

static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->document);
  g_free (removal);
}

static void
undo_cb (AdwToast *toast, gpointer data)
{
  Removal *removal = data;

  seep_workspace_insert (seep_session_window_get_workspace (removal->window), removal->document,
                         removal->position);
  seep_session_window_go_to (removal->window, removal->document, NULL);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepSessionWindow *window = SEEP_SESSION_WINDOW (widget);
  SeepWorkspace *workspace = seep_session_window_get_workspace (window);
  SeepDocument *document = find_document (widget, parameter);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  Removal *removal;
  AdwToast *toast;

  if (document == NULL)
    return;
  removal = g_new0 (Removal, 1);
  removal->window = window;
  removal->document = g_object_ref (document);
  removal->position = seep_workspace_get_position (workspace, document);
  text = g_strdup_printf (_("“%s” was removed from the session"),
                          seep_document_get_label (document));
  escaped = g_markup_escape_text (text, -1);
  seep_workspace_remove (workspace, document);

  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), removal, removal_free, 0);
  seep_session_window_add_toast (window, toast);
}

static void
located_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr(SeepDocument) document = data;
  g_autoptr(GListModel) files = seep_dialogs_open_files_finish (result, NULL);
  g_autoptr(GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL)
    seep_document_locate (document, file);
}

static void
locate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepDocument *document = find_document (widget, parameter);

  if (document != NULL)
    seep_dialogs_open_files_async (GTK_WINDOW (widget), NULL, located_cb, g_object_ref (document));
}

static void
accept_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepDocument *document = find_document (widget, parameter);

  if (document != NULL)
    seep_document_locate (document, seep_document_get_file (document));
}

static void
shown_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr(GtkWidget) window = data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    gtk_widget_activate_action (window, "win.show-toast", "s", error->message);
}

static void
show_in_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepDocument *document = find_document (widget, parameter);
  g_autoptr(GFile) folder =
    document != NULL ? g_file_get_parent (seep_document_get_file (document)) : NULL;
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, shown_cb, g_object_ref (widget));
}

void
seep_capture_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.rename-capture", "s", rename_action);
  gtk_widget_class_install_action (widget_class, "win.remove-capture", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "win.locate-capture", "s", locate_action);
  gtk_widget_class_install_action (widget_class, "win.accept-capture", "s", accept_action);
  gtk_widget_class_install_action (widget_class, "win.show-in-files", "s", show_in_files_action);
}
