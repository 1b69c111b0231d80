/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes that Python programs have and that make one algorithm or another quadratic: at two million
 * objects that is hours. The result is compared with Lengauer and Tarjan's, written down here. */
#include "config.h"

#include "graph/seep-dominators.h"

#include "test-graph.h"

#include <time.h>

#define N_NODES 2000000u
#define MAX_CPU_SECONDS 20 /* it takes 1; a quadratic one more than 600 */

/* T. Lengauer, R. E. Tarjan: A Fast Algorithm for Finding Dominators in a Flowgraph (1979), with
 * simple linking. Vertices are numbered depth first from 1; 0 is the virtual root. */
typedef struct
{
  const SeepGraph *graph;
  guint32          n;       /* numbers in use */
  guint32         *numbers; /* by node; 0: not reached */
  guint32         *nodes;
  guint32         *parents;
  guint32         *semis;
  guint32         *labels;
  guint32         *ancestors; /* SEEP_NO_NODE: none */
  guint32         *buckets;
  guint32         *next_in_bucket;
  guint32         *idoms;
  guint32         *path;
  guint32         *offsets; /* predecessors, by node */
  guint32         *predecessors;
} Twin;

static void
number_from (Twin *self, guint32 root, guint32 *next_edges)
{
  guint32 number;

  if (self->numbers[root] != 0)
    return;
  number = self->numbers[root] = self->n;
  self->nodes[self->n] = root;
  self->parents[self->n++] = 0;
  while (number != 0)
    {
      guint32 node = self->nodes[number];
      guint32 target;

      if (next_edges[node] == self->graph->offsets[node + 1])
        {
          number = self->parents[number];
          continue;
        }
      target = self->graph->targets[next_edges[node]++];
      if (self->numbers[target] != 0)
        continue;
      self->numbers[target] = self->n;
      self->nodes[self->n] = target;
      self->parents[self->n] = number;
      number = self->n++;
    }
}

static void
find_predecessors (Twin *self)
{
  const SeepGraph *graph = self->graph;
  g_autofree guint32 *at = g_new0 (guint32, graph->n_nodes);

  for (guint32 e = 0; e < graph->offsets[graph->n_nodes]; e++)
    self->offsets[graph->targets[e] + 1]++;
  for (guint32 i = 0; i < graph->n_nodes; i++)
    self->offsets[i + 1] += self->offsets[i];
  for (guint32 i = 0; i < graph->n_nodes; i++)
    for (guint32 e = graph->offsets[i]; e < graph->offsets[i + 1]; e++)
      self->predecessors[self->offsets[graph->targets[e]] + at[graph->targets[e]]++] = i;
}

static guint32
evaluate (Twin *self, guint32 v)
{
  guint32 n = 0;
  guint32 x = v;

  if (self->ancestors[v] == SEEP_NO_NODE)
    return v;
  while (self->ancestors[self->ancestors[x]] != SEEP_NO_NODE)
    {
      self->path[n++] = x;
      x = self->ancestors[x];
    }
  while (n > 0)
    {
      guint32 y = self->path[--n];
      guint32 a = self->ancestors[y];

      if (self->semis[self->labels[a]] < self->semis[self->labels[y]])
        self->labels[y] = self->labels[a];
      self->ancestors[y] = self->ancestors[a];
    }
  return self->labels[v];
}

static void
find_semi (Twin *self, guint32 w, gboolean is_root)
{
  guint32 node = self->nodes[w];

  self->semis[w] = is_root ? 0 : self->parents[w];
  for (guint32 e = self->offsets[node]; e < self->offsets[node + 1]; e++)
    if (self->numbers[self->predecessors[e]] != 0)
      {
        guint32 u = evaluate (self, self->numbers[self->predecessors[e]]);

        self->semis[w] = MIN (self->semis[w], self->semis[u]);
      }
}

static void
find_idoms (Twin *self, const gboolean *is_root)
{
  for (guint32 i = 0; i < self->n; i++)
    {
      self->semis[i] = self->labels[i] = i;
      self->ancestors[i] = self->buckets[i] = SEEP_NO_NODE;
    }
  for (guint32 w = self->n - 1; w > 0; w--)
    {
      guint32 parent = self->parents[w];

      find_semi (self, w, is_root[self->nodes[w]]);
      self->next_in_bucket[w] = self->buckets[self->semis[w]];
      self->buckets[self->semis[w]] = w;
      self->ancestors[w] = parent;
      for (guint32 v = self->buckets[parent]; v != SEEP_NO_NODE; v = self->next_in_bucket[v])
        {
          guint32 u = evaluate (self, v);

          self->idoms[v] = self->semis[u] < self->semis[v] ? u : parent;
        }
      self->buckets[parent] = SEEP_NO_NODE;
    }
  for (guint32 w = 1; w < self->n; w++)
    if (self->idoms[w] != self->semis[w])
      self->idoms[w] = self->idoms[self->idoms[w]];
}

/* By node, as SeepDominators has them; free it. */
static guint32 *
find_expected (const SeepGraph *graph)
{
  guint32 n = graph->n_nodes + 1;
  g_autofree guint32 *room = g_new0 (guint32, (gsize) n * 11);
  g_autofree guint32 *predecessors = g_new (guint32, graph->offsets[graph->n_nodes] + 1);
  g_autofree guint32 *next_edges = g_memdup2 (graph->offsets, n * sizeof (guint32));
  g_autofree gboolean *is_root = g_new0 (gboolean, n);
  guint32 *expected = g_new (guint32, n);
  Twin twin = { .graph = graph, .n = 1, .predecessors = predecessors };
  guint32 **columns[] = { &twin.numbers,   &twin.nodes,   &twin.parents,        &twin.semis,
                          &twin.labels,    &twin.buckets, &twin.next_in_bucket, &twin.idoms,
                          &twin.ancestors, &twin.path,    &twin.offsets };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    *columns[i] = room + (gsize) i * n;
  for (guint32 i = 0; i < graph->n_roots; i++)
    {
      is_root[graph->roots[i]] = TRUE;
      number_from (&twin, graph->roots[i], next_edges);
    }
  find_predecessors (&twin);
  find_idoms (&twin, is_root);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    expected[i] = SEEP_NO_NODE;
  for (guint32 w = 1; w < twin.n; w++)
    expected[twin.nodes[w]] = twin.idoms[w] == 0 ? SEEP_ROOT_NODE : twin.nodes[twin.idoms[w]];
  return expected;
}

static double
get_cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
check (TestGraph *test)
{
  const SeepGraph *graph = test_graph_finish (test);
  g_autoptr(SeepReverse) reverse = seep_reverse_new (graph, NULL, NULL);
  double start = get_cpu_seconds ();
  g_autoptr(SeepDominators) dominators = seep_dominators_new (graph, reverse, NULL, NULL);
  double seconds = get_cpu_seconds () - start;
  g_autofree guint32 *expected = find_expected (graph);

  g_test_message ("%u nodes, %u edges: %.2f s of processor time", graph->n_nodes,
                  graph->offsets[graph->n_nodes], seconds);
  g_assert_cmpfloat (seconds, <, MAX_CPU_SECONDS);
  g_assert_cmpmem (dominators->idom, graph->n_nodes * sizeof (guint32), expected,
                   graph->n_nodes * sizeof (guint32));
}

/* The twin itself, on small graphs, against what tests/core/test-dominators.c has checked by
 * removal. */
static void
test_the_twin_agrees_on_small_graphs (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (60);
      g_autoptr(SeepReverse) reverse = seep_reverse_new (&test->graph, NULL, NULL);
      g_autoptr(SeepDominators) dominators
        = seep_dominators_new (&test->graph, reverse, NULL, NULL);
      g_autofree guint32 *expected = find_expected (&test->graph);

      g_assert_cmpmem (dominators->idom, test->graph.n_nodes * sizeof (guint32), expected,
                       test->graph.n_nodes * sizeof (guint32));
    }
}

static void
test_list_linked_both_ways_entered_at_both_ends (void)
{
  g_autoptr(TestGraph) test = test_graph_new (N_NODES);

  for (guint32 i = 0; i < N_NODES; i++)
    {
      if (i + 1 < N_NODES)
        test_graph_add_edge (test, i, i + 1);
      if (i > 0)
        test_graph_add_edge (test, i, i - 1);
    }
  test_graph_add_root (test, 0);
  test_graph_add_root (test, N_NODES - 1);
  check (test);
}

/* One chain runs up, the other down; each node refers to its neighbour in the other. */
static void
test_two_opposite_chains_with_rungs (void)
{
  guint32 half = N_NODES / 2;
  g_autoptr(TestGraph) test = test_graph_new (N_NODES);

  for (guint32 i = 0; i < half; i++)
    {
      if (i + 1 < half)
        {
          test_graph_add_edge (test, i, i + 1);
          test_graph_add_edge (test, half + i + 1, half + i);
        }
      test_graph_add_edge (test, i, half + i);
      test_graph_add_edge (test, half + i, i);
    }
  test_graph_add_root (test, 0);
  test_graph_add_root (test, N_NODES - 1);
  check (test);
}

/* The second half of the chain refers back into the first, all over it. */
static void
test_chain_with_many_late_back_references (void)
{
  guint32 half = N_NODES / 2;
  g_autoptr(TestGraph) test = test_graph_new (N_NODES);

  for (guint32 i = 0; i < N_NODES; i++)
    {
      if (i + 1 < N_NODES)
        test_graph_add_edge (test, i, i + 1);
      if (i >= half)
        test_graph_add_edge (test, i, 1 + (guint32) ((guint64) i * 7919 % (half - 1)));
    }
  test_graph_add_root (test, 0);
  check (test);
}

/* functools.lru_cache: a linked list of entries, and a dict that has their payloads too. 0 is
 * the cache, 1 the dict. The list is walked first, so a payload's parent is far down, its
 * dominator is the cache. */
static void
test_lru_list_and_index_on_the_same_payloads (void)
{
  guint32 n = (N_NODES - 2) / 2;
  guint32 list = 2;
  guint32 payloads = 2 + n;
  g_autoptr(TestGraph) test = test_graph_new (N_NODES);

  test_graph_add_edge (test, 0, list);
  test_graph_add_edge (test, 0, 1);
  for (guint32 i = 0; i < n; i++)
    {
      if (i + 1 < n)
        test_graph_add_edge (test, list + i, list + i + 1);
      test_graph_add_edge (test, list + i, payloads + i);
      test_graph_add_edge (test, 1, payloads + i);
    }
  test_graph_add_root (test, 0);
  check (test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dominators/the-twin-agrees-on-small-graphs",
                   test_the_twin_agrees_on_small_graphs);
  g_test_add_func ("/dominators/list-linked-both-ways-entered-at-both-ends",
                   test_list_linked_both_ways_entered_at_both_ends);
  g_test_add_func ("/dominators/two-opposite-chains-with-rungs",
                   test_two_opposite_chains_with_rungs);
  g_test_add_func ("/dominators/chain-with-many-late-back-references",
                   test_chain_with_many_late_back_references);
  g_test_add_func ("/dominators/lru-list-and-index-on-the-same-payloads",
                   test_lru_list_and_index_on_the_same_payloads);
  return g_test_run ();
}
