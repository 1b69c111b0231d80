/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-dump-job.h"

#include <unistd.h>

typedef struct
{
  SeepStoreThread *store;    /* owned */
  SeepHost        *host;     /* owned */
  gint64           pid;
  char            *program;  /* owned */
  SeepProgress    *progress; /* owned */
  char            *session;  /* owned; NULL until there is one */
  SeepDumpResult   facts;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->store);
  g_clear_object (&job->progress);
  g_clear_pointer (&job->host, seep_host_unref);
  g_free (job->program);
  g_free (job->session);
  seep_dump_result_clear (&job->facts);
  g_free (job);
}

static gboolean
dump_into (Job *job, SeepStore *store, GError **error)
{
  const SeepDumpOptions options = { .pid = job->pid };
  SeepTask *task = seep_progress_get_task (job->progress);
  g_autofree char *folder = seep_store_dup_session_folder (store, job->session, error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "001.seepheap", NULL) : NULL;
  g_autofree char *capture = NULL;

  if (path == NULL
      || !seep_probe_client_dump (job->host, &options, path, &job->facts, task, error))
    return FALSE;
  capture = seep_store_add_file (store, job->session, path, "001", task, error);
  return capture != NULL;
}

static void
dump_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr(SeepStore) store = seep_store_thread_dup_store (job->store, &error);
  int hold = -1;
  gboolean is_done;

  if (store != NULL)
    job->session = seep_store_add_session (store, NULL, job->program, &error);
  if (job->session != NULL)
    hold = seep_store_hold_session (store, job->session, &error);
  is_done = hold >= 0 && dump_into (job, store, &error);
  if (hold >= 0)
    close (hold);
  if (is_done)
    {
      g_task_return_pointer (task, g_strdup (job->session), g_free);
      return;
    }

  if (job->session != NULL && !seep_store_purge_session (store, job->session, NULL))
    g_debug ("%s stays, empty", job->session);
  g_task_return_error (task, error);
}

void
seep_dump_job_async (SeepStoreThread    *store,
                     SeepHost           *host,
                     gint64              pid,
                     const char         *program,
                     SeepProgress       *progress,
                     gpointer            source,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (store);
  job->host = seep_host_ref (host);
  job->pid = pid;
  job->program = g_strdup (program);
  job->progress = progress != NULL ? g_object_ref (progress) : seep_progress_new (cancellable);
  g_task_set_source_tag (task, seep_dump_job_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, dump_worker);
}

char *
seep_dump_job_finish (GAsyncResult *result, SeepDumpResult *facts, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  char *session = g_task_propagate_pointer (G_TASK (result), error);

  if (facts != NULL && session != NULL)
    {
      *facts = job->facts;
      job->facts = (SeepDumpResult){ 0 };
    }
  return session;
}
