/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-style.h — the colours of charts, and the pens that draw them.
 *
 * A line has a colour and a pattern: who cannot tell the colours apart can tell the patterns. The
 * colours of light and dark themes have a contrast of 4.5 : 1 to the background. */
#pragma once

#include "layout/seep-line.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GdkRGBA  text;
  GdkRGBA  dim;    /* of labels */
  GdkRGBA  grid;
  GdkRGBA  accent;
  GdkRGBA  warning;
  GdkRGBA  box;    /* behind text that lies on lines */
  gboolean is_dark;
  gboolean is_high_contrast;
} SeepChartStyle;

/* As @widget is to look now. */
void seep_chart_style_init (SeepChartStyle *style,
                            GtkWidget      *widget);

/* Of the line with that number in its chart. */
GdkRGBA seep_chart_style_get_color (const SeepChartStyle *style,
                                    guint                 number);

/* Draws the line with that number; @has_area fills what is below it, down to @floor. */
void seep_chart_draw_line (cairo_t              *cr,
                           const SeepLine       *line,
                           const SeepChartStyle *style,
                           guint                 number,
                           gboolean              has_area,
                           double                floor);

/* A piece of it as a sample, from @x on. */
void seep_chart_draw_sample (cairo_t              *cr,
                             const SeepChartStyle *style,
                             guint                 number,
                             double                x,
                             double                y,
                             double                width);

G_END_DECLS
