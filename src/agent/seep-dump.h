/* SPDX-License-Identifier: MIT */
/* seep-dump.h — one dump under way: what its parts share.
 *
 * seep-dump.c leads. seep-roots.c and seep-threads.c write what holds the heap, then every
 * object of the collector's lists is written by seep-edges.c as one record (seep-record.h):
 * its type from seep-types.c, its size from seep-sizes.c, its preview from seep-previews.c,
 * its traceback from seep-traces.c. What an edge leads to and no list has goes on a stack
 * and is written next. The GIL is held all the time, nothing is allocated on the program's
 * heap, no code of the program runs. */
#pragma once

#include "seep-dict.h"
#include "seep-layout.h"
#include "seep-memory.h"
#include "seep-names.h"
#include "seep-object.h"
#include "seep-pages.h"
#include "seep-python.h"
#include "seep-static.h"
#include "seep-trail.h"
#include "seep-visited.h"
#include "seep-wire-writer.h"

typedef struct _SeepTypeInfo SeepTypeInfo; /* seep-types.h */

/* What the calibration learned; seep-calibration.h. */
typedef struct
{
  bool holds;               /* the layout was seen to be true: */
  const SeepLayout *layout; /* the row, fitted to this process */
  const char *failure;      /* otherwise: which part of it was not */
  const char *obstacle;     /* or what kept it from being checked */
  SeepAddress class_traverse; /* tp_traverse of every class made by a class statement */
  SeepAddress any_lookup;   /* up to 3.10: lookup of a dict table that takes any key */
  SeepAddress interned;     /* from 3.14: the dict of interned strings; 0: it is not known */
} SeepCalibration;

enum
{
  SEEP_DUMP_NO_PREVIEWS = 1, /* flags of the entry points */
  SEEP_DUMP_COLLECT = 2,
  SEEP_DUMP_FORK = 4, /* seep_agent_spawn() only: a child writes it */
  SEEP_DUMP_FORK_IF_TRACING = 8, /* likewise, while tracemalloc is on: tracebacks take long */
};

typedef struct _SeepFork SeepFork; /* seep-fork.h */

typedef struct
{
  uint64_t n_objects, n_references, n_roots, n_bytes;
  uint64_t pause_ns, cpu_ns;
  uint64_t file_bytes;
  uint64_t own_bytes;
} SeepDumpTotals;

/* References that are labelled already, which tp_traverse will show once more. */
typedef struct
{
  SeepAddress *targets;
  uint64_t n_targets, n_room;
  uint64_t hint; /* where the next match is likely */

  /* The items of a builtin container under a subclass: the order of its tp_traverse. */
  enum
  {
    SEEP_EXPECT_NOTHING,
    SEEP_EXPECT_ARRAY_BACKWARDS,
    SEEP_EXPECT_DICT,
    SEEP_EXPECT_SET
  } structure;
  SeepAddress array;
  uint64_t n_array;
  SeepDictCursor dict;
  SeepSetCursor set;
  SeepAddress next, after; /* what the structure shows next, and then; 0: the end */
  bool dict_shows_keys;
  bool type_was_dropped;
} SeepExpected;

/* Large containers that are gone through again; seep-later.h. */
typedef struct
{
  SeepAddress *objects; /* owned; not taken up yet */
  uint64_t n_objects, n_room;

  bool is_under_way; /* one of them is: */
  uint8_t shape;
  SeepAddress items; /* of a list or a tuple */
  uint64_t i, n_items;
  SeepDictCursor dict;
  SeepSetCursor set;
} SeepLater;

#define SEEP_DUMP_RECENT_TYPES 128 /* a power of two */

typedef struct
{
  const SeepPython *python; /* borrowed */
  const SeepLayout *layout; /* borrowed */
  SeepCalibration calibration;
  unsigned flags; /* SEEP_DUMP_* */
  SeepFork *fork; /* borrowed; of a dump that a child writes, or NULL */
  bool is_tracing;
  SeepAddress own_thread; /* thread state to leave out, or 0 */
  SeepAddress calling_thread;

  SeepPages pages;
  SeepArena arena;
  SeepWireWriter writer;
  SeepWireSection objects, types, traces, threads, frames, roots, facts;
  uint8_t *buffers;
  SeepNames names;
  SeepTrail trails[2]; /* what the collector's lists hold, from either end */
  SeepVisited visited; /* written, or sure to be */
  SeepStatic statics;
  SeepVisited running; /* frames that are on a thread's stack */

  /* The record that is being written; seep-record.h. */
  SeepAddress object;
  const SeepTypeInfo *info;
  SeepAddress last_object; /* of this chunk */
  uint64_t record_size, record_count;
  uint32_t record_trace;
  SeepExpected expected;

  /* Found, and in no list of the collector: a queue, so that what is asked for has time to
   * arrive. */
  SeepAddress *pending;
  uint64_t first_pending, n_pending, n_pending_room;
  bool sees_later; /* targets of the record at hand are looked at when it is done */
  SeepLater later;

  struct
  {
    SeepAddress type;
    const SeepTypeInfo *info;
  } recent_types[SEEP_DUMP_RECENT_TYPES];
  struct SeepTypes *type_table; /* seep-types.c */
  struct SeepTraces *trace_table; /* seep-traces.c */
  uint64_t n_threads, n_frames;
  bool walked_all_interpreters;

  bool held_collector; /* it was enabled, and will be again */
  SeepPyObject *listed; /* without a layout: gc.get_objects() */
  bool in_listed;       /* the object at hand has a reference from that list */
  bool is_listed;       /* the object at hand is from the collector's lists: tracked */

  SeepDumpTotals totals;
} SeepDump;

/* Dumps to @fd. The GIL is held. @calling_thread: thread state that asked for it, or NULL;
 * the state that runs, when it is another, is the agent's own and left out. False on failure,
 * and then @sentence (of @n_sentence bytes) says why; *@error is errno or 0.
 *
 * @fork: NULL, or initialized: then a child writes the dump, and true means that it has begun to.
 * *@totals has the pause, seep_fork_wait() the rest. */
bool seep_dump_write (const SeepPython *python,
                      int               fd,
                      unsigned          flags,
                      void             *calling_thread,
                      SeepFork         *fork,
                      SeepDumpTotals   *totals,
                      int              *error,
                      char             *sentence,
                      size_t            n_sentence);

/* Adds a sentence for people to the dump: LOGS. */
void seep_dump_log (SeepDump   *dump,
                    unsigned    code,
                    const char *sentence);

/* Empties a section, after the tables that it may refer to. */
void seep_dump_flush (SeepDump        *dump,
                      SeepWireSection *section);

/* Queues @object: it is to be written. */
void seep_dump_push (SeepDump   *dump,
                     SeepAddress object);

/* Writes what is queued. */
void seep_dump_drain (SeepDump *dump);

/* Sees to it that @object has a record. */
static inline void
seep_dump_see (SeepDump *dump, SeepAddress object)
{
  if (seep_visited_add (&dump->visited, object))
    seep_dump_push (dump, object);
}

/* Makes room for a record of at most @n_bytes in @section. */
static inline void
seep_dump_reserve (SeepDump *dump, SeepWireSection *section, size_t n_bytes)
{
  if (__builtin_expect (seep_wire_section_room (section) < n_bytes, 0))
    seep_dump_flush (dump, section);
}

/* The id of @text in the table of names, for texts that stay where they are. */
static inline uint32_t
seep_dump_name (SeepDump *dump, const char *text)
{
  return seep_names_find_literal (&dump->names, text);
}

static inline SeepAddress
seep_word (SeepAddress address)
{
  return seep_memory_read_u64 (NULL, address);
}

static inline SeepPyObject *
seep_as_python (SeepAddress address)
{
  return (SeepPyObject *) (uintptr_t) address;
}

static inline SeepAddress
seep_as_address (const void *object)
{
  return (SeepAddress) (uintptr_t) object;
}
