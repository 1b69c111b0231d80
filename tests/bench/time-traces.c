/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For bench-traces.py: opens two trace files and asks what tracemalloc can answer, several times.
 * Prints the least processor time of each step in seconds: a name, a tab, a number. */
#include "config.h"

#include "bench-meter.h"

#include "analysis/seep-sites-diff.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

#include <stdio.h>

#define ROUNDS 7
#define WARM_BYTES (256u << 20)

typedef enum
{
  OPEN,
  LINES,
  COMPARE,
  CUMULATIVE,
  TRACEBACKS,
  N_STEPS,
} Step;

static const char *const names[N_STEPS] = { "open", "lines", "compare", "cumulative",
                                            "tracebacks" };

static SeepTraces *
open_traces (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = seep_file_source_new (path, &error);
  g_autoptr(GPtrArray) snapshots = NULL;

  g_assert_no_error (error);
  snapshots = seep_formats_read_traces (source, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshots->len, ==, 1);
  return seep_traces_ref (snapshots->pdata[0]);
}

static SeepSites *
group (SeepTraces *traces, SeepSitesBy by, SeepSitesCounting counting)
{
  g_autoptr(GError) error = NULL;
  SeepSites *sites = seep_sites_new (traces, by, counting, NULL, NULL, &error);

  g_assert_no_error (error);
  return sites;
}

/* As Snapshot.compare_to: both are grouped anew. */
static void
compare (SeepTraces *old_traces, SeepTraces *traces)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSites) old_sites = group (old_traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
  g_autoptr(SeepSites) sites = group (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
  g_autoptr(SeepSitesDiff) diff = seep_sites_diff_new (old_sites, sites, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (diff->n_rows, >, 0);
}

static gint64
take_time (gint64 *best, gint64 start)
{
  gint64 now = bench_get_cpu_ns ();

  *best = *best == 0 ? now - start : MIN (*best, now - start);
  return now;
}

static void
measure (const char *old_path, const char *path, gint64 *best)
{
  gint64 at = bench_get_cpu_ns ();
  g_autoptr(SeepTraces) old_traces = open_traces (old_path);
  g_autoptr(SeepTraces) traces = open_traces (path);
  g_autoptr(SeepSites) lines = NULL;
  g_autoptr(SeepSites) cumulative = NULL;
  g_autoptr(SeepSites) tracebacks = NULL;

  at = take_time (&best[OPEN], at);
  lines = group (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
  at = take_time (&best[LINES], at);
  compare (old_traces, traces);
  at = take_time (&best[COMPARE], at);
  cumulative = group (traces, SEEP_SITES_BY_LINE, SEEP_SITES_CUMULATIVE);
  at = take_time (&best[CUMULATIVE], at);
  tracebacks = group (traces, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN);
  take_time (&best[TRACEBACKS], at);
}

int
main (int argc, char **argv)
{
  gint64 best[N_STEPS] = { 0 };

  g_assert_cmpint (argc, ==, 3);
  bench_warm_memory (WARM_BYTES);
  for (guint round = 0; round < ROUNDS; round++)
    measure (argv[1], argv[2], best);
  for (Step step = OPEN; step < N_STEPS; step++)
    printf ("%s\t%.6f\n", names[step], (double) best[step] / 1e9);
  return 0;
}
