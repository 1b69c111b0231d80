/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-heap.h"

#include "model/seep-heap-private.h"
#include "model/seep-value.h"

#include <string.h>

SeepHeap *
seep_heap_ref (SeepHeap *heap)
{
  g_atomic_ref_count_inc (&heap->ref_count);
  return heap;
}

void
seep_heap_store_clear (SeepHeapStore *store)
{
  seep_column_clear (&store->types);
  seep_column_clear (&store->sizes);
  seep_column_clear (&store->refcounts);
  seep_column_clear (&store->flags);
  seep_column_clear (&store->traces);
  seep_column_clear (&store->values);
  seep_column_clear (&store->offsets);
  seep_column_clear (&store->targets);
  seep_column_clear (&store->labels);
  seep_column_clear (&store->weak);
}

void
seep_heap_unref (SeepHeap *heap)
{
  if (heap == NULL || !g_atomic_ref_count_dec (&heap->ref_count))
    return;

  seep_heap_store_clear (&heap->store);
  seep_addresses_clear (&heap->addresses);
  seep_heap_tables_clear (&heap->tables);
  seep_column_clear (&heap->large_ids);
  seep_column_clear (&heap->large_sizes);
  g_clear_pointer (&heap->source, seep_source_unref);
  g_free (heap->file);
  g_free (heap);
}

const SeepHeapColumns *
seep_heap_get_columns (const SeepHeap *heap)
{
  return &heap->columns;
}

const SeepFacts *
seep_heap_get_facts (const SeepHeap *heap)
{
  return heap->tables.facts;
}

const char *
seep_heap_get_file (const SeepHeap *heap)
{
  return heap->file;
}

SeepSource *
seep_heap_get_source (const SeepHeap *heap)
{
  return heap->source;
}

guint64
seep_heap_get_file_bytes (const SeepHeap *heap)
{
  if (seep_facts_get_kind (heap->tables.facts, "source.bytes") == SEEP_FACT_UINT)
    return seep_facts_get_uint (heap->tables.facts, "source.bytes");
  return seep_source_get_n_bytes (heap->source);
}

static guint64
find_large_size (const SeepHeap *heap, guint32 object)
{
  const guint32 *ids = heap->large_ids.data;
  gsize low = 0;
  gsize high = heap->large_ids.n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (ids[middle] < object)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < heap->large_ids.n && ids[low] == object)
    return seep_column_at (&heap->large_sizes, guint64, low);
  return G_MAXUINT32;
}

guint64
seep_heap_get_size (const SeepHeap *heap, guint32 object)
{
  g_return_val_if_fail (object < heap->columns.n_objects, 0);

  if (G_UNLIKELY (heap->columns.sizes[object] == G_MAXUINT32))
    return find_large_size (heap, object);
  return heap->columns.sizes[object];
}

guint64
seep_heap_get_total_bytes (const SeepHeap *heap)
{
  return heap->total_bytes;
}

guint32
seep_heap_get_large_sizes (const SeepHeap *heap, const guint32 **ids, const guint64 **sizes)
{
  *ids = heap->large_ids.data;
  *sizes = heap->large_sizes.data;
  return (guint32) heap->large_ids.n;
}

guint64
seep_heap_get_address (const SeepHeap *heap, guint32 object)
{
  return seep_addresses_get (&heap->addresses, object);
}

const SeepAddresses *
seep_heap_get_addresses (const SeepHeap *heap)
{
  return &heap->addresses;
}

guint32
seep_heap_find_address (const SeepHeap *heap, guint64 address)
{
  return seep_addresses_find (&heap->addresses, address);
}

guint32
seep_heap_get_n_types (const SeepHeap *heap)
{
  return (guint32) heap->tables.types.n;
}

const SeepTypeInfo *
seep_heap_get_type (const SeepHeap *heap, guint32 type)
{
  g_return_val_if_fail (type < heap->tables.types.n, NULL);

  return &seep_column_at (&heap->tables.types, SeepTypeInfo, type);
}

const char *
seep_heap_get_type_name (const SeepHeap *heap, guint32 type)
{
  return seep_heap_get_name (heap, seep_heap_get_type (heap, type)->name);
}

SeepKind
seep_heap_get_kind (const SeepHeap *heap, guint32 object)
{
  g_return_val_if_fail (object < heap->columns.n_objects, SEEP_KIND_OTHER);

  return seep_heap_get_type (heap, heap->columns.types[object])->kind;
}

const char *
seep_heap_get_name (const SeepHeap *heap, guint32 name)
{
  return seep_names_get (&heap->tables.names, name);
}

guint32
seep_heap_get_n_names (const SeepHeap *heap)
{
  return seep_names_get_n (&heap->tables.names);
}

const SeepRoot *
seep_heap_get_roots (const SeepHeap *heap, guint32 *n_roots)
{
  *n_roots = (guint32) heap->tables.roots.n;
  return heap->tables.roots.data;
}

const SeepThread *
seep_heap_get_threads (const SeepHeap *heap, guint32 *n_threads)
{
  *n_threads = (guint32) heap->tables.threads.n;
  return heap->tables.threads.data;
}

const SeepFrame *
seep_heap_get_frames (const SeepHeap *heap, guint32 *n_frames)
{
  *n_frames = (guint32) heap->tables.frames.n;
  return heap->tables.frames.data;
}

guint32
seep_heap_get_n_traces (const SeepHeap *heap)
{
  return (guint32) heap->tables.trace_ends.n;
}

const SeepTraceFrame *
seep_heap_get_trace_frames (const SeepHeap *heap,
                            guint32 trace,
                            guint32 *n_frames,
                            guint32 *n_total)
{
  const SeepTraceEnd *ends = heap->tables.trace_ends.data;
  guint32 start;

  *n_frames = 0;
  *n_total = 0;
  if (trace == 0 || trace > heap->tables.trace_ends.n)
    return NULL;

  start = trace > 1 ? ends[trace - 2].end : 0;
  *n_frames = ends[trace - 1].end - start;
  *n_total = ends[trace - 1].n_total;
  if (*n_frames == 0)
    return NULL;
  return (const SeepTraceFrame *) heap->tables.trace_frames.data + start;
}

const SeepTraceFrame *
seep_heap_get_trace (const SeepHeap *heap, guint32 object, guint32 *n_frames, guint32 *n_total)
{
  guint32 trace = 0;

  g_return_val_if_fail (object < heap->columns.n_objects, NULL);

  if (heap->columns.traces != NULL)
    trace = heap->columns.traces[object];
  return seep_heap_get_trace_frames (heap, trace, n_frames, n_total);
}

gsize
seep_heap_find_value (const SeepHeap *heap, guint32 object, guint64 *position)
{
  guint64 n_bytes = seep_source_get_n_bytes (heap->source);
  guint64 n_max = SEEP_MAX_VALUE_BYTES;

  if (heap->positions != NULL)
    {
      *position = heap->positions[object];
    }
  else if (heap->long_positions != NULL)
    {
      *position = heap->long_positions[object];
    }
  else
    {
      guint64 start = heap->value_offsets[object];
      guint64 end = heap->value_offsets[object + 1];

      if (end < start || start > n_bytes || heap->values_at > n_bytes)
        return 0;
      *position = heap->values_at + start;
      n_max = MIN (n_max, end - start);
    }
  return *position < n_bytes ? MIN (n_max, n_bytes - *position) : 0;
}

void
seep_heap_get_value (const SeepHeap *heap, guint32 object, SeepValue *value)
{
  guint8 bytes[SEEP_MAX_VALUE_BYTES];
  guint8 flags;
  guint64 position;
  gsize n_bytes;

  memset (value, 0, sizeof *value);
  g_return_if_fail (object < heap->columns.n_objects);

  flags = heap->columns.flags[object] & (SEEP_OBJECT_HAS_LENGTH | SEEP_OBJECT_HAS_PREVIEW);
  if (flags == 0)
    return;

  /* A file that cannot be read any more shows no values; everything else is in memory. */
  n_bytes = seep_heap_find_value (heap, object, &position);
  if (n_bytes > 0 && seep_source_read (heap->source, position, bytes, n_bytes, NULL))
    seep_value_parse (value, flags, bytes, n_bytes);
}

char *
seep_heap_dup_preview (const SeepHeap *heap, guint32 object)
{
  SeepValue value;

  seep_heap_get_value (heap, object, &value);
  return seep_value_dup_text (&value, seep_heap_get_kind (heap, object));
}

const char *const *
seep_heap_get_warnings (const SeepHeap *heap)
{
  return (const char *const *) heap->tables.warnings->pdata;
}

gboolean
seep_heap_is_truncated (const SeepHeap *heap)
{
  return heap->tables.is_truncated;
}

gboolean
seep_heap_is_damaged (const SeepHeap *heap)
{
  return heap->tables.is_truncated || heap->tables.is_damaged;
}

const guint8 *
seep_heap_get_id (const SeepHeap *heap)
{
  return heap->tables.id;
}
