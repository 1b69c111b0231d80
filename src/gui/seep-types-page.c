/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-types-page.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-progress.h"
#include "seep-type-order.h"

struct _SeepTypesPage
{
  AdwBin parent_instance;

  SeepDocument  *document;    /* owned; NULL before the heap is there */
  SeepTable     *table;       /* owned */
  SeepTypeOrder *order;       /* owned by the table's model; borrowed */
  GCancellable  *cancellable; /* owned; of the last question */
  char          *asked_filter; /* owned; of the last question */
  gboolean       is_restoring;

  /* Template children. */
  GtkColumnView  *view;
  GtkSearchEntry *search;
  GtkCheckButton *tracked;
  GtkLabel       *totals;
  GtkStack       *stack;
};

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepTypesPage, seep_types_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

static const SeepTableColumn columns[SEEP_TYPES_N_COLUMNS] = {
  [SEEP_TYPES_NAME] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_TYPES_COUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, TRUE },
  [SEEP_TYPES_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, TRUE },
  [SEEP_TYPES_RETAINED] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_TYPES_SHARE] = { SEEP_CELL_SHARE, TRUE, TRUE, TRUE },
};

static const SeepTypeSort sorts[SEEP_TYPES_N_COLUMNS] = {
  [SEEP_TYPES_NAME] = SEEP_TYPE_SORT_NAME,
  [SEEP_TYPES_COUNT] = SEEP_TYPE_SORT_COUNT,
  [SEEP_TYPES_SIZE] = SEEP_TYPE_SORT_BYTES,
  [SEEP_TYPES_RETAINED] = SEEP_TYPE_SORT_RETAINED,
  [SEEP_TYPES_SHARE] = SEEP_TYPE_SORT_RETAINED,
};

static gboolean
has_retained (SeepTypesPage *self)
{
  return seep_document_get_analysis (self->document) != NULL;
}

static double
get_share (gpointer owner, guint32 id, guint column)
{
  SeepTypesPage *self = owner;
  const SeepTypeRow *row = seep_type_order_find (self->order, id);
  guint64 total = seep_heap_get_total_bytes (seep_document_get_heap (self->document));

  return total > 0 ? (double) row->retained_bytes / (double) total : 0;
}

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  SeepTypesPage *self = owner;
  const SeepTypeRow *row = seep_type_order_find (self->order, id);

  switch (column)
    {
    case SEEP_TYPES_NAME:
      return g_strdup (seep_heap_get_type_name (seep_document_get_heap (self->document), id));
    case SEEP_TYPES_COUNT:
      return seep_format_count (row->count);
    case SEEP_TYPES_SIZE:
      return seep_format_bytes (row->bytes);
    case SEEP_TYPES_RETAINED:
      return has_retained (self) ? seep_format_bytes (row->retained_bytes) : g_strdup ("…");
    default:
      return has_retained (self) ? seep_format_share (get_share (self, id, column)) : NULL;
    }
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  SeepTypesPage *self = owner;
  const SeepTypeRow *row = seep_type_order_find (self->order, id);

  switch (column)
    {
    case SEEP_TYPES_NAME:
      return g_strdup (seep_heap_get_type_name (seep_document_get_heap (self->document), id));
    case SEEP_TYPES_SIZE:
      return seep_format_bytes_exact (row->bytes);
    case SEEP_TYPES_RETAINED:
      if (has_retained (self))
        return seep_format_bytes_exact (row->retained_bytes);
      return g_strdup (_("Not known yet: it is being worked out what holds what"));
    default:
      return NULL;
    }
}

static gboolean
is_dim (gpointer owner, guint32 id, guint column)
{
  return column == SEEP_TYPES_RETAINED && !has_retained (owner);
}

static const SeepTableFuncs funcs = { dup_text, get_share, dup_tooltip, is_dim };

static void
update_totals (SeepTypesPage *self)
{
  g_autofree char *n_shown = seep_format_count (self->order->n_ids);
  g_autofree char *n_all = seep_format_count (self->order->table->n_rows);
  g_autofree char *count = seep_format_count (self->order->count);
  g_autofree char *bytes = seep_format_bytes (self->order->bytes);
  g_autofree char *text = NULL;

  if (self->order->n_ids < self->order->table->n_rows)
    /* Translators: a row of totals: "25 of 1,204 types · 41,204 objects · 84.1 MB". */
    text = g_strdup_printf (_("%s of %s types · %s objects · %s"), n_shown, n_all, count, bytes);
  else
    /* Translators: a row of totals: "1,204 types · 41,204 objects · 84.1 MB". */
    text = g_strdup_printf (_("%s types · %s objects · %s"), n_all, count, bytes);
  gtk_label_set_label (self->totals, text);
  gtk_stack_set_visible_child_name (self->stack, self->order->n_ids > 0 ? "table" : "none");
}

static void
order_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SeepCancelTask work;
  GError *error = NULL;
  SeepTypeOrder *order =
    seep_type_order_new (data, seep_cancel_task_init (&work, cancellable), &error);

  if (order == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, order, (GDestroyNotify) seep_type_order_free);
}

static void
order_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (object);
  g_autoptr(GError) error = NULL;
  SeepTypeOrder *order = g_task_propagate_pointer (G_TASK (result), &error);

  if (order == NULL)
    {
      if (!seep_is_cancelled_error (error))
        gtk_label_set_label (self->totals, error->message);
      return;
    }

  /* The cells that are in view look at the old order until they are gone. */
  seep_table_take_ids (self->table, NULL, 0, NULL, NULL);
  self->order = order;
  seep_table_take_ids (self->table, order->ids, order->n_ids, order,
                       (GDestroyNotify) seep_type_order_free);
  update_totals (self);
}

static void
ask (SeepTypesPage *self)
{
  SeepTypeQuestion *question;
  g_autoptr(GTask) task = NULL;

  if (self->document == NULL || self->is_restoring)
    return;

  question = g_new0 (SeepTypeQuestion, 1);
  question->heap = seep_heap_ref (seep_document_get_heap (self->document));
  if (has_retained (self))
    question->analysis = seep_analysis_ref (seep_document_get_analysis (self->document));
  question->sort = sorts[seep_table_get_column (self->table)];
  /* Until retained sizes are known, the plain ones are the best guess at what is large. */
  if (!has_retained (self) && question->sort == SEEP_TYPE_SORT_RETAINED)
    question->sort = SEEP_TYPE_SORT_BYTES;
  question->is_descending = seep_table_is_descending (self->table);
  question->only_tracked = gtk_check_button_get_active (self->tracked);
  question->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  g_free (self->asked_filter);
  self->asked_filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  task = g_task_new (self, seep_renew_cancellable (&self->cancellable), order_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) seep_type_question_free);
  g_task_run_in_thread (task, order_worker);
}

/* The entry tells of a change a moment later: also of one that was ours, and is answered already.
 */
static void
search_changed_cb (SeepTypesPage *self, GtkSearchEntry *search)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (search)), self->asked_filter) != 0)
    ask (self);
}

static void
activated_cb (SeepTypesPage *self, guint id, SeepTable *table)
{
  seep_go_to_type (GTK_WIDGET (self), id);
}

static void
state_changed_cb (SeepTypesPage *self, GParamSpec *pspec, SeepDocument *document)
{
  if (seep_document_get_state (document) == SEEP_DOCUMENT_READY)
    ask (self);
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (page);

  g_set_object (&self->document, document);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  ask (self);
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (page);
  const SeepTableState *state = &place->tables[0];

  if (!state->is_set)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
      return;
    }

  self->is_restoring = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), state->filter != NULL ? state->filter : "");
  gtk_check_button_set_active (self->tracked, state->only_tracked);
  seep_table_restore (self->table, state);
  self->is_restoring = FALSE;
  ask (self);
}

static void
save_place (SeepPage *page, SeepPlace *place)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (page);
  SeepTableState *state = &place->tables[0];

  seep_table_state_clear (state);
  seep_table_save (self->table, state);
  state->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  state->only_tracked = gtk_check_button_get_active (self->tracked);
}

static GtkWidget *
get_search_entry (SeepPage *page)
{
  return GTK_WIDGET (SEEP_TYPES_PAGE (page)->search);
}

static void
page_iface_init (SeepPageInterface *iface)
{
  iface->set_document = set_document;
  iface->show_place = show_place;
  iface->save_place = save_place;
  iface->get_search_entry = get_search_entry;
}

SeepTable *
seep_types_page_get_table (SeepTypesPage *self)
{
  g_return_val_if_fail (SEEP_IS_TYPES_PAGE (self), NULL);

  return self->table;
}

static void
seep_types_page_dispose (GObject *object)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->asked_filter, g_free);
  if (self->table != NULL)
    seep_table_detach (self->table);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_TYPES_PAGE);
  g_clear_object (&self->table);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_types_page_parent_class)->dispose (object);
}

static void
seep_types_page_class_init (SeepTypesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_types_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-types-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepTypesPage, view);
  gtk_widget_class_bind_template_child (widget_class, SeepTypesPage, search);
  gtk_widget_class_bind_template_child (widget_class, SeepTypesPage, tracked);
  gtk_widget_class_bind_template_child (widget_class, SeepTypesPage, totals);
  gtk_widget_class_bind_template_child (widget_class, SeepTypesPage, stack);
  gtk_widget_class_bind_template_callback_full (widget_class, "ask", G_CALLBACK (ask));
  gtk_widget_class_bind_template_callback_full (widget_class, "search_changed_cb",
                                                G_CALLBACK (search_changed_cb));
}

static void
seep_types_page_init (SeepTypesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = seep_table_new (self->view, columns, SEEP_TYPES_N_COLUMNS, &funcs, self);
  seep_table_sort (self->table, SEEP_TYPES_RETAINED, TRUE);
  g_signal_connect_object (self->table, "sort-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
}
