/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-actions.h — what can be done to a recording, as actions of whatever widget shows one:
 * live.mark, live.take-snapshot, live.collect, live.stop (the program goes on), live.end-program (of one that
 * was started here), live.record-again (when that has ended), live.show-pad, live.show-session. */
#pragma once

#include "seep-live-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the class's init. */
void seep_live_actions_install (GtkWidgetClass *widget_class);

/* What they are done to from now on; NULL: nothing. The widget keeps it. */
void             seep_live_actions_set_live (GtkWidget       *widget,
                                             SeepLiveSession *live);
SeepLiveSession *seep_live_actions_get_live (GtkWidget *widget);

/* Which of them can be done now. */
void seep_live_actions_update (GtkWidget *widget);

G_END_DECLS
