/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the algorithms of src/core/graph cost on a synthetic heap: processor time an object or an
 * edge, and memory. */
#include "config.h"

#include "base/seep-pages.h"
#include "bench-meter.h"
#include "graph/seep-address-index.h"
#include "graph/seep-dominators.h"
#include "graph/seep-reach.h"
#include "graph/seep-retained.h"
#include "synthetic-heap.h"

#include <stdio.h>

#define BYTES_PER_OBJECT 128 /* more than is ever held */
#define MAX_NS_PER_OBJECT "<= 250" /* dominators and retained sizes together, at 10 M */

/* The heap in address order. */
typedef struct
{
  SeepGraph graph;   /* its arrays are owned here */
  guint32  *offsets; /* owned */
  guint32  *targets; /* owned */
  guint32  *roots;   /* owned */
  guint32  *sizes;   /* owned */
} Ordered;

static gpointer
allocate (gsize n, gsize element_bytes)
{
  gpointer data = seep_pages_alloc (n, element_bytes, NULL);

  if (data == NULL)
    g_error ("not enough memory");
  return data;
}

static void
print (guint32 n, const char *what, double value, const char *unit, const char *target)
{
  g_autofree char *text = g_strdup_printf ("%gM: %s", n / 1e6, what);

  bench_print (text, value, unit, target);
}

/* Addresses to ids, edges into the order of the ids. */
static void
order (const SyntheticHeap *heap, Ordered *ordered)
{
  guint32 n = heap->n_objects;
  guint32 *ids = allocate (n, sizeof (guint32));
  guint32 *targets = allocate (heap->n_edges, sizeof (guint32));
  gint64 start = bench_get_cpu_ns ();
  g_autoptr(SeepAddressIndex) index = seep_address_index_new (heap->addresses, n, NULL, NULL);

  print (n, "address index", (double) (bench_get_cpu_ns () - start) / n, "ns/object", NULL);
  g_assert (index != NULL && seep_address_index_get_n (index) == n);
  seep_address_index_find_many (index, heap->addresses, n, ids);
  start = bench_get_cpu_ns ();
  seep_address_index_find_many (index, heap->targets, heap->n_edges, targets);
  print (n, "addresses to ids", (double) (bench_get_cpu_ns () - start) / heap->n_edges, "ns/edge",
         NULL);

  ordered->offsets = allocate ((gsize) n + 1, sizeof (guint32));
  ordered->targets = allocate (heap->n_edges, sizeof (guint32));
  ordered->roots = g_new (guint32, heap->n_roots);
  ordered->sizes = allocate (n, sizeof (guint32));
  for (guint32 i = 0; i < n; i++)
    {
      ordered->sizes[ids[i]] = heap->sizes[i];
      ordered->offsets[ids[i] + 1] = heap->offsets[i + 1] - heap->offsets[i];
    }
  for (guint32 i = 0; i < n; i++)
    ordered->offsets[i + 1] += ordered->offsets[i];
  for (guint32 i = 0; i < n; i++)
    for (guint32 e = heap->offsets[i]; e < heap->offsets[i + 1]; e++)
      ordered->targets[ordered->offsets[ids[i]] + e - heap->offsets[i]] = targets[e];
  for (guint32 i = 0; i < heap->n_roots; i++)
    ordered->roots[i] = ids[heap->roots[i]];
  ordered->graph
    = (SeepGraph){ n, ordered->offsets, ordered->targets, ordered->roots, heap->n_roots };
  seep_pages_free (ids, n, sizeof (guint32));
  seep_pages_free (targets, heap->n_edges, sizeof (guint32));
}

static void
clear (Ordered *ordered)
{
  gsize n = ordered->graph.n_nodes;

  seep_pages_free (ordered->targets, ordered->offsets[n], sizeof (guint32));
  seep_pages_free (ordered->offsets, n + 1, sizeof (guint32));
  seep_pages_free (ordered->sizes, n, sizeof (guint32));
  g_free (ordered->roots);
}

static void
measure_ways (const Ordered *ordered)
{
  guint32 n = ordered->graph.n_nodes;
  gint64 start = bench_get_cpu_ns ();
  g_autoptr(SeepReach) reach = seep_reach_new (&ordered->graph, NULL, NULL);

  g_assert (reach != NULL);
  print (n, "shortest ways", (double) (bench_get_cpu_ns () - start) / n, "ns/object", NULL);
}

static void
measure_dominators (const Ordered *ordered, double gather_ns)
{
  guint32 n = ordered->graph.n_nodes;
  gint64 start = bench_get_cpu_ns ();
  g_autoptr(SeepReverse) reverse = seep_reverse_new (&ordered->graph, NULL, NULL);
  g_autoptr(SeepDominators) dominators = NULL;
  SeepNumbering *numbering;
  gint64 numbered, dominated, ended;
  gsize before;
  g_autoptr(SeepRetained) retained = NULL;

  g_assert (reverse != NULL);
  print (n, "reverse edges", (double) (bench_get_cpu_ns () - start) / reverse->n_edges, "ns/edge",
         NULL);

  before = bench_get_anonymous ();
  bench_reset_peak ();
  start = bench_get_cpu_ns ();
  numbering = seep_numbering_new (&ordered->graph, NULL, NULL);
  numbered = bench_get_cpu_ns ();
  dominators = seep_dominators_new_for_numbering (numbering, &ordered->graph, reverse, NULL, NULL);
  dominated = bench_get_cpu_ns ();
  print (n, "dominators: memory at the peak", (double) (bench_get_peak () - before) / n, "B/object",
         "<= 32");
  g_assert (dominators != NULL);
  retained = seep_retained_new (dominators, ordered->sizes, NULL, NULL, 0, NULL);
  ended = bench_get_cpu_ns ();

  print (n, "depth-first numbers", (double) (numbered - start) / n, "ns/object", NULL);
  print (n, "dominators from numbers", (double) (dominated - numbered) / n, "ns/object", NULL);
  print (n, "retained sizes", (double) (ended - dominated) / n, "ns/object", NULL);
  print (n, "dominators and retained sizes", (double) (ended - start) / n, "ns/object",
         MAX_NS_PER_OBJECT);
  print (n, "dominators and retained sizes, in gathers", (double) (ended - start) / n / gather_ns,
         "gathers/object", NULL);
}

static void
measure (guint32 n_objects)
{
  g_autoptr(SyntheticHeap) heap = synthetic_heap_new (n_objects);
  guint32 n = heap->n_objects;
  double gather_ns = bench_measure_gather ();
  Ordered ordered;

  print (n, "random gather of 200 MB", gather_ns, "ns", NULL);
  print (n, "references", (double) heap->n_edges / n, "per object", NULL);
  order (heap, &ordered);
  g_clear_pointer (&heap, synthetic_heap_free);
  bench_warm_memory ((gsize) n * BYTES_PER_OBJECT);
  measure_ways (&ordered);
  measure_dominators (&ordered, gather_ns);
  clear (&ordered);
}

int
main (int argc, char **argv)
{
  g_autoptr(GArray) sizes = bench_parse_sizes (argc, argv, 1000000);

  for (guint i = 0; i < sizes->len; i++)
    measure (g_array_index (sizes, guint32, i));
  return 0;
}
