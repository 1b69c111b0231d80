/* SPDX-License-Identifier: MIT */
#include "seep-dump.h"

#include "seep-calibration.h"
#include "seep-collector.h"
#include "seep-edges.h"
#include "seep-fork.h"
#include "seep-later.h"
#include "seep-meta.h"
#include "seep-roots.h"
#include "seep-traces.h"
#include "seep-types.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* One piece of memory for all the buffers of a dump. A file that is cut off loses the chunk
 * that was being written: 256 KiB of objects are few enough to lose and many enough for one
 * write. */
#define OBJECTS_BYTES ((256u << 10) + SEEP_WIRE_SECTION_EXTRA_BYTES)
#define TABLE_BYTES (192u << 10) /* a traceback of 4096 frames fits */
#define FACTS_BYTES (192u << 10)
#define N_TABLES 6
#define BUFFERS_BYTES (OBJECTS_BYTES + N_TABLES * TABLE_BYTES + FACTS_BYTES)
#define FIRST_PENDING 4096
#define FETCHED_PENDING 64 /* so many are asked for before the first is needed */
#define MOVED_PENDING 65536 /* move the rest of a queue down when so much is behind */
#define SECOND_NS UINT64_C (1000000000)

static uint64_t
now_ns (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

void
seep_dump_log (SeepDump *dump, unsigned code, const char *sentence)
{
  SeepWireSection *facts = &dump->facts;
  size_t n_bytes = strlen (sentence);

  facts->kind = SEEP_WIRE_LOGS;
  facts->at = seep_varint_put (facts->at, code);
  facts->at = seep_varint_put (facts->at, n_bytes);
  facts->at = seep_varint_put_bytes (facts->at, sentence, n_bytes);
  facts->n_records++;
  seep_wire_section_flush (facts, &dump->writer);
}

void
seep_dump_flush (SeepDump *dump, SeepWireSection *section)
{
  SeepWireWriter *writer = &dump->writer;

  /* Every table may name names; the others refer to these: */
  seep_wire_section_flush (&dump->names.section, writer);
  if (section == &dump->objects)
    {
      seep_wire_section_flush (&dump->types, writer);
      seep_wire_section_flush (&dump->traces, writer);
      dump->last_object = 0;
    }
  if (section == &dump->frames || section == &dump->roots)
    seep_wire_section_flush (&dump->threads, writer);
  if (section == &dump->roots)
    seep_wire_section_flush (&dump->frames, writer);
  seep_wire_section_flush (section, writer);
  if (dump->fork != NULL)
    __atomic_store_n (&dump->fork->answer->n_written, writer->offset, __ATOMIC_RELAXED);
}

void
seep_dump_push (SeepDump *dump, SeepAddress object)
{
  __builtin_prefetch ((const void *) (uintptr_t) object);
  __builtin_prefetch ((const void *) (uintptr_t) (object + 48));
  if (dump->n_pending == dump->n_pending_room)
    {
      uint64_t n_room = dump->n_pending_room * 2;
      SeepAddress *pending
        = seep_pages_grow (&dump->pages, dump->pending,
                           dump->n_pending_room * sizeof *pending, n_room * sizeof *pending);

      if (pending == NULL)
        return;
      dump->pending = pending;
      dump->n_pending_room = n_room;
    }
  dump->pending[dump->n_pending++] = object;
}

static bool
may_go_on (const SeepDump *dump)
{
  return dump->writer.error == 0 && !dump->pages.failed;
}

static void
put_pending (SeepDump *dump)
{
  while (dump->first_pending < dump->n_pending && may_go_on (dump))
    {
      seep_edges_put_object (dump, dump->pending[dump->first_pending++]);

      /* Half of a long queue is behind: make room at its end. */
      if (dump->first_pending >= MOVED_PENDING && dump->first_pending * 2 > dump->n_pending)
        {
          dump->n_pending -= dump->first_pending;
          memmove (dump->pending, dump->pending + dump->first_pending,
                   dump->n_pending * sizeof *dump->pending);
          dump->first_pending = 0;
        }
    }
  dump->first_pending = dump->n_pending = 0;
}

void
seep_dump_drain (SeepDump *dump)
{
  do
    put_pending (dump);
  while (may_go_on (dump) && seep_later_see_some (dump));
}

static void
note_cb (SeepDump *dump, SeepAddress object, unsigned lane)
{
  seep_visited_add (&dump->visited, object);
  seep_trail_add (&dump->trails[lane], object);
}

static void
put_tracked (SeepDump *dump, SeepTrail *trail)
{
  SeepAddress object;

  seep_trail_rewind (trail);
  while (may_go_on (dump) && seep_trail_next (trail, &object))
    {
      dump->in_listed = dump->listed != NULL;
      dump->is_listed = true;
      seep_edges_put_object (dump, object);
      dump->in_listed = dump->is_listed = false;
      if (dump->n_pending >= FETCHED_PENDING)
        seep_dump_drain (dump);
    }
}

static bool
start (SeepDump *dump, int fd)
{
  uint8_t *at;
  SeepWireSection *const tables[] = { &dump->types, &dump->traces, &dump->threads, &dump->frames,
                                      &dump->roots };
  const uint32_t kinds[] = { SEEP_WIRE_TYPE, SEEP_WIRE_TRAC, SEEP_WIRE_THRD, SEEP_WIRE_FRAM,
                             SEEP_WIRE_ROOT };

  seep_wire_writer_init (&dump->writer, fd);
  seep_static_init (&dump->statics);
  seep_arena_init (&dump->arena, &dump->pages);
  dump->buffers = seep_pages_new (&dump->pages, BUFFERS_BYTES);
  dump->n_pending_room = FIRST_PENDING;
  dump->pending = seep_pages_new (&dump->pages, FIRST_PENDING * sizeof *dump->pending);
  if (dump->buffers == NULL || dump->pending == NULL)
    return false;

  at = dump->buffers;
  seep_wire_section_init (&dump->objects, SEEP_WIRE_OBJS, at, OBJECTS_BYTES);
  at += OBJECTS_BYTES;
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++, at += TABLE_BYTES)
    seep_wire_section_init (tables[i], kinds[i], at, TABLE_BYTES);
  if (!seep_names_init (&dump->names, &dump->pages, dump->layout, NULL, &dump->writer, at,
                        TABLE_BYTES))
    return false;
  at += TABLE_BYTES;
  seep_wire_section_init (&dump->facts, SEEP_WIRE_META, at, FACTS_BYTES);

  return seep_trail_init (&dump->trails[0], &dump->pages)
         && seep_trail_init (&dump->trails[1], &dump->pages)
         && seep_visited_init (&dump->visited, &dump->pages)
         && seep_visited_init (&dump->running, &dump->pages) && seep_types_init (dump)
         && (!dump->is_tracing || seep_traces_init (dump));
}

/* Back to the kernel; the tables inside the arena go with it, their pages by address space. */
static void
stop (SeepDump *dump)
{
  seep_names_clear (&dump->names);
  seep_trail_clear (&dump->trails[0]);
  seep_trail_clear (&dump->trails[1]);
  seep_visited_clear (&dump->visited);
  seep_visited_clear (&dump->running);
  seep_later_clear (dump);
  seep_types_clear (dump);
  seep_traces_clear (dump);
  seep_pages_free (&dump->pages, dump->buffers, BUFFERS_BYTES);
  seep_pages_free (&dump->pages, dump->pending, dump->n_pending_room * sizeof *dump->pending);
  seep_pages_free (&dump->pages, dump->expected.targets,
                   dump->expected.n_room * sizeof *dump->expected.targets);
  seep_arena_clear (&dump->arena);
}

static void
put_header (SeepDump *dump)
{
  SeepWireHeader header = { .time_ns = now_ns (CLOCK_REALTIME) };

  if (!(dump->flags & SEEP_DUMP_NO_PREVIEWS))
    header.flags |= SEEP_WIRE_FLAG_PREVIEWS;
  if (dump->is_tracing)
    header.flags |= SEEP_WIRE_FLAG_TRACES;
  if (syscall (SYS_getrandom, header.id, sizeof header.id, 0) != sizeof header.id)
    {
      /* A kernel before 3.17: unlike any other dump of this machine will do. */
      uint64_t words[2] = { header.time_ns, (uint64_t) getpid () << 32 ^ now_ns (CLOCK_MONOTONIC) };

      memcpy (header.id, words, sizeof words);
    }
  seep_wire_writer_put_header (&dump->writer, &header);
}

static void
log_shortcomings (SeepDump *dump)
{
  char sentence[256];

  if (!dump->calibration.holds)
    {
      snprintf (sentence, sizeof sentence,
                "The memory layout of this Python is not the one expected (%s): references have "
                "no names, frames were not read.",
                dump->calibration.failure);
      seep_dump_log (dump, 1, sentence);
    }
  if (!dump->walked_all_interpreters)
    seep_dump_log (dump, 2, "Other interpreters run in this process: only the main one was read.");
}

/* From 3.12 on an interpreter may have a lock of its own, which is not held here. */
static bool
may_walk_all (const SeepDump *dump)
{
  SeepAddress newest;

  if (!dump->calibration.holds)
    return true;
  /* The main one is the last of the list. The others may go away at any time: not looked at. */
  newest = seep_word (dump->python->runtime + (unsigned) dump->layout->runtime.interpreters);
  return dump->layout->version < 0x30c
         || newest == seep_as_address (dump->python->PyInterpreterState_Main ());
}

typedef struct
{
  uint64_t ns, cpu_ns;
} Moment;

static Moment
read_clocks (void)
{
  return (Moment){ now_ns (CLOCK_MONOTONIC), now_ns (CLOCK_THREAD_CPUTIME_ID) };
}

static void
put_heap (SeepDump *dump)
{
  log_shortcomings (dump);
  seep_collector_walk (dump, note_cb);
  seep_roots_put_all (dump);

  /* First, so that a file that is cut off knows what held its objects. */
  seep_dump_flush (dump, &dump->roots);
  for (unsigned lane = 0; lane < 2; lane++)
    put_tracked (dump, &dump->trails[lane]);
  seep_dump_drain (dump);
  seep_dump_flush (dump, &dump->objects);
  seep_dump_flush (dump, &dump->roots);

  dump->totals.own_bytes = dump->pages.peak_bytes;
}

static void
put_end (SeepDump *dump)
{
  seep_meta_put_done (dump);
  seep_wire_writer_put_trailer (&dump->writer);
  dump->totals.file_bytes = dump->writer.offset;
}

static void
write_here (SeepDump *dump, Moment start)
{
  put_heap (dump);
  dump->totals.pause_ns = now_ns (CLOCK_MONOTONIC) - start.ns;
  dump->totals.cpu_ns = now_ns (CLOCK_THREAD_CPUTIME_ID) - start.cpu_ns;
  put_end (dump);
}

static bool
explain (const SeepDump *dump, int *error, char *sentence, size_t n_sentence)
{
  *error = dump->writer.error;
  if (dump->fork != NULL && dump->fork->child < 0)
    {
      *error = -dump->fork->child;
      snprintf (sentence, n_sentence, "a child for the dump could not be made: %s",
                strerror (*error));
    }
  else if (dump->pages.failed)
    {
      *error = ENOMEM;
      snprintf (sentence, n_sentence, "no memory for the dump's own tables");
    }
  else if (dump->writer.error != 0)
    snprintf (sentence, n_sentence, "the dump could not be written: %s",
              strerror (dump->writer.error));
  return *error == 0;
}

/* The program goes on where the child begins; the child's clock of processor time begins there,
 * too. */
static void
write_in_child (SeepDump *dump, Moment start)
{
  uint64_t cpu_ns = now_ns (CLOCK_THREAD_CPUTIME_ID) - start.cpu_ns;

  if (!seep_fork_split (dump->fork))
    {
      dump->totals.pause_ns = now_ns (CLOCK_MONOTONIC) - start.ns;
      return;
    }

  start.cpu_ns = now_ns (CLOCK_THREAD_CPUTIME_ID);
  dump->totals.pause_ns = now_ns (CLOCK_MONOTONIC) - start.ns;
  if (dump->is_tracing)
    seep_traces_stop_following (dump);
  put_heap (dump);
  dump->totals.cpu_ns = cpu_ns + now_ns (CLOCK_THREAD_CPUTIME_ID) - start.cpu_ns;
  put_end (dump);
  seep_fork_end (dump->fork, dump->pages.failed ? ENOMEM : dump->writer.error, &dump->totals);
}

static void
write_all (SeepDump *dump, Moment start)
{
  put_header (dump);
  seep_meta_put (dump);
  if (dump->fork == NULL)
    write_here (dump, start);
  else if (may_go_on (dump))
    write_in_child (dump, start);
}

/* PyGC_Collect() does nothing while the collector is disabled; gc.collect() always does it. */
static void
collect (const SeepPython *python)
{
  SeepPyObject *result = seep_python_call (python, "gc", "collect");

  if (result != NULL)
    python->Py_DecRef (result);
}

/* Looks whether the layout is true, the first time. The code that this takes is the agent's
 * own: no collection may run code of the program on the way. */
static bool
calibrate (SeepDump *dump, int *error, char *sentence, size_t n_sentence)
{
  bool is_first = !seep_calibration_is_done ();
  const SeepCalibration *calibration;

  if (is_first)
    seep_collector_hold (dump);
  calibration = seep_calibration_get (dump->python, dump->layout);
  if (is_first)
    seep_collector_release (dump);
  dump->calibration = *calibration;
  dump->layout = calibration->layout;
  if (calibration->obstacle == NULL)
    return true;
  *error = ECANCELED;
  snprintf (sentence, n_sentence, "the memory layout of this Python could not be checked: %s",
            calibration->obstacle);
  return false;
}

bool
seep_dump_write (const SeepPython *python,
                 int               fd,
                 unsigned          flags,
                 void             *calling_thread,
                 SeepFork         *fork,
                 SeepDumpTotals   *totals,
                 int              *error,
                 char             *sentence,
                 size_t            n_sentence)
{
  Moment begun = read_clocks ();
  void *this_thread = python->PyThreadState_Get ();
  SeepDump dump = { .python = python, .flags = flags, .fork = fork };

  *error = 0;
  dump.layout = seep_layout_find (python->version);
  if (dump.layout == NULL)
    {
      snprintf (sentence, n_sentence, "Python %u.%u is not known to this agent (3.8 to 3.14 are)",
                python->version >> 8, python->version & 255);
      return false;
    }
  if (strstr (python->Py_GetVersion (), "free-threading") != NULL)
    {
      snprintf (sentence, n_sentence, "a Python without the GIL is not known to this agent");
      return false;
    }
  if (flags & SEEP_DUMP_COLLECT)
    collect (python);
  if (!calibrate (&dump, error, sentence, n_sentence))
    return false;
  if (flags & SEEP_DUMP_FORK && !dump.calibration.holds)
    {
      *error = ECANCELED;
      snprintf (sentence, n_sentence,
                "the memory layout of this Python is not the one expected (%s), and a child may "
                "ask nobody",
                dump.calibration.failure);
      return false;
    }
  dump.calling_thread = seep_as_address (calling_thread);
  dump.own_thread = this_thread == calling_thread ? 0 : seep_as_address (this_thread);
  dump.is_tracing = seep_meta_is_tracing (python) && dump.calibration.holds;
  if (flags & SEEP_DUMP_FORK_IF_TRACING && !dump.is_tracing)
    dump.fork = NULL;
  dump.walked_all_interpreters = may_walk_all (&dump);
  if (seep_collector_is_running (&dump))
    {
      *error = EAGAIN;
      snprintf (sentence, n_sentence, "a collection is running: its objects are in no list now");
      return false;
    }

  seep_collector_hold (&dump);
  if (!dump.calibration.holds)
    dump.listed = seep_python_call (python, "gc", "get_objects");
  if (start (&dump, fd))
    write_all (&dump, begun);
  if (dump.listed != NULL)
    python->Py_DecRef (dump.listed);
  stop (&dump);
  seep_collector_release (&dump);
  *totals = dump.totals;
  return explain (&dump, error, sentence, n_sentence);
}
