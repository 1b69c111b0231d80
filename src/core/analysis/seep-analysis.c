/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two threads: one numbers depth first what the heap's roots reach, half of all the time and of
 * no use to anybody else until the end; meanwhile the other finds shortest ways, referrers, and
 * the roots that the heap does not name. The numbering then goes on from those. No more memory
 * is held than at the end. */
#include "config.h"

#include "analysis/seep-analysis-private.h"

#include "analysis/seep-unexplained.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"

/* The second thread. */
typedef struct
{
  SeepTask         task; /* asks the caller's, and ends when the first thread gave up */
  SeepTask        *asked;
  gint             gave_up; /* atomic */
  SeepHolders     *holders;
  SeepHeap        *heap;
  const SeepGraph *graph;
  guint32          n_durable_roots;
  GError          *error; /* owned */
} Helper;

static gboolean
is_cancelled_cb (SeepTask *task)
{
  Helper *helper = (Helper *) task;

  return g_atomic_int_get (&helper->gave_up) || seep_task_is_cancelled (helper->asked, NULL);
}

static gpointer
holders_worker (gpointer data)
{
  Helper *helper = data;

  return GINT_TO_POINTER (seep_holders_find (helper->holders, helper->heap, helper->graph,
                                             helper->n_durable_roots, &helper->task,
                                             &helper->error));
}

/* Numbers here and finds holders there; NULL if either failed. */
static SeepNumbering *
look_from_roots (SeepAnalysis    *self,
                 const SeepGraph *graph,
                 guint32          n_durable_roots,
                 SeepTask        *task,
                 GError         **error)
{
  Helper helper = {
    .task.is_cancelled = is_cancelled_cb,
    .asked = task,
    .holders = &self->holders,
    .heap = self->heap,
    .graph = graph,
    .n_durable_roots = n_durable_roots,
  };
  GThread *thread = g_thread_try_new ("seep-holders", holders_worker, &helper, NULL);
  g_autoptr(SeepNumbering) numbering = seep_numbering_new (graph, task, error);
  gboolean found;

  g_atomic_int_set (&helper.gave_up, numbering == NULL);
  if (thread != NULL)
    {
      seep_task_set_progress (task, _("Finding shortest ways"), -1);
      found = GPOINTER_TO_INT (g_thread_join (thread));
    }
  else
    found = GPOINTER_TO_INT (holders_worker (&helper));

  if (numbering != NULL && !found)
    g_propagate_error (error, g_steal_pointer (&helper.error));
  g_clear_error (&helper.error);
  return found ? g_steal_pointer (&numbering) : NULL;
}

/* What the second thread found becomes roots, and @graph and @numbering go on from them. */
static gboolean
add_found_roots (SeepAnalysis  *self,
                 SeepGraph     *graph,
                 SeepColumn    *objects,
                 SeepNumbering *numbering,
                 SeepTask      *task,
                 GError       **error)
{
  const SeepColumn *found[] = { &self->holders.natives, &self->holders.garbage };

  if (!seep_root_table_add (&self->roots, SEEP_ROOT_NATIVE, found[0], error)
      || !seep_root_table_add (&self->roots, SEEP_ROOT_GARBAGE, found[1], error)
      || !seep_root_table_sort (&self->roots, task, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      const guint32 *more = found[i]->data;
      guint32 n = (guint32) found[i]->n;

      if (!seep_column_reserve (objects, n, error)
          || !seep_numbering_extend (numbering, graph, more, n, task, error))
        return FALSE;
      for (guint32 k = 0; k < n; k++)
        seep_column_at (objects, guint32, objects->n++) = more[k];
    }
  graph->roots = objects->data;
  graph->n_roots = (guint32) objects->n;
  seep_column_clear (&self->holders.natives);
  seep_column_clear (&self->holders.garbage);
  return TRUE;
}

gboolean
seep_analysis_mark_garbage (SeepAnalysis *self, GError **error)
{
  const SeepReach *reach = self->holders.reach;

  self->is_garbage = seep_pages_alloc ((gsize) reach->n_nodes / 32 + 1, sizeof (guint32), error);
  if (self->is_garbage == NULL)
    return FALSE;
  for (guint32 i = self->holders.n_alive; i < reach->n_reached; i++)
    self->is_garbage[reach->order[i] / 32] |= 1u << reach->order[i] % 32;
  return TRUE;
}

static gboolean
weigh (SeepAnalysis *self, SeepTask *task, GError **error)
{
  const guint32 *ids;
  const guint64 *sizes;
  guint32 n = seep_heap_get_large_sizes (self->heap, &ids, &sizes);

  seep_task_set_progress (task, _("Adding up retained sizes"), -1);
  self->retained = seep_retained_new (self->dominators, seep_heap_get_columns (self->heap)->sizes,
                                      ids, sizes, n, error);
  return self->retained != NULL;
}

static gboolean
analyse (SeepAnalysis *self, SeepTask *task, GError **error)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (self->heap);
  SeepGraph graph = { columns->n_objects, columns->offsets, columns->targets };
  g_auto(SeepColumn) objects = { 0 };
  g_autoptr(SeepNumbering) numbering = NULL;
  guint32 n_durable;

  seep_column_init (&objects, sizeof (guint32));
  if (!seep_root_table_init (&self->roots, self->heap, error)
      || !seep_root_table_list_objects (&self->roots, &objects, &n_durable, task, error))
    return FALSE;
  graph.roots = objects.data;
  graph.n_roots = (guint32) objects.n;

  numbering = look_from_roots (self, &graph, n_durable, task, error);
  if (numbering == NULL || !add_found_roots (self, &graph, &objects, numbering, task, error)
      || !seep_analysis_mark_garbage (self, error))
    return FALSE;
  self->dominators = seep_dominators_new_for_numbering (g_steal_pointer (&numbering), &graph,
                                                        self->holders.reverse, task, error);
  if (self->dominators == NULL || !weigh (self, task, error))
    return FALSE;
  seep_analysis_set_numbers (self);
  return TRUE;
}

SeepAnalysis *
seep_analysis_new (SeepHeap *heap, SeepTask *task, GError **error)
{
  g_autoptr(SeepAnalysis) self = g_new0 (SeepAnalysis, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->heap = seep_heap_ref (heap);
  if (!analyse (self, task, error))
    return NULL;
  return g_steal_pointer (&self);
}

SeepAnalysis *
seep_analysis_ref (SeepAnalysis *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
seep_analysis_unref (SeepAnalysis *self)
{
  guint32 n = seep_heap_get_columns (self->heap)->n_objects;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  seep_root_table_clear (&self->roots);
  seep_holders_clear (&self->holders);
  seep_pages_free (self->is_garbage, (gsize) n / 32 + 1, sizeof (guint32));
  seep_retained_free (self->retained);
  seep_dominators_free (self->dominators);
  seep_heap_unref (self->heap);
  g_free (self);
}

SeepHeap *
seep_analysis_get_heap (const SeepAnalysis *self)
{
  return self->heap;
}

const SeepRoot *
seep_analysis_get_roots (const SeepAnalysis *self, guint32 *n_roots)
{
  *n_roots = (guint32) self->roots.roots.n;
  return self->roots.roots.data;
}

const SeepReach *
seep_analysis_get_reach (const SeepAnalysis *self)
{
  return self->holders.reach;
}

guint32
seep_analysis_get_n_durable (const SeepAnalysis *self)
{
  return self->holders.n_durable;
}

const SeepReverse *
seep_analysis_get_reverse (const SeepAnalysis *self)
{
  return self->holders.reverse;
}

const SeepDominators *
seep_analysis_get_dominators (const SeepAnalysis *self)
{
  return self->dominators;
}

const SeepRetained *
seep_analysis_get_retained (const SeepAnalysis *self)
{
  return self->retained;
}

guint64
seep_analysis_get_retained_bytes (const SeepAnalysis *self, guint32 object)
{
  return seep_retained_get (self->retained, object);
}

const SeepRoot *
seep_analysis_find_root (const SeepAnalysis *self, guint32 object)
{
  return seep_root_table_find (&self->roots, object);
}

guint32
seep_analysis_get_unexplained (const SeepAnalysis *self, guint32 object)
{
  return seep_unexplained_find (&self->holders.unexplained, object);
}

gboolean
seep_analysis_is_garbage (const SeepAnalysis *self, guint32 object)
{
  return self->is_garbage[object / 32] >> object % 32 & 1;
}
