/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-new-tab.h — links and rows that open in a new tab: with the middle button, or with Ctrl and
 * a click or Enter. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For all that is below @widget, whatever it is: what it would do is done in between
 * seep_begin_new_tab() and seep_end_new_tab(). */
void seep_new_tab_watch (GtkWidget *widget);

/* The same by code: FALSE if @target is no link and no row. */
gboolean seep_new_tab_activate (GtkWidget *target);

G_END_DECLS
