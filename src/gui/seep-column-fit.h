/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-column-fit.h — which columns a table shows: those that its page wants; where they do not fit side by side, the ones
 * it can do without leave, the last one first. AdwBreakpoint is of a later libadwaita, and knows nothing of widths of text. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkColumnView *view;       /* borrowed; NULL once cleared */
  GPtrArray     *columns;    /* owned; of GtkColumnViewColumn, shown or not */
  guint32        wanted;     /* a bit for each column: the page's wish */
  guint32        optional;   /* a bit for each column: may leave */
  guint          kept;       /* stays even so: the table is sorted by it */
  guint          n_left;     /* how many optional ones have left */
  double         needed[32]; /* for each that has left: the width at which it comes back */
  guint          tick;       /* of the view; 0: none */
} SeepColumnFit;

/* Takes over @columns, which are those of @view in order, at most 32. */
void seep_column_fit_init  (SeepColumnFit *fit,
                            GtkColumnView *view,
                            GPtrArray     *columns,
                            guint32        optional);
void seep_column_fit_clear (SeepColumnFit *fit);

void seep_column_fit_want (SeepColumnFit *fit,
                           guint          column,
                           gboolean       is_wanted);

/* @column is shown if it is wanted, however narrow the table is; the one kept before may leave. */
void seep_column_fit_keep (SeepColumnFit *fit,
                           guint          column);

G_END_DECLS
