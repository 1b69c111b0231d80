/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-sparkline.h"

#include "seep-chart-style.h"

#define WIDTH 96
#define HEIGHT 28
#define MARGIN 3
/* What changes by less than that share of its highest value is drawn flat. */
#define MIN_SHARE 0.05

struct _SeepSparkline
{
  GtkWidget parent_instance;

  SeepTimeline *timeline; /* owned; NULL: nothing is shown yet */
  guint         type;
  gint64        from_us, to_us;
};

G_DEFINE_FINAL_TYPE (SeepSparkline, seep_sparkline, GTK_TYPE_WIDGET)

/* A timeline that is filled anew may have fewer types. */
static SeepSeries *
get_series (SeepSparkline *self)
{
  return self->timeline != NULL && self->type < seep_timeline_get_n_types (self->timeline)
           ? seep_timeline_get_type_counts (self->timeline, self->type)
           : NULL;
}

static void
seep_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SeepSparkline *self = SEEP_SPARKLINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  SeepSeries *series = get_series (self);
  SeepScale scale = { .x = MARGIN, .y = MARGIN, .width = width - 2 * MARGIN,
                      .height = height - 2 * MARGIN, .from_us = self->from_us,
                      .to_us = self->to_us };
  g_autoptr(SeepLine) line = NULL;
  SeepChartStyle style;
  cairo_t *cr;

  scale.is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  if (series == NULL || scale.width < 1 || scale.height < 1
      || !seep_line_get_extremes (series, self->from_us, self->to_us + 1, &scale.min,
                                  &scale.max))
    return;
  if (scale.max - scale.min < MIN_SHARE * scale.max)
    scale.min = scale.max * (1 - MIN_SHARE);
  if (!(scale.max > scale.min))
    scale.max = scale.min + 1;
  line = seep_line_new (series, &scale);
  seep_chart_style_init (&style, widget);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  line->n_dots = 0;
  seep_chart_draw_line (cr, line, &style, 0, TRUE, scale.y + scale.height);
  cairo_destroy (cr);
}

static void
seep_sparkline_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

void
seep_sparkline_show (SeepSparkline *self,
                     SeepTimeline  *timeline,
                     guint          type,
                     gint64         from_us,
                     gint64         to_us)
{
  g_return_if_fail (SEEP_IS_SPARKLINE (self));

  g_set_object (&self->timeline, timeline);
  self->type = type;
  self->from_us = from_us;
  self->to_us = to_us;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
seep_sparkline_dispose (GObject *object)
{
  g_clear_object (&SEEP_SPARKLINE (object)->timeline);
  G_OBJECT_CLASS (seep_sparkline_parent_class)->dispose (object);
}

static void
seep_sparkline_class_init (SeepSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_sparkline_dispose;
  widget_class->snapshot = seep_sparkline_snapshot;
  widget_class->measure = seep_sparkline_measure;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  /* What it shows is said beside it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
seep_sparkline_init (SeepSparkline *self)
{
}

GtkWidget *
seep_sparkline_new (void)
{
  return g_object_new (SEEP_TYPE_SPARKLINE, NULL);
}
