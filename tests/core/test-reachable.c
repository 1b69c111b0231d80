/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-reachable.h"
#include "base/seep-error.h"
#include "model/seep-heap-builder.h"

#define ADDRESS(i) (0x1000 + 0x10 * (guint64) (i))

static guint32
add_type (SeepHeapBuilder *builder, const char *name, SeepKind kind)
{
  SeepRawType type = { .kind = kind };

  type.name = seep_heap_builder_add_name (builder, name);
  return seep_heap_builder_add_type (builder, &type);
}

static void
add_object (SeepHeapBuilder *builder, guint32 id, guint32 type, guint64 size)
{
  SeepRawObject object = { .address = ADDRESS (id), .type = type, .size = size, .refcount = 1 };

  seep_heap_builder_add_object (builder, &object);
}

static void
add_edge (SeepHeapBuilder *builder, guint32 target)
{
  seep_heap_builder_add_edge (builder, ADDRESS (target), SEEP_LABEL (SEEP_EDGE_ITEM, 0));
}

static SeepHeap *
finish (SeepHeapBuilder *builder)
{
  g_autoptr(GError) error = NULL;
  SeepHeap *heap = seep_heap_builder_finish (builder, NULL, &error);

  g_assert_no_error (error);
  seep_heap_builder_free (builder);
  return heap;
}

static void
assert_reaches (const SeepHeap *heap, guint32 object, guint64 n_bytes, guint32 n_objects)
{
  g_autoptr(GError) error = NULL;
  guint64 bytes;
  guint32 count;

  g_assert_true (seep_reachable_measure (heap, object, &bytes, &count, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (bytes, ==, n_bytes);
  g_assert_cmpuint (count, ==, n_objects);
}

static void
test_counts_shared_and_cycles_once (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST);
  g_autoptr(SeepHeap) heap = NULL;

  add_object (builder, 0, list, 1);
  add_edge (builder, 1);
  add_edge (builder, 2);
  add_object (builder, 1, list, 10);
  add_edge (builder, 3);
  add_object (builder, 2, list, 100);
  add_edge (builder, 3);
  add_object (builder, 3, list, 1000);
  add_edge (builder, 0);
  add_object (builder, 4, list, 10000);
  add_edge (builder, 0);
  heap = finish (builder);

  assert_reaches (heap, 0, 1111, 4);
  assert_reaches (heap, 4, 11111, 5);
}

static void
test_stays_with_data (void)
{
  const SeepKind kinds[] = { SEEP_KIND_TYPE,     SEEP_KIND_MODULE, SEEP_KIND_FUNCTION,
                             SEEP_KIND_METHOD,   SEEP_KIND_CODE,   SEEP_KIND_FRAME };
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST);
  g_autoptr(SeepHeap) heap = NULL;

  add_object (builder, 0, list, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_edge (builder, 1 + i);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      add_object (builder, 1 + i, add_type (builder, "other", kinds[i]), 100);
      add_edge (builder, 0);
    }
  heap = finish (builder);

  assert_reaches (heap, 0, 1, 1);
  assert_reaches (heap, 2, 101, 2); /* asked for itself, a module is followed */
}

#define CHAIN 1000000

static void
test_long_chain (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST);
  g_autoptr(SeepHeap) heap = NULL;

  for (guint32 i = 0; i < CHAIN; i++)
    {
      add_object (builder, i, list, 16);
      if (i + 1 < CHAIN)
        add_edge (builder, i + 1);
    }
  heap = finish (builder);
  assert_reaches (heap, 0, 16 * (guint64) CHAIN, CHAIN);
  assert_reaches (heap, CHAIN - 1, 16, 1);
}

static gboolean
is_cancelled (SeepTask *task)
{
  return TRUE;
}

static void
test_cancelled (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST);
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = is_cancelled };
  guint64 bytes;
  guint32 count;

  add_object (builder, 0, list, 1);
  heap = finish (builder);
  g_assert_false (seep_reachable_measure (heap, 0, &bytes, &count, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reachable/counts-shared-and-cycles-once", test_counts_shared_and_cycles_once);
  g_test_add_func ("/reachable/stays-with-data", test_stays_with_data);
  g_test_add_func ("/reachable/long-chain", test_long_chain);
  g_test_add_func ("/reachable/cancelled", test_cancelled);
  return g_test_run ();
}
