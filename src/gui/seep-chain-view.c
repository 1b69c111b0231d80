/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-chain-view.h"

#include "base/seep-i18n.h"
#include "seep-chain-row.h"
#include "seep-page.h"
#include "seep-progress.h"

/* Enough to see whether one holder is to blame or many. */
#define MAX_PATHS 16

struct _SeepChainView
{
  AdwBin parent_instance;

  SeepAnalysis   *analysis;    /* owned */
  GPtrArray      *paths;       /* owned; of SeepPath; NULL while none is known */
  guint           at;          /* the one that is shown */
  SeepOrderModel *model;       /* owned */
  GCancellable   *cancellable; /* owned; of the last search */

  /* Template children. */
  GtkListView *list;
  GtkStack    *stack;
  GtkLabel    *expression;
  GtkLabel    *which;
  GtkWidget   *ways;
  GtkSwitch   *every;
  GtkWidget   *every_box;
};

G_DEFINE_FINAL_TYPE (SeepChainView, seep_chain_view, ADW_TYPE_BIN)

const SeepPath *
seep_chain_view_get_path (SeepChainView *self)
{
  g_return_val_if_fail (SEEP_IS_CHAIN_VIEW (self), NULL);

  return self->paths != NULL ? g_ptr_array_index (self->paths, self->at) : NULL;
}

SeepOrderModel *
seep_chain_view_get_model (SeepChainView *self)
{
  g_return_val_if_fail (SEEP_IS_CHAIN_VIEW (self), NULL);

  return self->model;
}

static void
update_actions (SeepChainView *self)
{
  const SeepPath *path = seep_chain_view_get_path (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chain.show-previous",
                                 path != NULL && self->at > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chain.show-next",
                                 path != NULL && self->at + 1 < self->paths->len);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chain.copy", path != NULL);
}

static void
update_steps (SeepChainView *self)
{
  const SeepPath *path = seep_chain_view_get_path (self);
  gboolean shows_every = gtk_switch_get_active (self->every);
  guint32 *ids;
  guint n_ids = 0;

  if (path == NULL)
    return;

  ids = g_new (guint32, path->n_steps);
  for (guint i = 0; i < path->n_steps; i++)
    {
      /* What was asked for is always shown, even if people would not name it. */
      if (shows_every || !path->steps[i].is_folded || i + 1 == path->n_steps)
        ids[n_ids++] = i;
    }
  seep_order_model_take_ids (self->model, ids, n_ids, ids, g_free);
}

static void
show_path (SeepChainView *self)
{
  const SeepPath *path = seep_chain_view_get_path (self);
  g_autofree char *which = NULL;
  gboolean has_folded = FALSE;

  for (guint i = 0; i + 1 < path->n_steps && !has_folded; i++)
    has_folded = path->steps[i].is_folded;

  /* Translators: which of several chains of references is shown: "Way 1 of 4". */
  which = g_strdup_printf (_("Way %u of %u"), self->at + 1, self->paths->len);
  gtk_label_set_label (self->which, which);
  gtk_widget_set_visible (self->ways, self->paths->len > 1);
  gtk_widget_set_visible (self->every_box, has_folded);
  gtk_label_set_label (self->expression, path->text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->expression),
                               path->is_expression
                                 ? _("A Python expression that gives this object")
                                 : _("For reading: there is no Python expression for it"));
  update_steps (self);
  update_actions (self);
  gtk_stack_set_visible_child_name (self->stack, "chain");
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepChainView *self = SEEP_CHAIN_VIEW (widget);

  if (g_str_equal (name, "chain.show-next"))
    self->at++;
  else
    self->at--;
  show_path (self);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SeepChainView *self = SEEP_CHAIN_VIEW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), seep_chain_view_get_path (self)->text);
  gtk_widget_activate_action (widget, "win.show-toast", "s", _("Copied"));
}

typedef struct
{
  SeepAnalysis *analysis; /* owned */
  guint32       object;
} Question;

static void
question_free (Question *question)
{
  seep_analysis_unref (question->analysis);
  g_free (question);
}

static void
find_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  SeepCancelTask work;
  GError *error = NULL;
  GPtrArray *paths = seep_paths_find (question->analysis, question->object, MAX_PATHS,
                                      seep_cancel_task_init (&work, cancellable), &error);

  if (paths == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, paths, (GDestroyNotify) g_ptr_array_unref);
}

static void
find_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepChainView *self = SEEP_CHAIN_VIEW (object);
  /* The only error is that a newer question came. */
  g_autoptr(GPtrArray) paths = g_task_propagate_pointer (G_TASK (result), NULL);

  if (paths == NULL)
    return;
  self->paths = g_steal_pointer (&paths);
  show_path (self);
}

static void
forget (SeepChainView *self)
{
  seep_order_model_take_ids (self->model, NULL, 0, NULL, NULL);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  self->at = 0;
}

void
seep_chain_view_show (SeepChainView *self, SeepAnalysis *analysis, guint32 object)
{
  Question *question;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (SEEP_IS_CHAIN_VIEW (self));

  forget (self);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  g_clear_pointer (&self->analysis, seep_analysis_unref);
  self->analysis = seep_analysis_ref (analysis);
  update_actions (self);

  question = g_new0 (Question, 1);
  question->analysis = seep_analysis_ref (analysis);
  question->object = object;
  task = g_task_new (self, seep_renew_cancellable (&self->cancellable), find_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, find_worker);
}

static void
setup_row_cb (SeepChainView *self, GtkListItem *item, GtkListItemFactory *factory)
{
  gtk_list_item_set_child (item, seep_chain_row_new ());
}

static void
bind_row_cb (SeepChainView *self, GtkListItem *item, GtkListItemFactory *factory)
{
  seep_chain_row_set_step (SEEP_CHAIN_ROW (gtk_list_item_get_child (item)), self->analysis,
                           seep_chain_view_get_path (self),
                           seep_row_get_id (gtk_list_item_get_item (item)));
}

static void
activate_cb (SeepChainView *self, guint position, GtkListView *list)
{
  const SeepPath *path = seep_chain_view_get_path (self);

  seep_go_to_object (GTK_WIDGET (self),
                     path->steps[seep_order_model_get_id (self->model, position)].object);
}

static void
seep_chain_view_dispose (GObject *object)
{
  SeepChainView *self = SEEP_CHAIN_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->model != NULL)
    forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), SEEP_TYPE_CHAIN_VIEW);
  g_clear_object (&self->model);
  g_clear_pointer (&self->analysis, seep_analysis_unref);
  G_OBJECT_CLASS (seep_chain_view_parent_class)->dispose (object);
}

static void
seep_chain_view_class_init (SeepChainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_chain_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-chain-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, list);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, stack);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, expression);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, which);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, ways);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, every);
  gtk_widget_class_bind_template_child (widget_class, SeepChainView, every_box);
  gtk_widget_class_bind_template_callback_full (widget_class, "update_steps",
                                                G_CALLBACK (update_steps));
  gtk_widget_class_bind_template_callback_full (widget_class, "activate_cb",
                                                G_CALLBACK (activate_cb));
  gtk_widget_class_install_action (widget_class, "chain.show-previous", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "chain.show-next", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "chain.copy", NULL, copy_action);
}

static void
seep_chain_view_init (SeepChainView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->model = seep_order_model_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->model));
  update_actions (self);
}
