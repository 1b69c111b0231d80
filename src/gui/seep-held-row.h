/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-held-row.h — a pattern that holds many objects of a type: "app.cache._cache[…]", how many,
 * how large. */
#pragma once

#include "analysis/seep-paths.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_HELD_ROW (seep_held_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepHeldRow, seep_held_row, SEEP, HELD_ROW, GtkListBoxRow)

GtkWidget *seep_held_row_new (const SeepMergedPath *path) G_GNUC_WARN_UNUSED_RESULT;

/* An object that is held this way. */
guint32 seep_held_row_get_example (SeepHeldRow *self);

G_END_DECLS
