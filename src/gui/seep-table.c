/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-table.h"

#include "seep-column-fit.h"

/* GTK 4.8 does not tell which header was clicked. But the view's sorter asks the sorters of the
 * columns, the primary one first: so we let it compare two probes. The first column that is asked
 * is the primary one, and since every probe answers "smaller", the sign of the result is the
 * direction. */

/* Frames; then it goes as far as there is room. */
#define MAX_SCROLL_TRIES 10

struct _SeepTable
{
  GObject parent_instance;

  GtkColumnView         *view;    /* borrowed; NULL once detached */
  SeepColumnFit          fit;     /* has the columns */
  const SeepTableColumn *columns; /* static */
  guint                  n_columns;
  const SeepTableFuncs  *funcs; /* static */
  gpointer               owner; /* borrowed */
  SeepOrderModel        *model; /* owned */
  GHashTable            *cells; /* owned; GtkListItem (borrowed) → its column: those in view */

  guint    column;
  gboolean is_descending;
  guint    probed; /* G_MAXUINT while nobody was asked yet */
  gboolean is_sorting;
  double   pending_scroll; /* not positive: none */
  guint    scroll_tick;    /* of the view; 0: none */
  guint    n_scroll_tries;
};

enum
{
  SORT_CHANGED,
  ACTIVATED,
  SELECTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SeepTable, seep_table, G_TYPE_OBJECT)

typedef struct
{
  SeepTable *table; /* borrowed: the sorter belongs to a column of its view, which ends first */
  guint      column;
} Probe;

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  Probe *probe = data;

  if (probe->table->probed == G_MAXUINT)
    probe->table->probed = probe->column;
  return -1;
}

static void
sorter_changed_cb (SeepTable *self, GtkSorterChange change, GtkSorter *sorter)
{
  g_autoptr(SeepRow) a = NULL;
  g_autoptr(SeepRow) b = NULL;
  gboolean is_descending;

  /* The view emits this once more while it is disposed of. */
  if (self->view == NULL || self->is_sorting)
    return;

  a = g_object_new (SEEP_TYPE_ROW, NULL);
  b = g_object_new (SEEP_TYPE_ROW, NULL);
  self->probed = G_MAXUINT;
  is_descending = gtk_sorter_compare (sorter, a, b) == GTK_ORDERING_LARGER;
  if (self->probed == G_MAXUINT)
    return;

  if (self->probed != self->column && !is_descending &&
      self->columns[self->probed].is_descending_first)
    {
      seep_table_sort (self, self->probed, TRUE);
      g_signal_emit (self, signals[SORT_CHANGED], 0);
      return;
    }

  self->column = self->probed;
  self->is_descending = is_descending;
  self->fit.kept = self->column;
  g_signal_emit (self, signals[SORT_CHANGED], 0);
}

static void
fill_cell (SeepTable *self, GtkListItem *item, guint column)
{
  guint32 id = seep_row_get_id (gtk_list_item_get_item (item));
  const SeepTableFuncs *funcs = self->funcs;
  g_autofree char *text = funcs->dup_text (self->owner, id, column);
  g_autofree char *tooltip =
    funcs->dup_tooltip != NULL ? funcs->dup_tooltip (self->owner, id, column) : NULL;
  SeepCell cell = { .text = text, .tooltip = tooltip };

  if (self->columns[column].style == SEEP_CELL_SHARE)
    cell.share = funcs->get_share (self->owner, id, column);
  if (funcs->get_tone != NULL)
    cell.tone = funcs->get_tone (self->owner, id, column);
  cell.keeps_end = funcs->keeps_end != NULL && funcs->keeps_end (self->owner, id, column);
  seep_cell_fill (gtk_list_item_get_child (item), &cell);
}

static guint
find_column (SeepTable *self, GtkListItemFactory *factory)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (gtk_column_view_column_get_factory (g_ptr_array_index (self->fit.columns, i)) == factory)
        return i;
    }
  g_assert_not_reached ();
}

static void
setup_cell_cb (SeepTable *self, GtkListItem *item, GtkListItemFactory *factory)
{
  if (self->view != NULL)
    gtk_list_item_set_child (item,
                             seep_cell_new (self->columns[find_column (self, factory)].style));
}

static void
bind_cell_cb (SeepTable *self, GtkListItem *item, GtkListItemFactory *factory)
{
  guint column;

  if (self->view == NULL)
    return;
  column = find_column (self, factory);
  g_hash_table_insert (self->cells, item, GUINT_TO_POINTER (column));
  fill_cell (self, item, column);
}

static void
unbind_cell_cb (SeepTable *self, GtkListItem *item, GtkListItemFactory *factory)
{
  g_hash_table_remove (self->cells, item);
}

static void
activate_cb (SeepTable *self, guint position, GtkColumnView *view)
{
  guint32 id = seep_order_model_get_id (self->model, position);

  if (id != SEEP_NO_NODE)
    g_signal_emit (self, signals[ACTIVATED], 0, id);
}

static void
selection_changed_cb (SeepTable *self, guint position, guint n_items, GtkSelectionModel *model)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static GtkAdjustment *
get_adjustment (SeepTable *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
}

/* Room to scroll to is there only when the rows have been laid out, and while the view lays them
 * out it does not hear of a new value: so it waits for the frame after that. */
static gboolean
scroll_cb (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  SeepTable *self = data;
  GtkAdjustment *adjustment = get_adjustment (self);

  /* The first call comes before the rows are laid out: what the adjustment says is of other rows.
   */
  if (self->n_scroll_tries++ == 0)
    return G_SOURCE_CONTINUE;
  if (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) <
        self->pending_scroll &&
      self->n_scroll_tries < MAX_SCROLL_TRIES)
    return G_SOURCE_CONTINUE;

  gtk_adjustment_set_value (adjustment, self->pending_scroll);
  self->scroll_tick = 0;
  self->pending_scroll = -1;
  return G_SOURCE_REMOVE;
}

static void
stop_scrolling (SeepTable *self)
{
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scroll_tick);
  self->scroll_tick = 0;
}

static GtkColumnViewColumn *
prepare_column (SeepTable *self, guint i)
{
  GtkColumnViewColumn *column = g_list_model_get_item (gtk_column_view_get_columns (self->view), i);
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cell_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_column_set_factory (column, factory);

  if (self->columns[i].is_sortable)
    {
      Probe *probe = g_new (Probe, 1);
      g_autoptr(GtkSorter) sorter = NULL;

      *probe = (Probe) { .table = self, .column = i };
      sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, probe, g_free));
      gtk_column_view_column_set_sorter (column, sorter);
    }
  return column;
}

static void
prepare_columns (SeepTable *self)
{
  g_autoptr(GPtrArray) view_columns = g_ptr_array_new_with_free_func (g_object_unref);
  guint8 leaves[SEEP_MAX_COLUMNS] = { 0 };

  g_assert (self->n_columns <= SEEP_MAX_COLUMNS);
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_ptr_array_add (view_columns, prepare_column (self, i));
      leaves[i] = self->columns[i].leaves;
    }
  seep_column_fit_init (&self->fit, self->view, g_steal_pointer (&view_columns), leaves);
}

/* A title stands over what it names: those of numbers to the right. The column has no property for
 * it; the title's only child is a box of label and arrow. A column that comes back has a new title.
 */
static void
align_titles (SeepTable *self)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);
  GtkWidget *title =
    gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->view)));

  for (guint i = 0; i < g_list_model_get_n_items (shown) && title != NULL;
       i++, title = gtk_widget_get_next_sibling (title))
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (shown, i);
      GtkWidget *box = gtk_widget_get_first_child (title);
      guint number;

      if (box == NULL || !g_ptr_array_find (self->fit.columns, column, &number)
          || self->columns[number].style != SEEP_CELL_NUMBER)
        continue;
      gtk_widget_set_halign (box, GTK_ALIGN_END);
      gtk_label_set_justify (GTK_LABEL (gtk_widget_get_first_child (box)), GTK_JUSTIFY_RIGHT);
    }
}

static void
columns_changed_cb (SeepTable *self, guint position, guint n_removed, guint n_added)
{
  if (self->view != NULL && n_added > 0)
    align_titles (self);
}

SeepTable *
seep_table_new (GtkColumnView         *view,
                const SeepTableColumn *columns,
                guint                  n_columns,
                const SeepTableFuncs  *funcs,
                gpointer               owner)
{
  SeepTable *self = g_object_new (SEEP_TYPE_TABLE, NULL);

  g_assert (g_list_model_get_n_items (gtk_column_view_get_columns (view)) == n_columns);

  self->view = view;
  self->columns = columns;
  self->n_columns = n_columns;
  self->funcs = funcs;
  self->owner = owner;
  prepare_columns (self);
  align_titles (self);
  g_signal_connect_object (gtk_column_view_get_columns (view), "items-changed",
                           G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (self->model));
  return self;
}

void
seep_table_detach (SeepTable *self)
{
  g_return_if_fail (SEEP_IS_TABLE (self));

  stop_scrolling (self);
  seep_column_fit_clear (&self->fit);
  self->view = NULL;
  g_hash_table_remove_all (self->cells);
}

void
seep_table_take_ids (SeepTable *self,
                     const guint32 *ids,
                     guint n_ids,
                     gpointer id_owner,
                     GDestroyNotify free)
{
  g_return_if_fail (SEEP_IS_TABLE (self));

  seep_order_model_take_ids (self->model, ids, n_ids, id_owner, free);
  if (n_ids == 0 || self->pending_scroll <= 0 || self->view == NULL)
    return;
  stop_scrolling (self);
  self->n_scroll_tries = 0;
  self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_cb, self, NULL);
}

void
seep_table_refresh (SeepTable *self)
{
  GHashTableIter iter;
  gpointer item, column;

  g_return_if_fail (SEEP_IS_TABLE (self));

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, &column))
    fill_cell (self, item, GPOINTER_TO_UINT (column));
}

guint
seep_table_get_column (SeepTable *self)
{
  return self->column;
}

gboolean
seep_table_is_descending (SeepTable *self)
{
  return self->is_descending;
}

SeepOrderModel *
seep_table_get_model (SeepTable *self)
{
  return self->model;
}

/* Row, cell, our widget. */
static GtkWidget *
get_row_widget (GtkListItem *item)
{
  return gtk_widget_get_parent (gtk_widget_get_parent (gtk_list_item_get_child (item)));
}

guint32
seep_table_find_id_at (SeepTable *self, GtkWidget *widget)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      GtkWidget *row = get_row_widget (item);

      if (widget == row || gtk_widget_is_ancestor (widget, row))
        return seep_row_get_id (gtk_list_item_get_item (item));
    }
  return SEEP_NO_NODE;
}

GtkWidget *
seep_table_find_row_widget (SeepTable *self, guint32 id)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    {
      if (seep_row_get_id (gtk_list_item_get_item (item)) == id)
        return get_row_widget (item);
    }
  return NULL;
}

char *
seep_table_dup_titles (SeepTable *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    g_string_append_printf (
      text, "%s%s", i > 0 ? "\t" : "",
      gtk_column_view_column_get_title (g_ptr_array_index (self->fit.columns, i)));
  /* Titles of two lines are one. */
  return g_strdelimit (g_string_free (text, FALSE), "\n", ' ');
}

char *
seep_table_dup_row_text (SeepTable *self, guint32 id)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *cell = self->funcs->dup_text (self->owner, id, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", cell != NULL ? cell : "");
    }
  return g_string_free (text, FALSE);
}

void
seep_table_show_column (SeepTable *self, guint column, gboolean is_shown)
{
  g_return_if_fail (SEEP_IS_TABLE (self) && column < self->n_columns);

  seep_column_fit_want (&self->fit, column, is_shown);
}

void
seep_table_set_title (SeepTable *self, guint column, const char *title)
{
  g_return_if_fail (SEEP_IS_TABLE (self) && column < self->n_columns);

  gtk_column_view_column_set_title (g_ptr_array_index (self->fit.columns, column), title);
}

void
seep_table_sort (SeepTable *self, guint column, gboolean descending)
{
  g_return_if_fail (SEEP_IS_TABLE (self) && column < self->n_columns);

  self->column = column;
  self->is_descending = descending;
  self->is_sorting = TRUE;
  seep_column_fit_keep (&self->fit, column);
  /* The arrow of the column before would stay. */
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, g_ptr_array_index (self->fit.columns, column),
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->is_sorting = FALSE;
}

void
seep_table_save (SeepTable *self, SeepTableState *state)
{
  g_return_if_fail (SEEP_IS_TABLE (self));

  state->is_set = TRUE;
  state->column = self->column;
  state->descending = self->is_descending;
  state->selected = seep_order_model_get_selected (self->model);
  /* While it waits for its rows it is where it will be. */
  state->scroll = self->pending_scroll > 0 ? self->pending_scroll
                                           : gtk_adjustment_get_value (get_adjustment (self));
}

void
seep_table_restore (SeepTable *self, const SeepTableState *state)
{
  g_return_if_fail (SEEP_IS_TABLE (self));

  /* It may come from a session of another version, or of somebody else. */
  if (state->is_set && state->column < self->n_columns)
    seep_table_sort (self, state->column, state->descending);
  seep_order_model_set_selected (self->model, state->selected);
  self->pending_scroll = state->is_set ? state->scroll : 0;
}

static void
seep_table_finalize (GObject *object)
{
  SeepTable *self = SEEP_TABLE (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->cells, g_hash_table_unref);
  G_OBJECT_CLASS (seep_table_parent_class)->finalize (object);
}

static void
seep_table_class_init (SeepTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = seep_table_finalize;

  signals[SORT_CHANGED] = g_signal_new ("sort-changed", SEEP_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", SEEP_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SELECTION_CHANGED] = g_signal_new (
    "selection-changed", SEEP_TYPE_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_table_init (SeepTable *self)
{
  self->model = seep_order_model_new ();
  self->cells = g_hash_table_new (NULL, NULL);
  self->pending_scroll = -1;
  g_signal_connect_object (self->model, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
}
