/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-live-thresholds.h — was one of the lines crossed that a person has drawn? Told once:
 * again only when the value has gone back in between: below 95 % of the line (growth: below half
 * of it for half a minute), so that a value that trembles on the line is not told with every
 * sample. */
#pragma once

#include "seep-live.h"

G_BEGIN_DECLS

typedef struct _SeepLiveWatchman SeepLiveWatchman;

SeepLiveWatchman *seep_live_watchman_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void              seep_live_watchman_free (SeepLiveWatchman *watchman);

/* A line that is moved may be crossed again. */
void seep_live_watchman_set (SeepLiveWatchman         *watchman,
                             const SeepLiveThresholds *thresholds);

/* The sentences (of char *) that are to be told at this sample; NULL: none. */
GPtrArray *seep_live_watchman_look (SeepLiveWatchman *watchman,
                                    gint64            time_us,
                                    const double     *values) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepLiveWatchman, seep_live_watchman_free)

G_END_DECLS
