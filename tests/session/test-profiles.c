/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dump that was kept opens as it did, and one that changed is read anew; whatever happens to what
 * is kept, and to whoever keeps it, nobody sees anything wrong. */
#include "config.h"

#include "seep-profiles.h"

#include "analysis-check.h"
#include "heap-check.h"
#include "base/seep-error.h"
#include "seep-folder.h"
#include "seepheap-encoder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_OBJECTS 100000 /* as few as are kept */
#define CHUNK_OBJECTS 5000
#define PLENTY (G_GUINT64_CONSTANT (1) << 40)

typedef struct
{
  char         *folder;   /* owned */
  char         *path;     /* owned; of a dump in it */
  char         *kept;     /* owned; where profiles go */
  SeepProfiles *profiles; /* owned */
} Fixture;

/* Lists in a tree, and each refers back to an earlier one. @seed tells one dump from another. */
static GBytes *
make_dump (guint n_objects, guint seed)
{
  SeepheapEncoder encoder;

  seepheap_encoder_init_small (&encoder, SEEPHEAP_ENCODER_PREVIEWS);
  seepheap_encoder_begin (&encoder, "OBJS");
  for (guint i = 0; i < n_objects; i++)
    {
      if (i > 0 && i % CHUNK_OBJECTS == 0)
        {
          seepheap_encoder_end (&encoder);
          seepheap_encoder_begin (&encoder, "OBJS");
        }
      seepheap_encoder_object (&encoder, 0x10000 + 32 * (guint64) i, 0, 56 + (i + seed) % 64, 2,
                               1 | 64, 0);
      seepheap_encoder_u8 (&encoder, 5);
      seepheap_encoder_sv (&encoder, (gint64) i * seed);
      for (guint k = 1; k <= 2 && 2 * (guint64) i + k < n_objects; k++)
        seepheap_encoder_edge (&encoder, 1, 0x10000 + 32 * (2 * (guint64) i + k), k);
      seepheap_encoder_edge (&encoder, 1, 0x10000 + 32 * (guint64) (i / 7), 3);
      seepheap_encoder_end_object (&encoder);
    }
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "ROOT");
  seepheap_encoder_root (&encoder, 1, 0, 0, 1, 0x10000);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  return seepheap_encoder_steal (&encoder);
}

static void
write_file (const char *path, gconstpointer bytes, gsize n_bytes)
{
  g_autoptr(GError) error = NULL;

  g_unlink (path); /* a new file need not wait for the disk */
  g_file_set_contents (path, bytes, (gssize) n_bytes, &error);
  g_assert_no_error (error);
}

static void
write_dump (const char *path, guint n_objects, guint seed)
{
  g_autoptr(GBytes) bytes = make_dump (n_objects, seed);

  write_file (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("seep-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a.seepheap", NULL);
  fixture->kept = g_build_filename (fixture->folder, "profiles", NULL);
  fixture->profiles = seep_profiles_new (fixture->kept, PLENTY);
  write_dump (fixture->path, N_OBJECTS, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  seep_profiles_unref (fixture->profiles);
  seep_folder_remove (fixture->folder);
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
  g_free (fixture->kept);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* Opens @path, which must or must not have been kept; its analysis, computed if need be. */
static SeepAnalysis *
open_dump (SeepProfiles *profiles, const char *path, gboolean is_kept)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepHeap) heap = seep_profiles_open (profiles, path, &analysis, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (analysis != NULL, ==, is_kept);
  g_assert_cmpstr (seep_heap_get_file (heap), ==, path);
  if (analysis == NULL)
    analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&analysis);
}

static void
keep_dump (SeepProfiles *profiles, const char *path)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (profiles, path, FALSE);

  g_assert_true (seep_profiles_save (profiles, path, analysis, NULL));
}

static void
assert_kept (SeepProfiles *profiles, const char *path, gboolean is_kept)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (profiles, path, is_kept);

  g_assert_cmpuint (seep_heap_get_columns (seep_analysis_get_heap (analysis))->n_objects, >, 0);
}

/* How many files of the folder have @suffix; the path of one of them. */
static guint
count_files (Fixture *fixture, const char *suffix, char **path)
{
  g_autoptr(GDir) directory = g_dir_open (fixture->kept, 0, NULL);
  const char *name;
  guint n = 0;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (!g_str_has_suffix (name, suffix))
        continue;
      n++;
      if (path != NULL)
        {
          g_free (*path);
          *path = g_build_filename (fixture->kept, name, NULL);
        }
    }
  return n;
}

static void
assert_files (Fixture *fixture, guint n_profiles, guint n_others)
{
  g_assert_cmpuint (count_files (fixture, ".seepheap", NULL), ==, n_profiles);
  g_assert_cmpuint (count_files (fixture, "", NULL), ==, n_profiles + n_others);
}

static void
test_opens_as_it_did (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  g_autoptr(SeepAnalysis) again = NULL;
  guint64 n_bytes;

  g_assert_cmpuint (seep_profiles_get_bytes (fixture->profiles, fixture->path), ==, 0);
  g_assert_cmpuint (seep_profiles_get_total_bytes (fixture->profiles), ==, 0);
  g_assert_true (seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL));
  again = open_dump (fixture->profiles, fixture->path, TRUE);
  heap_check_same (seep_analysis_get_heap (analysis), seep_analysis_get_heap (again));
  analysis_check_same (analysis, again);
  g_assert_cmpuint (seep_heap_get_file_bytes (seep_analysis_get_heap (again)), ==,
                    seep_heap_get_file_bytes (seep_analysis_get_heap (analysis)));

  n_bytes = seep_profiles_get_bytes (fixture->profiles, fixture->path);
  g_assert_cmpuint (n_bytes, >, N_OBJECTS * 50);
  g_assert_cmpuint (seep_profiles_get_total_bytes (fixture->profiles), ==, n_bytes);
  seep_profiles_drop (fixture->profiles, fixture->path);
  g_assert_cmpuint (seep_profiles_get_total_bytes (fixture->profiles), ==, 0);
  assert_kept (fixture->profiles, fixture->path, FALSE);
}

/* What came from a profile is not kept once more. */
static void
test_is_kept_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) again = NULL;

  keep_dump (fixture->profiles, fixture->path);
  again = open_dump (fixture->profiles, fixture->path, TRUE);
  g_assert_false (seep_profiles_save (fixture->profiles, fixture->path, again, NULL));
  assert_files (fixture, 1, 0);
}

static void
test_only_the_user_may_look (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = NULL;
  struct stat status;

  g_assert_cmpint (g_mkdir (fixture->kept, 0755), ==, 0);
  keep_dump (fixture->profiles, fixture->path);
  g_assert_cmpuint (count_files (fixture, ".seepheap", &profile), ==, 1);
  g_assert_cmpint (g_stat (profile, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (fixture->kept, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
}

static void
test_a_copy_is_the_same_dump (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "b.seepheap", NULL);

  keep_dump (fixture->profiles, fixture->path);
  write_dump (copy, N_OBJECTS, 1);
  assert_kept (fixture->profiles, copy, TRUE);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  assert_kept (fixture->profiles, copy, TRUE);
}

static void
test_another_dump_is_another (Fixture *fixture, gconstpointer data)
{
  keep_dump (fixture->profiles, fixture->path);
  write_dump (fixture->path, N_OBJECTS, 2);
  keep_dump (fixture->profiles, fixture->path);
  write_dump (fixture->path, N_OBJECTS, 1);
  assert_kept (fixture->profiles, fixture->path, TRUE);
  assert_files (fixture, 2, 0);
}

/* Headers are as they were, and the time of the file as well: but what is in it is not. */
static void
test_a_changed_dump_is_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) bytes = make_dump (N_OBJECTS, 1);
  gsize n_bytes = g_bytes_get_size (bytes);
  g_autofree guint8 *changed = g_memdup2 (g_bytes_get_data (bytes, NULL), n_bytes);
  g_autoptr(SeepAnalysis) analysis = NULL;
  struct timespec times[2];
  struct stat status;

  keep_dump (fixture->profiles, fixture->path);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  changed[n_bytes / 2] ^= 1;
  write_file (fixture->path, changed, n_bytes);
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, fixture->path, times, 0), ==, 0);

  analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  g_assert_true (seep_heap_is_damaged (seep_analysis_get_heap (analysis)));
  /* Its headers do not show the damage, so it is not kept; and the whole one still is. */
  g_assert_false (seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL));
  write_dump (fixture->path, N_OBJECTS, 1);
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

/* What is odd about it is told with its name; so elsewhere it is another. */
static void
test_a_cut_dump_keeps_its_sentences (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) bytes = make_dump (N_OBJECTS + CHUNK_OBJECTS, 1);
  gsize n_bytes = g_bytes_get_size (bytes) - 10000;
  g_autofree char *copy = g_build_filename (fixture->folder, "b.seepheap", NULL);
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepAnalysis) again = NULL;

  write_file (fixture->path, g_bytes_get_data (bytes, NULL), n_bytes);
  write_file (copy, g_bytes_get_data (bytes, NULL), n_bytes);
  analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  g_assert_true (seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL));
  again = open_dump (fixture->profiles, fixture->path, TRUE);
  g_assert_true (seep_heap_is_truncated (seep_analysis_get_heap (again)));
  heap_check_same (seep_analysis_get_heap (analysis), seep_analysis_get_heap (again));
  assert_kept (fixture->profiles, copy, FALSE);
}

static void
test_a_small_dump_is_not_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = NULL;

  write_dump (fixture->path, N_OBJECTS - 1, 1);
  analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  g_assert_false (seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL));
  g_assert_false (g_file_test (fixture->kept, G_FILE_TEST_EXISTS));
}

/* Turned bytes all over the file: between the parts they do no harm; in any part it is removed, the
 * dump read, and kept again. */
static void
test_a_damaged_profile_is_made_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;
  guint n_removed = 0;

  keep_dump (fixture->profiles, fixture->path);
  count_files (fixture, ".seepheap", &profile);
  g_assert_true (g_file_get_contents (profile, &content, &n_bytes, NULL));
  for (gsize at = 20; at < n_bytes; at += n_bytes / 24)
    {
      g_autoptr(SeepAnalysis) analysis = NULL;
      g_autoptr(SeepHeap) heap = NULL;
      g_autoptr(GError) error = NULL;

      content[at] ^= 0x10;
      write_file (profile, content, n_bytes);
      content[at] ^= 0x10;
      heap = seep_profiles_open (fixture->profiles, fixture->path, &analysis, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, N_OBJECTS);
      g_assert_cmpint (analysis != NULL, ==, g_file_test (profile, G_FILE_TEST_EXISTS));
      n_removed += analysis == NULL;
    }
  g_assert_cmpuint (n_removed, >, 20);
  seep_profiles_drop (fixture->profiles, NULL);
  keep_dump (fixture->profiles, fixture->path);
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

static void
test_a_cut_profile_is_made_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;

  keep_dump (fixture->profiles, fixture->path);
  count_files (fixture, ".seepheap", &profile);
  g_assert_true (g_file_get_contents (profile, &content, &n_bytes, NULL));
  for (gsize n = 0; n < n_bytes; n += n_bytes / 12)
    {
      write_file (profile, content, n);
      assert_kept (fixture->profiles, fixture->path, FALSE);
    }
  write_file (profile, content, n_bytes);
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

/* As if it was not used for @n_hours. */
static void
make_old (SeepProfiles *profiles, Fixture *fixture, const char *path, guint n_hours)
{
  guint64 n_bytes = seep_profiles_get_bytes (profiles, path);
  g_autoptr(GDir) directory = g_dir_open (fixture->kept, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *profile = g_build_filename (fixture->kept, name, NULL);
      struct timespec times[2];
      struct stat status;

      g_assert_cmpint (g_stat (profile, &status), ==, 0);
      if ((guint64) status.st_size != n_bytes)
        continue;
      times[0] = times[1] = status.st_mtim;
      times[0].tv_sec = times[1].tv_sec -= 3600 * (gint64) n_hours;
      g_assert_cmpint (utimensat (AT_FDCWD, profile, times, 0), ==, 0);
    }
}

/* Three dumps of different sizes, where there is room for two. */
static void
test_what_was_not_used_for_longest_goes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = g_build_filename (fixture->folder, "b.seepheap", NULL);
  g_autofree char *third = g_build_filename (fixture->folder, "c.seepheap", NULL);
  g_autoptr(SeepProfiles) bounded = NULL;
  g_autoptr(SeepAnalysis) mapped = NULL;
  guint64 n_bytes;

  write_dump (second, N_OBJECTS + 1000, 1);
  write_dump (third, N_OBJECTS + 2000, 1);
  keep_dump (fixture->profiles, fixture->path);
  keep_dump (fixture->profiles, second);
  make_old (fixture->profiles, fixture, fixture->path, 3);
  make_old (fixture->profiles, fixture, second, 2);
  mapped = open_dump (fixture->profiles, second, TRUE);
  make_old (fixture->profiles, fixture, second, 2);
  assert_kept (fixture->profiles, fixture->path, TRUE); /* used: now the younger one */

  n_bytes = seep_profiles_get_total_bytes (fixture->profiles);
  bounded = seep_profiles_new (fixture->kept, n_bytes + 1000000);
  keep_dump (bounded, third);
  assert_kept (bounded, fixture->path, TRUE);
  assert_kept (bounded, third, TRUE);
  assert_kept (bounded, second, FALSE);
  assert_files (fixture, 2, 0);

  /* What somebody looks at does not go with its file. */
  g_assert_cmpuint (seep_heap_get_columns (seep_analysis_get_heap (mapped))->n_objects, ==,
                    N_OBJECTS + 1000);
  g_assert_cmpuint (seep_analysis_get_retained_bytes (mapped, 0), >, 0);
}

static void
test_what_is_too_large_is_not_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepProfiles) bounded = seep_profiles_new (fixture->kept, 1000000);
  g_autoptr(SeepAnalysis) analysis = open_dump (bounded, fixture->path, FALSE);

  g_assert_false (seep_profiles_save (bounded, fixture->path, analysis, NULL));
  assert_files (fixture, 0, 0);
}

typedef struct
{
  SeepTask parent;
  gint     n_looks; /* until it ends; atomic: two threads look */
  gboolean is_killed;
} EndingTask;

static gboolean
ending_cb (SeepTask *task)
{
  EndingTask *self = (EndingTask *) task;

  if (g_atomic_int_add (&self->n_looks, -1) > 0)
    return FALSE;
  if (self->is_killed)
    kill (getpid (), SIGKILL);
  return TRUE;
}

/* At each of the first looks, then at some, until it gets through. */
static gint
get_next_look (gint look)
{
  return look < 8 ? look + 1 : look + 5;
}

static void
test_what_was_cancelled_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  gint n_cancelled = 0;

  for (;; n_cancelled = get_next_look (n_cancelled))
    {
      EndingTask task = { { .is_cancelled = ending_cb }, n_cancelled, FALSE };

      if (seep_profiles_save (fixture->profiles, fixture->path, analysis, &task.parent))
        break;
      assert_files (fixture, 0, 0);
    }
  g_assert_cmpint (n_cancelled, >, 10);
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

static void
test_opening_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
  gint n_cancelled = 0;

  keep_dump (fixture->profiles, fixture->path);
  for (;; n_cancelled = get_next_look (n_cancelled))
    {
      EndingTask task = { { .is_cancelled = ending_cb }, n_cancelled, FALSE };
      g_autoptr(SeepAnalysis) analysis = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepHeap) heap =
        seep_profiles_open (fixture->profiles, fixture->path, &analysis, &task.parent, &error);

      if (heap != NULL)
        {
          g_assert_nonnull (analysis);
          break;
        }
      g_assert_null (analysis);
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
    }
  g_assert_cmpint (n_cancelled, >, 10);
}

/* Saves in another process, which is killed at its @n_looks-th look at its task. */
static gboolean
save_in_child (Fixture *fixture, SeepAnalysis *analysis, gint n_looks)
{
  EndingTask task = { { .is_cancelled = ending_cb }, n_looks, TRUE };
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (seep_profiles_save (fixture->profiles, fixture->path, analysis, &task.parent) ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
  return !WIFSIGNALED (status);
}

static void
test_who_is_killed_leaves_no_profile (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  gint n_killed = 0;

  for (; !save_in_child (fixture, analysis, n_killed); n_killed = get_next_look (n_killed))
    {
      g_assert_cmpuint (count_files (fixture, ".seepheap", NULL), ==, 0);
      g_assert_cmpuint (count_files (fixture, "", NULL), <=, 1); /* what it left */
      if (n_killed % 3 == 0)
        assert_kept (fixture->profiles, fixture->path, FALSE);
    }
  g_assert_cmpint (n_killed, >, 10);
  assert_files (fixture, 1, 0); /* what the last one left has gone, too */
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

static void
test_two_processes_keep_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  pid_t children[4];

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = fork ();
      g_assert_cmpint (children[i], >=, 0);
      for (guint k = 0; children[i] == 0 && k < 5; k++)
        if (!seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL))
          _exit (1);
      if (children[i] == 0)
        _exit (0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int status = 1;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  assert_files (fixture, 1, 0);
  assert_kept (fixture->profiles, fixture->path, TRUE);
}

/* A disk that is full half-way: as far as a process can make one. */
static void
test_a_full_disk_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = open_dump (fixture->profiles, fixture->path, FALSE);
  struct rlimit before, limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 3000000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (seep_profiles_save (fixture->profiles, fixture->path, analysis, NULL));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_files (fixture, 0, 0);
}

static void
test_a_folder_that_cannot_be_is_no_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepProfiles) nowhere = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autofree char *below = g_build_filename (fixture->path, "profiles", NULL);

  nowhere = seep_profiles_new (below, PLENTY);
  analysis = open_dump (nowhere, fixture->path, FALSE);
  g_assert_false (seep_profiles_save (nowhere, fixture->path, analysis, NULL));
  g_assert_cmpuint (seep_profiles_get_total_bytes (nowhere), ==, 0);
  seep_profiles_drop (nowhere, NULL);
}

static void
test_what_is_no_dump_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GError) error = NULL;

  write_file (fixture->path, "no dump", 7);
  g_assert_null (seep_profiles_open (fixture->profiles, fixture->path, &analysis, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_null (seep_profiles_open (fixture->profiles, fixture->path, &analysis, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_cmpuint (seep_profiles_get_bytes (fixture->profiles, fixture->path), ==, 0);
  seep_profiles_drop (fixture->profiles, fixture->path);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/profiles/opens-as-it-did", test_opens_as_it_did);
  ADD ("/profiles/is-kept-once", test_is_kept_once);
  ADD ("/profiles/only-the-user-may-look", test_only_the_user_may_look);
  ADD ("/profiles/a-copy-is-the-same-dump", test_a_copy_is_the_same_dump);
  ADD ("/profiles/another-dump-is-another", test_another_dump_is_another);
  ADD ("/profiles/a-changed-dump-is-read", test_a_changed_dump_is_read);
  ADD ("/profiles/a-cut-dump-keeps-its-sentences", test_a_cut_dump_keeps_its_sentences);
  ADD ("/profiles/a-small-dump-is-not-kept", test_a_small_dump_is_not_kept);
  ADD ("/profiles/a-damaged-profile-is-made-anew", test_a_damaged_profile_is_made_anew);
  ADD ("/profiles/a-cut-profile-is-made-anew", test_a_cut_profile_is_made_anew);
  ADD ("/profiles/what-was-not-used-for-longest-goes", test_what_was_not_used_for_longest_goes);
  ADD ("/profiles/what-is-too-large-is-not-kept", test_what_is_too_large_is_not_kept);
  ADD ("/profiles/what-was-cancelled-leaves-nothing", test_what_was_cancelled_leaves_nothing);
  ADD ("/profiles/opening-can-be-cancelled", test_opening_can_be_cancelled);
  ADD ("/profiles/who-is-killed-leaves-no-profile", test_who_is_killed_leaves_no_profile);
  ADD ("/profiles/two-processes-keep-the-same", test_two_processes_keep_the_same);
  ADD ("/profiles/a-full-disk-leaves-nothing", test_a_full_disk_leaves_nothing);
  ADD ("/profiles/a-folder-that-cannot-be-is-no-error", test_a_folder_that_cannot_be_is_no_error);
  ADD ("/profiles/what-is-no-dump-is-told", test_what_is_no_dump_is_told);
  return g_test_run ();
}
