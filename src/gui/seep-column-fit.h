/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-column-fit.h — which columns a table shows: those that its page wants; where they do not fit
 * side by side, the ones it can do without leave. AdwBreakpoint is of a later libadwaita, and knows
 * nothing of widths of text. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SEEP_MAX_COLUMNS 32 /* bits of a word */

typedef struct
{
  GtkColumnView *view;       /* borrowed; NULL once cleared */
  GPtrArray     *columns;    /* owned; of GtkColumnViewColumn, shown or not */
  guint32        wanted;     /* a bit for each column: the page's wish */
  guint8         leaves[SEEP_MAX_COLUMNS]; /* the highest go first, of equals the last one; 0: never */
  guint          kept;   /* stays even so: the table is sorted by it */
  guint          n_left; /* how many have left */
  double         needed[SEEP_MAX_COLUMNS]; /* for each of those: the width at which it comes back */
  guint          tick;   /* of the view; 0: none */
} SeepColumnFit;

/* Takes over @columns, which are those of @view in order; @leaves has a number for each. */
void seep_column_fit_init  (SeepColumnFit *fit,
                            GtkColumnView *view,
                            GPtrArray     *columns,
                            const guint8  *leaves);
void seep_column_fit_clear (SeepColumnFit *fit);

void seep_column_fit_want (SeepColumnFit *fit,
                           guint          column,
                           gboolean       is_wanted);

/* @column is shown if it is wanted, however narrow the table is; the one kept before may leave. */
void seep_column_fit_keep (SeepColumnFit *fit,
                           guint          column);

G_END_DECLS
