/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

#include "analysis/seep-sites-diff.h"
#include "analysis/seep-sites-series.h"
#include "analysis/seep-sites-text.h"
#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-table.h"
#include "seep-cli-traces.h"

#include <stdio.h>
#include <string.h>

static void
add_snapshot (SeepCliDiff *diff, char *name, SeepTraces *traces)
{
  g_ptr_array_add (diff->names, name);
  g_ptr_array_add (diff->traces, seep_traces_ref (traces));
}

/* The first and the last snapshot of the only file. */
static gboolean
open_one (SeepCli *cli, const char *path, SeepCliDiff *diff, GError **error)
{
  g_autoptr(GPtrArray) snapshots = seep_cli_open_traces (cli, path, error);

  if (snapshots == NULL)
    return FALSE;
  if (snapshots->len < 2)
    {
      g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                   _("%s holds one snapshot: name a second file to compare it with"), path);
      return FALSE;
    }
  add_snapshot (diff, g_strdup_printf ("%s [1]", path), snapshots->pdata[0]);
  add_snapshot (diff, g_strdup_printf ("%s [%u]", path, snapshots->len),
                snapshots->pdata[snapshots->len - 1]);
  return TRUE;
}

/* The last snapshot of each file. */
static gboolean
open_several (SeepCli *cli, guint n_paths, char **paths, SeepCliDiff *diff, GError **error)
{
  for (guint i = 0; i < n_paths; i++)
    {
      g_autoptr(GPtrArray) snapshots = seep_cli_open_traces (cli, paths[i], error);

      if (snapshots == NULL)
        return FALSE;
      if (snapshots->len > 1 && !cli->is_quiet)
        seep_cli_print (stderr, _("%s holds %u snapshots; the last is compared\n"), paths[i],
                        snapshots->len);
      add_snapshot (diff, g_strdup (paths[i]), snapshots->pdata[snapshots->len - 1]);
    }
  return TRUE;
}

static char *
dup_key (const SeepCliDiff *diff, guint snapshot, guint32 site)
{
  SeepTraces *traces = diff->traces->pdata[snapshot];

  if (diff->by == SEEP_SITES_BY_FILE && site != SEEP_NO_NODE)
    return g_strdup (seep_traces_get_text (traces, site));
  return seep_sites_dup_key_text (traces, diff->by, site);
}

static SeepCliDiffRow *
add_row (SeepCliDiff *diff, guint snapshot, guint32 site)
{
  SeepCliDiffRow *row = seep_cli_diff_add_row (diff, dup_key (diff, snapshot, site));

  row->traces = snapshot;
  row->site = site;
  return row;
}

static void
print_text (const SeepSitesDiff *sites, guint limit)
{
  for (guint i = 0; i < MIN (sites->n_rows, limit); i++)
    {
      const SeepSiteDiffRow *row = &sites->rows[i];
      g_autofree char *text = seep_sites_dup_diff_text (sites, row);
      g_autofree char *stack = NULL;

      printf ("%s\n", text);
      if (sites->by != SEEP_SITES_BY_TRACEBACK)
        continue;
      stack = row->is_gone ? seep_sites_dup_stack_text (sites->old_traces, row->old_key)
                           : seep_sites_dup_stack_text (sites->traces, row->new_key);
      printf ("%s%s", stack, *stack != '\0' ? "\n" : "");
    }
}

static gboolean
join_two (SeepCli                   *cli,
          const SeepCliDiffQuestion *question,
          SeepSites *const          *sites,
          SeepCliDiff               *diff,
          GError                   **error)
{
  g_autoptr(SeepSitesDiff) joined
    = seep_sites_diff_new (sites[0], sites[1], seep_cli_get_task (cli), error);

  seep_cli_end_progress (cli);
  if (joined == NULL)
    return FALSE;
  if (question->is_text)
    {
      print_text (joined, question->limit);
      return TRUE;
    }
  for (guint i = 0; i < joined->n_rows; i++)
    {
      const SeepSiteDiffRow *from = &joined->rows[i];
      SeepCliDiffRow *row
        = add_row (diff, from->is_gone ? 0 : 1, from->is_gone ? from->old_key : from->new_key);

      row->bytes[0] = from->old_bytes;
      row->bytes[1] = from->bytes;
      row->counts[0] = from->old_count;
      row->counts[1] = from->count;
    }
  return TRUE;
}

static gboolean
join_several (SeepCli *cli, SeepSites *const *sites, SeepCliDiff *diff, GError **error)
{
  g_autoptr(SeepSitesSeries) series
    = seep_sites_series_new (sites, diff->n_snapshots, seep_cli_get_task (cli), error);

  seep_cli_end_progress (cli);
  if (series == NULL)
    return FALSE;
  for (guint i = 0; i < series->n_rows; i++)
    {
      const SeepSitesSeriesRow *from = &series->rows[i];
      SeepCliDiffRow *row = add_row (diff, from->snapshot, from->key);

      memcpy (row->bytes, from->bytes, diff->n_snapshots * sizeof *row->bytes);
      memcpy (row->counts, from->counts, diff->n_snapshots * sizeof *row->counts);
    }
  return TRUE;
}

/* Of SeepSites, one a snapshot. */
static GPtrArray *
group (SeepCli *cli, const SeepCliDiffQuestion *question, SeepCliDiff *diff, GError **error)
{
  g_autoptr(GPtrArray) sites = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_sites_free);

  for (guint i = 0; i < diff->traces->len; i++)
    {
      SeepSites *here = seep_sites_new (diff->traces->pdata[i], diff->by, question->counting,
                                        question->filters, seep_cli_get_task (cli), error);

      seep_cli_end_progress (cli);
      if (here == NULL)
        return NULL;
      g_ptr_array_add (sites, here);
    }
  return g_steal_pointer (&sites);
}

static SeepSitesBy
read_by (const char *word)
{
  if (g_str_equal (word, "file"))
    return SEEP_SITES_BY_FILE;
  if (g_str_equal (word, "function"))
    return SEEP_SITES_BY_FUNCTION;
  return g_str_equal (word, "traceback") ? SEEP_SITES_BY_TRACEBACK : SEEP_SITES_BY_LINE;
}

gboolean
seep_cli_diff_compare_sites (SeepCli                   *cli,
                             const SeepCliDiffQuestion *question,
                             guint                      n_paths,
                             char                     **paths,
                             SeepCliDiff               *diff,
                             GError                   **error)
{
  g_autoptr(GPtrArray) sites = NULL;

  diff->by = read_by (question->by);
  diff->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_traces_unref);
  if (n_paths == 1 ? !open_one (cli, paths[0], diff, error)
                   : !open_several (cli, n_paths, paths, diff, error))
    return FALSE;

  diff->n_snapshots = diff->names->len;
  sites = group (cli, question, diff, error);
  if (sites == NULL)
    return FALSE;
  return diff->n_snapshots == 2
           ? join_two (cli, question, (SeepSites *const *) sites->pdata, diff, error)
           : join_several (cli, (SeepSites *const *) sites->pdata, diff, error);
}
