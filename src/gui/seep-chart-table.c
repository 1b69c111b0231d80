/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-chart-table.h"

#include "base/seep-i18n.h"
#include "layout/seep-axis.h"
#include "layout/seep-line.h"
#include "layout/seep-time-axis.h"
#include "seep-points-model.h"

#include <math.h>

/* Which cell a label is. */
#define TIME_COLUMN SEEP_MAX_TRACKS

typedef struct
{
  SeepChartTable *table; /* borrowed: it has this */
  guint           number;
} Column;

struct _SeepChartTable
{
  AdwBin parent_instance;

  SeepTimeline         *timeline; /* owned */
  const SeepTrackGroup *group;
  guint                 shown;
  GTimeZone            *zone;   /* owned */
  SeepPointsModel      *model;  /* owned */
  GtkColumnView        *view;   /* borrowed */
  GtkColumnViewColumn  *columns[SEEP_MAX_TRACKS]; /* owned */
  gint64                step_us; /* between two rows, about */
  Column                numbers[TIME_COLUMN + 1];
};

G_DEFINE_FINAL_TYPE (SeepChartTable, seep_chart_table, ADW_TYPE_BIN)

static char *
dup_cell (SeepChartTable *self, guint column, gint64 time_us)
{
  SeepSeries *series;
  double value;

  if (column == TIME_COLUMN)
    return seep_time_dup_text (time_us, self->step_us, self->zone);
  series = seep_track_get_series (&self->group->tracks[column], self->timeline);
  value = series != NULL ? seep_line_get_value (series, time_us) : NAN;
  return isnan (value) ? g_strdup ("–") : seep_axis_dup_value (self->group->unit, value);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Column *column = data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->number == TIME_COLUMN ? 0 : 1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Column *column = data;
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = dup_cell (column->table, column->number,
                                    seep_point_get_time (gtk_list_item_get_item (item)));

  gtk_label_set_label (GTK_LABEL (label), text);
}

static GtkColumnViewColumn *
make_column (SeepChartTable *self, const char *title, guint number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = &self->numbers[number];
  GtkColumnViewColumn *made;

  *column = (Column){ self, number };
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), column);
  made = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (made, TRUE);
  gtk_column_view_column_set_resizable (made, TRUE);
  return made;
}

/* The one with the most points gives the times. */
static SeepSeries *
get_main_series (SeepChartTable *self)
{
  SeepSeries *found = NULL;

  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_track_get_series (&self->group->tracks[i], self->timeline);

      if (series != NULL && ((self->shown >> i) & 1) != 0
          && (found == NULL || seep_series_get_n (series) > seep_series_get_n (found)))
        found = series;
    }
  return found;
}

/* Seconds, unless there are several samples in one. */
static void
update_step (SeepChartTable *self, gint64 from_us, gint64 to_us)
{
  SeepSeries *series = get_main_series (self);
  guint64 n = series != NULL
                ? seep_series_find (series, to_us + 1) - seep_series_find (series, from_us)
                : 0;

  self->step_us = G_USEC_PER_SEC;
  if (n > 1 && (to_us - from_us) / (gint64) n < G_USEC_PER_SEC / 2)
    self->step_us = MAX (1, (to_us - from_us) / (gint64) n);
}

static void
update (SeepChartTable *self)
{
  gint64 from_us, to_us;

  /* Nobody looks: nothing that may go is held. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      seep_points_model_show (self->model, NULL, 0, 0);
      return;
    }
  if (!seep_timeline_get_range (self->timeline, &from_us, &to_us))
    seep_timeline_get_view (self->timeline, &from_us, &to_us);
  update_step (self, from_us, to_us);
  seep_points_model_show (self->model, get_main_series (self), from_us, to_us);
}

static void
show_columns (SeepChartTable *self)
{
  for (guint i = 0; i < self->group->n_tracks; i++)
    gtk_column_view_column_set_visible (self->columns[i], ((self->shown >> i) & 1) != 0);
}

void
seep_chart_table_set_shown (SeepChartTable *self, guint tracks)
{
  g_return_if_fail (SEEP_IS_CHART_TABLE (self));

  self->shown = tracks;
  show_columns (self);
  update (self);
}

GListModel *
seep_chart_table_get_model (SeepChartTable *self)
{
  g_return_val_if_fail (SEEP_IS_CHART_TABLE (self), NULL);

  return G_LIST_MODEL (self->model);
}

static void
seep_chart_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (seep_chart_table_parent_class)->map (widget);
  update (SEEP_CHART_TABLE (widget));
}

static void
seep_chart_table_dispose (GObject *object)
{
  SeepChartTable *self = SEEP_CHART_TABLE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  for (guint i = 0; i < SEEP_MAX_TRACKS; i++)
    g_clear_object (&self->columns[i]);
  g_clear_object (&self->model);
  g_clear_object (&self->timeline);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  G_OBJECT_CLASS (seep_chart_table_parent_class)->dispose (object);
}

static void
seep_chart_table_class_init (SeepChartTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = seep_chart_table_dispose;
  GTK_WIDGET_CLASS (klass)->map = seep_chart_table_map;
}

static void
seep_chart_table_init (SeepChartTable *self)
{
  self->zone = g_time_zone_new_local ();
  self->model = seep_points_model_new ();
}

static void
add_columns (SeepChartTable *self)
{
  g_autoptr(GtkColumnViewColumn) time = make_column (self, _("Time"), TIME_COLUMN);

  gtk_column_view_append_column (self->view, time);
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      self->columns[i] = make_column (self, seep_track_get_title (&self->group->tracks[i]), i);
      gtk_column_view_append_column (self->view, self->columns[i]);
    }
}

/* Numbers stand to the right, and so do their titles, for which a column has no property: a title's
 * only child is a box of label and arrow. */
static void
align_titles (SeepChartTable *self)
{
  GtkWidget *title =
    gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));

  while (title != NULL && (title = gtk_widget_get_next_sibling (title)) != NULL)
    gtk_widget_set_halign (gtk_widget_get_first_child (title), GTK_ALIGN_END);
}

GtkWidget *
seep_chart_table_new (SeepTimeline *timeline, const SeepTrackGroup *group)
{
  SeepChartTable *self = g_object_new (SEEP_TYPE_CHART_TABLE, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkSelectionModel *selection;

  self->timeline = g_object_ref (timeline);
  self->group = group;
  selection =
    GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model))));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (selection));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _(group->title), -1);
  add_columns (self);
  align_titles (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scroller);
  g_signal_connect_object (timeline, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "view-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "range-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
