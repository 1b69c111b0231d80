/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-mark-list.h — the marks of a timeline, one a row. */
#pragma once

#include "seep-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Fills @list anew; only the last ones, where there are hundreds. */
void seep_mark_list_fill (GtkListBox   *list,
                          SeepTimeline *timeline);

/* The timeline's number of the mark in that row. */
guint seep_mark_list_get_mark (GtkListBoxRow *row,
                               SeepTimeline  *timeline);

G_END_DECLS
