/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hands do to a chart. All of it changes the timeline, which tells every chart. */
#include "config.h"

#include "seep-chart-private.h"

#include <math.h>

#define HANDLE_REACH 7
#define FLAG_REACH 9
/* Less is a click whose hand shook. */
#define MIN_BRUSH 4
#define ZOOM_STEP 1.25
#define PAGE_SHARE 0.8
#define WHEEL_PAN 60 /* pixels a notch */
#define THRESHOLD_STEPS 10 /* from one tick to the next */
/* Where a new threshold is, above what was highest. */
#define NEW_THRESHOLD 1.2

int
seep_chart_find_mark (SeepChart *self, double x, double reach)
{
  int found = -1;

  for (guint i = 0; i < seep_timeline_get_n_marks (self->timeline); i++)
    {
      const SeepMark *mark = seep_timeline_get_mark (self->timeline, i);
      double distance = fabs (seep_scale_get_x (&self->scale, mark->time_us) - x);

      if (mark->time_us < self->scale.from_us || mark->time_us > self->scale.to_us
          || distance > reach)
        continue;
      reach = distance;
      found = (int) i;
    }
  return found;
}

/* -1: it is none. */
static gboolean
is_snapshot (SeepChart *self, int mark)
{
  return mark >= 0
         && seep_timeline_get_mark (self->timeline, (guint) mark)->kind == SEEP_MARK_SNAPSHOT;
}

/* --- Dragging --- */

static gboolean
is_at_threshold (SeepChart *self, double y)
{
  double threshold = seep_timeline_get_threshold (self->timeline);

  return seep_chart_has_threshold (self) && !isnan (threshold)
         && fabs (MAX (self->scale.y, seep_scale_get_y (&self->scale, threshold)) - y)
              < HANDLE_REACH;
}

static void
begin_select (SeepChart *self, double x)
{
  gint64 from_us, to_us;
  SeepScalePart part = SEEP_SCALE_NOWHERE;

  if (seep_timeline_get_range (self->timeline, &from_us, &to_us))
    part = seep_scale_find_part (&self->scale, from_us, to_us, x, HANDLE_REACH);
  self->drag = SEEP_CHART_DRAG_SELECT;
  switch (part)
    {
    case SEEP_SCALE_BEGIN:
      self->drag_us = to_us;
      break;
    case SEEP_SCALE_END:
      self->drag_us = from_us;
      break;
    case SEEP_SCALE_INSIDE:
      self->drag = SEEP_CHART_DRAG_MOVE;
      self->drag_us = from_us;
      self->drag_end_us = to_us;
      break;
    case SEEP_SCALE_NOWHERE:
    default:
      self->drag_us = seep_scale_get_time (&self->scale, x);
    }
}

void
seep_chart_begin_drag (SeepChart *self, guint button, GdkModifierType state, double x, double y)
{
  self->drag_x = x;
  if (button == GDK_BUTTON_MIDDLE || (state & GDK_SHIFT_MASK) != 0)
    {
      self->drag = SEEP_CHART_DRAG_PAN;
      seep_timeline_get_view (self->timeline, &self->drag_us, &self->drag_end_us);
    }
  else if (is_at_threshold (self, y))
    self->drag = SEEP_CHART_DRAG_THRESHOLD;
  else
    begin_select (self, x);
}

static void
drag_threshold (SeepChart *self, double y)
{
  const SeepScale *scale = &self->scale;
  double value = seep_scale_get_value (scale, y);

  /* Beyond the top: the axis follows. */
  if (y < scale->y)
    value += (scale->y - y) / scale->height * (scale->max - scale->min);
  seep_timeline_set_threshold (self->timeline, value);
}

static void
drag_range (SeepChart *self, gint64 distance_us)
{
  gint64 first_us, last_us;

  /* As a whole: it keeps its length at the ends of the recording. */
  seep_timeline_get_extent (self->timeline, &first_us, &last_us);
  distance_us = MAX (distance_us, first_us - self->drag_us);
  distance_us = MIN (distance_us, last_us - self->drag_end_us);
  seep_timeline_set_range (self->timeline, self->drag_us + distance_us,
                           self->drag_end_us + distance_us);
}

void
seep_chart_move_drag (SeepChart *self, double x, double y)
{
  gint64 distance_us = seep_scale_get_duration (&self->scale, x - self->drag_x);

  switch (self->drag)
    {
    case SEEP_CHART_DRAG_SELECT:
      if (fabs (x - self->drag_x) >= MIN_BRUSH)
        seep_timeline_set_range (self->timeline, self->drag_us,
                                 seep_scale_get_time (&self->scale, x));
      break;
    case SEEP_CHART_DRAG_MOVE:
      if (fabs (x - self->drag_x) >= MIN_BRUSH)
        drag_range (self, distance_us);
      break;
    case SEEP_CHART_DRAG_PAN:
      seep_timeline_set_view (self->timeline, self->drag_us - distance_us,
                              self->drag_end_us - distance_us);
      break;
    case SEEP_CHART_DRAG_THRESHOLD:
      drag_threshold (self, y);
      break;
    case SEEP_CHART_DRAG_NONE:
    default:
      break;
    }
}

/* A click: on a flag it opens what that stands for, beside the selection it gives that up. */
static void
click (SeepChart *self, double x)
{
  int mark = seep_chart_find_mark (self, x, FLAG_REACH);

  if (is_snapshot (self, mark))
    g_signal_emit_by_name (self, "mark-activated", (guint) mark);
  else if (self->drag == SEEP_CHART_DRAG_SELECT)
    seep_timeline_clear_range (self->timeline);
}

void
seep_chart_end_drag (SeepChart *self, double x, double y)
{
  seep_chart_move_drag (self, x, y);
  if ((self->drag == SEEP_CHART_DRAG_SELECT || self->drag == SEEP_CHART_DRAG_MOVE)
      && fabs (x - self->drag_x) < MIN_BRUSH)
    click (self, x);
  self->drag = SEEP_CHART_DRAG_NONE;
}

static void
drag_begin_cb (SeepChart *self, double x, double y, GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  seep_chart_begin_drag (
    self, button,
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static void
drag_update_cb (SeepChart *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  seep_chart_move_drag (self, x + dx, y + dy);
}

static void
drag_end_cb (SeepChart *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  seep_chart_end_drag (self, x + dx, y + dy);
}

/* --- Wheel, fingers, pointer --- */

gboolean
seep_chart_scroll (SeepChart *self, GdkModifierType state, double x, double dx, double dy)
{
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      seep_timeline_zoom (self->timeline, pow (ZOOM_STEP, -dy),
                          seep_scale_get_time (&self->scale, x));
      return GDK_EVENT_STOP;
    }
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    dx = dy;
  if (dx == 0)
    return GDK_EVENT_PROPAGATE; /* the page scrolls */
  seep_timeline_pan (self->timeline, seep_scale_get_duration (&self->scale, dx * WHEEL_PAN));
  return GDK_EVENT_STOP;
}

static double
get_pointer_x (SeepChart *self, GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  double x = 0, y = 0, left = 0, top = 0;

  if (root == NULL || event == NULL || !gdk_event_get_position (event, &x, &y))
    return self->scale.x + self->scale.width / 2;
  gtk_native_get_surface_transform (GTK_NATIVE (root), &left, &top);
  gtk_widget_translate_coordinates (root, GTK_WIDGET (self), x - left, y - top, &x, &y);
  return x;
}

static gboolean
scroll_cb (SeepChart *self, double dx, double dy, GtkEventController *controller)
{
  return seep_chart_scroll (self, gtk_event_controller_get_current_event_state (controller),
                            get_pointer_x (self, controller), dx, dy);
}

static void
pinch_begin_cb (SeepChart *self)
{
  self->scale_before = 1;
}

static void
pinch_cb (SeepChart *self, double factor, GtkGestureZoom *gesture)
{
  double x = self->scale.x + self->scale.width / 2, y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  if (factor <= 0 || self->scale_before <= 0)
    return;
  seep_timeline_zoom (self->timeline, factor / self->scale_before,
                      seep_scale_get_time (&self->scale, x));
  self->scale_before = factor;
}

static void
update_pointer (SeepChart *self, double x, double y)
{
  gint64 from_us, to_us;
  SeepScalePart part = SEEP_SCALE_NOWHERE;
  const char *name = NULL;

  if (seep_timeline_get_range (self->timeline, &from_us, &to_us))
    part = seep_scale_find_part (&self->scale, from_us, to_us, x, HANDLE_REACH);
  if (is_at_threshold (self, y))
    name = "ns-resize";
  else if (part == SEEP_SCALE_BEGIN || part == SEEP_SCALE_END)
    name = "ew-resize";
  else if (part == SEEP_SCALE_INSIDE)
    name = "grab";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

static void
motion_cb (SeepChart *self, double x, double y)
{
  self->is_spoken = FALSE;
  update_pointer (self, x, y);
  if (x < self->scale.x || x > self->scale.x + self->scale.width)
    seep_timeline_clear_cursor (self->timeline);
  else
    seep_timeline_set_cursor (self->timeline, seep_scale_get_time (&self->scale, x));
}

static void
leave_cb (SeepChart *self)
{
  if (!self->is_spoken)
    seep_timeline_clear_cursor (self->timeline);
}

/* --- Keyboard --- */

/* The line that the cursor goes along; NULL: none has points. */
static SeepSeries *
get_main_series (SeepChart *self)
{
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      if (seep_chart_is_shown (self, i) && seep_chart_get_series (self, i) != NULL)
        return seep_chart_get_series (self, i);
    }
  return NULL;
}

/* It stays in sight. */
static void
put_cursor (SeepChart *self, gint64 time_us)
{
  gint64 from_us, to_us;

  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  if (time_us < from_us)
    seep_timeline_pan (self->timeline, time_us - from_us);
  else if (time_us > to_us)
    seep_timeline_pan (self->timeline, time_us - to_us);
  self->is_spoken = TRUE;
  seep_timeline_set_cursor (self->timeline, time_us);
}

static gint64
get_cursor (SeepChart *self, int direction)
{
  gint64 time_us, from_us, to_us;

  if (seep_timeline_get_cursor (self->timeline, &time_us))
    return time_us;
  /* It comes in at the side from which it goes. */
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  return direction > 0 ? from_us - 1 : to_us + 1;
}

static void
move_cursor (SeepChart *self, gint64 from_us, gint64 to_us, gboolean extends)
{
  gint64 begin_us, end_us;

  if (extends)
    {
      gboolean has_range = seep_timeline_get_range (self->timeline, &begin_us, &end_us);

      if (!has_range || (begin_us != from_us && end_us != from_us))
        self->anchor_us = from_us;
      else
        self->anchor_us = begin_us == from_us ? end_us : begin_us;
      seep_timeline_set_range (self->timeline, self->anchor_us, to_us);
    }
  put_cursor (self, to_us);
}

static void
step_cursor (SeepChart *self, int direction, gboolean extends)
{
  SeepSeries *series = get_main_series (self);
  gint64 from_us = get_cursor (self, direction);
  gint64 least_us = 1;
  SeepSeriesPoint point;

  /* From a point to one that can be told from it. */
  if (from_us >= self->scale.from_us && from_us <= self->scale.to_us)
    least_us = (self->scale.to_us - self->scale.from_us) / MAX (1, (gint64) self->scale.width);
  if (series != NULL && seep_line_step (series, from_us, direction, least_us, &point))
    move_cursor (self, from_us, point.time_us, extends);
}

static void
step_mark (SeepChart *self, int direction)
{
  gint64 from_us = get_cursor (self, direction);
  guint n = seep_timeline_get_n_marks (self->timeline);

  for (guint i = 0; i < n; i++)
    {
      guint at = direction > 0 ? i : n - 1 - i;
      gint64 time_us = seep_timeline_get_mark (self->timeline, at)->time_us;

      if (direction > 0 ? time_us > from_us : time_us < from_us)
        {
          put_cursor (self, time_us);
          return;
        }
    }
  gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
jump (SeepChart *self, gboolean is_end, gboolean extends)
{
  gint64 from_us, to_us;

  if (seep_timeline_get_extent (self->timeline, &from_us, &to_us))
    move_cursor (self, get_cursor (self, is_end ? 1 : -1), is_end ? to_us : from_us, extends);
}

static void
turn_page (SeepChart *self, int direction)
{
  gint64 length = self->scale.to_us - self->scale.from_us;

  seep_timeline_pan (self->timeline, direction * (gint64) ((double) length * PAGE_SHARE));
}

static void
zoom (SeepChart *self, double factor)
{
  gint64 at_us;

  if (!seep_timeline_get_cursor (self->timeline, &at_us))
    at_us = self->scale.from_us + (self->scale.to_us - self->scale.from_us) / 2;
  seep_timeline_zoom (self->timeline, factor, at_us);
}

static void
open_snapshot (SeepChart *self)
{
  gint64 cursor_us;
  int mark = -1;

  if (seep_timeline_get_cursor (self->timeline, &cursor_us))
    mark = seep_chart_find_mark (self, seep_scale_get_x (&self->scale, cursor_us), FLAG_REACH);
  if (is_snapshot (self, mark))
    g_signal_emit_by_name (self, "mark-activated", (guint) mark);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static gboolean
give_up (SeepChart *self)
{
  gint64 from_us, to_us;

  if (seep_timeline_get_range (self->timeline, &from_us, &to_us))
    seep_timeline_clear_range (self->timeline);
  else if (seep_timeline_get_cursor (self->timeline, &from_us))
    seep_timeline_clear_cursor (self->timeline);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
seep_chart_toggle_threshold (SeepChart *self)
{
  SeepSeries *series;
  gint64 from_us, to_us;
  double min, max;

  g_return_if_fail (SEEP_IS_CHART (self));

  series = seep_chart_get_series (self, 0);
  if (!seep_chart_has_threshold (self))
    return;
  if (!isnan (seep_timeline_get_threshold (self->timeline)))
    seep_timeline_set_threshold (self->timeline, NAN);
  else if (series != NULL && seep_timeline_get_extent (self->timeline, &from_us, &to_us)
           && seep_series_get_extremes (series, from_us, to_us + 1, &min, &max))
    seep_timeline_set_threshold (self->timeline, max * NEW_THRESHOLD);
}

static gboolean
move_threshold (SeepChart *self, int direction)
{
  double threshold = seep_timeline_get_threshold (self->timeline);

  if (!seep_chart_has_threshold (self) || isnan (threshold))
    return GDK_EVENT_PROPAGATE;
  threshold += direction * self->axis.step / THRESHOLD_STEPS;
  seep_timeline_set_threshold (self->timeline, MAX (threshold, 0));
  return GDK_EVENT_STOP;
}

gboolean
seep_chart_press_key (SeepChart *self, guint key, GdkModifierType state)
{
  int later = self->scale.is_mirrored ? -1 : 1;
  gboolean extends = (state & GDK_SHIFT_MASK) != 0;
  gboolean has_ctrl = (state & GDK_CONTROL_MASK) != 0;

  if ((state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
        later = -later;
      if (has_ctrl)
        step_mark (self, later);
      else
        step_cursor (self, later, extends);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_End:
      jump (self, key == GDK_KEY_End, extends);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
      if (has_ctrl)
        return GDK_EVENT_PROPAGATE; /* the tabs' */
      turn_page (self, key == GDK_KEY_Page_Up ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom (self, ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom (self, 1 / ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      seep_timeline_show_all (self->timeline);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      open_snapshot (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return give_up (self);
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return has_ctrl ? move_threshold (self, key == GDK_KEY_Up ? 1 : -1) : GDK_EVENT_PROPAGATE;
    case GDK_KEY_t:
    case GDK_KEY_T:
      if (has_ctrl || !seep_chart_has_threshold (self))
        return GDK_EVENT_PROPAGATE;
      seep_chart_toggle_threshold (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
key_cb (SeepChart *self, guint key, guint code, GdkModifierType state)
{
  return seep_chart_press_key (self, key, state);
}

void
seep_chart_add_controllers (SeepChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pinch, "begin", G_CALLBACK (pinch_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pinch, "scale-changed", G_CALLBACK (pinch_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scroll, "scroll", G_CALLBACK (scroll_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
}
