/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a dump to all that Seep knows of it. Of the dumps that are given as arguments; of synthetic
 * ones without. */
#include "config.h"

#include "bench-meter.h"
#include "synthetic-dump.h"

#include "analysis/seep-analysis.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

static void
print (const char *name, const char *what, double value, const char *unit, const char *target)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", name, what);

  bench_print (text, value, unit, target);
}

static void
measure (const char *name, SeepSource *source)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepFileInfo) info = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  const SeepHeapColumns *columns;
  gint64 start, peeked, read, analysed;
  gsize before;
  double n;

  start = bench_get_cpu_ns ();
  info = seep_formats_peek (source, NULL, &error);
  g_assert_no_error (error);
  peeked = bench_get_cpu_ns ();
  bench_reset_peak ();
  before = bench_get_anonymous ();
  heap = seep_formats_read_heap (source, NULL, &error);
  g_assert_no_error (error);
  read = bench_get_cpu_ns ();
  columns = seep_heap_get_columns (heap);
  n = columns->n_objects;

  print (name, "objects", n, "", NULL);
  print (name, "references", columns->n_edges / n, "per object", NULL);
  print (name, "what it says of itself", (double) (peeked - start) / 1e6, "ms", "<= 100");
  print (name, "read", (double) (read - peeked) / n, "ns/object", "<= 250");
  print (name, "read: memory at the peak", (double) (bench_get_peak () - before) / n, "B/object",
         "<= 90");
  print (name, "read: memory kept", (double) (bench_get_anonymous () - before) / n, "B/object",
         NULL);

  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  analysed = bench_get_cpu_ns ();
  print (name, "to all analyses", (double) (analysed - peeked) / n, "ns/object", "<= 450");
  print (name, "memory at the peak", (double) (bench_get_peak () - before) / n, "B/object",
         "<= 90");
  print (name, "memory kept", (double) (bench_get_anonymous () - before) / n, "B/object", NULL);
}

static void
measure_synthetic (guint32 n_objects)
{
  g_autoptr(GBytes) bytes = synthetic_dump_new (n_objects);
  g_autofree char *name = g_strdup_printf ("%u synthetic objects", n_objects);
  g_autoptr(SeepSource) source = seep_source_new_for_bytes (name, bytes);

  measure (name, source);
}

static void
measure_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = seep_file_source_new (path, &error);
  g_autofree char *name = g_path_get_basename (path);

  if (source == NULL)
    g_error ("%s", error->message);
  measure (name, source);
}

int
main (int argc, char **argv)
{
  gboolean has_files = argc > 1 && g_file_test (argv[1], G_FILE_TEST_EXISTS);
  g_autoptr(GArray) sizes = bench_parse_sizes (has_files ? 1 : argc, argv, 1000000);

  for (int i = 1; has_files && i < argc; i++)
    measure_file (argv[i]);
  for (guint i = 0; !has_files && i < sizes->len; i++)
    measure_synthetic (g_array_index (sizes, guint32, i));
  return 0;
}
