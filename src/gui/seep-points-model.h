/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-points-model.h — the points of a series in a span of time as a list, for tables beside
 * charts. The items exist only for rows that are looked at; a hundred thousand points cost
 * nothing. */
#pragma once

#include "model/seep-series.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SEEP_TYPE_POINT (seep_point_get_type ())
G_DECLARE_FINAL_TYPE (SeepPoint, seep_point, SEEP, POINT, GObject)

gint64 seep_point_get_time (SeepPoint *self);

#define SEEP_TYPE_POINTS_MODEL (seep_points_model_get_type ())
G_DECLARE_FINAL_TYPE (SeepPointsModel, seep_points_model, SEEP, POINTS_MODEL, GObject)

SeepPointsModel *seep_points_model_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Shows the points of [@from_us, @to_us]; points that were appended since the last time appear at
 * the end. @series is borrowed until the next call; NULL: there are none. */
void seep_points_model_show (SeepPointsModel *self,
                             SeepSeries      *series,
                             gint64           from_us,
                             gint64           to_us);

G_END_DECLS
