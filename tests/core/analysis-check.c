/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis-check.h"

#include "analysis/seep-order.h"
#include "analysis/seep-paths.h"
#include "analysis/seep-references.h"
#include "analysis/seep-type-table.h"
#include "base/seep-pages.h"

#include <string.h>

static void
check_ways (SeepAnalysis *analysis)
{
  const SeepReach *reach = seep_analysis_get_reach (analysis);
  guint32 n = seep_heap_get_columns (seep_analysis_get_heap (analysis))->n_objects;
  guint32 *depths = seep_reach_list_depths (reach, NULL);

  g_assert_cmpuint (reach->n_reached, ==, n);
  g_assert_cmpuint (seep_analysis_get_n_durable (analysis), <=, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpuint (seep_reach_get_depth (reach, i), ==, depths[i]);
      g_assert_cmpuint (depths[i], <, n);
      if (reach->parents[i] == SEEP_ROOT_NODE)
        g_assert_nonnull (seep_analysis_find_root (analysis, i));
    }
  seep_pages_free (depths, n, sizeof *depths);
}

static void
check_tree (SeepAnalysis *analysis)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);

  g_assert_cmpuint (tree->n_reached, ==, tree->n_nodes);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      guint32 at = tree->position[i];
      guint32 end = at + tree->subtree[at];
      guint32 child = at + 1;

      g_assert_cmpuint (tree->preorder[at], ==, i);
      g_assert_cmpuint (end, <=, tree->n_nodes);
      for (; child < end; child += tree->subtree[child])
        g_assert_cmpuint (tree->idom[tree->preorder[child]], ==, i);
      g_assert_cmpuint (child, ==, end);
      if (tree->idom[i] != SEEP_ROOT_NODE)
        g_assert_true (seep_dominators_is_dominated (tree, tree->idom[i], i));
    }
}

static void
check_objects (SeepAnalysis *analysis, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      g_autoptr(GPtrArray) paths = seep_paths_find (analysis, i, 5, NULL, NULL);
      g_autoptr(GArray) referrers = seep_referrers_list (analysis, i, 100);

      g_assert_cmpuint (paths->len, >, 0);
      for (guint k = 0; k < referrers->len; k++)
        g_assert_cmpuint (g_array_index (referrers, SeepReference, k).target, ==, i);
      seep_analysis_get_retained_bytes (analysis, i);
      seep_analysis_get_unexplained (analysis, i);
      seep_analysis_is_garbage (analysis, i);
    }
}

static void
check_tables (SeepAnalysis *analysis)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autoptr(SeepTypeTable) types = seep_type_table_new (heap, analysis, 0, NULL, NULL);
  SeepOrderFilter everything = { NULL };
  g_autoptr(SeepOrder) order =
    seep_order_new (heap, analysis, &everything, SEEP_ORDER_RETAINED, TRUE, NULL, NULL);
  g_autofree guint32 *all = g_new (guint32, types->n_rows + 1);
  g_autoptr(GArray) merged = NULL;

  for (guint i = 0; i < types->n_rows; i++)
    all[i] = types->rows[i].type;
  merged = seep_paths_merge (analysis, all, types->n_rows, 100, NULL, NULL);
  g_assert_nonnull (merged);
  g_assert_cmpuint (order->n, ==, seep_heap_get_columns (heap)->n_objects);
}

void
analysis_check (SeepAnalysis *analysis)
{
  check_ways (analysis);
  check_tree (analysis);
  check_objects (analysis, seep_heap_get_columns (seep_analysis_get_heap (analysis))->n_objects);
  check_tables (analysis);
}

static void
assert_same (const guint32 *a, const guint32 *b, gsize n)
{
  g_assert_cmpmem (a, n * sizeof *a, b, n * sizeof *b);
}

static void
check_same_roots (SeepAnalysis *a, SeepAnalysis *b)
{
  guint32 n_a, n_b;
  const SeepRoot *roots_a = seep_analysis_get_roots (a, &n_a);
  const SeepRoot *roots_b = seep_analysis_get_roots (b, &n_b);

  g_assert_cmpuint (n_a, ==, n_b);
  g_assert_cmpmem (roots_a, n_a * sizeof *roots_a, roots_b, n_b * sizeof *roots_b);
}

void
analysis_check_same (SeepAnalysis *a, SeepAnalysis *b)
{
  guint32 n = seep_heap_get_columns (seep_analysis_get_heap (a))->n_objects;
  const SeepReverse *reverse = seep_analysis_get_reverse (a);
  const SeepDominators *tree_a = seep_analysis_get_dominators (a);
  const SeepDominators *tree_b = seep_analysis_get_dominators (b);

  check_same_roots (a, b);
  g_assert_cmpuint (seep_analysis_get_n_durable (a), ==, seep_analysis_get_n_durable (b));
  assert_same (seep_analysis_get_reach (a)->parents, seep_analysis_get_reach (b)->parents, n);
  assert_same (seep_analysis_get_reach (a)->order, seep_analysis_get_reach (b)->order, n);
  assert_same (reverse->offsets, seep_analysis_get_reverse (b)->offsets, (gsize) n + 1);
  assert_same (reverse->sources, seep_analysis_get_reverse (b)->sources, reverse->n_edges);
  assert_same (tree_a->idom, tree_b->idom, n);
  assert_same (tree_a->preorder, tree_b->preorder, n);
  assert_same (tree_a->position, tree_b->position, n);
  assert_same (tree_a->subtree, tree_b->subtree, n);
  for (guint32 i = 0; i < n; i++)
    {
      const SeepRoot *root_a = seep_analysis_find_root (a, i);
      const SeepRoot *root_b = seep_analysis_find_root (b, i);

      g_assert_cmpuint (seep_analysis_get_retained_bytes (a, i), ==,
                        seep_analysis_get_retained_bytes (b, i));
      g_assert_cmpuint (seep_analysis_get_unexplained (a, i), ==,
                        seep_analysis_get_unexplained (b, i));
      g_assert_cmpint (seep_analysis_is_garbage (a, i), ==, seep_analysis_is_garbage (b, i));
      g_assert_cmpint (root_a != NULL, ==, root_b != NULL);
      if (root_a != NULL)
        g_assert_cmpmem (root_a, sizeof *root_a, root_b, sizeof *root_b);
    }
}
