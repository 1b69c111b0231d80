/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two layers. The plot (grid, labels, lines, marks) is a render node that is kept until data, view,
 * size or looks change; what follows the pointer lies over it and is drawn each time. GTK compares
 * the nodes of two frames: the same plot costs nothing. */
#include "config.h"

#include "seep-chart-private.h"

#include "base/seep-i18n.h"

#include <adwaita.h>

/* Screen readers are told of new data that often, at most. */
#define SUMMARY_INTERVAL_S 5

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

static void
seep_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SeepChart *self = SEEP_CHART (widget);

  if (!self->has_style)
    seep_chart_style_init (&self->style, widget);
  self->has_style = TRUE;
  if (self->plot == NULL)
    {
      seep_chart_lay_out (self);
      self->plot = seep_chart_draw_plot (self);
    }
  if (self->plot != NULL)
    gtk_snapshot_append_node (snapshot, self->plot);
  if (self->scale.width >= 1 && self->scale.height >= 1)
    seep_chart_snapshot_overlay (self, snapshot);
}

/* --- What it says --- */

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
