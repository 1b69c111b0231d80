/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-points-model.h"

struct _SeepPoint
{
  GObject parent_instance;

  gint64 time_us;
};

G_DEFINE_FINAL_TYPE (SeepPoint, seep_point, G_TYPE_OBJECT)

static void
seep_point_class_init (SeepPointClass *klass)
{
}

static void
seep_point_init (SeepPoint *self)
{
}

gint64
seep_point_get_time (SeepPoint *self)
{
  g_return_val_if_fail (SEEP_IS_POINT (self), 0);

  return self->time_us;
}

struct _SeepPointsModel
{
  GObject parent_instance;

  SeepSeries *series; /* borrowed; NULL: none */
  guint64     first;
  guint       n;
};

static GType
get_item_type (GListModel *model)
{
  return SEEP_TYPE_POINT;
}

static guint
get_n_items (GListModel *model)
{
  return SEEP_POINTS_MODEL (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SeepPointsModel *self = SEEP_POINTS_MODEL (model);
  SeepPoint *point;

  if (position >= self->n)
    return NULL;
  point = g_object_new (SEEP_TYPE_POINT, NULL);
  point->time_us = seep_series_get_point (self->series, self->first + position).time_us;
  return point;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepPointsModel,
                               seep_points_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
seep_points_model_class_init (SeepPointsModelClass *klass)
{
}

static void
seep_points_model_init (SeepPointsModel *self)
{
}

SeepPointsModel *
seep_points_model_new (void)
{
  return g_object_new (SEEP_TYPE_POINTS_MODEL, NULL);
}

void
seep_points_model_show (SeepPointsModel *self, SeepSeries *series, gint64 from_us, gint64 to_us)
{
  guint64 first = 0, n = 0;
  guint n_before;

  g_return_if_fail (SEEP_IS_POINTS_MODEL (self));

  if (series != NULL)
    {
      first = seep_series_find (series, from_us);
      n = seep_series_find (series, to_us + 1) - first;
      n = MIN (n, G_MAXINT);
    }
  n_before = self->n;
  if (series == self->series && first == self->first && n >= n_before)
    {
      self->n = (guint) n;
      if (n > n_before)
        g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, (guint) n - n_before);
      return;
    }
  /* Two emissions: one that replaces all would ask for every row. */
  self->n = 0;
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
  self->series = series;
  self->first = first;
  self->n = (guint) n;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, (guint) n);
}
