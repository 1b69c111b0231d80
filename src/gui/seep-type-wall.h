/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-wall.h — the types that were counted, those that grow fastest first. It holds still
 * while somebody points at it, and otherwise moves only what is clearly faster. */
#pragma once

#include "seep-type-tile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TYPE_WALL (seep_type_wall_get_type ())
G_DECLARE_FINAL_TYPE (SeepTypeWall, seep_type_wall, SEEP, TYPE_WALL, AdwBin)

/* Signals: "type-activated" (string: the type's name). */

/* Once. Growth is that over the timeline's view. */
void seep_type_wall_set_timeline (SeepTypeWall *self,
                                  SeepTimeline *timeline);

/* From the fastest on. NULL: there are no more. For tests. */
SeepTypeTile *seep_type_wall_get_tile (SeepTypeWall *self,
                                       guint         position);

/* What is otherwise done a moment after the timeline has changed. */
void seep_type_wall_update (SeepTypeWall *self);

G_END_DECLS
