/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two layers. The plot (grid, labels, lines, marks) is a render node that is kept until data, view,
 * size or looks change; what follows the pointer lies over it and is drawn each time. GTK compares
 * the nodes of two frames: the same plot costs nothing. */
#include "config.h"

#include "seep-chart-private.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"

#include <adwaita.h>
#include <math.h>

#define MARGIN_TOP 18
#define MARGIN_BOTTOM 20
#define MARGIN_START 72
#define MARGIN_END 12
#define TICK_HEIGHT 30 /* a label and some air */
#define TICK_WIDTH 90
#define MIN_FLAG_DISTANCE 12
#define FLAG_SIZE 9
#define LABEL_GAP 8
/* Beyond, a threshold is said to be above what is shown. */
#define MAX_THRESHOLD_FACTOR 4
/* Screen readers are told of new data that often, at most. */
#define SUMMARY_INTERVAL_S 5
/* Of labels; the next frame makes those that it needs. */
#define MAX_TEXTS 96

G_DEFINE_FINAL_TYPE (SeepChart, seep_chart, GTK_TYPE_WIDGET)

static guint mark_activated_signal;

gboolean
seep_chart_is_shown (SeepChart *self, guint track)
{
  return (self->shown >> track) & 1;
}

SeepSeries *
seep_chart_get_series (SeepChart *self, guint track)
{
  return seep_track_get_series (&self->group->tracks[track], self->timeline);
}

gboolean
seep_chart_has_threshold (SeepChart *self)
{
  return self->group->tracks[0].metric == SEEP_METRIC_RSS;
}

/* --- Where things are --- */

static void
find_extremes (SeepChart *self, double *low, double *high)
{
  double threshold = seep_timeline_get_threshold (self->timeline);

  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_chart_get_series (self, i);
      double min, max;

      if (!seep_chart_is_shown (self, i) || series == NULL
          || !seep_line_get_extremes (series, self->scale.from_us, self->scale.to_us + 1, &min,
                                      &max))
        continue;
      *low = MIN (*low, min);
      *high = MAX (*high, max);
    }
  if (*high < *low)
    *low = *high = 0;
  if (!seep_chart_has_threshold (self) || isnan (threshold))
    return;
  if (threshold <= MAX_THRESHOLD_FACTOR * *high)
    *high = MAX (*high, threshold);
  *low = MIN (*low, threshold);
}

static void
lay_out (SeepChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  SeepScale *scale = &self->scale;
  double low, high;

  scale->is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  scale->x = scale->is_mirrored ? MARGIN_END : MARGIN_START;
  scale->y = MARGIN_TOP;
  scale->width = MAX (0, gtk_widget_get_width (widget) - MARGIN_START - MARGIN_END);
  scale->height = MAX (0, gtk_widget_get_height (widget) - MARGIN_TOP - MARGIN_BOTTOM);
  seep_timeline_get_view (self->timeline, &scale->from_us, &scale->to_us);

  find_extremes (self, &low, &high);
  seep_axis_init (&self->axis, self->group->unit, low, high,
                  MAX (3, (guint) (scale->height / TICK_HEIGHT) + 1));
  scale->min = self->axis.min;
  scale->max = self->axis.max;
}

/* --- Texts --- */

PangoLayout *
seep_chart_get_text (SeepChart *self, const char *text)
{
  PangoLayout *layout = g_hash_table_lookup (self->texts, text);

  if (layout != NULL)
    return layout;
  if (g_hash_table_size (self->texts) >= MAX_TEXTS)
    g_hash_table_remove_all (self->texts);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_hash_table_insert (self->texts, g_strdup (text), layout);
  return layout;
}

void
seep_chart_place_text (GtkSnapshot   *snapshot,
                       PangoLayout   *layout,
                       const GdkRGBA *color,
                       double         x,
                       double         y,
                       double         x_align,
                       double         y_align)
{
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x - x_align * width),
                                                          (float) round (y - y_align * height)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* --- The plot --- */

static void
append_box (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double w, double h)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) w, (float) h));
}

static void
draw_value_ticks (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;

  for (guint i = 0; i < self->axis.n_ticks; i++)
    {
      double y = round (seep_scale_get_y (scale, seep_axis_get_tick (&self->axis, i)));
      g_autofree char *label = seep_axis_dup_label (&self->axis, i);

      append_box (snapshot, &self->style.grid, scale->x, y, scale->width, 1);
      seep_chart_place_text (snapshot, seep_chart_get_text (self, label), &self->style.dim,
                             scale->is_mirrored ? scale->x + scale->width + LABEL_GAP
                                                : scale->x - LABEL_GAP,
                             y, scale->is_mirrored ? 0 : 1, 0.5);
    }
}

static void
draw_time_ticks (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  double bottom = scale->y + scale->height;
  SeepTimeAxis axis;

  seep_time_axis_init (&axis, scale->from_us, MAX (scale->from_us, scale->to_us), self->zone,
                       CLAMP ((guint) (scale->width / TICK_WIDTH), 2, SEEP_TIME_AXIS_MAX_TICKS));
  for (guint i = 0; i < axis.n_ticks; i++)
    {
      double x = seep_scale_get_x (scale, axis.ticks_us[i]);
      g_autofree char *label = seep_time_axis_dup_label (&axis, i, self->zone);
      PangoLayout *layout = seep_chart_get_text (self, label);
      int width;

      append_box (snapshot, &self->style.grid, round (x), scale->y, 1, scale->height);
      pango_layout_get_pixel_size (layout, &width, NULL);
      /* The outermost stay inside. */
      x = CLAMP (x, scale->x + width / 2.0 - MARGIN_END,
                 scale->x + scale->width - width / 2.0 + MARGIN_END);
      seep_chart_place_text (snapshot, layout, &self->style.dim, x, bottom + 3, 0.5, 0);
    }
}

/* Where nothing was measured between what was. */
static void
draw_gaps (cairo_t *cr, const SeepLine *line, const SeepScale *scale, const SeepChartStyle *style)
{
  GdkRGBA color = style->text;
  gboolean has_begun = FALSE;

  color.alpha *= 0.06f;
  gdk_cairo_set_source_rgba (cr, &color);
  for (guint first = 0; first < line->n;)
    {
      guint end = first;

      while (end < line->n && isnan (line->columns[end].top))
        end++;
      if (end > first && end < line->n && has_begun)
        cairo_rectangle (cr, line->x + line->dx * (first - 0.5), scale->y,
                         line->dx * (end - first), scale->height);
      has_begun = TRUE;
      first = MAX (end, first + 1);
    }
  cairo_fill (cr);
}

static void
draw_lines (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  const graphene_rect_t area = GRAPHENE_RECT_INIT ((float) scale->x, (float) scale->y - 2,
                                                   (float) scale->width, (float) scale->height + 3);
  gboolean has_gaps = FALSE;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);

  /* The first line is drawn last: over the others. */
  for (guint i = self->group->n_tracks; i > 0; i--)
    {
      SeepSeries *series = seep_chart_get_series (self, i - 1);
      g_autoptr(SeepLine) line = NULL;

      if (!seep_chart_is_shown (self, i - 1) || series == NULL)
        continue;
      line = seep_line_new (series, scale);
      if (!has_gaps)
        draw_gaps (cr, line, scale, &self->style);
      has_gaps = TRUE;
      seep_chart_draw_line (cr, line, &self->style, i - 1, i == 1, scale->y + scale->height);
    }
  cairo_destroy (cr);
}

static const char *
get_mark_sign (SeepMarkKind kind)
{
  switch (kind)
    {
    case SEEP_MARK_SNAPSHOT:
      return NULL; /* a flag with its number */
    case SEEP_MARK_EVENT:
      return "◇";
    case SEEP_MARK_THRESHOLD:
      return "!";
    case SEEP_MARK_COLLECTION:
      return "♺";
    case SEEP_MARK_USER:
    default:
      return "▼";
    }
}

/* A pennant on the line, with the snapshot's number in it. */
static void
draw_flag (SeepChart *self, GtkSnapshot *snapshot, double x, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  PangoLayout *layout = seep_chart_get_text (self, text);
  const GdkRGBA on_flag = self->style.is_dark ? (GdkRGBA){ 0.1f, 0.1f, 0.1f, 1 }
                                              : (GdkRGBA){ 1, 1, 1, 1 };
  GskRoundedRect shape;
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  width = MAX (width + 8, 16);
  gsk_rounded_rect_init_from_rect (
    &shape,
    &GRAPHENE_RECT_INIT ((float) (self->scale.is_mirrored ? x - width : x), 1, (float) width, 15),
    4);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &self->style.accent, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  seep_chart_place_text (snapshot, layout, &on_flag,
                         shape.bounds.origin.x + shape.bounds.size.width / 2,
                         shape.bounds.origin.y + shape.bounds.size.height / 2, 0.5, 0.5);
}

static void
draw_marks (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  double last = -INFINITY;
  guint n_snapshots = 0;

  for (guint i = 0; i < seep_timeline_get_n_marks (self->timeline); i++)
    {
      const SeepMark *mark = seep_timeline_get_mark (self->timeline, i);
      gboolean is_snapshot = mark->kind == SEEP_MARK_SNAPSHOT;
      double x = round (seep_scale_get_x (scale, mark->time_us));
      GdkRGBA color = is_snapshot ? self->style.accent : self->style.dim;

      n_snapshots += is_snapshot;
      if (mark->time_us < scale->from_us || mark->time_us > scale->to_us)
        continue;
      color.alpha *= 0.6f;
      append_box (snapshot, &color, x, scale->y - 2, 1, scale->height + 2);
      if (fabs (x - last) < MIN_FLAG_DISTANCE)
        continue;
      last = x;
      if (is_snapshot)
        draw_flag (self, snapshot, x, n_snapshots);
      else
        seep_chart_place_text (snapshot, seep_chart_get_text (self, get_mark_sign (mark->kind)),
                               &self->style.text, x, scale->y - 1, 0.5, 1);
    }
}

static gboolean
has_line (SeepChart *self)
{
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      double min, max;

      if (seep_chart_is_shown (self, i) && seep_chart_get_series (self, i) != NULL
          && seep_line_get_extremes (seep_chart_get_series (self, i), self->scale.from_us,
                                     self->scale.to_us + 1, &min, &max))
        return TRUE;
    }
  return FALSE;
}

static GskRenderNode *
draw_plot (SeepChart *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const SeepScale *scale = &self->scale;

  if (scale->width >= 1 && scale->height >= 1)
    {
      draw_value_ticks (self, snapshot);
      draw_time_ticks (self, snapshot);
      draw_lines (self, snapshot);
      draw_marks (self, snapshot);
      if (!has_line (self))
        seep_chart_place_text (snapshot,
                               seep_chart_get_text (self, self->shown == 0
                                                            ? _("Nothing is chosen")
                                                            : _("Nothing was measured here")),
                               &self->style.dim, scale->x + scale->width / 2,
                               scale->y + scale->height / 2, 0.5, 0.5);
    }
  self->n_drawn++;
  return gtk_snapshot_free_to_node (snapshot);
}

static void
seep_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SeepChart *self = SEEP_CHART (widget);

  if (!self->has_style)
    seep_chart_style_init (&self->style, widget);
  self->has_style = TRUE;
  if (self->plot == NULL)
    {
      lay_out (self);
      self->plot = draw_plot (self);
    }
  if (self->plot != NULL)
    gtk_snapshot_append_node (snapshot, self->plot);
  if (self->scale.width >= 1 && self->scale.height >= 1)
    seep_chart_snapshot_overlay (self, snapshot);
}

/* --- What it says --- */

char *
seep_chart_dup_values (SeepChart *self, gint64 time_us)
{
  gint64 step_us = (self->scale.to_us - self->scale.from_us) / MAX (1, (gint64) self->scale.width);
  /* Fractions of a second only where they can be seen. */
  g_autofree char *when = seep_time_dup_text (
    time_us, 2 * step_us < G_USEC_PER_SEC ? step_us : G_USEC_PER_SEC, self->zone);
  g_autoptr(GString) text = g_string_new (when);

  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_chart_get_series (self, i);
      double value = series != NULL ? seep_line_get_value (series, time_us) : NAN;
      g_autofree char *number = NULL;

      if (!seep_chart_is_shown (self, i) || isnan (value))
        continue;
      number = seep_axis_dup_value (self->group->unit, value);
      g_string_append_printf (text, "\n%s %s", seep_track_get_title (&self->group->tracks[i]),
                              number);
    }
  return g_strdup (text->str);
}

/* What one line does over what is seen; NULL: there is nothing of it. */
static char *
dup_track_summary (SeepChart *self, guint track)
{
  SeepSeries *series = seep_chart_get_series (self, track);
  const char *title = seep_track_get_title (&self->group->tracks[track]);
  gint64 from_us = self->scale.from_us, to_us = self->scale.to_us;
  SeepSeriesPoint first, last, highest;
  double change;
  g_autofree char *distance = NULL;
  g_autofree char *duration = NULL;
  g_autofree char *begin = NULL;
  g_autofree char *end = NULL;
  g_autofree char *top = NULL;
  g_autofree char *when = NULL;

  if (series == NULL || !seep_line_find_highest (series, from_us, to_us + 1, &highest)
      || !seep_line_step (series, from_us - 1, 1, 1, &first)
      || !seep_line_step (series, to_us + 1, -1, 1, &last) || first.time_us > last.time_us)
    return NULL;
  change = last.value - first.value;
  distance = seep_axis_dup_value (self->group->unit, fabs (change));
  duration = seep_time_dup_duration (last.time_us - first.time_us);
  begin = seep_axis_dup_value (self->group->unit, first.value);
  end = seep_axis_dup_value (self->group->unit, last.value);
  top = seep_axis_dup_value (self->group->unit, highest.value);
  when = seep_time_dup_text (highest.time_us, G_USEC_PER_SEC, self->zone);

  /* Translators: a line of a chart in words: its name, by how much it changed, in what time, from
   * what to what; its highest value, and when that was. */
  if (change > 0)
    return g_strdup_printf (_("%s rose by %s in %s, from %s to %s; highest %s at %s."), title,
                            distance, duration, begin, end, top, when);
  if (change < 0)
    return g_strdup_printf (_("%s fell by %s in %s, from %s to %s; highest %s at %s."), title,
                            distance, duration, begin, end, top, when);
  return g_strdup_printf (_("%s is %s as %s ago; highest %s at %s."), title, end, duration, top,
                          when);
}

char *
seep_chart_dup_summary (SeepChart *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (SEEP_IS_CHART (self), NULL);

  lay_out (self);
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      g_autofree char *summary =
        seep_chart_is_shown (self, i) ? dup_track_summary (self, i) : NULL;

      if (summary != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", summary);
    }
  if (text->len == 0)
    g_string_append (text, _("Nothing was measured here"));
  return g_strdup (text->str);
}

static void
update_summary (SeepChart *self)
{
  g_autofree char *summary = NULL;
  gint64 cursor_us;

  if (self->is_spoken && seep_timeline_get_cursor (self->timeline, &cursor_us))
    {
      summary = seep_chart_dup_values (self, cursor_us);
      g_strdelimit (summary, "\n", ' ');
    }
  else
    {
      summary = seep_chart_dup_summary (self);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  summary, -1);
}

static gboolean
summary_cb (gpointer data)
{
  SeepChart *self = SEEP_CHART (data);

  self->summary_source = 0;
  update_summary (self);
  return G_SOURCE_REMOVE;
}

/* --- Changes --- */

void
seep_chart_invalidate (SeepChart *self)
{
  g_clear_pointer (&self->plot, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->summary_source == 0)
    self->summary_source = g_timeout_add_seconds (SUMMARY_INTERVAL_S, summary_cb, self);
}

/* What comes after what is seen changes nothing. */
static void
changed_cb (SeepChart *self)
{
  gint64 from_us, to_us, view_from_us, view_to_us;

  seep_timeline_get_view (self->timeline, &view_from_us, &view_to_us);
  if (!seep_timeline_get_extent (self->timeline, &from_us, &to_us) || to_us <= view_to_us
      || self->plot == NULL)
    seep_chart_invalidate (self);
}

static void
cursor_changed_cb (SeepChart *self)
{
  if (self->is_spoken)
    update_summary (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
threshold_changed_cb (SeepChart *self)
{
  if (seep_chart_has_threshold (self))
    seep_chart_invalidate (self);
}

static void
style_changed_cb (SeepChart *self)
{
  self->has_style = FALSE;
  g_hash_table_remove_all (self->texts);
  seep_chart_invalidate (self);
}

static void
seep_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (seep_chart_parent_class)->css_changed (widget, change);
  style_changed_cb (SEEP_CHART (widget));
}

static void
seep_chart_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  style_changed_cb (SEEP_CHART (widget));
}

static void
seep_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  seep_chart_invalidate (SEEP_CHART (widget));
}

static void
seep_chart_measure (GtkWidget     *widget,
                    GtkOrientation orientation,
                    int            for_size,
                    int           *minimum,
                    int           *natural,
                    int           *minimum_baseline,
                    int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 180 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 160;
}

const SeepTrackGroup *
seep_chart_get_group (SeepChart *self)
{
  g_return_val_if_fail (SEEP_IS_CHART (self), NULL);

  return self->group;
}

guint
seep_chart_get_shown (SeepChart *self)
{
  g_return_val_if_fail (SEEP_IS_CHART (self), 0);

  return self->shown;
}

void
seep_chart_set_shown (SeepChart *self, guint tracks)
{
  g_return_if_fail (SEEP_IS_CHART (self));

  if (self->shown == tracks)
    return;
  self->shown = tracks;
  seep_chart_invalidate (self);
  update_summary (self);
}

const SeepScale *
seep_chart_get_scale (SeepChart *self)
{
  g_return_val_if_fail (SEEP_IS_CHART (self), NULL);

  return &self->scale;
}

static void
seep_chart_dispose (GObject *object)
{
  SeepChart *self = SEEP_CHART (object);

  g_clear_handle_id (&self->summary_source, g_source_remove);
  g_clear_pointer (&self->plot, gsk_render_node_unref);
  g_clear_object (&self->timeline);
  G_OBJECT_CLASS (seep_chart_parent_class)->dispose (object);
}

static void
seep_chart_finalize (GObject *object)
{
  SeepChart *self = SEEP_CHART (object);

  g_hash_table_unref (self->texts);
  g_time_zone_unref (self->zone);
  G_OBJECT_CLASS (seep_chart_parent_class)->finalize (object);
}

static void
seep_chart_class_init (SeepChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = seep_chart_dispose;
  object_class->finalize = seep_chart_finalize;
  widget_class->snapshot = seep_chart_snapshot;
  widget_class->measure = seep_chart_measure;
  widget_class->size_allocate = seep_chart_size_allocate;
  widget_class->css_changed = seep_chart_css_changed;
  widget_class->direction_changed = seep_chart_direction_changed;
  mark_activated_signal =
    g_signal_new ("mark-activated", SEEP_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
seep_chart_init (SeepChart *self)
{
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->zone = g_time_zone_new_local ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

SeepChart *
seep_chart_new (SeepTimeline *timeline, const SeepTrackGroup *group)
{
  SeepChart *self = g_object_new (SEEP_TYPE_CHART, NULL);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->timeline = g_object_ref (timeline);
  self->group = group;
  for (guint i = 0; i < group->n_tracks; i++)
    self->shown |= (guint) group->tracks[i].is_shown << i;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(group->title), -1);
  g_signal_connect_object (timeline, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "view-changed", G_CALLBACK (seep_chart_invalidate), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "range-changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "cursor-changed", G_CALLBACK (cursor_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "threshold-changed", G_CALLBACK (threshold_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  seep_chart_add_controllers (self);
  update_summary (self);
  return self;
}
