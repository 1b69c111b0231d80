/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-graph.h — small graphs made edge by edge, and random ones. */
#pragma once

#include "graph/seep-graph.h"

typedef struct
{
  guint32 source;
  guint32 target;
} TestEdge;

typedef struct
{
  SeepGraph graph;   /* its arrays are owned here */
  GArray   *edges;   /* owned; of TestEdge, in any order */
  GArray   *roots;   /* owned; of guint32 */
  guint32  *offsets; /* owned */
  guint32  *targets; /* owned */
} TestGraph;

static inline TestGraph *
test_graph_new (guint32 n_nodes)
{
  TestGraph *self = g_new0 (TestGraph, 1);

  self->graph.n_nodes = n_nodes;
  self->edges = g_array_new (FALSE, FALSE, sizeof (TestEdge));
  self->roots = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

static inline void
test_graph_free (TestGraph *self)
{
  g_array_unref (self->edges);
  g_array_unref (self->roots);
  g_free (self->offsets);
  g_free (self->targets);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestGraph, test_graph_free)

static inline void
test_graph_add_edge (TestGraph *self, guint32 source, guint32 target)
{
  TestEdge edge = { source, target };

  g_array_append_val (self->edges, edge);
}

static inline void
test_graph_add_root (TestGraph *self, guint32 root)
{
  g_array_append_val (self->roots, root);
}

/* The edges of a source keep the order in which they were added. */
static inline const SeepGraph *
test_graph_finish (TestGraph *self)
{
  guint32 n_nodes = self->graph.n_nodes;
  g_autofree guint32 *at = g_new0 (guint32, n_nodes + 1);

  self->offsets = g_new0 (guint32, n_nodes + 1);
  self->targets = g_new0 (guint32, self->edges->len + 1);
  for (guint i = 0; i < self->edges->len; i++)
    self->offsets[g_array_index (self->edges, TestEdge, i).source + 1]++;
  for (guint32 i = 0; i < n_nodes; i++)
    self->offsets[i + 1] += self->offsets[i];
  for (guint i = 0; i < self->edges->len; i++)
    {
      TestEdge edge = g_array_index (self->edges, TestEdge, i);

      self->targets[self->offsets[edge.source] + at[edge.source]++] = edge.target;
    }
  self->graph.offsets = self->offsets;
  self->graph.targets = self->targets;
  self->graph.roots = (const guint32 *) self->roots->data;
  self->graph.n_roots = self->roots->len;
  return &self->graph;
}

/* Sparse to dense, with self loops, repeated edges, parts that nothing reaches, roots named
 * twice. */
static inline TestGraph *
test_graph_new_random (guint32 max_nodes)
{
  guint32 n_nodes = (guint32) g_test_rand_int_range (1, (gint32) max_nodes + 1);
  guint32 n_edges = (guint32) g_test_rand_int_range (0, (gint32) n_nodes * 4 + 1);
  guint32 n_roots = (guint32) g_test_rand_int_range (0, 5);
  TestGraph *self = test_graph_new (n_nodes);

  for (guint32 i = 0; i < n_edges; i++)
    {
      guint32 source = (guint32) g_test_rand_int_range (0, (gint32) n_nodes);
      guint32 target = (guint32) g_test_rand_int_range (0, (gint32) n_nodes);

      test_graph_add_edge (self, source, target);
      if (g_test_rand_int_range (0, 8) == 0)
        test_graph_add_edge (self, source, target);
      if (g_test_rand_int_range (0, 16) == 0)
        test_graph_add_edge (self, source, source);
    }
  for (guint32 i = 0; i < n_roots; i++)
    {
      guint32 root = (guint32) g_test_rand_int_range (0, (gint32) n_nodes);

      test_graph_add_root (self, root);
      if (g_test_rand_int_range (0, 4) == 0)
        test_graph_add_root (self, root);
    }
  test_graph_finish (self);
  return self;
}
