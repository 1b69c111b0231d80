/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies over the plot and is drawn with each frame: the selection, the threshold, the
 * cursor. */
#include "config.h"

#include "seep-chart-private.h"

#include "base/seep-i18n.h"

#include <math.h>

#define GRIP_WIDTH 6
#define GRIP_HEIGHT 22
#define RANGE_ALPHA 0.14f
#define BOX_GAP 10
#define BOX_PADDING 8
#define DOT_SIZE 8
#define MARK_REACH 6

static void
append_box (GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double w, double h)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) w, (float) h));
}

static void
append_round (GtkSnapshot   *snapshot,
              const GdkRGBA *color,
              double         x,
              double         y,
              double         w,
              double         h,
              double         radius)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (
    &shape, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) w, (float) h), (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_handle (SeepChart *self, GtkSnapshot *snapshot, double x)
{
  const SeepScale *scale = &self->scale;

  if (x < scale->x - 1 || x > scale->x + scale->width + 1)
    return;
  append_box (snapshot, &self->style.accent, round (x) - 1, scale->y, 2, scale->height);
  append_round (snapshot, &self->style.accent, round (x) - GRIP_WIDTH / 2.0,
                scale->y + (scale->height - GRIP_HEIGHT) / 2, GRIP_WIDTH, GRIP_HEIGHT,
                GRIP_WIDTH / 2.0);
}

static void
draw_range (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  GdkRGBA color = self->style.accent;
  gint64 from_us, to_us;
  double a, b, left, right;

  if (!seep_timeline_get_range (self->timeline, &from_us, &to_us))
    return;
  a = seep_scale_get_x (scale, from_us);
  b = seep_scale_get_x (scale, to_us);
  left = CLAMP (MIN (a, b), scale->x, scale->x + scale->width);
  right = CLAMP (MAX (a, b), scale->x, scale->x + scale->width);
  color.alpha *= RANGE_ALPHA;
  if (right > left)
    append_box (snapshot, &color, left, scale->y, right - left, scale->height);
  draw_handle (self, snapshot, a);
  draw_handle (self, snapshot, b);
}

static void
draw_threshold (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  double threshold = seep_timeline_get_threshold (self->timeline);
  gboolean is_above = threshold > scale->max;
  double y = is_above ? scale->y : round (seep_scale_get_y (scale, threshold));
  double x = scale->is_mirrored ? scale->x : scale->x + scale->width;
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;
  PangoLayout *layout;
  int width, height;

  if (!seep_chart_has_threshold (self) || isnan (threshold))
    return;
  for (double at = scale->x; at < scale->x + scale->width; at += 10)
    append_box (snapshot, &self->style.warning, at, y - 1, MIN (6, scale->x + scale->width - at),
                2);

  value = seep_axis_dup_value (SEEP_UNIT_BYTES, threshold);
  /* Translators: on the line above which somebody wants to know. */
  text = g_strdup_printf (is_above ? _("▲ Threshold %s") : _("Threshold %s"), value);
  layout = seep_chart_get_text (self, text);
  pango_layout_get_pixel_size (layout, &width, &height);
  /* Under the line, unless there is no room. */
  if (y + height + 4 < scale->y + scale->height)
    y += height + 3;
  append_round (snapshot, &self->style.box, scale->is_mirrored ? x + 2 : x - width - 10,
                y - height - 1, width + 8, height, 4);
  seep_chart_place_text (snapshot, layout, &self->style.warning,
                         scale->is_mirrored ? x + 6 : x - 6, y - 1, scale->is_mirrored ? 0 : 1, 1);
}

/* --- The cursor --- */

static void
draw_dots (SeepChart *self, GtkSnapshot *snapshot, gint64 cursor_us, double x)
{
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_chart_get_series (self, i);
      double value = series != NULL ? seep_line_get_value (series, cursor_us) : NAN;
      GdkRGBA color = seep_chart_style_get_color (&self->style, i);
      double y;

      if (!seep_chart_is_shown (self, i) || isnan (value))
        continue;
      y = seep_scale_get_y (&self->scale, value);
      append_round (snapshot, &self->style.box, x - DOT_SIZE / 2.0 - 1, y - DOT_SIZE / 2.0 - 1,
                    DOT_SIZE + 2, DOT_SIZE + 2, DOT_SIZE);
      append_round (snapshot, &color, x - DOT_SIZE / 2.0, y - DOT_SIZE / 2.0, DOT_SIZE, DOT_SIZE,
                    DOT_SIZE);
    }
}

static void
append_mark_text (SeepChart *self, GString *text, double x)
{
  int mark = seep_chart_find_mark (self, x, MARK_REACH);

  if (mark >= 0 && *seep_timeline_get_mark (self->timeline, (guint) mark)->text != '\0')
    g_string_append_printf (text, "\n⚑ %s",
                            seep_timeline_get_mark (self->timeline, (guint) mark)->text);
}

static void
draw_box (SeepChart *self, GtkSnapshot *snapshot, gint64 cursor_us, double x)
{
  const SeepScale *scale = &self->scale;
  g_autofree char *values = seep_chart_dup_values (self, cursor_us);
  g_autoptr(GString) text = g_string_new (values);
  GdkRGBA border = self->style.grid;
  PangoLayout *layout;
  int width, height;
  double left;

  append_mark_text (self, text, x);
  layout = seep_chart_get_text (self, text->str);
  pango_layout_get_pixel_size (layout, &width, &height);
  width += 2 * BOX_PADDING;
  height += BOX_PADDING;
  left = x + BOX_GAP;
  if (left + width > scale->x + scale->width)
    left = x - BOX_GAP - width;
  left = MAX (left, 0);
  border.alpha = MIN (1, border.alpha * 2);
  append_round (snapshot, &border, left - 1, scale->y - 1, width + 2, height + 2, 7);
  append_round (snapshot, &self->style.box, left, scale->y, width, height, 6);
  seep_chart_place_text (snapshot, layout, &self->style.text, left + BOX_PADDING,
                         scale->y + BOX_PADDING / 2.0, 0, 0);
}

static void
draw_cursor (SeepChart *self, GtkSnapshot *snapshot)
{
  const SeepScale *scale = &self->scale;
  gint64 cursor_us;
  double x;

  if (!seep_timeline_get_cursor (self->timeline, &cursor_us) || cursor_us < scale->from_us
      || cursor_us > scale->to_us)
    return;
  x = seep_scale_get_x (scale, cursor_us);
  append_box (snapshot, &self->style.dim, round (x), scale->y, 1, scale->height);
  draw_dots (self, snapshot, cursor_us, x);
  draw_box (self, snapshot, cursor_us, x);
}

void
seep_chart_snapshot_overlay (SeepChart *self, GtkSnapshot *snapshot)
{
  draw_range (self, snapshot);
  draw_threshold (self, snapshot);
  draw_cursor (self, snapshot);
}
