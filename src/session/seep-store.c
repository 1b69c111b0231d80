/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of the store, and how it is opened.
 *
 * Work comes as functions through a queue; the caller waits for each, so it may be handed pointers
 * to the caller's stack. A change is a transaction: SQLite's write-ahead log holds it whole, or
 * whoever opens the store next finds nothing of it. Programs keep out of each other's way while
 * they open it by a lock file: recovery, upgrades and the moving aside of a damaged file are done
 * by one of them. */
#include "config.h"

#include "seep-store-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-store-adopt.h"
#include "seep-store-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#define FILE_NAME "seep.db"
#define LOCK_NAME "seep.lock"
#define ID_CHARS 8
/* Without those that look like others: somebody will type it. */
#define ID_LETTERS "abcdefghjkmnpqrstuvwxyz023456789"

struct _SeepStore
{
  gatomicrefcount ref_count;
  char           *folder;  /* owned; absolute */
  char           *path;    /* owned; of the database */
  char           *problem; /* owned; NULL */
  gboolean        is_new;  /* nothing was in the database, or it is not the one that was there */
  SeepStoreDb    *db;      /* owned; the thread's once that runs */
  GAsyncQueue    *jobs;    /* owned; of Job, borrowed */
  GThread        *thread;  /* owned */
};

typedef struct
{
  SeepStoreAccess access;
  SeepStoreDbFunc func;  /* NULL: the thread ends */
  gpointer        data;  /* borrowed */
  GError         *error; /* owned */
  gboolean        is_well;
  gboolean        is_done; /* guarded by lock */
  GMutex          lock;
  GCond           done;
} Job;

/* --- The thread --- */

static gboolean
read_in_transaction (SeepStoreDb *db, Job *job)
{
  gboolean is_well;

  if (!seep_store_db_run (db, "BEGIN", &job->error))
    return FALSE;
  is_well = job->func (db, job->data, &job->error);
  /* A transaction that changed nothing ends either way. */
  return seep_store_db_run (db, "COMMIT", is_well ? &job->error : NULL) && is_well;
}

static gboolean
write_lightly (SeepStoreDb *db, Job *job)
{
  gboolean is_well;

  if (!seep_store_db_run (db, "PRAGMA synchronous = NORMAL", &job->error))
    return FALSE;
  is_well = seep_store_db_change (db, job->func, job->data, &job->error);
  return seep_store_db_run (db, "PRAGMA synchronous = FULL", is_well ? &job->error : NULL)
         && is_well;
}

static gboolean
run_job (SeepStoreDb *db, Job *job)
{
  switch (job->access)
    {
    case SEEP_STORE_READ:
      return read_in_transaction (db, job);
    case SEEP_STORE_WRITE_LIGHT:
      return write_lightly (db, job);
    case SEEP_STORE_WRITE:
    default:
      return seep_store_db_change (db, job->func, job->data, &job->error);
    }
}

/* Whoever has the store open may hold signals back to send them on: what is held back in one thread
 * comes to another, unless that does not want it either. */
static void
leave_signals_to_others (void)
{
  sigset_t all;

  sigfillset (&all);
  pthread_sigmask (SIG_BLOCK, &all, NULL);
}

static gpointer
store_thread (gpointer data)
{
  SeepStore *self = data;
  gboolean is_ending = FALSE;

  leave_signals_to_others ();
  while (!is_ending)
    {
      Job *job = g_async_queue_pop (self->jobs);

      is_ending = job->func == NULL;
      job->is_well = !is_ending && run_job (self->db, job);
      g_mutex_lock (&job->lock);
      job->is_done = TRUE;
      g_cond_signal (&job->done);
      g_mutex_unlock (&job->lock);
    }
  return NULL;
}

gboolean
seep_store_call (SeepStore *store, SeepStoreAccess access, SeepStoreDbFunc func, gpointer data,
                 GError **error)
{
  Job job = { .access = access, .func = func, .data = data };

  g_mutex_init (&job.lock);
  g_cond_init (&job.done);
  g_async_queue_push (store->jobs, &job);
  g_mutex_lock (&job.lock);
  while (!job.is_done)
    g_cond_wait (&job.done, &job.lock);
  g_mutex_unlock (&job.lock);
  g_mutex_clear (&job.lock);
  g_cond_clear (&job.done);

  if (!job.is_well && job.error != NULL)
    g_propagate_error (error, job.error);
  return job.is_well;
}

/* --- Opening --- */

static gboolean
make_private_folder (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (g_mkdir_with_parents (path, 0700) == 0 && g_chmod (path, 0700) == 0)
    return TRUE;
  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: the folder cannot be made: %s"), name,
               g_strerror (errno));
  return FALSE;
}

/* A descriptor that holds the lock until it is closed; -1 with @error. */
static int
lock (SeepStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, LOCK_NAME, NULL);
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code = -1;

  if (fd >= 0)
    do
      code = flock (fd, LOCK_EX);
    while (code < 0 && errno == EINTR);
  if (code == 0)
    return fd;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("%s: it cannot be locked: %s"), name,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static SeepStoreDb *
open_db (SeepStore *self, GError **error)
{
  g_autoptr(SeepStoreDb) db = NULL;
  GStatBuf status;

  self->is_new = g_stat (self->path, &status) < 0 || status.st_size == 0;
  db = seep_store_db_open (self->path, SEEP_STORE_DB_OURS, error);
  if (db == NULL || !seep_store_db_check (db, error) || !seep_store_schema_upgrade (db, error))
    return NULL;
  return g_steal_pointer (&db);
}

/* The database and its log get a name under which SQLite's tools still find both. */
static char *
move_aside (SeepStore *self, GError **error)
{
  static const char *const ends[] = { "-wal", "-shm", "" };
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *target = g_strdup_printf ("%s.damaged-%s", self->path, date);
  g_autofree char *name = g_filename_display_name (self->path);

  for (guint i = 2; g_file_test (target, G_FILE_TEST_EXISTS); i++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.damaged-%s-%u", self->path, date, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *from = g_strconcat (self->path, ends[i], NULL);
      g_autofree char *to = g_strconcat (target, ends[i], NULL);

      if (g_rename (from, to) < 0 && errno != ENOENT)
        {
          g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO,
                       _("%s: it is damaged, and cannot be moved aside: %s"), name,
                       g_strerror (errno));
          return NULL;
        }
    }
  return g_steal_pointer (&target);
}

static gboolean
open_or_replace (SeepStore *self, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *name = NULL;

  self->db = open_db (self, &damage);
  if (self->db != NULL)
    return TRUE;
  if (!g_error_matches (damage, SEEP_ERROR, SEEP_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }

  aside = move_aside (self, error);
  if (aside == NULL)
    return FALSE;
  name = g_filename_display_name (aside);
  self->problem = g_strdup_printf (_("%s. It is kept as %s, and a new one was begun, with the "
                                     "captures that lie beside it."),
                                   damage->message, name);
  self->db = open_db (self, error);
  return self->db != NULL;
}

static void
close_store (SeepStore *self)
{
  if (self->thread != NULL)
    {
      if (!seep_store_call (self, SEEP_STORE_READ, NULL, NULL, NULL))
        g_thread_join (self->thread); /* always: the job without a function ends the thread */
    }
  g_clear_pointer (&self->db, seep_store_db_free);
  g_async_queue_unref (self->jobs);
  g_free (self->problem);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

gboolean
seep_store_is_there (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "seep", FILE_NAME, NULL);
  g_autofree char *sessions = g_build_filename (g_get_user_data_dir (), "seep", "sessions", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (sessions, G_FILE_TEST_EXISTS);
}

SeepStore *
seep_store_open (const char *folder, GError **error)
{
  g_autoptr(SeepStore) self = g_new0 (SeepStore, 1);
  gboolean is_open;
  int lock_fd;

  g_atomic_ref_count_init (&self->ref_count);
  self->jobs = g_async_queue_new ();
  self->folder = folder != NULL ? g_canonicalize_filename (folder, NULL)
                                : g_build_filename (g_get_user_data_dir (), "seep", NULL);
  self->path = g_build_filename (self->folder, FILE_NAME, NULL);
  if (!make_private_folder (self->folder, error))
    return NULL;

  lock_fd = lock (self, error);
  if (lock_fd < 0)
    return NULL;
  is_open = open_or_replace (self, error);
  close (lock_fd);
  if (!is_open)
    return NULL;

  self->thread = g_thread_new ("seep-store", store_thread, self);
  if (!seep_store_sweep (self, error)
      || (self->is_new && !seep_store_adopt_folders (self, error))
      || !seep_store_adopt_files (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

SeepStore *
seep_store_ref (SeepStore *store)
{
  g_atomic_ref_count_inc (&store->ref_count);
  return store;
}

void
seep_store_unref (SeepStore *store)
{
  if (g_atomic_ref_count_dec (&store->ref_count))
    close_store (store);
}

const char *
seep_store_get_folder (SeepStore *store)
{
  return store->folder;
}

const char *
seep_store_get_problem (SeepStore *store)
{
  return store->problem;
}

char *
seep_store_dup_folder_path (SeepStore *store, const char *id)
{
  return g_build_filename (store->folder, "sessions", id, NULL);
}

gboolean
seep_store_make_folder (SeepStore *store, const char *id, GError **error)
{
  g_autofree char *path = seep_store_dup_folder_path (store, id);

  return make_private_folder (path, error);
}

char *
seep_store_dup_session_folder (SeepStore *store, const char *id, GError **error)
{
  g_autoptr(SeepSessionInfo) session = seep_store_find_session (store, id, error);

  if (session == NULL || !seep_store_make_folder (store, session->id, error))
    return NULL;
  return seep_store_dup_folder_path (store, session->id);
}

char *
seep_store_dup_new_id (void)
{
  guint8 bytes[ID_CHARS];
  char *id = g_malloc0 (ID_CHARS + 1);

  while (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    continue; /* a signal came */
  for (guint i = 0; i < ID_CHARS; i++)
    id[i] = ID_LETTERS[bytes[i] % strlen (ID_LETTERS)];
  return id;
}

gboolean
seep_store_is_id (const char *text)
{
  return strlen (text) == ID_CHARS && strspn (text, ID_LETTERS) == ID_CHARS;
}
