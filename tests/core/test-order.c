/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-order.h"

#include "base/seep-radix.h"
#include "random-heap.h"

#include <string.h>

#define N_HEAPS 150

/* Less than 0 if @a has the smaller key. */
static int
compare_keys (SeepHeap *heap, const SeepAnalysis *analysis, SeepOrderKey key, guint32 a, guint32 b)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint64 x = a;
  guint64 y = b;
  SeepValue values[2];

  switch (key)
    {
    case SEEP_ORDER_BYTES:
      x = seep_heap_get_size (heap, a);
      y = seep_heap_get_size (heap, b);
      break;
    case SEEP_ORDER_RETAINED:
      x = seep_analysis_get_retained_bytes (analysis, a);
      y = seep_analysis_get_retained_bytes (analysis, b);
      break;
    case SEEP_ORDER_LENGTH:
      seep_heap_get_value (heap, a, &values[0]);
      seep_heap_get_value (heap, b, &values[1]);
      x = values[0].length;
      y = values[1].length;
      break;
    case SEEP_ORDER_TYPE:
      return strcmp (seep_heap_get_type_name (heap, columns->types[a]),
                     seep_heap_get_type_name (heap, columns->types[b]));
    case SEEP_ORDER_REFCOUNT:
      x = columns->refcounts[a];
      y = columns->refcounts[b];
      break;
    case SEEP_ORDER_ADDRESS:
    default:
      break;
    }
  return x < y ? -1 : x > y;
}

/* Neighbours are in order, and each object is there once if the naive filter lets it through. */
static void
check_order (SeepHeap              *heap,
             const SeepAnalysis    *analysis,
             SeepOrderKey           key,
             gboolean               descending,
             const SeepOrderFilter *filter,
             const gboolean        *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepOrder) order
    = seep_order_new (heap, analysis, filter, key, descending, NULL, &error);
  guint32 n = seep_heap_get_columns (heap)->n_objects;
  g_autofree gboolean *seen = g_new0 (gboolean, n);

  g_assert_no_error (error);
  for (guint32 i = 0; i < order->n; i++)
    {
      g_assert_false (seen[order->ids[i]]);
      seen[order->ids[i]] = TRUE;
      if (i > 0)
        {
          int comparison = compare_keys (heap, analysis, key, order->ids[i - 1], order->ids[i]);

          g_assert_cmpint (descending ? -comparison : comparison, <=, 0);
          if (comparison == 0)
            g_assert_cmpuint (order->ids[i - 1], <, order->ids[i]);
        }
    }
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpint (seen[i], ==, expected[i]);
}

static void
check_all_orders (SeepHeap              *heap,
                  const SeepAnalysis    *analysis,
                  const SeepOrderFilter *filter,
                  const gboolean        *expected)
{
  for (SeepOrderKey key = SEEP_ORDER_ADDRESS; key <= SEEP_ORDER_REFCOUNT; key++)
    {
      check_order (heap, analysis, key, FALSE, filter, expected);
      check_order (heap, analysis, key, TRUE, filter, expected);
    }
}

static void
test_sorts_by_any_column_both_ways (void)
{
  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (80);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
      guint32 n = seep_heap_get_columns (heap)->n_objects;
      g_autofree gboolean *expected = g_new (gboolean, n);
      SeepOrderFilter filter = { NULL };

      for (guint32 i = 0; i < n; i++)
        expected[i] = TRUE;
      check_all_orders (heap, analysis, &filter, expected);
    }
}

/* Types 0 to 7 of the random heap; instances of type 1, str, have a text of their own. */
static gboolean
has_text (SeepHeap *heap, guint32 object, const char *text)
{
  guint32 type = seep_heap_get_columns (heap)->types[object];
  g_autofree char *preview = type == 1 ? seep_heap_dup_preview (heap, object) : g_strdup ("");
  g_autofree char *folded = g_utf8_casefold (preview, -1);
  g_autofree char *name = g_utf8_casefold (seep_heap_get_type_name (heap, type), -1);

  return strstr (folded, text) != NULL || strstr (name, text) != NULL;
}

static void
test_shows_what_the_filter_lets_through (void)
{
  static const char *const texts[][2]
    = { { "SESSION", "session" }, { "text 1", "text 1" }, { "e", "e" }, { "nothing", "nothing" } };

  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (80);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
      guint32 n = seep_heap_get_columns (heap)->n_objects;
      g_autofree gboolean *expected = g_new (gboolean, n);
      guint32 types[] = { random_below (8), 1, 1, G_MAXUINT32 };
      guint text = random_below (G_N_ELEMENTS (texts) + 1);
      SeepOrderFilter filter = { .only_garbage = round % 2 };
      guint32 only[80 / 32 + 1];

      for (guint i = 0; i < G_N_ELEMENTS (only); i++)
        only[i] = (guint32) g_test_rand_int () | (guint32) g_test_rand_int ();
      if (random_below (2))
        filter.only = only;
      if (round % 3 == 0)
        {
          filter.types = types;
          filter.n_types = random_below (G_N_ELEMENTS (types) + 1);
        }
      if (text < G_N_ELEMENTS (texts))
        filter.text = texts[text][0];
      for (guint32 i = 0; i < n; i++)
        {
          guint32 type = seep_heap_get_columns (heap)->types[i];
          gboolean is_listed = filter.types == NULL;

          for (guint k = 0; k < filter.n_types; k++)
            is_listed |= types[k] == type;
          expected[i] = is_listed
                        && (!filter.only_garbage || seep_analysis_is_garbage (analysis, i))
                        && (filter.only == NULL || (only[i / 32] >> i % 32 & 1) != 0)
                        && (filter.text == NULL || has_text (heap, i, texts[text][1]));
        }
      check_all_orders (heap, analysis, &filter, expected);
    }
}

/* Before the analysis: all keys but one. */
static void
test_needs_no_analysis (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (80);
  SeepOrderFilter filter = { .text = "" };
  g_autoptr(SeepOrder) order
    = seep_order_new (heap, NULL, &filter, SEEP_ORDER_BYTES, TRUE, NULL, NULL);

  g_assert_cmpuint (order->n, ==, seep_heap_get_columns (heap)->n_objects);
}

/* More bits than fit beside an id. */
static void
test_sorts_keys_of_64_bits (void)
{
  static const guint64 lengths[] = { G_MAXUINT64 - 1, 5, G_GUINT64_CONSTANT (1) << 63, 0, 7, 5 };
  static const guint32 ascending[] = { 3, 1, 5, 4, 2, 0 };
  static const guint32 descending[] = { 0, 2, 4, 1, 5, 3 };
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("x", NULL);
  g_autoptr(SeepHeap) heap = NULL;
  SeepOrderFilter filter = { NULL };

  random_heap_add_types (builder);
  for (guint32 i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      SeepValue value = { .has_length = TRUE, .length = lengths[i] };

      random_heap_add_object (builder, i, 1);
      seep_heap_builder_set_value (builder, &value);
    }
  heap = seep_heap_builder_finish (builder, NULL, NULL);
  for (guint way = 0; way < 2; way++)
    {
      g_autoptr(SeepOrder) order
        = seep_order_new (heap, NULL, &filter, SEEP_ORDER_LENGTH, way, NULL, NULL);

      g_assert_cmpmem (order->ids, order->n * sizeof (guint32), way ? descending : ascending,
                       sizeof ascending);
    }
}

static void
test_radix_sort_is_stable (void)
{
  for (guint round = 0; round < 300; round++)
    {
      guint32 n = random_below (300);
      guint first_bit = random_below (64);
      guint n_bits = 1 + random_below (64);
      g_autofree guint64 *words = g_new (guint64, n + 1);
      g_autofree guint64 *before = g_new (guint64, n + 1);
      g_autofree guint64 *scratch = g_new (guint64, n + 1);

      for (guint32 i = 0; i < n; i++)
        words[i] = ((guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ())
                   >> (64 - n_bits);
      memcpy (before, words, n * sizeof (guint64));
      g_assert_true (seep_radix_sort (words, scratch, n, first_bit, NULL, NULL));

      /* Insertion: the naive stable sort. */
      for (guint32 i = 1; i < n; i++)
        {
          guint64 word = before[i];
          guint32 at = i;

          for (; at > 0 && before[at - 1] >> first_bit > word >> first_bit; at--)
            before[at] = before[at - 1];
          before[at] = word;
        }
      g_assert_cmpmem (words, n * sizeof (guint64), before, n * sizeof (guint64));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/sorts-by-any-column-both-ways", test_sorts_by_any_column_both_ways);
  g_test_add_func ("/order/shows-what-the-filter-lets-through",
                   test_shows_what_the_filter_lets_through);
  g_test_add_func ("/order/needs-no-analysis", test_needs_no_analysis);
  g_test_add_func ("/order/sorts-keys-of-64-bits", test_sorts_keys_of_64_bits);
  g_test_add_func ("/radix/sort-is-stable", test_radix_sort_is_stable);
  return g_test_run ();
}
