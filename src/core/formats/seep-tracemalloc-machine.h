/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-tracemalloc-machine.h — what a pickle of snapshots means, worked out without making any of
 * its objects.
 *
 * A value is a cell of 16 bytes. The kind of a tuple is decided when it is closed: (str, int) is a
 * frame, frames are a traceback, (int, int, traceback, …) is a trace, which goes into the columns
 * at once. Everything else is "other": read over wherever a snapshot may hold anything, refused
 * where a trace is needed. Names of classes are compared, never looked up, and nothing is called. */
#pragma once

#include "base/seep-pages.h"
#include "formats/seep-pickle.h"
#include "formats/seep-tracemalloc-memo.h"
#include "model/seep-traces-builder.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 start; /* in the pool */
  gsize   n_bytes;
  guint32 id;    /* in the builder, once it was a file's name; else SEEP_NO_NODE */
} SeepPickledString;

/* Traces that stand one after the other in a list and in the columns. */
typedef struct
{
  guint32 start;
  guint32 n;
  guint32 next; /* index of the list's next run, or SEEP_NO_NODE */
} SeepTraceRun;

typedef struct
{
  guint32 first;      /* run, or SEEP_NO_NODE */
  guint32 last;
  guint32 problem;    /* SeepCellProblem of the first item that is no trace */
  gboolean is_odd;    /* there is one */
  guint64 problem_at; /* where */
} SeepPickledList;

/* What is kept of a dict: the keys of a snapshot and of what holds its traces. */
typedef struct
{
  guint64 limit;     /* "traceback_limit" */
  guint32 traces;    /* "traces": index of an object, or SEEP_NO_NODE */
  guint32 list;      /* "_traces": index of a list, or SEEP_NO_NODE */
  gboolean has_limit;
} SeepPickledDict;

typedef struct
{
  guint64 at;   /* where in the file */
  guint32 dict; /* index, or SEEP_NO_NODE */
  SeepCellClass class;
} SeepPickledObject;

#define SEEP_MAX_TRACE_ITEMS 5 /* told apart; more count as this many */

/* On the caller's storage. */
typedef struct
{
  SeepPickle         pickle;
  SeepTracesBuilder *builder;   /* owned; strings, frames, tracebacks and traces of all snapshots */
  guint32            n_traces;  /* in it */
  SeepColumn         stack;     /* SeepCell */
  gsize              floor;     /* cells below the topmost mark */
  gsize              max_stack; /* cells that so short a file can need; looked at when it grows */
  SeepColumn         marks;     /* gsize: floors */
  SeepMemo           memo;
  SeepColumn         strings;   /* SeepPickledString */
  SeepColumn         pool;      /* char: the strings' bytes */
  SeepColumn         lists;     /* SeepPickledList */
  SeepColumn         runs;      /* SeepTraceRun */
  SeepColumn         dicts;     /* SeepPickledDict */
  SeepColumn         objects;   /* SeepPickledObject */
  guint32            n_snapshots;
  SeepColumn         frames;    /* guint32: scratch */
  guint64            n_by_items[SEEP_MAX_TRACE_ITEMS + 1]; /* traces by the length of their tuple */
  guint              protocol;  /* highest that was announced; 0: none was */
  gboolean           is_done;
} SeepTracemallocMachine;

void seep_tracemalloc_machine_init  (SeepTracemallocMachine *self,
                                     SeepSource             *source,
                                     SeepTask               *task);
void seep_tracemalloc_machine_clear (SeepTracemallocMachine *self);

/* Reads to the pickle's STOP. */
gboolean seep_tracemalloc_machine_run (SeepTracemallocMachine *self,
                                       GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/* A sentence, static and translated. */
const char *seep_cell_problem_get_text (SeepCellProblem problem);

/* Between the machine's parts; FALSE with the error in the pickle. */

/* Reads what has one of the shapes that most of a file has (seep-tracemalloc-quick.c); FALSE if the
 * next value has not, or with the error. */
gboolean seep_tracemalloc_read_quickly (SeepTracemallocMachine *self);

/* Frames, tracebacks, traces (seep-tracemalloc-tuples.c). */
gboolean seep_tracemalloc_make_tuple (SeepTracemallocMachine *self,
                                      const SeepCell         *items,
                                      gsize                   n,
                                      SeepCell               *tuple) G_GNUC_WARN_UNUSED_RESULT;

/* Lists, dicts, objects (seep-tracemalloc-objects.c). */
gboolean seep_tracemalloc_add_list    (SeepTracemallocMachine *self,
                                       SeepCell               *list) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_append      (SeepTracemallocMachine *self,
                                       const SeepCell         *list,
                                       const SeepCell         *items,
                                       gsize                   n) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_add_dict    (SeepTracemallocMachine *self,
                                       SeepCell               *dict) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_set_items   (SeepTracemallocMachine *self,
                                       const SeepCell         *dict,
                                       const SeepCell         *items,
                                       gsize                   n) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_find_class  (SeepTracemallocMachine *self,
                                       const char             *module,
                                       gsize                   n_module,
                                       const char             *name,
                                       gsize                   n_name,
                                       SeepCell               *class) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_add_object  (SeepTracemallocMachine *self,
                                       SeepCellClass           class,
                                       SeepCell               *object) G_GNUC_WARN_UNUSED_RESULT;

/* Numbers and strings as they are written (seep-tracemalloc-scalars.c). */
gboolean seep_tracemalloc_parse_decimal (SeepTracemallocMachine *self,
                                         const SeepPickleToken  *token,
                                         SeepCell               *number) G_GNUC_WARN_UNUSED_RESULT;
void     seep_tracemalloc_parse_long    (const SeepPickleToken  *token,
                                         SeepCell               *number);
gboolean seep_tracemalloc_add_string    (SeepTracemallocMachine *self,
                                         const char             *bytes,
                                         gsize                   n_bytes,
                                         SeepCell               *string) G_GNUC_WARN_UNUSED_RESULT;
gboolean seep_tracemalloc_add_escaped   (SeepTracemallocMachine *self,
                                         const SeepPickleToken  *token,
                                         SeepCell               *string) G_GNUC_WARN_UNUSED_RESULT;

static inline SeepCell
seep_tracemalloc_make_other (const SeepTracemallocMachine *self, SeepCellProblem problem)
{
  return (SeepCell){ SEEP_CELL_OTHER, problem, seep_pickle_get_token_at (&self->pickle) };
}

static inline const SeepPickledString *
seep_tracemalloc_get_string (const SeepTracemallocMachine *self,
                             const SeepCell               *string,
                             const char                  **bytes)
{
  const SeepPickledString *found
    = &seep_column_at (&self->strings, SeepPickledString, string->value);

  *bytes = (const char *) self->pool.data + found->start;
  return found;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepTracemallocMachine, seep_tracemalloc_machine_clear)

G_END_DECLS
