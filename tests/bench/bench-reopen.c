/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to keep a dump that was analysed, and to open it again. Of synthetic dumps, in files
 * whose content is in memory. */
#include "config.h"

#include "bench-meter.h"
#include "synthetic-dump.h"

#include "seep-folder.h"
#include "seep-profiles.h"

#define N_ROUNDS 5
#define MAX_BYTES (G_GUINT64_CONSTANT (1) << 40)

typedef struct
{
  gint64 cpu;
  gint64 wall;
} Time;

static Time
begin (void)
{
  return (Time){ bench_get_cpu_ns (), bench_get_wall_ns () };
}

static Time
end (Time start)
{
  return (Time){ bench_get_cpu_ns () - start.cpu, bench_get_wall_ns () - start.wall };
}

static void
print (guint32 n, const char *what, double value, const char *unit, const char *target)
{
  g_autofree char *text = g_strdup_printf ("%gM: %s", n / 1e6, what);

  bench_print (text, value, unit, target);
}

/* The first time: read, analysed, kept. */
static void
measure_first (SeepProfiles *profiles, const char *path, guint32 n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  Time start = begin ();
  Time used;

  heap = seep_profiles_open (profiles, path, &analysis, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (analysis);
  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  used = end (start);
  print (n, "opened for the first time", (double) used.cpu / n, "ns/object", NULL);
  print (n, "anonymous memory", (double) bench_get_anonymous () / n, "B/object", NULL);

  start = begin ();
  g_assert_true (seep_profiles_save (profiles, path, analysis, NULL));
  used = end (start);
  print (n, "kept, processor", (double) used.cpu / n, "ns/object", NULL);
  print (n, "kept, wall", (double) used.wall / n, "ns/object", NULL);
  print (n, "kept", (double) seep_profiles_get_total_bytes (profiles) / n, "B/object", NULL);
}

static void
measure_again (SeepProfiles *profiles, const char *path, guint32 n)
{
  Time best = { G_MAXINT64, G_MAXINT64 };
  gsize before = bench_get_anonymous ();
  gsize anonymous = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepAnalysis) analysis = NULL;
      g_autoptr(SeepHeap) heap = NULL;
      Time start = begin ();
      Time used;

      heap = seep_profiles_open (profiles, path, &analysis, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (analysis);
      used = end (start);
      best = (Time){ MIN (best.cpu, used.cpu), MIN (best.wall, used.wall) };
      anonymous = MAX (bench_get_anonymous (), before) - before;
    }
  print (n, "opened again, processor", (double) best.cpu / n, "ns/object",
         n >= 10000000 ? "<= 60" : "<= 100");
  print (n, "opened again, wall", (double) best.wall / n, "ns/object", NULL);
  print (n, "opened again: anonymous memory", (double) anonymous / n, "B/object", NULL);
}

static void
measure (guint32 n_objects)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("seep-bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "dump.seepheap", NULL);
  g_autofree char *kept = g_build_filename (folder, "profiles", NULL);
  g_autoptr(SeepProfiles) profiles = seep_profiles_new (kept, MAX_BYTES);
  g_autoptr(GBytes) bytes = synthetic_dump_new (n_objects);

  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
  g_clear_pointer (&bytes, g_bytes_unref);

  measure_first (profiles, path, n_objects);
  measure_again (profiles, path, n_objects);
  seep_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autoptr(GArray) sizes = bench_parse_sizes (argc, argv, 1000000);

  for (guint i = 0; i < sizes->len; i++)
    measure (g_array_index (sizes, guint32, i));
  return 0;
}
