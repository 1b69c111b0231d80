/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile is the indexed form of a dump with the blocks of its analysis. Its name says which dump:
 * the id that the capture was given, and a digest of all checksums in the file. So a dump may be
 * moved or copied; and one that was changed is another. Times of files are not believed: the dump's
 * checksums are computed again before its profile is, which costs as much as reading it. */
#include "config.h"

#include "seep-profiles.h"

#include "analysis/seep-analysis-blocks.h"
#include "base/seep-error.h"
#include "formats/seep-formats.h"
#include "formats/seep-seepheap-blocks.h"
#include "formats/seep-seepheap-identity.h"
#include "formats/seep-seepheap-indexer.h"
#include "seep-file-sink.h"
#include "seep-file-source.h"
#include "seep-profile-folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Below, a dump is read and analysed in less than 50 ms: nobody would notice. */
#define MIN_OBJECTS 100000

#define DIGEST_BYTES 16 /* of the digest in a name: enough to tell files apart */

struct _SeepProfiles
{
  gatomicrefcount ref_count;
  char           *folder;    /* owned */
  guint64         max_bytes; /* 0: the default */
};

SeepProfiles *
seep_profiles_new (const char *folder, guint64 max_bytes)
{
  SeepProfiles *self = g_new0 (SeepProfiles, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->folder = folder != NULL
                   ? g_strdup (folder)
                   : g_build_filename (g_get_user_cache_dir (), "seep", "profiles", NULL);
  self->max_bytes = max_bytes;
  return self;
}

SeepProfiles *
seep_profiles_ref (SeepProfiles *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
seep_profiles_unref (SeepProfiles *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->folder);
  g_free (self);
}

static void
append_hex (GString *text, const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
}

/* What another version of Seep made of a dump is not what this one would. And what is odd about a dump
 * that is not whole is told with its file's name: then that belongs to the name, too. */
static void
append_digest (GString *text, const SeepDumpIdentity *identity, const char *file)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize n_digest = sizeof digest;

  g_checksum_update (checksum, (const guchar *) SEEP_VERSION, -1);
  g_checksum_update (checksum, identity->digest, sizeof identity->digest);
  if (!identity->is_whole)
    g_checksum_update (checksum, (const guchar *) file, -1);
  g_checksum_get_digest (checksum, digest, &n_digest);
  append_hex (text, digest, DIGEST_BYTES);
}

/* Where the profile of the dump @source is, if there is one; NULL if there can be none. */
static char *
dup_profile_path (SeepProfiles *self, SeepSource *source)
{
  SeepDumpIdentity identity;
  g_autoptr(GString) name = NULL;

  if (!seep_seepheap_identify (source, &identity, NULL)) /* some other file: not ours */
    return NULL;

  name = g_string_new (NULL);
  append_hex (name, identity.id, sizeof identity.id);
  g_string_append_c (name, '-');
  append_digest (name, &identity, seep_source_get_name (source));
  g_string_append (name, SEEP_PROFILE_SUFFIX);
  return g_build_filename (self->folder, name->str, NULL);
}

/* What a second thread does while the heap of a profile is read. */
typedef struct
{
  SeepSource *source; /* borrowed; the dump */
  SeepSource *kept;   /* borrowed; its profile */
  SeepTask   *task;   /* borrowed */
  GError     *change; /* owned; the dump is not what its headers say, or cannot be read */
  GArray     *blocks; /* owned */
  GError     *error;  /* owned; of the profile */
} Checks;

static void
checks_clear (Checks *checks)
{
  g_clear_error (&checks->change);
  g_clear_error (&checks->error);
  g_clear_pointer (&checks->blocks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Checks, checks_clear)

static gpointer
checks_worker (gpointer data)
{
  Checks *checks = data;

  if (seep_seepheap_verify (checks->source, checks->task, &checks->change))
    checks->blocks = seep_seepheap_list_blocks (checks->kept, checks->task, &checks->error);
  return NULL;
}

/* The heap of the profile and what was known of it. NULL with an error of the profile, or with
 * @checks->change. */
static SeepHeap *
read_profile (Checks *checks, SeepAnalysis **analysis, GError **error)
{
  GThread *thread = g_thread_try_new ("seep-checks", checks_worker, checks, NULL);
  g_autoptr(SeepHeap) heap = seep_formats_read_heap (checks->kept, checks->task, error);

  if (thread != NULL)
    g_thread_join (thread);
  else
    checks_worker (checks);
  if (checks->blocks == NULL || heap == NULL)
    {
      if (heap != NULL && checks->error != NULL)
        g_propagate_error (error, g_steal_pointer (&checks->error));
      return NULL;
    }

  *analysis = seep_analysis_new_from_blocks (
    heap, (const SeepBlock *) (const void *) checks->blocks->data, checks->blocks->len,
    checks->task, error);
  return *analysis != NULL ? g_steal_pointer (&heap) : NULL;
}

/* Will no later try be better? */
static gboolean
is_worthless (const GError *error)
{
  return g_error_matches (error, SEEP_ERROR, SEEP_ERROR_CORRUPT)
         || g_error_matches (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED)
         || g_error_matches (error, SEEP_ERROR, SEEP_ERROR_TOO_NEW);
}

/* NULL without an error: there is none, or none that is any good, which goes. */
static SeepHeap *
open_profile (SeepProfiles  *self,
              SeepSource    *source,
              SeepAnalysis **analysis,
              SeepTask      *task,
              GError       **error)
{
  g_autofree char *path = dup_profile_path (self, source);
  g_autoptr(SeepSource) kept = NULL;
  g_autoptr(GError) problem = NULL;
  g_auto(Checks) checks = { .source = source, .task = task };
  SeepHeap *heap;

  if (path != NULL)
    kept = seep_file_source_new_named (path, seep_source_get_name (source), NULL);
  if (kept == NULL)
    return NULL;

  checks.kept = kept;
  heap = read_profile (&checks, analysis, &problem);
  if (heap != NULL)
    utimensat (AT_FDCWD, path, NULL, 0); /* used now; if it cannot be told, it goes sooner */
  else if (seep_task_is_cancelled (task, error))
    return NULL;
  else if (is_worthless (problem))
    g_unlink (path);
  return heap;
}

SeepHeap *
seep_profiles_open (SeepProfiles  *self,
                    const char    *path,
                    SeepAnalysis **analysis,
                    SeepTask      *task,
                    GError       **error)
{
  g_autoptr(SeepSource) source = seep_file_source_new (path, error);
  g_autoptr(GError) problem = NULL;
  SeepHeap *heap;

  *analysis = NULL;
  if (source == NULL)
    return NULL;

  heap = open_profile (self, source, analysis, task, &problem);
  if (heap != NULL)
    return heap;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  return seep_formats_read_heap (source, task, error);
}

/* More than the profile will have: its tables and values take no more than in the dump. */
static guint64
estimate_bytes (SeepHeap *heap, const GArray *blocks)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint64 n_bytes = seep_source_get_n_bytes (seep_heap_get_source (heap));

  n_bytes += (guint64) columns->n_objects * (8 + 4 + 4 + 4 + 1 + 4 + 8 + 4);
  n_bytes += (guint64) columns->n_edges * (4 + 4);
  n_bytes += (guint64) columns->n_weak * sizeof (SeepWeakEdge);
  for (guint i = 0; i < blocks->len; i++)
    n_bytes += g_array_index (blocks, SeepBlock, i).n_bytes;
  return n_bytes;
}

static gboolean
write_profile (const char *path, SeepAnalysis *analysis, const GArray *blocks, SeepTask *task)
{
  g_autoptr(SeepFileSink) sink = seep_file_sink_new (path, NULL);

  return sink != NULL
         && seep_seepheap_write_indexed (seep_analysis_get_heap (analysis),
                                         (const SeepBlock *) (const void *) blocks->data,
                                         blocks->len, seep_file_sink_get_sink (sink), task, NULL)
         && seep_file_sink_finish_unsynced (sink, NULL);
}

/* A damaged dump is worth to be kept if its damage shows in its headers, so that it has an own
 * name. */
static gboolean
is_worth_keeping (SeepHeap *heap, SeepTask *task)
{
  return seep_heap_get_columns (heap)->n_objects >= MIN_OBJECTS
         && (!seep_heap_is_damaged (heap)
             || seep_seepheap_verify (seep_heap_get_source (heap), task, NULL));
}

gboolean
seep_profiles_save (SeepProfiles *self, const char *path, SeepAnalysis *analysis, SeepTask *task)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autofree char *profile = dup_profile_path (self, seep_heap_get_source (heap));
  g_autoptr(GArray) blocks = seep_analysis_list_blocks (analysis);
  guint64 n_bytes = estimate_bytes (heap, blocks);
  guint64 max_bytes;

  if (profile == NULL || !is_worth_keeping (heap, task)
      || !seep_profile_folder_make (self->folder))
    return FALSE;
  max_bytes = self->max_bytes > 0 ? self->max_bytes : seep_profile_folder_get_share (self->folder);
  if (n_bytes > max_bytes || n_bytes > seep_profile_folder_get_free (self->folder) / 2)
    return FALSE;

  seep_profile_folder_clean (self->folder);
  if (!write_profile (profile, analysis, blocks, task))
    return FALSE;
  seep_profile_folder_trim (self->folder, max_bytes, profile);
  return TRUE;
}

static char *
dup_profile_path_of_file (SeepProfiles *self, const char *path)
{
  g_autoptr(SeepSource) source = seep_file_source_new (path, NULL);

  return source != NULL ? dup_profile_path (self, source) : NULL;
}

guint64
seep_profiles_get_bytes (SeepProfiles *self, const char *path)
{
  g_autofree char *profile = dup_profile_path_of_file (self, path);
  struct stat status;

  return profile != NULL && g_stat (profile, &status) == 0 ? (guint64) status.st_size : 0;
}

guint64
seep_profiles_get_total_bytes (SeepProfiles *self)
{
  return seep_profile_folder_get_bytes (self->folder);
}

void
seep_profiles_drop (SeepProfiles *self, const char *path)
{
  g_autofree char *profile = NULL;

  if (path == NULL)
    {
      seep_profile_folder_clean (self->folder);
      seep_profile_folder_trim (self->folder, 0, NULL);
      return;
    }
  profile = dup_profile_path_of_file (self, path);
  if (profile != NULL)
    g_unlink (profile);
}
