/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-largest.h"

#include "analysis/seep-order.h"
#include "analysis/seep-paths.h"

#include <string.h>

/* The objects that retain most are usually one inside the other: a module, its dict, the cache in
 * it, the list in that. What a person wants to see is where it branches (Eclipse MAT's accumulation
 * point). So we begin with the objects that nothing else dominates, largest first, and
 * - open modules and their dicts: they hold everything, which says nothing; what is in them stands
 * in the queue with all others;
 * - go down from anything else while one thing in it holds nearly all there is.
 * Each step looks at the children of one node in the dominator tree, every node is a child once:
 * linear. */

#define STEEP_SHARE 0.7 /* of the parent: goes down */
#define START_SHARE 0.5 /* of where we came from: a linked list ends somewhere */
#define WORTH_SHARE 0.01 /* of the heap: less is no news, … */
#define MIN_FOUND 3      /* … unless there is nothing else */
#define MAX_TOPS 1024   /* objects that nothing dominates; more than modules in any program */

static guint32
find_largest_child (SeepAnalysis *analysis, guint32 object)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);
  const SeepRetained *retained = seep_analysis_get_retained (analysis);
  guint32 at = tree->position[object];
  guint32 end = at + tree->subtree[at];
  guint32 largest = SEEP_NO_NODE;

  for (guint32 child = at + 1; child < end; child += tree->subtree[child])
    {
      guint32 node = tree->preorder[child];

      if (largest == SEEP_NO_NODE ||
          seep_retained_get (retained, node) > seep_retained_get (retained, largest))
        largest = node;
    }
  return largest;
}

static guint32
find_accumulation_point (SeepAnalysis *analysis, guint32 top)
{
  const SeepRetained *retained = seep_analysis_get_retained (analysis);
  guint32 object = top;

  for (;;)
    {
      guint32 child = find_largest_child (analysis, object);
      double bytes;

      if (child == SEEP_NO_NODE)
        return object;
      bytes = (double) seep_retained_get (retained, child);
      if (bytes < STEEP_SHARE * (double) seep_retained_get (retained, object) ||
          bytes < START_SHARE * (double) seep_retained_get (retained, top))
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
name_largest (SeepAnalysis *analysis, SeepLargest *largest, SeepTask *task, GError **error)
{
  g_autoptr(GPtrArray) paths = seep_paths_find (analysis, largest->object, 1, task, error);
  const SeepPath *path;

  if (paths == NULL)
    return FALSE;

  path = g_ptr_array_index (paths, 0);
  largest->path = g_strdup (path->text);
  /* What a person would name: not a module's or an instance's dict, but the module or the instance.
   */
  if (path->n_steps > 1 && g_str_has_suffix (path->text, ".__dict__"))
    largest->path[strlen (path->text) - strlen (".__dict__")] = '\0';
  return TRUE;
}

/* Modules and their dicts. */
static GHashTable *
find_transparent (SeepHeap *heap)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  GHashTable *transparent = g_hash_table_new (NULL, NULL);

  for (guint32 object = 0; object < columns->n_objects; object++)
    {
      if (seep_heap_get_kind (heap, object) != SEEP_KIND_MODULE)
        continue;
      g_hash_table_add (transparent, GUINT_TO_POINTER (object));
      for (guint32 edge = columns->offsets[object]; edge < columns->offsets[object + 1]; edge++)
        {
          if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_FIELD &&
              g_str_equal (seep_heap_get_name (heap, SEEP_LABEL_VALUE (columns->labels[edge])),
                           "__dict__"))
            g_hash_table_add (transparent, GUINT_TO_POINTER (columns->targets[edge]));
        }
    }
  return transparent;
}

static int
compare_retained (gconstpointer a, gconstpointer b, gpointer retained)
{
  guint64 x = seep_retained_get (retained, GPOINTER_TO_UINT (a));
  guint64 y = seep_retained_get (retained, GPOINTER_TO_UINT (b));

  return (x < y) - (x > y);
}

static void
push (GSequence *queue, SeepAnalysis *analysis, guint32 object)
{
  g_sequence_insert_sorted (queue, GUINT_TO_POINTER (object), compare_retained,
                            (gpointer) seep_analysis_get_retained (analysis));
}

static void
push_children (GSequence *queue, SeepAnalysis *analysis, guint32 object)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);
  guint32 at = tree->position[object];
  guint32 end = at + tree->subtree[at];

  for (guint32 child = at + 1; child < end; child += tree->subtree[child])
    push (queue, analysis, tree->preorder[child]);
}

/* The largest objects that nothing dominates, largest first. NULL when cancelled. */
static GSequence *
find_tops (SeepAnalysis *analysis, SeepTask *task, GError **error)
{
  const SeepDominators *tree = seep_analysis_get_dominators (analysis);
  SeepOrderFilter everything = { 0 };
  g_autoptr (SeepOrder) order =
    seep_order_new (seep_analysis_get_heap (analysis), analysis, &everything, SEEP_ORDER_RETAINED,
                    TRUE, task, error);
  GSequence *tops;

  if (order == NULL)
    return NULL;

  tops = g_sequence_new (NULL);
  for (guint32 i = 0; i < order->n && g_sequence_get_length (tops) < MAX_TOPS; i++)
    {
      if (tree->idom[order->ids[i]] == SEEP_ROOT_NODE)
        g_sequence_append (tops, GUINT_TO_POINTER (order->ids[i]));
    }
  return tops;
}

GArray *
seep_largest_new (SeepAnalysis *analysis, guint max, SeepTask *task, GError **error)
{
  g_autoptr(GSequence) queue = find_tops (analysis, task, error);
  g_autoptr(GHashTable) transparent = NULL;
  g_autoptr(GArray) found = NULL;
  double worth =
    WORTH_SHARE * (double) seep_heap_get_total_bytes (seep_analysis_get_heap (analysis));

  if (queue == NULL || seep_task_is_cancelled (task, error))
    return NULL;

  transparent = find_transparent (seep_analysis_get_heap (analysis));
  found = g_array_new (FALSE, TRUE, sizeof (SeepLargest));
  g_array_set_clear_func (found, largest_clear_cb);
  while (found->len < max && !g_sequence_is_empty (queue))
    {
      GSequenceIter *first = g_sequence_get_begin_iter (queue);
      SeepLargest largest = { .object = GPOINTER_TO_UINT (g_sequence_get (first)) };

      g_sequence_remove (first);
      if (g_hash_table_contains (transparent, GUINT_TO_POINTER (largest.object)))
        {
          push_children (queue, analysis, largest.object);
          continue;
        }
      largest.object = find_accumulation_point (analysis, largest.object);
      largest.retained_bytes = seep_analysis_get_retained_bytes (analysis, largest.object);
      if (found->len >= MIN_FOUND && (double) largest.retained_bytes < worth)
        break;
      if (!name_largest (analysis, &largest, task, error))
        return NULL;
      g_array_append_val (found, largest);
    }

  g_array_sort (found, compare_largest);
  return g_steal_pointer (&found);
}
