/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects in the order of their addresses.
 *
 * The rank of an address among all (SeepAddressIndex) is the object's number, so nothing is sorted:
 * every staging column is scattered to its numbers in one pass, one column at a time, and the
 * staged one is freed at once. Before that, targets become numbers in place: the u64 array is read
 * in blocks and written over from its front as u32, which drops what points nowhere and sets weak
 * edges apart. At its peak this holds 12 bytes an edge and 37 an object. */
#include "config.h"

#include "model/seep-heap-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"

#include <string.h>

#define RESOLVE_BLOCK 2048 /* edges at a time: what find_many overlaps, and 24 KiB of stack */

typedef struct
{
  SeepHeapBuilder *builder;
  SeepHeapStage   *stage;
  SeepTask        *task;
  guint32          n_staged;
  guint32          n_objects;
  SeepColumn       ranks;        /* guint32: number of each staged object; SEEP_NO_NODE: none */
  SeepColumn       weak;         /* SeepWeakEdge, in staged order */
  SeepColumn       type_objects; /* guint32: what instances of a type refer to, or SEEP_NO_NODE */
  guint64          n_dangling;
} Order;

static void
order_clear (Order *order)
{
  seep_column_clear (&order->ranks);
  seep_column_clear (&order->weak);
  seep_column_clear (&order->type_objects);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, order_clear)

/* Zeroed, with @n elements in use. */
static gboolean
allocate (SeepColumn *column, gsize element_bytes, gsize n, GError **error)
{
  seep_column_init (column, element_bytes);
  if (!seep_column_reserve (column, MAX (n, 1), error))
    return FALSE;
  column->n = n;
  return TRUE;
}

/* One that stands where another stands already gets no number. */
static gboolean
drop_duplicates (Order *order, GError **error)
{
  guint32 *ranks = order->ranks.data;
  g_auto(SeepColumn) seen = { 0 };

  if (!allocate (&seen, 1, order->n_objects, error))
    return FALSE;

  for (guint32 i = 0; i < order->n_staged; i++)
    {
      guint8 *is_seen = &seep_column_at (&seen, guint8, ranks[i]);

      if (*is_seen)
        ranks[i] = SEEP_NO_NODE;
      *is_seen = TRUE;
    }
  seep_heap_builder_add_warning_f (
    order->builder, _("%u objects stand where others are already; the first of each is kept."),
    order->n_staged - order->n_objects);
  return TRUE;
}

static gboolean
rank_objects (Order *order, const SeepAddressIndex *index, GError **error)
{
  const guint64 *addresses = order->stage->addresses.data;

  if (!allocate (&order->ranks, sizeof (guint32), order->n_staged, error))
    return FALSE;

  for (guint32 start = 0; start < order->n_staged;
       start += MIN (SEEP_TASK_STRIDE, order->n_staged - start))
    {
      guint32 n = MIN (SEEP_TASK_STRIDE, order->n_staged - start);

      if (seep_task_is_cancelled (order->task, error))
        return FALSE;
      seep_address_index_find_many (index, addresses + start, n,
                                    (guint32 *) order->ranks.data + start);
    }

  order->n_objects = seep_address_index_get_n (index);
  return order->n_objects == order->n_staged || drop_duplicates (order, error);
}

/* The edges of staged objects one after the other, with their targets' numbers. */
typedef struct
{
  const SeepAddressIndex *index;
  const guint64          *addresses;
  guint32                 n_edges;
  guint32                 block_start;
  guint32                 block_end;
  guint32                 ids[RESOLVE_BLOCK];
} Resolver;

static inline guint32
resolve (Resolver *resolver, guint32 edge)
{
  if (G_UNLIKELY (edge == resolver->block_end))
    {
      guint32 n = MIN (RESOLVE_BLOCK, resolver->n_edges - edge);

      seep_address_index_find_many (resolver->index, resolver->addresses + edge, n, resolver->ids);
      resolver->block_start = edge;
      resolver->block_end = edge + n;
    }
  return resolver->ids[edge - resolver->block_start];
}

static gboolean
add_weak (Order *order, guint32 source, guint32 target, guint32 label, GError **error)
{
  SeepColumn *weak = &order->weak;

  if (!seep_column_reserve (weak, 1, error))
    return FALSE;
  seep_column_at (weak, SeepWeakEdge, weak->n++) = (SeepWeakEdge){ source, target, label };
  return TRUE;
}

/* Makes numbers of the targets of one object's edges, from @start to @end; those that stay are
 * written from @to on. Returns where they end. */
static guint32
resolve_object (Order *order,
                Resolver *resolver,
                guint32 rank,
                guint32 start,
                guint32 end,
                guint32 to,
                GError **error)
{
  guint32 *targets = order->stage->targets.data; /* over the addresses that were read */
  guint32 *labels = order->stage->labels.data;
  gboolean after_key = FALSE;

  for (guint32 edge = start; edge < end; edge++)
    {
      guint32 target = resolve (resolver, edge);
      guint32 label = labels[edge];
      SeepEdgeKind kind = SEEP_LABEL_KIND (label);

      if (target == SEEP_NO_NODE || rank == SEEP_NO_NODE || kind == SEEP_EDGE_TYPE)
        {
          order->n_dangling += rank != SEEP_NO_NODE;
          after_key = FALSE;
          continue;
        }
      if (kind == SEEP_EDGE_WEAK || kind == SEEP_EDGE_BORROWED)
        {
          if (!add_weak (order, rank, target, label, error))
            return to;
          continue;
        }
      if (kind == SEEP_EDGE_VALUE && !after_key)
        label = SEEP_LABEL (SEEP_EDGE_VALUE, SEEP_LABEL_UNKNOWN);
      after_key = kind == SEEP_EDGE_KEY;
      targets[to] = target;
      labels[to++] = label;
    }
  return to;
}

static gboolean
resolve_targets (Order *order, const SeepAddressIndex *index, GError **error)
{
  SeepHeapStage *stage = order->stage;
  const guint32 *ranks = order->ranks.data;
  guint32 *ends = stage->ends.data;
  Resolver resolver = { index, stage->targets.data, (guint32) stage->targets.n, 0, 0, { 0 } };
  guint32 start = 0;
  guint32 to = 0;
  GError *failure = NULL;

  for (guint32 i = 0; i < order->n_staged && failure == NULL; i++)
    {
      guint32 end = ends[i];

      if (i % SEEP_TASK_STRIDE == 0)
        {
          if (seep_task_is_cancelled (order->task, error))
            return FALSE;
          seep_task_set_progress (order->task, _("Following references"),
                                  (double) i / order->n_staged);
        }
      to = resolve_object (order, &resolver, ranks[i], start, end, to, &failure);
      start = end;
      ends[i] = to;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  /* Half of the array is free now. */
  stage->targets.capacity *= 2;
  stage->targets.element_bytes = sizeof (guint32);
  stage->targets.n = to;
  stage->labels.n = to;
  seep_column_trim (&stage->targets);
  seep_column_trim (&stage->labels);
  if (order->n_dangling > 0)
    seep_heap_builder_add_warning_f (
      order->builder,
      _("%" PRIu64 " references lead to objects that are not in the file; they are left out."),
      order->n_dangling);
  return TRUE;
}

static inline void
scatter (guint8 *to, const guint8 *from, const guint32 *ranks, guint32 n, gsize element_bytes)
{
  for (guint32 i = 0; i < n; i++)
    if (ranks[i] != SEEP_NO_NODE)
      memcpy (to + ranks[i] * element_bytes, from + i * element_bytes, element_bytes);
}

/* From the staged order to that of numbers; @from is freed. */
static gboolean
move_column (Order *order, SeepColumn *from, SeepColumn *to, GError **error)
{
  const guint32 *ranks = order->ranks.data;
  gsize n_bytes = from->element_bytes;

  if (!allocate (to, n_bytes, order->n_objects, error))
    return FALSE;

  for (guint32 start = 0; start < order->n_staged;
       start += MIN (SEEP_TASK_STRIDE, order->n_staged - start))
    {
      const guint8 *at = (const guint8 *) from->data + start * n_bytes;
      guint32 n = MIN (SEEP_TASK_STRIDE, order->n_staged - start);

      if (seep_task_is_cancelled (order->task, error))
        return FALSE;
      if (n_bytes == 8)
        scatter (to->data, at, ranks + start, n, 8);
      else if (n_bytes == 4)
        scatter (to->data, at, ranks + start, n, 4);
      else
        scatter (to->data, at, ranks + start, n, n_bytes);
    }

  seep_column_clear (from);
  return TRUE;
}

static gboolean
find_type_objects (Order *order, GError **error)
{
  const SeepColumn *types = &order->builder->tables.types;

  if (!allocate (&order->type_objects, sizeof (guint32), types->n, error))
    return FALSE;
  for (gsize i = 0; i < types->n; i++)
    {
      const SeepTypeInfo *type = &seep_column_at (types, SeepTypeInfo, i);

      seep_column_at (&order->type_objects, guint32, i) =
        type->traits & SEEP_TYPE_HEAP ? type->object : SEEP_NO_NODE;
    }
  return TRUE;
}

/* How many edges each object has, its type's among them; then where they start. */
static gboolean
place_edges (Order *order, SeepColumn *offsets, GError **error)
{
  const guint32 *ranks = order->ranks.data;
  const guint32 *ends = order->stage->ends.data;
  const guint32 *types = order->stage->types.data;
  const guint32 *type_objects = order->type_objects.data;
  guint32 *counts;
  guint64 sum = 0;

  if (!allocate (offsets, sizeof (guint32), (gsize) order->n_objects + 1, error))
    return FALSE;

  counts = offsets->data;
  for (guint32 i = 0; i < order->n_staged; i++)
    if (ranks[i] != SEEP_NO_NODE)
      counts[ranks[i]] =
        ends[i] - (i > 0 ? ends[i - 1] : 0) + (type_objects[types[i]] != SEEP_NO_NODE);

  for (guint32 i = 0; i <= order->n_objects; i++)
    {
      guint32 count = counts[i];

      counts[i] = (guint32) sum;
      sum += count;
    }
  if (sum > SEEP_MAX_EDGES)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE,
                   _("%s: there are more objects or references than Seep can number (%u)"),
                   order->builder->file, SEEP_MAX_EDGES);
      return FALSE;
    }
  return TRUE;
}

/* From the staged order to that of the sources' numbers; after those of an object comes the one
 * of its type. */
static gboolean
move_edges (Order *order,
            SeepColumn *from,
            SeepColumn *to,
            const SeepColumn *offsets,
            gboolean is_label,
            GError **error)
{
  const guint32 *ranks = order->ranks.data;
  const guint32 *ends = order->stage->ends.data;
  const guint32 *types = order->stage->types.data;
  const guint32 *type_objects = order->type_objects.data;
  const guint32 *starts = offsets->data;
  const guint32 *in = from->data;
  guint32 *out;
  guint32 start = 0;

  if (!allocate (to, sizeof (guint32), starts[order->n_objects], error))
    return FALSE;

  out = to->data;
  for (guint32 i = 0; i < order->n_staged; i++)
    {
      guint32 end = ends[i];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (order->task, error))
        return FALSE;
      if (ranks[i] != SEEP_NO_NODE)
        {
          guint32 *at = out + starts[ranks[i]];
          guint32 type_object = type_objects[types[i]];

          for (guint32 edge = start; edge < end; edge++)
            *at++ = in[edge];
          if (type_object != SEEP_NO_NODE)
            *at = is_label ? SEEP_LABEL (SEEP_EDGE_TYPE, 0) : type_object;
        }
      start = end;
    }

  seep_column_clear (from);
  return TRUE;
}

/* By source; those of one source stay in their order. */
static gboolean
move_weak (Order *order, SeepColumn *to, GError **error)
{
  const SeepWeakEdge *weak = order->weak.data;
  g_auto(SeepColumn) starts = { 0 };
  guint32 *counts;
  guint32 sum = 0;

  if (!allocate (to, sizeof (SeepWeakEdge), order->weak.n, error))
    return FALSE;
  if (order->weak.n == 0)
    return TRUE;
  if (!allocate (&starts, sizeof (guint32), order->n_objects, error))
    return FALSE;

  counts = starts.data;
  for (gsize i = 0; i < order->weak.n; i++)
    counts[weak[i].source]++;
  for (guint32 i = 0; i < order->n_objects; i++)
    {
      guint32 count = counts[i];

      counts[i] = sum;
      sum += count;
    }
  for (gsize i = 0; i < order->weak.n; i++)
    seep_column_at (to, SeepWeakEdge, counts[weak[i].source]++) = weak[i];
  seep_column_clear (&order->weak);
  return TRUE;
}

/* Ids of large sizes become numbers; of those that were dropped nothing stays. */
static void
renumber_large_sizes (Order *order)
{
  SeepColumn *large = &order->builder->large;
  gsize n = 0;

  for (gsize i = 0; i < large->n; i++)
    {
      SeepLargeSize entry = seep_column_at (large, SeepLargeSize, i);

      entry.id = seep_column_at (&order->ranks, guint32, entry.id);
      if (entry.id != SEEP_NO_NODE)
        seep_column_at (large, SeepLargeSize, n++) = entry;
    }
  large->n = n;
}

/* The traceback ids that no table defines become "none". */
static void
drop_unknown_traces (Order *order)
{
  SeepColumn *traces = &order->stage->traces;
  gsize n_traces = order->builder->tables.trace_ends.n;
  guint32 n_unknown = 0;

  for (gsize i = 0; i < traces->n; i++)
    {
      guint32 *trace = &seep_column_at (traces, guint32, i);

      n_unknown += *trace > n_traces;
      *trace = *trace > n_traces ? 0 : *trace;
    }
  if (n_unknown > 0)
    seep_heap_builder_add_warning_f (
      order->builder, _("The tracebacks of %u objects are not in the file."), n_unknown);
}

static gboolean
number_objects (Order *order, GError **error)
{
  g_autoptr(SeepAddressIndex) index = NULL;

  seep_task_set_progress (order->task, _("Sorting objects"), -1);
  index =
    seep_address_index_new (order->stage->addresses.data, order->n_staged, order->task, error);
  return index != NULL && rank_objects (order, index, error) &&
         resolve_targets (order, index, error);
}

static gboolean
move_objects (Order *order, SeepHeap *heap, GError **error)
{
  SeepHeapStage *stage = order->stage;
  SeepHeapStore *store = &heap->store;

  if (!seep_addresses_init (&heap->addresses, stage->addresses.data, order->ranks.data,
                            order->n_staged, order->n_objects, order->task, error))
    return FALSE;
  seep_column_clear (&stage->addresses);

  seep_task_set_progress (order->task, _("Arranging references"), -1);
  if (!seep_heap_link_types (order->builder, heap, error) || !find_type_objects (order, error)
      || !place_edges (order, &store->offsets, error)
      || !move_edges (order, &stage->targets, &store->targets, &store->offsets, FALSE, error)
      || !move_edges (order, &stage->labels, &store->labels, &store->offsets, TRUE, error)
      || !move_weak (order, &store->weak, error))
    return FALSE;

  seep_task_set_progress (order->task, _("Arranging objects"), -1);
  seep_column_clear (&stage->ends);
  drop_unknown_traces (order);
  renumber_large_sizes (order);
  return move_column (order, &stage->types, &store->types, error) &&
         move_column (order, &stage->sizes, &store->sizes, error) &&
         move_column (order, &stage->refcounts, &store->refcounts, error) &&
         move_column (order, &stage->values, &store->values, error) &&
         move_column (order, &stage->flags, &store->flags, error) &&
         (!order->builder->is_traced || move_column (order, &stage->traces, &store->traces, error));
}

gboolean
seep_heap_order_objects (SeepHeapBuilder *builder, SeepHeap *heap, SeepTask *task, GError **error)
{
  g_auto(Order) order = { builder, &builder->stage, task, (guint32) builder->stage.addresses.n };
  SeepHeapStore *store = &heap->store;
  gboolean is_long = builder->stage.values.element_bytes == sizeof (guint64);

  seep_column_init (&order.weak, sizeof (SeepWeakEdge));
  if (!number_objects (&order, error) || !move_objects (&order, heap, error))
    return FALSE;

  heap->columns = (SeepHeapColumns){
    .types = store->types.data,
    .sizes = store->sizes.data,
    .refcounts = store->refcounts.data,
    .flags = store->flags.data,
    .traces = builder->is_traced ? store->traces.data : NULL,
    .offsets = store->offsets.data,
    .targets = store->targets.data,
    .labels = store->labels.data,
    .weak = store->weak.data,
    .n_objects = order.n_objects,
    .n_edges = (guint32) store->targets.n,
    .n_weak = (guint32) store->weak.n,
  };
  heap->positions = is_long ? NULL : store->values.data;
  heap->long_positions = is_long ? store->values.data : NULL;
  return TRUE;
}
