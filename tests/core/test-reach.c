/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-pages.h"
#include "graph/seep-reach.h"

#include "base/seep-error.h"
#include "test-graph.h"

#define N_GRAPHS 400

/* The depth of every node by going round until nothing changes. */
static guint32 *
find_depths (const SeepGraph *graph)
{
  guint32 *depths = g_new (guint32, graph->n_nodes);
  gboolean changed = TRUE;

  for (guint32 i = 0; i < graph->n_nodes; i++)
    depths[i] = SEEP_NO_NODE;
  for (guint32 i = 0; i < graph->n_roots; i++)
    depths[graph->roots[i]] = 0;
  while (changed)
    {
      changed = FALSE;
      for (guint32 i = 0; i < graph->n_nodes; i++)
        for (guint32 e = graph->offsets[i]; e < graph->offsets[i + 1]; e++)
          if (depths[i] != SEEP_NO_NODE && depths[graph->targets[e]] > depths[i] + 1)
            {
              depths[graph->targets[e]] = depths[i] + 1;
              changed = TRUE;
            }
    }
  return depths;
}

static gboolean
has_edge (const SeepGraph *graph, guint32 source, guint32 target)
{
  for (guint32 e = graph->offsets[source]; e < graph->offsets[source + 1]; e++)
    if (graph->targets[e] == target)
      return TRUE;
  return FALSE;
}

static void
check_tree (const SeepReach *reach, const SeepGraph *graph, const guint32 *depths)
{
  g_autoptr(GError) error = NULL;
  guint32 *listed = seep_reach_list_depths (reach, &error);
  guint32 n_reached = 0;

  g_assert_no_error (error);
  g_assert_cmpmem (listed, graph->n_nodes * sizeof *listed, depths,
                   graph->n_nodes * sizeof *depths);
  seep_pages_free (listed, graph->n_nodes, sizeof *listed);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      g_assert_cmpuint (seep_reach_get_depth (reach, i), ==, depths[i]);
      n_reached += depths[i] != SEEP_NO_NODE;
      if (depths[i] == SEEP_NO_NODE)
        g_assert_cmpuint (reach->parents[i], ==, SEEP_NO_NODE);
      else if (depths[i] == 0)
        g_assert_cmpuint (reach->parents[i], ==, SEEP_ROOT_NODE);
      else
        g_assert_true (has_edge (graph, reach->parents[i], i));
    }
  g_assert_cmpuint (reach->n_reached, ==, n_reached);
  for (guint32 i = 1; i < n_reached; i++)
    g_assert_cmpuint (depths[reach->order[i - 1]], <=, depths[reach->order[i]]);
}

static void
test_finds_shortest_ways (void)
{
  for (guint round = 0; round < N_GRAPHS; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (60);
      g_autofree guint32 *depths = find_depths (&test->graph);
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepReach) reach = seep_reach_new (&test->graph, NULL, &error);

      g_assert_no_error (error);
      check_tree (reach, &test->graph, depths);
    }
}

/* What the first roots reach keeps its way; the rest is what the later roots alone would find. */
static void
test_goes_on_from_more_roots (void)
{
  for (guint round = 0; round < N_GRAPHS; round++)
    {
      g_autoptr(TestGraph) test = test_graph_new_random (60);
      g_autoptr(SeepReach) before = seep_reach_new (&test->graph, NULL, NULL);
      g_autoptr(SeepReach) reach = seep_reach_new (&test->graph, NULL, NULL);
      guint32 n_nodes = test->graph.n_nodes;
      guint32 more[2];

      for (guint i = 0; i < 2; i++)
        more[i] = (guint32) g_test_rand_int_range (0, (gint32) n_nodes);
      g_assert_true (seep_reach_extend (reach, &test->graph, more, 2, NULL, NULL));
      test_graph_add_root (test, more[0]);
      test_graph_add_root (test, more[1]);
      test->graph.roots = (const guint32 *) test->roots->data;
      test->graph.n_roots = test->roots->len;

      {
        g_autofree guint32 *depths = find_depths (&test->graph);

        for (guint32 i = 0; i < n_nodes; i++)
          {
            g_assert_cmpint (reach->parents[i] == SEEP_NO_NODE, ==, depths[i] == SEEP_NO_NODE);
            if (before->parents[i] != SEEP_NO_NODE)
              g_assert_cmpuint (reach->parents[i], ==, before->parents[i]);
            else if (depths[i] != SEEP_NO_NODE)
              g_assert_cmpuint (seep_reach_get_depth (reach, i), ==, depths[i]);
          }
      }
    }
}

/* 0 and 1 both refer to 2. */
static void
test_prefers_the_earlier_root (void)
{
  g_autoptr(TestGraph) test = test_graph_new (3);
  g_autoptr(SeepReach) reach = NULL;

  test_graph_add_edge (test, 0, 2);
  test_graph_add_edge (test, 1, 2);
  test_graph_add_root (test, 1);
  test_graph_add_root (test, 0);
  reach = seep_reach_new (test_graph_finish (test), NULL, NULL);
  g_assert_cmpuint (reach->parents[2], ==, 1);
}

static gboolean
is_cancelled_cb (SeepTask *task)
{
  return TRUE;
}

static void
test_can_be_cancelled (void)
{
  g_autoptr(TestGraph) test = test_graph_new (3);
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = is_cancelled_cb };

  test_graph_add_root (test, 1);
  g_assert_null (seep_reach_new (test_graph_finish (test), &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reach/finds-shortest-ways", test_finds_shortest_ways);
  g_test_add_func ("/reach/goes-on-from-more-roots", test_goes_on_from_more_roots);
  g_test_add_func ("/reach/prefers-the-earlier-root", test_prefers_the_earlier_root);
  g_test_add_func ("/reach/can-be-cancelled", test_can_be_cancelled);
  return g_test_run ();
}
