/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-row-menu.h — the menu of a table's rows: by the right button, the Menu key or Shift+F10. The
 * row becomes the selected one first: the menu's actions are about that. */
#pragma once

#include "seep-table.h"

G_BEGIN_DECLS

/* A popover that is a child of @host, in which the table's @view stands: whoever owns @host takes it
 * out again (gtk_widget_unparent) before @table goes. Borrowed. */
GtkWidget *seep_row_menu_add (GtkWidget     *host,
                              GtkColumnView *view,
                              SeepTable     *table,
                              GMenuModel    *model);

G_END_DECLS
