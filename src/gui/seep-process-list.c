/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-process-list.h"

#include "seep-progress.h"

#define PAUSE_SECONDS 2

struct _SeepProcessList
{
  GObject parent_instance;

  SeepHost     *host;        /* owned */
  GListStore   *items;       /* owned; of SeepProcessItem */
  GCancellable *cancellable; /* owned; of the look that is under way, NULL while none is */
  guint         timeout;     /* until the next; 0: none */
  char         *problem;     /* owned; NULL */
  gboolean      is_known;
  gboolean      is_watching;
};

enum
{
  SIGNAL_LOOKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void look (SeepProcessList *self);

static GType
get_item_type (GListModel *model)
{
  return SEEP_TYPE_PROCESS_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SEEP_PROCESS_LIST (model)->items));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SEEP_PROCESS_LIST (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SeepProcessList, seep_process_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* Processes come in the order of their numbers, which items keep. Leaves @processes empty. */
static void
take_processes (SeepProcessList *self, GPtrArray *processes)
{
  gsize n;
  g_autofree gpointer *taken = g_ptr_array_steal (processes, &n);
  guint at = 0;

  for (gsize i = 0; i < n; i++)
    {
      SeepProcess *process = taken[i];
      g_autoptr(SeepProcessItem) item = NULL;

      while ((item = g_list_model_get_item (G_LIST_MODEL (self->items), at)) != NULL
             && seep_process_item_get_process (item)->pid < process->pid)
        {
          g_list_store_remove (self->items, at);
          g_clear_object (&item);
        }
      if (item != NULL && seep_process_item_is (item, process))
        seep_process_item_update (item, process);
      else
        {
          g_autoptr(SeepProcessItem) added = seep_process_item_new (process);
          gboolean is_reused =
            item != NULL && seep_process_item_get_process (item)->pid == process->pid;

          g_list_store_splice (self->items, at, is_reused ? 1 : 0, (gpointer *) &added, 1);
        }
      at++;
    }
  g_list_store_splice (self->items, at, g_list_model_get_n_items (G_LIST_MODEL (self->items)) - at,
                       NULL, 0);
}

static gboolean
timeout_cb (gpointer data)
{
  SeepProcessList *self = data;

  self->timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SeepCancelTask cancel;
  GError *error = NULL;
  GPtrArray *processes =
    seep_probe_client_list (data, seep_cancel_task_init (&cancel, cancellable), &error);

  if (processes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, processes, (GDestroyNotify) g_ptr_array_unref);
}

static void
looked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SeepProcessList *self = SEEP_PROCESS_LIST (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) processes = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->problem, g_free);
  if (processes != NULL)
    take_processes (self, processes);
  else
    {
      self->problem = g_strdup (error->message);
      g_list_store_remove_all (self->items);
    }
  self->is_known = TRUE;
  self->timeout = g_timeout_add_seconds (PAUSE_SECONDS, timeout_cb, self);
  g_signal_emit (self, signals[SIGNAL_LOOKED], 0);
}

static void
look (SeepProcessList *self)
{
  g_autoptr(GTask) task =
    g_task_new (self, seep_renew_cancellable (&self->cancellable), looked_cb, NULL);

  g_task_set_task_data (task, seep_host_ref (self->host), (GDestroyNotify) seep_host_unref);
  g_task_run_in_thread (task, look_worker);
}

SeepHost *
seep_process_list_get_host (SeepProcessList *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_LIST (self), NULL);

  return self->host;
}

static void
stop (SeepProcessList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
}

void
seep_process_list_set_watching (SeepProcessList *self, gboolean is_watching)
{
  g_return_if_fail (SEEP_IS_PROCESS_LIST (self));

  if (self->is_watching == is_watching)
    return;
  self->is_watching = is_watching;
  if (is_watching)
    look (self);
  else
    stop (self);
}

gboolean
seep_process_list_is_known (SeepProcessList *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_LIST (self), FALSE);

  return self->is_known;
}

const char *
seep_process_list_get_problem (SeepProcessList *self)
{
  g_return_val_if_fail (SEEP_IS_PROCESS_LIST (self), NULL);

  return self->problem;
}

static void
items_changed_cb (GListModel *items, guint position, guint n_removed, guint n_added,
                  SeepProcessList *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
seep_process_list_dispose (GObject *object)
{
  SeepProcessList *self = SEEP_PROCESS_LIST (object);

  stop (self);
  G_OBJECT_CLASS (seep_process_list_parent_class)->dispose (object);
}

static void
seep_process_list_finalize (GObject *object)
{
  SeepProcessList *self = SEEP_PROCESS_LIST (object);

  g_clear_pointer (&self->host, seep_host_unref);
  g_clear_object (&self->items);
  g_free (self->problem);
  G_OBJECT_CLASS (seep_process_list_parent_class)->finalize (object);
}

static void
seep_process_list_class_init (SeepProcessListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = seep_process_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = seep_process_list_finalize;
  signals[SIGNAL_LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
seep_process_list_init (SeepProcessList *self)
{
  self->items = g_list_store_new (SEEP_TYPE_PROCESS_ITEM);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
}

SeepProcessList *
seep_process_list_new (SeepHost *host)
{
  SeepProcessList *self = g_object_new (SEEP_TYPE_PROCESS_LIST, NULL);

  self->host = seep_host_ref (host);
  return self;
}
