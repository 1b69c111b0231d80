/* SPDX-License-Identifier: MIT */
#include "seep-walk.h"

#include "seep-walk-types.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define OBJECTS_BYTES ((256u << 10) + SEEP_WIRE_SECTION_EXTRA_BYTES)
#define TABLE_BYTES (192u << 10)
#define N_TABLES 5 /* and the facts */
#define BUFFERS_BYTES (OBJECTS_BYTES + (N_TABLES + 1) * TABLE_BYTES)
#define FIRST_PENDING 65536
#define SECOND_NS UINT64_C (1000000000)

/* Every reference is a word of memory, and few words are more than one. */
#define REFERENCES_PER_WORD 2
#define SPARE_REFERENCES 1000000

static uint64_t
cpu_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

void
seep_walk_log (SeepWalk *walk, unsigned code, const char *sentence)
{
  SeepWireSection *facts = &walk->facts;
  size_t n_bytes = strlen (sentence);

  facts->kind = SEEP_WIRE_LOGS;
  facts->at = seep_varint_put (facts->at, code);
  facts->at = seep_varint_put (facts->at, n_bytes);
  facts->at = seep_varint_put_bytes (facts->at, sentence, n_bytes);
  facts->n_records++;
  seep_wire_section_flush (facts, &walk->writer);
}

void
seep_walk_flush (SeepWalk *walk, SeepWireSection *section)
{
  SeepWireWriter *writer = &walk->writer;

  /* Every table may name names; the others refer to these: */
  seep_wire_section_flush (&walk->names.section, writer);
  if (section == &walk->objects)
    {
      seep_wire_section_flush (&walk->types, writer);
      walk->last_object = 0;
    }
  if (section == &walk->frames || section == &walk->roots)
    seep_wire_section_flush (&walk->threads, writer);
  if (section == &walk->roots)
    seep_wire_section_flush (&walk->frames, writer);
  seep_wire_section_flush (section, writer);
}

bool
seep_walk_may_go_on (const SeepWalk *walk)
{
  return walk->writer.error == 0 && !walk->pages.failed
         && walk->image->n_reads_left > 0
         && walk->totals.n_references <= walk->max_references;
}

void
seep_walk_push (SeepWalk *walk, SeepAddress object)
{
  if (walk->n_pending == walk->n_pending_room)
    {
      uint64_t n_room = walk->n_pending_room * 2;
      SeepAddress *pending
        = seep_pages_grow (&walk->pages, walk->pending,
                           walk->n_pending_room * sizeof *pending, n_room * sizeof *pending);

      if (pending == NULL)
        return;
      walk->pending = pending;
      walk->n_pending_room = n_room;
    }
  walk->pending[walk->n_pending++] = object;
}

/* An object has a count that is no address, and a type that is one. What a failed read makes of
 * it is nobody else's business. */
bool
seep_walk_see_new (SeepWalk *walk, SeepAddress object)
{
  const uint8_t *bytes = (object & 7) == 0 ? seep_image_get (walk->image, object, 16) : NULL;
  uint64_t words[2];

  if (bytes != NULL)
    {
      memcpy (words, bytes, sizeof words);
      if ((uint32_t) words[0] != 0 && (words[0] >> 32 & 0xffff) == 0
          && seep_walk_types_find (walk, words[1]) != NULL)
        {
          if (seep_visited_add (&walk->visited, object))
            seep_walk_push (walk, object);
          return true;
        }
    }
  walk->totals.n_refused++;
  return false;
}

static void
drain (SeepWalk *walk)
{
  while (walk->n_pending > 0 && seep_walk_may_go_on (walk))
    seep_walk_put_object (walk, walk->pending[--walk->n_pending]);
}

static bool
start (SeepWalk *walk, int fd)
{
  SeepWireSection *const tables[N_TABLES - 1]
    = { &walk->types, &walk->threads, &walk->frames, &walk->roots };
  const uint32_t kinds[N_TABLES - 1]
    = { SEEP_WIRE_TYPE, SEEP_WIRE_THRD, SEEP_WIRE_FRAM, SEEP_WIRE_ROOT };
  uint8_t *at;

  seep_wire_writer_init (&walk->writer, fd);
  seep_arena_init (&walk->arena, &walk->pages);
  walk->buffers = seep_pages_new (&walk->pages, BUFFERS_BYTES);
  walk->n_pending_room = FIRST_PENDING;
  walk->pending = seep_pages_new (&walk->pages, FIRST_PENDING * sizeof *walk->pending);
  if (walk->buffers == NULL || walk->pending == NULL)
    return false;

  at = walk->buffers;
  seep_wire_section_init (&walk->objects, SEEP_WIRE_OBJS, at, OBJECTS_BYTES);
  at += OBJECTS_BYTES;
  for (size_t i = 0; i < N_TABLES - 1; i++, at += TABLE_BYTES)
    seep_wire_section_init (tables[i], kinds[i], at, TABLE_BYTES);
  seep_wire_section_init (&walk->facts, SEEP_WIRE_META, at, TABLE_BYTES);
  at += TABLE_BYTES;
  return seep_names_init (&walk->names, &walk->pages, walk->layout, walk->memory, &walk->writer,
                          at, TABLE_BYTES)
         && seep_visited_init (&walk->visited, &walk->pages)
         && seep_visited_init (&walk->running, &walk->pages) && seep_walk_types_init (walk);
}

static void
stop (SeepWalk *walk)
{
  if (walk->names.writer != NULL)
    seep_names_clear (&walk->names);
  if (walk->visited.pages != NULL)
    seep_visited_clear (&walk->visited);
  if (walk->running.pages != NULL)
    seep_visited_clear (&walk->running);
  seep_walk_types_clear (walk);
  seep_pages_free (&walk->pages, walk->buffers, BUFFERS_BYTES);
  seep_pages_free (&walk->pages, walk->pending, walk->n_pending_room * sizeof *walk->pending);
  seep_arena_clear (&walk->arena);
}

static void
put_header (SeepWalk *walk, uint64_t time_ns)
{
  SeepWireHeader header = { .time_ns = time_ns };

  if (!walk->no_previews)
    header.flags |= SEEP_WIRE_FLAG_PREVIEWS;
  if (getrandom (header.id, sizeof header.id, 0) != sizeof header.id)
    {
      /* A kernel before 3.17: unlike any other dump of this machine will do. */
      uint64_t words[2] = { time_ns, cpu_ns () };

      memcpy (header.id, words, sizeof words);
    }
  seep_wire_writer_put_header (&walk->writer, &header);
}

static void
write_all (SeepWalk *walk, uint64_t stop_ns, uint64_t time_ns)
{
  uint64_t start_ns = cpu_ns ();

  put_header (walk, time_ns);
  seep_walk_put_meta (walk);
  seep_walk_note_lists (walk);
  seep_walk_put_roots (walk);
  drain (walk);
  seep_walk_flush (walk, &walk->objects);
  seep_walk_flush (walk, &walk->roots);
  seep_walk_put_logs (walk);
  seep_walk_put_done (walk, stop_ns, cpu_ns () - start_ns);
  seep_wire_writer_put_trailer (&walk->writer);
}

static bool
explain (const SeepWalk *walk, SeepProbeError *error)
{
  if (walk->writer.error != 0)
    return seep_probe_fail (error, walk->writer.error == ENOSPC ? "disk-full" : "write", NULL,
                            "The dump cannot be written: %s", strerror (walk->writer.error));
  if (walk->pages.failed)
    return seep_probe_fail (error, "memory", NULL,
                            "There is no memory left to decode the heap that was copied.");
  if (!seep_walk_may_go_on (walk))
    return seep_probe_fail (error, "layout", NULL,
                            "What was read is no heap: it has no end.");
  return true;
}

bool
seep_walk_dump (SeepTarget     *target,
                bool            no_previews,
                uint64_t        stop_ns,
                uint64_t        time_ns,
                int             fd,
                SeepWalkTotals *totals,
                uint64_t       *file_bytes,
                SeepProbeError *error)
{
  SeepWalk walk = { .target = target,
                    .image = &target->image,
                    .memory = &target->image.memory,
                    .layout = target->layout,
                    .builtins = &target->builtins,
                    .no_previews = no_previews };
  uint64_t n_bytes = 0;

  for (size_t i = 0; i < target->image.n_regions; i++)
    n_bytes += target->image.regions[i].end - target->image.regions[i].start;
  walk.max_references = n_bytes / 8 * REFERENCES_PER_WORD + SPARE_REFERENCES;

  if (start (&walk, fd))
    write_all (&walk, stop_ns, time_ns);
  stop (&walk);
  *totals = walk.totals;
  *file_bytes = walk.writer.offset;
  return explain (&walk, error);
}
