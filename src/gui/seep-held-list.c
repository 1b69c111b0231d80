/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-held-list.h"

#include "analysis/seep-paths.h"
#include "seep-held-row.h"
#include "seep-page.h"
#include "seep-progress.h"

/* The rest is in the table below. */
#define MAX_ROWS 5

struct _SeepHeldList
{
  AdwBin parent_instance;

  GCancellable *cancellable; /* owned; of the last question */

  /* Template children. */
  GtkRevealer *revealer;
  GtkListBox  *list;
};

G_DEFINE_FINAL_TYPE (SeepHeldList, seep_held_list, ADW_TYPE_BIN)

typedef struct
{
  SeepAnalysis *analysis; /* owned */
  guint32       type;
} Question;

static void
question_free (Question *question)
{
  seep_analysis_unref (question->analysis);
  g_free (question);
}

static void
merge_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  SeepCancelTask work;
  GError *error = NULL;
  GArray *merged = seep_paths_merge (question->analysis, &question->type, 1, MAX_ROWS,
                                     seep_cancel_task_init (&work, cancellable), &error);

  if (merged == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, merged, (GDestroyNotify) g_array_unref);
}

static void
merge_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepHeldList *self = SEEP_HELD_LIST (object);
  g_autoptr(GArray) merged = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled, or no memory for it: the patterns are an extra, and there is nothing to say without
   * them. */
  if (merged == NULL)
    return;

  for (guint i = 0; i < merged->len; i++)
    gtk_list_box_append (self->list,
                         seep_held_row_new (&g_array_index (merged, SeepMergedPath, i)));
  gtk_revealer_set_reveal_child (self->revealer, merged->len > 0);
}

void
seep_held_list_show (SeepHeldList *self, SeepAnalysis *analysis, guint32 type)
{
  g_autoptr(GTask) task = NULL;
  Question *question;
  GtkWidget *row;

  g_return_if_fail (SEEP_IS_HELD_LIST (self));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  seep_renew_cancellable (&self->cancellable);
  if (analysis == NULL || type == SEEP_NO_NODE)
    return;

  question = g_new0 (Question, 1);
  question->analysis = seep_analysis_ref (analysis);
  question->type = type;
  task = g_task_new (self, self->cancellable, merge_cb, NULL);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, merge_worker);
}

static void
activated_cb (SeepHeldList *self, GtkListBoxRow *row, GtkListBox *list)
{
  seep_go_to_object (GTK_WIDGET (self), seep_held_row_get_example (SEEP_HELD_ROW (row)));
}

static void
seep_held_list_dispose (GObject *object)
{
  SeepHeldList *self = SEEP_HELD_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (seep_held_list_parent_class)->dispose (object);
}

static void
seep_held_list_class_init (SeepHeldListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = seep_held_list_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/seepworkbench/Seep/seep-held-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SeepHeldList, revealer);
  gtk_widget_class_bind_template_child (widget_class, SeepHeldList, list);
  gtk_widget_class_bind_template_callback_full (widget_class, "activated_cb",
                                                G_CALLBACK (activated_cb));
}

static void
seep_held_list_init (SeepHeldList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
