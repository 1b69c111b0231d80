/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-timeline-page.h — what a session's program did over time: charts with one axis of time, the
 * types that grow, the marks. It is of the session, not of a capture.
 *
 * Actions: timeline.zoom-in, timeline.zoom-out, timeline.show-all, timeline.follow,
 * timeline.clear-range, timeline.zoom-to-range, timeline.compare-range. */
#pragma once

#include "seep-page.h"
#include "seep-chart-card.h"
#include "seep-scrubber.h"
#include "seep-type-wall.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SEEP_TYPE_TIMELINE_PAGE (seep_timeline_page_get_type ())
G_DECLARE_FINAL_TYPE (SeepTimelinePage, seep_timeline_page, SEEP, TIMELINE_PAGE, AdwBin)

/* The card of the group with that id; for tests. */
SeepChartCard *seep_timeline_page_get_card     (SeepTimelinePage *self,
                                                const char       *group);
SeepScrubber  *seep_timeline_page_get_scrubber (SeepTimelinePage *self);
SeepTypeWall  *seep_timeline_page_get_wall     (SeepTimelinePage *self);
GtkListBox    *seep_timeline_page_get_marks    (SeepTimelinePage *self);

G_END_DECLS
