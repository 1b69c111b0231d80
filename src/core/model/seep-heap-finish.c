/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of a builder, but for the order of the objects (seep-heap-order.c): addresses in
 * the small tables become numbers, and all of it becomes a heap. */
#include "config.h"

#include "model/seep-heap-builder.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-limits.h"
#include "model/seep-heap-private.h"

#include <stdlib.h>
#include <string.h>

/* What no table defines: a chunk was lost, or the ids are wrong. */
static gboolean
has_unknown_types (const SeepHeapBuilder *builder)
{
  const SeepColumn *types = &builder->stage.types;
  guint32 highest = 0;

  for (gsize i = 0; i < types->n; i++)
    highest = MAX (highest, seep_column_at (types, guint32, i));
  return types->n > 0 && highest >= builder->raw_types.n;
}

static void
replace_unknown_types (SeepHeapBuilder *builder)
{
  SeepColumn *types = &builder->stage.types;
  guint32 n_types = (guint32) builder->raw_types.n;
  guint32 n_unknown = 0;
  guint32 placeholder;

  placeholder = seep_heap_builder_add_type (
      builder, &(SeepRawType){ .name = seep_heap_builder_add_name (builder, "?") });
  for (gsize i = 0; i < types->n; i++)
    {
      guint32 *type = &seep_column_at (types, guint32, i);

      if (*type >= n_types)
        {
          *type = placeholder;
          n_unknown++;
        }
    }
  seep_heap_builder_add_warning_f (
      builder, _("The type of %u objects is not in the file; they are shown as “?”."), n_unknown);
}

/* Address 0 stands for none, whatever a file says to be there. */
static guint32
find_object (const SeepHeap *heap, guint64 address)
{
  return address != 0 ? seep_heap_find_address (heap, address) : SEEP_NO_NODE;
}

gboolean
seep_heap_link_types (SeepHeapBuilder *builder, SeepHeap *heap, GError **error)
{
  SeepColumn *types = &builder->tables.types;

  if (has_unknown_types (builder))
    replace_unknown_types (builder);
  if (!seep_column_reserve (types, builder->raw_types.n, error))
    return FALSE;

  for (gsize i = 0; i < builder->raw_types.n; i++)
    {
      const SeepRawType *raw = &seep_column_at (&builder->raw_types, SeepRawType, i);

      seep_column_at (types, SeepTypeInfo, i) = (SeepTypeInfo){
        .name = raw->name,
        .object = find_object (heap, raw->address),
        .base = find_object (heap, raw->base),
        .kind = raw->kind,
        .traits = raw->traits,
        .basic_bytes = raw->basic_bytes,
        .item_bytes = raw->item_bytes,
        .type_flags = raw->type_flags,
      };
    }
  types->n = builder->raw_types.n;
  seep_column_clear (&builder->raw_types);
  return TRUE;
}

static gboolean
link_frames (SeepHeapBuilder *builder, SeepHeap *heap, GError **error)
{
  SeepColumn *frames = &builder->tables.frames;
  gsize n_threads = builder->tables.threads.n;

  if (!seep_column_reserve (frames, builder->raw_frames.n, error))
    return FALSE;

  for (gsize i = 0; i < builder->raw_frames.n; i++)
    {
      const SeepRawFrame *raw = &seep_column_at (&builder->raw_frames, SeepRawFrame, i);

      seep_column_at (frames, SeepFrame, i) = (SeepFrame){
        .thread = raw->thread < n_threads ? raw->thread : SEEP_NO_NODE,
        .depth = raw->depth,
        .file = raw->file,
        .function = raw->function,
        .line = raw->line,
        .code = find_object (heap, raw->code),
      };
    }
  frames->n = builder->raw_frames.n;
  seep_column_clear (&builder->raw_frames);
  return TRUE;
}

static gboolean
link_roots (SeepHeapBuilder *builder, SeepHeap *heap, GError **error)
{
  SeepColumn *roots = &builder->tables.roots;
  gsize n_threads = builder->tables.threads.n;
  gsize n_frames = builder->tables.frames.n;
  gsize n_lost;

  if (!seep_column_reserve (roots, builder->raw_roots.n, error))
    return FALSE;

  for (gsize i = 0; i < builder->raw_roots.n; i++)
    {
      const SeepRawRoot *raw = &seep_column_at (&builder->raw_roots, SeepRawRoot, i);
      guint32 object = find_object (heap, raw->address);

      if (object == SEEP_NO_NODE)
        continue;
      seep_column_at (roots, SeepRoot, roots->n++) = (SeepRoot){
        .kind = raw->kind,
        .object = object,
        .name = raw->name,
        .thread = raw->thread < n_threads ? raw->thread : SEEP_NO_NODE,
        .frame = raw->frame < n_frames ? raw->frame : SEEP_NO_NODE,
      };
    }

  n_lost = builder->raw_roots.n - roots->n;
  if (n_lost > 0)
    seep_heap_builder_add_warning_f (
        builder, _("%zu roots hold objects that are not in the file; they are left out."), n_lost);
  seep_column_clear (&builder->raw_roots);
  return TRUE;
}

gboolean
seep_heap_link_tables (SeepHeapBuilder *builder, SeepHeap *heap, GError **error)
{
  return link_frames (builder, heap, error) && link_roots (builder, heap, error);
}

static int
compare_large (gconstpointer a, gconstpointer b)
{
  const SeepLargeSize *x = a;
  const SeepLargeSize *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

/* Ids are those of the heap by now. */
static gboolean
take_large_sizes (SeepHeapBuilder *builder, SeepHeap *heap, GError **error)
{
  SeepColumn *large = &builder->large;

  seep_column_init (&heap->large_ids, sizeof (guint32));
  seep_column_init (&heap->large_sizes, sizeof (guint64));
  if (!seep_column_reserve (&heap->large_ids, large->n, error)
      || !seep_column_reserve (&heap->large_sizes, large->n, error))
    return FALSE;

  if (large->n > 1)
    qsort (large->data, large->n, sizeof (SeepLargeSize), compare_large);
  for (gsize i = 0; i < large->n; i++)
    {
      seep_column_at (&heap->large_ids, guint32, i) = seep_column_at (large, SeepLargeSize, i).id;
      seep_column_at (&heap->large_sizes, guint64, i) =
        seep_column_at (large, SeepLargeSize, i).size;
    }
  heap->large_ids.n = large->n;
  heap->large_sizes.n = large->n;
  seep_column_clear (large);
  return TRUE;
}

static guint64
sum_sizes (const SeepHeap *heap)
{
  const guint32 *sizes = heap->columns.sizes;
  guint64 sum = 0;

  for (guint32 i = 0; i < heap->columns.n_objects; i++)
    sum += sizes[i];
  for (gsize i = 0; i < heap->large_sizes.n; i++)
    sum += seep_column_at (&heap->large_sizes, guint64, i) - G_MAXUINT32;
  return sum;
}

static gboolean
take_objects (SeepHeapBuilder *builder, SeepHeap *heap, SeepTask *task, GError **error)
{
  if (!builder->is_adopted)
    return seep_heap_order_objects (builder, heap, task, error);

  heap->columns = builder->adopted;
  seep_addresses_init_borrowed (&heap->addresses, builder->adopted_addresses,
                                heap->columns.n_objects);
  heap->value_offsets = builder->adopted_values;
  heap->values_at = builder->adopted_values_at;
  return seep_heap_link_types (builder, heap, error);
}

static void
take_tables (SeepHeapBuilder *builder, SeepHeap *heap)
{
  SeepHeapTables *tables = &builder->tables;

  seep_names_trim (&tables->names);
  seep_column_trim (&tables->types);
  seep_column_trim (&tables->trace_ends);
  seep_column_trim (&tables->trace_frames);
  seep_column_trim (&tables->threads);
  seep_column_trim (&tables->frames);
  seep_column_trim (&tables->roots);
  g_ptr_array_add (tables->warnings, NULL);
  heap->tables = *tables;
  seep_heap_tables_init (tables);
}

SeepHeap *
seep_heap_builder_finish (SeepHeapBuilder *builder, SeepTask *task, GError **error)
{
  g_autoptr(SeepHeap) heap = g_new0 (SeepHeap, 1);

  g_atomic_ref_count_init (&heap->ref_count);
  heap->file = g_strdup (builder->file);
  if (builder->source != NULL)
    {
      heap->source = seep_source_ref (builder->source);
    }
  else
    {
      g_autoptr(GBytes) bytes = g_bytes_new (builder->values->data, builder->values->len);

      heap->source = seep_source_new_for_bytes (builder->file, bytes);
    }

  if (builder->failure == NULL && take_objects (builder, heap, task, &builder->failure)
      && seep_heap_link_tables (builder, heap, &builder->failure))
    take_large_sizes (builder, heap, &builder->failure);
  if (builder->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&builder->failure));
      return NULL;
    }

  take_tables (builder, heap);
  heap->total_bytes = sum_sizes (heap);
  return g_steal_pointer (&heap);
}
