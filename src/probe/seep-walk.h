/* SPDX-License-Identifier: MIT */
/* seep-walk.h — a heap that is walked in a copy of its memory, and the dump that this writes.
 *
 * What seep-dump.h is to the agent, without a process around it: no code can be run, so the
 * references of C types come from their structure alone, and every address is doubted, because
 * the program was stopped anywhere, or the memory is a stranger's file. seep-walk.c leads:
 * what the collector's lists hold (seep-walk-lists.c), what holds the heap
 * (seep-walk-roots.c, seep-walk-threads.c), then each object as one record
 * (seep-walk-edges.c). */
#pragma once

#include "seep-names.h"
#include "seep-object.h"
#include "seep-pages.h"
#include "seep-target.h"
#include "seep-visited.h"
#include "seep-wire-writer.h"

#define SEEP_WALK_RECENT_TYPES 256 /* a power of two */

typedef struct _SeepWalkType SeepWalkType; /* seep-walk-types.h */

typedef struct
{
  uint64_t n_objects, n_references, n_roots, n_bytes;
  uint64_t n_tracked;
  uint64_t n_refused;    /* references to what is no object */
  uint64_t n_unreadable; /* objects of which a part was not there */
  uint64_t n_guesses;
  uint64_t n_approximate; /* sizes */
  uint64_t n_broken_lists;
} SeepWalkTotals;

typedef struct
{
  SeepTarget *target; /* borrowed */
  SeepImage *image;   /* borrowed: the target's */
  SeepMemory *memory; /* borrowed: the image's */
  const SeepLayout *layout;     /* borrowed */
  const SeepBuiltins *builtins; /* borrowed */
  bool no_previews;

  SeepPages pages;
  SeepArena arena;
  SeepWireWriter writer;
  SeepWireSection objects, types, threads, frames, roots, facts;
  uint8_t *buffers; /* owned */
  SeepNames names;
  SeepVisited visited; /* written, or sure to be */
  SeepVisited running; /* frames that are on a thread's stack */

  /* The record that is being written. */
  SeepAddress object;
  const SeepWalkType *type;
  SeepAddress last_object; /* of this chunk */
  uint64_t record_size, record_count;

  SeepAddress *pending; /* owned; found and not written, a stack */
  uint64_t n_pending, n_pending_room;

  struct
  {
    SeepAddress address;
    const SeepWalkType *type;
  } recent_types[SEEP_WALK_RECENT_TYPES];
  struct SeepWalkTypes *type_table; /* seep-walk-types.c */
  uint64_t n_threads, n_frames;
  int32_t line_table; /* offset in code objects; 0: not looked for, -1: there is none */

  uint64_t max_references; /* more than fit the memory that was read: it is made up */
  SeepWalkTotals totals;
} SeepWalk;

/* Dumps the heap of @target, whose layout was confirmed, to @fd. @stop_ns and @time_ns: for how
 * long it was stopped, and when, since 1970. */
bool seep_walk_dump (SeepTarget     *target,
                     bool            no_previews,
                     uint64_t        stop_ns,
                     uint64_t        time_ns,
                     int             fd,
                     SeepWalkTotals *totals,
                     uint64_t       *file_bytes,
                     SeepProbeError *error);

/* Adds a sentence for people to the dump: LOGS. */
void seep_walk_log (SeepWalk   *walk,
                    unsigned    code,
                    const char *sentence);

/* Empties a section, after the tables that it may refer to. */
void seep_walk_flush (SeepWalk        *walk,
                      SeepWireSection *section);

/* Whether all is well so far: there is memory, the reader reads, the heap is no nonsense. */
bool seep_walk_may_go_on (const SeepWalk *walk);

/* Puts @object on the stack, unlooked at. */
void seep_walk_push (SeepWalk   *walk,
                     SeepAddress object);

/* The slow half of seep_walk_see(). */
bool seep_walk_see_new (SeepWalk   *walk,
                        SeepAddress object);

/* Sees to it that @object has a record; false: it is no object. */
static inline bool
seep_walk_see (SeepWalk *walk, SeepAddress object)
{
  return seep_visited_has (&walk->visited, object) || seep_walk_see_new (walk, object);
}

/* Makes room for a record of at most @n_bytes in @section. */
static inline void
seep_walk_reserve (SeepWalk *walk, SeepWireSection *section, size_t n_bytes)
{
  if (seep_wire_section_room (section) < n_bytes)
    seep_walk_flush (walk, section);
}

/* The id of @text in the table of names, for texts that stay where they are. */
static inline uint32_t
seep_walk_name (SeepWalk *walk, const char *text)
{
  return seep_names_find_literal (&walk->names, text);
}

static inline SeepAddress
seep_walk_word (SeepWalk *walk, SeepAddress address)
{
  return seep_memory_read_u64 (walk->memory, address);
}

/* The parts of a dump, in their order. */
void seep_walk_put_meta (SeepWalk *walk);  /* seep-walk-facts.c */
void seep_walk_put_done (SeepWalk *walk,
                         uint64_t  stop_ns,
                         uint64_t  cpu_ns);
void seep_walk_put_logs (SeepWalk *walk);
bool seep_walk_note_lists (SeepWalk *walk); /* seep-walk-lists.c; false: a list is in two pieces */
void seep_walk_put_roots (SeepWalk *walk); /* seep-walk-roots.c */
void seep_walk_put_object (SeepWalk   *walk, /* seep-walk-edges.c */
                           SeepAddress object);

/* A reference from outside to @target; nothing when that is no object. @thread and @frame:
 * index + 1, or 0. */
void seep_walk_put_root (SeepWalk   *walk,
                         unsigned    kind,
                         uint64_t    thread,
                         uint64_t    frame,
                         uint32_t    name,
                         SeepAddress target);

/* The threads of @interpreter, number @index; seep-walk-threads.c. */
void seep_walk_put_threads (SeepWalk   *walk,
                            SeepAddress interpreter,
                            uint64_t    index);
void seep_walk_mark_frames (SeepWalk   *walk,
                            SeepAddress interpreter);

/* The line of @instruction in @code, 0: not known; seep-walk-lines.c. */
uint64_t seep_walk_find_line (SeepWalk   *walk,
                              SeepAddress code,
                              int64_t     instruction);

/* The numbers of the collector of the target's first interpreter; seep-walk-lists.c. */
typedef struct
{
  bool is_enabled;
  uint64_t count[3], threshold[3];
  uint64_t collections[3], collected[3], uncollectable[3];
  uint64_t n_frozen;
} SeepWalkCollector;

void seep_walk_read_collector (SeepWalk          *walk,
                               SeepWalkCollector *collector);
