/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "graph/seep-dominators.h"

#include "graph/seep-reach.h"
#include "graph/seep-retained.h"
#include "test-graph.h"

#define N_GRAPHS 400

/* Which nodes the roots reach without passing @removed. */
static void
mark_reached (const SeepGraph *graph, guint32 removed, gboolean *marks)
{
  g_autofree guint32 *stack = g_new (guint32, graph->n_nodes);
  guint32 depth = 0;

  for (guint32 i = 0; i < graph->n_nodes; i++)
    marks[i] = FALSE;
  for (guint32 i = 0; i < graph->n_roots; i++)
    if (graph->roots[i] != removed && !marks[graph->roots[i]])
      {
        marks[graph->roots[i]] = TRUE;
        stack[depth++] = graph->roots[i];
      }
  while (depth > 0)
    {
      guint32 node = stack[--depth];

      for (guint32 e = graph->offsets[node]; e < graph->offsets[node + 1]; e++)
        if (graph->targets[e] != removed && !marks[graph->targets[e]])
          {
            marks[graph->targets[e]] = TRUE;
            stack[depth++] = graph->targets[e];
          }
    }
}

static SeepDominators *
make_dominators (const SeepGraph *graph)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepReverse) reverse = seep_reverse_new (graph, NULL, &error);
  SeepDominators *dominators = seep_dominators_new (graph, reverse, NULL, &error);

  g_assert_no_error (error);
  return dominators;
}

/* Preorder, positions and runs belong together, and to idom. */
static void
check_layout (const SeepDominators *dominators)
{
  g_autofree guint32 *sizes = g_new0 (guint32, dominators->n_nodes);
  guint32 n_reached = 0;

  for (guint32 i = 0; i < dominators->n_nodes; i++)
    {
      n_reached += dominators->idom[i] != SEEP_NO_NODE;
      if (dominators->idom[i] == SEEP_NO_NODE)
        g_assert_cmpuint (dominators->position[i], ==, SEEP_NO_NODE);
      else
        g_assert_cmpuint (dominators->preorder[dominators->position[i]], ==, i);
    }
  g_assert_cmpuint (dominators->n_reached, ==, n_reached);

  for (guint32 at = n_reached; at-- > 0;)
    {
      guint32 node = dominators->preorder[at];
      guint32 idom = dominators->idom[node];

      g_assert_cmpuint (dominators->subtree[at], ==, ++sizes[node]);
      if (idom == SEEP_ROOT_NODE)
        continue;
      g_assert_cmpuint (dominators->position[idom], <, at);
      sizes[idom] += sizes[node];
    }
}

/* Small ones, ones a few of which are 4 GiB, and larger ones. Any sum fits. */
static guint64
get_random_size (void)
{
  guint64 size = (guint64) g_test_rand_int_range (0, 1 << 30);

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      return size << g_test_rand_int_range (2, 20);
    case 1:
      return G_MAXUINT32 - size % 2;
    case 2:
      return size;
    default:
      return size % 5000;
    }
}

/* Remove each node and see what becomes unreachable: that is what it dominates and retains. */
static void
check_against_removal (const SeepGraph *graph)
{
  g_autoptr(SeepDominators) dominators = make_dominators (graph);
  guint32 n = graph->n_nodes;
  g_autofree gboolean *reached = g_new (gboolean, n);
  g_autofree gboolean *left = g_new (gboolean, n);
  g_autofree guint32 *sizes = g_new (guint32, n);
  g_autofree guint64 *true_sizes = g_new (guint64, n);
  g_autofree guint32 *large_ids = g_new (guint32, n);
  g_autofree guint64 *large = g_new (guint64, n);
  g_autoptr(SeepRetained) retained = NULL;
  guint32 n_large = 0;

  for (guint32 i = 0; i < n; i++)
    {
      true_sizes[i] = get_random_size ();
      sizes[i] = (guint32) MIN (true_sizes[i], G_MAXUINT32);
      large_ids[n_large] = i;
      large[n_large] = true_sizes[i];
      n_large += sizes[i] == G_MAXUINT32;
    }
  retained = seep_retained_new (dominators, sizes, large_ids, large, n_large, NULL);
  check_layout (dominators);
  mark_reached (graph, SEEP_NO_NODE, reached);
  for (guint32 removed = 0; removed < n; removed++)
    {
      guint64 lost_bytes = 0;
      guint32 n_lost = 0;

      mark_reached (graph, removed, left);
      for (guint32 i = 0; i < n; i++)
        {
          gboolean is_lost = reached[removed] && reached[i] && !left[i];

          g_assert_cmpint (seep_dominators_is_dominated (dominators, removed, i), ==, is_lost);
          lost_bytes += is_lost ? true_sizes[i] : 0;
          n_lost += is_lost;
        }
      g_assert_cmpint (dominators->idom[removed] != SEEP_NO_NODE, ==, reached[removed]);
      g_assert_cmpuint (seep_retained_get (retained, removed), ==, lost_bytes);
      if (reached[removed])
        g_assert_cmpuint (dominators->subtree[dominators->position[removed]], ==, n_lost);
    }
}

static void
test_removal_loses_what_is_dominated (void)
{
  for (guint round = 0; round < N_GRAPHS; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (round % 2 ? 12 : 60);

      check_against_removal (&test->graph);
    }
}

/* The numbering may come in pieces, as the analysis makes it. */
static void
test_numbering_in_pieces_is_the_same (void)
{
  for (guint round = 0; round < N_GRAPHS; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (60);
      SeepGraph first = test->graph;
      g_autoptr(SeepReverse) reverse = seep_reverse_new (&test->graph, NULL, NULL);
      g_autoptr(SeepDominators) whole = make_dominators (&test->graph);
      g_autoptr(SeepDominators) pieces = NULL;
      SeepNumbering *numbering;

      first.n_roots /= 2;
      numbering = seep_numbering_new (&first, NULL, NULL);
      g_assert_true (seep_numbering_extend (numbering, &test->graph,
                                            test->graph.roots + first.n_roots,
                                            test->graph.n_roots - first.n_roots, NULL, NULL));
      pieces = seep_dominators_new_for_numbering (numbering, &test->graph, reverse, NULL, NULL);
      check_layout (pieces);
      for (guint32 i = 0; i < test->graph.n_nodes; i++)
        g_assert_cmpuint (pieces->idom[i], ==, whole->idom[i]);
    }
}

/* A chain of three, the middle of which is larger than 32 bits can say. */
static void
test_sizes_of_4_gib_and_more_are_true (void)
{
  g_autoptr(TestGraph) test = test_graph_new (4);
  g_autoptr(SeepDominators) dominators = NULL;
  const guint32 sizes[] = { 10, G_MAXUINT32, 5, G_MAXUINT32 };
  const guint32 large_ids[] = { 1, 3 };
  const guint64 large[] = { G_GUINT64_CONSTANT (1) << 40, G_GUINT64_CONSTANT (1) << 41 };
  g_autoptr(SeepRetained) retained = NULL;

  test_graph_add_edge (test, 0, 1);
  test_graph_add_edge (test, 1, 2);
  test_graph_add_root (test, 0);
  dominators = make_dominators (test_graph_finish (test));
  retained = seep_retained_new (dominators, sizes, large_ids, large, 2, NULL);
  g_assert_cmpuint (seep_retained_get (retained, 0), ==, (G_GUINT64_CONSTANT (1) << 40) + 15);
  g_assert_cmpuint (seep_retained_get (retained, 1), ==, (G_GUINT64_CONSTANT (1) << 40) + 5);
  g_assert_cmpuint (seep_retained_get (retained, 2), ==, 5);
  g_assert_cmpuint (seep_retained_get (retained, 3), ==, 0); /* not reached */
}

/* None of a chain is large, but each retains all after it; beside each is a leaf of a byte. Then
 * three pairs that retain 2 bytes less than 4 GiB, 1 byte less, and 4 GiB. */
static void
test_sums_of_4_gib_and_more_are_true (void)
{
  guint32 n = 1000;
  g_autoptr(TestGraph) test = test_graph_new (2 * n + 6);
  g_autoptr(SeepDominators) dominators = NULL;
  g_autoptr(SeepRetained) retained = NULL;
  g_autofree guint32 *sizes = g_new (guint32, 2 * n + 6);
  guint64 sum = 0;

  for (guint32 i = 0; i < n; i++)
    {
      sizes[i] = 50000000;
      sizes[n + i] = 1;
      if (i + 1 < n)
        test_graph_add_edge (test, i, i + 1);
      test_graph_add_edge (test, i, n + i);
    }
  test_graph_add_root (test, 0);
  for (guint32 i = 0; i < 3; i++)
    {
      sizes[2 * n + 2 * i] = i;
      sizes[2 * n + 2 * i + 1] = G_MAXUINT32 - 1;
      test_graph_add_edge (test, 2 * n + 2 * i, 2 * n + 2 * i + 1);
      test_graph_add_root (test, 2 * n + 2 * i);
    }
  dominators = make_dominators (test_graph_finish (test));
  retained = seep_retained_new (dominators, sizes, NULL, NULL, 0, NULL);

  for (guint32 i = n; i-- > 0;)
    {
      sum += 50000001;
      g_assert_cmpuint (seep_retained_get (retained, i), ==, sum);
      g_assert_cmpuint (seep_retained_get (retained, n + i), ==, 1);
    }
  g_assert_cmpuint (sum, >, 10 * (guint64) G_MAXUINT32);
  for (guint32 i = 0; i < 3; i++)
    {
      g_assert_cmpuint (seep_retained_get (retained, 2 * n + 2 * i), ==,
                        (guint64) G_MAXUINT32 - 1 + i);
      g_assert_cmpuint (seep_retained_get (retained, 2 * n + 2 * i + 1), ==, G_MAXUINT32 - 1);
    }
}

/* Deeper than any stack. */
static void
test_a_chain_of_a_million_is_no_recursion (void)
{
  guint32 n = 1000000;
  g_autoptr(TestGraph) test = test_graph_new (n);
  g_autoptr(SeepDominators) dominators = NULL;
  g_autoptr(SeepReach) reach = NULL;

  for (guint32 i = 0; i + 1 < n; i++)
    test_graph_add_edge (test, i, i + 1);
  test_graph_add_root (test, 0);
  dominators = make_dominators (test_graph_finish (test));
  reach = seep_reach_new (&test->graph, NULL, NULL);
  g_assert_cmpuint (dominators->idom[0], ==, SEEP_ROOT_NODE);
  for (guint32 i = 1; i < n; i++)
    {
      g_assert_cmpuint (dominators->idom[i], ==, i - 1);
      g_assert_cmpuint (dominators->subtree[i], ==, n - i);
    }
  g_assert_cmpuint (seep_reach_get_depth (reach, n - 1), ==, n - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dominators/removal-loses-what-is-dominated",
                   test_removal_loses_what_is_dominated);
  g_test_add_func ("/dominators/numbering-in-pieces-is-the-same",
                   test_numbering_in_pieces_is_the_same);
  g_test_add_func ("/dominators/sizes-of-4-gib-and-more-are-true",
                   test_sizes_of_4_gib_and_more_are_true);
  g_test_add_func ("/dominators/sums-of-4-gib-and-more-are-true",
                   test_sums_of_4_gib_and_more_are_true);
  g_test_add_func ("/dominators/a-chain-of-a-million-is-no-recursion",
                   test_a_chain_of_a_million_is_no_recursion);
  return g_test_run ();
}
