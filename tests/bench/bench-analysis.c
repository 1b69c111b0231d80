/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to get from what a dump says to all that is known of a heap, and to sort its
 * objects. */
#include "config.h"

#include "analysis/seep-order.h"
#include "analysis/seep-type-table.h"
#include "bench-meter.h"
#include "model/seep-heap-builder.h"
#include "synthetic-heap.h"

#include <stdio.h>
#include <string.h>

#define N_OBJECTS 5000000
#define BYTES_PER_OBJECT 128 /* more than is ever held */
#define BYTES_PER_ROW 24     /* of a list being sorted */

static void
print (guint32 n, const char *what, double value, const char *unit, const char *target)
{
  g_autofree char *text = g_strdup_printf ("%gM: %s", n / 1e6, what);

  bench_print (text, value, unit, target);
}

static void
check (gboolean done, const GError *error)
{
  if (!done)
    g_error ("%s", error->message);
}

static void
add_types (SeepHeapBuilder *builder, guint32 n_types)
{
  for (guint32 i = 0; i < n_types; i++)
    {
      g_autofree char *name = g_strdup_printf ("app.Class%u", i);
      SeepRawType type = { .name = seep_heap_builder_add_name (builder, name) };

      seep_heap_builder_add_type (builder, &type);
    }
}

/* A count of 1 is explained by any reference: what nothing reaches is garbage unless nothing
 * refers to it. */
static void
add_objects (SeepHeapBuilder *builder, const SyntheticHeap *source)
{
  for (guint32 i = 0; i < source->n_objects; i++)
    {
      SeepRawObject object = {
        .address = source->addresses[i],
        .type = source->types[i],
        .size = source->sizes[i],
        .refcount = 1,
        .flags = SEEP_OBJECT_TRACKED,
      };

      seep_heap_builder_add_object (builder, &object);
      for (guint32 e = source->offsets[i]; e < source->offsets[i + 1]; e++)
        seep_heap_builder_add_edge (builder, source->targets[e],
                                    SEEP_LABEL (SEEP_EDGE_ITEM, e - source->offsets[i]));
    }
}

/* As a dump would have it; what it costs to put it in order is not ours to measure here. */
static SeepHeap *
make_heap (guint32 n_objects)
{
  g_autoptr(SyntheticHeap) source = synthetic_heap_new (n_objects);
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("synthetic", NULL);
  g_autoptr(GError) error = NULL;
  SeepHeap *heap;

  add_types (builder, source->n_types);
  for (guint32 i = 0; i < source->n_roots; i++)
    {
      SeepRawRoot root = {
        .kind = SEEP_ROOT_STACK,
        .address = source->addresses[source->roots[i]],
        .thread = SEEP_NO_NODE,
        .frame = SEEP_NO_NODE,
      };

      seep_heap_builder_add_root (builder, &root);
    }
  add_objects (builder, source);
  g_clear_pointer (&source, synthetic_heap_free);
  heap = seep_heap_builder_finish (builder, NULL, &error);
  check (heap != NULL, error);
  return heap;
}

static SeepAnalysis *
measure_analysis (SeepHeap *heap, double gather_ns)
{
  guint32 n = seep_heap_get_columns (heap)->n_objects;
  g_autoptr(GError) error = NULL;
  gint64 cpu, wall;
  SeepAnalysis *analysis;

  print (n, "anonymous memory of the heap", (double) bench_get_anonymous () / n, "B/object", NULL);
  bench_warm_memory ((gsize) n * BYTES_PER_OBJECT);
  bench_reset_peak ();
  cpu = bench_get_cpu_ns ();
  wall = bench_get_wall_ns ();
  analysis = seep_analysis_new (heap, NULL, &error);
  check (analysis != NULL, error);
  cpu = bench_get_cpu_ns () - cpu;
  wall = bench_get_wall_ns () - wall;
  print (n, "all of the analysis, processor", (double) cpu / n, "ns/object", NULL);
  print (n, "all of the analysis, processor, in gathers", (double) cpu / n / gather_ns,
         "gathers/object", NULL);
  print (n, "all of the analysis, wall", (double) wall / n, "ns/object", NULL);
  print (n, "anonymous memory at the peak", (double) bench_get_peak () / n, "B/object", NULL);
  print (n, "anonymous memory with the analysis", (double) bench_get_anonymous () / n, "B/object",
         NULL);
  return analysis;
}

static void
measure_types (SeepHeap *heap, const SeepAnalysis *analysis)
{
  guint32 n = seep_heap_get_columns (heap)->n_objects;
  gint64 start = bench_get_cpu_ns ();
  g_autoptr(SeepTypeTable) before = seep_type_table_new (heap, NULL, 0, NULL, NULL);
  gint64 counted = bench_get_cpu_ns ();
  g_autoptr(SeepTypeTable) after = seep_type_table_new (heap, analysis, 0, NULL, NULL);

  g_assert (before != NULL && after != NULL);
  print (n, "types", (double) (counted - start) / 1e6, "ms", NULL);
  print (n, "types with retained sizes", (double) (bench_get_cpu_ns () - counted) / 1e6, "ms",
         NULL);
}

/* The target is for 5 M rows. */
static void
measure_sorting (SeepHeap *heap, const SeepAnalysis *analysis)
{
  static const struct
  {
    const char  *name;
    SeepOrderKey key;
  } columns[] = {
    { "size", SEEP_ORDER_BYTES },
    { "retained size", SEEP_ORDER_RETAINED },
    { "type", SEEP_ORDER_TYPE },
  };
  SeepOrderFilter filter = { NULL };

  bench_warm_memory ((gsize) seep_heap_get_columns (heap)->n_objects * BYTES_PER_ROW);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      gint64 start = bench_get_cpu_ns ();
      g_autoptr(SeepOrder) order
        = seep_order_new (heap, analysis, &filter, columns[i].key, TRUE, NULL, NULL);
      g_autofree char *what = g_strdup_printf ("sorting all objects by %s", columns[i].name);

      g_assert (order != NULL);
      print (order->n, what, (double) (bench_get_cpu_ns () - start) / 1e9, "s",
             order->n == N_OBJECTS ? "<= 0.3" : NULL);
    }
}

static void
measure (guint32 n_objects)
{
  double gather_ns = bench_measure_gather ();
  g_autoptr(SeepHeap) heap = make_heap (n_objects);
  g_autoptr(SeepAnalysis) analysis = measure_analysis (heap, gather_ns);

  measure_types (heap, analysis);
  measure_sorting (heap, analysis);
}

int
main (int argc, char **argv)
{
  g_autoptr(GArray) sizes = bench_parse_sizes (argc, argv, N_OBJECTS);

  for (guint i = 0; i < sizes->len; i++)
    measure (g_array_index (sizes, guint32, i));
  return 0;
}
