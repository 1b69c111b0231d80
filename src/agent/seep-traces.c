/* SPDX-License-Identifier: MIT */
#include "seep-traces.h"

#include "seep-str.h"

#define FIRST_SLOTS 4096
#define MAX_FRAMES 4096 /* a record must fit its chunk; tracemalloc keeps 65535 at most */
#define FRAME_BYTES (2 * SEEP_VARINT_MAX_BYTES)

typedef struct
{
  uint64_t hash; /* 0: free */
  uint32_t id;
} TraceSlot;

typedef struct SeepTraces
{
  TraceSlot *slots;
  uint64_t n_slots; /* a power of two */
  uint32_t n_traces;
} SeepTraces;

bool
seep_traces_init (SeepDump *dump)
{
  SeepTraces *traces = seep_arena_alloc (&dump->arena, sizeof *traces);

  if (traces == NULL)
    return false;
  dump->trace_table = traces;
  traces->n_slots = FIRST_SLOTS;
  traces->slots = seep_pages_new (&dump->pages, FIRST_SLOTS * sizeof *traces->slots);
  return traces->slots != NULL;
}

void
seep_traces_clear (SeepDump *dump)
{
  SeepTraces *traces = dump->trace_table;

  if (traces != NULL)
    seep_pages_free (&dump->pages, traces->slots, traces->n_slots * sizeof *traces->slots);
}

void
seep_traces_stop_following (const SeepDump *dump)
{
  for (int domain = SEEP_PY_DOMAIN_RAW; domain <= SEEP_PY_DOMAIN_OBJECTS; domain++)
    {
      SeepPyAllocator allocator;

      dump->python->PyMem_GetAllocator (domain, &allocator);
      if (allocator.context != NULL)
        dump->python->PyMem_SetAllocator (domain, allocator.context);
    }
}

static TraceSlot *
find_slot (TraceSlot *slots, uint64_t n_slots, uint64_t hash)
{
  uint64_t i = hash & (n_slots - 1);

  while (slots[i].hash != 0 && slots[i].hash != hash)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (SeepDump *dump, SeepTraces *traces)
{
  uint64_t n_slots = traces->n_slots * 2;
  TraceSlot *slots = seep_pages_new (&dump->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < traces->n_slots; i++)
    if (traces->slots[i].hash != 0)
      *find_slot (slots, n_slots, traces->slots[i].hash) = traces->slots[i];
  seep_pages_free (&dump->pages, traces->slots, traces->n_slots * sizeof *slots);
  traces->slots = slots;
  traces->n_slots = n_slots;
  return true;
}

/* The file's name and the line of frame @i of a traceback: a tuple of tuples. */
static void
read_frame (const SeepDump *dump,
            SeepAddress     traceback,
            uint64_t        i,
            SeepAddress    *file,
            uint64_t       *line)
{
  SeepAddress frame = seep_tuple_get_item (NULL, dump->layout, traceback, i);

  *file = seep_tuple_get_item (NULL, dump->layout, frame, 0);
  *line = (uint64_t) seep_int_read (NULL, dump->layout,
                                    seep_tuple_get_item (NULL, dump->layout, frame, 1))
            .value;
}

static uint64_t
hash_traceback (const SeepDump *dump, SeepAddress traceback, uint64_t n_frames)
{
  uint64_t hash = UINT64_C (0xCBF29CE484222325) ^ n_frames;

  for (uint64_t i = 0; i < n_frames; i++)
    {
      SeepAddress file;
      uint64_t line;

      read_frame (dump, traceback, i, &file, &line);
      hash = (hash ^ file) * UINT64_C (0x9E3779B97F4A7C15);
      hash = (hash ^ line) * UINT64_C (0x9E3779B97F4A7C15);
      hash ^= hash >> 29;
    }
  return hash == 0 ? 1 : hash;
}

static void
put_traceback (SeepDump *dump, SeepAddress traceback, uint64_t n_frames, uint32_t id)
{
  SeepWireSection *section = &dump->traces;
  uint64_t n_kept = n_frames < MAX_FRAMES ? n_frames : MAX_FRAMES;

  seep_dump_reserve (dump, section, (n_kept + 2) * FRAME_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, id);
  section->at = seep_varint_put (section->at, n_frames);
  section->at = seep_varint_put (section->at, n_kept);
  for (uint64_t i = 0; i < n_kept; i++)
    {
      SeepAddress file;
      uint64_t line;

      read_frame (dump, traceback, i, &file, &line);
      section->at = seep_varint_put (section->at, seep_names_find_str (&dump->names, file));
      section->at = seep_varint_put (section->at, line);
    }
  section->n_records++;
}

static uint32_t
intern (SeepDump *dump, SeepAddress traceback)
{
  SeepTraces *traces = dump->trace_table;
  uint64_t n_frames = (uint64_t) seep_object_get_size (NULL, traceback);
  uint64_t hash = hash_traceback (dump, traceback, n_frames);
  TraceSlot *slot = find_slot (traces->slots, traces->n_slots, hash);

  if (slot->hash != 0)
    return slot->id;
  if ((uint64_t) traces->n_traces * 2 >= traces->n_slots && !grow (dump, traces))
    return 0;
  traces->n_traces++;
  *find_slot (traces->slots, traces->n_slots, hash)
    = (TraceSlot){ .hash = hash, .id = traces->n_traces };
  put_traceback (dump, traceback, n_frames, traces->n_traces);
  return traces->n_traces;
}

uint32_t
seep_traces_find (SeepDump *dump, SeepAddress object, const SeepTypeInfo *info)
{
  const SeepPython *python = dump->python;
  SeepPyObject *traceback = python->_PyTraceMalloc_GetTraceback (0, object - info->prefix_bytes);
  uint32_t id = 0;

  if (traceback == NULL)
    {
      python->PyErr_Clear ();
      return 0;
    }
  if (seep_object_get_type (NULL, seep_as_address (traceback)) == python->PyTuple_Type)
    id = intern (dump, seep_as_address (traceback));
  python->Py_DecRef (traceback);
  return id;
}
