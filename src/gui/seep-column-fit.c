/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-column-fit.h"

#include <string.h>

/* Less than a pixel too wide is not too wide. */
#define SLACK 0.5

static gboolean
is_in_view (GtkColumnViewColumn *column)
{
  return gtk_column_view_column_get_column_view (column) != NULL;
}

/* The column of @shown that leaves next; G_MAXUINT: none may. */
static guint
find_next_to_leave (SeepColumnFit *fit, guint32 shown)
{
  guint next = G_MAXUINT;

  for (guint i = 0; i < fit->columns->len; i++)
    {
      if ((shown >> i & 1) == 0 || fit->leaves[i] == 0 || i == fit->kept)
        continue;
      if (next == G_MAXUINT || fit->leaves[i] >= fit->leaves[next])
        next = i;
    }
  return next;
}

static guint32
get_shown (SeepColumnFit *fit)
{
  guint32 shown = fit->wanted;
  guint n_gone = 0;

  for (; n_gone < fit->n_left; n_gone++)
    {
      guint next = find_next_to_leave (fit, shown);

      if (next == G_MAXUINT)
        break;
      shown &= ~(1u << next);
    }
  fit->n_left = n_gone; /* as many as there are */
  return shown;
}

/* Taken out, not made invisible: GTK 4.8 keeps room for a column that cannot be seen. */
static void
apply (SeepColumnFit *fit)
{
  guint32 shown = get_shown (fit);
  guint position = 0;

  for (guint i = 0; i < fit->columns->len; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (fit->columns, i);
      gboolean is_shown = shown >> i & 1;

      if (is_shown && !is_in_view (column))
        gtk_column_view_insert_column (fit->view, position, column);
      else if (!is_shown && is_in_view (column))
        gtk_column_view_remove_column (fit->view, column);
      position += is_shown;
    }
}

/* One column a frame. The width at which it left is the one at which it comes back: so it cannot
 * flicker. */
static gboolean
measure_cb (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  SeepColumnFit *fit = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
  double width = gtk_adjustment_get_page_size (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);

  fit->tick = 0;
  if (width <= 0)
    return G_SOURCE_REMOVE;
  if (upper > width + SLACK && fit->n_left < fit->columns->len)
    fit->needed[fit->n_left++] = upper;
  else if (fit->n_left > 0 && width + SLACK >= fit->needed[fit->n_left - 1])
    fit->n_left--;
  else
    return G_SOURCE_REMOVE;
  apply (fit);
  return G_SOURCE_REMOVE;
}

/* While the view is being laid out nothing may change: so in the next frame. */
static void
width_changed_cb (GtkAdjustment *adjustment, SeepColumnFit *fit)
{
  if (fit->tick == 0)
    fit->tick = gtk_widget_add_tick_callback (GTK_WIDGET (fit->view), measure_cb, fit, NULL);
}

void
seep_column_fit_init (SeepColumnFit *fit,
                      GtkColumnView *view,
                      GPtrArray *columns,
                      const guint8 *leaves)
{
  g_assert (columns->len <= SEEP_MAX_COLUMNS);

  *fit = (SeepColumnFit){ .view = view, .columns = columns, .wanted = G_MAXUINT32, .kept = G_MAXUINT };
  memcpy (fit->leaves, leaves, columns->len);
  g_signal_connect (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view)), "changed",
                    G_CALLBACK (width_changed_cb), fit);
}

void
seep_column_fit_clear (SeepColumnFit *fit)
{
  if (fit->view != NULL)
    {
      GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (fit->view));

      g_signal_handlers_disconnect_by_func (adjustment, width_changed_cb, fit);
      if (fit->tick != 0)
        gtk_widget_remove_tick_callback (GTK_WIDGET (fit->view), fit->tick);
    }
  fit->view = NULL;
  fit->tick = 0;
  g_clear_pointer (&fit->columns, g_ptr_array_unref);
}

void
seep_column_fit_want (SeepColumnFit *fit, guint column, gboolean is_wanted)
{
  guint32 bit = 1u << column;

  if (((fit->wanted & bit) != 0) == is_wanted)
    return;

  fit->wanted = is_wanted ? fit->wanted | bit : fit->wanted & ~bit;
  fit->n_left = 0; /* measured anew: other columns need another width */
  apply (fit);
}

void
seep_column_fit_keep (SeepColumnFit *fit, guint column)
{
  if (fit->kept == column)
    return;

  fit->kept = column;
  apply (fit);
}
