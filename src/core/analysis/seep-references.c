/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-references.h"

#include "analysis/seep-edge-lookup.h"

/* The first weak edge of a source that is not before @object: they are sorted by source. */
static guint32
find_weak (const SeepHeapColumns *columns, guint64 object)
{
  guint32 low = 0;
  guint32 high = columns->n_weak;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (columns->weak[middle].source < object)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
append_reference (GArray *references, guint32 source, guint32 target, guint32 label, guint32 key)
{
  SeepReference reference = { source, target, label, key };

  g_array_append_val (references, reference);
}

static void
append_edge (GArray *references, const SeepHeap *heap, guint32 source, guint32 edge)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  append_reference (references, source, columns->targets[edge], columns->labels[edge],
                    seep_edges_get_key (heap, source, edge));
}

GArray *
seep_references_list (const SeepAnalysis *analysis, guint32 object, guint max)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  GArray *references = g_array_new (FALSE, FALSE, sizeof (SeepReference));

  g_return_val_if_fail (object < columns->n_objects, references);

  for (guint32 edge = columns->offsets[object];
       edge < columns->offsets[object + 1] && references->len < max; edge++)
    append_edge (references, heap, object, edge);
  for (guint32 i = find_weak (columns, object); i < columns->n_weak && references->len < max; i++)
    {
      if (columns->weak[i].source != object)
        break;
      append_reference (references, object, columns->weak[i].target, columns->weak[i].label,
                        SEEP_NO_NODE);
    }
  return references;
}

guint
seep_references_count (const SeepAnalysis *analysis, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));

  g_return_val_if_fail (object < columns->n_objects, 0);

  return columns->offsets[object + 1] - columns->offsets[object]
         + (find_weak (columns, (guint64) object + 1) - find_weak (columns, object));
}

static void
append_roots (GArray *references, const SeepAnalysis *analysis, guint32 object, guint max)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);

  for (guint32 i = 0; i < n_roots && references->len < max; i++)
    if (roots[i].object == object)
      append_reference (references, SEEP_ROOT_NODE, object, i, SEEP_NO_NODE);
}

typedef struct
{
  guint64 retained_bytes;
  guint32 object;
} Source;

/* Largest first, then by address. */
static int
compare_sources (gconstpointer a, gconstpointer b)
{
  const Source *left = a;
  const Source *right = b;

  if (left->retained_bytes != right->retained_bytes)
    return left->retained_bytes < right->retained_bytes ? 1 : -1;
  return left->object < right->object ? -1 : left->object > right->object;
}

/* Moves the entry at @at of the heap @sources of @n, whose top comes last in the order, down to its
 * place. */
static void
sift_down (Source *sources, guint n, guint at)
{
  for (;;)
    {
      guint last = at;
      Source moved = sources[at];

      for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < n; child++)
        if (compare_sources (&sources[child], &sources[last]) > 0)
          last = child;
      if (last == at)
        return;
      sources[at] = sources[last];
      sources[last] = moved;
      at = last;
    }
}

/* The first @max, in order, of the different objects that refer to @object: an object can have
 * millions of referrers, and people look at a screenful. */
static GArray *
list_sources (const SeepAnalysis *analysis, guint32 object, guint max)
{
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);
  const SeepRetained *retained = seep_analysis_get_retained (analysis);
  GArray *sources = g_array_new (FALSE, FALSE, sizeof (Source));
  guint32 before = SEEP_NO_NODE;

  for (guint32 i = reverse->offsets[object]; i < reverse->offsets[object + 1] && max > 0; i++)
    {
      Source source = { seep_retained_get (retained, reverse->sources[i]), reverse->sources[i] };

      if (source.object == before)
        continue;
      before = source.object;
      if (sources->len < max)
        {
          g_array_append_val (sources, source);
          if (sources->len == max)
            for (guint at = max / 2; at-- > 0;)
              sift_down ((Source *) (void *) sources->data, max, at);
        }
      else if (compare_sources (&source, sources->data) < 0)
        {
          g_array_index (sources, Source, 0) = source;
          sift_down ((Source *) (void *) sources->data, max, 0);
        }
    }
  g_array_sort (sources, compare_sources);
  return sources;
}

GArray *
seep_referrers_list (const SeepAnalysis *analysis, guint32 object, guint max)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  GArray *references = g_array_new (FALSE, FALSE, sizeof (SeepReference));
  g_autoptr(GArray) sources = NULL;

  g_return_val_if_fail (object < columns->n_objects, references);

  append_roots (references, analysis, object, max);
  sources = list_sources (analysis, object, max - references->len);
  for (guint i = 0; i < sources->len && references->len < max; i++)
    {
      guint32 source = g_array_index (sources, Source, i).object;

      for (guint32 edge = columns->offsets[source]; edge < columns->offsets[source + 1]; edge++)
        if (columns->targets[edge] == object && references->len < max)
          append_edge (references, heap, source, edge);
    }
  for (guint32 i = 0; i < columns->n_weak && references->len < max; i++)
    if (columns->weak[i].target == object)
      append_reference (references, columns->weak[i].source, object, columns->weak[i].label,
                        SEEP_NO_NODE);
  return references;
}

guint
seep_referrers_count (const SeepAnalysis *analysis, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);
  guint count;

  g_return_val_if_fail (object < columns->n_objects, 0);

  count = reverse->offsets[object + 1] - reverse->offsets[object];
  for (guint32 i = 0; i < n_roots; i++)
    count += roots[i].object == object;
  for (guint32 i = 0; i < columns->n_weak; i++)
    count += columns->weak[i].target == object;
  return count;
}
