/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two dumps are open at a time at the most: between the first and the last of several only counts
 * are kept. */
#include "config.h"

#include "seep-cli-diff.h"

#include "analysis/seep-type-diff.h"
#include "analysis/seep-type-match.h"
#include "analysis/seep-type-series.h"
#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-table.h"

#include <stdio.h>
#include <string.h>

static gboolean
check_scope (const SeepCliDiffQuestion *question, const SeepCliDiff *diff, GError **error)
{
  if (question->scope == SEEP_DIFF_ALL || diff->is_one_process)
    return TRUE;

  g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
               _("%s and %s are of different processes: which objects are new, gone or survived "
                 "cannot be told (--scope all compares their types)"),
               (const char *) diff->names->pdata[0],
               (const char *) diff->names->pdata[diff->names->len - 1]);
  return FALSE;
}

static void
tell_processes (SeepCli *cli, const SeepCliDiff *diff)
{
  if (!diff->is_one_process && !cli->is_quiet)
    seep_cli_print (stderr,
                    _("%s and %s are of different processes: their types are compared, objects "
                      "cannot be matched\n"),
                    (const char *) diff->names->pdata[0],
                    (const char *) diff->names->pdata[diff->names->len - 1]);
}

static void
take_rows (SeepCliDiff *diff, const SeepTypeDiff *types, SeepHeap *old_heap, SeepHeap *new_heap)
{
  for (guint i = 0; i < types->n_rows; i++)
    {
      const SeepTypeDiffRow *from = &types->rows[i];
      SeepHeap *heap = from->new_type != SEEP_NO_NODE ? new_heap : old_heap;
      guint32 type = from->new_type != SEEP_NO_NODE ? from->new_type : from->old_type;
      SeepCliDiffRow *row
        = seep_cli_diff_add_row (diff, g_strdup (seep_heap_get_type_name (heap, type)));

      row->address = seep_type_match_get_address (heap, type);
      row->bytes[0] = from->old_bytes;
      row->bytes[1] = from->bytes;
      row->counts[0] = from->old_count;
      row->counts[1] = from->count;
    }
}

static gboolean
compare_objects (SeepCli     *cli,
                 SeepHeap    *old_heap,
                 SeepHeap    *new_heap,
                 SeepCliDiff *diff,
                 GError     **error)
{
  diff->is_one_process &= seep_heaps_are_of_one_process (old_heap, new_heap);
  if (!diff->is_one_process)
    return TRUE;

  diff->objects = seep_heap_diff_new (old_heap, new_heap, seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  return diff->objects != NULL;
}

static gboolean
compare_two (SeepCli                   *cli,
             const SeepCliDiffQuestion *question,
             char                     **paths,
             SeepCliDiff               *diff,
             GError                   **error)
{
  g_autoptr(SeepHeap) old_heap = seep_cli_open_heap (cli, paths[0], error);
  g_autoptr(SeepHeap) new_heap = old_heap != NULL ? seep_cli_open_heap (cli, paths[1], error) : NULL;
  g_autoptr(SeepTypeDiff) types = NULL;

  if (new_heap == NULL || !compare_objects (cli, old_heap, new_heap, diff, error)
      || !check_scope (question, diff, error))
    return FALSE;

  types = seep_type_diff_new (old_heap, new_heap, diff->objects, question->scope,
                              seep_cli_get_task (cli), error);
  if (types == NULL)
    return FALSE;
  take_rows (diff, types, old_heap, new_heap);
  return TRUE;
}

static void
take_series (SeepCliDiff *diff, SeepTypeSeries *series)
{
  g_autoptr(GArray) rows = seep_type_series_list (series);

  for (guint i = 0; i < rows->len; i++)
    {
      const SeepTypeSeriesRow *from = &g_array_index (rows, SeepTypeSeriesRow, i);
      SeepCliDiffRow *row = seep_cli_diff_add_row (diff, g_strdup (from->name));

      row->address = from->address;
      memcpy (row->bytes, from->bytes, diff->n_snapshots * sizeof *row->bytes);
      memcpy (row->counts, from->counts, diff->n_snapshots * sizeof *row->counts);
    }
}

static gboolean
compare_several (SeepCli *cli, guint n_paths, char **paths, SeepCliDiff *diff, GError **error)
{
  g_autoptr(SeepTypeSeries) series = seep_type_series_new (SEEP_TYPE_FILTER_NONE);
  g_autoptr(SeepHeap) first = seep_cli_open_heap (cli, paths[0], error);

  if (first == NULL || !seep_type_series_add (series, first, seep_cli_get_task (cli), error))
    return FALSE;
  for (guint i = 1; i < n_paths; i++)
    {
      g_autoptr(SeepHeap) heap = seep_cli_open_heap (cli, paths[i], error);

      if (heap == NULL || !seep_type_series_add (series, heap, seep_cli_get_task (cli), error))
        return FALSE;
      diff->is_one_process = seep_type_series_is_one_process (series);
      if (i == n_paths - 1 && !compare_objects (cli, first, heap, diff, error))
        return FALSE;
    }
  take_series (diff, series);
  return TRUE;
}

gboolean
seep_cli_diff_compare_heaps (SeepCli                   *cli,
                             const SeepCliDiffQuestion *question,
                             guint                      n_paths,
                             char                     **paths,
                             SeepCliDiff               *diff,
                             GError                   **error)
{
  if (n_paths > 2 && question->scope != SEEP_DIFF_ALL)
    {
      g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                   _("--scope %s compares the objects of two heap dumps, not of %u"),
                   question->scope_word, n_paths);
      return FALSE;
    }

  diff->n_snapshots = n_paths;
  for (guint i = 0; i < n_paths; i++)
    g_ptr_array_add (diff->names, g_strdup (paths[i]));
  if (n_paths == 2 ? !compare_two (cli, question, paths, diff, error)
                   : !compare_several (cli, n_paths, paths, diff, error))
    return FALSE;
  seep_cli_end_progress (cli);
  tell_processes (cli, diff);
  return TRUE;
}
