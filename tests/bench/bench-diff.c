/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to compare two heaps that are loaded: by type, and object by object.
 *
 * The second is the first some time later: one place in eighteen changed by itself and one pool in
 * eighteen with all that is in it, half of those full before and half after. */
#include "config.h"

#include "analysis/seep-heap-diff.h"
#include "analysis/seep-type-diff.h"
#include "bench-meter.h"
#include "model/seep-heap-builder.h"
#include "synthetic-heap.h"

#define N_OBJECTS 1000000
#define N_ROUNDS 5
#define POOL_SHIFT 14 /* of addresses */

static void
print (guint32 n, const char *what, double value, const char *unit, const char *target)
{
  g_autofree char *text = g_strdup_printf ("%gM: %s", n / 1e6, what);

  bench_print (text, value, unit, target);
}

/* splitmix64, of a number */
static guint32
scramble (guint64 z)
{
  z += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return (guint32) (z ^ z >> 31);
}

/* Is the place full at the time @now (0, 1)? */
static gboolean
is_there (guint64 address, guint now)
{
  guint32 place = scramble (address);
  guint32 pool = scramble (address >> POOL_SHIFT);

  if (place % 18 == 0)
    return (place >> 16 & 1) == now;
  if (pool % 18 == 0)
    return (pool >> 16 & 1) == now;
  return TRUE;
}

static SeepHeap *
make_heap (const SyntheticHeap *source, guint now)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("synthetic", NULL);
  g_autoptr(GError) error = NULL;
  SeepHeap *heap;

  for (guint32 i = 0; i < source->n_types; i++)
    {
      g_autofree char *name = g_strdup_printf ("app.Class%u", i);
      SeepRawType type = { .name = seep_heap_builder_add_name (builder, name) };

      seep_heap_builder_add_type (builder, &type);
    }
  for (guint32 i = 0; i < source->n_objects; i++)
    {
      SeepRawObject object = {
        .address = source->addresses[i],
        .type = source->types[i],
        .size = source->sizes[i],
        .refcount = 1,
      };

      if (is_there (source->addresses[i], now))
        seep_heap_builder_add_object (builder, &object);
    }
  heap = seep_heap_builder_finish (builder, NULL, &error);
  if (heap == NULL)
    g_error ("%s", error->message);
  return heap;
}

/* The best of some, as all here: the first one meets cold memory. */
static double
measure_types (SeepHeap *old_heap, SeepHeap *new_heap, const SeepHeapDiff *diff, SeepDiffScope scope)
{
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start = bench_get_cpu_ns ();
      g_autoptr(SeepTypeDiff) table
        = seep_type_diff_new (old_heap, new_heap, diff, scope, NULL, NULL);

      g_assert (table != NULL && table->n_rows > 0);
      best = MIN (best, bench_get_cpu_ns () - start);
    }
  return (double) best / seep_heap_get_columns (old_heap)->n_objects;
}

static SeepHeapDiff *
measure_objects (SeepHeap *old_heap, SeepHeap *new_heap)
{
  guint32 n = seep_heap_get_columns (old_heap)->n_objects;
  SeepHeapDiff *diff = NULL;
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start;

      seep_heap_diff_unref (diff);
      start = bench_get_cpu_ns ();
      diff = seep_heap_diff_new (old_heap, new_heap, NULL, NULL);
      g_assert (diff != NULL);
      best = MIN (best, bench_get_cpu_ns () - start);
    }
  print (n, "objects that survived", 100.0 * seep_heap_diff_get_count (diff, SEEP_DIFF_SURVIVED) / n,
         "%", NULL);
  print (n, "new, gone and survived", (double) best / n, "ns/object", NULL);
  return diff;
}

static void
measure (guint32 n_objects)
{
  g_autoptr(SyntheticHeap) source = synthetic_heap_new (n_objects);
  g_autoptr(SeepHeap) old_heap = make_heap (source, 0);
  g_autoptr(SeepHeap) new_heap = make_heap (source, 1);
  guint32 n = seep_heap_get_columns (old_heap)->n_objects;
  g_autoptr(SeepHeapDiff) diff = NULL;

  print (n, "difference by type", measure_types (old_heap, new_heap, NULL, SEEP_DIFF_ALL),
         "ns/object", "<= 10");
  diff = measure_objects (old_heap, new_heap);
  print (n, "difference by type, survivors only",
         measure_types (old_heap, new_heap, diff, SEEP_DIFF_SURVIVED), "ns/object", NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr(GArray) sizes = bench_parse_sizes (argc, argv, N_OBJECTS);

  for (guint i = 0; i < sizes->len; i++)
    measure (g_array_index (sizes, guint32, i));
  return 0;
}
