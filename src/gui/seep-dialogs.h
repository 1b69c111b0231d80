/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-dialogs.h — every dialog, in one file: later toolkits have other classes for them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @parent may be NULL. The files that were chosen; NULL with G_IO_ERROR_CANCELLED. */
void        seep_dialogs_open_files_async  (GtkWindow          *parent,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
GListModel *seep_dialogs_open_files_finish (GAsyncResult *result,
                                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file (any), or a folder. Its path, yours; NULL with G_IO_ERROR_CANCELLED. */
void  seep_dialogs_choose_path_async  (GtkWindow          *parent,
                                       const char         *heading,
                                       gboolean            is_folder,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
char *seep_dialogs_choose_path_finish (GAsyncResult *result,
                                       GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* What @heading names shall be called; @name is what it is called now. Never empty; NULL with
 * G_IO_ERROR_CANCELLED. */
void  seep_dialogs_ask_name_async  (GtkWindow          *parent,
                                    const char         *heading,
                                    const char         *name,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
char *seep_dialogs_ask_name_finish (GAsyncResult *result,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* One or two lines of text: what @heading asks for, explained by @body; @text is on the button that answers. The second field is there if @second has a label. NULL with G_IO_ERROR_CANCELLED; else as many
 * texts as fields, the first not empty. */
void  seep_dialogs_ask_fields_async  (GtkWindow          *parent,
                                      const char         *heading,
                                      const char         *body,
                                      const char         *first,
                                      const char         *second, /* may be NULL */
                                      const char         *text,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GStrv seep_dialogs_ask_fields_finish (GAsyncResult *result,
                                      GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/* The window of a recording that goes on is to be closed. */
typedef enum
{
  SEEP_CLOSING_CANCEL,
  SEEP_CLOSING_STOP,
  SEEP_CLOSING_GO_ON,
} SeepClosing;

void        seep_dialogs_ask_closing_async  (GtkWindow          *parent,
                                             const char         *program,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
SeepClosing seep_dialogs_ask_closing_finish (GAsyncResult *result);

void seep_dialogs_show_about (GtkWindow *parent);

G_END_DECLS
