/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-chart-card.h"

#include "base/seep-i18n.h"
#include "layout/seep-axis.h"
#include "layout/seep-line.h"
#include "seep-chart-chip.h"
#include "seep-wrap-layout.h"

#include <math.h>

struct _SeepChartCard
{
  AdwBin parent_instance;

  SeepTimeline         *timeline; /* owned */
  const SeepTrackGroup *group;
  SeepChart            *chart;    /* borrowed, like those below */
  SeepChartTable       *table;
  SeepChartChip        *chips[SEEP_MAX_TRACKS];
  gboolean              is_updating;

  /* Template children. */
  GtkLabel  *title;
  GtkWidget *chips_box;
  GtkStack  *stack;
  GtkWidget *threshold_button;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SeepChartCard, seep_chart_card, ADW_TYPE_BIN)

/* At the cursor, or the last one. */
static char *
dup_value (SeepChartCard *self, SeepSeries *series)
{
  gint64 time_us;
  guint64 n = seep_series_get_n (series);
  double value = NAN;

  if (seep_timeline_get_cursor (self->timeline, &time_us))
    value = seep_line_get_value (series, time_us);
  else if (n > 0)
    value = seep_series_get_point (series, n - 1).value;
  return isnan (value) ? g_strdup ("–") : seep_axis_dup_value (self->group->unit, value);
}

static void
update_chips (SeepChartCard *self)
{
  guint shown = seep_chart_get_shown (self->chart);

  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_track_get_series (&self->group->tracks[i], self->timeline);
      g_autofree char *value = series != NULL && ((shown >> i) & 1) != 0
                                 ? dup_value (self, series)
                                 : NULL;

      gtk_widget_set_visible (GTK_WIDGET (self->chips[i]), series != NULL);
      seep_chart_chip_set_value (self->chips[i], value);
    }
}

static void
update_if_seen (SeepChartCard *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_chips (self);
}

static void
chip_toggled_cb (SeepChartCard *self)
{
  guint shown = 0;

  if (self->is_updating)
    return;
  for (guint i = 0; i < self->group->n_tracks; i++)
    shown |= (guint) gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->chips[i])) << i;
  seep_chart_set_shown (self->chart, shown);
  seep_chart_table_set_shown (self->table, shown);
  update_chips (self);
  g_signal_emit (self, changed_signal, 0);
}

guint
seep_chart_card_get_shown (SeepChartCard *self)
{
  g_return_val_if_fail (SEEP_IS_CHART_CARD (self), 0);

  return seep_chart_get_shown (self->chart);
}

void
seep_chart_card_set_shown (SeepChartCard *self, guint tracks)
{
  g_return_if_fail (SEEP_IS_CHART_CARD (self));

  self->is_updating = TRUE;
  for (guint i = 0; i < self->group->n_tracks; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chips[i]), (tracks >> i) & 1);
  self->is_updating = FALSE;
  seep_chart_set_shown (self->chart, tracks);
  seep_chart_table_set_shown (self->table, tracks);
  update_chips (self);
}

gboolean
seep_chart_card_is_table_shown (SeepChartCard *self)
{
  g_return_val_if_fail (SEEP_IS_CHART_CARD (self), FALSE);

  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->table);
}

void
seep_chart_card_show_table (SeepChartCard *self, gboolean is_shown)
{
  g_return_if_fail (SEEP_IS_CHART_CARD (self));

  if (seep_chart_card_is_table_shown (self) == !!is_shown)
    return;
  gtk_stack_set_visible_child (self->stack,
                               is_shown ? GTK_WIDGET (self->table) : GTK_WIDGET (self->chart));
  g_signal_emit (self, changed_signal, 0);
}

static void
toggle_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepChartCard *self = SEEP_CHART_CARD (widget);

  seep_chart_card_show_table (self, !seep_chart_card_is_table_shown (self));
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
toggle_threshold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  seep_chart_toggle_threshold (SEEP_CHART_CARD (widget)->chart);
}

SeepChart *
seep_chart_card_get_chart (SeepChartCard *self)
{
  g_return_val_if_fail (SEEP_IS_CHART_CARD (self), NULL);

  return self->chart;
}

SeepChartTable *
seep_chart_card_get_table (SeepChartCard *self)
{
  g_return_val_if_fail (SEEP_IS_CHART_CARD (self), NULL);

  return self->table;
}

static void
seep_chart_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (seep_chart_card_parent_class)->map (widget);
  update_chips (SEEP_CHART_CARD (widget));
}

static void
seep_chart_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_CHART_CARD);
  g_clear_object (&SEEP_CHART_CARD (object)->timeline);
  G_OBJECT_CLASS (seep_chart_card_parent_class)->dispose (object);
}

static void
seep_chart_card_class_init (SeepChartCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);
  G_OBJECT_CLASS (klass)->dispose = seep_chart_card_dispose;
  widget_class->map = seep_chart_card_map;
  changed_signal = g_signal_new ("changed", SEEP_TYPE_CHART_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepChartCard, title);
  gtk_widget_class_bind_template_child (widget_class, SeepChartCard, chips_box);
  gtk_widget_class_bind_template_child (widget_class, SeepChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepChartCard, threshold_button);
  gtk_widget_class_install_action (widget_class, "chart.toggle-table", NULL, toggle_table_action);
  gtk_widget_class_install_action (widget_class, "chart.toggle-threshold", NULL,
                                   toggle_threshold_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_ALT_MASK, "chart.toggle-table",
                                       NULL);
}

static void
seep_chart_card_init (SeepChartCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_chips (SeepChartCard *self)
{
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      GtkWidget *chip = seep_chart_chip_new (seep_track_get_title (&self->group->tracks[i]), i);

      self->chips[i] = SEEP_CHART_CHIP (chip);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), self->group->tracks[i].is_shown);
      g_signal_connect_object (chip, "toggled", G_CALLBACK (chip_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self->chips_box), chip);
    }
}

GtkWidget *
seep_chart_card_new (SeepTimeline *timeline, const SeepTrackGroup *group)
{
  SeepChartCard *self = g_object_new (SEEP_TYPE_CHART_CARD, NULL);

  self->timeline = g_object_ref (timeline);
  self->group = group;
  self->chart = seep_chart_new (timeline, group);
  self->table = SEEP_CHART_TABLE (seep_chart_table_new (timeline, group));
  gtk_label_set_label (self->title, _(group->title));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->chart));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->table));
  gtk_widget_set_visible (self->threshold_button, group->tracks[0].metric == SEEP_METRIC_RSS);
  add_chips (self);
  seep_chart_table_set_shown (self->table, seep_chart_get_shown (self->chart));
  g_signal_connect_object (timeline, "changed", G_CALLBACK (update_if_seen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "cursor-changed", G_CALLBACK (update_if_seen), self,
                           G_CONNECT_SWAPPED);
  update_chips (self);
  return GTK_WIDGET (self);
}
