/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-home-window.h — where one begins: open a file, try the sample, go on with a recent dump. */
#pragma once

#include "seep-application.h"

G_BEGIN_DECLS

#define SEEP_TYPE_HOME_WINDOW (seep_home_window_get_type ())
G_DECLARE_FINAL_TYPE (SeepHomeWindow, seep_home_window, SEEP, HOME_WINDOW, AdwApplicationWindow)

SeepHomeWindow *seep_home_window_new (SeepApplication *application) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
