/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For test_sites_stdlib.py: compares the first snapshots of two trace files.
 *
 * usage: compare-sites OLD NEW line|file|traceback own|cumulative
 *
 * Prints a line for each row: size, size_diff, count, count_diff, the frames from the most recent one
 * on as FILE:LINE with "|" between, and the text that tracemalloc has for it; tabs between them. */
#include "config.h"

#include "analysis/seep-sites-text.h"
#include "formats/seep-formats.h"
#include "seep-file-source.h"

#include <inttypes.h>
#include <stdio.h>

static SeepSites *
open_sites (const char *path, SeepSitesBy by, SeepSitesCounting counting)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = seep_file_source_new (path, &error);
  g_autoptr(GPtrArray) snapshots = NULL;
  SeepSites *sites;

  g_assert_no_error (error);
  snapshots = seep_formats_read_traces (source, NULL, &error);
  g_assert_no_error (error);
  sites = seep_sites_new (snapshots->pdata[0], by, counting, NULL, NULL, &error);
  g_assert_no_error (error);
  return sites;
}

static void
print_frames (const SeepTraces *traces, SeepSitesBy by, guint32 key)
{
  guint32 n_frames = 1;
  const guint32 *stack = &key;

  if (by == SEEP_SITES_BY_TRACEBACK)
    {
      stack = seep_traces_get_stack (traces, key, &n_frames);
      by = SEEP_SITES_BY_LINE;
    }
  for (guint32 i = 0; i < n_frames; i++)
    {
      g_autofree char *frame = seep_sites_dup_key_text (traces, by, stack[i]);

      printf ("%s%s", i > 0 ? "|" : "", frame);
    }
}

static void
print_row (const SeepSitesDiff *diff, const SeepSiteDiffRow *row)
{
  g_autofree char *text = seep_sites_dup_diff_text (diff, row);

  printf ("%" PRIu64 "\t%" PRId64 "\t%" PRIu64 "\t%" PRId64 "\t", row->bytes,
          (gint64) (row->bytes - row->old_bytes), row->count,
          (gint64) (row->count - row->old_count));
  if (row->is_gone)
    print_frames (diff->old_traces, diff->by, row->old_key);
  else
    print_frames (diff->traces, diff->by, row->new_key);
  printf ("\t%s\n", text);
}

int
main (int argc, char **argv)
{
  SeepSitesBy by = g_str_equal (argv[3], "line")   ? SEEP_SITES_BY_LINE
                   : g_str_equal (argv[3], "file") ? SEEP_SITES_BY_FILE
                                                   : SEEP_SITES_BY_TRACEBACK;
  SeepSitesCounting counting =
    g_str_equal (argv[4], "own") ? SEEP_SITES_OWN : SEEP_SITES_CUMULATIVE;
  g_autoptr(SeepSites) old_sites = open_sites (argv[1], by, counting);
  g_autoptr(SeepSites) sites = open_sites (argv[2], by, counting);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSitesDiff) diff = seep_sites_diff_new (old_sites, sites, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < diff->n_rows; i++)
    print_row (diff, &diff->rows[i]);
  return 0;
}
