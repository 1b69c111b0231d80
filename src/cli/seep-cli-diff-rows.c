/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

void
seep_cli_diff_row_clear (SeepCliDiffRow *row)
{
  g_free (row->key);
  g_free (row->bytes);
  g_free (row->counts);
}

void
seep_cli_diff_init (SeepCliDiff *diff)
{
  *diff = (SeepCliDiff) { .is_one_process = TRUE };
  diff->names = g_ptr_array_new_with_free_func (g_free);
  diff->rows = g_array_new (FALSE, TRUE, sizeof (SeepCliDiffRow));
  g_array_set_clear_func (diff->rows, (GDestroyNotify) seep_cli_diff_row_clear);
}

void
seep_cli_diff_clear (SeepCliDiff *diff)
{
  g_ptr_array_unref (diff->names);
  g_array_unref (diff->rows);
  g_clear_pointer (&diff->traces, g_ptr_array_unref);
  g_clear_pointer (&diff->objects, seep_heap_diff_unref);
}

SeepCliDiffRow *
seep_cli_diff_add_row (SeepCliDiff *diff, char *key)
{
  SeepCliDiffRow row = {
    .key = key,
    .site = SEEP_NO_NODE,
    .bytes = g_new0 (guint64, diff->n_snapshots),
    .counts = g_new0 (guint64, diff->n_snapshots),
  };

  g_array_append_val (diff->rows, row);
  return &g_array_index (diff->rows, SeepCliDiffRow, diff->rows->len - 1);
}

gint64
seep_cli_diff_get_change (const guint64 *values, guint n)
{
  return (gint64) (values[n - 1] - values[0]);
}

static gboolean
is_unchanged (const SeepCliDiffRow *row, guint n)
{
  for (guint i = 1; i < n; i++)
    if (row->bytes[i] != row->bytes[0] || row->counts[i] != row->counts[0])
      return FALSE;
  return TRUE;
}

gboolean
seep_cli_diff_has_total (const SeepCliDiffQuestion *question, const SeepCliDiff *diff)
{
  return diff->traces == NULL || question->counting == SEEP_SITES_OWN;
}

SeepCliDiffRow
seep_cli_diff_add_up (const SeepCliDiff *diff)
{
  SeepCliDiffRow total = {
    .bytes = g_new0 (guint64, diff->n_snapshots),
    .counts = g_new0 (guint64, diff->n_snapshots),
  };

  for (guint i = 0; i < diff->rows->len; i++)
    for (guint k = 0; k < diff->n_snapshots; k++)
      {
        total.bytes[k] += g_array_index (diff->rows, SeepCliDiffRow, i).bytes[k];
        total.counts[k] += g_array_index (diff->rows, SeepCliDiffRow, i).counts[k];
      }
  return total;
}

void
seep_cli_diff_find_slope (const SeepCliDiffRow *row, guint n, SeepSlope *slope)
{
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = (double) row->bytes[i];
  seep_slope_find (values, n, slope);
}

GPtrArray *
seep_cli_diff_choose_rows (const SeepCliDiffQuestion *question,
                           const SeepCliDiff         *diff,
                           guint                     *n_unchanged)
{
  GPtrArray *rows = g_ptr_array_new ();

  *n_unchanged = 0;
  for (guint i = 0; i < diff->rows->len; i++)
    {
      SeepCliDiffRow *row = &g_array_index (diff->rows, SeepCliDiffRow, i);

      if (!question->has_unchanged && is_unchanged (row, diff->n_snapshots))
        (*n_unchanged)++;
      else if (rows->len < question->limit)
        g_ptr_array_add (rows, row);
    }
  return rows;
}
