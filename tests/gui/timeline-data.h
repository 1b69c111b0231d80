/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeline-data.h — recordings that were never made: what a leaking program looks like. */
#pragma once

#include "seep-timeline.h"

G_BEGIN_DECLS

/* 2026-11-22 10:00:00 UTC */
#define TIMELINE_DATA_START_US (G_GINT64_CONSTANT (1795341600) * 1000000)
/* Nothing was measured in this part of the samples. */
#define TIMELINE_DATA_GAP_BEGIN 0.55
#define TIMELINE_DATA_GAP_END 0.6

/* @n_samples one second apart from TIMELINE_DATA_START_US on, always the same: memory that grows in
 * steps, sawteeth of the collector, descriptors that are forgotten. */
void timeline_data_append (SeepTimeline *timeline,
                           guint         n_samples);

/* Counts of some types, each @every samples: app.Session grows fastest. */
void timeline_data_append_types (SeepTimeline *timeline,
                                 guint         n_samples,
                                 guint         every);

/* A mark of each kind, and a snapshot at a fifth, a half and at nine tenths; those of @captures
 * (ends with NULL) as far as there are. */
void timeline_data_append_marks (SeepTimeline      *timeline,
                                 guint              n_samples,
                                 const char *const *captures);

G_END_DECLS
