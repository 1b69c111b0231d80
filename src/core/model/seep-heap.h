/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-heap.h — the heap of a Python process at one moment, as columns.
 *
 * Immutable and reference-counted: any thread may read it without a lock. Objects are numbered in
 * address order from 0. Nothing in it has been judged: roots, dominators and sizes that are
 * retained belong to analysis/. */
#pragma once

#include "base/seep-source.h"
#include "graph/seep-address-index.h"
#include "graph/seep-graph.h"
#include "model/seep-addresses.h"
#include "model/seep-facts.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SeepHeap SeepHeap;

/* What the instances of a type are; the values are those of the file format. */
typedef enum
{
  SEEP_KIND_OTHER = 0,
  SEEP_KIND_LIST = 1,
  SEEP_KIND_TUPLE = 2,
  SEEP_KIND_DICT = 3,
  SEEP_KIND_SET = 4,
  SEEP_KIND_STR = 5,
  SEEP_KIND_INT = 6,
  SEEP_KIND_FLOAT = 7,
  SEEP_KIND_BYTES = 8,
  SEEP_KIND_TYPE = 9,
  SEEP_KIND_CODE = 10,
  SEEP_KIND_FUNCTION = 11,
  SEEP_KIND_METHOD = 12,
  SEEP_KIND_CELL = 13,
  SEEP_KIND_MODULE = 14,
  SEEP_KIND_FRAME = 15,
  SEEP_KIND_BOOL = 16,
  SEEP_KIND_WEAKREF = 17,
  SEEP_KIND_GENERATOR = 18,
  SEEP_KIND_NONE = 19,
  SEEP_KIND_BYTEARRAY = 20,
} SeepKind;

/* How one object refers to another; four bits, above the 28 of the label. */
typedef enum
{
  SEEP_EDGE_ANONYMOUS = 0,
  SEEP_EDGE_ITEM = 1,      /* label: position */
  SEEP_EDGE_KEY = 2,
  SEEP_EDGE_VALUE = 3,     /* label 0: its key is the edge before it; SEEP_LABEL_UNKNOWN: lost */
  SEEP_EDGE_ATTRIBUTE = 4, /* label: name */
  SEEP_EDGE_FIELD = 5,     /* label: name */
  SEEP_EDGE_WEAK = 8,
  SEEP_EDGE_CELL = 9,      /* label: name */
  SEEP_EDGE_LOCAL = 10,    /* label: name */
  SEEP_EDGE_STACK = 11,
  SEEP_EDGE_DEFAULT = 12,  /* label: name */
  SEEP_EDGE_GUESS = 13,    /* label: byte offset */
  SEEP_EDGE_BORROWED = 14,
  SEEP_EDGE_TYPE = 15,
} SeepEdgeKind;

#define SEEP_LABEL_BITS 28
#define SEEP_LABEL_UNKNOWN ((1u << SEEP_LABEL_BITS) - 1)
#define SEEP_LABEL_KIND(word) ((SeepEdgeKind) ((word) >> SEEP_LABEL_BITS))
#define SEEP_LABEL_VALUE(word) ((word) & SEEP_LABEL_UNKNOWN)
#define SEEP_LABEL(kind, value) ((guint32) (kind) << SEEP_LABEL_BITS | (guint32) (value))

enum
{
  SEEP_OBJECT_TRACKED = 1, /* the collector knows it */
  SEEP_OBJECT_IMMORTAL = 2,
  SEEP_OBJECT_STATIC = 4,
  SEEP_OBJECT_SIZE_APPROX = 8,
  SEEP_OBJECT_OPAQUE = 16, /* references may be missing */
  SEEP_OBJECT_HAS_LENGTH = 32,
  SEEP_OBJECT_HAS_PREVIEW = 64,
};

typedef struct
{
  guint32 source;
  guint32 target;
  guint32 label; /* kind SEEP_EDGE_WEAK or SEEP_EDGE_BORROWED */
} SeepWeakEdge;

typedef struct
{
  const guint32      *types;     /* n_objects, < n_types */
  const guint32      *sizes;     /* n_objects; G_MAXUINT32: ask seep_heap_get_size() */
  const guint32      *refcounts; /* n_objects; saturating, 0 immortal */
  const guint8       *flags;     /* n_objects */
  const guint32      *traces;    /* n_objects, 0 none; NULL if nothing was traced */
  const guint32      *offsets;   /* n_objects + 1 */
  const guint32      *targets;   /* n_edges: edges that retain */
  const guint32      *labels;    /* n_edges: kind and label */
  const SeepWeakEdge *weak;      /* n_weak, by source: edges that retain nothing */
  guint32             n_objects;
  guint32             n_edges;
  guint32             n_weak;
} SeepHeapColumns;

typedef struct
{
  guint32  name;   /* name id: "app.Session", "dict" */
  guint32  object; /* of the type itself; SEEP_NO_NODE if not in the dump */
  guint32  base;   /* likewise */
  SeepKind kind;
  guint8   traits; /* SEEP_TYPE_… */
  guint64  basic_bytes;
  guint64  item_bytes;
  guint64  type_flags; /* tp_flags */
} SeepTypeInfo;

enum
{
  SEEP_TYPE_HEAP = 1,
  SEEP_TYPE_GC = 2,
  SEEP_TYPE_PYTHON_SIZEOF = 4,
  SEEP_TYPE_OPAQUE = 8,
};

/* What is kept of a value takes no more than this in a file: a length, a preview's head and 64
 * bytes. */
#define SEEP_MAX_VALUE_BYTES (10 + 1 + 10 + 64)

typedef enum
{
  SEEP_ROOT_MODULE = 1,
  SEEP_ROOT_INTERPRETER = 2,
  SEEP_ROOT_BUILTINS = 3,
  SEEP_ROOT_LOCAL = 4,
  SEEP_ROOT_STACK = 5,
  SEEP_ROOT_FRAME = 6,
  SEEP_ROOT_THREAD = 7,
  SEEP_ROOT_STATIC = 8,
  /* Only analysis/ makes these two. */
  SEEP_ROOT_NATIVE = 9,   /* a reference that the count shows and no edge explains */
  SEEP_ROOT_GARBAGE = 10, /* an object that nothing reaches any more */
} SeepRootKind;

typedef struct
{
  SeepRootKind kind;
  guint32      object;
  guint32      name;   /* name id */
  guint32      thread; /* index, or SEEP_NO_NODE */
  guint32      frame;  /* index, or SEEP_NO_NODE */
} SeepRoot;

typedef struct
{
  guint64 ident;
  guint64 native_id; /* 0 unknown */
  guint32 name;
  guint32 interpreter;
  gboolean is_dumping;
} SeepThread;

typedef struct
{
  guint32 thread; /* index, or SEEP_NO_NODE */
  guint32 depth;  /* 0 = innermost */
  guint32 file;  /* name id */
  guint32 function;
  guint32 line;   /* 0 unknown */
  guint32 code;   /* object; SEEP_NO_NODE if not in the dump */
} SeepFrame;

typedef struct
{
  guint32 file; /* name id */
  guint32 line;
} SeepTraceFrame;

typedef enum
{
  SEEP_PREVIEW_NONE,
  SEEP_PREVIEW_TEXT,
  SEEP_PREVIEW_BYTES,
  SEEP_PREVIEW_INT,
  SEEP_PREVIEW_FLOAT,
  SEEP_PREVIEW_BOOL,
  SEEP_PREVIEW_BIG_INT, /* integer: sign × number of bits */
} SeepPreviewKind;

/* What was kept of an object's value. On the caller's storage. */
typedef struct
{
  gboolean        has_length;
  guint64         length; /* what len() says */
  SeepPreviewKind kind;
  gboolean        is_cut;
  gint64          integer;
  double          real;
  guint           n_bytes;
  char            bytes[65]; /* TEXT: valid UTF-8, NUL-terminated; BYTES: n_bytes */
} SeepValue;

SeepHeap *seep_heap_ref   (SeepHeap *heap);
void      seep_heap_unref (SeepHeap *heap);

const SeepHeapColumns *seep_heap_get_columns (const SeepHeap *heap);
const SeepFacts       *seep_heap_get_facts   (const SeepHeap *heap);
const char            *seep_heap_get_file    (const SeepHeap *heap); /* its name for people */
/* What it was read from and what values are still read from; borrowed. */
SeepSource            *seep_heap_get_source     (const SeepHeap *heap);
/* Of the dump, even if what it was read from is a profile that was made of it. */
guint64                seep_heap_get_file_bytes (const SeepHeap *heap);

guint64 seep_heap_get_size  (const SeepHeap *heap, guint32 object);
guint64 seep_heap_get_total_bytes (const SeepHeap *heap);

/* Sizes of 4 GiB and more: ids ascending. */
guint32 seep_heap_get_large_sizes (const SeepHeap  *heap,
                                   const guint32  **ids,
                                   const guint64  **sizes);

/* Where @object starts: ascending with the objects. */
guint64 seep_heap_get_address (const SeepHeap *heap, guint32 object);

/* For those who go through all of them. */
const SeepAddresses *seep_heap_get_addresses (const SeepHeap *heap);

/* The object that starts at @address, or SEEP_NO_NODE. */
guint32 seep_heap_find_address (const SeepHeap *heap, guint64 address);

guint32             seep_heap_get_n_types (const SeepHeap *heap);
const SeepTypeInfo *seep_heap_get_type    (const SeepHeap *heap, guint32 type);
const char         *seep_heap_get_type_name (const SeepHeap *heap, guint32 type);
SeepKind            seep_heap_get_kind    (const SeepHeap *heap, guint32 object);
/* A name by its id; "" for 0 and for ids that do not exist. Valid UTF-8. */
const char         *seep_heap_get_name    (const SeepHeap *heap, guint32 name);
guint32             seep_heap_get_n_names (const SeepHeap *heap); /* ids from 1 to this */

const SeepRoot   *seep_heap_get_roots   (const SeepHeap *heap, guint32 *n_roots);
const SeepThread *seep_heap_get_threads (const SeepHeap *heap, guint32 *n_threads);
const SeepFrame  *seep_heap_get_frames  (const SeepHeap *heap, guint32 *n_frames);

/* Where @object was allocated, most recent frame first: NULL and 0 if not traced. @n_total: before
 * truncation. */
const SeepTraceFrame *seep_heap_get_trace (const SeepHeap *heap,
                                           guint32         object,
                                           guint32        *n_frames,
                                           guint32        *n_total);

/* All traces: ids from 1 to this. */
guint32 seep_heap_get_n_traces (const SeepHeap *heap);
const SeepTraceFrame *seep_heap_get_trace_frames (const SeepHeap *heap,
                                                  guint32         trace,
                                                  guint32        *n_frames,
                                                  guint32        *n_total);

/* Reads what was kept of @object's value (a short read of the file). All zeros if nothing was. */
void seep_heap_get_value (const SeepHeap *heap, guint32 object, SeepValue *value);

/* The value as Python would write it, shortened: 'user:1', b'\x00…', 42, True; NULL if nothing was
 * kept. */
char *seep_heap_dup_preview (const SeepHeap *heap, guint32 object) G_GNUC_WARN_UNUSED_RESULT;

/* Sentences about what is missing or odd, for a person: damage, truncation, missing calibration. */
const char *const *seep_heap_get_warnings (const SeepHeap *heap);
gboolean           seep_heap_is_truncated (const SeepHeap *heap);
/* Truncated, or otherwise not all of what was written: the first warning says where and what. */
gboolean           seep_heap_is_damaged   (const SeepHeap *heap);

/* 16 random bytes that the capture was given. */
const guint8 *seep_heap_get_id (const SeepHeap *heap);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepHeap, seep_heap_unref)

G_END_DECLS
