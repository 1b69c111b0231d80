/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-largest.h"

#include "analysis/seep-order.h"
#include "analysis/seep-paths.h"

#include <string.h>

/* The objects that retain most are usually one inside the other: a module, its dict, the cache in it, the list in
 * that. What a person wants to see is where it branches (Eclipse MAT's accumulation point): from each
 * object that nothing else dominates we go down while one thing holds nearly all there is. Each step looks at
 * the children of one node, every node is a child once: linear. */

#define STEEP_SHARE 0.7 /* of the parent: goes down */
#define START_SHARE 0.5 /* of where we came from: a linked list ends somewhere */
#define CANDIDATES 4    /* times as many tops as are asked for: some end in the same place */

static guint32
find_largest_child (SeepAnalysis *analysis, guint32 object)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);
  const guint64 *retained = seep_analysis_get_retained (analysis);
  guint32 at = tree->position[object];
  guint32 end = at + tree->subtree[at];
  guint32 largest = SEEP_NO_NODE;

  for (guint32 child = at + 1; child < end; child += tree->subtree[child])
    {
      guint32 node = tree->preorder[child];

      if (largest == SEEP_NO_NODE || retained[node] > retained[largest])
        largest = node;
    }
  return largest;
}

static guint32
find_accumulation_point (SeepAnalysis *analysis, guint32 top)
{
  const guint64 *retained = seep_analysis_get_retained (analysis);
  guint32 object = top;

  for (;;)
    {
      guint32 child = find_largest_child (analysis, object);

      if (child == SEEP_NO_NODE || (double) retained[child] < STEEP_SHARE * (double) retained[object]
          || (double) retained[child] < START_SHARE * (double) retained[top])
        return object;
      object = child;
    }
}

static int
compare_largest (gconstpointer a, gconstpointer b)
{
  const SeepLargest *x = a;
  const SeepLargest *y = b;

  return (x->retained_bytes < y->retained_bytes) - (x->retained_bytes > y->retained_bytes);
}

static void
largest_clear_cb (gpointer data)
{
  g_free (((SeepLargest *) data)->path);
}

static gboolean
has (GArray *found, guint32 object)
{
  for (guint i = 0; i < found->len; i++)
    {
      if (g_array_index (found, SeepLargest, i).object == object)
        return TRUE;
    }
  return FALSE;
}

static gboolean
name_largest (SeepAnalysis *analysis, SeepLargest *largest, SeepTask *task, GError **error)
{
  g_autoptr(GPtrArray) paths = seep_paths_find (analysis, largest->object, 1, task, error);
  const SeepPath *path;

  if (paths == NULL)
    return FALSE;

  path = g_ptr_array_index (paths, 0);
  largest->path = g_strdup (path->text);
  /* What a person would name: not a module's or an instance's dict, but the module or the instance. */
  if (path->n_steps > 1 && g_str_has_suffix (path->text, ".__dict__"))
    largest->path[strlen (path->text) - strlen (".__dict__")] = '\0';
  return TRUE;
}

GArray *
seep_largest_new (SeepAnalysis *analysis, guint max, SeepTask *task, GError **error)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);
  SeepOrderFilter everything = { 0 };
  g_autoptr(SeepOrder) order = seep_order_new (seep_analysis_get_heap (analysis), analysis, &everything,
                                               SEEP_ORDER_RETAINED, TRUE, task, error);
  g_autoptr(GArray) found = NULL;

  if (order == NULL)
    return NULL;

  found = g_array_new (FALSE, TRUE, sizeof (SeepLargest));
  g_array_set_clear_func (found, largest_clear_cb);
  for (guint32 i = 0; i < order->n && found->len < max * CANDIDATES; i++)
    {
      SeepLargest largest = { .object = order->ids[i] };

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return NULL;
      if (tree->idom[largest.object] != SEEP_ROOT_NODE)
        continue;
      largest.object = find_accumulation_point (analysis, largest.object);
      largest.retained_bytes = seep_analysis_get_retained (analysis)[largest.object];
      if (!has (found, largest.object))
        g_array_append_val (found, largest);
    }

  g_array_sort (found, compare_largest);
  g_array_set_size (found, MIN (found->len, max));
  for (guint i = 0; i < found->len; i++)
    {
      if (!name_largest (analysis, &g_array_index (found, SeepLargest, i), task, error))
        return NULL;
    }
  return g_steal_pointer (&found);
}
