/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-scrubber.h — the whole recording in a strip, with a window on what the charts show:
 * dragged, it pans; its ends zoom; a click beside it goes there. With the keyboard: Left, Right,
 * Home, End, + and −. */
#pragma once

#include "seep-timeline.h"

#include "layout/seep-scale.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_TYPE_SCRUBBER (seep_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (SeepScrubber, seep_scrubber, SEEP, SCRUBBER, GtkWidget)

/* Once. */
void seep_scrubber_set_timeline (SeepScrubber *self,
                                 SeepTimeline *timeline);

/* For tests: where things are, and what hands do. */
const SeepScale *seep_scrubber_get_scale  (SeepScrubber *self);
void             seep_scrubber_begin_drag (SeepScrubber *self,
                                           double        x);
void             seep_scrubber_move_drag  (SeepScrubber *self,
                                           double        x);
gboolean         seep_scrubber_press_key  (SeepScrubber   *self,
                                           guint           key,
                                           GdkModifierType state);

G_END_DECLS
