/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-order-model.h"

/* One items_changed (0, n, n) would make GTK 4.8's list item manager call get_item() for every row
 * while it looks for the one it keeps in view: seconds at five million. Two emissions, all gone and
 * all new, cost nothing; the scroll position is the table's to put back. */

struct _SeepRow
{
  GObject parent_instance;

  guint32 id;
};

G_DEFINE_FINAL_TYPE (SeepRow, seep_row, G_TYPE_OBJECT)

static void
seep_row_class_init (SeepRowClass *klass)
{
}

static void
seep_row_init (SeepRow *self)
{
}

guint32
seep_row_get_id (SeepRow *self)
{
  g_return_val_if_fail (SEEP_IS_ROW (self), SEEP_NO_NODE);

  return self->id;
}

struct _SeepOrderModel
{
  GObject parent_instance;

  const guint32 *ids; /* borrowed from owner */
  guint          n_ids;
  gpointer       owner; /* owned */
  GDestroyNotify free_owner;
  guint          found; /* where the selected row was found last */
  guint32        selected;
};

static GType
model_get_item_type (GListModel *list)
{
  return SEEP_TYPE_ROW;
}

static guint
model_get_n_items (GListModel *list)
{
  return SEEP_ORDER_MODEL (list)->n_ids;
}

static gpointer
model_get_item (GListModel *list, guint position)
{
  SeepOrderModel *self = SEEP_ORDER_MODEL (list);
  SeepRow *row;

  if (position >= self->n_ids)
    return NULL;

  row = g_object_new (SEEP_TYPE_ROW, NULL);
  row->id = self->ids[position];
  return row;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = model_get_item_type;
  iface->get_n_items = model_get_n_items;
  iface->get_item = model_get_item;
}

static gboolean
model_is_selected (GtkSelectionModel *model, guint position)
{
  SeepOrderModel *self = SEEP_ORDER_MODEL (model);

  return position < self->n_ids && self->selected != SEEP_NO_NODE &&
         self->ids[position] == self->selected;
}

static GtkBitset *
model_get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  SeepOrderModel *self = SEEP_ORDER_MODEL (model);
  GtkBitset *set = gtk_bitset_new_empty ();
  guint end = MIN (self->n_ids, position + MIN (n_items, G_MAXUINT - position));

  if (self->selected == SEEP_NO_NODE)
    return set;
  for (guint i = position; i < end; i++)
    {
      if (self->ids[i] == self->selected)
        {
          gtk_bitset_add (set, i);
          break;
        }
    }
  return set;
}

static gboolean
model_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  SeepOrderModel *self = SEEP_ORDER_MODEL (model);
  g_autoptr(GtkBitset) wanted = gtk_bitset_copy (selected);

  gtk_bitset_intersect (wanted, mask);
  if (gtk_bitset_is_empty (wanted))
    return FALSE;

  seep_order_model_set_selected (self,
                                 seep_order_model_get_id (self, gtk_bitset_get_minimum (wanted)));
  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = model_is_selected;
  iface->get_selection_in_range = model_get_selection_in_range;
  iface->set_selection = model_set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepOrderModel,
                               seep_order_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                        selection_model_iface_init))

static void
drop_owner (SeepOrderModel *self)
{
  if (self->free_owner != NULL)
    self->free_owner (self->owner);
  self->owner = NULL;
  self->free_owner = NULL;
}

void
seep_order_model_take_ids (SeepOrderModel *self,
                           const guint32  *ids,
                           guint           n_ids,
                           gpointer        owner,
                           GDestroyNotify  free)
{
  guint n_old;

  g_return_if_fail (SEEP_IS_ORDER_MODEL (self));

  n_old = self->n_ids;
  self->n_ids = 0;
  if (n_old > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old, 0);
  drop_owner (self);

  self->ids = ids;
  self->owner = owner;
  self->free_owner = free;
  self->n_ids = n_ids;
  if (n_ids > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_ids);
}

guint32
seep_order_model_get_id (SeepOrderModel *self, guint position)
{
  g_return_val_if_fail (SEEP_IS_ORDER_MODEL (self), SEEP_NO_NODE);

  return position < self->n_ids ? self->ids[position] : SEEP_NO_NODE;
}

guint32
seep_order_model_get_selected (SeepOrderModel *self)
{
  g_return_val_if_fail (SEEP_IS_ORDER_MODEL (self), SEEP_NO_NODE);

  return self->selected;
}

guint32
seep_order_model_get_selected_row (SeepOrderModel *self)
{
  g_return_val_if_fail (SEEP_IS_ORDER_MODEL (self), SEEP_NO_NODE);

  if (self->selected == SEEP_NO_NODE)
    return SEEP_NO_NODE;
  /* Where it was found the last time, else from the start. */
  for (guint i = 0; i < self->n_ids && !model_is_selected (GTK_SELECTION_MODEL (self), self->found);
       i++)
    self->found = i;
  return model_is_selected (GTK_SELECTION_MODEL (self), self->found) ? self->selected
                                                                     : SEEP_NO_NODE;
}

void
seep_order_model_set_selected (SeepOrderModel *self, guint32 id)
{
  g_return_if_fail (SEEP_IS_ORDER_MODEL (self));

  if (self->selected == id)
    return;
  self->selected = id;
  if (self->n_ids > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, self->n_ids);
}

static void
seep_order_model_finalize (GObject *object)
{
  drop_owner (SEEP_ORDER_MODEL (object));
  G_OBJECT_CLASS (seep_order_model_parent_class)->finalize (object);
}

static void
seep_order_model_class_init (SeepOrderModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = seep_order_model_finalize;
}

static void
seep_order_model_init (SeepOrderModel *self)
{
  self->selected = SEEP_NO_NODE;
}

SeepOrderModel *
seep_order_model_new (void)
{
  return g_object_new (SEEP_TYPE_ORDER_MODEL, NULL);
}
