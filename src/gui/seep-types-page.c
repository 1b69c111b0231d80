/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-types-page.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-type-details.h"
#include "seep-type-order.h"

struct _SeepTypesPage
{
  SeepTablePage parent_instance;

  /* Template children. */
  GtkCheckButton *tracked;
};

G_DEFINE_FINAL_TYPE (SeepTypesPage, seep_types_page, SEEP_TYPE_TABLE_PAGE)

static const SeepTableColumn columns[SEEP_TYPES_N_COLUMNS] = {
  [SEEP_TYPES_NAME] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_TYPES_COUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_TYPES_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_TYPES_RETAINED] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_TYPES_SHARE] = { SEEP_CELL_SHARE, TRUE, TRUE, 1 },
};

static const SeepTypeSort sorts[SEEP_TYPES_N_COLUMNS] = {
  [SEEP_TYPES_NAME] = SEEP_TYPE_SORT_NAME,
  [SEEP_TYPES_COUNT] = SEEP_TYPE_SORT_COUNT,
  [SEEP_TYPES_SIZE] = SEEP_TYPE_SORT_BYTES,
  [SEEP_TYPES_RETAINED] = SEEP_TYPE_SORT_RETAINED,
  [SEEP_TYPES_SHARE] = SEEP_TYPE_SORT_RETAINED,
};

static SeepHeap *
get_heap (gpointer page)
{
  return seep_document_get_heap (seep_table_page_get_document (page));
}

static gboolean
has_retained (gpointer page)
{
  return seep_document_get_analysis (seep_table_page_get_document (page)) != NULL;
}

static const SeepTypeRow *
find_row (gpointer page, guint32 id)
{
  return seep_type_order_find (seep_table_page_get_answer (page), id);
}

static double
get_share (gpointer owner, guint32 id, guint column)
{
  const SeepTypeRow *row = find_row (owner, id);
  guint64 total = seep_heap_get_total_bytes (get_heap (owner));

  return total > 0 ? (double) row->retained_bytes / (double) total : 0;
}

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  const SeepTypeRow *row = find_row (owner, id);

  switch (column)
    {
    case SEEP_TYPES_NAME:
      return g_strdup (seep_heap_get_type_name (get_heap (owner), id));
    case SEEP_TYPES_COUNT:
      return seep_format_count (row->count);
    case SEEP_TYPES_SIZE:
      return seep_format_bytes (row->bytes);
    case SEEP_TYPES_RETAINED:
      return has_retained (owner) ? seep_format_bytes (row->retained_bytes) : g_strdup ("…");
    default:
      return has_retained (owner) ? seep_format_share (get_share (owner, id, column)) : NULL;
    }
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  const SeepTypeRow *row = find_row (owner, id);

  switch (column)
    {
    case SEEP_TYPES_NAME:
      return g_strdup (seep_heap_get_type_name (get_heap (owner), id));
    case SEEP_TYPES_SIZE:
      return seep_format_bytes_exact (row->bytes);
    case SEEP_TYPES_RETAINED:
      if (has_retained (owner))
        return seep_format_bytes_exact (row->retained_bytes);
      return g_strdup (_("Not known yet: it is being worked out what holds what"));
    default:
      return NULL;
    }
}

static SeepTone
get_tone (gpointer owner, guint32 id, guint column)
{
  gboolean is_dim = column == SEEP_TYPES_RETAINED && !has_retained (owner);

  return is_dim ? SEEP_TONE_DIM : SEEP_TONE_NORMAL;
}

static const SeepTableFuncs funcs = { dup_text, get_share, dup_tooltip, get_tone };

static char *
dup_totals (SeepTablePage *page)
{
  const SeepTypeOrder *order = seep_table_page_get_answer (page);
  g_autofree char *n_shown = seep_format_count (order->n_ids);
  g_autofree char *n_all = seep_format_count (order->table->n_rows);
  g_autofree char *count = seep_format_count (order->count);
  g_autofree char *bytes = seep_format_bytes (order->bytes);

  if (order->n_ids < order->table->n_rows)
    /* Translators: a row of totals: "25 of 1,204 types · 41,204 objects · 84.1 MB". */
    return g_strdup_printf (_("%s of %s types · %s objects · %s"), n_shown, n_all, count, bytes);
  /* Translators: a row of totals: "1,204 types · 41,204 objects · 84.1 MB". */
  return g_strdup_printf (_("%s types · %s objects · %s"), n_all, count, bytes);
}

static gpointer
new_question (SeepTablePage *page)
{
  SeepTypesPage *self = SEEP_TYPES_PAGE (page);
  SeepDocument *document = seep_table_page_get_document (page);
  SeepTable *table = seep_table_page_get_table (page);
  const SeepTypeOrder *known = seep_table_page_get_answer (page);
  SeepTypeQuestion *question = g_new0 (SeepTypeQuestion, 1);

  question->heap = seep_heap_ref (seep_document_get_heap (document));
  if (has_retained (page))
    question->analysis = seep_analysis_ref (seep_document_get_analysis (document));
  if (known != NULL && known->has_retained == has_retained (page))
    question->largest = g_bytes_ref (known->largest);
  question->sort = sorts[seep_table_get_column (table)];
  /* Until retained sizes are known, the plain ones are the best guess at what is large. */
  if (!has_retained (page) && question->sort == SEEP_TYPE_SORT_RETAINED)
    question->sort = SEEP_TYPE_SORT_BYTES;
  question->is_descending = seep_table_is_descending (table);
  question->only_tracked = gtk_check_button_get_active (self->tracked);
  question->filter = g_strdup (seep_table_page_get_filter (page));
  return question;
}

static gpointer
answer (gpointer question, SeepTask *task, GError **error)
{
  return seep_type_order_new (question, task, error);
}

static const guint32 *
get_ids (gpointer answer, guint *n_ids)
{
  const SeepTypeOrder *order = answer;

  *n_ids = order->n_ids;
  return order->ids;
}

static void
activated (SeepTablePage *page, guint32 id)
{
  seep_go_to_type (GTK_WIDGET (page), id);
}

static gboolean
restore (SeepTablePage *page, const SeepPlace *place)
{
  if (place->tables[0].is_set)
    gtk_check_button_set_active (SEEP_TYPES_PAGE (page)->tracked, place->tables[0].only_tracked);
  return TRUE;
}

static void
save (SeepTablePage *page, SeepPlace *place)
{
  place->tables[0].only_tracked = gtk_check_button_get_active (SEEP_TYPES_PAGE (page)->tracked);
}

static void
document_changed (SeepTablePage *page)
{
  if (seep_document_get_state (seep_table_page_get_document (page)) == SEEP_DOCUMENT_READY)
    seep_table_page_ask (page);
}

static SeepDetails *
dup_details (SeepTablePage *page, guint32 id)
{
  return seep_type_dup_details (seep_table_page_get_document (page),
                                seep_table_page_get_answer (page), id);
}

static void
seep_types_page_class_init (SeepTypesPageClass *klass)
{
  SeepTablePageClass *page_class = SEEP_TABLE_PAGE_CLASS (klass);

  page_class->columns = columns;
  page_class->n_columns = SEEP_TYPES_N_COLUMNS;
  page_class->funcs = &funcs;
  page_class->first_column = SEEP_TYPES_RETAINED;
  page_class->new_question = new_question;
  page_class->free_question = (GDestroyNotify) seep_type_question_free;
  page_class->answer = answer;
  page_class->free_answer = (GDestroyNotify) seep_type_order_free;
  page_class->get_ids = get_ids;
  page_class->dup_totals = dup_totals;
  page_class->activated = activated;
  page_class->restore = restore;
  page_class->save = save;
  page_class->document_changed = document_changed;
  page_class->dup_details = dup_details;
  seep_table_page_class_set_template (page_class,
                                      "/io/github/seepworkbench/Seep/seep-types-page.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), SeepTypesPage, tracked);
}

static void
seep_types_page_init (SeepTypesPage *self)
{
  seep_table_page_init_template (SEEP_TABLE_PAGE (self));
}
