/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-heap-builder.h — collects what a dump says, in the order it says it, and makes a heap of it.
 *
 * Objects are known by their addresses until seep_heap_builder_finish(), which numbers them in
 * address order, turns addresses into numbers, sets weak edges apart, adds the references to heap
 * types that no dump spells out, and leaves a warning for all that did not fit. Nothing that is
 * added can break the heap: ids are checked there, not here.
 *
 * What is staged costs 12 bytes an edge and 29 to 37 an object; each staging column goes as soon as
 * it was used. */
#pragma once

#include "base/seep-pages.h"
#include "base/seep-source.h"
#include "base/seep-task.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct _SeepHeapBuilder SeepHeapBuilder;

typedef struct
{
  guint64  address; /* of the type object; 0 if unknown */
  guint64  base;    /* address of its base; 0 none */
  guint64  basic_bytes;
  guint64  item_bytes;
  guint64  type_flags; /* tp_flags */
  guint32  name;
  guint8   traits;
  SeepKind kind;
} SeepRawType;

typedef struct
{
  guint64 address;
  guint64 size;
  guint64 refcount;
  guint64 value; /* with a flag SEEP_OBJECT_HAS_…: where in the source that stands */
  guint32 type;
  guint32 trace; /* 0 none */
  guint8  flags;
} SeepRawObject;

typedef struct
{
  SeepRootKind kind;
  guint64      address;
  guint32      name;
  guint32      thread; /* index, or SEEP_NO_NODE */
  guint32      frame;  /* index, or SEEP_NO_NODE */
} SeepRawRoot;

typedef struct
{
  guint64 code; /* address of the code object; 0 unknown */
  guint32 thread;
  guint32 depth;
  guint32 file;
  guint32 function;
  guint32 line;
} SeepRawFrame;

/* The staging columns themselves, for decoders that cannot afford a call an object. */
typedef struct
{
  SeepColumn addresses; /* guint64 */
  SeepColumn types;     /* guint32 */
  SeepColumn sizes;     /* guint32 */
  SeepColumn refcounts; /* guint32 */
  SeepColumn flags;     /* guint8 */
  SeepColumn traces;    /* guint32; empty unless the heap is traced */
  SeepColumn values;    /* guint32, or guint64 in sources of 4 GiB and more */
  SeepColumn ends;      /* guint32: where the edges of each object end */
  SeepColumn targets;   /* guint64: addresses */
  SeepColumn labels;    /* guint32 */
} SeepHeapStage;

/* A heap of @file, whose values' bytes are in @source (referenced); with @source NULL they are
 * those given to seep_heap_builder_set_value(). */
SeepHeapBuilder *seep_heap_builder_new  (const char *file,
                                         SeepSource *source) G_GNUC_WARN_UNUSED_RESULT;
void             seep_heap_builder_free (SeepHeapBuilder *builder);

/* Before the first object: objects come with traces. */
void seep_heap_builder_set_traced    (SeepHeapBuilder *builder);
void seep_heap_builder_set_id        (SeepHeapBuilder *builder,
                                      const guint8    *id); /* 16 bytes */
void seep_heap_builder_set_truncated (SeepHeapBuilder *builder);
void seep_heap_builder_set_damaged   (SeepHeapBuilder *builder);

/* The facts under collection, to add to; borrowed. */
SeepFacts *seep_heap_builder_get_facts (SeepHeapBuilder *builder);
/* A sentence for a person; copied. At most a few hundred are kept. */
void seep_heap_builder_add_warning (SeepHeapBuilder *builder,
                                    const char      *warning);

/* Tables. Ids are given in the order of adding: names and traces from 1, all others from 0. Failure
 * (no memory, too many) is remembered: seep_heap_builder_finish() tells. */
guint32 seep_heap_builder_add_name   (SeepHeapBuilder   *builder,
                                      const char        *name); /* made valid UTF-8 */
guint32 seep_heap_builder_add_name_n (SeepHeapBuilder   *builder,
                                      const char        *name,
                                      gsize              n_bytes);
guint32 seep_heap_builder_add_type   (SeepHeapBuilder   *builder,
                                      const SeepRawType *type);
guint32 seep_heap_builder_add_trace  (SeepHeapBuilder      *builder,
                                      const SeepTraceFrame *frames, /* most recent first */
                                      guint32               n_frames,
                                      guint32               n_total);
guint32 seep_heap_builder_add_thread (SeepHeapBuilder    *builder,
                                      const SeepThread   *thread);
guint32 seep_heap_builder_add_frame  (SeepHeapBuilder    *builder,
                                      const SeepRawFrame *frame);
void    seep_heap_builder_add_root   (SeepHeapBuilder    *builder,
                                      const SeepRawRoot  *root);

/* The id that the next one gets. */
guint32 seep_heap_builder_get_next_name   (const SeepHeapBuilder *builder);
guint32 seep_heap_builder_get_next_type   (const SeepHeapBuilder *builder);
guint32 seep_heap_builder_get_next_trace  (const SeepHeapBuilder *builder);
guint32 seep_heap_builder_get_next_thread (const SeepHeapBuilder *builder);
guint32 seep_heap_builder_get_next_frame  (const SeepHeapBuilder *builder);

/* One object; edges and value that follow are those of the object added last. Edges: the address of
 * the target, and SEEP_LABEL (kind, value); all kinds but SEEP_EDGE_TYPE. */
void seep_heap_builder_add_object (SeepHeapBuilder     *builder,
                                   const SeepRawObject *object);
void seep_heap_builder_add_edge   (SeepHeapBuilder     *builder,
                                   guint64              target,
                                   guint32              label);

/* What is kept of the value of the object added last; only in a builder without source. */
void seep_heap_builder_set_value (SeepHeapBuilder *builder,
                                  const SeepValue *value);
/* The same for a str: its length and its first 64 bytes. */
void seep_heap_builder_set_text  (SeepHeapBuilder *builder,
                                  const char      *text);

/* Room for that many more in all staging columns, which may move; a decoder then writes behind each
 * column's n and raises it, the same way in all of them. */
SeepHeapStage *seep_heap_builder_reserve (SeepHeapBuilder *builder,
                                          gsize            n_objects,
                                          gsize            n_edges,
                                          GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* A size of 4 GiB and more, of the object with that place in the staging columns, where G_MAXUINT32
 * stands. */
void seep_heap_builder_add_large_size (SeepHeapBuilder *builder,
                                       guint32          staged,
                                       guint64          size);

/* Columns that are in order already (checked by the caller: ascending addresses, ids within
 * bounds), instead of objects, edges: borrowed from the source. @values: n_objects + 1 offsets from
 * byte @values_at of the source. */
void seep_heap_builder_adopt_columns (SeepHeapBuilder       *builder,
                                      const SeepHeapColumns *columns,
                                      const guint64         *addresses, /* n_objects */
                                      const guint64         *values,
                                      guint64                values_at);

/* Makes the heap and empties the builder. NULL when cancelled, without memory, or beyond a limit.
 */
SeepHeap *seep_heap_builder_finish (SeepHeapBuilder *builder,
                                    SeepTask        *task,
                                    GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepHeapBuilder, seep_heap_builder_free)

G_END_DECLS
