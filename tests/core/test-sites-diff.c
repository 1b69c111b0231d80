/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-sites-diff.h"

#include "analysis/seep-sites-text.h"
#include "model/seep-traces-builder.h"
#include "naive-sites.h"

#include <string.h>

#define N_ROUNDS 300
#define MAX_TRACES 40

typedef struct
{
  NaiveStack place;
  guint64    old_bytes, bytes;
  guint64    old_count, count;
} NaiveChange;

static NaiveChange *
find_change (GArray *changes, const NaiveStack *place)
{
  for (guint i = 0; i < changes->len; i++)
    if (naive_compare_places (&g_array_index (changes, NaiveChange, i).place, place) == 0)
      return &g_array_index (changes, NaiveChange, i);

  return NULL;
}

static int
compare_changes_cb (gconstpointer a, gconstpointer b)
{
  const NaiveChange *x = a;
  const NaiveChange *y = b;
  gint64 orders[] = {
    ABS ((gint64) (y->bytes - y->old_bytes)) - ABS ((gint64) (x->bytes - x->old_bytes)),
    (gint64) (y->bytes - x->bytes),
    ABS ((gint64) (y->count - y->old_count)) - ABS ((gint64) (x->count - x->old_count)),
    (gint64) (y->count - x->count),
    naive_compare_places (&y->place, &x->place),
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (orders[i] != 0)
      return orders[i] < 0 ? -1 : 1;
  return 0;
}

/* _compare_grouped_stats() and the sort behind it. */
static GArray *
compare_naively (const GArray     *old_traces,
                 const GArray     *traces,
                 SeepSitesBy       by,
                 SeepSitesCounting counting)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (NaiveChange));
  g_autoptr(GArray) old_rows = naive_sites_new (old_traces, by, counting);
  g_autoptr(GArray) rows = naive_sites_new (traces, by, counting);

  for (guint i = 0; i < rows->len; i++)
    {
      const NaiveRow *row = &g_array_index (rows, NaiveRow, i);
      NaiveChange change = { .place = row->place, .bytes = row->bytes, .count = row->count };

      g_array_append_val (changes, change);
    }
  for (guint i = 0; i < old_rows->len; i++)
    {
      const NaiveRow *row = &g_array_index (old_rows, NaiveRow, i);
      NaiveChange *found = find_change (changes, &row->place);
      NaiveChange gone = { .place = row->place, .old_bytes = row->bytes, .old_count = row->count };

      if (found == NULL)
        g_array_append_val (changes, gone);
      else
        {
          found->old_bytes = row->bytes;
          found->old_count = row->count;
        }
    }
  g_array_sort (changes, compare_changes_cb);
  return changes;
}

static void
check_place (const SeepTraces *traces, SeepSitesBy by, guint32 key, const NaiveStack *expected)
{
  NaiveStack place = naive_get_place (traces, by, key);

  g_assert_cmpint (naive_compare_places (&place, expected), ==, 0);
}

static void
check_rows (const GArray *naive, const SeepSitesDiff *diff)
{
  g_assert_cmpuint (diff->n_rows, ==, naive->len);
  for (guint i = 0; i < naive->len; i++)
    {
      const NaiveChange *expected = &g_array_index (naive, NaiveChange, i);
      const SeepSiteDiffRow *row = &diff->rows[i];

      g_assert_cmpuint (row->old_bytes, ==, expected->old_bytes);
      g_assert_cmpuint (row->bytes, ==, expected->bytes);
      g_assert_cmpuint (row->old_count, ==, expected->old_count);
      g_assert_cmpuint (row->count, ==, expected->count);
      g_assert_cmpint (row->is_new, ==, expected->old_count == 0);
      g_assert_cmpint (row->is_gone, ==, expected->count == 0);
      if (!row->is_new)
        check_place (diff->old_traces, diff->by, row->old_key, &expected->place);
      if (!row->is_gone)
        check_place (diff->traces, diff->by, row->new_key, &expected->place);
    }
}

static gboolean
make_sites (SeepTraces       *traces,
            SeepSitesBy       by,
            SeepSitesCounting counting,
            SeepSites       **sites)
{
  *sites = seep_sites_new (traces, by, counting, NULL, NULL, NULL);
  return *sites != NULL;
}

static void
test_compares_as_one_by_one (void)
{
  guint n_compared = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      NaiveKind kind = round % 2 == 0 ? NAIVE_PLAIN : NAIVE_WITH_FUNCTIONS;
      g_autoptr(GArray) old_traces = naive_traces_new (MAX_TRACES, kind);
      g_autoptr(GArray) new_traces = naive_traces_new (MAX_TRACES, kind);
      g_autoptr(SeepTraces) old_built = naive_traces_build (old_traces);
      g_autoptr(SeepTraces) new_built = naive_traces_build (new_traces);

      for (SeepSitesBy by = SEEP_SITES_BY_LINE; by <= SEEP_SITES_BY_TRACEBACK; by++)
        for (SeepSitesCounting counting = SEEP_SITES_OWN; counting <= SEEP_SITES_CUMULATIVE_ONCE;
             counting++)
          {
            g_autoptr(SeepSites) old_sites = NULL;
            g_autoptr(SeepSites) new_sites = NULL;
            g_autoptr(SeepSitesDiff) diff = NULL;
            g_autoptr(GArray) naive = NULL;
            g_autoptr(GError) error = NULL;

            if (!make_sites (old_built, by, counting, &old_sites)
                || !make_sites (new_built, by, counting, &new_sites))
              continue; /* test-sites.c tells what is refused */
            naive = compare_naively (old_traces, new_traces, by, counting);
            diff = seep_sites_diff_new (old_sites, new_sites, NULL, &error);
            g_assert_no_error (error);
            check_rows (naive, diff);
            n_compared++;
          }
    }
  g_assert_cmpuint (n_compared, >, N_ROUNDS * 8);
}

static void
test_finds_nothing_between_equals (void)
{
  for (guint round = 0; round < N_ROUNDS / 10; round++)
    {
      g_autoptr(GArray) traces = naive_traces_new (MAX_TRACES, NAIVE_PLAIN);
      g_autoptr(SeepTraces) built = naive_traces_build (traces);
      g_autoptr(SeepSites) sites =
        seep_sites_new (built, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN, NULL, NULL, NULL);
      g_autoptr(SeepSitesDiff) diff = seep_sites_diff_new (sites, sites, NULL, NULL);

      g_assert_cmpuint (diff->n_rows, ==, sites->n_rows);
      for (guint i = 0; i < diff->n_rows; i++)
        {
          g_assert_cmpuint (diff->rows[i].old_key, ==, diff->rows[i].new_key);
          g_assert_cmpuint (diff->rows[i].old_bytes, ==, diff->rows[i].bytes);
          g_assert_false (diff->rows[i].is_new || diff->rows[i].is_gone);
        }
    }
}

static SeepTraces *
make_traces (const char *file, const guint64 *sizes, guint n, guint32 total)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("made.pickle");
  SeepStackFrame place = { .line = 3 };
  guint32 frame, traceback;

  seep_traces_builder_add_string (builder, "", 0, NULL);
  place.file = seep_traces_builder_add_string (builder, file, strlen (file), NULL);
  frame = seep_traces_builder_add_frame (builder, place, NULL);
  traceback = seep_traces_builder_add_traceback (builder, &frame, 1, NULL);
  for (guint i = 0; i < n; i++)
    g_assert_true (seep_traces_builder_add_trace (builder, sizes[i], traceback, 0, total, NULL));
  return seep_traces_builder_finish (builder, NULL);
}

static SeepSites *
make_one (const char *file, const guint64 *sizes, guint n)
{
  g_autoptr(SeepTraces) traces = make_traces (file, sizes, n, 0);

  return seep_sites_new (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN, NULL, NULL, NULL);
}

static void
test_writes_rows_as_tracemalloc (void)
{
  g_autoptr(SeepSites) before = make_one ("app.py", (guint64[]) { 100, 20000 }, 2);
  g_autoptr(SeepSites) after = make_one ("app.py", (guint64[]) { 50, 50, 50 }, 3);
  g_autoptr(SeepSites) other = make_one ("new.py", (guint64[]) { 0 }, 1);
  g_autoptr(SeepSitesDiff) shrunk = seep_sites_diff_new (before, after, NULL, NULL);
  g_autoptr(SeepSitesDiff) same = seep_sites_diff_new (after, after, NULL, NULL);
  g_autoptr(SeepSitesDiff) replaced = seep_sites_diff_new (after, other, NULL, NULL);
  g_autofree char *text = seep_sites_dup_diff_text (shrunk, &shrunk->rows[0]);
  g_autofree char *nothing = seep_sites_dup_diff_text (same, &same->rows[0]);
  g_autofree char *gone = seep_sites_dup_diff_text (replaced, &replaced->rows[0]);
  g_autofree char *came = seep_sites_dup_diff_text (replaced, &replaced->rows[1]);

  g_assert_cmpstr (text, ==, "app.py:3: size=150 B (-19.5 KiB), count=3 (+1), average=50 B");
  g_assert_cmpstr (nothing, ==, "app.py:3: size=150 B (+0 B), count=3 (+0), average=50 B");
  g_assert_cmpstr (gone, ==, "app.py:3: size=0 B (-150 B), count=0 (-3)");
  g_assert_cmpstr (came, ==, "new.py:3: size=0 B (+0 B), count=1 (+1), average=0 B");
}

static SeepSites *
make_stack (const char *file, guint32 total)
{
  g_autoptr(SeepTraces) traces = make_traces (file, (guint64[]) { 8 }, 1, total);

  return seep_sites_new (traces, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN, NULL, NULL, NULL);
}

static void
test_says_how_long_stacks_were (void)
{
  g_autoptr(SeepSites) before = make_stack ("app.py", 4);
  g_autoptr(SeepSites) after = make_stack ("app.py", 7);
  g_autoptr(SeepSites) other = make_stack ("new.py", 9);
  g_autoptr(SeepSitesDiff) stayed = seep_sites_diff_new (before, after, NULL, NULL);
  g_autoptr(SeepSitesDiff) replaced = seep_sites_diff_new (before, other, NULL, NULL);

  g_assert_cmpuint (stayed->rows[0].total, ==, 7);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (replaced->rows[i].total, ==, replaced->rows[i].is_gone ? 4 : 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sites-diff/compares-as-one-by-one", test_compares_as_one_by_one);
  g_test_add_func ("/sites-diff/finds-nothing-between-equals", test_finds_nothing_between_equals);
  g_test_add_func ("/sites-diff/writes-rows-as-tracemalloc", test_writes_rows_as_tracemalloc);
  g_test_add_func ("/sites-diff/says-how-long-stacks-were", test_says_how_long_stacks_were);
  return g_test_run ();
}
