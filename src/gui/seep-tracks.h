/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracks.h — the charts of a timeline and the lines in them: one table. What stands in one
 * chart shares a unit and an axis. To add one: a row in seep-tracks.c. */
#pragma once

#include "seep-timeline.h"

G_BEGIN_DECLS

/* No chart has more lines: there are as many colours and patterns. */
#define SEEP_MAX_TRACKS 6

typedef struct
{
  const char *id; /* in places; never renamed */
  SeepMetric  metric;
  gboolean    is_load;  /* what SeepMetric has in seconds is shown as a share */
  gboolean    is_shown; /* before anybody has chosen */
} SeepTrack;

typedef struct
{
  const char      *id;
  const char      *title; /* translatable */
  SeepUnit         unit;
  const SeepTrack *tracks;
  guint            n_tracks;
} SeepTrackGroup;

const SeepTrackGroup *seep_track_groups_get (guint *n_groups);

/* Translated. */
const char *seep_track_get_title  (const SeepTrack *track);
/* Borrowed; NULL: never measured. */
SeepSeries *seep_track_get_series (const SeepTrack *track,
                                   SeepTimeline    *timeline);

/* Was any of them measured? */
gboolean seep_track_group_has_data (const SeepTrackGroup *group,
                                    SeepTimeline         *timeline);

G_END_DECLS
