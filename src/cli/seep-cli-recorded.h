/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-recorded.h — what was measured of a program, in a line. */
#pragma once

#include "seep-cli.h"
#include "model/seep-series.h"
#include "seep-store-series.h"

G_BEGIN_DECLS

typedef struct
{
  gint64  from_us;
  gint64  to_us;
  guint64 n_samples;
  double  peak_rss;  /* NAN: not known */
  double  slope;     /* of the RSS, bytes a second; NAN: too short to say */
  guint   n_marks;
} SeepCliRecorded;

/* @rss and @peak_rss may be NULL. The slope is the median of those between all pairs of sixty
 * parts of it (analysis/seep-slope.h). */
void seep_cli_recorded_init (SeepCliRecorded *recorded,
                             SeepSeries      *rss,
                             SeepSeries      *peak_rss,
                             gint64           from_us,
                             gint64           to_us,
                             guint64          n_samples);

/* FALSE without an error: nothing was recorded in @session. */
gboolean seep_cli_recorded_read (SeepCliRecorded *recorded,
                                 SeepStore       *store,
                                 const char      *session,
                                 GError         **error);

/* "Recorded 2 h 3 min, 7,412 samples; peak RSS 84.1 MiB, growing by 1.2 MiB a minute" */
char *seep_cli_recorded_dup_text (const SeepCliRecorded *recorded) G_GNUC_WARN_UNUSED_RESULT;

/* The member @key, null if there are no samples. */
void seep_cli_recorded_write (const SeepCliRecorded *recorded,
                              SeepJson              *json,
                              const char            *key);

G_END_DECLS
