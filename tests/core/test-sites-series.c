/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-sites-series.h"

#include "analysis/seep-sites-diff.h"
#include "naive-sites.h"

#define N_ROUNDS 100
#define MAX_TRACES 40
#define MAX_SNAPSHOTS 5

typedef struct
{
  SeepSites *sites[MAX_SNAPSHOTS];
  GArray    *traces[MAX_SNAPSHOTS];
  guint      n;
} Snapshots;

static void
snapshots_clear (Snapshots *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_array_unref (self->traces[i]);
      seep_sites_free (self->sites[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Snapshots, snapshots_clear)

static void
snapshots_init (Snapshots *self, guint n, SeepSitesBy by, SeepSitesCounting counting)
{
  self->n = n;
  for (guint i = 0; i < n; i++)
    do
      {
        g_autoptr(SeepTraces) built = NULL;

        g_clear_pointer (&self->traces[i], g_array_unref);
        self->traces[i] = naive_traces_new (MAX_TRACES, NAIVE_WITH_FUNCTIONS);
        built = naive_traces_build (self->traces[i]);
        self->sites[i] = seep_sites_new (built, by, counting, NULL, NULL, NULL);
      }
    while (self->sites[i] == NULL); /* without any frame there are no functions */
}

/* What a snapshot has at a place, found by looking through it. */
static void
check_snapshot (const Snapshots          *snapshots,
                guint                     snapshot,
                SeepSitesBy               by,
                SeepSitesCounting         counting,
                const SeepSitesSeries    *series)
{
  g_autoptr(GArray) naive = naive_sites_new (snapshots->traces[snapshot], by, counting);
  guint n_found = 0;

  for (guint i = 0; i < series->n_rows; i++)
    {
      const SeepSitesSeriesRow *row = &series->rows[i];
      NaiveStack place
        = naive_get_place (snapshots->sites[row->snapshot]->traces, by, row->key);
      guint64 bytes = 0;
      guint64 count = 0;

      for (guint k = 0; k < naive->len; k++)
        {
          const NaiveRow *here = &g_array_index (naive, NaiveRow, k);

          if (naive_compare_places (&here->place, &place) == 0)
            {
              bytes += here->bytes;
              count += here->count;
              n_found++;
            }
        }
      g_assert_cmpuint (row->bytes[snapshot], ==, bytes);
      g_assert_cmpuint (row->counts[snapshot], ==, count);
    }
  g_assert_cmpuint (n_found, ==, naive->len);
}

static void
test_each_place_has_a_row (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      SeepSitesBy by = (SeepSitesBy) (round % (SEEP_SITES_BY_TRACEBACK + 1));
      SeepSitesCounting counting
        = by == SEEP_SITES_BY_TRACEBACK ? SEEP_SITES_OWN : (SeepSitesCounting) (round / 4 % 3);
      g_auto(Snapshots) snapshots = { .n = 0 };
      g_autoptr(SeepSitesSeries) series = NULL;

      snapshots_init (&snapshots, 2 + round % (MAX_SNAPSHOTS - 1), by, counting);
      series = seep_sites_series_new (snapshots.sites, snapshots.n, NULL, NULL);
      for (guint i = 0; i < snapshots.n; i++)
        check_snapshot (&snapshots, i, by, counting, series);
    }
}

static void
test_two_snapshots_are_a_difference (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_auto(Snapshots) snapshots = { .n = 0 };
      g_autoptr(SeepSitesSeries) series = NULL;
      g_autoptr(SeepSitesDiff) diff = NULL;

      snapshots_init (&snapshots, 2, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
      series = seep_sites_series_new (snapshots.sites, 2, NULL, NULL);
      diff = seep_sites_diff_new (snapshots.sites[0], snapshots.sites[1], NULL, NULL);
      g_assert_cmpuint (series->n_rows, ==, diff->n_rows);
      for (guint i = 0; i < diff->n_rows; i++)
        {
          g_assert_cmpuint (series->rows[i].bytes[0], ==, diff->rows[i].old_bytes);
          g_assert_cmpuint (series->rows[i].bytes[1], ==, diff->rows[i].bytes);
          g_assert_cmpuint (series->rows[i].counts[0], ==, diff->rows[i].old_count);
          g_assert_cmpuint (series->rows[i].counts[1], ==, diff->rows[i].count);
          g_assert_cmpuint (series->rows[i].key, ==,
                            diff->rows[i].is_gone ? diff->rows[i].old_key : diff->rows[i].new_key);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sites-series/each-place-has-a-row", test_each_place_has_a_row);
  g_test_add_func ("/sites-series/two-snapshots-are-a-difference",
                   test_two_snapshots_are_a_difference);
  return g_test_run ();
}
