/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-chart-chip.h"

#include "seep-chart-style.h"

#include <adwaita.h>

#define SAMPLE_WIDTH 26
#define SAMPLE_HEIGHT 10

struct _SeepChartChip
{
  GtkToggleButton parent_instance;

  guint     number;
  GtkLabel *title; /* borrowed, like those below */
  GtkLabel *value;
};

G_DEFINE_FINAL_TYPE (SeepChartChip, seep_chart_chip, GTK_TYPE_TOGGLE_BUTTON)

static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  SeepChartStyle style;

  seep_chart_style_init (&style, GTK_WIDGET (area));
  seep_chart_draw_sample (cr, &style, SEEP_CHART_CHIP (data)->number, 0, height / 2.0, width);
}

static void
seep_chart_chip_class_init (SeepChartChipClass *klass)
{
}

static void
seep_chart_chip_init (SeepChartChip *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "chart-chip");
}

GtkWidget *
seep_chart_chip_new (const char *title, guint number)
{
  SeepChartChip *self = g_object_new (SEEP_TYPE_CHART_CHIP, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *sample = gtk_drawing_area_new ();

  self->number = number;
  self->title = GTK_LABEL (gtk_label_new (title));
  self->value = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->value), "chip-value");
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (sample), SAMPLE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (sample), SAMPLE_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (sample), draw_sample, self, NULL);
  gtk_widget_set_valign (sample, GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), sample, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), sample);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->value));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
seep_chart_chip_set_value (SeepChartChip *self, const char *value)
{
  g_return_if_fail (SEEP_IS_CHART_CHIP (self));

  gtk_label_set_label (self->value, value != NULL ? value : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value), value != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  value != NULL ? value : "", -1);
}
