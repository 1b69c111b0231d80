/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-application.h — the program: a window a session, Home when there is none. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_APPLICATION (seep_application_get_type ())
G_DECLARE_FINAL_TYPE (SeepApplication, seep_application, SEEP, APPLICATION, AdwApplication)

SeepApplication *seep_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* All into the session of @window if it is a session window; else into a window of their own.
 * What cannot be read, its tab says. */
void seep_application_open_files (SeepApplication *self,
                                  GListModel      *files,
                                  GtkWindow       *window);

/* Files that are dropped anywhere on @window are opened; a Home window goes then. */
void seep_application_accept_drops (GtkWindow *window);

/* Asks for files and opens them. @parent, a Home window, goes when something was chosen; may be
 * NULL. */
void seep_application_ask_for_files (SeepApplication *self,
                                     GtkWindow       *parent);

G_END_DECLS
