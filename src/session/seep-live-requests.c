/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the process, or kept of it, because somebody wants it. */
#include "config.h"

#include "seep-live-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <math.h>
#include <string.h>

#define SUFFIX ".seepheap"
#define COUNT_US ((gint64) 5 * G_USEC_PER_SEC) /* between two counts of the objects, at least, */
#define COUNT_PAUSES 100                       /* and as many times as long as one pauses the process */
#define COUNT_AGAIN_US ((gint64) 60 * G_USEC_PER_SEC) /* after one that failed */

/* A program that has just begun may not be a Python yet. */
#define EARLY_US ((gint64) 15 * G_USEC_PER_SEC)
#define COUNT_EARLY_US ((gint64) G_USEC_PER_SEC / 2)

void
seep_live_tell (SeepLive *live, SeepLiveEvent *event)
{
  if (event->time_us == 0)
    event->time_us = g_get_real_time ();
  event->pid = live->pid;
  if (event->kind != SEEP_LIVE_ENDED)
    event->exit_status = -1;
  live->func (live, event, live->user_data);
}

void
seep_live_tell_text (SeepLive *live, SeepLiveEventKind kind, const char *text)
{
  SeepLiveEvent event = { .kind = kind, .text = text };

  seep_live_tell (live, &event);
}

/* --- Snapshots --- */

/* The next that nobody has: the program numbers its own likewise. */
static char *
dup_free_path (SeepLive *self, char **label)
{
  const char *prefix = self->program != NULL ? "live-" : "";

  for (;;)
    {
      g_autofree char *name = g_strdup_printf ("%s%03u", prefix, ++self->n_snapshots);
      g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
      g_autofree char *path = g_build_filename (self->folder, file, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      *label = g_steal_pointer (&name);
      return g_steal_pointer (&path);
    }
}

static void
refuse_snapshot (SeepLive *self, const char *label, const char *why)
{
  g_autoptr(GError) error = g_error_new_literal (SEEP_ERROR, SEEP_ERROR_TARGET, why);
  SeepLiveEvent event = { .kind = SEEP_LIVE_SNAPSHOT, .text = label, .error = error };

  seep_live_tell (self, &event);
}

void
seep_live_begin_snapshot (SeepLive *live, const char *label)
{
  g_autofree char *path = NULL;
  g_autofree char *number = NULL;

  if (live->worker == NULL)
    {
      refuse_snapshot (live, label, _("The process is not known yet"));
      return;
    }
  if (live->folder == NULL)
    {
      refuse_snapshot (live, label, _("There is no folder for snapshots"));
      return;
    }

  path = dup_free_path (live, &number);
  seep_live_worker_dump (live->worker, path, label != NULL ? label : number, live->how);
  seep_live_tell_text (live, SEEP_LIVE_SNAPSHOT_BEGUN, label != NULL ? label : number);
}

void
seep_live_handle_snapshot (SeepLive *live, const SeepLiveMessage *message)
{
  g_autofree char *base = message->path != NULL ? g_path_get_basename (message->path) : NULL;
  const char *label = message->text != NULL ? message->text : base;
  SeepLiveEvent event = {
    .kind = SEEP_LIVE_SNAPSHOT,
    .time_us = message->time_us, /* when it began */
    .text = label,
    .path = message->path,
    .capture = message->capture,
    .pause_seconds = message->seconds,
    .error = message->error,
  };

  if (message->path != NULL)
    seep_live_keeper_add_mark (live->keeper, message->time_us, SEEP_MARK_SNAPSHOT, label,
                               message->capture);
  seep_live_tell (live, &event);
}

static void
take_snapshot_in (SeepLive *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (self->worker == NULL || g_hash_table_contains (self->seen, name))
    return;
  seep_live_worker_add (self->worker, path, NULL);
  g_hash_table_add (self->seen, g_steal_pointer (&name));
}

/* Numbers are of at least three digits; longer ones come later. */
static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a;
  const char *right = *(const char *const *) b;
  gsize n_left = strlen (left);
  gsize n_right = strlen (right);

  return n_left != n_right ? (n_left > n_right) - (n_left < n_right) : strcmp (left, right);
}

/* What the program has made while it runs, in its order. */
static GPtrArray *
list_numbered (const char *path)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_ascii_isdigit (name[0]) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (paths, g_build_filename (path, name, NULL));
  g_ptr_array_sort (paths, compare_numbers);
  return paths;
}

void
seep_live_look_for_snapshots (SeepLive *live)
{
  gboolean has_both = live->program != NULL && live->store != NULL;
  g_autofree char *folder = has_both ? seep_live_program_dup_folder (live->program) : NULL;
  g_autoptr(GPtrArray) paths = folder != NULL ? list_numbered (folder) : NULL;

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    take_snapshot_in (live, paths->pdata[i]);
  for (guint i = 0; live->result != NULL && live->result->snapshots[i] != NULL; i++)
    take_snapshot_in (live, live->result->snapshots[i]);
}

/* --- Marks, collections, counts --- */

void
seep_live_add_mark (SeepLive *live, const char *label)
{
  g_autofree char *number = g_strdup_printf (_("Mark %u"), ++live->n_marks);
  SeepLiveEvent event = {
    .kind = SEEP_LIVE_MARK,
    .time_us = g_get_real_time (),
    .text = label != NULL ? label : number,
  };

  seep_live_keeper_add_mark (live->keeper, event.time_us, SEEP_MARK_USER, event.text, NULL);
  seep_live_tell (live, &event);
}

void
seep_live_handle_collected (SeepLive *live, const SeepLiveMessage *message)
{
  SeepLiveEvent event = {
    .kind = SEEP_LIVE_COLLECTED,
    .time_us = message->time_us,
    .count = message->count,
    .pause_seconds = message->seconds,
    .error = message->error,
  };

  if (message->error == NULL)
    {
      g_autofree char *text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Collected: %u unreachable object was found",
                     "Collected: %u unreachable objects were found", (gulong) message->count),
        (guint) message->count);

      seep_live_keeper_add_mark (live->keeper, message->time_us, SEEP_MARK_COLLECTION, text, NULL);
    }
  seep_live_tell (live, &event);
}

static void
handle_no_counts (SeepLive *self, const GError *error)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean is_early = self->program != NULL && now_us - self->begun_us < EARLY_US;

  self->next_count_us = now_us + (is_early ? COUNT_EARLY_US : COUNT_AGAIN_US);
  if (!is_early && !self->is_counting_told)
    seep_live_tell_text (self, SEEP_LIVE_PROBLEM, error->message);
  self->is_counting_told |= !is_early;
}

void
seep_live_handle_counts (SeepLive *live, const SeepLiveMessage *message)
{
  gint64 pause_us = (gint64) (message->seconds * G_USEC_PER_SEC);
  SeepLiveEvent event = {
    .kind = SEEP_LIVE_TYPES,
    .time_us = message->time_us,
    .names = (const char *const *) message->names,
    .counts = message->counts,
    .count = message->count,
    .pause_seconds = message->seconds,
  };

  if (message->error != NULL)
    {
      handle_no_counts (live, message->error);
      return;
    }

  live->is_counting_told = FALSE;
  live->next_count_us = g_get_monotonic_time () + MAX (COUNT_US, pause_us * COUNT_PAUSES);
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    if (!isnan (message->step.values[i]))
      live->asked[i] = message->step.values[i];
  seep_live_keeper_add_counts (live->keeper, message->time_us, event.names, event.counts);
  seep_live_tell (live, &event);
}
