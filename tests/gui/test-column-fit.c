/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "driver.h"
#include "seep-column-fit.h"

#include <adwaita.h>

#define COLUMN_WIDTH 100
#define N_COLUMNS 4

typedef struct
{
  GtkWindow     *window; /* owned by the toolkit */
  GtkColumnView *view;
  SeepColumnFit  fit;
} Fixture;

/* Columns 1 and 3 may leave. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  const guint8 leaves[N_COLUMNS] = { 0, 1, 0, 1 };

  self->window = GTK_WINDOW (gtk_window_new ());
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkColumnViewColumn *column =
        gtk_column_view_column_new ("x", gtk_signal_list_item_factory_new ());

      gtk_column_view_column_set_fixed_width (column, COLUMN_WIDTH);
      gtk_column_view_append_column (self->view, column);
      g_ptr_array_add (columns, column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_window_set_child (self->window, scroller);
  seep_column_fit_init (&self->fit, self->view, g_steal_pointer (&columns), leaves);
  gtk_window_set_default_size (self->window, 6 * COLUMN_WIDTH, 200);
  gtk_window_present (self->window);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  seep_column_fit_clear (&self->fit);
  gtk_window_destroy (self->window);
}

static guint
get_shown (Fixture *self)
{
  guint shown = 0;

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (self->fit.columns, i);

      shown |= (gtk_column_view_column_get_column_view (column) != NULL) << i;
    }
  return shown;
}

static void
test_columns_leave_and_come_back (Fixture *self, gconstpointer data)
{
  driver_wait_for (get_shown (self) == 0xf);
  gtk_window_set_default_size (self->window, 7 * COLUMN_WIDTH / 2, 200);
  driver_wait_for (get_shown (self) == 0x7); /* the last of those that may */
  gtk_window_set_default_size (self->window, 5 * COLUMN_WIDTH / 2, 200);
  driver_wait_for (get_shown (self) == 0x5);
  gtk_window_set_default_size (self->window, 7 * COLUMN_WIDTH / 2, 200);
  driver_wait_for (get_shown (self) == 0x7);
  gtk_window_set_default_size (self->window, 6 * COLUMN_WIDTH, 200);
  driver_wait_for (get_shown (self) == 0xf);
}

/* The column that the table is sorted by stays, and what the page does not want stays away. */
static void
test_wishes_count (Fixture *self, gconstpointer data)
{
  driver_wait_for (get_shown (self) == 0xf);
  seep_column_fit_want (&self->fit, 0, FALSE);
  g_assert_cmphex (get_shown (self), ==, 0xe);
  seep_column_fit_want (&self->fit, 0, TRUE);
  g_assert_cmphex (get_shown (self), ==, 0xf);

  seep_column_fit_keep (&self->fit, 3);
  gtk_window_set_default_size (self->window, 7 * COLUMN_WIDTH / 2, 200);
  driver_wait_for (get_shown (self) == 0xd);
  seep_column_fit_keep (&self->fit, 0);
  g_assert_cmphex (get_shown (self), ==, 0x7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/column-fit/columns-leave-and-come-back", Fixture, NULL, set_up,
              test_columns_leave_and_come_back, tear_down);
  g_test_add ("/column-fit/wishes-count", Fixture, NULL, set_up, test_wishes_count, tear_down);
  return g_test_run ();
}
