/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a dump on disk to all that Seep knows of it: bench-read FILE… */
#include "config.h"

#include "bench-meter.h"

#include "analysis/seep-analysis.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

#include <stdio.h>

static void
print (const char *what, double value, const char *unit, const char *target)
{
  bench_print (what, value, unit, target);
}

static void
measure (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = seep_file_source_new (path, &error);
  g_autoptr(SeepFileInfo) info = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  const SeepHeapColumns *columns;
  gint64 start, peeked, read, analysed;
  gsize before;
  double n;

  g_assert_no_error (error);
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

  print ("objects", n, "", NULL);
  print ("references", columns->n_edges / n, "per object", NULL);
  print ("peek", (double) (peeked - start) / 1e6, "ms", "<= 100");
  print ("read", (double) (read - peeked) / n, "ns/object", "<= 250");
  print ("read: memory at the peak", (double) (bench_get_peak () - before) / n, "B/object", "<= 90");
  print ("read: memory kept", (double) (bench_get_anonymous () - before) / n, "B/object", NULL);

  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  analysed = bench_get_cpu_ns ();
  print ("dump to all analyses", (double) (analysed - peeked) / n, "ns/object", "<= 450");
  print ("memory at the peak", (double) (bench_get_peak () - before) / n, "B/object", "<= 90");
  print ("memory kept", (double) (bench_get_anonymous () - before) / n, "B/object", NULL);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    measure (argv[i]);
  return 0;
}
