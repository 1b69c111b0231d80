/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block an array. What is computed again in less time than it takes to read and check, or is
 * small, is not kept: which objects are garbage, the roots by object. 49 bytes an object with 3.25
 * references to it; most of the time goes into the checks of seep-graph-arrays.c. */
#include "config.h"

#include "analysis/seep-analysis-blocks.h"

#include "analysis/seep-analysis-private.h"
#include "analysis/seep-unexplained.h"
#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "graph/seep-graph-arrays.h"

#include <string.h>

/* Of everything that is kept here, and of what the algorithms find: another one makes all that was
 * kept be computed anew. To be raised by whoever changes either. */
#define VERSION 1

typedef enum
{
  BLOCK_NUMBERS,
  BLOCK_ROOTS,
  BLOCK_UNEXPLAINED,
  BLOCK_PARENTS,
  BLOCK_ORDER,
  BLOCK_OFFSETS,
  BLOCK_SOURCES,
  BLOCK_IDOM,
  BLOCK_PREORDER,
  BLOCK_POSITION,
  BLOCK_SUBTREE,
  BLOCK_RETAINED,
  BLOCK_WIDE,
  N_BLOCKS
} Block;

/* The names stand in FORMAT.md. */
static const struct
{
  const char *name;
  gsize       element_bytes;
} infos[N_BLOCKS] = {
  [BLOCK_NUMBERS] = { "anum", sizeof (SeepAnalysisNumbers) },
  [BLOCK_ROOTS] = { "arot", sizeof (SeepRoot) },
  [BLOCK_UNEXPLAINED] = { "aunx", sizeof (SeepUnexplained) },
  [BLOCK_PARENTS] = { "apar", sizeof (guint32) },
  [BLOCK_ORDER] = { "aord", sizeof (guint32) },
  [BLOCK_OFFSETS] = { "arof", sizeof (guint32) },
  [BLOCK_SOURCES] = { "arsr", sizeof (guint32) },
  [BLOCK_IDOM] = { "aidm", sizeof (guint32) },
  [BLOCK_PREORDER] = { "apre", sizeof (guint32) },
  [BLOCK_POSITION] = { "apos", sizeof (guint32) },
  [BLOCK_SUBTREE] = { "asub", sizeof (guint32) },
  [BLOCK_RETAINED] = { "aret", sizeof (guint32) },
  [BLOCK_WIDE] = { "awid", sizeof (SeepWideSize) },
};
G_STATIC_ASSERT (sizeof (SeepAnalysisNumbers) == 24);
G_STATIC_ASSERT (sizeof (SeepRoot) == 20);
G_STATIC_ASSERT (sizeof (SeepUnexplained) == 8);
G_STATIC_ASSERT (sizeof (SeepWideSize) == 16);
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

typedef struct
{
  gconstpointer bytes; /* NULL: not there */
  gsize         n;     /* elements */
} Array;

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_CORRUPT,
                       _("What was kept of the analysis is not that of these objects."));
  return FALSE;
}

void
seep_analysis_set_numbers (SeepAnalysis *self)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  guint32 n_heap_roots;

  seep_heap_get_roots (self->heap, &n_heap_roots);
  self->numbers = (SeepAnalysisNumbers){
    .version = VERSION,
    .n_objects = columns->n_objects,
    .n_edges = columns->n_edges,
    .n_heap_roots = n_heap_roots,
    .n_durable = self->holders.n_durable,
    .n_alive = self->holders.n_alive,
  };
}

static void
append (GArray *blocks, Block block, gconstpointer bytes, gsize n)
{
  SeepBlock added = { .bytes = n > 0 ? bytes : "", .n_bytes = n * infos[block].element_bytes };

  g_strlcpy (added.name, infos[block].name, sizeof added.name);
  g_array_append_val (blocks, added);
}

GArray *
seep_analysis_list_blocks (SeepAnalysis *self)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (SeepBlock));
  const SeepColumn *unexplained = &self->holders.unexplained;
  const SeepDominators *tree = self->dominators;
  gsize n = self->numbers.n_objects;
  gsize n_heap_roots = self->numbers.n_heap_roots;
  gsize n_found = self->roots.roots.n - n_heap_roots;

  append (blocks, BLOCK_NUMBERS, &self->numbers, 1);
  append (blocks, BLOCK_ROOTS,
          n_found > 0 ? (const SeepRoot *) self->roots.roots.data + n_heap_roots : NULL, n_found);
  append (blocks, BLOCK_UNEXPLAINED, unexplained->data, unexplained->n);
  append (blocks, BLOCK_PARENTS, self->holders.reach->parents, n);
  append (blocks, BLOCK_ORDER, self->holders.reach->order, n);
  append (blocks, BLOCK_OFFSETS, self->holders.reverse->offsets, n + 1);
  append (blocks, BLOCK_SOURCES, self->holders.reverse->sources, self->numbers.n_edges);
  append (blocks, BLOCK_IDOM, tree->idom, n);
  append (blocks, BLOCK_PREORDER, tree->preorder, n);
  append (blocks, BLOCK_POSITION, tree->position, n);
  append (blocks, BLOCK_SUBTREE, tree->subtree, n);
  append (blocks, BLOCK_RETAINED, self->retained->bytes, n);
  append (blocks, BLOCK_WIDE, self->retained->wide.data, self->retained->wide.n);
  return blocks;
}

static gsize
get_alignment (Block block)
{
  return block == BLOCK_WIDE ? G_ALIGNOF (SeepWideSize) : G_ALIGNOF (guint32);
}

/* Those that are ours, each once and in whole elements; others are somebody else's. */
static gboolean
find_arrays (const SeepBlock *blocks, guint n_blocks, Array *arrays)
{
  for (guint i = 0; i < n_blocks; i++)
    for (guint k = 0; k < N_BLOCKS; k++)
      {
        if (strncmp (blocks[i].name, infos[k].name, sizeof blocks[i].name) != 0)
          continue;
        if (arrays[k].bytes != NULL || blocks[i].bytes == NULL
            || blocks[i].n_bytes % infos[k].element_bytes != 0
            || (blocks[i].n_bytes > 0 && (gsize) blocks[i].bytes % get_alignment (k) != 0))
          return FALSE;
        arrays[k] = (Array){ blocks[i].bytes, blocks[i].n_bytes / infos[k].element_bytes };
      }

  for (guint k = 0; k < N_BLOCKS; k++)
    if (arrays[k].bytes == NULL)
      return FALSE;
  return TRUE;
}

/* Are they of this version, and as many of each as @heap has objects? */
static gboolean
take_numbers (SeepAnalysis *self, const Array *arrays)
{
  static const Block of_objects[] = { BLOCK_PARENTS,  BLOCK_ORDER,    BLOCK_IDOM,    BLOCK_PREORDER,
                                      BLOCK_POSITION, BLOCK_SUBTREE, BLOCK_RETAINED };
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  guint32 n_heap_roots;

  seep_heap_get_roots (self->heap, &n_heap_roots);
  if (arrays[BLOCK_NUMBERS].n != 1)
    return FALSE;
  memcpy (&self->numbers, arrays[BLOCK_NUMBERS].bytes, sizeof self->numbers);
  for (guint i = 0; i < G_N_ELEMENTS (of_objects); i++)
    if (arrays[of_objects[i]].n != columns->n_objects)
      return FALSE;

  self->holders.n_durable = self->numbers.n_durable;
  self->holders.n_alive = self->numbers.n_alive;
  return self->numbers.version == VERSION && self->numbers.n_objects == columns->n_objects
         && self->numbers.n_edges == columns->n_edges && self->numbers.n_heap_roots == n_heap_roots
         && self->numbers.n_durable <= self->numbers.n_alive
         && self->numbers.n_alive <= columns->n_objects
         && arrays[BLOCK_OFFSETS].n == (gsize) columns->n_objects + 1
         && arrays[BLOCK_SOURCES].n == columns->n_edges;
}

/* Those of the heap are in the heap; those that were found have neither name nor place. */
static gboolean
take_roots (SeepAnalysis *self, const Array *array, SeepTask *task, GError **error)
{
  const SeepRoot *roots = array->bytes;
  SeepColumn *all = &self->roots.roots;

  if (!seep_root_table_init (&self->roots, self->heap, error)
      || !seep_column_reserve (all, array->n, error))
    return FALSE;
  if (array->n > SEEP_NO_NODE - all->n)
    return fail (error);
  for (gsize i = 0; i < array->n; i++)
    {
      if ((roots[i].kind != SEEP_ROOT_NATIVE && roots[i].kind != SEEP_ROOT_GARBAGE)
          || roots[i].object >= self->numbers.n_objects || roots[i].name != 0
          || roots[i].thread != SEEP_NO_NODE || roots[i].frame != SEEP_NO_NODE)
        return fail (error);
      seep_column_at (all, SeepRoot, all->n++) = roots[i];
    }
  return seep_root_table_sort (&self->roots, task, error);
}

static gboolean
take_unexplained (SeepAnalysis *self, const Array *array, GError **error)
{
  const SeepUnexplained *list = array->bytes;
  SeepColumn *unexplained = &self->holders.unexplained;

  seep_column_init (unexplained, sizeof (SeepUnexplained));
  seep_column_init (&self->holders.natives, sizeof (guint32));
  seep_column_init (&self->holders.garbage, sizeof (guint32));
  if (!seep_column_reserve (unexplained, array->n, error))
    return FALSE;
  for (gsize i = 0; i < array->n; i++)
    {
      if (list[i].object >= self->numbers.n_objects || list[i].count == 0
          || (i > 0 && list[i].object <= list[i - 1].object))
        return fail (error);
      seep_column_at (unexplained, SeepUnexplained, unexplained->n++) = list[i];
    }
  return TRUE;
}

/* Whatever begins a way is a root. */
static gboolean
check_roots (const SeepAnalysis *self, SeepTask *task, GError **error)
{
  const SeepReach *reach = self->holders.reach;
  const SeepRootTable *table = &self->roots;
  gsize at = 0;

  for (guint32 i = 0; i < reach->n_nodes; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (reach->parents[i] != SEEP_ROOT_NODE)
        continue;
      while (at < table->by_object.n
             && seep_column_at (&table->roots, SeepRoot,
                                seep_column_at (&table->by_object, guint32, at)).object < i)
        at++;
      if (at == table->by_object.n
          || seep_column_at (&table->roots, SeepRoot,
                             seep_column_at (&table->by_object, guint32, at)).object != i)
        return fail (error);
    }
  return TRUE;
}

static gboolean
take_ways (SeepAnalysis *self, const Array *arrays, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  SeepGraph graph = { columns->n_objects, columns->offsets, columns->targets };
  SeepHolders *holders = &self->holders;

  holders->reverse = seep_reverse_new_for_arrays (&graph, arrays[BLOCK_OFFSETS].bytes,
                                                  arrays[BLOCK_SOURCES].bytes, task, error);
  if (holders->reverse == NULL)
    return FALSE;
  holders->reach = seep_reach_new_for_arrays (holders->reverse, arrays[BLOCK_PARENTS].bytes,
                                              arrays[BLOCK_ORDER].bytes, task, error);
  return holders->reach != NULL && check_roots (self, task, error)
         && seep_analysis_mark_garbage (self, error);
}

static gboolean
take_tree (SeepAnalysis *self, const Array *arrays, SeepTask *task, GError **error)
{
  self->dominators = seep_dominators_new_for_arrays (
    self->numbers.n_objects, arrays[BLOCK_IDOM].bytes, arrays[BLOCK_PREORDER].bytes,
    arrays[BLOCK_POSITION].bytes, arrays[BLOCK_SUBTREE].bytes, task, error);
  if (self->dominators == NULL)
    return FALSE;
  self->retained =
    seep_retained_new_for_arrays (self->dominators, arrays[BLOCK_RETAINED].bytes,
                                  arrays[BLOCK_WIDE].bytes, arrays[BLOCK_WIDE].n, task, error);
  return self->retained != NULL;
}

/* A second thread takes the tree, which has nothing to do with the ways. */
typedef struct
{
  SeepAnalysis *analysis;
  const Array  *arrays;
  SeepTask     *task;
  gboolean      is_taken;
  GError       *error; /* owned */
} Helper;

static gpointer
tree_worker (gpointer data)
{
  Helper *helper = data;

  helper->is_taken = take_tree (helper->analysis, helper->arrays, helper->task, &helper->error);
  return NULL;
}

static gboolean
take_graph (SeepAnalysis *self, const Array *arrays, SeepTask *task, GError **error)
{
  Helper helper = { .analysis = self, .arrays = arrays, .task = task };
  GThread *thread = g_thread_try_new ("seep-tree", tree_worker, &helper, NULL);
  gboolean is_taken = take_ways (self, arrays, task, error);

  if (thread != NULL)
    g_thread_join (thread);
  else
    tree_worker (&helper);
  if (is_taken && !helper.is_taken)
    g_propagate_error (error, g_steal_pointer (&helper.error));
  g_clear_error (&helper.error);
  return is_taken && helper.is_taken;
}

SeepAnalysis *
seep_analysis_new_from_blocks (SeepHeap        *heap,
                               const SeepBlock *blocks,
                               guint            n_blocks,
                               SeepTask        *task,
                               GError         **error)
{
  g_autoptr(SeepAnalysis) self = g_new0 (SeepAnalysis, 1);
  Array arrays[N_BLOCKS] = { { NULL } };

  g_atomic_ref_count_init (&self->ref_count);
  self->heap = seep_heap_ref (heap);
  seep_task_set_progress (task, _("Checking what is known of them"), -1);
  if (!find_arrays (blocks, n_blocks, arrays) || !take_numbers (self, arrays))
    {
      fail (error);
      return NULL;
    }
  if (!take_roots (self, &arrays[BLOCK_ROOTS], task, error)
      || !take_unexplained (self, &arrays[BLOCK_UNEXPLAINED], error)
      || !take_graph (self, arrays, task, error))
    return NULL;
  return g_steal_pointer (&self);
}
