/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-growth.h"
#include "analysis/seep-type-diff.h"
#include "analysis/seep-type-series.h"
#include "random-pair.h"

#include <string.h>

#define N_SERIES 100
#define MAX_DUMPS 5

static char *
describe (const char *name, guint64 old_count, guint64 old_bytes, guint64 count, guint64 bytes)
{
  return g_strdup_printf ("%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %" G_GUINT64_FORMAT,
                          name, old_count, old_bytes, count, bytes);
}

static int
compare_texts_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Rows as texts, sorted: both ways of comparing put equal rows in any order. */
static GPtrArray *
list_differences (SeepHeap *old_heap, SeepHeap *new_heap)
{
  g_autoptr(SeepTypeDiff) diff
    = seep_type_diff_new (old_heap, new_heap, NULL, SEEP_DIFF_ALL, NULL, NULL);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < diff->n_rows; i++)
    {
      const SeepTypeDiffRow *row = &diff->rows[i];
      const char *name = row->new_type != SEEP_NO_NODE
                           ? seep_heap_get_type_name (new_heap, row->new_type)
                           : seep_heap_get_type_name (old_heap, row->old_type);

      g_ptr_array_add (texts,
                       describe (name, row->old_count, row->old_bytes, row->count, row->bytes));
    }
  g_ptr_array_sort (texts, compare_texts_cb);
  return texts;
}

static void
check_series_of_two (SeepHeap *old_heap, SeepHeap *new_heap)
{
  g_autoptr(SeepTypeSeries) series = seep_type_series_new (SEEP_TYPE_FILTER_NONE);
  g_autoptr(GPtrArray) expected = list_differences (old_heap, new_heap);
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) rows = NULL;

  g_assert_true (seep_type_series_add (series, old_heap, NULL, NULL));
  g_assert_true (seep_type_series_add (series, new_heap, NULL, NULL));
  rows = seep_type_series_list (series);
  for (guint i = 0; i < rows->len; i++)
    {
      const SeepTypeSeriesRow *row = &g_array_index (rows, SeepTypeSeriesRow, i);

      g_ptr_array_add (found, describe (row->name, row->counts[0], row->bytes[0], row->counts[1],
                                        row->bytes[1]));
    }
  g_ptr_array_sort (found, compare_texts_cb);
  g_assert_cmpuint (found->len, ==, expected->len);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (found->pdata[i], ==, expected->pdata[i]);
}

static void
test_two_dumps_are_a_difference (void)
{
  for (guint round = 0; round < N_SERIES; round++)
    {
      g_auto(PairDump) old = { .n_types = 0 };
      g_auto(PairDump) new = { .n_types = 0 };
      g_autoptr(SeepHeap) old_heap = NULL;
      g_autoptr(SeepHeap) new_heap = NULL;

      random_pair_init_old (&old);
      random_pair_init_new (&new, &old);
      new.pid += round % 2;
      old_heap = pair_dump_make_heap (&old);
      new_heap = pair_dump_make_heap (&new);
      check_series_of_two (old_heap, new_heap);
    }
}

/* What objgraph.growth() does, called on each dump in turn with one dictionary of peaks: the
 * answers of the last call. */
typedef struct
{
  GHashTable *peaks;  /* owned */
  GHashTable *counts; /* owned; of the last dump */
  GHashTable *deltas; /* owned; of the last dump */
} Objgraph;

static void
objgraph_clear (Objgraph *self)
{
  g_hash_table_unref (self->peaks);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->deltas);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Objgraph, objgraph_clear)

static void
objgraph_init (Objgraph *self)
{
  self->peaks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->deltas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static guint
get (GHashTable *table, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, name));
}

static void
set (GHashTable *table, const char *name, guint value)
{
  g_hash_table_replace (table, g_strdup (name), GUINT_TO_POINTER (value));
}

static void
objgraph_grow (Objgraph *self, const SeepHeap *heap, gboolean is_short)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  GHashTableIter iter;
  gpointer name, count;

  g_hash_table_remove_all (self->counts);
  g_hash_table_remove_all (self->deltas);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      const char *full = seep_heap_get_type_name (heap, columns->types[i]);
      const char *dot = is_short ? strrchr (full, '.') : NULL;
      const char *here = dot != NULL ? dot + 1 : full;

      set (self->counts, here, get (self->counts, here) + 1);
    }
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &name, &count))
    {
      guint peak = get (self->peaks, name);

      if (GPOINTER_TO_UINT (count) > peak)
        {
          set (self->deltas, name, GPOINTER_TO_UINT (count) - peak);
          set (self->peaks, name, GPOINTER_TO_UINT (count));
        }
    }
}

static void
check_growth (SeepTypeSeries *series, SeepGrowthNames names, const Objgraph *expected)
{
  g_autoptr(SeepGrowth) growth = seep_growth_new (series, names);

  g_assert_cmpuint (growth->n_rows, ==, g_hash_table_size (expected->deltas));
  for (guint i = 0; i < growth->n_rows; i++)
    {
      const SeepGrowthRow *row = &growth->rows[i];

      g_assert_cmpuint (row->count, ==, get (expected->counts, row->name));
      g_assert_cmpuint (row->delta, ==, get (expected->deltas, row->name));
      if (i > 0)
        g_assert_cmpuint (row->delta, <=, row[-1].delta);
    }
}

static void
test_peaks_are_kept_as_objgraph_does (void)
{
  for (guint round = 0; round < N_SERIES; round++)
    {
      g_autoptr(SeepTypeSeries) series = seep_type_series_new (SEEP_TYPE_FILTER_NONE);
      g_auto(Objgraph) full = { NULL };
      g_auto(Objgraph) brief = { NULL };
      guint n_dumps = 1 + random_below (MAX_DUMPS);
      PairDump dumps[MAX_DUMPS];

      objgraph_init (&full);
      objgraph_init (&brief);
      for (guint i = 0; i < n_dumps; i++)
        {
          g_autoptr(SeepHeap) heap = NULL;

          if (i == 0)
            random_pair_init_old (&dumps[i]);
          else
            random_pair_init_new (&dumps[i], &dumps[i - 1]);
          dumps[i].n_types = MIN (dumps[i].n_types, RANDOM_PAIR_MAX_TYPES - 1);
          heap = pair_dump_make_heap (&dumps[i]);
          g_assert_true (seep_type_series_add (series, heap, NULL, NULL));
          objgraph_grow (&full, heap, FALSE);
          objgraph_grow (&brief, heap, TRUE);
          check_growth (series, SEEP_GROWTH_FULL_NAMES, &full);
          check_growth (series, SEEP_GROWTH_SHORT_NAMES, &brief);
        }
      for (guint i = 0; i < n_dumps; i++)
        pair_dump_clear (&dumps[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/type-series/two-dumps-are-a-difference", test_two_dumps_are_a_difference);
  g_test_add_func ("/type-series/peaks-are-kept-as-objgraph-does",
                   test_peaks_are_kept_as_objgraph_does);
  return g_test_run ();
}
