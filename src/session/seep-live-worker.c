/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-live-worker.h"

#include "seep-live-counter.h"
#include "seep-store.h"

typedef enum
{
  JOB_DUMP,
  JOB_ADD,
  JOB_COLLECT,
  JOB_COUNT,
  JOB_END,
} JobKind;

typedef struct
{
  JobKind     kind;
  char       *path;  /* owned */
  char       *label; /* owned */
  SeepDumpHow how;
} Job;

struct _SeepLiveWorker
{
  SeepHost    *host;     /* owned */
  gint64       pid;
  SeepStore   *store;    /* owned; NULL */
  char        *session;  /* owned */
  GAsyncQueue *messages; /* owned */
  GAsyncQueue *jobs;     /* owned, of Job */
  int          n_left;   /* atomic; jobs that are not done */
  SeepTalk    *talk;     /* owned; the thread's; NULL: not asked yet */
  gboolean     is_watching; /* the collector, in this talk */
  SeepLiveTask task;
  GThread     *thread;   /* owned */
};

static void
job_free (Job *job)
{
  g_free (job->path);
  g_free (job->label);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* --- In the thread --- */

static void
keep_dump (SeepLiveWorker *self, const Job *job, SeepLiveMessage *message)
{
  if (self->store != NULL && message->error == NULL)
    message->capture = seep_store_add_file (self->store, self->session, job->path, job->label,
                                            &self->task.parent, &message->error);
}

static SeepLiveMessage *
dump (SeepLiveWorker *self, const Job *job)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_SNAPSHOT);
  const SeepDumpOptions options = { .pid = self->pid, .how = job->how };
  g_auto(SeepDumpResult) result = { 0 };

  message->text = g_strdup (job->label);
  if (job->kind == JOB_ADD
      || seep_probe_client_dump (self->host, &options, job->path, &result, &self->task.parent,
                                 &message->error))
    {
      message->path = g_strdup (job->path);
      message->seconds = result.pause_seconds;
    }
  keep_dump (self, job, message);
  return message;
}

/* Started when it is first needed; one that is lost is started again with the next question. */
static SeepTalk *
get_talk (SeepLiveWorker *self, GError **error)
{
  if (self->talk == NULL)
    {
      self->talk = seep_talk_start (self->host, self->pid, &self->task.parent, error);
      self->is_watching = FALSE;
    }
  return self->talk;
}

static void
drop_talk_if (SeepLiveWorker *self, const GError *error)
{
  if (error != NULL)
    g_clear_pointer (&self->talk, seep_talk_free);
}

static SeepLiveMessage *
collect (SeepLiveWorker *self)
{
  SeepLiveMessage *message = seep_live_message_new (SEEP_LIVE_MESSAGE_COLLECTED);
  SeepTalk *talk = get_talk (self, &message->error);

  if (talk != NULL
      && !seep_talk_collect (talk, &message->count, &message->seconds, &self->task.parent,
                             &message->error))
    drop_talk_if (self, message->error);
  return message;
}

static SeepLiveMessage *
count (SeepLiveWorker *self)
{
  g_autoptr(GError) problem = NULL;
  SeepTalk *talk = get_talk (self, &problem);
  SeepLiveMessage *message;

  if (talk == NULL)
    {
      message = seep_live_message_new (SEEP_LIVE_MESSAGE_COUNTS);
      message->error = g_steal_pointer (&problem);
      return message;
    }
  message = seep_live_count (talk, !self->is_watching, &self->task.parent);
  self->is_watching = TRUE;
  drop_talk_if (self, message->error);
  return message;
}

static SeepLiveMessage *
do_job (SeepLiveWorker *self, const Job *job)
{
  switch (job->kind)
    {
    case JOB_COLLECT:
      return collect (self);
    case JOB_COUNT:
      return count (self);
    case JOB_DUMP:
    case JOB_ADD:
    case JOB_END:
    default:
      return dump (self, job);
    }
}

static gpointer
worker_thread (gpointer data)
{
  SeepLiveWorker *self = data;
  gboolean is_ending = FALSE;

  while (!is_ending)
    {
      g_autoptr(Job) job = g_async_queue_pop (self->jobs);

      is_ending = job->kind == JOB_END;
      if (!is_ending)
        g_async_queue_push (self->messages, do_job (self, job));
      g_atomic_int_add (&self->n_left, -1);
    }
  g_clear_pointer (&self->talk, seep_talk_free);
  return NULL;
}

/* --- From outside --- */

static void
push (SeepLiveWorker *self, JobKind kind, const char *path, const char *label, SeepDumpHow how)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->path = g_strdup (path);
  job->label = g_strdup (label);
  job->how = how;
  g_atomic_int_inc (&self->n_left);
  g_async_queue_push (self->jobs, job);
}

SeepLiveWorker *
seep_live_worker_new (SeepHost    *host,
                      gint64       pid,
                      SeepStore   *store,
                      const char  *session,
                      GAsyncQueue *messages)
{
  SeepLiveWorker *self = g_new0 (SeepLiveWorker, 1);

  self->host = seep_host_ref (host);
  self->pid = pid;
  self->store = store != NULL ? seep_store_ref (store) : NULL;
  self->session = g_strdup (session);
  self->messages = g_async_queue_ref (messages);
  self->jobs = g_async_queue_new ();
  seep_live_task_init (&self->task);
  self->thread = g_thread_new ("seep-worker", worker_thread, self);
  return self;
}

void
seep_live_worker_dump (SeepLiveWorker *worker, const char *path, const char *label, SeepDumpHow how)
{
  push (worker, JOB_DUMP, path, label, how);
}

void
seep_live_worker_add (SeepLiveWorker *worker, const char *path, const char *label)
{
  if (worker->store != NULL)
    push (worker, JOB_ADD, path, label, SEEP_DUMP_HOW_AUTO);
}

void
seep_live_worker_collect (SeepLiveWorker *worker)
{
  push (worker, JOB_COLLECT, NULL, NULL, SEEP_DUMP_HOW_AUTO);
}

void
seep_live_worker_count (SeepLiveWorker *worker)
{
  push (worker, JOB_COUNT, NULL, NULL, SEEP_DUMP_HOW_AUTO);
}

gboolean
seep_live_worker_is_idle (SeepLiveWorker *worker)
{
  return g_atomic_int_get (&worker->n_left) == 0;
}

void
seep_live_worker_cancel (SeepLiveWorker *worker)
{
  seep_live_task_cancel (&worker->task);
}

void
seep_live_worker_free (SeepLiveWorker *worker)
{
  push (worker, JOB_END, NULL, NULL, SEEP_DUMP_HOW_AUTO);
  g_thread_join (worker->thread);
  g_clear_pointer (&worker->host, seep_host_unref);
  g_clear_pointer (&worker->store, seep_store_unref);
  g_async_queue_unref (worker->messages);
  g_async_queue_unref (worker->jobs);
  g_free (worker->session);
  g_free (worker);
}
