/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-order-model.h"

static guint n_freed;

static void
free_cb (gpointer ids)
{
  n_freed++;
  g_free (ids);
}

static void
give (SeepOrderModel *model, guint32 n, gboolean is_reversed)
{
  guint32 *ids = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    ids[i] = is_reversed ? n - 1 - i : i;
  seep_order_model_take_ids (model, ids, n, ids, free_cb);
}

typedef struct
{
  guint n_emissions;
  guint n_mixed; /* that both remove and add */
} Emissions;

static void
items_changed_cb (GListModel *model,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  Emissions *emissions)
{
  emissions->n_emissions++;
  if (n_removed > 0 && n_added > 0)
    emissions->n_mixed++;
}

static void
test_changes_in_two_steps (void)
{
  g_autoptr(SeepOrderModel) model = seep_order_model_new ();
  Emissions emissions = { 0 };

  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), &emissions);
  give (model, 5000000, FALSE);
  give (model, 5000000, TRUE);
  g_assert_cmpuint (emissions.n_emissions, ==, 3);
  g_assert_cmpuint (emissions.n_mixed, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 5000000);
}

static void
test_makes_rows_on_demand (void)
{
  g_autoptr(SeepOrderModel) model = seep_order_model_new ();
  g_autoptr(SeepRow) row = NULL;

  give (model, 100, TRUE);
  row = g_list_model_get_item (G_LIST_MODEL (model), 10);
  g_assert_cmpuint (seep_row_get_id (row), ==, 89);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 100));
  g_assert_cmpuint (seep_order_model_get_id (model, 100), ==, SEEP_NO_NODE);
}

static void
test_selection_survives_sorting (void)
{
  g_autoptr(SeepOrderModel) model = seep_order_model_new ();
  g_autoptr(GtkBitset) range = NULL;

  give (model, 1000, FALSE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), 3, TRUE);
  g_assert_cmpuint (seep_order_model_get_selected (model), ==, 3);
  give (model, 1000, TRUE);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (model), 3));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (model), 996));
  range = gtk_selection_model_get_selection_in_range (GTK_SELECTION_MODEL (model), 900, 200);
  g_assert_cmpuint (gtk_bitset_get_size (range), ==, 1);
  g_assert_cmpuint (gtk_bitset_get_minimum (range), ==, 996);
}

static void
test_frees_what_it_showed (void)
{
  SeepOrderModel *model = seep_order_model_new ();

  n_freed = 0;
  give (model, 10, FALSE);
  give (model, 0, FALSE);
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_object_unref (model);
  g_assert_cmpuint (n_freed, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-model/changes-in-two-steps", test_changes_in_two_steps);
  g_test_add_func ("/order-model/makes-rows-on-demand", test_makes_rows_on_demand);
  g_test_add_func ("/order-model/selection-survives-sorting", test_selection_survives_sorting);
  g_test_add_func ("/order-model/frees-what-it-showed", test_frees_what_it_showed);
  return g_test_run ();
}
