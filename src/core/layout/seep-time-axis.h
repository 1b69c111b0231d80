/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-time-axis.h — moments along a chart at which a clock on the wall is round: 10:42:30, 10:45,
 * midnight. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SEEP_TIME_AXIS_MAX_TICKS 64

typedef struct
{
  gint64 step_us; /* between two ticks by the clock; a day of 23 hours counts as a day */
  gint64 ticks_us[SEEP_TIME_AXIS_MAX_TICKS];
  guint  n_ticks;
} SeepTimeAxis;

/* The ticks in [@from_us, @to_us], not more than @max_ticks (2 to SEEP_TIME_AXIS_MAX_TICKS). */
void seep_time_axis_init (SeepTimeAxis *axis,
                          gint64        from_us,
                          gint64        to_us,
                          GTimeZone    *zone,
                          guint         max_ticks);

/* "10:42", "10:42:30", "10:42:30.25"; the day at midnight. */
char *seep_time_axis_dup_label (const SeepTimeAxis *axis,
                                guint               tick,
                                GTimeZone          *zone) G_GNUC_WARN_UNUSED_RESULT;

/* A moment among others that are @step_us apart: no digits more than tell them apart. */
char *seep_time_dup_text (gint64     time_us,
                          gint64     step_us,
                          GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* How long: "850 ms", "12 s", "10 min", "2 h 5 min", "3 d 4 h". */
char *seep_time_dup_duration (gint64 duration_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
