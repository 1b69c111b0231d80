/* SPDX-License-Identifier: MIT */
/* Protocol 4, which every Python 3 since 3.4 reads. The texts of file names and the tracebacks,
 * which tracemalloc makes once each, are memorized and referred to after that. */
#include "seep-serve-snapshot.h"

#include <string.h>

#define FIRST_SLOTS 4096
#define PORTION_TRACES 16384 /* some milliseconds of the GIL */
#define BATCH_TRACES 1000    /* of a list's items, as pickle does */

enum
{
  OP_PROTO = 0x80,
  OP_NEWOBJ = 0x81,
  OP_TUPLE1 = 0x85,
  OP_LONG1 = 0x8a,
  OP_SHORT_BINUNICODE = 0x8c,
  OP_STACK_GLOBAL = 0x93,
  OP_MEMOIZE = 0x94,
};

typedef struct
{
  SeepPyObject *object; /* NULL: free */
  uint32_t index;
} Slot;

typedef struct
{
  SeepServe *serve;
  const SeepPython *python;
  SeepText *text;
  SeepPages pages;
  Slot *slots; /* owned */
  uint64_t n_slots; /* a power of two */
  uint32_t n_memorized;
} Pickler;

static Slot *
find_slot (Slot *slots, uint64_t n_slots, SeepPyObject *object)
{
  uint64_t i = (seep_as_address (object) >> 4) * UINT64_C (0x9E3779B97F4A7C15) >> 32
               & (n_slots - 1);

  while (slots[i].object != NULL && slots[i].object != object)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (Pickler *pickler)
{
  uint64_t n_slots = pickler->n_slots == 0 ? FIRST_SLOTS : pickler->n_slots * 2;
  Slot *slots = seep_pages_new (&pickler->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < pickler->n_slots; i++)
    if (pickler->slots[i].object != NULL)
      *find_slot (slots, n_slots, pickler->slots[i].object) = pickler->slots[i];
  seep_pages_free (&pickler->pages, pickler->slots, pickler->n_slots * sizeof *slots);
  pickler->slots = slots;
  pickler->n_slots = n_slots;
  return true;
}

static void
put_byte (Pickler *pickler, unsigned byte)
{
  uint8_t one = (uint8_t) byte;

  seep_text_put_bytes (pickler->text, &one, 1);
}

static void
put_little_endian (Pickler *pickler, uint64_t number, unsigned n_bytes)
{
  uint8_t bytes[8];

  for (unsigned i = 0; i < n_bytes; i++)
    bytes[i] = (uint8_t) (number >> 8 * i);
  seep_text_put_bytes (pickler->text, bytes, n_bytes);
}

/* The reference to an object that was memorized; false when it was not. */
static bool
put_memorized (Pickler *pickler, SeepPyObject *object)
{
  Slot *slot = find_slot (pickler->slots, pickler->n_slots, object);

  if (slot->object == NULL)
    return false;
  put_byte (pickler, slot->index < 256 ? 'h' : 'j');
  put_little_endian (pickler, slot->index, slot->index < 256 ? 1 : 4);
  return true;
}

static void
memorize (Pickler *pickler, SeepPyObject *object)
{
  if ((uint64_t) pickler->n_memorized * 2 >= pickler->n_slots && !grow (pickler))
    return; /* written in full each time */
  *find_slot (pickler->slots, pickler->n_slots, object)
    = (Slot){ .object = object, .index = pickler->n_memorized++ };
  put_byte (pickler, OP_MEMOIZE);
}

static void
put_text (Pickler *pickler, const char *text, size_t n_bytes)
{
  if (n_bytes < 256)
    {
      put_byte (pickler, OP_SHORT_BINUNICODE);
      put_byte (pickler, (unsigned) n_bytes);
    }
  else
    {
      put_byte (pickler, 'X');
      put_little_endian (pickler, n_bytes, 4);
    }
  seep_text_put_bytes (pickler->text, text, n_bytes);
}

static void
put_word (Pickler *pickler, const char *word)
{
  put_text (pickler, word, strlen (word));
}

static void
put_number (Pickler *pickler, long long number)
{
  if (number >= 0 && number < 1 << 8)
    {
      put_byte (pickler, 'K');
      put_byte (pickler, (unsigned) number);
    }
  else if (number >= 0 && number < 1 << 16)
    {
      put_byte (pickler, 'M');
      put_little_endian (pickler, (uint64_t) number, 2);
    }
  else if (number >= INT32_MIN && number <= INT32_MAX)
    {
      put_byte (pickler, 'J');
      put_little_endian (pickler, (uint64_t) number, 4);
    }
  else
    {
      put_byte (pickler, OP_LONG1);
      put_byte (pickler, 8);
      put_little_endian (pickler, (uint64_t) number, 8);
    }
}

/* As pickle does: a file name that is no UTF-8 has surrogates in it. */
static void
put_str (Pickler *pickler, SeepPyObject *str)
{
  const SeepPython *python = pickler->python;
  SeepPyObject *bytes;

  if (put_memorized (pickler, str))
    return;
  bytes = python->PyUnicode_AsEncodedString (str, "utf-8", "surrogatepass");
  if (bytes == NULL)
    {
      python->PyErr_Clear ();
      put_word (pickler, "<unknown>");
      return;
    }
  put_text (pickler, python->PyBytes_AsString (bytes), (size_t) python->PyBytes_Size (bytes));
  python->Py_DecRef (bytes);
  memorize (pickler, str);
}

static void
open_tuple (Pickler *pickler, ssize_t n_items)
{
  if (n_items > 3)
    put_byte (pickler, '(');
}

static void
close_tuple (Pickler *pickler, ssize_t n_items)
{
  put_byte (pickler, n_items == 0  ? ')'
                     : n_items > 3 ? 't'
                                   : OP_TUPLE1 + (unsigned) n_items - 1);
}

static long long
get_number (Pickler *pickler, SeepPyObject *tuple, ssize_t i)
{
  return pickler->python->PyLong_AsLongLong (pickler->python->PyTuple_GetItem (tuple, i));
}

static void
put_traceback (Pickler *pickler, SeepPyObject *traceback)
{
  const SeepPython *python = pickler->python;
  ssize_t n_frames;

  if (put_memorized (pickler, traceback))
    return;
  n_frames = python->PyTuple_Size (traceback);
  open_tuple (pickler, n_frames);
  for (ssize_t i = 0; i < n_frames; i++)
    {
      SeepPyObject *frame = python->PyTuple_GetItem (traceback, i);

      put_str (pickler, python->PyTuple_GetItem (frame, 0));
      put_number (pickler, get_number (pickler, frame, 1));
      close_tuple (pickler, 2);
    }
  close_tuple (pickler, n_frames);
  memorize (pickler, traceback);
}

/* (domain, size, traceback), and from 3.9 on the number of frames that there were. */
static void
put_trace (Pickler *pickler, SeepPyObject *trace)
{
  ssize_t n_items = pickler->python->PyTuple_Size (trace);

  open_tuple (pickler, n_items);
  put_number (pickler, get_number (pickler, trace, 0));
  put_number (pickler, get_number (pickler, trace, 1));
  put_traceback (pickler, pickler->python->PyTuple_GetItem (trace, 2));
  for (ssize_t i = 3; i < n_items; i++)
    put_number (pickler, get_number (pickler, trace, i));
  close_tuple (pickler, n_items);
}

static void
put_object (Pickler *pickler, const char *class_name)
{
  put_word (pickler, "tracemalloc");
  put_word (pickler, class_name);
  put_byte (pickler, OP_STACK_GLOBAL);
  put_byte (pickler, ')');
  put_byte (pickler, OP_NEWOBJ);
  put_byte (pickler, '}');
}

/* Lets the program go on for a moment. */
static bool
breathe (Pickler *pickler)
{
  seep_serve_give_gil (pickler->serve);
  return seep_serve_take_gil (pickler->serve);
}

static bool
put_traces (Pickler *pickler, SeepPyObject *traces)
{
  ssize_t n_traces = pickler->python->PyList_Size (traces);

  for (ssize_t i = 0; i < n_traces && !pickler->text->failed; i++)
    {
      if (i % BATCH_TRACES == 0)
        put_byte (pickler, '(');
      put_trace (pickler, pickler->python->PyList_GetItem (traces, i));
      if (i % BATCH_TRACES == BATCH_TRACES - 1 || i == n_traces - 1)
        put_byte (pickler, 'e');
      if (i % PORTION_TRACES == PORTION_TRACES - 1 && !breathe (pickler))
        return false;
    }
  return true;
}

/* A list of a million tuples goes in portions as well. */
static bool
give_up (Pickler *pickler, SeepPyObject *traces)
{
  const SeepPython *python = pickler->python;
  ssize_t n_traces;

  while ((n_traces = python->PyList_Size (traces)) > PORTION_TRACES)
    {
      python->PyList_SetSlice (traces, n_traces - PORTION_TRACES, n_traces, NULL);
      if (!breathe (pickler))
        return false;
    }
  python->Py_DecRef (traces);
  return true;
}

bool
seep_snapshot_put (SeepServe *serve, SeepPyObject *traces, long long limit)
{
  Pickler pickler = { .serve = serve, .python = serve->python, .text = &serve->bytes };
  bool is_done = false;

  if (grow (&pickler))
    {
      put_byte (&pickler, OP_PROTO);
      put_byte (&pickler, 4);
      put_object (&pickler, "Snapshot");
      put_byte (&pickler, '(');
      put_word (&pickler, "traces");
      put_object (&pickler, "_Traces");
      put_word (&pickler, "_traces");
      put_byte (&pickler, ']');
      is_done = put_traces (&pickler, traces);
      put_byte (&pickler, 's');
      put_byte (&pickler, 'b');
      put_word (&pickler, "traceback_limit");
      put_number (&pickler, limit);
      put_byte (&pickler, 'u');
      put_byte (&pickler, 'b');
      put_byte (&pickler, '.');
    }
  else
    {
      seep_serve_decline (serve, "memory", "no memory for the snapshot");
      is_done = true;
    }
  seep_pages_free (&pickler.pages, pickler.slots, pickler.n_slots * sizeof *pickler.slots);
  return is_done && give_up (&pickler, traces);
}
