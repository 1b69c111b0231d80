/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-type-wall.h"

#include "analysis/seep-growth-rate.h"

/* Nobody reads more. */
#define MAX_TILES 24
/* Live samples come faster than anybody reads. */
#define UPDATE_INTERVAL_MS 1000
/* How much faster a type has to be to overtake another. */
#define SLACK 0.1

struct _SeepTypeWall
{
  AdwBin parent_instance;

  SeepTimeline *timeline; /* owned */
  GArray       *order;    /* owned; of guint: types as they are shown */
  guint         timeout;  /* of the next update; 0: none is due */
  gboolean      is_pointed_at;
  GtkFlowBox   *box;      /* borrowed */
  GPtrArray    *tiles;    /* owned; of SeepTypeTile, borrowed from the box */
};

static guint type_activated_signal;

G_DEFINE_FINAL_TYPE (SeepTypeWall, seep_type_wall, ADW_TYPE_BIN)

static void
clicked_cb (SeepTypeWall *self, SeepTypeTile *tile)
{
  g_signal_emit (self, type_activated_signal, 0, seep_type_tile_get_name (tile));
}

static void
need_tiles (SeepTypeWall *self, guint n)
{
  while (self->tiles->len < n)
    {
      GtkWidget *tile = seep_type_tile_new ();
      GtkWidget *child = gtk_flow_box_child_new ();

      /* The button has the focus, not a frame round it. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), tile);
      gtk_flow_box_insert (self->box, child, -1);
      g_signal_connect_object (tile, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->tiles, tile);
    }
  for (guint i = 0; i < self->tiles->len; i++)
    gtk_widget_set_visible (gtk_widget_get_parent (g_ptr_array_index (self->tiles, i)), i < n);
}

static gboolean
holds_still (SeepTypeWall *self)
{
  return self->is_pointed_at || gtk_widget_get_focus_child (GTK_WIDGET (self->box)) != NULL;
}

static void
sort (SeepTypeWall *self, const double *rates, guint n_types)
{
  gboolean is_first = self->order->len == 0;

  /* It was filled anew. */
  if (self->order->len > n_types)
    g_array_set_size (self->order, 0);
  for (guint type = self->order->len; type < n_types; type++)
    g_array_append_val (self->order, type);
  if (is_first || !holds_still (self))
    seep_growth_rate_sort ((guint *) (gpointer) self->order->data, n_types, rates,
                           is_first ? 0 : SLACK);
}

void
seep_type_wall_update (SeepTypeWall *self)
{
  guint n_types, n_tiles;
  gint64 from_us, to_us;
  g_autofree double *rates = NULL;

  g_return_if_fail (SEEP_IS_TYPE_WALL (self));

  n_types = seep_timeline_get_n_types (self->timeline);
  seep_timeline_get_view (self->timeline, &from_us, &to_us);
  rates = g_new (double, MAX (n_types, 1));
  for (guint i = 0; i < n_types; i++)
    rates[i] = seep_growth_rate_find (seep_timeline_get_type_counts (self->timeline, i), from_us,
                                      to_us + 1);
  sort (self, rates, n_types);

  n_tiles = MIN (n_types, MAX_TILES);
  need_tiles (self, n_tiles);
  for (guint i = 0; i < n_tiles; i++)
    {
      guint type = g_array_index (self->order, guint, i);

      seep_type_tile_show (g_ptr_array_index (self->tiles, i), self->timeline, type, rates[type],
                           from_us, to_us);
    }
}

static gboolean
timeout_cb (gpointer data)
{
  SeepTypeWall *self = SEEP_TYPE_WALL (data);

  self->timeout = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    seep_type_wall_update (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SeepTypeWall *self)
{
  if (self->timeout == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timeout = g_timeout_add (UPDATE_INTERVAL_MS, timeout_cb, self);
}

static void
seep_type_wall_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (seep_type_wall_parent_class)->map (widget);
  seep_type_wall_update (SEEP_TYPE_WALL (widget));
}

static void
enter_cb (SeepTypeWall *self)
{
  self->is_pointed_at = TRUE;
}

static void
leave_cb (SeepTypeWall *self)
{
  self->is_pointed_at = FALSE;
}

SeepTypeTile *
seep_type_wall_get_tile (SeepTypeWall *self, guint position)
{
  g_return_val_if_fail (SEEP_IS_TYPE_WALL (self), NULL);

  return position < MIN (self->tiles->len, self->order->len)
           ? g_ptr_array_index (self->tiles, position)
           : NULL;
}

void
seep_type_wall_set_timeline (SeepTypeWall *self, SeepTimeline *timeline)
{
  g_return_if_fail (SEEP_IS_TYPE_WALL (self) && SEEP_IS_TIMELINE (timeline));

  g_set_object (&self->timeline, timeline);
  g_signal_connect_object (timeline, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline, "view-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
seep_type_wall_dispose (GObject *object)
{
  SeepTypeWall *self = SEEP_TYPE_WALL (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->timeline);
  G_OBJECT_CLASS (seep_type_wall_parent_class)->dispose (object);
}

static void
seep_type_wall_finalize (GObject *object)
{
  SeepTypeWall *self = SEEP_TYPE_WALL (object);

  g_array_unref (self->order);
  g_ptr_array_unref (self->tiles);
  G_OBJECT_CLASS (seep_type_wall_parent_class)->finalize (object);
}

static void
seep_type_wall_class_init (SeepTypeWallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = seep_type_wall_dispose;
  object_class->finalize = seep_type_wall_finalize;
  GTK_WIDGET_CLASS (klass)->map = seep_type_wall_map;
  type_activated_signal =
    g_signal_new ("type-activated", SEEP_TYPE_TYPE_WALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
seep_type_wall_init (SeepTypeWall *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->tiles = g_ptr_array_new ();
  self->box = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->box, TRUE);
  gtk_flow_box_set_column_spacing (self->box, 9);
  gtk_flow_box_set_row_spacing (self->box, 9);
  gtk_flow_box_set_max_children_per_line (self->box, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "type-wall");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
  g_signal_connect_object (motion, "enter", G_CALLBACK (enter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
