/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-sites-diff.h"

#include "analysis/seep-site-places.h"
#include "analysis/seep-sites-match.h"
#include "base/seep-pages.h"

/* What the rows are sorted with. */
typedef struct
{
  SeepSitePlaces old_places;
  SeepSitePlaces places;
  SeepSitesBy    by;
} Comparison;

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

static const SeepSitePlaces *
get_place (const Comparison *comparison, const SeepSiteDiffRow *row, guint32 *key)
{
  *key = row->is_gone ? row->old_key : row->new_key;
  return row->is_gone ? &comparison->old_places : &comparison->places;
}

static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *comparison = data;
  const SeepSiteDiffRow *x = a;
  const SeepSiteDiffRow *y = b;
  const guint64 x_numbers[] = { get_distance (x->bytes, x->old_bytes), x->bytes,
                                get_distance (x->count, x->old_count), x->count };
  const guint64 y_numbers[] = { get_distance (y->bytes, y->old_bytes), y->bytes,
                                get_distance (y->count, y->old_count), y->count };
  const SeepSitePlaces *x_place, *y_place;
  guint32 x_key, y_key;

  for (guint i = 0; i < G_N_ELEMENTS (x_numbers); i++)
    if (x_numbers[i] != y_numbers[i])
      return x_numbers[i] > y_numbers[i] ? -1 : 1;

  x_place = get_place (comparison, x, &x_key);
  y_place = get_place (comparison, y, &y_key);
  return seep_site_places_compare (y_place, y_key, x_place, x_key, comparison->by);
}

/* The new rows with what @matches finds of the old, then what is gone. */
static gboolean
join (SeepSitesDiff   *diff,
      const SeepSites *old_sites,
      const SeepSites *sites,
      const guint32   *matches,
      GError         **error)
{
  guint n_rows = sites->n_rows;

  for (guint i = 0; i < old_sites->n_rows; i++)
    n_rows += matches[i] == SEEP_NO_NODE;
  diff->rows = seep_pages_alloc (n_rows, sizeof (SeepSiteDiffRow), error);
  diff->n_rows = n_rows;
  if (diff->rows == NULL)
    return FALSE;

  n_rows = sites->n_rows;
  for (guint i = 0; i < n_rows; i++)
    diff->rows[i] = (SeepSiteDiffRow) {
      .old_key = SEEP_NO_NODE,
      .new_key = sites->rows[i].key,
      .is_new = TRUE,
      .bytes = sites->rows[i].bytes,
      .count = sites->rows[i].count,
      .total = sites->rows[i].total,
    };
  for (guint i = 0; i < old_sites->n_rows; i++)
    {
      const SeepSiteRow *old_row = &old_sites->rows[i];
      gboolean is_gone = matches[i] == SEEP_NO_NODE;
      SeepSiteDiffRow *row = &diff->rows[is_gone ? n_rows++ : matches[i]];

      row->is_new = FALSE;
      row->is_gone = is_gone;
      row->old_key = old_row->key;
      row->new_key = is_gone ? SEEP_NO_NODE : row->new_key;
      row->old_bytes = old_row->bytes;
      row->old_count = old_row->count;
      row->total = is_gone ? old_row->total : row->total;
    }
  return TRUE;
}

static gboolean
compare (SeepSitesDiff   *diff,
         const SeepSites *old_sites,
         const SeepSites *sites,
         Comparison      *comparison,
         SeepTask        *task,
         GError         **error)
{
  guint32 *matches = seep_sites_match (old_sites, &comparison->old_places, sites,
                                       &comparison->places, task, error);
  gboolean done = matches != NULL && join (diff, old_sites, sites, matches, error);

  seep_pages_free (matches, old_sites->n_rows, sizeof (guint32));
  if (done)
    g_qsort_with_data (diff->rows, (gint) diff->n_rows, sizeof (SeepSiteDiffRow), compare_rows_cb,
                       comparison);
  return done;
}

SeepSitesDiff *
seep_sites_diff_new (const SeepSites *old_sites,
                     const SeepSites *sites,
                     SeepTask        *task,
                     GError         **error)
{
  g_autoptr(SeepSitesDiff) diff = NULL;
  Comparison comparison = { .by = sites->by };
  gboolean done;

  g_return_val_if_fail (old_sites->by == sites->by, NULL);
  g_return_val_if_fail (old_sites->counting == sites->counting, NULL);

  diff = g_new0 (SeepSitesDiff, 1);
  diff->old_traces = seep_traces_ref (old_sites->traces);
  diff->traces = seep_traces_ref (sites->traces);
  diff->by = sites->by;
  done = seep_site_places_init (&comparison.old_places, diff->old_traces, &comparison.places,
                                diff->traces, error)
         && compare (diff, old_sites, sites, &comparison, task, error);
  seep_site_places_clear (&comparison.old_places);
  seep_site_places_clear (&comparison.places);
  return done ? g_steal_pointer (&diff) : NULL;
}

void
seep_sites_diff_free (SeepSitesDiff *diff)
{
  if (diff == NULL)
    return;

  seep_pages_free (diff->rows, diff->n_rows, sizeof (SeepSiteDiffRow));
  seep_traces_unref (diff->old_traces);
  seep_traces_unref (diff->traces);
  g_free (diff);
}
