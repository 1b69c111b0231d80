/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-plot.c — where things are in a chart, and the picture of it that is kept: grid, labels,
 * lines, marks. */
#include "config.h"

#include "seep-chart-private.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"

#include <math.h>

#define MARGIN_TOP 18
#define MARGIN_BOTTOM 20
#define MARGIN_START 72
#define MARGIN_END 12
#define TICK_HEIGHT 30 /* a label and some air */
#define TICK_WIDTH 90
#define MIN_FLAG_DISTANCE 12
#define FLAG_TOP 1
#define FLAG_HEIGHT 15
#define FLAG_RADIUS 4
#define LABEL_GAP 8
/* Beyond, a threshold is said to be above what is shown. */
#define MAX_THRESHOLD_FACTOR 4
/* Of labels; the next frame makes those that it needs. */
#define MAX_TEXTS 96

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

void
seep_chart_lay_out (SeepChart *self)
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
    &GRAPHENE_RECT_INIT ((float) (self->scale.is_mirrored ? x - width : x), FLAG_TOP,
                         (float) width, FLAG_HEIGHT),
    FLAG_RADIUS);
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

GskRenderNode *
seep_chart_draw_plot (SeepChart *self)
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
