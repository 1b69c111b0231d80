/* SPDX-License-Identifier: MIT */
/* seep-runtime.h — what an interpreter says of its own layout, and what shows itself. libc only.
 *
 * In 3.14 `_PyRuntime` begins with a table of offsets for debuggers, in this order. A row of the
 * layout table was compiled from one release; another of the same version may keep its state
 * elsewhere: 3.14.0 to 3.14.4 collect in increments, and what follows the collector lies 24
 * bytes lower. What the process says is believed where it moves the state; where it contradicts
 * the row about objects, the row is not for this process. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

typedef struct
{
  char cookie[8];
  uint64_t hexversion, is_free_threaded;
  struct { uint64_t size, finalizing, interpreters; } runtime;
  struct
  {
    uint64_t size, id, next, threads, main_thread, collector, modules, sysdict, builtins;
    uint64_t gil, gil_state, gil_enabled, gil_locked, gil_holder, code_generation;
    uint64_t local_code_generation;
  } interpreter;
  struct
  {
    uint64_t size, previous, next, interpreter, frame, ident, native_id, stack_chunk, status;
  } thread;
  struct
  {
    uint64_t size, previous, code, instruction, localsplus, owner, stack_top, local_code;
  } frame;
  struct
  {
    uint64_t size, filename, name, qualname, lines, first_line, n_arguments;
    uint64_t localsplus_names, localsplus_kinds, instructions, local_code;
  } code;
  struct { uint64_t size, type; } object;
  struct { uint64_t size, name, repr, flags; } type;
  struct { uint64_t size, items, length; } tuple;
  struct { uint64_t size, items, length; } list;
  struct { uint64_t size, used, table, mask; } set;
  struct { uint64_t size, keys, values; } dict;
  struct { uint64_t size, value; } floats;
  struct { uint64_t size, tag, digits; } ints;
  struct { uint64_t size, length, data; } bytes;
  struct { uint64_t size, state, length, ascii_size; } str;
  struct { uint64_t size, collecting; } collector;
  struct { uint64_t size, name, frame, state; } generator;
  struct { uint64_t next, previous; } link;
  struct
  {
    uint64_t eval_breaker, support, is_enabled, pending_call, script_path, script_path_size;
  } debugger;
} SeepRuntimeOffsets;

/* Reads the table at @runtime, the address of `_PyRuntime`. False where there is none in this
 * order: before 3.14, and after. */
bool seep_runtime_read_offsets (SeepMemory         *memory,
                                SeepAddress         runtime,
                                SeepRuntimeOffsets *offsets);

/* The heads of circular lists, ascending, that lie in the @n_bytes at @start: a pair of words
 * whose next and previous lead back to it. At most @n_room go to @heads; returns how many there
 * are. @memory is not NULL: most words are no addresses, and reading there must be able to fail. */
unsigned seep_runtime_find_lists (SeepMemory  *memory,
                                  SeepAddress  start,
                                  size_t       n_bytes,
                                  SeepAddress *heads,
                                  unsigned     n_room);

/* Fits @row to the process whose `_PyRuntime` is at @runtime: takes its own offsets of the
 * interpreter's state, and looks for the collector's lists where they are not found. What could
 * not be confirmed becomes NONE. False when the row is not for this process; *@failure is then
 * the part that differs. @memory is not NULL. */
bool seep_runtime_fit_layout (SeepMemory       *memory,
                              SeepAddress       runtime,
                              const SeepLayout *row,
                              SeepLayout       *layout,
                              const char      **failure);
