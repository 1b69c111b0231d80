/* SPDX-License-Identifier: MIT */
#include "seep-runtime.h"

#include "seep-dict.h"
#include "seep-object.h"

#include <stddef.h>

#define COOKIE "xdebugpy"
#define OFFSETS_VERSION 0x30e /* the release that had the table in this order */
#define MAX_OFFSET INT16_MAX  /* of what a SeepLayout holds */
#define MAX_STATE_BYTES 1024  /* of a collector: 264 in 3.14 */
#define N_LISTS (SEEP_GC_N_GENERATIONS + 1)
#define INTERNED_FROM_END 1240 /* of an interpreter's state, in 3.14.8, */
#define INTERNED_AROUND 1024   /* and so far from there in others */
#define N_INTERNED 64          /* entries of that dict that are looked at */

_Static_assert (sizeof (SeepRuntimeOffsets) == 760, "as the interpreter has it");

bool
seep_runtime_read_offsets (SeepMemory *memory, SeepAddress runtime, SeepRuntimeOffsets *offsets)
{
  seep_memory_read (memory, runtime, offsets, sizeof *offsets);
  return (memory == NULL || !memory->failed)
         && memcmp (offsets->cookie, COOKIE, sizeof offsets->cookie) == 0
         && offsets->hexversion >> 16 == OFFSETS_VERSION;
}

/* The word at @address without its flags, or 0 where nothing is mapped. */
static SeepAddress
try_link (SeepMemory *memory, SeepAddress address)
{
  SeepAddress link = seep_memory_read_u64 (memory, address);

  memory->failed = false;
  return link & ~(SeepAddress) SEEP_GC_POINTER_MASK;
}

static bool
is_head (SeepMemory *memory, SeepAddress address)
{
  SeepAddress next = try_link (memory, address + SEEP_GC_NEXT);
  SeepAddress previous = try_link (memory, address + SEEP_GC_PREVIOUS);

  return next != 0 && previous != 0 && (next & 7) == 0 && (previous & 7) == 0
         && try_link (memory, next + SEEP_GC_PREVIOUS) == address
         && try_link (memory, previous + SEEP_GC_NEXT) == address;
}

unsigned
seep_runtime_find_lists (SeepMemory  *memory,
                         SeepAddress  start,
                         size_t       n_bytes,
                         SeepAddress *heads,
                         unsigned     n_room)
{
  unsigned n = 0;

  for (size_t i = 0; i + SEEP_GC_HEAD_BYTES <= n_bytes; i += 8)
    if (is_head (memory, start + i))
      {
        if (n < n_room)
          heads[n] = start + i;
        n++;
      }
  return n;
}

/* What a release does not change: how objects, code and frames look. */
static bool
has_same_objects (const SeepLayout *layout, const SeepRuntimeOffsets *offsets)
{
  const struct
  {
    uint64_t said;
    int expected;
  } pairs[] = {
    { offsets->frame.previous, layout->inner.previous },
    { offsets->frame.code, layout->inner.code },
    { offsets->frame.instruction, layout->inner.instruction },
    { offsets->frame.localsplus, layout->inner.localsplus },
    { offsets->frame.owner, layout->inner.owner },
    { offsets->frame.stack_top, layout->inner.stack_top },
    { offsets->code.filename, layout->code.filename },
    { offsets->code.name, layout->code.name },
    { offsets->code.qualname, layout->code.qualname },
    { offsets->code.first_line, layout->code.first_line },
    { offsets->code.localsplus_names, layout->code.localsplus_names },
    { offsets->code.localsplus_kinds, layout->code.localsplus_kinds },
    { offsets->code.instructions, layout->code.instructions },
    { offsets->object.type, SEEP_OBJECT_TYPE },
    { offsets->type.name, SEEP_TYPE_NAME },
    { offsets->type.flags, SEEP_TYPE_FLAGS },
    { offsets->tuple.items, layout->tuple_items },
    { offsets->tuple.length, SEEP_OBJECT_SIZE },
    { offsets->list.items, SEEP_LIST_ITEMS },
    { offsets->set.used, SEEP_SET_USED },
    { offsets->set.table, SEEP_SET_TABLE },
    { offsets->set.mask, SEEP_SET_MASK },
    { offsets->dict.keys, SEEP_DICT_KEYS },
    { offsets->dict.values, SEEP_DICT_VALUES },
    { offsets->floats.value, SEEP_FLOAT_VALUE },
    { offsets->ints.digits, SEEP_INT_DIGITS },
    { offsets->bytes.data, SEEP_BYTES_DATA },
    { offsets->str.state, SEEP_STR_STATE },
    { offsets->str.length, SEEP_STR_LENGTH },
    { offsets->str.ascii_size, layout->str.ascii },
    { offsets->generator.name, layout->generator.name },
    { offsets->generator.frame, layout->generator.inner },
    { offsets->generator.state, layout->generator.state },
  };

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (pairs[i].said != (uint64_t) pairs[i].expected)
      return false;
  return true;
}

/* Takes over where the process says that its state is; false for what cannot be. */
static bool
take_state (SeepLayout *layout, const SeepRuntimeOffsets *offsets)
{
  const struct
  {
    uint64_t said;
    int16_t *offset;
  } pairs[] = {
    { offsets->runtime.interpreters, &layout->runtime.interpreters },
    { offsets->interpreter.collector, &layout->runtime.gc },
    { offsets->interpreter.next, &layout->interpreter.next },
    { offsets->interpreter.threads, &layout->interpreter.threads },
    { offsets->interpreter.modules, &layout->interpreter.modules },
    { offsets->interpreter.sysdict, &layout->interpreter.sysdict },
    { offsets->interpreter.builtins, &layout->interpreter.builtins },
    { offsets->thread.next, &layout->thread.next },
    { offsets->thread.interpreter, &layout->thread.interpreter },
    { offsets->thread.frame, &layout->thread.frame },
    { offsets->thread.ident, &layout->thread.ident },
    { offsets->thread.native_id, &layout->thread.native_id },
    { offsets->collector.collecting, &layout->collector.collecting },
  };

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    {
      if (pairs[i].said > MAX_OFFSET)
        return false;
      *pairs[i].offset = (int16_t) pairs[i].said;
    }
  return true;
}

/* Whether the word at @address refers to the dict of interned strings: an interpreter has hundreds
 * from its start, each is its own value, and says that it is interned. */
static bool
has_interned (SeepMemory *memory, const SeepLayout *layout, SeepAddress address)
{
  SeepAddress dict = seep_memory_read_u64 (memory, address);
  SeepAddress type, key = 0, value = 0;
  SeepDictCursor cursor;
  unsigned n = 0;

  if (dict == 0 || (dict & 15) != 0)
    return false;
  type = seep_object_get_type (memory, dict);
  if (!(seep_type_get_flags (memory, type) & SEEP_TYPE_FLAG_DICT))
    return false;
  seep_dict_cursor_init (&cursor, memory, layout, dict);
  if (cursor.is_shared)
    return false;
  while (n < N_INTERNED && seep_dict_cursor_next (&cursor, memory, &key, &value))
    {
      type = seep_object_get_type (memory, key);
      if (key != value || !(seep_type_get_flags (memory, type) & SEEP_TYPE_FLAG_STR)
          || (seep_memory_read_u32 (memory, key + SEEP_STR_STATE) & 3) == 0)
        return false;
      n++;
    }
  return n == N_INTERNED && !memory->failed;
}

static void
find_interned (SeepMemory  *memory,
               SeepLayout  *layout,
               SeepAddress  interpreter,
               uint64_t     n_bytes)
{
  if (n_bytes > INT32_MAX || n_bytes < INTERNED_FROM_END + INTERNED_AROUND)
    return;
  for (unsigned i = 0; i < 2 * INTERNED_AROUND; i += 8)
    {
      uint64_t at = n_bytes - INTERNED_FROM_END - INTERNED_AROUND + i;
      bool found = has_interned (memory, layout, interpreter + at);

      memory->failed = false;
      if (found)
        {
          layout->interpreter.interned = (int32_t) at;
          return;
        }
    }
}

/* What lies behind the collector and is not in the process's table. */
static void
drop_unconfirmed (SeepLayout *layout)
{
  int16_t *offsets[] = {
    &layout->interpreter.importlib,         &layout->interpreter.import_func,
    &layout->interpreter.codec_search_path, &layout->interpreter.codec_cache,
    &layout->interpreter.codec_errors,      &layout->interpreter.dict,
    &layout->interpreter.builtins_copy,     &layout->interpreter.before_fork,
    &layout->interpreter.after_fork_parent, &layout->interpreter.after_fork_child,
    &layout->interpreter.atexit,            &layout->interpreter.n_atexit,
  };

  for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
    *offsets[i] = SEEP_LAYOUT_NONE;
  layout->interpreter.interned = SEEP_LAYOUT_NONE;
}

static bool
has_lists (SeepMemory *memory, const SeepLayout *layout, SeepAddress state)
{
  for (unsigned i = 0; i < SEEP_GC_N_GENERATIONS; i++)
    if (!is_head (memory, seep_collector_get_generation (layout, state, i)))
      return false;
  return is_head (memory, state + (unsigned) layout->collector.permanent);
}

/* Finds the collector's lists by what they are: three generations side by side, then the
 * permanent one. Where the flag that enables it is, in front of them, is not found that way, so
 * they must begin where the row says. */
static bool
find_collector (SeepMemory *memory, SeepLayout *layout, SeepAddress state, size_t n_bytes)
{
  SeepAddress heads[N_LISTS];

  if (seep_runtime_find_lists (memory, state, n_bytes, heads, N_LISTS) != N_LISTS
      || heads[0] != state + (unsigned) layout->collector.generations)
    return false;
  for (unsigned i = 1; i < SEEP_GC_N_GENERATIONS; i++)
    if (heads[i] != heads[i - 1] + SEEP_GC_GENERATION_BYTES)
      return false;
  layout->collector.permanent = (int16_t) (heads[SEEP_GC_N_GENERATIONS] - state);
  layout->collector.stats = SEEP_LAYOUT_NONE;
  return true;
}

bool
seep_runtime_fit_layout (SeepMemory       *memory,
                         SeepAddress       runtime,
                         const SeepLayout *row,
                         SeepLayout       *layout,
                         const char      **failure)
{
  SeepRuntimeOffsets offsets;
  bool says = seep_runtime_read_offsets (memory, runtime, &offsets);
  SeepAddress interpreter, state;

  memory->failed = false;
  *layout = *row;
  *failure = "objects";
  if (says && (offsets.is_free_threaded != 0 || !has_same_objects (row, &offsets)))
    return false;

  *failure = "interpreter state";
  if (says && !take_state (layout, &offsets))
    return false;
  interpreter = try_link (memory, runtime + (unsigned) layout->runtime.interpreters);
  if (interpreter == 0)
    return false;
  if (layout->interpreter.builtins != row->interpreter.builtins
      || layout->runtime.gc != row->runtime.gc)
    {
      drop_unconfirmed (layout);
      find_interned (memory, layout, interpreter, offsets.interpreter.size);
    }

  state = (layout->runtime.owns_gc ? runtime : interpreter) + (unsigned) layout->runtime.gc;
  if (has_lists (memory, layout, state))
    return true;

  /* Only a process that says where `collecting` is can be asked whether the lists are whole. */
  return says && offsets.collector.size <= MAX_STATE_BYTES
         && find_collector (memory, layout, state, offsets.collector.size);
}
