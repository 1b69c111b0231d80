/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nearly all of what Snapshot.dump() writes has one of two shapes: a trace whose traceback was there
 * before, and the frames of a new traceback. What stands there is parsed as a whole, with the result
 * that the stack machine comes to opcode by opcode:
 *
 *   trace      MARK number number get number TUPLE MEMOIZE        (3.9 and later)
 *              number number get TUPLE3 MEMOIZE                   (3.6 to 3.8)
 *   traceback  MARK { get number TUPLE2 MEMOIZE }… TUPLE MEMOIZE
 *
 * where number is BININT1, BININT2 or BININT and get is BINGET or LONG_BINGET. What deviates by
 * a bit, or ends beyond the window, is left to the machine, which knows what is wrong with it.
 *
 * A trace's traceback is somewhere in a megabyte; that is why traces are taken by the dozen, so that
 * waiting for one's memory is waiting for that of all. */
#include "config.h"

#include "formats/seep-tracemalloc-machine.h"

#define TRACES_AT_ONCE 64
#define TRACE_BYTES 23  /* of the longest */
#define MAX_FRAMES 128  /* of a traceback that is read here */
#define FRAME_BYTES 12  /* of the longest */
#define END_BYTES 2     /* of a traceback, behind its frames */

/* Something that looks like a trace. */
typedef struct
{
  SeepTraceRecord record;
  guint64         get;     /* number in the memo */
  guint           n_items; /* of the tuple */
  const guint8   *end;     /* borrowed */
} Candidate;

/* The byte behind the number at @at; NULL if there is none, or a negative one. */
static inline const guint8 *
parse_number (const guint8 *at, guint32 *number)
{
  switch (at[0])
    {
    case SEEP_PICKLE_BININT1:
      *number = at[1];
      return at + 2;
    case SEEP_PICKLE_BININT2:
      *number = seep_pickle_load_u16 (at + 1);
      return at + 3;
    case SEEP_PICKLE_BININT:
      *number = seep_pickle_load_u32 (at + 1);
      return *number <= G_MAXINT32 ? at + 5 : NULL;
    default:
      return NULL;
    }
}

static inline const guint8 *
parse_get (const guint8 *at, guint64 *number)
{
  switch (at[0])
    {
    case SEEP_PICKLE_BINGET:
      *number = at[1];
      return at + 2;
    case SEEP_PICKLE_LONG_BINGET:
      *number = seep_pickle_load_u32 (at + 1);
      return at + 5;
    default:
      return NULL;
    }
}

static inline gboolean
parse_trace (const guint8 *at, Candidate *trace)
{
  gboolean is_marked = at[0] == SEEP_PICKLE_MARK;
  guint32 size;

  trace->n_items = is_marked ? 4 : 3;
  trace->record.total = 0;
  at = parse_number (at + (is_marked ? 1 : 0), &trace->record.domain);
  if (at != NULL)
    at = parse_number (at, &size);
  if (at != NULL)
    at = parse_get (at, &trace->get);
  if (at != NULL && is_marked)
    at = parse_number (at, &trace->record.total);
  if (at == NULL || at[0] != (is_marked ? SEEP_PICKLE_TUPLE : SEEP_PICKLE_TUPLE3)
      || at[1] != SEEP_PICKLE_MEMOIZE)
    return FALSE;

  trace->record.size = size;
  trace->end = at + 2;
  return TRUE;
}

/* How many of the next values are traces whose get may be answered now. */
static guint
parse_traces (const SeepTracemallocMachine *self, Candidate *traces)
{
  const guint8 *at = self->pickle.at;
  guint n = 0;

  while (n < TRACES_AT_ONCE && self->pickle.end - at >= TRACE_BYTES
         && parse_trace (at, &traces[n]) && traces[n].get < self->memo.n)
    {
      __builtin_prefetch (seep_memo_get_block (&self->memo, traces[n].get));
      at = traces[n++].end;
    }
  return n;
}

/* How many of the @n first have a traceback; @records is made of these. */
static guint
find_tracebacks (const SeepTracemallocMachine *self,
                 const Candidate              *traces,
                 guint                         n,
                 SeepTraceRecord              *records)
{
  const guint32 *tracebacks = self->memo.tracebacks.data;
  guint64 places[TRACES_AT_ONCE];

  for (guint i = 0; i < n; i++)
    {
      places[i] = seep_memo_find_traceback (&self->memo, traces[i].get);
      if (places[i] == G_MAXUINT64)
        n = i;
      else
        __builtin_prefetch (&tracebacks[places[i]]);
    }
  for (guint i = 0; i < n; i++)
    {
      records[i] = traces[i].record;
      records[i].traceback = tracebacks[places[i]];
    }
  return n;
}

/* As MEMOIZE, and pushed onto the stack, which has room. */
static gboolean
keep (SeepTracemallocMachine *self, SeepCell cell)
{
  if (!seep_memo_append (&self->memo, cell, &self->pickle.error))
    return FALSE;
  self->memo.n_set++;
  seep_column_at (&self->stack, SeepCell, self->stack.n++) = cell;
  return TRUE;
}

/* Whether any were there; FALSE also with an error. */
static gboolean
read_traces (SeepTracemallocMachine *self)
{
  Candidate traces[TRACES_AT_ONCE];
  SeepTraceRecord records[TRACES_AT_ONCE];
  guint n = find_tracebacks (self, traces, parse_traces (self, traces), records);

  if (n == 0 || !seep_column_reserve (&self->stack, n, &self->pickle.error)
      || !seep_traces_builder_add_traces (self->builder, records, n, &self->pickle.error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!keep (self, (SeepCell){ SEEP_CELL_TRACE, 0, self->n_traces++ }))
        return FALSE;
      self->n_by_items[traces[i].n_items]++;
    }
  self->pickle.at = traces[n - 1].end;
  return TRUE;
}

/* A frame of a file that other frames were of. */
static const guint8 *
parse_frame (const SeepTracemallocMachine *self, const guint8 *at, SeepStackFrame *frame)
{
  guint64 get = 0;
  SeepCell file;

  at = parse_get (at, &get);
  if (at != NULL)
    at = parse_number (at, &frame->line);
  if (at == NULL || at[0] != SEEP_PICKLE_TUPLE2 || at[1] != SEEP_PICKLE_MEMOIZE
      || get >= self->memo.n)
    return NULL;

  file = seep_memo_get (&self->memo, get);
  if (file.kind != SEEP_CELL_STRING)
    return NULL;
  frame->file = seep_column_at (&self->strings, SeepPickledString, file.value).id;
  return frame->file != SEEP_NO_NODE ? at + 2 : NULL;
}

static gboolean
keep_traceback (SeepTracemallocMachine *self, const SeepStackFrame *frames, guint32 n)
{
  guint32 ids[MAX_FRAMES];
  guint32 traceback;

  if (!seep_traces_builder_add_frames (self->builder, frames, n, ids, &self->pickle.error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!seep_memo_append (&self->memo, (SeepCell){ SEEP_CELL_FRAME, 0, ids[i] },
                           &self->pickle.error))
      return FALSE;
  self->memo.n_set += n;
  traceback = seep_traces_builder_add_traceback (self->builder, ids, n, &self->pickle.error);
  return traceback != SEEP_NO_NODE
         && keep (self, (SeepCell){ SEEP_CELL_TRACEBACK, 0, traceback });
}

/* Whether one was there; FALSE also with an error. */
static gboolean
read_traceback (SeepTracemallocMachine *self)
{
  SeepStackFrame frames[MAX_FRAMES] = { 0 };
  const guint8 *at = self->pickle.at + 1;
  guint32 n = 0;

  while (n < MAX_FRAMES && self->pickle.end - at >= FRAME_BYTES)
    {
      const guint8 *next = parse_frame (self, at, &frames[n]);

      if (next == NULL)
        break;
      at = next;
      n++;
    }
  if (n == 0 || self->pickle.end - at < END_BYTES || at[0] != SEEP_PICKLE_TUPLE
      || at[1] != SEEP_PICKLE_MEMOIZE || !seep_column_reserve (&self->stack, 1, &self->pickle.error)
      || !keep_traceback (self, frames, n))
    return FALSE;

  self->pickle.at = at + END_BYTES;
  return TRUE;
}

gboolean
seep_tracemalloc_read_quickly (SeepTracemallocMachine *self)
{
  const guint8 *at = self->pickle.at;

  if (self->pickle.end - at < TRACE_BYTES || self->memo.n != self->memo.n_set
      || self->stack.n + TRACES_AT_ONCE > self->max_stack)
    return FALSE;
  switch (at[0])
    {
    case SEEP_PICKLE_MARK:
      return at[1] == SEEP_PICKLE_BINGET || at[1] == SEEP_PICKLE_LONG_BINGET ? read_traceback (self)
                                                                            : read_traces (self);
    case SEEP_PICKLE_BININT1:
    case SEEP_PICKLE_BININT2:
    case SEEP_PICKLE_BININT:
      return read_traces (self);
    default:
      return FALSE;
    }
}
