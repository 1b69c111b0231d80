/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-objects-page.h"

#include "analysis/seep-order.h"
#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-held-list.h"
#include "seep-object-text.h"
#include "seep-progress.h"

struct _SeepObjectsPage
{
  AdwBin parent_instance;

  SeepDocument *document;    /* owned; NULL before the heap is there */
  SeepTable    *table;       /* owned */
  guint32       type;        /* SEEP_NO_NODE: all objects */
  GCancellable *cancellable; /* owned; of the last order asked for */
  char         *asked_filter; /* owned; of the last question */
  gboolean      is_restoring;

  /* Template children. */
  GtkColumnView  *view;
  GtkSearchEntry *search;
  GtkLabel       *heading;
  GtkLabel       *totals;
  GtkStack       *stack;
  SeepHeldList   *held;
  GtkSpinner     *spinner;
};

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepObjectsPage, seep_objects_page, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

static const SeepTableColumn columns[SEEP_OBJECTS_N_COLUMNS] = {
  [SEEP_OBJECTS_WHAT] = { SEEP_CELL_TEXT, FALSE, FALSE },
  [SEEP_OBJECTS_TYPE] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_OBJECTS_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, TRUE },
  [SEEP_OBJECTS_RETAINED] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_OBJECTS_LENGTH] = { SEEP_CELL_NUMBER, TRUE, TRUE, TRUE },
  [SEEP_OBJECTS_REFCOUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, TRUE },
  [SEEP_OBJECTS_ADDRESS] = { SEEP_CELL_CODE, TRUE, FALSE, TRUE },
};

static const SeepOrderKey keys[SEEP_OBJECTS_N_COLUMNS] = {
  [SEEP_OBJECTS_WHAT] = SEEP_ORDER_ADDRESS,
  [SEEP_OBJECTS_TYPE] = SEEP_ORDER_TYPE,
  [SEEP_OBJECTS_SIZE] = SEEP_ORDER_BYTES,
  [SEEP_OBJECTS_RETAINED] = SEEP_ORDER_RETAINED,
  [SEEP_OBJECTS_LENGTH] = SEEP_ORDER_LENGTH,
  [SEEP_OBJECTS_REFCOUNT] = SEEP_ORDER_REFCOUNT,
  [SEEP_OBJECTS_ADDRESS] = SEEP_ORDER_ADDRESS,
};

static SeepHeap *
get_heap (SeepObjectsPage *self)
{
  return seep_document_get_heap (self->document);
}

static char *
dup_length (SeepHeap *heap, guint32 id)
{
  SeepValue value;

  seep_heap_get_value (heap, id, &value);
  return value.has_length ? seep_format_count (value.length) : NULL;
}

static char *
dup_refcount (SeepHeap *heap, guint32 id)
{
  guint32 refcount = seep_heap_get_columns (heap)->refcounts[id];

  return refcount > 0 ? seep_format_count (refcount) : g_strdup (_("immortal"));
}

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  SeepObjectsPage *self = owner;
  SeepHeap *heap = get_heap (self);
  SeepAnalysis *analysis = seep_document_get_analysis (self->document);

  switch (column)
    {
    case SEEP_OBJECTS_WHAT:
      return seep_object_dup_title (heap, id);
    case SEEP_OBJECTS_TYPE:
      return g_strdup (seep_object_get_type_name (heap, id));
    case SEEP_OBJECTS_SIZE:
      return seep_format_bytes (seep_heap_get_size (heap, id));
    case SEEP_OBJECTS_RETAINED:
      return analysis != NULL ? seep_format_bytes (seep_analysis_get_retained_bytes (analysis, id))
                              : g_strdup ("…");
    case SEEP_OBJECTS_LENGTH:
      return dup_length (heap, id);
    case SEEP_OBJECTS_REFCOUNT:
      return dup_refcount (heap, id);
    default:
      return seep_format_address (seep_heap_get_address (heap, id));
    }
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  SeepObjectsPage *self = owner;
  SeepAnalysis *analysis = seep_document_get_analysis (self->document);

  if (column == SEEP_OBJECTS_SIZE)
    return seep_format_bytes_exact (seep_heap_get_size (get_heap (self), id));
  if (column == SEEP_OBJECTS_RETAINED && analysis != NULL)
    return seep_format_bytes_exact (seep_analysis_get_retained_bytes (analysis, id));
  if (column == SEEP_OBJECTS_RETAINED)
    return g_strdup (_("Not known yet: it is being worked out what holds what"));
  return NULL;
}

static gboolean
is_dim (gpointer owner, guint32 id, guint column)
{
  SeepObjectsPage *self = owner;

  return (column == SEEP_OBJECTS_RETAINED && seep_document_get_analysis (self->document) == NULL)
         || column == SEEP_OBJECTS_ADDRESS;
}

static const SeepTableFuncs funcs = { dup_text, NULL, dup_tooltip, is_dim };

/* What a worker is asked for. */
typedef struct
{
  SeepHeap     *heap;     /* owned */
  SeepAnalysis *analysis; /* owned; may be NULL */
  guint32       type;
  SeepOrderKey  key;
  gboolean      is_descending;
  char         *filter; /* owned */
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_free (question->filter);
  g_free (question);
}

static Question *
question_new (SeepObjectsPage *self)
{
  Question *question = g_new0 (Question, 1);

  question->heap = seep_heap_ref (get_heap (self));
  if (seep_document_get_analysis (self->document) != NULL)
    question->analysis = seep_analysis_ref (seep_document_get_analysis (self->document));
  question->type = self->type;
  return question;
}

static void
set_busy (SeepObjectsPage *self, gboolean is_busy)
{
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
}

static void
order_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  SeepCancelTask work;
  GError *error = NULL;
  SeepOrderFilter filter = { .text = question->filter };
  SeepOrder *order;

  if (question->type != SEEP_NO_NODE)
    {
      filter.types = &question->type;
      filter.n_types = 1;
    }
  order =
    seep_order_new (question->heap, question->analysis, &filter, question->key,
                    question->is_descending, seep_cancel_task_init (&work, cancellable), &error);
  if (order == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, order, (GDestroyNotify) seep_order_free);
}

static void
order_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (object);
  g_autoptr(GError) error = NULL;
  SeepOrder *order = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *count = NULL;
  g_autofree char *totals = NULL;

  if (order == NULL && seep_is_cancelled_error (error))
    return;

  set_busy (self, FALSE);
  if (order == NULL)
    {
      gtk_label_set_label (self->totals, error->message);
      return;
    }

  count = seep_format_count (order->n);
  totals =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", order->n), count);
  gtk_label_set_label (self->totals, totals);
  gtk_stack_set_visible_child_name (self->stack, order->n > 0 ? "table" : "none");
  seep_table_take_ids (self->table, order->ids, order->n, order, (GDestroyNotify) seep_order_free);
}

static void
ask (SeepObjectsPage *self)
{
  Question *question;
  const char *text;
  g_autoptr(GTask) task = NULL;

  if (self->document == NULL || self->is_restoring)
    return;

  question = question_new (self);
  question->key = keys[seep_table_get_column (self->table)];
  /* Until retained sizes are known, the plain ones are the best guess at what is large. */
  if (question->analysis == NULL && question->key == SEEP_ORDER_RETAINED)
    question->key = SEEP_ORDER_BYTES;
  question->is_descending = seep_table_is_descending (self->table);
  text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  question->filter = *text != '\0' ? g_strdup (text) : NULL;

  set_busy (self, TRUE);
  g_free (self->asked_filter);
  self->asked_filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  task = g_task_new (self, seep_renew_cancellable (&self->cancellable), order_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, order_worker);
}

/* The entry tells of a change a moment later: also of one that was ours, and is answered already.
 */
static void
search_changed_cb (SeepObjectsPage *self, GtkSearchEntry *search)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (search)), self->asked_filter) != 0)
    ask (self);
}

static void
show_held (SeepObjectsPage *self)
{
  SeepAnalysis *analysis =
    self->document != NULL ? seep_document_get_analysis (self->document) : NULL;

  seep_held_list_show (self->held, analysis, self->type);
}

static void
activated_cb (SeepObjectsPage *self, guint id, SeepTable *table)
{
  seep_go_to_object (GTK_WIDGET (self), id);
}

static void
state_changed_cb (SeepObjectsPage *self, GParamSpec *pspec, SeepDocument *document)
{
  if (seep_document_get_state (document) != SEEP_DOCUMENT_READY)
    return;

  /* Nothing that is in view moves unless it must. */
  if (keys[seep_table_get_column (self->table)] == SEEP_ORDER_RETAINED)
    ask (self);
  else
    seep_table_refresh (self->table);
  show_held (self);
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);

  g_set_object (&self->document, document);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);
  const SeepTableState *state = &place->tables[0];
  gboolean is_all = place->type == SEEP_NO_NODE;

  self->is_restoring = TRUE;
  self->type = place->type;
  gtk_label_set_label (self->heading, is_all
                                        ? _("All Objects")
                                        : seep_heap_get_type_name (get_heap (self), self->type));
  seep_table_show_column (self->table, SEEP_OBJECTS_TYPE, is_all);
  gtk_editable_set_text (GTK_EDITABLE (self->search), state->filter != NULL ? state->filter : "");
  if (!state->is_set)
    seep_table_sort (self->table, SEEP_OBJECTS_RETAINED, TRUE);
  seep_table_restore (self->table, state);
  seep_table_take_ids (self->table, NULL, 0, NULL, NULL);
  self->is_restoring = FALSE;

  ask (self);
  show_held (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
save_place (SeepPage *page, SeepPlace *place)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);
  SeepTableState *state = &place->tables[0];

  seep_table_state_clear (state);
  seep_table_save (self->table, state);
  state->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static GtkWidget *
get_search_entry (SeepPage *page)
{
  return GTK_WIDGET (SEEP_OBJECTS_PAGE (page)->search);
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
seep_objects_page_get_table (SeepObjectsPage *self)
{
  g_return_val_if_fail (SEEP_IS_OBJECTS_PAGE (self), NULL);

  return self->table;
}

static void
seep_objects_page_dispose (GObject *object)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->asked_filter, g_free);
  if (self->table != NULL)
    seep_table_detach (self->table);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_OBJECTS_PAGE);
  g_clear_object (&self->table);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_objects_page_parent_class)->dispose (object);
}

static void
seep_objects_page_class_init (SeepObjectsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SEEP_TYPE_HELD_LIST);

  G_OBJECT_CLASS (klass)->dispose = seep_objects_page_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-objects-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, view);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, search);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, totals);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, held);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, spinner);
  gtk_widget_class_bind_template_callback_full (widget_class, "search_changed_cb",
                                                G_CALLBACK (search_changed_cb));
}

static void
seep_objects_page_init (SeepObjectsPage *self)
{
  self->type = SEEP_NO_NODE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = seep_table_new (self->view, columns, SEEP_OBJECTS_N_COLUMNS, &funcs, self);
  g_signal_connect_object (self->table, "sort-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
}
