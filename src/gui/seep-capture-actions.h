/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-capture-actions.h — what can be done with a capture of a session, from its menu or where
 * its file is missing: win.rename-capture, win.remove-capture, win.locate-capture,
 * win.accept-capture, win.show-in-files; all (s), its name. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For the class of SeepSessionWindow. */
void seep_capture_actions_install (GtkWidgetClass *widget_class);

G_END_DECLS
