/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-application.h — the program: a window a session, Home when there is none. */
#pragma once

#include "seep-live-session.h"
#include "seep-store-thread.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_APPLICATION (seep_application_get_type ())
G_DECLARE_FINAL_TYPE (SeepApplication, seep_application, SEEP, APPLICATION, AdwApplication)

SeepApplication *seep_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

SeepStoreThread *seep_application_get_store (SeepApplication *self);

/* In the window that has it, else in a new one. @home goes then; may be NULL. */
void seep_application_open_session (SeepApplication *self,
                                    const char      *session,
                                    GtkWindow       *home);

/* The same for one that is being recorded; the window owns @live from now on. */
void seep_application_show_live (SeepApplication *self,
                                 SeepLiveSession *live,
                                 GtkWindow       *home);

/* Its window goes, if it has one: what was open is saved before. */
void seep_application_close_session (SeepApplication *self,
                                     const char      *session);

/* All into the session of @window if it is a session window; else into the session that has them
 * all, or into a new one, in a window of its own. What cannot be read, its tab says. */
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
