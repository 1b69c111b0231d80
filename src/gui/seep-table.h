/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-table.h — what makes a GtkColumnView a table of ours: ids in, text out.
 *
 * The columns, their titles and widths stand in the page's .ui file; the table gives them cells and
 * headers that sort. It never sorts anything itself: a click on a header is told through
 * ::sort-changed, and whoever owns the table answers, later and from another thread, with
 * seep_table_take_ids(). */
#pragma once

#include "seep-cell.h"
#include "seep-order-model.h"
#include "seep-place.h"

G_BEGIN_DECLS

typedef struct
{
  SeepCellStyle style;
  gboolean      is_sortable;
  gboolean      is_descending_first; /* what a first click on the header means */
  guint8        leaves;              /* where there is no room for all: those with the highest
                                      * number first, the last of them first; 0: never */
} SeepTableColumn;

/* What the owner knows of a row. */
typedef struct
{
  /* The text of a cell; NULL: empty. Transfer full. */
  char *(*dup_text) (gpointer owner, guint32 id, guint column);
  /* A share from 0 to 1; only for SEEP_CELL_SHARE. */
  double (*get_share) (gpointer owner, guint32 id, guint column);
  /* Why there is no number yet, or what it is exactly; NULL: no tooltip. Transfer full. May be
   * NULL. */
  char *(*dup_tooltip) (gpointer owner, guint32 id, guint column);
  /* NULL: all are normal. */
  SeepTone (*get_tone) (gpointer owner, guint32 id, guint column);
  /* Where it does not fit, the end of the text matters most: of a file's path. May be NULL. */
  gboolean (*keeps_end) (gpointer owner, guint32 id, guint column);
} SeepTableFuncs;

#define SEEP_TYPE_TABLE (seep_table_get_type ())
G_DECLARE_FINAL_TYPE (SeepTable, seep_table, SEEP, TABLE, GObject)

/* Signals: "sort-changed", "activated" (guint id), "selection-changed".
 *
 * @columns (static) in the order of @view's; @owner outlives the table or calls
 * seep_table_detach(). */
SeepTable *seep_table_new (GtkColumnView         *view,
                           const SeepTableColumn *columns,
                           guint                  n_columns,
                           const SeepTableFuncs  *funcs,
                           gpointer               owner) G_GNUC_WARN_UNUSED_RESULT;
void seep_table_detach (SeepTable *self);

/* Shows these rows; see seep_order_model_take_ids(). A scroll position that seep_table_restore()
 * left waiting is put back. */
void seep_table_take_ids (SeepTable     *self,
                          const guint32 *ids,
                          guint          n_ids,
                          gpointer       id_owner,
                          GDestroyNotify free);

/* The texts of the rows in view again: something behind them has changed. */
void seep_table_refresh (SeepTable *self);

guint    seep_table_get_column    (SeepTable *self);
gboolean seep_table_is_descending (SeepTable *self);
void     seep_table_sort          (SeepTable *self,
                                   guint      column,
                                   gboolean   descending);

/* Columns are numbered as they were given, whether shown or not. */
void     seep_table_show_column   (SeepTable *self,
                                   guint      column,
                                   gboolean   is_shown);

/* Another title than the page's template gives. Two lines are possible. */
void     seep_table_set_title     (SeepTable  *self,
                                   guint       column,
                                   const char *title);

SeepOrderModel *seep_table_get_model (SeepTable *self);

/* The id of the row in view that @widget belongs to; SEEP_NO_NODE: of none. And the other way
 * round: NULL if it is not in view. */
guint32    seep_table_find_id_at      (SeepTable *self,
                                       GtkWidget *widget);
GtkWidget *seep_table_find_row_widget (SeepTable *self,
                                       guint32    id);

/* Titles of the columns, or what they show of a row, with tabs between. */
char *seep_table_dup_titles   (SeepTable *self) G_GNUC_WARN_UNUSED_RESULT;
char *seep_table_dup_row_text (SeepTable *self,
                               guint32    id) G_GNUC_WARN_UNUSED_RESULT;

/* Sort, selection and scroll position; filters are the page's. */
void seep_table_save    (SeepTable      *self,
                         SeepTableState *state);
void seep_table_restore (SeepTable            *self,
                         const SeepTableState *state);

G_END_DECLS
