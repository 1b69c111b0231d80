/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-tile.h — a type that is counted: its name, a sparkline, how many there are, how fast
 * they become more. */
#pragma once

#include "seep-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TYPE_TILE (seep_type_tile_get_type ())
G_DECLARE_FINAL_TYPE (SeepTypeTile, seep_type_tile, SEEP, TYPE_TILE, GtkButton)

GtkWidget *seep_type_tile_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @rate: a minute. */
void seep_type_tile_show (SeepTypeTile *self,
                          SeepTimeline *timeline,
                          guint         type,
                          double        rate,
                          gint64        from_us,
                          gint64        to_us);

const char *seep_type_tile_get_name (SeepTypeTile *self);

G_END_DECLS
