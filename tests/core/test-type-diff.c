/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-type-diff.h"

#include "base/seep-bits.h"
#include "random-pair.h"

#include <string.h>

#define N_PAIRS 200

typedef struct
{
  guint64 count;
  guint64 bytes;
} Sum;

/* Of @type (SEEP_NO_NODE: none), those whose bit is as wanted. */
static Sum
sum_up (const SeepHeap *heap, guint32 type, const guint32 *bits, gboolean wanted)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  Sum sum = { 0, 0 };

  for (guint32 i = 0; i < columns->n_objects; i++)
    if (columns->types[i] == type && (bits == NULL || seep_bits_has (bits, i) == wanted))
      {
        sum.count++;
        sum.bytes += seep_heap_get_size (heap, i);
      }
  return sum;
}

static gboolean
is_counted (SeepDiffScope scope, SeepDiffScope here_only)
{
  return scope == SEEP_DIFF_ALL || scope == SEEP_DIFF_SURVIVED || scope == here_only;
}

static const guint32 *
get_bits (const SeepHeapDiff *diff, SeepDiffScope scope, SeepDiffScope here_only)
{
  return scope == SEEP_DIFF_ALL ? NULL : seep_heap_diff_get_bits (diff, here_only);
}

static guint64
get_address (const SeepHeap *heap, guint32 type)
{
  guint32 object = seep_heap_get_type (heap, type)->object;

  return object != SEEP_NO_NODE ? seep_heap_get_address (heap, object) : 0;
}

static guint
count_name (const SeepHeap *heap, const char *name)
{
  guint n = 0;

  for (guint32 i = 0; i < seep_heap_get_n_types (heap); i++)
    n += g_str_equal (seep_heap_get_type_name (heap, i), name);
  return n;
}

static gboolean
is_one_type (const SeepHeap *old_heap, guint32 old_type, const SeepHeap *new_heap, guint32 new_type)
{
  const char *name = seep_heap_get_type_name (old_heap, old_type);

  if (!g_str_equal (name, seep_heap_get_type_name (new_heap, new_type)))
    return FALSE;
  return (count_name (old_heap, name) == 1 && count_name (new_heap, name) == 1)
         || get_address (old_heap, old_type) == get_address (new_heap, new_type);
}

/* Rows name each type at most once; two that are one have one row. */
static void
check_partners (const SeepTypeDiff *table, const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      const SeepTypeDiffRow *row = &table->rows[i];

      if (row->old_type != SEEP_NO_NODE && row->new_type != SEEP_NO_NODE)
        g_assert_true (is_one_type (old_heap, row->old_type, new_heap, row->new_type));
      for (guint k = 0; k < i; k++)
        {
          const SeepTypeDiffRow *other = &table->rows[k];

          g_assert_true (row->old_type == SEEP_NO_NODE || row->old_type != other->old_type);
          g_assert_true (row->new_type == SEEP_NO_NODE || row->new_type != other->new_type);
        }
    }
}

static void
check_sums (const SeepTypeDiff *table,
            const SeepHeap     *old_heap,
            const SeepHeap     *new_heap,
            const SeepHeapDiff *diff,
            SeepDiffScope       scope)
{
  Sum total = { 0, 0 };
  Sum old_total = { 0, 0 };

  for (guint i = 0; i < table->n_rows; i++)
    {
      const SeepTypeDiffRow *row = &table->rows[i];
      Sum before = { 0, 0 };
      Sum after = { 0, 0 };

      if (is_counted (scope, SEEP_DIFF_GONE))
        before = sum_up (old_heap, row->old_type, get_bits (diff, scope, SEEP_DIFF_GONE),
                         scope == SEEP_DIFF_GONE);
      if (is_counted (scope, SEEP_DIFF_NEW))
        after = sum_up (new_heap, row->new_type, get_bits (diff, scope, SEEP_DIFF_NEW),
                        scope == SEEP_DIFF_NEW);
      g_assert_cmpuint (row->old_count, ==, before.count);
      g_assert_cmpuint (row->old_bytes, ==, before.bytes);
      g_assert_cmpuint (row->count, ==, after.count);
      g_assert_cmpuint (row->bytes, ==, after.bytes);
      g_assert_cmpuint (before.count + after.count, >, 0);
      total = (Sum){ total.count + after.count, total.bytes + after.bytes };
      old_total = (Sum){ old_total.count + before.count, old_total.bytes + before.bytes };
    }
  if (scope == SEEP_DIFF_GONE)
    total = old_total;
  g_assert_cmpuint (total.count, ==, seep_heap_diff_get_count (diff, scope));
  g_assert_cmpuint (total.bytes, ==, seep_heap_diff_get_bytes (diff, scope));
  if (scope == SEEP_DIFF_SURVIVED)
    g_assert_cmpuint (old_total.count, ==, total.count);
}

static const char *
get_name (const SeepTypeDiffRow *row, const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  return row->new_type != SEEP_NO_NODE ? seep_heap_get_type_name (new_heap, row->new_type)
                                       : seep_heap_get_type_name (old_heap, row->old_type);
}

static void
check_order (const SeepTypeDiff *table, const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  for (guint i = 1; i < table->n_rows; i++)
    {
      const SeepTypeDiffRow *rows[] = { &table->rows[i - 1], &table->rows[i] };
      guint64 keys[2][3];
      guint k = 0;

      for (guint side = 0; side < 2; side++)
        {
          keys[side][0] = (guint64) ABS ((gint64) (rows[side]->bytes - rows[side]->old_bytes));
          keys[side][1] = (guint64) ABS ((gint64) (rows[side]->count - rows[side]->old_count));
          keys[side][2] = rows[side]->bytes;
        }
      while (k < 3 && keys[0][k] == keys[1][k])
        k++;
      if (k < 3)
        g_assert_cmpuint (keys[0][k], >, keys[1][k]);
      else
        g_assert_cmpint (strcmp (get_name (rows[0], old_heap, new_heap),
                                 get_name (rows[1], old_heap, new_heap)),
                         <=, 0);
    }
}

static void
check_pair (SeepHeap *old_heap, SeepHeap *new_heap)
{
  g_autoptr(SeepHeapDiff) diff = seep_heap_diff_new (old_heap, new_heap, NULL, NULL);
  g_autoptr(SeepTypeDiff) alone
    = seep_type_diff_new (old_heap, new_heap, NULL, SEEP_DIFF_ALL, NULL, NULL);

  check_sums (alone, old_heap, new_heap, diff, SEEP_DIFF_ALL);
  for (SeepDiffScope scope = SEEP_DIFF_ALL; scope <= SEEP_DIFF_SURVIVED; scope++)
    {
      g_autoptr(SeepTypeDiff) table
        = seep_type_diff_new (old_heap, new_heap, diff, scope, NULL, NULL);

      check_partners (table, old_heap, new_heap);
      check_sums (table, old_heap, new_heap, diff, scope);
      check_order (table, old_heap, new_heap);
    }
}

static void
test_counts_each_scope (void)
{
  for (guint round = 0; round < N_PAIRS; round++)
    {
      g_auto(PairDump) old = { .n_types = 0 };
      g_auto(PairDump) new = { .n_types = 0 };
      g_autoptr(SeepHeap) old_heap = NULL;
      g_autoptr(SeepHeap) new_heap = NULL;

      random_pair_init_old (&old);
      random_pair_init_new (&new, &old);
      old_heap = pair_dump_make_heap (&old);
      new_heap = pair_dump_make_heap (&new);
      check_pair (old_heap, new_heap);
    }
}

/* An instance of each of the types, two of which are "app.Cache". */
static SeepHeap *
make_dump_of (guint64 pid)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("a", NULL);

  random_heap_add_types (builder);
  seep_facts_set_uint (seep_heap_builder_get_facts (builder), "pid", pid);
  for (guint32 i = 0; i < RANDOM_HEAP_N_TYPES; i++)
    {
      SeepRawObject raw = { .address = random_heap_address (i), .type = i, .size = 16 };

      seep_heap_builder_add_object (builder, &raw);
    }
  return seep_heap_builder_finish (builder, NULL, NULL);
}

static void
test_types_of_one_name_are_taken_in_order (void)
{
  g_autoptr(SeepHeap) old_heap = make_dump_of (1);
  g_autoptr(SeepHeap) new_heap = make_dump_of (2);
  g_autoptr(SeepTypeDiff) table
    = seep_type_diff_new (old_heap, new_heap, NULL, SEEP_DIFF_ALL, NULL, NULL);

  g_assert_cmpuint (table->n_rows, ==, RANDOM_HEAP_N_TYPES);
  for (guint i = 0; i < table->n_rows; i++)
    {
      g_assert_cmpuint (table->rows[i].old_type, !=, SEEP_NO_NODE);
      g_assert_cmpuint (table->rows[i].old_type, ==, table->rows[i].new_type);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/type-diff/counts-each-scope", test_counts_each_scope);
  g_test_add_func ("/type-diff/types-of-one-name-are-taken-in-order",
                   test_types_of_one_name_are_taken_in_order);
  return g_test_run ();
}
