/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-allocations-page.h"

#include "analysis/seep-sites-text.h"
#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-options.h"
#include "seep-site-details.h"
#include "seep-site-names.h"
#include "seep-site-options.h"
#include "seep-wrap-layout.h"

#define N_BY SEEP_SITES_N_BY

struct _SeepAllocationsPage
{
  SeepTablePage parent_instance;

  SeepSitesBy selected_by;  /* what the selected row is, whatever index it has */
  guint32     selected_key;
  gboolean    has_selected;

  /* Template children. */
  GtkToggleButton *by[N_BY];
  GtkCheckButton  *cumulative;
  GtkCheckButton  *once;
  SeepFilterBar   *filters;
};

G_DEFINE_FINAL_TYPE (SeepAllocationsPage, seep_allocations_page, SEEP_TYPE_TABLE_PAGE)

static const SeepTableColumn columns[SEEP_ALLOCATIONS_N_COLUMNS] = {
  [SEEP_ALLOCATIONS_PLACE] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_ALLOCATIONS_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_ALLOCATIONS_COUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_ALLOCATIONS_AVERAGE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 3 },
  [SEEP_ALLOCATIONS_SHARE] = { SEEP_CELL_SHARE, TRUE, TRUE, 2 },
};

static const SeepSiteSort sorts[SEEP_ALLOCATIONS_N_COLUMNS] = {
  [SEEP_ALLOCATIONS_PLACE] = SEEP_SITE_SORT_PLACE,
  [SEEP_ALLOCATIONS_SIZE] = SEEP_SITE_SORT_BYTES,
  [SEEP_ALLOCATIONS_COUNT] = SEEP_SITE_SORT_COUNT,
  [SEEP_ALLOCATIONS_AVERAGE] = SEEP_SITE_SORT_AVERAGE,
  [SEEP_ALLOCATIONS_SHARE] = SEEP_SITE_SORT_BYTES,
};

/* Of a heap dump it is objects that were traced, of a trace file blocks. */
static gboolean
has_objects (gpointer page)
{
  return seep_document_get_heap (seep_table_page_get_document (page)) != NULL;
}

static SeepSitesBy
get_by (SeepAllocationsPage *self)
{
  for (guint i = 0; i < N_BY; i++)
    {
      if (gtk_toggle_button_get_active (self->by[i]))
        return i;
    }
  return SEEP_SITES_BY_LINE;
}

static SeepSitesCounting
get_counting (SeepAllocationsPage *self)
{
  if (get_by (self) == SEEP_SITES_BY_TRACEBACK || !gtk_check_button_get_active (self->cumulative))
    return SEEP_SITES_OWN;
  return gtk_check_button_get_active (self->once) ? SEEP_SITES_CUMULATIVE_ONCE
                                                  : SEEP_SITES_CUMULATIVE;
}

/* --- Cells --- */

static const SeepSiteRow *
get_row (gpointer page, guint32 id)
{
  return &seep_allocations_page_get_order (page)->sites->rows[id];
}

static double
get_share (gpointer owner, guint32 id, guint column)
{
  guint64 total = seep_allocations_page_get_order (owner)->sites->bytes;

  return total > 0 ? (double) get_row (owner, id)->bytes / (double) total : 0;
}

static char *
dup_average (const SeepSiteRow *row)
{
  return row->count > 0 ? seep_format_bytes (row->bytes / row->count) : NULL;
}

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  const SeepSiteOrder *order = seep_allocations_page_get_order (owner);
  const SeepSiteRow *row = get_row (owner, id);

  switch (column)
    {
    case SEEP_ALLOCATIONS_PLACE:
      return seep_site_dup_name (order->sites->traces, order->root, order->sites->by, row->key);
    case SEEP_ALLOCATIONS_SIZE:
      return seep_format_bytes (row->bytes);
    case SEEP_ALLOCATIONS_COUNT:
      return seep_format_count (row->count);
    case SEEP_ALLOCATIONS_AVERAGE:
      return dup_average (row);
    default:
      return seep_format_share (get_share (owner, id, column));
    }
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  const SeepSites *sites = seep_allocations_page_get_order (owner)->sites;

  if (column == SEEP_ALLOCATIONS_PLACE)
    return seep_site_dup_full_name (sites->traces, sites->by, get_row (owner, id)->key);
  if (column == SEEP_ALLOCATIONS_SIZE)
    return seep_format_bytes_exact (get_row (owner, id)->bytes);
  return NULL;
}

/* Of a stack the beginning matters most: the most recent frame. */
static gboolean
keeps_end (gpointer owner, guint32 id, guint column)
{
  return column == SEEP_ALLOCATIONS_PLACE
         && seep_allocations_page_get_order (owner)->sites->by != SEEP_SITES_BY_TRACEBACK;
}

static const SeepTableFuncs funcs = { dup_text, get_share, dup_tooltip, NULL, keeps_end };

/* --- Question and answer --- */

static gpointer
new_question (SeepTablePage *page)
{
  SeepAllocationsPage *self = SEEP_ALLOCATIONS_PAGE (page);
  SeepTable *table = seep_table_page_get_table (page);
  SeepTraces *traces = seep_document_get_traces (seep_table_page_get_document (page));
  SeepSiteQuestion *question;

  if (traces == NULL)
    {
      seep_table_page_show (page, "untraced");
      return NULL;
    }
  question = g_new0 (SeepSiteQuestion, 1);
  question->traces = seep_traces_ref (traces);
  question->by = get_by (self);
  question->counting = get_counting (self);
  question->filters = seep_filter_bar_dup_filters (self->filters);
  question->sort = sorts[seep_table_get_column (table)];
  question->is_descending = seep_table_is_descending (table);
  question->text = g_strdup (seep_table_page_get_filter (page));
  return question;
}

static gpointer
answer (gpointer question, SeepTask *task, GError **error)
{
  return seep_site_order_new (question, task, error);
}

static const guint32 *
get_ids (gpointer answer, guint *n_ids)
{
  const SeepSiteOrder *order = answer;

  *n_ids = order->n_ids;
  return order->ids;
}

/* With other filters the same place has another index. */
static void
answered (SeepTablePage *page)
{
  SeepAllocationsPage *self = SEEP_ALLOCATIONS_PAGE (page);
  const SeepSiteOrder *order = seep_allocations_page_get_order (self);
  SeepOrderModel *model = seep_table_get_model (seep_table_page_get_table (page));
  guint32 id = seep_order_model_get_selected (model);

  if (self->has_selected)
    id = self->selected_by == order->sites->by ? seep_site_order_find (order, self->selected_key)
                                               : SEEP_NO_NODE;
  else if (id >= order->sites->n_rows)
    id = SEEP_NO_NODE;
  seep_order_model_set_selected (model, id);
}

static void
selected (SeepTablePage *page, guint32 id)
{
  SeepAllocationsPage *self = SEEP_ALLOCATIONS_PAGE (page);
  const SeepSiteOrder *order = seep_allocations_page_get_order (self);

  if (order == NULL)
    return;
  self->has_selected = id != SEEP_NO_NODE;
  if (self->has_selected)
    {
      self->selected_by = order->sites->by;
      self->selected_key = order->sites->rows[id].key;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "allocations.copy-stack", self->has_selected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "allocations.show-tracebacks",
                                 self->has_selected && self->selected_by != SEEP_SITES_BY_TRACEBACK
                                   && self->selected_key != SEEP_NO_NODE);
}

/* "1,204 lines", or "25 of 1,204 lines". */
static char *
dup_n_places (const SeepSiteOrder *order)
{
  guint n = order->sites->n_rows;
  g_autofree char *n_all = seep_format_count (n);
  g_autofree char *n_shown = seep_format_count (order->n_ids);
  g_autofree char *all = NULL;

  switch (order->sites->by)
    {
    case SEEP_SITES_BY_FILE:
      all = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s file", "%s files", n), n_all);
      break;
    case SEEP_SITES_BY_FUNCTION:
      all = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s function", "%s functions", n), n_all);
      break;
    case SEEP_SITES_BY_TRACEBACK:
      all =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s traceback", "%s tracebacks", n), n_all);
      break;
    case SEEP_SITES_BY_LINE:
    default:
      all = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s line", "%s lines", n), n_all);
    }
  if (order->n_ids == n)
    return g_steal_pointer (&all);
  /* Translators: how many rows a filter leaves: "25 of 1,204 lines". */
  return g_strdup_printf (_("%s of %s"), n_shown, all);
}

static char *
dup_n_blocks (SeepTablePage *page, guint64 n)
{
  g_autofree char *count = seep_format_count (n);

  return g_strdup_printf (
    has_objects (page)
      ? g_dngettext (GETTEXT_PACKAGE, "%s object", "%s objects", (gulong) n)
      : g_dngettext (GETTEXT_PACKAGE, "%s block", "%s blocks", (gulong) n),
    count);
}

/* What is cumulative adds up to more than there is: then all that passed the filters is told. */
static char *
dup_totals (SeepTablePage *page)
{
  const SeepSiteOrder *order = seep_allocations_page_get_order (SEEP_ALLOCATIONS_PAGE (page));
  gboolean is_own = order->sites->counting == SEEP_SITES_OWN;
  g_autofree char *places = dup_n_places (order);
  g_autofree char *blocks = dup_n_blocks (page, is_own ? order->count : order->sites->count);
  g_autofree char *bytes = seep_format_bytes (is_own ? order->bytes : order->sites->bytes);

  if (is_own || order->n_ids == order->sites->n_rows)
    /* Translators: a row of totals: "25 of 1,204 lines · 41,204 blocks · 84.1 MB". */
    return g_strdup_printf (_("%s · %s · %s"), places, blocks, bytes);
  return g_strdup_printf (_("%s · in all %s · %s"), places, blocks, bytes);
}

/* --- Rows --- */

static void
activated (SeepTablePage *page, guint32 id)
{
  const SeepSites *sites = seep_allocations_page_get_order (SEEP_ALLOCATIONS_PAGE (page))->sites;
  g_autofree char *options = seep_site_dup_options (
    sites->traces, sites->by, sites->counting, get_row (page, id)->key);

  if (options != NULL)
    seep_go_to_allocations (GTK_WIDGET (page), "", options);
}

static void
show_tracebacks_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  activated (SEEP_TABLE_PAGE (widget), seep_table_page_get_selected (SEEP_TABLE_PAGE (widget)));
}

static char *
dup_row_text (SeepTablePage *page, guint32 id)
{
  return seep_sites_dup_row_text (
    seep_allocations_page_get_order (SEEP_ALLOCATIONS_PAGE (page))->sites, get_row (page, id));
}

static void
copy_stack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTablePage *page = SEEP_TABLE_PAGE (widget);
  const SeepSiteOrder *order = seep_allocations_page_get_order (SEEP_ALLOCATIONS_PAGE (widget));
  guint32 key = get_row (page, seep_table_page_get_selected (page))->key;
  guint index;

  /* Of a line, the stack that allocated most there. */
  if (order->sites->by != SEEP_SITES_BY_TRACEBACK && key != SEEP_NO_NODE)
    {
      if (seep_site_order_find_tracebacks (order, key, &index, 1) == 0)
        return;
      key = order->tracebacks->rows[index].key;
    }
  if (key != SEEP_NO_NODE)
    seep_table_page_copy (page, seep_sites_dup_stack_text (order->sites->traces, key));
}

static void
fill_menu (GMenu *menu)
{
  g_autoptr(GMenu) section = g_menu_new ();

  g_menu_append (section, _("_Show Tracebacks Here"), "allocations.show-tracebacks");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_menu_append (menu, _("Copy _Stack"), "allocations.copy-stack");
}

static SeepDetails *
dup_details (SeepTablePage *page, guint32 id)
{
  return seep_site_dup_details (seep_allocations_page_get_order (SEEP_ALLOCATIONS_PAGE (page)), id,
                                has_objects (page));
}

/* --- Controls --- */

static void
update_controls (SeepAllocationsPage *self)
{
  gboolean can_cumulate = get_by (self) != SEEP_SITES_BY_TRACEBACK;

  gtk_widget_set_sensitive (GTK_WIDGET (self->cumulative), can_cumulate);
  gtk_widget_set_visible (GTK_WIDGET (self->once),
                          can_cumulate && gtk_check_button_get_active (self->cumulative));
}

static void
by_toggled_cb (SeepAllocationsPage *self, GtkToggleButton *button)
{
  /* The one that goes off is followed by the one that goes on. */
  if (!gtk_toggle_button_get_active (button))
    return;
  update_controls (self);
  seep_table_page_ask (SEEP_TABLE_PAGE (self));
}

static void
counting_toggled_cb (SeepAllocationsPage *self)
{
  update_controls (self);
  seep_table_page_ask (SEEP_TABLE_PAGE (self));
}

static gboolean
has_functions (const SeepTraces *traces)
{
  const SeepTracesColumns *traces_columns = seep_traces_get_columns (traces);

  /* A format records them or does not: the first frame that is code says which. */
  for (guint32 i = 0; i < traces_columns->n_frames; i++)
    {
      if (traces_columns->frames[i].function != 0)
        return TRUE;
      if (traces_columns->frames[i].line != 0)
        return FALSE;
    }
  return FALSE;
}

static void
restore_options (SeepAllocationsPage *self, const char *options)
{
  g_autofree char *by = seep_options_dup (options, "by");
  g_autofree char *counting = seep_options_dup (options, "counting");
  g_auto(GStrv) filters = seep_options_list (options, "filter");
  SeepSitesCounting how = seep_site_parse_counting (counting);

  gtk_toggle_button_set_active (self->by[seep_site_parse_by (by)], TRUE);
  gtk_check_button_set_active (self->cumulative, how != SEEP_SITES_OWN);
  gtk_check_button_set_active (self->once, how == SEEP_SITES_CUMULATIVE_ONCE);
  seep_filter_bar_set_filters (self->filters, (const char *const *) filters);
  update_controls (self);
}

static void
show_words (SeepAllocationsPage *self, const SeepTraces *traces)
{
  seep_table_set_title (seep_table_page_get_table (SEEP_TABLE_PAGE (self)), SEEP_ALLOCATIONS_COUNT,
                        has_objects (self) ? _("Objects") : _("Blocks"));
  gtk_widget_set_visible (GTK_WIDGET (self->by[SEEP_SITES_BY_FUNCTION]), has_functions (traces));
}

static gboolean
restore (SeepTablePage *page, const SeepPlace *place)
{
  SeepAllocationsPage *self = SEEP_ALLOCATIONS_PAGE (page);
  SeepTraces *traces = seep_document_get_traces (seep_table_page_get_document (page));

  if (traces != NULL)
    show_words (self, traces);
  if (place->options == NULL)
    return TRUE;
  restore_options (self, place->options);
  /* The index that the place remembers counts, not what was selected before. */
  self->has_selected = FALSE;
  return FALSE;
}

static void
save (SeepTablePage *page, SeepPlace *place)
{
  SeepAllocationsPage *self = SEEP_ALLOCATIONS_PAGE (page);
  g_auto(GStrv) filters = seep_filter_bar_dup_filters (self->filters);
  GString *options = g_string_new (NULL);

  seep_options_append (options, "by", seep_site_get_by_name (get_by (self)));
  seep_options_append (options, "counting", seep_site_get_counting_name (get_counting (self)));
  for (guint i = 0; filters[i] != NULL; i++)
    seep_options_append (options, "filter", filters[i]);
  g_free (place->options);
  place->options = g_string_free (options, FALSE);
}

static void
document_changed (SeepTablePage *page)
{
  if (seep_table_page_get_answer (page) == NULL
      && seep_document_get_traces (seep_table_page_get_document (page)) != NULL)
    seep_table_page_ask (page);
}

const SeepSiteOrder *
seep_allocations_page_get_order (SeepAllocationsPage *self)
{
  return seep_table_page_get_answer (SEEP_TABLE_PAGE (self));
}

SeepFilterBar *
seep_allocations_page_get_filters (SeepAllocationsPage *self)
{
  g_return_val_if_fail (SEEP_IS_ALLOCATIONS_PAGE (self), NULL);

  return self->filters;
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < N_BY; i++)
    {
      g_autofree char *name = g_strdup_printf ("by_%s", seep_site_get_by_name (i));

      gtk_widget_class_bind_template_child_full (
        widget_class, name, FALSE,
        (gssize) (G_STRUCT_OFFSET (SeepAllocationsPage, by) + i * sizeof (GtkToggleButton *)));
    }
  gtk_widget_class_bind_template_child (widget_class, SeepAllocationsPage, cumulative);
  gtk_widget_class_bind_template_child (widget_class, SeepAllocationsPage, once);
  gtk_widget_class_bind_template_child (widget_class, SeepAllocationsPage, filters);
  gtk_widget_class_bind_template_callback (widget_class, by_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, counting_toggled_cb);
}

static void
seep_allocations_page_class_init (SeepAllocationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SeepTablePageClass *page_class = SEEP_TABLE_PAGE_CLASS (klass);

  g_type_ensure (SEEP_TYPE_FILTER_BAR);
  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);

  page_class->columns = columns;
  page_class->n_columns = SEEP_ALLOCATIONS_N_COLUMNS;
  page_class->funcs = &funcs;
  page_class->first_column = SEEP_ALLOCATIONS_SIZE;
  page_class->new_question = new_question;
  page_class->free_question = (GDestroyNotify) seep_site_question_free;
  page_class->answer = answer;
  page_class->free_answer = (GDestroyNotify) seep_site_order_free;
  page_class->get_ids = get_ids;
  page_class->answered = answered;
  page_class->selected = selected;
  page_class->dup_totals = dup_totals;
  page_class->activated = activated;
  page_class->restore = restore;
  page_class->save = save;
  page_class->document_changed = document_changed;
  page_class->dup_details = dup_details;
  page_class->dup_row_text = dup_row_text;
  page_class->fill_menu = fill_menu;
  seep_table_page_class_set_template (
    page_class, "/io/github/seepworkbench/Seep/seep-allocations-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "allocations.copy-stack", NULL, copy_stack_action);
  gtk_widget_class_install_action (widget_class, "allocations.show-tracebacks", NULL,
                                   show_tracebacks_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "allocations.copy-stack", NULL);
}

static void
seep_allocations_page_init (SeepAllocationsPage *self)
{
  seep_table_page_init_template (SEEP_TABLE_PAGE (self));
  update_controls (self);
}
