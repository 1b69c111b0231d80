/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-order-model.h — a permutation of ids as a list that a table shows: rows are made when they
 * come into view, and the selection belongs to an id, so that it survives sorting and filtering. */
#pragma once

#include "graph/seep-graph.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row in view: nothing but the id of what it stands for. */
#define SEEP_TYPE_ROW (seep_row_get_type ())
G_DECLARE_FINAL_TYPE (SeepRow, seep_row, SEEP, ROW, GObject)

guint32 seep_row_get_id (SeepRow *self);

#define SEEP_TYPE_ORDER_MODEL (seep_order_model_get_type ())
G_DECLARE_FINAL_TYPE (SeepOrderModel, seep_order_model, SEEP, ORDER_MODEL, GObject)

SeepOrderModel *seep_order_model_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Shows @ids from now on; they live until @free (@owner), which is called when something else is
 * shown. */
void seep_order_model_take_ids (SeepOrderModel *self,
                                const guint32  *ids,
                                guint           n_ids,
                                gpointer        owner,
                                GDestroyNotify  free);

/* SEEP_NO_NODE beyond the end. */
guint32 seep_order_model_get_id (SeepOrderModel *self,
                                 guint           position);

/* SEEP_NO_NODE: nothing. */
guint32 seep_order_model_get_selected (SeepOrderModel *self);
void    seep_order_model_set_selected (SeepOrderModel *self,
                                       guint32         id);

/* The same if it is one of the rows: an id that was kept may mean none of them. */
guint32 seep_order_model_get_selected_row (SeepOrderModel *self);

G_END_DECLS
