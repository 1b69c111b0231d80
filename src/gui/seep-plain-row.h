/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-plain-row.h — a row of a boxed list with a value at its end, whose text is never markup. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @subtitle and @value may be NULL. */
GtkWidget *seep_plain_row_new (const char *title,
                               const char *subtitle,
                               const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* Makes @row a link: to activate it activates @action with @id. */
void seep_plain_row_set_link (GtkWidget  *row,
                              const char *action,
                              guint32     id);

G_END_DECLS
