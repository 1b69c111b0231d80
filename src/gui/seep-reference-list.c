/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-reference-list.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-object-text.h"
#include "seep-page.h"
#include "seep-progress.h"

struct _SeepReferenceList
{
  AdwBin parent_instance;

  SeepDocument          *document; /* owned */
  SeepTable             *table;    /* owned */
  SeepReferenceOrder    *order;    /* owned by the table's model; borrowed */
  GCancellable          *cancellable; /* owned; of the last question */
  SeepReferenceDirection direction;
  guint32                object;
  guint                  n_total;
  char                  *asked_filter; /* owned; of the last question */
  gboolean               is_restoring;

  /* Template children. */
  GtkColumnView       *view;
  GtkColumnViewColumn *other_column;
  GtkSearchEntry      *search;
  GtkLabel            *more;
  GtkStack            *stack;
};

enum
{
  PROP_N_TOTAL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SeepReferenceList, seep_reference_list, ADW_TYPE_BIN)

static const SeepTableColumn columns[SEEP_REFERENCES_N_COLUMNS] = {
  [SEEP_REFERENCES_LABEL] = { SEEP_CELL_CODE, TRUE, FALSE },
  [SEEP_REFERENCES_WHAT] = { SEEP_CELL_TEXT, FALSE, FALSE },
  [SEEP_REFERENCES_TYPE] = { SEEP_CELL_TEXT, TRUE, FALSE, 1 },
  [SEEP_REFERENCES_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_REFERENCES_RETAINED] = { SEEP_CELL_NUMBER, TRUE, TRUE },
};

static const SeepReferenceSort sorts[SEEP_REFERENCES_N_COLUMNS] = {
  [SEEP_REFERENCES_LABEL] = SEEP_REFERENCE_SORT_NONE,
  [SEEP_REFERENCES_WHAT] = SEEP_REFERENCE_SORT_NONE,
  [SEEP_REFERENCES_TYPE] = SEEP_REFERENCE_SORT_TYPE,
  [SEEP_REFERENCES_SIZE] = SEEP_REFERENCE_SORT_BYTES,
  [SEEP_REFERENCES_RETAINED] = SEEP_REFERENCE_SORT_RETAINED,
};

static const SeepReference *
get_reference (SeepReferenceList *self, guint32 id)
{
  return &g_array_index (self->order->references, SeepReference, id);
}

static char *
dup_label (SeepReferenceList *self, const SeepReference *reference)
{
  char *label = seep_reference_dup_text (seep_document_get_analysis (self->document), reference);

  if (*label != '\0')
    return label;
  g_free (label);
  return g_strdup (_("(no name)"));
}

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  SeepReferenceList *self = owner;
  SeepHeap *heap = seep_document_get_heap (self->document);
  const SeepReference *reference = get_reference (self, id);
  guint32 other = seep_reference_get_other (reference, self->direction);

  if (column == SEEP_REFERENCES_LABEL)
    return dup_label (self, reference);
  if (other == SEEP_ROOT_NODE)
    return column == SEEP_REFERENCES_WHAT ? g_strdup (_("a root")) : NULL;

  switch (column)
    {
    case SEEP_REFERENCES_WHAT:
      return seep_object_dup_title (heap, other);
    case SEEP_REFERENCES_TYPE:
      return g_strdup (seep_object_get_type_name (heap, other));
    case SEEP_REFERENCES_SIZE:
      return seep_format_bytes (seep_heap_get_size (heap, other));
    default:
      return seep_format_bytes (
        seep_analysis_get_retained_bytes (seep_document_get_analysis (self->document), other));
    }
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  if (column == SEEP_REFERENCES_LABEL || column == SEEP_REFERENCES_TYPE)
    return dup_text (owner, id, column);
  return NULL;
}

static SeepTone
get_tone (gpointer owner, guint32 id, guint column)
{
  SeepReferenceList *self = owner;
  const SeepReference *reference = get_reference (self, id);

  gboolean is_dim =
    reference->source != SEEP_ROOT_NODE && column == SEEP_REFERENCES_LABEL
    && (SEEP_LABEL_KIND (reference->label) == SEEP_EDGE_WEAK
    || SEEP_LABEL_KIND (reference->label) == SEEP_EDGE_BORROWED
    || SEEP_LABEL_KIND (reference->label) == SEEP_EDGE_ANONYMOUS);

  return is_dim ? SEEP_TONE_DIM : SEEP_TONE_NORMAL;
}

static const SeepTableFuncs funcs = { dup_text, NULL, dup_tooltip, get_tone };

static void
set_n_total (SeepReferenceList *self, guint n_total)
{
  if (self->n_total == n_total)
    return;
  self->n_total = n_total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_TOTAL]);
}

static void
update_more (SeepReferenceList *self)
{
  guint n_more = self->order->n_total > self->order->references->len
                   ? self->order->n_total - self->order->references->len
                   : 0;
  g_autofree char *number = seep_format_count (n_more);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);
  text =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %s more", "and %s more", n_more), number);
  gtk_label_set_label (self->more, text);
}

static void
order_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SeepCancelTask work;
  GError *error = NULL;
  SeepReferenceOrder *order =
    seep_reference_order_new (data, seep_cancel_task_init (&work, cancellable), &error);

  if (order == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, order, (GDestroyNotify) seep_reference_order_free);
}

static void
order_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepReferenceList *self = SEEP_REFERENCE_LIST (object);
  /* The only error is that a newer question came. */
  SeepReferenceOrder *order = g_task_propagate_pointer (G_TASK (result), NULL);
  const char *page = "table";

  if (order == NULL)
    return;

  seep_table_take_ids (self->table, NULL, 0, NULL, NULL);
  self->order = order;
  seep_table_take_ids (self->table, order->ids, order->n_ids, order,
                       (GDestroyNotify) seep_reference_order_free);
  set_n_total (self, order->n_total);
  update_more (self);
  if (order->n_ids == 0)
    page = order->n_total > 0 ? "none" : "empty";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
ask (SeepReferenceList *self)
{
  SeepReferenceQuestion *question;
  g_autoptr(GTask) task = NULL;

  if (self->document == NULL || self->is_restoring)
    return;

  question = g_new0 (SeepReferenceQuestion, 1);
  question->analysis = seep_analysis_ref (seep_document_get_analysis (self->document));
  question->object = self->object;
  question->direction = self->direction;
  question->sort = sorts[seep_table_get_column (self->table)];
  question->is_descending = seep_table_is_descending (self->table);
  question->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  g_free (self->asked_filter);
  self->asked_filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  task = g_task_new (self, seep_renew_cancellable (&self->cancellable), order_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) seep_reference_question_free);
  g_task_run_in_thread (task, order_worker);
}

/* The entry tells of a change a moment later: also of one that was ours, and is answered already.
 */
static void
search_changed_cb (SeepReferenceList *self, GtkSearchEntry *search)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (search)), self->asked_filter) != 0)
    ask (self);
}

static void
activated_cb (SeepReferenceList *self, guint id, SeepTable *table)
{
  guint32 other = seep_reference_get_other (get_reference (self, id), self->direction);

  if (other != SEEP_ROOT_NODE)
    seep_go_to_object (GTK_WIDGET (self), other);
}

void
seep_reference_list_set_direction (SeepReferenceList *self, SeepReferenceDirection direction)
{
  gboolean is_from = direction == SEEP_REFERENCES_FROM;

  g_return_if_fail (SEEP_IS_REFERENCE_LIST (self));

  self->direction = direction;
  gtk_column_view_column_set_title (self->other_column, is_from ? _("Object") : _("Held By"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_from ? _("Fields") : _("Referrers"), -1);
}

void
seep_reference_list_show (SeepReferenceList    *self,
                          SeepDocument         *document,
                          guint32               object,
                          const SeepTableState *state)
{
  g_return_if_fail (SEEP_IS_REFERENCE_LIST (self));

  self->is_restoring = TRUE;
  g_set_object (&self->document, document);
  self->object = object;
  gtk_editable_set_text (GTK_EDITABLE (self->search), state->filter != NULL ? state->filter : "");
  if (!state->is_set)
    seep_table_sort (self->table, SEEP_REFERENCES_LABEL, FALSE);
  seep_table_restore (self->table, state);
  seep_table_take_ids (self->table, NULL, 0, NULL, NULL);
  self->is_restoring = FALSE;
  ask (self);
}

void
seep_reference_list_save (SeepReferenceList *self, SeepTableState *state)
{
  g_return_if_fail (SEEP_IS_REFERENCE_LIST (self));

  seep_table_state_clear (state);
  seep_table_save (self->table, state);
  state->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

guint
seep_reference_list_get_n_total (SeepReferenceList *self)
{
  return self->n_total;
}

SeepTable *
seep_reference_list_get_table (SeepReferenceList *self)
{
  return self->table;
}

GtkWidget *
seep_reference_list_get_search (SeepReferenceList *self)
{
  return GTK_WIDGET (self->search);
}

static void
seep_reference_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_TOTAL)
    g_value_set_uint (value, SEEP_REFERENCE_LIST (object)->n_total);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
seep_reference_list_dispose (GObject *object)
{
  SeepReferenceList *self = SEEP_REFERENCE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->asked_filter, g_free);
  if (self->table != NULL)
    seep_table_detach (self->table);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_REFERENCE_LIST);
  g_clear_object (&self->table);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (seep_reference_list_parent_class)->dispose (object);
}

static void
seep_reference_list_class_init (SeepReferenceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_reference_list_dispose;
  G_OBJECT_CLASS (klass)->get_property = seep_reference_list_get_property;
  properties[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/seepworkbench/Seep/seep-reference-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepReferenceList, view);
  gtk_widget_class_bind_template_child (widget_class, SeepReferenceList, other_column);
  gtk_widget_class_bind_template_child (widget_class, SeepReferenceList, search);
  gtk_widget_class_bind_template_child (widget_class, SeepReferenceList, more);
  gtk_widget_class_bind_template_child (widget_class, SeepReferenceList, stack);
  gtk_widget_class_bind_template_callback_full (widget_class, "search_changed_cb",
                                                G_CALLBACK (search_changed_cb));
}

static void
seep_reference_list_init (SeepReferenceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = seep_table_new (self->view, columns, SEEP_REFERENCES_N_COLUMNS, &funcs, self);
  g_signal_connect_object (self->table, "sort-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
}
