/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-place-actions.h — the verbs of a session window that lead to a place: a page, a type, an
 * object, what a comparison tells apart, a comparison, a capture. */
#pragma once

#include "seep-session-window.h"

G_BEGIN_DECLS

/* For the class of SeepSessionWindow. */
void seep_place_actions_install (GtkWidgetClass *widget_class);

/* Shows @document beside @baseline. */
void seep_place_actions_compare (SeepSessionWindow *self,
                                 SeepDocument      *document,
                                 SeepDocument      *baseline);

G_END_DECLS
