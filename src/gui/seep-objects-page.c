/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-objects-page.h"

#include "analysis/seep-order.h"
#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-held-list.h"
#include "seep-object-text.h"

struct _SeepObjectsPage
{
  SeepTablePage parent_instance;

  guint32 type; /* SEEP_NO_NODE: all objects */

  /* Template children. */
  GtkLabel     *heading;
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

/* What a worker is asked for. */
typedef struct
{
  SeepHeap     *heap;     /* owned */
  SeepAnalysis *analysis; /* owned; may be NULL */
  guint32       type;
  SeepOrderKey  key;
  gboolean      is_descending;
  char         *filter; /* owned; may be NULL */
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->analysis, seep_analysis_unref);
  g_free (question->filter);
  g_free (question);
}

static gpointer
new_question (SeepTablePage *page)
{
  SeepTable *table = seep_table_page_get_table (page);
  Question *question = g_new0 (Question, 1);

  question->heap = seep_heap_ref (get_heap (page));
  if (get_analysis (page) != NULL)
    question->analysis = seep_analysis_ref (get_analysis (page));
  question->type = SEEP_OBJECTS_PAGE (page)->type;
  question->key = keys[seep_table_get_column (table)];
  /* Until retained sizes are known, the plain ones are the best guess at what is large. */
  if (question->analysis == NULL && question->key == SEEP_ORDER_RETAINED)
    question->key = SEEP_ORDER_BYTES;
  question->is_descending = seep_table_is_descending (table);
  question->filter = g_strdup (seep_table_page_get_filter (page));
  return question;
}

static gpointer
answer (gpointer data, SeepTask *task, GError **error)
{
  Question *question = data;
  SeepOrderFilter filter = { .text = question->filter };

  if (question->type != SEEP_NO_NODE)
    {
      filter.types = &question->type;
      filter.n_types = 1;
    }
  return seep_order_new (question->heap, question->analysis, &filter, question->key,
                         question->is_descending, task, error);
}

static const guint32 *
get_ids (gpointer answer, guint *n_ids)
{
  const SeepOrder *order = answer;

  *n_ids = order->n;
  return order->ids;
}

static char *
dup_totals (SeepTablePage *page)
{
  const SeepOrder *order = seep_table_page_get_answer (page);
  g_autofree char *count = seep_format_count (order->n);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", order->n),
                          count);
}

static void
show_held (SeepObjectsPage *self)
{
  seep_held_list_show (self->held, get_analysis (self), self->type);
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

static gboolean
restore (SeepTablePage *page, const SeepPlace *place)
{
  SeepObjectsPage *self = SEEP_OBJECTS_PAGE (page);
  gboolean is_all = place->type == SEEP_NO_NODE;

  self->type = place->type;
  gtk_label_set_label (self->heading, is_all
                                        ? _("All Objects")
                                        : seep_heap_get_type_name (get_heap (page), self->type));
  seep_table_show_column (seep_table_page_get_table (page), SEEP_OBJECTS_TYPE, is_all);
  show_held (self);
  return FALSE;
}

static void
seep_objects_page_class_init (SeepObjectsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SeepTablePageClass *page_class = SEEP_TABLE_PAGE_CLASS (klass);

  g_type_ensure (SEEP_TYPE_HELD_LIST);

  page_class->columns = columns;
  page_class->n_columns = SEEP_OBJECTS_N_COLUMNS;
  page_class->funcs = &funcs;
  page_class->first_column = SEEP_OBJECTS_RETAINED;
  page_class->new_question = new_question;
  page_class->free_question = (GDestroyNotify) question_free;
  page_class->answer = answer;
  page_class->free_answer = (GDestroyNotify) seep_order_free;
  page_class->get_ids = get_ids;
  page_class->dup_totals = dup_totals;
  page_class->activated = activated;
  page_class->restore = restore;
  page_class->document_changed = document_changed;
  seep_table_page_class_set_template (page_class,
                                      "/io/github/seepworkbench/Seep/seep-objects-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SeepObjectsPage, held);
}

static void
seep_objects_page_init (SeepObjectsPage *self)
{
  self->type = SEEP_NO_NODE;
  seep_table_page_init_template (SEEP_TABLE_PAGE (self));
}
