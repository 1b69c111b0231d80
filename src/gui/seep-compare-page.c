/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-compare-page.h"

#include "analysis/seep-sites-text.h"
#include "base/seep-i18n.h"
#include "seep-banner.h"
#include "seep-capture-choice.h"
#include "seep-compare-details.h"
#include "seep-compare-text.h"
#include "seep-options.h"
#include "seep-site-options.h"
#include "seep-wrap-layout.h"

/* The choices of "by": types first, then the ways to group places. */
#define BY_TYPE 0
#define BY_SITES(by) (1 + (by))
#define N_BY (1 + SEEP_SITES_N_BY)

struct _SeepComparePage
{
  SeepTablePage parent_instance;

  SeepDocument *baseline; /* owned; NULL: none was chosen, or it is gone */
  gboolean      is_updating;

  /* Template children. */
  SeepCaptureChoice *old_choice;
  SeepCaptureChoice *new_choice;
  GtkToggleButton   *by[N_BY];
  GtkWidget         *by_box;
  GtkDropDown       *scope;
  GtkCheckButton    *hide;
  SeepBanner        *notice;
};

G_DEFINE_FINAL_TYPE (SeepComparePage, seep_compare_page, SEEP_TYPE_TABLE_PAGE)

/* Where there is little room, the counts leave first, and both sides together. */
static const SeepTableColumn columns[SEEP_COMPARE_N_COLUMNS] = {
  [SEEP_COMPARE_NAME] = { SEEP_CELL_TEXT, TRUE, FALSE },
  [SEEP_COMPARE_OLD_COUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, 3 },
  [SEEP_COMPARE_OLD_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 2 },
  [SEEP_COMPARE_COUNT_CHANGE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 1 },
  [SEEP_COMPARE_SIZE_CHANGE] = { SEEP_CELL_NUMBER, TRUE, TRUE },
  [SEEP_COMPARE_COUNT] = { SEEP_CELL_NUMBER, TRUE, TRUE, 3 },
  [SEEP_COMPARE_SIZE] = { SEEP_CELL_NUMBER, TRUE, TRUE, 2 },
};

static const SeepCompareSort sorts[SEEP_COMPARE_N_COLUMNS] = {
  [SEEP_COMPARE_NAME] = SEEP_COMPARE_SORT_NAME,
  [SEEP_COMPARE_OLD_COUNT] = SEEP_COMPARE_SORT_OLD_COUNT,
  [SEEP_COMPARE_OLD_SIZE] = SEEP_COMPARE_SORT_OLD_BYTES,
  [SEEP_COMPARE_COUNT_CHANGE] = SEEP_COMPARE_SORT_COUNT_CHANGE,
  [SEEP_COMPARE_SIZE_CHANGE] = SEEP_COMPARE_SORT_BYTES_CHANGE,
  [SEEP_COMPARE_COUNT] = SEEP_COMPARE_SORT_COUNT,
  [SEEP_COMPARE_SIZE] = SEEP_COMPARE_SORT_BYTES,
};

static SeepDocument *
get_document (gpointer page)
{
  return seep_table_page_get_document (page);
}

static const SeepCompareOrder *
get_order (gpointer page)
{
  return seep_table_page_get_answer (page);
}

const SeepCompareOrder *
seep_compare_page_get_order (SeepComparePage *self)
{
  return get_order (self);
}

static guint
get_by (SeepComparePage *self)
{
  for (guint i = 0; i < N_BY; i++)
    {
      if (gtk_toggle_button_get_active (self->by[i]))
        return i;
    }
  return BY_TYPE;
}

static SeepDiffScope
get_scope (SeepComparePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->scope);

  return selected <= SEEP_DIFF_SURVIVED ? selected : SEEP_DIFF_ALL;
}

/* --- Cells --- */

static char *
dup_text (gpointer owner, guint32 id, guint column)
{
  return seep_compare_dup_cell (get_order (owner), id, column);
}

static char *
dup_tooltip (gpointer owner, guint32 id, guint column)
{
  return seep_compare_dup_tooltip (get_order (owner), id, column);
}

static SeepTone
get_tone (gpointer owner, guint32 id, guint column)
{
  return seep_compare_get_tone (get_order (owner), id, column);
}

static gboolean
keeps_end (gpointer owner, guint32 id, guint column)
{
  const SeepCompareOrder *order = get_order (owner);

  return column == SEEP_COMPARE_NAME && order->sites != NULL
         && order->sites->by != SEEP_SITES_BY_TRACEBACK;
}

static const SeepTableFuncs funcs = { dup_text, NULL, dup_tooltip, get_tone, keeps_end };

/* --- Question and answer --- */

static void
set_traces (SeepComparePage *self, SeepCompareQuestion *question)
{
  question->old_traces = seep_traces_ref (seep_document_get_traces (self->baseline));
  question->traces = seep_traces_ref (seep_document_get_traces (get_document (self)));
  question->by = get_by (self) - BY_SITES (0);
}

static void
set_heaps (SeepComparePage *self, SeepCompareQuestion *question)
{
  const SeepCompareOrder *known = get_order (self);

  question->old_heap = seep_heap_ref (seep_document_get_heap (self->baseline));
  question->heap = seep_heap_ref (seep_document_get_heap (get_document (self)));
  question->scope = get_scope (self);
  if (known != NULL && known->diff != NULL
      && seep_heap_diff_get_old (known->diff) == question->old_heap
      && seep_heap_diff_get_new (known->diff) == question->heap)
    question->diff = seep_heap_diff_ref (known->diff);
}

static gboolean
can_compare (SeepComparePage *self, guint by)
{
  SeepDocument *document = get_document (self);

  if (self->baseline == NULL)
    return FALSE;
  if (by == BY_TYPE)
    return seep_document_get_heap (document) != NULL
           && seep_document_get_heap (self->baseline) != NULL;
  return seep_document_get_traces (document) != NULL
         && seep_document_get_traces (self->baseline) != NULL;
}

static gpointer
new_question (SeepTablePage *page)
{
  SeepComparePage *self = SEEP_COMPARE_PAGE (page);
  SeepTable *table = seep_table_page_get_table (page);
  SeepCompareQuestion *question;

  if (!can_compare (self, get_by (self)))
    {
      seep_table_page_show (page, "nothing");
      return NULL;
    }
  question = g_new0 (SeepCompareQuestion, 1);
  if (get_by (self) == BY_TYPE)
    set_heaps (self, question);
  else
    set_traces (self, question);
  question->sort = sorts[seep_table_get_column (table)];
  question->is_descending = seep_table_is_descending (table);
  /* Objects that survived are the same ones: what is unchanged is the point of them. */
  question->hides_unchanged =
    gtk_check_button_get_active (self->hide) && question->scope == SEEP_DIFF_ALL;
  question->text = g_strdup (seep_table_page_get_filter (page));
  return question;
}

static gpointer
answer (gpointer question, SeepTask *task, GError **error)
{
  return seep_compare_order_new (question, task, error);
}

static const guint32 *
get_ids (gpointer answer, guint *n_ids)
{
  const SeepCompareOrder *order = answer;

  *n_ids = order->n_ids;
  return order->ids;
}

/* A scope needs objects, of one process. */
static void
update_scope (SeepComparePage *self)
{
  const SeepCompareOrder *order = get_order (self);
  gboolean is_one_process =
    order == NULL || order->diff == NULL || seep_heap_diff_is_one_process (order->diff);
  const char *reason = _("Which objects count: all, or those that came, went or stayed");

  if (!is_one_process)
    reason = _("Only objects of one process can be told apart: an address says nothing about "
               "another one");
  gtk_widget_set_visible (GTK_WIDGET (self->scope), get_by (self) == BY_TYPE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->scope), is_one_process);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->scope), reason);
  gtk_widget_set_sensitive (GTK_WIDGET (self->hide),
                            get_by (self) != BY_TYPE || get_scope (self) == SEEP_DIFF_ALL);
  seep_banner_set_text (self->notice,
                        is_one_process
                          ? NULL
                          : _("These dumps are of two processes: types can be compared, but not "
                              "which objects came, went or stayed."));
}

/* The index of a row means something else where other rows are compared. */
static void
answered (SeepTablePage *page)
{
  SeepOrderModel *model = seep_table_get_model (seep_table_page_get_table (page));

  if (seep_order_model_get_selected (model) >= get_order (page)->n_rows)
    seep_order_model_set_selected (model, SEEP_NO_NODE);
  update_scope (SEEP_COMPARE_PAGE (page));
}

static void
selected (SeepTablePage *page, guint32 id)
{
  const SeepCompareOrder *order = get_order (page);
  GtkWidget *widget = GTK_WIDGET (page);
  gboolean is_type = id != SEEP_NO_NODE && order->types != NULL;
  gboolean can_match = is_type && seep_heap_diff_is_one_process (order->diff);

  gtk_widget_action_set_enabled (widget, "compare.show-objects", can_match);
  gtk_widget_action_set_enabled (widget, "compare.show-allocations",
                                 id != SEEP_NO_NODE && !is_type);
  gtk_widget_action_set_enabled (widget, "compare.copy-stack",
                                 id != SEEP_NO_NODE && !is_type
                                   && order->sites->by == SEEP_SITES_BY_TRACEBACK);
}

static char *
dup_totals (SeepTablePage *page)
{
  return seep_compare_dup_totals (get_order (page));
}

/* --- Rows --- */

static void
show_objects (SeepComparePage *self, guint32 id, SeepDiffScope scope)
{
  const char *older = seep_document_get_capture (self->baseline);
  const char *newer = seep_document_get_capture (get_document (self));
  const char *type_name = seep_compare_order_get_type_name (get_order (self), id);

  /* What is gone is to be seen where it still was. */
  if (scope == SEEP_DIFF_GONE)
    seep_go_to_diff_objects (GTK_WIDGET (self), older, newer, type_name, scope);
  else
    seep_go_to_diff_objects (GTK_WIDGET (self), newer, older, type_name, scope);
}

/* The objects that a row is about, where that is not said: those that make the difference. */
static SeepDiffScope
choose_scope (SeepComparePage *self, guint32 id)
{
  const SeepCompareRow *row = &get_order (self)->rows[id];

  if (get_scope (self) != SEEP_DIFF_ALL)
    return get_scope (self);
  if (row->count != row->old_count)
    return row->count > row->old_count ? SEEP_DIFF_NEW : SEEP_DIFF_GONE;
  return row->bytes != row->old_bytes ? SEEP_DIFF_NEW : SEEP_DIFF_SURVIVED;
}

static void
show_type (SeepComparePage *self, guint32 id)
{
  const SeepTypeDiffRow *row = &get_order (self)->types->rows[id];

  if (seep_heap_diff_is_one_process (get_order (self)->diff))
    show_objects (self, id, choose_scope (self, id));
  else if (row->new_type != SEEP_NO_NODE)
    seep_go_to_type (GTK_WIDGET (self), row->new_type);
}

static void
show_allocations (SeepComparePage *self, guint32 id)
{
  const SeepCompareOrder *order = get_order (self);
  SeepDocument *document = order->sites->rows[id].is_gone ? self->baseline : get_document (self);
  g_autofree char *options = seep_compare_order_dup_options (order, id);

  seep_go_to_allocations (GTK_WIDGET (self), seep_document_get_capture (document), options);
}

static void
activated (SeepTablePage *page, guint32 id)
{
  if (get_order (page)->types != NULL)
    show_type (SEEP_COMPARE_PAGE (page), id);
  else
    show_allocations (SEEP_COMPARE_PAGE (page), id);
}

static void
show_objects_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_objects (SEEP_COMPARE_PAGE (widget), seep_table_page_get_selected (SEEP_TABLE_PAGE (widget)),
                g_variant_get_uint32 (parameter));
}

static void
show_allocations_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_allocations (SEEP_COMPARE_PAGE (widget),
                    seep_table_page_get_selected (SEEP_TABLE_PAGE (widget)));
}

static char *
dup_row_text (SeepTablePage *page, guint32 id)
{
  const SeepCompareOrder *order = get_order (page);

  return order->sites != NULL ? seep_sites_dup_diff_text (order->sites, &order->sites->rows[id])
                              : NULL;
}

static void
copy_stack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTablePage *page = SEEP_TABLE_PAGE (widget);
  const SeepTraces *traces;
  guint32 key;

  traces = seep_compare_order_get_side (get_order (page), seep_table_page_get_selected (page), &key);
  if (key != SEEP_NO_NODE)
    seep_table_page_copy (page, seep_sites_dup_stack_text (traces, key));
}

static void
append_scope (GMenu *menu, const char *label, SeepDiffScope scope)
{
  g_autofree char *action = g_strdup_printf ("compare.show-objects(uint32 %u)", (guint) scope);

  g_menu_append (menu, label, action);
}

static void
fill_menu (GMenu *menu)
{
  g_autoptr(GMenu) section = g_menu_new ();

  append_scope (section, _("Show _New Objects"), SEEP_DIFF_NEW);
  append_scope (section, _("Show _Gone Objects"), SEEP_DIFF_GONE);
  append_scope (section, _("Show _Survived Objects"), SEEP_DIFF_SURVIVED);
  g_menu_append (section, _("Show _Tracebacks Here"), "compare.show-allocations");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_menu_append (menu, _("Copy _Stack"), "compare.copy-stack");
}

static SeepDetails *
dup_details (SeepTablePage *page, guint32 id)
{
  SeepComparePage *self = SEEP_COMPARE_PAGE (page);

  return seep_compare_dup_details (get_order (page), id, self->baseline, get_document (page));
}

/* --- Controls --- */

static void
by_toggled_cb (SeepComparePage *self, GtkToggleButton *button)
{
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (self));

  /* The one that goes off is followed by the one that goes on. */
  if (!gtk_toggle_button_get_active (button) || table == NULL)
    return;
  seep_order_model_set_selected (seep_table_get_model (table), SEEP_NO_NODE);
  update_scope (self);
  seep_table_page_ask (SEEP_TABLE_PAGE (self));
}

static void
scope_changed_cb (SeepComparePage *self)
{
  SeepTable *table = seep_table_page_get_table (SEEP_TABLE_PAGE (self));

  if (self->is_updating || table == NULL)
    return;
  seep_order_model_set_selected (seep_table_get_model (table), SEEP_NO_NODE);
  update_scope (self);
  seep_table_page_ask (SEEP_TABLE_PAGE (self));
}

/* Another pair is another place. Who chooses the same capture twice means to swap them. */
static void
capture_chosen_cb (SeepComparePage *self, SeepCaptureChoice *choice)
{
  SeepDocument *older = seep_capture_choice_get_document (self->old_choice);
  SeepDocument *newer = seep_capture_choice_get_document (self->new_choice);

  if (older == NULL || newer == NULL)
    return;
  if (older == newer && choice == self->old_choice)
    newer = self->baseline;
  else if (older == newer)
    older = get_document (self);
  if (older == NULL || newer == NULL || older == newer)
    return;
  seep_go_to_comparison (GTK_WIDGET (self), seep_document_get_capture (newer),
                         seep_document_get_capture (older));
}

static void
swap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepComparePage *self = SEEP_COMPARE_PAGE (widget);

  if (self->baseline != NULL)
    seep_go_to_comparison (widget, seep_document_get_capture (self->baseline),
                           seep_document_get_capture (get_document (self)));
}

/* Two lines: which capture, and what of it. */
static void
set_title (SeepComparePage *self, guint column, const char *group, const char *title)
{
  g_autofree char *lines = g_strdup_printf ("%s\n%s", group, title);

  seep_table_set_title (seep_table_page_get_table (SEEP_TABLE_PAGE (self)), column, lines);
}

static void
show_titles (SeepComparePage *self)
{
  SeepDocument *document = get_document (self);
  const char *count = get_by (self) == BY_TYPE || seep_document_get_heap (document) != NULL
                        ? _("Objects")
                        : _("Blocks");
  g_autofree char *older = self->baseline != NULL ? seep_capture_choice_dup_short_label (self->baseline)
                                                  : g_strdup ("");
  g_autofree char *newer = seep_capture_choice_dup_short_label (document);
  /* Translators: the columns between an older and a newer capture. */
  const char *change = _("Change");

  set_title (self, SEEP_COMPARE_OLD_COUNT, older, count);
  set_title (self, SEEP_COMPARE_OLD_SIZE, older, _("Size"));
  set_title (self, SEEP_COMPARE_COUNT_CHANGE, change, count);
  set_title (self, SEEP_COMPARE_SIZE_CHANGE, change, _("Size"));
  set_title (self, SEEP_COMPARE_COUNT, newer, count);
  set_title (self, SEEP_COMPARE_SIZE, newer, _("Size"));
}

static const char *
get_by_name (guint by)
{
  return by == BY_TYPE ? "type" : seep_site_get_by_name (by - BY_SITES (0));
}

/* What can be compared of these two; and what @name asks for if it is among that. */
static void
show_by (SeepComparePage *self, const char *name)
{
  guint chosen = N_BY;
  guint n_choices = 0;

  for (guint i = 0; i < N_BY; i++)
    {
      gboolean can = can_compare (self, i) && i != BY_SITES (SEEP_SITES_BY_FUNCTION);

      gtk_widget_set_visible (GTK_WIDGET (self->by[i]), can);
      n_choices += can;
      if (can && (chosen == N_BY || g_strcmp0 (name, get_by_name (i)) == 0))
        chosen = i;
    }
  gtk_widget_set_visible (self->by_box, n_choices > 1);
  if (chosen < N_BY)
    gtk_toggle_button_set_active (self->by[chosen], TRUE);
}

/* Traces are there a while after the heap. */
static void
update_by (SeepComparePage *self)
{
  show_by (self, get_by_name (get_by (self)));
}

static void
set_baseline (SeepComparePage *self, SeepDocument *baseline)
{
  if (self->baseline == baseline)
    return;
  if (self->baseline != NULL)
    g_signal_handlers_disconnect_by_data (self->baseline, self);
  g_set_object (&self->baseline, baseline);
  if (baseline != NULL)
    g_signal_connect_object (baseline, "notify::state", G_CALLBACK (update_by), self,
                             G_CONNECT_SWAPPED);
}

static gboolean
restore (SeepTablePage *page, const SeepPlace *place)
{
  SeepComparePage *self = SEEP_COMPARE_PAGE (page);
  SeepWorkspace *workspace = seep_table_page_get_workspace (page);
  SeepDocument *baseline = workspace != NULL && place->baseline != NULL
                             ? seep_workspace_find (workspace, place->baseline)
                             : NULL;
  gboolean is_same = baseline == self->baseline;
  g_autofree char *by = place->options != NULL ? seep_options_dup (place->options, "by")
                                               : g_strdup (get_by_name (get_by (self)));
  g_autofree char *unchanged = seep_options_dup (place->options, "unchanged");

  set_baseline (self, baseline);
  self->is_updating = TRUE;
  seep_capture_choice_show (self->old_choice, workspace, baseline, get_document (page));
  seep_capture_choice_show (self->new_choice, workspace, get_document (page), get_document (page));
  show_by (self, by);
  gtk_drop_down_set_selected (self->scope, place->scope);
  if (unchanged != NULL)
    gtk_check_button_set_active (self->hide, g_str_equal (unchanged, "hidden"));
  show_titles (self);
  update_scope (self);
  self->is_updating = FALSE;
  return is_same && place->options == NULL;
}

static void
save (SeepTablePage *page, SeepPlace *place)
{
  SeepComparePage *self = SEEP_COMPARE_PAGE (page);
  GString *options = g_string_new (NULL);

  seep_options_append (options, "by", get_by_name (get_by (self)));
  seep_options_append (options, "unchanged",
                       gtk_check_button_get_active (self->hide) ? "hidden" : "shown");
  g_free (place->options);
  place->options = g_string_free (options, FALSE);
  place->scope = get_scope (self);
}

static void
document_changed (SeepTablePage *page)
{
  if (SEEP_COMPARE_PAGE (page)->baseline != NULL)
    update_by (SEEP_COMPARE_PAGE (page));
}

static void
seep_compare_page_dispose (GObject *object)
{
  set_baseline (SEEP_COMPARE_PAGE (object), NULL);
  G_OBJECT_CLASS (seep_compare_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < N_BY; i++)
    {
      g_autofree char *name = g_strdup_printf ("by_%s", get_by_name (i));

      gtk_widget_class_bind_template_child_full (
        widget_class, name, FALSE,
        (gssize) (G_STRUCT_OFFSET (SeepComparePage, by) + i * sizeof (GtkToggleButton *)));
    }
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, old_choice);
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, new_choice);
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, by_box);
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, scope);
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, hide);
  gtk_widget_class_bind_template_child (widget_class, SeepComparePage, notice);
  gtk_widget_class_bind_template_callback (widget_class, by_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, capture_chosen_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.swap", NULL, swap_action);
  gtk_widget_class_install_action (widget_class, "compare.show-objects", "u", show_objects_action);
  gtk_widget_class_install_action (widget_class, "compare.show-allocations", NULL,
                                   show_allocations_action);
  gtk_widget_class_install_action (widget_class, "compare.copy-stack", NULL, copy_stack_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "compare.copy-stack", NULL);
}

static void
seep_compare_page_class_init (SeepComparePageClass *klass)
{
  SeepTablePageClass *page_class = SEEP_TABLE_PAGE_CLASS (klass);

  g_type_ensure (SEEP_TYPE_BANNER);
  g_type_ensure (SEEP_TYPE_CAPTURE_CHOICE);
  g_type_ensure (SEEP_TYPE_WRAP_LAYOUT);

  G_OBJECT_CLASS (klass)->dispose = seep_compare_page_dispose;
  page_class->columns = columns;
  page_class->n_columns = SEEP_COMPARE_N_COLUMNS;
  page_class->funcs = &funcs;
  page_class->first_column = SEEP_COMPARE_SIZE_CHANGE;
  page_class->new_question = new_question;
  page_class->free_question = (GDestroyNotify) seep_compare_question_free;
  page_class->answer = answer;
  page_class->free_answer = (GDestroyNotify) seep_compare_order_free;
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
  seep_table_page_class_set_template (page_class,
                                      "/io/github/seepworkbench/Seep/seep-compare-page.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
  install_actions (GTK_WIDGET_CLASS (klass));
}

static void
seep_compare_page_init (SeepComparePage *self)
{
  seep_table_page_init_template (SEEP_TABLE_PAGE (self));
}
