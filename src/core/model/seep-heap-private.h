/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-heap-private.h — what a heap and its builder are made of; for model/ alone. */
#pragma once

#include "base/seep-pages.h"
#include "base/seep-source.h"
#include "model/seep-addresses.h"
#include "model/seep-heap-builder.h"
#include "model/seep-heap.h"
#include "model/seep-names.h"

G_BEGIN_DECLS

/* The small tables; they go from the builder to the heap as they are. */
typedef struct
{
  SeepFacts *facts;      /* owned */
  GPtrArray *warnings;   /* owned; NULL-terminated once the heap is made */
  SeepNames  names;
  SeepColumn types;      /* SeepTypeInfo */
  SeepColumn trace_ends; /* TraceEnd, by id - 1 */
  SeepColumn trace_frames; /* SeepTraceFrame */
  SeepColumn threads;    /* SeepThread */
  SeepColumn frames;     /* SeepFrame */
  SeepColumn roots;      /* SeepRoot */
  guint8     id[16];
  gboolean   is_truncated;
  gboolean   is_damaged;
} SeepHeapTables;

typedef struct
{
  guint32 end; /* of the frames of this trace; they start where the ones before end */
  guint32 n_total;
} SeepTraceEnd;

/* The arrays behind SeepHeapColumns, as far as they are ours. */
typedef struct
{
  SeepColumn types;
  SeepColumn sizes;
  SeepColumn refcounts;
  SeepColumn flags;
  SeepColumn traces;
  SeepColumn values;
  SeepColumn offsets;
  SeepColumn targets;
  SeepColumn labels;
  SeepColumn weak;
} SeepHeapStore;

struct _SeepHeap
{
  gatomicrefcount ref_count;
  char           *file;   /* owned */
  SeepSource     *source; /* owned; values and mapped columns lie in it */
  SeepHeapColumns columns;
  SeepHeapStore   store;
  SeepAddresses   addresses;
  SeepHeapTables  tables;
  SeepColumn      large_ids;   /* guint32, ascending */
  SeepColumn      large_sizes; /* guint64 */
  guint64         total_bytes;

  /* Where values start: one of the three. */
  const guint32 *positions;      /* in the source; borrowed from the store */
  const guint64 *long_positions; /* likewise */
  const guint64 *value_offsets;  /* n_objects + 1, from byte values_at; borrowed from the source */
  guint64        values_at;
};

typedef struct
{
  guint32 id; /* of the staged object, then of the numbered one */
  guint64 size;
} SeepLargeSize;

struct _SeepHeapBuilder
{
  char          *file;     /* owned */
  SeepSource    *source;   /* owned; NULL: values are kept in memory */
  GByteArray    *values;   /* owned; only without a source */
  GError        *failure;  /* owned; the first one */
  SeepHeapStage  stage;
  SeepHeapTables tables;
  SeepColumn     raw_types;  /* SeepRawType */
  SeepColumn     raw_frames; /* SeepRawFrame */
  SeepColumn     raw_roots;  /* SeepRawRoot */
  SeepColumn     large;      /* SeepLargeSize */
  gboolean       is_traced;

  /* Columns that were given whole. */
  gboolean        is_adopted;
  SeepHeapColumns adopted;
  const guint64  *adopted_addresses;
  const guint64  *adopted_values;
  guint64         adopted_values_at;
};

void seep_heap_tables_init  (SeepHeapTables *tables);
void seep_heap_tables_clear (SeepHeapTables *tables);
void seep_heap_store_clear  (SeepHeapStore  *store);

/* Where the bytes of @object's value are in the source, and how many there can be. */
gsize seep_heap_find_value (const SeepHeap *heap,
                            guint32         object,
                            guint64        *position);

void seep_heap_stage_init  (SeepHeapStage *stage);
void seep_heap_stage_clear (SeepHeapStage *stage);

/* What seep_heap_builder_finish() is made of. Numbers the staged objects and fills @heap's columns
 * from the stage, which it empties (seep-heap-order.c). */
gboolean seep_heap_order_objects (SeepHeapBuilder *builder,
                                  SeepHeap        *heap,
                                  SeepTask        *task,
                                  GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* Addresses of types become objects; placeholders for types that no table defines. Needs the heap's
 * addresses (seep-heap-finish.c). */
gboolean seep_heap_link_types (SeepHeapBuilder *builder,
                               SeepHeap        *heap,
                               GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for frames, roots. */
gboolean seep_heap_link_tables (SeepHeapBuilder *builder,
                                SeepHeap        *heap,
                                GError         **error) G_GNUC_WARN_UNUSED_RESULT;

void seep_heap_builder_add_warning_f (SeepHeapBuilder *builder,
                                      const char      *format,
                                      ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
