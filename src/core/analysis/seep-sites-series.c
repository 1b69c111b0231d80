/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of all snapshots are sorted by place; those of one place are neighbours then. */
#include "config.h"

#include "analysis/seep-sites-series.h"

typedef struct
{
  guint   snapshot;
  guint32 row;
} Entry;

typedef struct
{
  SeepSites *const *sites; /* borrowed */
  guint             n;
} Comparison;

static int
compare_places (const Comparison *self, guint a, guint32 key_a, guint b, guint32 key_b)
{
  return seep_sites_compare_keys (self->sites[a]->traces, key_a, self->sites[b]->traces, key_b,
                                  self->sites[a]->by);
}

static int
compare_entry_places (const Comparison *self, const Entry *x, const Entry *y)
{
  return compare_places (self, x->snapshot, self->sites[x->snapshot]->rows[x->row].key, y->snapshot,
                         self->sites[y->snapshot]->rows[y->row].key);
}

static int
compare_entries_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Entry *x = a;
  const Entry *y = b;
  int places = compare_entry_places (data, x, y);

  return places != 0 ? places : (x->snapshot > y->snapshot) - (x->snapshot < y->snapshot);
}

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *self = data;
  const SeepSitesSeriesRow *x = a;
  const SeepSitesSeriesRow *y = b;
  guint last = self->n - 1;
  const guint64 numbers[][2] = {
    { get_distance (x->bytes[0], x->bytes[last]), get_distance (y->bytes[0], y->bytes[last]) },
    { x->bytes[last], y->bytes[last] },
    { get_distance (x->counts[0], x->counts[last]), get_distance (y->counts[0], y->counts[last]) },
    { x->counts[last], y->counts[last] },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i][0] != numbers[i][1])
      return numbers[i][0] > numbers[i][1] ? -1 : 1;
  return compare_places (self, y->snapshot, y->key, x->snapshot, x->key);
}

static Entry *
list_entries (Comparison *self, gsize *n_entries)
{
  Entry *entries;
  gsize n = 0;

  for (guint i = 0; i < self->n; i++)
    n += self->sites[i]->n_rows;
  entries = g_new (Entry, n);
  *n_entries = n;
  n = 0;
  for (guint i = 0; i < self->n; i++)
    for (guint32 k = 0; k < self->sites[i]->n_rows; k++)
      entries[n++] = (Entry) { i, k };
  return entries;
}

/* Neighbours of one place become a row. */
static void
join (SeepSitesSeries *series, const Comparison *self, const Entry *entries, gsize n_entries)
{
  guint64 *column = series->columns;
  gsize n;

  for (gsize i = 0; i < n_entries; i += n)
    {
      SeepSitesSeriesRow *row = &series->rows[series->n_rows++];

      row->bytes = column;
      row->counts = column + self->n;
      for (n = 0;
           i + n < n_entries && compare_entry_places (self, &entries[i], &entries[i + n]) == 0; n++)
        {
          const Entry *entry = &entries[i + n];
          const SeepSiteRow *site = &self->sites[entry->snapshot]->rows[entry->row];

          row->snapshot = entry->snapshot;
          row->key = site->key;
          column[entry->snapshot] += site->bytes;
          column[self->n + entry->snapshot] += site->count;
        }
      column += 2 * (gsize) self->n;
    }
}

SeepSitesSeries *
seep_sites_series_new (SeepSites *const *sites, guint n, SeepTask *task, GError **error)
{
  g_autoptr(SeepSitesSeries) series = g_new0 (SeepSitesSeries, 1);
  Comparison comparison = { sites, n };
  gsize n_entries;
  g_autofree Entry *entries = list_entries (&comparison, &n_entries);

  g_return_val_if_fail (n >= 2, NULL);

  if (seep_task_is_cancelled (task, error))
    return NULL;
  g_qsort_with_data (entries, (gint) n_entries, sizeof (Entry), compare_entries_cb, &comparison);
  if (seep_task_is_cancelled (task, error))
    return NULL;

  series->n_snapshots = n;
  series->columns = g_new0 (guint64, n_entries * n * 2);
  series->rows = g_new0 (SeepSitesSeriesRow, n_entries);
  join (series, &comparison, entries, n_entries);
  g_qsort_with_data (series->rows, (gint) series->n_rows, sizeof (SeepSitesSeriesRow),
                     compare_rows_cb, &comparison);
  return g_steal_pointer (&series);
}

void
seep_sites_series_free (SeepSitesSeries *series)
{
  if (series == NULL)
    return;

  g_free (series->columns);
  g_free (series->rows);
  g_free (series);
}
