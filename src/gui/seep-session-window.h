/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-session-window.h — the window of one dump: pages, the way one came, and how far the loading
 * is.
 *
 * Actions: win.show-page (s), win.show-type (u), win.show-object (u), win.go-back, win.go-forward,
 * win.toggle-sidebar, win.find, win.load, win.cancel, win.show-toast (s). */
#pragma once

#include "seep-application.h"
#include "seep-document.h"
#include "seep-place.h"

G_BEGIN_DECLS

#define SEEP_TYPE_SESSION_WINDOW (seep_session_window_get_type ())
G_DECLARE_FINAL_TYPE (SeepSessionWindow,
                      seep_session_window,
                      SEEP,
                      SESSION_WINDOW,
                      AdwApplicationWindow)

/* Starts loading at once. @application may be NULL (tests). */
SeepSessionWindow *seep_session_window_new (SeepApplication *application,
                                            GFile           *file) G_GNUC_WARN_UNUSED_RESULT;

SeepDocument    *seep_session_window_get_document (SeepSessionWindow *self);
const SeepPlace *seep_session_window_get_place    (SeepSessionWindow *self);

/* The page that is shown: a SeepPage, or what stands for one while there is no heap. */
GtkWidget *seep_session_window_get_page (SeepSessionWindow *self);

G_END_DECLS
