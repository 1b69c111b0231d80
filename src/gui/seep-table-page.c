/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-table-page.h"

#include "base/seep-i18n.h"
#include "seep-format.h"
#include "seep-progress.h"
#include "seep-row-menu.h"

/* Nobody reads more, and the main thread makes the text. */
#define MAX_COPIED_ROWS 10000

typedef struct
{
  SeepWorkspace *workspace;    /* owned; NULL: no captures beside this one */
  SeepDocument  *document;     /* owned; NULL before the heap is there */
  SeepTable     *table;        /* owned */
  gpointer       answer;       /* borrowed: the table's model owns it */
  GCancellable  *cancellable;  /* owned; of the last question */
  char          *asked_filter; /* owned; of the last question */
  gboolean       is_restoring;
  GtkWidget     *menu; /* owned as a child; of the rows */

  /* Children of the page's template. */
  GtkColumnView  *view;
  GtkSearchEntry *search;
  GtkLabel       *totals;
  GtkSpinner     *spinner;
  GtkStack       *stack;
} SeepTablePagePrivate;

static void page_iface_init (SeepPageInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SeepTablePage, seep_table_page, ADW_TYPE_BIN,
                                  G_ADD_PRIVATE (SeepTablePage)
                                    G_IMPLEMENT_INTERFACE (SEEP_TYPE_PAGE, page_iface_init))

static SeepTablePagePrivate *
get_private (SeepTablePage *self)
{
  return seep_table_page_get_instance_private (self);
}

static void
set_busy (SeepTablePage *self, gboolean is_busy)
{
  SeepTablePagePrivate *priv = get_private (self);

  gtk_spinner_set_spinning (priv->spinner, is_busy);
  gtk_widget_set_visible (GTK_WIDGET (priv->spinner), is_busy);
}

/* Something else is selected, or other things are known of it. */
static void
selection_changed (SeepTablePage *self)
{
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  guint32 id = seep_table_page_get_selected (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy", id != SEEP_NO_NODE);
  if (klass->selected != NULL)
    klass->selected (self, id);
  seep_page_details_changed (SEEP_PAGE (self));
}

/* The cells that are in view look at the old answer until they are gone: so it goes last. */
static void
take_answer (SeepTablePage *self, gpointer answer)
{
  SeepTablePagePrivate *priv = get_private (self);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  const guint32 *ids;
  guint n_ids;

  seep_table_take_ids (priv->table, NULL, 0, NULL, NULL);
  priv->answer = answer;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.copy-all", answer != NULL);
  if (answer == NULL)
    {
      selection_changed (self);
      return;
    }

  if (klass->answered != NULL)
    klass->answered (self);
  ids = klass->get_ids (answer, &n_ids);
  seep_table_take_ids (priv->table, ids, n_ids, answer, klass->free_answer);
  gtk_stack_set_visible_child_name (priv->stack, n_ids > 0 ? "table" : "none");
  selection_changed (self);
}

/* One for a question: which class answers it, and what was asked. */
typedef struct
{
  SeepTablePageClass *klass;    /* borrowed; classes stay */
  gpointer            question; /* owned */
} Work;

static void
work_free (Work *work)
{
  work->klass->free_question (work->question);
  g_free (work);
}

static void
answer_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  SeepCancelTask cancel;
  GError *error = NULL;
  gpointer answer =
    work->klass->answer (work->question, seep_cancel_task_init (&cancel, cancellable), &error);

  if (answer == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, work->klass->free_answer);
}

static void
answer_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (object);
  SeepTablePagePrivate *priv = get_private (self);
  g_autoptr(GError) error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *totals = NULL;

  if (answer == NULL && seep_is_cancelled_error (error))
    return;

  set_busy (self, FALSE);
  if (answer == NULL)
    {
      gtk_label_set_label (priv->totals, error->message);
      return;
    }
  take_answer (self, answer);
  totals = SEEP_TABLE_PAGE_GET_CLASS (self)->dup_totals (self);
  gtk_label_set_label (priv->totals, totals);
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->totals), totals);
}

void
seep_table_page_ask (SeepTablePage *self)
{
  SeepTablePagePrivate *priv = get_private (self);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  gpointer question;
  Work *work;
  g_autoptr(GTask) task = NULL;

  if (priv->document == NULL || priv->is_restoring)
    return;

  g_free (priv->asked_filter);
  priv->asked_filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (priv->search)));
  seep_renew_cancellable (&priv->cancellable);
  question = klass->new_question (self);
  set_busy (self, question != NULL);
  if (question == NULL)
    return;

  work = g_new (Work, 1);
  *work = (Work){ .klass = klass, .question = question };
  task = g_task_new (self, priv->cancellable, answer_cb, NULL);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, answer_worker);
}

/* The entry tells of a change a moment later: also of one that was ours, and is answered already.
 */
static void
search_changed_cb (SeepTablePage *self, GtkSearchEntry *search)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (search));

  if (g_strcmp0 (text, get_private (self)->asked_filter) != 0)
    seep_table_page_ask (self);
}

static void
activated_cb (SeepTablePage *self, guint id, SeepTable *table)
{
  SEEP_TABLE_PAGE_GET_CLASS (self)->activated (self, id);
}

static void
state_changed_cb (SeepTablePage *self, GParamSpec *pspec, SeepDocument *document)
{
  SEEP_TABLE_PAGE_GET_CLASS (self)->document_changed (self);
  seep_page_details_changed (SEEP_PAGE (self));
}

static void
set_workspace (SeepPage *page, SeepWorkspace *workspace)
{
  g_set_object (&get_private (SEEP_TABLE_PAGE (page))->workspace, workspace);
}

static void
set_document (SeepPage *page, SeepDocument *document)
{
  SeepTablePagePrivate *priv = get_private (SEEP_TABLE_PAGE (page));

  g_set_object (&priv->document, document);
  g_signal_connect_object (document, "notify::state", G_CALLBACK (state_changed_cb), page,
                           G_CONNECT_SWAPPED);
}

static void
show_default (SeepTablePage *self)
{
  SeepTablePagePrivate *priv = get_private (self);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);

  gtk_editable_set_text (GTK_EDITABLE (priv->search), "");
  seep_table_sort (priv->table, klass->first_column,
                   klass->columns[klass->first_column].is_descending_first);
  take_answer (self, NULL);
}

static void
show_place (SeepPage *page, const SeepPlace *place)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (page);
  SeepTablePagePrivate *priv = get_private (self);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  const SeepTableState *state = &place->tables[0];
  gboolean stays;

  priv->is_restoring = TRUE;
  stays = klass->restore == NULL || klass->restore (self, place);
  if (!stays)
    show_default (self);
  if (state->is_set)
    {
      gtk_editable_set_text (GTK_EDITABLE (priv->search),
                             state->filter != NULL ? state->filter : "");
      seep_table_restore (priv->table, state);
    }
  priv->is_restoring = FALSE;

  if (!stays || state->is_set || priv->answer == NULL)
    seep_table_page_ask (self);
  gtk_widget_grab_focus (GTK_WIDGET (priv->view));
}

static void
save_place (SeepPage *page, SeepPlace *place)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (page);
  SeepTablePagePrivate *priv = get_private (self);
  SeepTableState *state = &place->tables[0];

  seep_table_state_clear (state);
  seep_table_save (priv->table, state);
  state->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (priv->search)));
  if (SEEP_TABLE_PAGE_GET_CLASS (self)->save != NULL)
    SEEP_TABLE_PAGE_GET_CLASS (self)->save (self, place);
}

static GtkWidget *
get_search_entry (SeepPage *page)
{
  return GTK_WIDGET (get_private (SEEP_TABLE_PAGE (page))->search);
}

static SeepDetails *
dup_details (SeepPage *page)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (page);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  guint32 id = seep_table_page_get_selected (self);

  return id != SEEP_NO_NODE && klass->dup_details != NULL ? klass->dup_details (self, id) : NULL;
}

/* The page's own words for a row; NULL: it has none. */
static char *
dup_own_text (SeepTablePage *self, guint32 id)
{
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);

  return klass->dup_row_text != NULL ? klass->dup_row_text (self, id) : NULL;
}

static char *
dup_row_text (SeepTablePage *self, guint32 id)
{
  char *text = dup_own_text (self, id);

  return text != NULL ? text : seep_table_dup_row_text (get_private (self)->table, id);
}

static void
append_titles (SeepTablePage *self, GString *text)
{
  SeepTable *table = get_private (self)->table;
  guint32 first = seep_order_model_get_id (seep_table_get_model (table), 0);
  g_autofree char *own = first != SEEP_NO_NODE ? dup_own_text (self, first) : NULL;
  g_autofree char *titles = own == NULL ? seep_table_dup_titles (table) : NULL;

  if (titles != NULL)
    g_string_append_printf (text, "%s\n", titles);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (widget);

  seep_table_page_copy (self, dup_row_text (self, seep_table_page_get_selected (self)));
}

static void
copy_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepTablePage *self = SEEP_TABLE_PAGE (widget);
  SeepTablePagePrivate *priv = get_private (self);
  SeepOrderModel *model = seep_table_get_model (priv->table);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_autoptr(GString) text = g_string_new (NULL);

  append_titles (self, text);
  for (guint i = 0; i < MIN (n_rows, MAX_COPIED_ROWS); i++)
    {
      g_autofree char *row = dup_row_text (self, seep_order_model_get_id (model, i));

      g_string_append_printf (text, "%s\n", row);
    }
  seep_table_page_copy (self, g_string_free (g_steal_pointer (&text), FALSE));

  if (n_rows > MAX_COPIED_ROWS)
    {
      g_autofree char *n_copied = seep_format_count (MAX_COPIED_ROWS);
      g_autofree char *n_all = seep_format_count (n_rows);
      g_autofree char *said =
        g_strdup_printf (_("The first %s of %s rows were copied."), n_copied, n_all);

      gtk_widget_activate_action (widget, "win.show-toast", "s", said);
    }
}

static void
page_iface_init (SeepPageInterface *iface)
{
  iface->set_workspace = set_workspace;
  iface->set_document = set_document;
  iface->show_place = show_place;
  iface->save_place = save_place;
  iface->get_search_entry = get_search_entry;
  iface->dup_details = dup_details;
}

gpointer
seep_table_page_get_answer (SeepTablePage *self)
{
  return get_private (self)->answer;
}

SeepTable *
seep_table_page_get_table (SeepTablePage *self)
{
  g_return_val_if_fail (SEEP_IS_TABLE_PAGE (self), NULL);

  return get_private (self)->table;
}

SeepDocument *
seep_table_page_get_document (SeepTablePage *self)
{
  return get_private (self)->document;
}

SeepWorkspace *
seep_table_page_get_workspace (SeepTablePage *self)
{
  return get_private (self)->workspace;
}

guint32
seep_table_page_get_selected (SeepTablePage *self)
{
  SeepTablePagePrivate *priv = get_private (self);

  if (priv->answer == NULL)
    return SEEP_NO_NODE;
  return seep_order_model_get_selected_row (seep_table_get_model (priv->table));
}

const char *
seep_table_page_get_filter (SeepTablePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (get_private (self)->search));

  return *text != '\0' ? text : NULL;
}

void
seep_table_page_copy (SeepTablePage *self, char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  g_free (text);
}

void
seep_table_page_show (SeepTablePage *self, const char *name)
{
  if (!g_str_equal (name, "table"))
    take_answer (self, NULL);
  gtk_stack_set_visible_child_name (get_private (self)->stack, name);
}

static void
seep_table_page_dispose (GObject *object)
{
  SeepTablePagePrivate *priv = get_private (SEEP_TABLE_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  g_clear_pointer (&priv->asked_filter, g_free);
  if (priv->table != NULL)
    seep_table_detach (priv->table);
  g_clear_pointer (&priv->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), G_OBJECT_TYPE (object));
  priv->answer = NULL;
  g_clear_object (&priv->table);
  g_clear_object (&priv->document);
  g_clear_object (&priv->workspace);
  G_OBJECT_CLASS (seep_table_page_parent_class)->dispose (object);
}

static void
seep_table_page_class_init (SeepTablePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_table_page_dispose;
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.copy-all", NULL, copy_all_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
seep_table_page_init (SeepTablePage *self)
{
}

void
seep_table_page_class_set_template (SeepTablePageClass *klass, const char *resource)
{
  static const char *const children[] = { "view", "search", "totals", "spinner", "stack" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, resource);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i], FALSE, 0);
  gtk_widget_class_bind_template_callback_full (widget_class, "ask",
                                                G_CALLBACK (seep_table_page_ask));
}

static gpointer
get_child (SeepTablePage *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), G_OBJECT_TYPE (self), name);
}

static GMenuModel *
make_menu (SeepTablePageClass *klass)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) copying = g_menu_new ();

  if (klass->fill_menu != NULL)
    klass->fill_menu (menu);
  g_menu_append (copying, _("_Copy"), "table.copy");
  g_menu_append (copying, _("Copy _Table"), "table.copy-all");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copying));
  return G_MENU_MODEL (menu);
}

void
seep_table_page_init_template (SeepTablePage *self)
{
  SeepTablePagePrivate *priv = get_private (self);
  SeepTablePageClass *klass = SEEP_TABLE_PAGE_GET_CLASS (self);
  g_autoptr(GMenuModel) menu = make_menu (klass);

  gtk_widget_init_template (GTK_WIDGET (self));
  priv->view = get_child (self, "view");
  priv->search = get_child (self, "search");
  priv->totals = get_child (self, "totals");
  priv->spinner = get_child (self, "spinner");
  priv->stack = get_child (self, "stack");

  priv->table = seep_table_new (priv->view, klass->columns, klass->n_columns, klass->funcs, self);
  seep_table_sort (priv->table, klass->first_column,
                   klass->columns[klass->first_column].is_descending_first);
  g_signal_connect_object (priv->table, "sort-changed", G_CALLBACK (seep_table_page_ask), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->table, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->table, "selection-changed", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  priv->menu = seep_row_menu_add (GTK_WIDGET (self), priv->view, priv->table, menu);
  g_signal_connect_object (priv->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (priv->search, GTK_WIDGET (self));
}
