/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-growth.h"

#include <stdlib.h>
#include <string.h>

/* __name__ of a type: what is behind the last dot of "app.make.<locals>.Session". */
static const char *
get_last_part (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && dot[1] != '\0' ? dot + 1 : name;
}

/* Counts by name, n_dumps of them, of all rows that share it. */
static GHashTable *
sum_up (SeepGrowth *growth, SeepTypeSeries *series, SeepGrowthNames names)
{
  g_autoptr(GArray) rows = seep_type_series_list (series);
  guint n_dumps = seep_type_series_get_n_dumps (series);
  GHashTable *sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      const SeepTypeSeriesRow *row = &g_array_index (rows, SeepTypeSeriesRow, i);
      const char *name = names == SEEP_GROWTH_SHORT_NAMES ? get_last_part (row->name) : row->name;
      guint64 *counts = g_hash_table_lookup (sums, name);

      if (counts == NULL)
        {
          counts = g_new0 (guint64, n_dumps);
          g_hash_table_insert (sums, g_string_chunk_insert (growth->names, name), counts);
        }
      for (guint k = 0; k < n_dumps; k++)
        counts[k] += row->counts[k];
    }
  return sums;
}

static int
compare_rows_cb (gconstpointer a, gconstpointer b)
{
  const SeepGrowthRow *x = a;
  const SeepGrowthRow *y = b;

  if (x->delta != y->delta)
    return x->delta > y->delta ? -1 : 1;
  return strcmp (x->name, y->name);
}

SeepGrowth *
seep_growth_new (SeepTypeSeries *series, SeepGrowthNames names)
{
  SeepGrowth *growth = g_new0 (SeepGrowth, 1);
  guint n_dumps = seep_type_series_get_n_dumps (series);
  g_autoptr(GHashTable) sums = NULL;
  GHashTableIter iter;
  gpointer name, value;

  growth->names = g_string_chunk_new (4096);
  sums = sum_up (growth, series, names);
  growth->rows = g_new (SeepGrowthRow, g_hash_table_size (sums));
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const guint64 *counts = value;
      guint64 count = counts[n_dumps - 1];
      guint64 peak = 0;

      for (guint k = 0; k + 1 < n_dumps; k++)
        peak = MAX (peak, counts[k]);
      if (count > peak)
        growth->rows[growth->n_rows++] = (SeepGrowthRow) { name, count, count - peak };
    }
  qsort (growth->rows, growth->n_rows, sizeof (SeepGrowthRow), compare_rows_cb);
  return growth;
}

void
seep_growth_free (SeepGrowth *growth)
{
  if (growth == NULL)
    return;

  g_string_chunk_free (growth->names);
  g_free (growth->rows);
  g_free (growth);
}
