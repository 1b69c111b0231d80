/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-thread.h"

struct _SeepStoreThread
{
  GObject parent_instance;

  char        *folder; /* owned; NULL: the user's */
  GThreadPool *pool;   /* owned; of one thread */
  GMutex       lock;   /* of what follows */
  SeepStore   *store;  /* owned; NULL until it is open */
};

G_DEFINE_FINAL_TYPE (SeepStoreThread, seep_store_thread, G_TYPE_OBJECT)

typedef struct
{
  GTask          *task;   /* owned */
  SeepStoreWorker worker;
} Job;

/* One that could not be opened is tried again the next time: a disk may be there by then. */
SeepStore *
seep_store_thread_dup_store (SeepStoreThread *self, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->store == NULL)
    self->store = seep_store_open (self->folder, error);
  return self->store != NULL ? seep_store_ref (self->store) : NULL;
}

static void
run_job (gpointer data, gpointer user_data)
{
  g_autofree Job *job = data;
  g_autoptr(GTask) task = job->task;
  GError *error = NULL;
  g_autoptr(SeepStore) store = seep_store_thread_dup_store (user_data, &error);

  if (store == NULL)
    g_task_return_error (task, error);
  else
    job->worker (task, store, g_task_get_task_data (task));
}

void
seep_store_thread_run (SeepStoreThread *self, GTask *task, SeepStoreWorker worker)
{
  Job *job;

  g_return_if_fail (SEEP_IS_STORE_THREAD (self) && G_IS_TASK (task));

  job = g_new0 (Job, 1);
  job->task = g_object_ref (task);
  job->worker = worker;
  g_thread_pool_push (self->pool, job, NULL);
}

static void
seep_store_thread_finalize (GObject *object)
{
  SeepStoreThread *self = SEEP_STORE_THREAD (object);

  /* What was given to it is done, whoever still waits for it. */
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_clear_pointer (&self->store, seep_store_unref);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  G_OBJECT_CLASS (seep_store_thread_parent_class)->finalize (object);
}

static void
seep_store_thread_class_init (SeepStoreThreadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = seep_store_thread_finalize;
}

static void
seep_store_thread_init (SeepStoreThread *self)
{
  g_mutex_init (&self->lock);
  self->pool = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
}

SeepStoreThread *
seep_store_thread_new (const char *folder)
{
  SeepStoreThread *self = g_object_new (SEEP_TYPE_STORE_THREAD, NULL);

  self->folder = g_strdup (folder);
  return self;
}
