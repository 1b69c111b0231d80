/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-timeline-place.h — how the timeline was left, as options of its place: what is shown,
 * selected and followed. */
#pragma once

#include "seep-timeline.h"

G_BEGIN_DECLS

/* The lines that seep_options_append() takes, appended. */
void seep_timeline_place_save (SeepTimeline *timeline,
                               GString      *options);

/* Puts view, selection and threshold back. What does not fit the recording is left out. */
void seep_timeline_place_restore (SeepTimeline *timeline,
                                  const char   *options);

G_END_DECLS
