/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "graph/seep-reverse.h"

#include "test-graph.h"

static void
check (const SeepGraph *graph, const SeepReverse *reverse)
{
  g_assert_cmpuint (reverse->n_nodes, ==, graph->n_nodes);
  g_assert_cmpuint (reverse->n_edges, ==, graph->offsets[graph->n_nodes]);
  g_assert_cmpuint (reverse->offsets[0], ==, 0);
  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      guint32 at = reverse->offsets[node];

      for (guint32 source = 0; source < graph->n_nodes; source++)
        for (guint32 e = graph->offsets[source]; e < graph->offsets[source + 1]; e++)
          if (graph->targets[e] == node)
            {
              g_assert_cmpuint (at, <, reverse->offsets[node + 1]);
              g_assert_cmpuint (reverse->sources[at++], ==, source);
            }
      g_assert_cmpuint (at, ==, reverse->offsets[node + 1]);
    }
}

static void
test_turns_every_edge_round (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (60);
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepReverse) reverse = seep_reverse_new (&test->graph, NULL, &error);

      g_assert_no_error (error);
      check (&test->graph, reverse);
    }
}

static void
test_takes_an_empty_graph (void)
{
  g_autoptr(TestGraph) test = test_graph_new (0);
  g_autoptr(SeepReverse) reverse = seep_reverse_new (test_graph_finish (test), NULL, NULL);

  check (&test->graph, reverse);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reverse/turns-every-edge-round", test_turns_every_edge_round);
  g_test_add_func ("/reverse/takes-an-empty-graph", test_takes_an_empty_graph);
  return g_test_run ();
}
