/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-scrubber.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"
#include "seep-chart-style.h"
#include "seep-tracks.h"

#include <adwaita.h>
#include <math.h>

#define HEIGHT 46
#define MARGIN 12
#define EDGE_REACH 8
#define PAN_SHARE 0.1
#define ZOOM_STEP 1.5
/* The window can be seen and caught however short it is. */
#define MIN_WINDOW 10

typedef enum
{
  DRAG_NONE,
  DRAG_WINDOW,
  DRAG_BEGIN,
  DRAG_END,
} Drag;

struct _SeepScrubber
{
  GtkWidget parent_instance;

  SeepTimeline   *timeline; /* owned */
  SeepScale       scale;
  GskRenderNode  *plot;     /* owned; NULL: it is to be drawn anew */
  SeepChartStyle  style;
  Drag            drag;
  double          drag_x;
  gint64          drag_from_us, drag_to_us; /* the view where the drag began */
};

G_DEFINE_FINAL_TYPE (SeepScrubber, seep_scrubber, GTK_TYPE_WIDGET)

/* The first line of the first group that there is. */
static SeepSeries *
find_series (SeepScrubber *self)
{
  guint n_groups;
  const SeepTrackGroup *groups = seep_track_groups_get (&n_groups);

  for (guint i = 0; i < n_groups; i++)
    {
      for (guint k = 0; k < groups[i].n_tracks; k++)
        {
          SeepSeries *series = seep_track_get_series (&groups[i].tracks[k], self->timeline);

          if (series != NULL)
            return series;
        }
    }
  return NULL;
}

static void
lay_out (SeepScrubber *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SeepScale *scale = &self->scale;
  SeepSeries *series = find_series (self);

  scale->is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  scale->x = MARGIN;
  scale->y = 4;
  scale->width = MAX (0, gtk_widget_get_width (widget) - 2 * MARGIN);
  scale->height = MAX (0, gtk_widget_get_height (widget) - 8);
  if (!seep_timeline_get_extent (self->timeline, &scale->from_us, &scale->to_us))
    scale->from_us = scale->to_us = 0;
  scale->min = 0;
  if (series == NULL
      || !seep_series_get_extremes (series, scale->from_us, scale->to_us + 1, &scale->min,
                                    &scale->max))
    scale->max = 1;
  /* A line that grows from half of the height on is seen best. */
  scale->min = MAX (0, scale->min - (scale->max - scale->min) * 0.15);
  scale->max += MAX (scale->max - scale->min, 1e-9) * 0.08;
}

static void
append_box (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double w, double h)
{
  if (w > 0 && h > 0)
    gtk_snapshot_append_color (snapshot, color,
                               &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) w, (float) h));
}

static GskRenderNode *
draw_plot (SeepScrubber *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const SeepScale *scale = &self->scale;
  SeepSeries *series = find_series (self);
  const graphene_rect_t area = GRAPHENE_RECT_INIT ((float) scale->x, (float) scale->y,
                                                   (float) scale->width, (float) scale->height);

  if (series != NULL && scale->width >= 1)
    {
      g_autoptr(SeepLine) line = seep_line_new (series, scale);
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);

      seep_chart_draw_line (cr, line, &self->style, 0, TRUE, scale->y + scale->height);
      cairo_destroy (cr);
    }
  for (guint i = 0; i < seep_timeline_get_n_marks (self->timeline); i++)
    {
      const SeepMark *mark = seep_timeline_get_mark (self->timeline, i);
      gboolean is_snapshot = mark->kind == SEEP_MARK_SNAPSHOT;

      append_box (snapshot, is_snapshot ? &self->style.accent : &self->style.dim,
                  round (seep_scale_get_x (scale, mark->time_us)), scale->y, is_snapshot ? 2 : 1,
                  is_snapshot ? scale->height : 6);
    }
  return gtk_snapshot_free_to_node (snapshot);
}

static void
get_window (SeepScrubber *self, double *left, double *right)
{
  const SeepScale *scale = &self->scale;
  gint64 from_us, to_us;
  double a, b;

  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  a = seep_scale_get_x (scale, from_us);
  b = seep_scale_get_x (scale, to_us);
  *left = CLAMP (MIN (a, b), scale->x, scale->x + scale->width);
  *right = CLAMP (MAX (a, b), scale->x, scale->x + scale->width);
  if (*right - *left < MIN_WINDOW)
    {
      double middle = (*left + *right) / 2;

      *left = middle - MIN_WINDOW / 2.0;
      *right = middle + MIN_WINDOW / 2.0;
    }
}

static void
draw_window (SeepScrubber *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  const GdkRGBA accent = self->style.accent;
  GdkRGBA veil = self->style.box;
  GskRoundedRect frame;
  double left, right;

  get_window (self, &left, &right);
  veil.alpha = 0.6f;
  append_box (snapshot, &veil, scale->x, scale->y, left - scale->x, scale->height);
  append_box (snapshot, &veil, right, scale->y, scale->x + scale->width - right, scale->height);
  gsk_rounded_rect_init_from_rect (&frame,
                                   &GRAPHENE_RECT_INIT ((float) left - 2, (float) scale->y - 2,
                                                        (float) (right - left) + 4,
                                                        (float) scale->height + 4),
                                   5);
  gtk_snapshot_append_border (snapshot, &frame, (float[4]){ 1, 4, 1, 4 },
                              (GdkRGBA[4]){ accent, accent, accent, accent });
}

static void
draw_range (SeepScrubber *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  GdkRGBA color = self->style.accent;
  gint64 from_us, to_us;
  double a, b;

  if (!seep_timeline_get_range (self->timeline, &from_us, &to_us))
    return;
  a = seep_scale_get_x (scale, from_us);
  b = seep_scale_get_x (scale, to_us);
  color.alpha *= 0.25f;
  append_box (snapshot, &color, MIN (a, b), scale->y, MAX (fabs (a - b), 2), scale->height);
}

static void
seep_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SeepScrubber *self = SEEP_SCRUBBER (widget);

  if (self->timeline == NULL || seep_timeline_is_empty (self->timeline))
    return;
  if (self->plot == NULL)
    {
      seep_chart_style_init (&self->style, widget);
      lay_out (self);
      self->plot = draw_plot (self);
    }
  if (self->plot != NULL)
    gtk_snapshot_append_node (snapshot, self->plot);
  draw_range (self, snapshot);
  draw_window (self, snapshot);
}

/* --- What hands do --- */

void
seep_scrubber_begin_drag (SeepScrubber *self, double x)
{
  double left, right;
  gint64 length;

  g_return_if_fail (SEEP_IS_SCRUBBER (self));

  get_window (self, &left, &right);
  if (fabs (x - left) <= EDGE_REACH)
    self->drag = self->scale.is_mirrored ? DRAG_END : DRAG_BEGIN;
  else if (fabs (x - right) <= EDGE_REACH)
    self->drag = self->scale.is_mirrored ? DRAG_BEGIN : DRAG_END;
  else
    self->drag = DRAG_WINDOW;
  seep_timeline_get_view (self->timeline, &self->drag_from_us, &self->drag_to_us);
  if (self->drag == DRAG_WINDOW && (x < left || x > right))
    {
      length = self->drag_to_us - self->drag_from_us;
      self->drag_from_us = seep_scale_get_time (&self->scale, x) - length / 2;
      self->drag_to_us = self->drag_from_us + length;
      seep_timeline_set_view (self->timeline, self->drag_from_us, self->drag_to_us);
      seep_timeline_get_view (self->timeline, &self->drag_from_us, &self->drag_to_us);
    }
  self->drag_x = x;
}

void
seep_scrubber_move_drag (SeepScrubber *self, double x)
{
  gint64 distance_us;

  g_return_if_fail (SEEP_IS_SCRUBBER (self));

  if (x == self->drag_x)
    return;
  distance_us = seep_scale_get_duration (&self->scale, x - self->drag_x);
  if (self->drag == DRAG_WINDOW)
    seep_timeline_set_view (self->timeline, self->drag_from_us + distance_us,
                            self->drag_to_us + distance_us);
  else if (self->drag == DRAG_BEGIN)
    seep_timeline_set_view (self->timeline,
                            MIN (self->drag_from_us + distance_us, self->drag_to_us),
                            self->drag_to_us);
  else if (self->drag == DRAG_END)
    seep_timeline_set_view (self->timeline, self->drag_from_us,
                            MAX (self->drag_to_us + distance_us, self->drag_from_us));
}

gboolean
seep_scrubber_press_key (SeepScrubber *self, guint key, GdkModifierType state)
{
  gint64 from_us, to_us, first_us, last_us;
  int direction = self->scale.is_mirrored ? -1 : 1;

  if ((state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  if (!seep_timeline_get_extent (self->timeline, &first_us, &last_us))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      if (key == GDK_KEY_Left)
        direction = -direction;
      seep_timeline_pan (self->timeline,
                         direction * (gint64) ((double) (to_us - from_us) * PAN_SHARE));
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
      seep_timeline_pan (self->timeline, first_us - from_us);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
      seep_timeline_pan (self->timeline, last_us - from_us);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      seep_timeline_zoom (self->timeline, ZOOM_STEP, from_us + (to_us - from_us) / 2);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      seep_timeline_zoom (self->timeline, 1 / ZOOM_STEP, from_us + (to_us - from_us) / 2);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
drag_begin_cb (SeepScrubber *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  seep_scrubber_begin_drag (self, x);
}

static void
drag_update_cb (SeepScrubber *self, double dx, double dy)
{
  seep_scrubber_move_drag (self, self->drag_x + dx);
}

static gboolean
key_cb (SeepScrubber *self, guint key, guint code, GdkModifierType state)
{
  return seep_scrubber_press_key (self, key, state);
}

static void
motion_cb (SeepScrubber *self, double x, double y)
{
  double left, right;

  get_window (self, &left, &right);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   fabs (x - left) <= EDGE_REACH || fabs (x - right) <= EDGE_REACH
                                     ? "ew-resize"
                                   : x > left && x < right ? "grab"
                                                           : NULL);
}

/* --- Changes --- */

static void
update_text (SeepScrubber *self)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  gint64 from_us, to_us;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *text = NULL;

  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  from = seep_time_dup_text (from_us, G_USEC_PER_SEC, zone);
  to = seep_time_dup_text (to_us, G_USEC_PER_SEC, zone);
  /* Translators: from a time to a time. */
  text = g_strdup_printf (_("%s to %s"), from, to);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
invalidate (SeepScrubber *self)
{
  g_clear_pointer (&self->plot, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
view_changed_cb (SeepScrubber *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self)))
    update_text (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
seep_scrubber_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (seep_scrubber_parent_class)->css_changed (widget, change);
  invalidate (SEEP_SCRUBBER (widget));
}

static void
seep_scrubber_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (SEEP_SCRUBBER (widget));
}

static void
seep_scrubber_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : HEIGHT;
}

const SeepScale *
seep_scrubber_get_scale (SeepScrubber *self)
{
  g_return_val_if_fail (SEEP_IS_SCRUBBER (self), NULL);

  return &self->scale;
}

void
seep_scrubber_set_timeline (SeepScrubber *self, SeepTimeline *timeline)
{
  g_return_if_fail (SEEP_IS_SCRUBBER (self) && SEEP_IS_TIMELINE (timeline));

  g_set_object (&self->timeline, timeline);
  g_signal_connect_object (timeline, "changed", G_CALLBACK (invalidate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "range-changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (invalidate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::has-focus", G_CALLBACK (update_text), self,
                           G_CONNECT_SWAPPED);
  update_text (self);
}

static void
seep_scrubber_dispose (GObject *object)
{
  SeepScrubber *self = SEEP_SCRUBBER (object);

  g_clear_pointer (&self->plot, gsk_render_node_unref);
  g_clear_object (&self->timeline);
  G_OBJECT_CLASS (seep_scrubber_parent_class)->dispose (object);
}

static void
seep_scrubber_class_init (SeepScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_scrubber_dispose;
  widget_class->snapshot = seep_scrubber_snapshot;
  widget_class->measure = seep_scrubber_measure;
  widget_class->size_allocate = seep_scrubber_size_allocate;
  widget_class->css_changed = seep_scrubber_css_changed;
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
seep_scrubber_init (SeepScrubber *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("The whole recording, and what of it is shown"), -1);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (drag_update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
}
