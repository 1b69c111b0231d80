/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-objects-page.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-held-list.h"
#include "seep-object-details.h"
#include "seep-object-order.h"
#include "seep-object-text.h"
#include "seep-wrap-layout.h"

struct _SeepObjectsPage
{
  SeepTablePage parent_instance;

  guint32       type;     /* SEEP_NO_NODE: all objects */
  SeepDiffScope scope;    /* ALL without a baseline */
  SeepDocument *baseline; /* owned; NULL: all objects count */

  /* Template children. */
  GtkLabel     *heading;
  GtkButton    *chip;
  GtkLabel     *chip_label;
  SeepHeldList *held;
};

G_DEFINE_FINAL_TYPE (SeepObjectsPage, seep_objects_page, SEEP_TYPE_TABLE_PAGE)

static const SeepTableColumn columns[SEEP_OBJECTS_N_COLUMNS] = {
  [SEEP_OBJECTS_WHAT] = { SEEP_CELL_TEXT, FALSE, FALSE },
  [SEEP_OBJECTS_TYPE] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_OBJECTS_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_OBJECTS_RETAINED] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_OBJECTS_LENGTH] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_OBJECTS_REFCOUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_OBJECTS_ADDRESS] = { SEEP_CELL_CODE, TRUE, FALSE, 1 },
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
get_heap (gpointer page)
{
  return seep_document_get_heap (seep_table_page_get_document (page));
}

static SeepAnalysis *
get_analysis (gpointer page)
{
  return seep_document_get_analysis (seep_table_page_get_document (page));
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
  SeepHeap *heap = get_heap (owner);
  SeepAnalysis *analysis = get_analysis (owner);

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
  SeepAnalysis *analysis = get_analysis (owner);

  if (column == SEEP_OBJECTS_SIZE)
    return seep_format_bytes_exact (seep_heap_get_size (get_heap (owner), id));
  if (column == SEEP_OBJECTS_RETAINED && analysis != NULL)
    return seep_format_bytes_exact (seep_analysis_get_retained_bytes (analysis, id));
  if (column == SEEP_OBJECTS_RETAINED)
    return g_strdup (_("Not known yet: it is being worked out what holds what"));
  return NULL;
}

static SeepTone
get_tone (gpointer owner, guint32 id, guint column)
{
  gboolean is_dim =
    (column == SEEP_OBJECTS_RETAINED && get_analysis (owner) == NULL)
    || column == SEEP_OBJECTS_ADDRESS;

  return is_dim ? SEEP_TONE_DIM : SEEP_TONE_NORMAL;
}

static const SeepTableFuncs funcs = { dup_text, NULL, dup_tooltip, get_tone };

static gpointer
new_question (SeepTablePage *page)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);
  SeepTable *table = seep_table_page_get_table (page);
  const SeepObjectOrder *known = seep_table_page_get_answer (page);
  SeepObjectQuestion *question = g_new0 (SeepObjectQuestion, 1);

  question->heap = seep_heap_ref (get_heap (page));
  if (get_analysis (page) != NULL)
    question->analysis = seep_analysis_ref (get_analysis (page));
  if (self->baseline != NULL)
    question->baseline = seep_heap_ref (seep_document_get_heap (self->baseline));
  if (known != NULL && known->diff != NULL)
    question->diff = seep_heap_diff_ref (known->diff);
  question->scope = self->scope;
  question->type = self->type;
  question->key = keys[seep_table_get_column (table)];
  /* Until retained sizes are known, the plain ones are the best guess at what is large. */
  if (question->analysis == NULL && question->key == SEEP_ORDER_RETAINED)
    question->key = SEEP_ORDER_BYTES;
  question->is_descending = seep_table_is_descending (table);
  question->filter = g_strdup (seep_table_page_get_filter (page));
  return question;
}

static gpointer
answer (gpointer question, SeepTask *task, GError **error)
{
  return seep_object_order_new (question, task, error);
}

static const guint32 *
get_ids (gpointer answer, guint *n_ids)
{
  const SeepOrder *order = ((SeepObjectOrder *) answer)->order;

  *n_ids = order->n;
  return order->ids;
}

static char *
dup_totals (SeepTablePage *page)
{
  const SeepObjectOrder *order = seep_table_page_get_answer (page);
  guint32 n = order->order->n;
  g_autofree char *count = seep_format_count (n);
  g_autofree char *objects =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", n), count);
  g_autofree char *bytes = seep_format_bytes (order->bytes);

  return g_strdup_printf ("%s · %s", objects, bytes);
}

static void
show_held (SeepObjectsPage *self)
{
  /* What holds all of them says little of those that came or went. */
  seep_held_list_show (self->held, get_analysis (self),
                       self->scope == SEEP_DIFF_ALL ? self->type : SEEP_NO_NODE);
}

static void
activated (SeepTablePage *page, guint32 id)
{
  seep_go_to_object (GTK_WIDGET (page), id);
}

static void
document_changed (SeepTablePage *page)
{
  SeepTable *table = seep_table_page_get_table (page);

  if (seep_document_get_state (seep_table_page_get_document (page)) != SEEP_DOCUMENT_READY)
    return;

  /* Nothing that is in view moves unless it must. */
  if (keys[seep_table_get_column (table)] == SEEP_ORDER_RETAINED)
    seep_table_page_ask (page);
  else
    seep_table_refresh (table);
  show_held (SEEP_OBJECTS_PAGE (page));
}

static char *
dup_scope_text (SeepObjectsPage *self)
{
  const char *label = seep_document_get_label (self->baseline);

  switch (self->scope)
    {
    case SEEP_DIFF_NEW:
      /* Translators: objects that are not in an older capture; %s is what that is called. */
      return g_strdup_printf (_("New since %s"), label);
    case SEEP_DIFF_GONE:
      /* Translators: objects that are not in a newer capture any more. */
      return g_strdup_printf (_("Gone in %s"), label);
    case SEEP_DIFF_SURVIVED:
    case SEEP_DIFF_ALL:
    default:
      /* Translators: objects that were in an older capture already. */
      return g_strdup_printf (_("Survived since %s"), label);
    }
}

static void
show_scope (SeepObjectsPage *self, const SeepPlace *place)
{
  SeepWorkspace *workspace = seep_table_page_get_workspace (SEEP_TABLE_PAGE (self));
  SeepDocument *baseline =
    workspace != NULL && place->baseline != NULL && place->scope != SEEP_DIFF_ALL
      ? seep_workspace_find (workspace, place->baseline)
      : NULL;
  gboolean has_scope = baseline != NULL && seep_document_get_heap (baseline) != NULL;
  g_autofree char *text = NULL;

  if (!has_scope)
    baseline = NULL;
  g_set_object (&self->baseline, baseline);
  self->scope = has_scope ? place->scope : SEEP_DIFF_ALL;
  gtk_widget_set_visible (GTK_WIDGET (self->chip), has_scope);
  if (!has_scope)
    return;
  text = dup_scope_text (self);
  gtk_label_set_label (self->chip_label, text);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (widget);

  if (self->type != SEEP_NO_NODE)
    seep_go_to_type (widget, self->type);
  else
    gtk_widget_activate_action (widget, "win.show-page", "s", "objects");
}

static SeepDetails *
dup_details (SeepTablePage *page, guint32 id)
{
  return seep_object_dup_details (seep_table_page_get_document (page), id, SEEP_OBJECT_LINKED);
}

static gboolean
restore (SeepTablePage *page, const SeepPlace *place)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);
  gboolean is_all = place->type == SEEP_NO_NODE;

  self->type = place->type;
  show_scope (self, place);
  gtk_label_set_label (self->heading, is_all
                                        ? _("All Objects")
                                        : seep_heap_get_type_name (get_heap (page), self->type));
  seep_table_show_column (seep_table_page_get_table (page), SEEP_OBJECTS_TYPE, is_all);
  show_held (self);
  return FALSE;
}

static void
seep_objects_page_dispose (GObject *object)
{
  g_clear_object (&SEEP_OBJECTS_PAGE (object)->baseline);
  G_OBJECT_CLASS (seep_objects_page_parent_class)->dispose (object);
}

static void
seep_objects_page_class_init (SeepObjectsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SeepTablePageClass *page_class = SEEP_TABLE_PAGE_CLASS (klass);

  g_type_ensure (SEEP_TYPE_HELD_LIST);
  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);

  G_OBJECT_CLASS (klass)->dispose = seep_objects_page_dispose;
  page_class->columns = columns;
  page_class->n_columns = SEEP_OBJECTS_N_COLUMNS;
  page_class->funcs = &funcs;
  page_class->first_column = SEEP_OBJECTS_RETAINED;
  page_class->new_question = new_question;
  page_class->free_question = (GDestroyNotify) seep_object_question_free;
  page_class->answer = answer;
  page_class->free_answer = (GDestroyNotify) seep_object_order_free;
  page_class->get_ids = get_ids;
  page_class->dup_totals = dup_totals;
  page_class->activated = activated;
  page_class->restore = restore;
  page_class->document_changed = document_changed;
  page_class->dup_details = dup_details;
  seep_table_page_class_set_template (page_class,
                                      "/io/github/seepworkbench/Seep/seep-objects-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, chip);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, chip_label);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, held);
  gtk_widget_class_install_action (widget_class, "objects.show-all", NULL, show_all_action);
}

static void
seep_objects_page_init (SeepObjectsPage *self)
{
  self->type = SEEP_NO_NODE;
  seep_table_page_init_template (SEEP_TABLE_PAGE (self));
}
