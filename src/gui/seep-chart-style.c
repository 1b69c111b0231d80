/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line is filled, not stroked: columns are its outline already, up along their tops and back
 * along their bottoms, half a line's width away. That costs a fourth of cairo's stroke of as
 * many points. */
#include "config.h"

#include "seep-chart-style.h"

#include <adwaita.h>
#include <math.h>

#define LINE_WIDTH 1.7
#define STRONG_LINE_WIDTH 2.6
#define AREA_ALPHA 0.1
/* A piece of the line that stands so high is drawn where the pattern has a hole, too: it may be all
 * that is seen of a peak. */
#define MAX_HOLE_HEIGHT 6
#define DOT_RADIUS 2.4

static const char *const light_colors[] = { "#1a5fb4", "#b34000", "#12734a",
                                            "#813d9c", "#6b4a2e", "#0b6b80" };
static const char *const dark_colors[] = { "#78aeed", "#ffa348", "#57e389",
                                           "#dc8add", "#cdab8f", "#66d9e8" };

/* Pixels drawn and left out, in turns; 0 ends it. */
static const guint8 patterns[][5] = { { 0 },           { 9, 4, 0 },  { 3, 3, 0 },
                                      { 12, 3, 3, 3 }, { 5, 5, 0 },  { 18, 5, 0 } };

static void
find_color (GtkWidget *widget, const char *name, const char *otherwise, GdkRGBA *color)
{
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, color))
    gdk_rgba_parse (color, otherwise);
}

void
seep_chart_style_init (SeepChartStyle *style, GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  style->is_dark = adw_style_manager_get_dark (manager);
  style->is_high_contrast = adw_style_manager_get_high_contrast (manager);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &style->text);
  style->dim = style->text;
  style->dim.alpha *= style->is_high_contrast ? 1 : 0.7f;
  style->grid = style->text;
  style->grid.alpha *= style->is_high_contrast ? 0.4f : 0.1f;
  find_color (widget, "accent_color", style->is_dark ? "#78aeed" : "#1c71d8", &style->accent);
  find_color (widget, "error_color", style->is_dark ? "#ff7b63" : "#c01c28", &style->warning);
  find_color (widget, "popover_bg_color", style->is_dark ? "#383838" : "#ffffff", &style->box);
}

GdkRGBA
seep_chart_style_get_color (const SeepChartStyle *style, guint number)
{
  const char *const *colors = style->is_dark ? dark_colors : light_colors;
  GdkRGBA color;

  gdk_rgba_parse (&color, colors[number % G_N_ELEMENTS (light_colors)]);
  return color;
}

static gboolean
is_in_pattern (guint number, gint64 column)
{
  const guint8 *pattern = patterns[number % G_N_ELEMENTS (patterns)];
  guint length = 0, at, end = 0;

  for (guint i = 0; pattern[i] != 0; i++)
    length += pattern[i];
  if (length == 0)
    return TRUE;
  at = (guint) ((column % length + length) % length);
  for (guint i = 0;; i++)
    {
      end += pattern[i];
      if (at < end)
        return i % 2 == 0;
    }
}

static double
get_half_width (const SeepChartStyle *style)
{
  return (style->is_high_contrast ? STRONG_LINE_WIDTH : LINE_WIDTH) / 2;
}

/* The columns [@first, @end) as one shape. */
static void
add_run (cairo_t *cr, const SeepLine *line, guint first, guint end, double half)
{
  if (end - first == 1)
    {
      /* A point by itself. */
      cairo_rectangle (cr, line->x + line->dx * first - 1.2 * half, line->columns[first].top - half,
                       2.4 * half,
                       line->columns[first].bottom - line->columns[first].top + 2 * half);
      return;
    }
  cairo_new_sub_path (cr);
  for (guint i = first; i < end; i++)
    cairo_line_to (cr, line->x + line->dx * i, line->columns[i].top - half);
  for (guint i = end; i > first; i--)
    cairo_line_to (cr, line->x + line->dx * (i - 1), line->columns[i - 1].bottom + half);
  cairo_close_path (cr);
}

static void
add_area (cairo_t *cr, const SeepLine *line, guint first, guint end, double floor)
{
  cairo_move_to (cr, line->x + line->dx * first, floor);
  for (guint i = first; i < end; i++)
    cairo_line_to (cr, line->x + line->dx * i, line->columns[i].top);
  cairo_line_to (cr, line->x + line->dx * (end - 1), floor);
  cairo_close_path (cr);
}

static gboolean
is_drawn (const SeepLine *line, guint i, guint number)
{
  return line->columns[i].bottom - line->columns[i].top > MAX_HOLE_HEIGHT
         || is_in_pattern (number, line->number + i);
}

static void
draw_dots (cairo_t *cr, const SeepLine *line)
{
  for (guint i = 0; i < line->n_dots; i++)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, line->dots[2 * i], line->dots[2 * i + 1], DOT_RADIUS, 0, 2 * G_PI);
    }
  cairo_fill (cr);
}

void
seep_chart_draw_line (cairo_t              *cr,
                      const SeepLine       *line,
                      const SeepChartStyle *style,
                      guint                 number,
                      gboolean              has_area,
                      double                floor)
{
  GdkRGBA color = seep_chart_style_get_color (style, number);
  double half = get_half_width (style);

  gdk_cairo_set_source_rgba (cr, &color);
  for (guint first = 0; first < line->n;)
    {
      guint end = first;

      while (end < line->n && !isnan (line->columns[end].top) && is_drawn (line, end, number))
        end++;
      if (end > first)
        add_run (cr, line, first, end, half);
      first = MAX (end, first + 1);
    }
  cairo_fill (cr);
  draw_dots (cr, line);
  if (!has_area)
    return;

  color.alpha = AREA_ALPHA;
  gdk_cairo_set_source_rgba (cr, &color);
  for (guint first = 0; first < line->n;)
    {
      guint end = first;

      while (end < line->n && !isnan (line->columns[end].top))
        end++;
      if (end > first)
        add_area (cr, line, first, end, floor);
      first = MAX (end, first + 1);
    }
  cairo_fill (cr);
}

void
seep_chart_draw_sample (cairo_t              *cr,
                        const SeepChartStyle *style,
                        guint                 number,
                        double                x,
                        double                y,
                        double                width)
{
  GdkRGBA color = seep_chart_style_get_color (style, number);
  double half = get_half_width (style) * 1.3;

  gdk_cairo_set_source_rgba (cr, &color);
  for (guint i = 0; i < width; i++)
    {
      if (is_in_pattern (number, i))
        cairo_rectangle (cr, x + i, y - half, 1, 2 * half);
    }
  cairo_fill (cr);
}
