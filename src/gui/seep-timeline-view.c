/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-timeline-private.h"

#include <math.h>

/* A recording that has just begun is shown as if it were so long: else every sample would be a
 * screen away from the one before. */
#define MIN_EXTENT_US (30 * G_USEC_PER_SEC)
/* Nothing is measured more often than some times in that. */
#define MIN_VIEW_US (G_USEC_PER_SEC / 5)

/* What can be shown: the recording, as long as it ought to be. */
static SeepTimelineSpan
get_stage (SeepTimeline *self)
{
  SeepTimelineSpan stage = self->extent;

  stage.to_us = MAX (stage.to_us, stage.from_us + MIN_EXTENT_US);
  return stage;
}

static SeepTimelineSpan
clamp_view (SeepTimeline *self, SeepTimelineSpan view)
{
  SeepTimelineSpan stage = get_stage (self);
  gint64 length = CLAMP (view.to_us - view.from_us, MIN_VIEW_US, stage.to_us - stage.from_us);

  view.from_us = CLAMP (view.from_us, stage.from_us, stage.to_us - length);
  view.to_us = view.from_us + length;
  return view;
}

static void
take_view (SeepTimeline *self, SeepTimelineSpan view)
{
  if (view.from_us == self->view.from_us && view.to_us == self->view.to_us)
    return;
  self->view = view;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_VIEW_CHANGED], 0);
}

static gboolean
follows (SeepTimeline *self)
{
  return self->is_live && self->is_following;
}

void
seep_timeline_update_view (SeepTimeline *self)
{
  SeepTimelineSpan stage = get_stage (self);

  if (!self->has_extent)
    return;
  if (self->is_all)
    take_view (self, stage);
  else if (follows (self))
    take_view (self, (SeepTimelineSpan){ MAX (stage.from_us, stage.to_us - self->length_us),
                                         stage.to_us });
  else
    take_view (self, clamp_view (self, self->view));
}

void
seep_timeline_get_view (SeepTimeline *self, gint64 *from_us, gint64 *to_us)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  *from_us = self->view.from_us;
  *to_us = self->view.to_us;
}

void
seep_timeline_set_view (SeepTimeline *self, gint64 from_us, gint64 to_us)
{
  gboolean did_follow, was_all;
  SeepTimelineSpan view;

  g_return_if_fail (SEEP_IS_TIMELINE (self) && from_us <= to_us);

  if (!self->has_extent)
    return;
  view = clamp_view (self, (SeepTimelineSpan){ from_us, to_us });
  did_follow = self->is_following;
  was_all = self->is_all;
  /* Whoever comes back to the end follows again. */
  self->is_following = view.to_us == get_stage (self).to_us;
  self->is_all = FALSE;
  self->length_us = view.to_us - view.from_us;
  if (view.from_us == self->view.from_us && view.to_us == self->view.to_us
      && (did_follow != self->is_following || was_all))
    g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_VIEW_CHANGED], 0);
  take_view (self, view);
}

void
seep_timeline_show_all (SeepTimeline *self)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (self->is_all)
    return;
  self->is_all = TRUE;
  self->is_following = TRUE;
  if (self->has_extent)
    self->view = get_stage (self);
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_VIEW_CHANGED], 0);
}

gboolean
seep_timeline_is_all_shown (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  return self->is_all;
}

void
seep_timeline_zoom (SeepTimeline *self, double factor, gint64 at_us)
{
  SeepTimelineSpan stage = get_stage (self);
  double length, share;
  gint64 from_us;

  g_return_if_fail (SEEP_IS_TIMELINE (self) && factor > 0);

  if (!self->has_extent)
    return;
  /* Who follows looks at the end, wherever the pointer is. */
  if (follows (self) && !self->is_all)
    at_us = self->view.to_us;
  at_us = CLAMP (at_us, self->view.from_us, self->view.to_us);
  share = (double) (at_us - self->view.from_us)
          / (double) MAX (1, self->view.to_us - self->view.from_us);
  length = CLAMP ((double) (self->view.to_us - self->view.from_us) / factor, (double) MIN_VIEW_US,
                  (double) (stage.to_us - stage.from_us));
  from_us = at_us - (gint64) (length * share + 0.5);
  seep_timeline_set_view (self, from_us, from_us + (gint64) (length + 0.5));
}

void
seep_timeline_pan (SeepTimeline *self, gint64 distance_us)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  seep_timeline_set_view (self, self->view.from_us + distance_us, self->view.to_us + distance_us);
}

void
seep_timeline_set_following (SeepTimeline *self, gboolean is_following)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  is_following = !!is_following;
  if (self->is_following == is_following)
    return;
  self->is_following = is_following;
  if (!is_following)
    self->is_all = FALSE;
  seep_timeline_update_view (self);
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_VIEW_CHANGED], 0);
}

gboolean
seep_timeline_is_following (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  return follows (self);
}

void
seep_timeline_set_live (SeepTimeline *self, gboolean is_live)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  is_live = !!is_live;
  if (self->is_live == is_live)
    return;
  self->is_live = is_live;
  if (is_live)
    {
      self->is_all = FALSE;
      self->is_following = TRUE;
      seep_timeline_update_view (self);
    }
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_VIEW_CHANGED], 0);
}

gboolean
seep_timeline_is_live (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  return self->is_live;
}

gboolean
seep_timeline_get_range (SeepTimeline *self, gint64 *from_us, gint64 *to_us)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  *from_us = self->range.from_us;
  *to_us = self->range.to_us;
  return self->has_range;
}

void
seep_timeline_set_range (SeepTimeline *self, gint64 from_us, gint64 to_us)
{
  SeepTimelineSpan stage = get_stage (self);
  SeepTimelineSpan range = { CLAMP (MIN (from_us, to_us), stage.from_us, stage.to_us),
                 CLAMP (MAX (from_us, to_us), stage.from_us, stage.to_us) };

  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (!self->has_extent || range.from_us == range.to_us)
    {
      seep_timeline_clear_range (self);
      return;
    }
  if (self->has_range && range.from_us == self->range.from_us && range.to_us == self->range.to_us)
    return;
  self->range = range;
  self->has_range = TRUE;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_RANGE_CHANGED], 0);
}

void
seep_timeline_clear_range (SeepTimeline *self)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (!self->has_range)
    return;
  self->has_range = FALSE;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_RANGE_CHANGED], 0);
}

gboolean
seep_timeline_is_in_range (SeepTimeline *self, gint64 time_us)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), TRUE);

  return !self->has_range || (self->range.from_us <= time_us && time_us <= self->range.to_us);
}

gboolean
seep_timeline_get_cursor (SeepTimeline *self, gint64 *time_us)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), FALSE);

  *time_us = self->cursor_us;
  return self->has_cursor;
}

void
seep_timeline_set_cursor (SeepTimeline *self, gint64 time_us)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (self->has_cursor && self->cursor_us == time_us)
    return;
  self->has_cursor = TRUE;
  self->cursor_us = time_us;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_CURSOR_CHANGED], 0);
}

void
seep_timeline_clear_cursor (SeepTimeline *self)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (!self->has_cursor)
    return;
  self->has_cursor = FALSE;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_CURSOR_CHANGED], 0);
}

void
seep_timeline_set_threshold (SeepTimeline *self, double rss_bytes)
{
  g_return_if_fail (SEEP_IS_TIMELINE (self));

  if (rss_bytes == self->threshold || (isnan (rss_bytes) && isnan (self->threshold)))
    return;
  self->threshold = rss_bytes;
  g_signal_emit (self, seep_timeline_signals[SEEP_TIMELINE_THRESHOLD_CHANGED], 0);
}

double
seep_timeline_get_threshold (SeepTimeline *self)
{
  g_return_val_if_fail (SEEP_IS_TIMELINE (self), NAN);

  return self->threshold;
}
