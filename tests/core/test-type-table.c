/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-type-table.h"

#include "base/seep-error.h"
#include "random-heap.h"

#include <string.h>

#define N_HEAPS 200

static gboolean
is_in (SeepHeap *heap, guint32 object, guint32 type, SeepTypeFilter filter)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  return columns->types[object] == type
         && (!(filter & SEEP_TYPE_FILTER_TRACKED) || columns->flags[object] & SEEP_OBJECT_TRACKED);
}

/* The sum over the instances that no other instance dominates. */
static guint64
find_retained (const SeepAnalysis *analysis, guint32 type, SeepTypeFilter filter)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepDominators *dominators = seep_analysis_get_dominators (analysis);
  guint32 n = seep_heap_get_columns (heap)->n_objects;
  guint64 bytes = 0;

  for (guint32 i = 0; i < n; i++)
    {
      gboolean is_top = is_in (heap, i, type, filter);

      for (guint32 k = 0; is_top && k < n; k++)
        is_top = k == i || !is_in (heap, k, type, filter)
                 || !seep_dominators_is_dominated (dominators, k, i);
      bytes += is_top ? seep_analysis_get_retained_bytes (analysis, i) : 0;
    }
  return bytes;
}

static void
check_rows (const SeepTypeTable *table,
            SeepHeap            *heap,
            const SeepAnalysis  *analysis,
            SeepTypeFilter       filter)
{
  guint64 count = 0, bytes = 0;
  guint n_types = 0;

  for (guint32 type = 0; type < seep_heap_get_n_types (heap); type++)
    {
      SeepTypeRow expected = { .type = type };
      const SeepTypeRow *row = NULL;

      for (guint32 i = 0; i < seep_heap_get_columns (heap)->n_objects; i++)
        if (is_in (heap, i, type, filter))
          {
            expected.count++;
            expected.bytes += seep_heap_get_size (heap, i);
          }
      for (guint i = 0; i < table->n_rows; i++)
        row = table->rows[i].type == type ? &table->rows[i] : row;
      g_assert_cmpint (row != NULL, ==, expected.count > 0);
      if (row == NULL)
        continue;
      g_assert_cmpuint (row->count, ==, expected.count);
      g_assert_cmpuint (row->bytes, ==, expected.bytes);
      g_assert_cmpuint (row->retained_bytes, ==,
                        analysis != NULL ? find_retained (analysis, type, filter) : 0);
      count += row->count;
      bytes += row->bytes;
      n_types++;
    }
  g_assert_cmpuint (table->n_rows, ==, n_types);
  g_assert_cmpuint (table->count, ==, count);
  g_assert_cmpuint (table->bytes, ==, bytes);
}

static void
test_counts_nothing_twice (void)
{
  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (60);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);

      for (guint filter = 0; filter <= SEEP_TYPE_FILTER_TRACKED; filter++)
        {
          g_autoptr(SeepTypeTable) before = seep_type_table_new (heap, NULL, filter, NULL, NULL);
          g_autoptr(SeepTypeTable) after = seep_type_table_new (heap, analysis, filter, NULL, NULL);

          check_rows (before, heap, NULL, filter);
          check_rows (after, heap, analysis, filter);
        }
    }
}

/* Whether @a may stand before @b. */
static gboolean
is_before (SeepHeap *heap, const SeepTypeRow *a, const SeepTypeRow *b, SeepTypeSort sort)
{
  guint64 keys[][2] = {
    [SEEP_TYPE_SORT_RETAINED] = { a->retained_bytes, b->retained_bytes },
    [SEEP_TYPE_SORT_BYTES] = { a->bytes, b->bytes },
    [SEEP_TYPE_SORT_COUNT] = { a->count, b->count },
    [SEEP_TYPE_SORT_NAME] = { 0, 0 },
  };

  if (keys[sort][0] != keys[sort][1])
    return keys[sort][0] > keys[sort][1];
  return strcmp (seep_heap_get_type_name (heap, a->type),
                 seep_heap_get_type_name (heap, b->type))
         <= 0;
}

static void
test_sorts_largest_first_then_by_name (void)
{
  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (20);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
      g_autoptr(SeepTypeTable) table = seep_type_table_new (heap, analysis, 0, NULL, NULL);

      for (guint i = 1; i < table->n_rows; i++)
        g_assert_true (is_before (heap, &table->rows[i - 1], &table->rows[i],
                                  SEEP_TYPE_SORT_RETAINED));
      for (SeepTypeSort sort = SEEP_TYPE_SORT_RETAINED; sort <= SEEP_TYPE_SORT_NAME; sort++)
        {
          seep_type_table_sort (table, heap, sort);
          for (guint i = 1; i < table->n_rows; i++)
            g_assert_true (is_before (heap, &table->rows[i - 1], &table->rows[i], sort));
        }
    }
}

static void
check_found (SeepHeap *heap, const char *name, guint n_expected, const char *full)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) types = seep_types_find (heap, name, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (types->len, ==, n_expected);
  for (guint i = 0; i < types->len; i++)
    g_assert_cmpstr (seep_heap_get_type_name (heap, g_array_index (types, guint32, i)), ==, full);
}

static void
test_finds_types_by_name (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (1);
  g_autoptr(GError) error = NULL;

  check_found (heap, "app.Session", 1, "app.Session");
  check_found (heap, "web.Session", 1, "web.Session");
  check_found (heap, "dict", 1, "dict");
  check_found (heap, "Node", 1, "app.Node");
  check_found (heap, "app.Cache", 2, "app.Cache"); /* two types of one name */
  check_found (heap, "Cache", 2, "app.Cache");

  g_assert_null (seep_types_find (heap, "Session", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_assert_nonnull (strstr (error->message, "app.Session"));
  g_assert_nonnull (strstr (error->message, "web.Session"));
  g_clear_error (&error);
  g_assert_null (seep_types_find (heap, "session", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (seep_types_find (heap, "", &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/type-table/counts-nothing-twice", test_counts_nothing_twice);
  g_test_add_func ("/type-table/sorts-largest-first-then-by-name",
                   test_sorts_largest_first_then_by_name);
  g_test_add_func ("/type-table/finds-types-by-name", test_finds_types_by_name);
  return g_test_run ();
}
