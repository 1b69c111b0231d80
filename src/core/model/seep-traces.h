/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-traces.h — memory blocks and the stacks that allocated them, as columns.
 *
 * Immutable and reference-counted: any thread may read it without a lock. Strings, frames and
 * tracebacks are interned, each by its content: equal ones have one id. So whatever is computed
 * of a traceback is computed once for all its traces, and regrouping adds up arrays. */
#pragma once

#include "base/seep-pages.h"
#include "model/seep-facts.h"
#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct _SeepTraces SeepTraces;

/* Where a stack stood. Equal ones have one id. */
typedef struct
{
  guint32 file;     /* string id */
  guint32 function; /* string id; 0: the format records none */
  guint32 line;
} SeepStackFrame;

typedef struct
{
  const guint64        *sizes;      /* n_traces; bytes asked for; their sum fits 64 bits */
  const guint32        *tracebacks; /* n_traces; < n_tracebacks */
  const guint32        *domains;    /* n_traces; NULL: all 0 */
  const guint32        *totals;     /* n_traces; frames before truncation, 0 not recorded; NULL: all */
  const guint32        *offsets;    /* n_tracebacks + 1: into stacks */
  const guint32        *stacks;     /* frame ids, most recent first */
  const SeepStackFrame *frames;     /* n_frames */
  guint32               n_traces;
  guint32               n_tracebacks;
  guint32               n_frames;
} SeepTracesColumns;

SeepTraces *seep_traces_ref   (SeepTraces *traces);
void        seep_traces_unref (SeepTraces *traces);

const SeepTracesColumns *seep_traces_get_columns (const SeepTraces *traces);

/* "traces", "tracebacks", "traceback_limit", "bytes", "python.versions" ("3.9 or later") … */
const SeepFacts *seep_traces_get_facts (const SeepTraces *traces);
const char      *seep_traces_get_file  (const SeepTraces *traces); /* its name for people */
guint64          seep_traces_get_total_bytes (const SeepTraces *traces);

/* Strings by id, 0 is "". The text is valid UTF-8, in which a lone surrogate reads \udcff, as
 * Python's backslashreplace writes it. The bytes are those of the file: UTF-8 that may hold
 * surrogates; their order is Python's order of str. */
guint32     seep_traces_get_n_strings (const SeepTraces *traces); /* ids are below this */
const char *seep_traces_get_text      (const SeepTraces *traces, guint32 string);
const char *seep_traces_get_bytes     (const SeepTraces *traces, guint32 string, gsize *n_bytes);

/* Frame ids of a traceback, most recent first. */
const guint32 *seep_traces_get_stack (const SeepTraces *traces,
                                      guint32           traceback,
                                      guint32          *n_frames);

/* Sentences about what is odd, for a person; never NULL. */
const char *const *seep_traces_get_warnings (const SeepTraces *traces);

/* The objects of @heap whose allocation was traced: sizes are those of the objects. NULL with
 * SEEP_ERROR_NOT_FOUND ("…: no allocations were traced …, run it with --tracemalloc") if there
 * are none. */
SeepTraces *seep_traces_new_for_heap (SeepHeap *heap,
                                      SeepTask *task,
                                      GError  **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTraces, seep_traces_unref)

G_END_DECLS
