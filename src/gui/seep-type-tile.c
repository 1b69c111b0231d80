/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-type-tile.h"

#include "base/seep-i18n.h"
#include "layout/seep-axis.h"
#include "seep-format.h"
#include "seep-sparkline.h"

#include <math.h>

/* Slower is told by the hour. */
#define MIN_A_MINUTE 1.0
/* Less is nothing. */
#define MIN_AN_HOUR 0.5

struct _SeepTypeTile
{
  GtkButton parent_instance;

  /* Template children. */
  GtkLabel      *name;
  GtkLabel      *count;
  GtkLabel      *growth;
  SeepSparkline *sparkline;
};

G_DEFINE_FINAL_TYPE (SeepTypeTile, seep_type_tile, GTK_TYPE_BUTTON)

static char *
dup_growth (double rate)
{
  gboolean is_hourly = fabs (rate) < MIN_A_MINUTE;
  double shown = is_hourly ? rate * 60 : rate;
  g_autofree char *number = NULL;
  g_autofree char *signed_number = NULL;

  if (is_hourly && fabs (shown) < MIN_AN_HOUR)
    return g_strdup (_("steady"));
  number = seep_axis_dup_value (SEEP_UNIT_COUNT, fabs (shown));
  signed_number = g_strconcat (shown > 0 ? "▲ +" : "▼ −", number, NULL);
  /* Translators: how many more there are in an hour, in a minute. */
  return g_strdup_printf (is_hourly ? _("%s/h") : _("%s/min"), signed_number);
}

void
seep_type_tile_show (SeepTypeTile *self,
                     SeepTimeline *timeline,
                     guint         type,
                     double        rate,
                     gint64        from_us,
                     gint64        to_us)
{
  SeepSeries *series;
  const char *name;
  guint64 n;
  g_autofree char *count = NULL;
  g_autofree char *growth = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (SEEP_IS_TYPE_TILE (self));

  series = seep_timeline_get_type_counts (timeline, type);
  name = seep_timeline_get_type_name (timeline, type);
  n = seep_series_get_n (series);
  count = seep_format_count (n > 0 ? (guint64) seep_series_get_point (series, n - 1).value : 0);
  growth = dup_growth (rate);
  description = g_strdup_printf ("%s, %s", count, growth);

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->count, count);
  gtk_label_set_label (self->growth, growth);
  if (rate * 60 >= MIN_AN_HOUR)
    gtk_widget_add_css_class (GTK_WIDGET (self->growth), "more");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->growth), "more");
  seep_sparkline_show (self->sparkline, timeline, type, from_us, to_us);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

const char *
seep_type_tile_get_name (SeepTypeTile *self)
{
  g_return_val_if_fail (SEEP_IS_TYPE_TILE (self), "");

  return gtk_label_get_label (self->name);
}

static void
seep_type_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_TYPE_TILE);
  G_OBJECT_CLASS (seep_type_tile_parent_class)->dispose (object);
}

static void
seep_type_tile_class_init (SeepTypeTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_SPARKLINE);
  G_OBJECT_CLASS (klass)->dispose = seep_type_tile_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-type-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepTypeTile, name);
  gtk_widget_class_bind_template_child (widget_class, SeepTypeTile, count);
  gtk_widget_class_bind_template_child (widget_class, SeepTypeTile, growth);
  gtk_widget_class_bind_template_child (widget_class, SeepTypeTile, sparkline);
}

static void
seep_type_tile_init (SeepTypeTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
seep_type_tile_new (void)
{
  return g_object_new (SEEP_TYPE_TYPE_TILE, NULL);
}
