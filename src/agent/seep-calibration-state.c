/* SPDX-License-Identifier: MIT */
#include "seep-calibration-state.h"

#define MAX_INTERPRETERS 4096
#define MAX_THREADS (1 << 20)
#define MAX_STEPS 4096 /* objects made since the one that is looked for */
#define N_LISTS (SEEP_GC_N_GENERATIONS + 1)

static bool
is_in_chain (SeepMemory *memory,
             SeepAddress first,
             int16_t     next,
             SeepAddress wanted,
             unsigned    max_steps)
{
  for (unsigned i = 0; first != 0 && i < max_steps; i++)
    {
      if (first == wanted)
        return true;
      first = seep_memory_read_u64 (memory, first + (unsigned) next);
    }
  return false;
}

/* A circular list: the next one's way back leads here. */
static bool
is_list (SeepMemory *memory, SeepAddress head)
{
  const SeepAddress mask = ~(SeepAddress) SEEP_GC_POINTER_MASK;
  SeepAddress next = seep_memory_read_u64 (memory, head) & mask;
  SeepAddress previous = seep_memory_read_u64 (memory, head + 8) & mask;

  return next != 0 && previous != 0 && (seep_memory_read_u64 (memory, next + 8) & mask) == head
         && (seep_memory_read_u64 (memory, previous) & mask) == head;
}

/* A fresh object is near the end of its list, whatever the length of that. */
static bool
leads_to (SeepMemory *memory, SeepAddress tracked, const SeepAddress *lists)
{
  SeepAddress head = tracked - SEEP_GC_HEAD_BYTES;

  for (unsigned i = 0; i < MAX_STEPS && head != 0; i++)
    {
      head = seep_memory_read_u64 (memory, head) & ~(SeepAddress) SEEP_GC_POINTER_MASK;
      for (unsigned k = 0; k < N_LISTS; k++)
        if (head == lists[k])
          return true;
    }
  return false;
}

static bool
check_thresholds (const SeepPython *python,
                  const SeepLayout *layout,
                  SeepMemory       *memory,
                  SeepAddress       state)
{
  SeepPyObject *thresholds = seep_python_call (python, "gc", "get_threshold");
  SeepAddress tuple = seep_as_address (thresholds);
  bool holds = tuple != 0 && seep_object_get_type (memory, tuple) == python->PyTuple_Type
               && seep_object_get_size (memory, tuple) == 3;

  for (unsigned i = 0; holds && i < 3; i++)
    {
      SeepAddress generation = seep_collector_get_generation (layout, state, i);
      long long said = python->PyLong_AsLongLong (
        seep_as_python (seep_tuple_get_item (memory, layout, tuple, i)));

      holds = seep_memory_read_i32 (memory, generation + SEEP_GC_GENERATION_THRESHOLD) == said;
    }
  if (thresholds != NULL)
    python->Py_DecRef (thresholds);
  python->PyErr_Clear ();
  return holds;
}

static bool
check_collector (const SeepPython *python,
                 const SeepLayout *layout,
                 SeepMemory       *memory,
                 SeepAddress       state,
                 SeepAddress       tracked)
{
  SeepAddress lists[N_LISTS] = { state + (unsigned) layout->collector.permanent };

  for (unsigned i = 1; i < N_LISTS; i++)
    lists[i] = seep_collector_get_generation (layout, state, i - 1);
  for (unsigned i = 0; i < N_LISTS; i++)
    if (!is_list (memory, lists[i]))
      return false;
  return leads_to (memory, tracked, lists) && check_thresholds (python, layout, memory, state);
}

static SeepAddress
word_at (SeepMemory *memory, SeepAddress base, int16_t offset)
{
  return seep_memory_read_u64 (memory, base + (unsigned) offset);
}

bool
seep_calibration_check_state (const SeepPython *python,
                              const SeepLayout *layout,
                              SeepMemory       *memory,
                              SeepAddress       tracked)
{
  SeepAddress thread = seep_as_address (python->PyThreadState_Get ());
  SeepAddress modules = seep_as_address (python->PyImport_GetModuleDict ());
  SeepAddress interpreter, state;

  if (python->runtime == 0 || python->interpreter_get == NULL)
    return false;
  interpreter = seep_as_address (python->interpreter_get ());
  if (word_at (memory, thread, layout->thread.ident) != python->PyThread_get_thread_ident ()
      || word_at (memory, thread, layout->thread.interpreter) != interpreter
      || word_at (memory, interpreter, layout->interpreter.modules) != modules)
    return false;

  if (!is_in_chain (memory, word_at (memory, python->runtime, layout->runtime.interpreters),
                    layout->interpreter.next, interpreter, MAX_INTERPRETERS)
      || !is_in_chain (memory, word_at (memory, interpreter, layout->interpreter.threads),
                       layout->thread.next, thread, MAX_THREADS))
    return false;

  state = (layout->runtime.owns_gc ? python->runtime : interpreter)
          + (unsigned) layout->runtime.gc;
  return check_collector (python, layout, memory, state, tracked);
}

SeepAddress
seep_calibration_find_interned (const SeepPython *python,
                                const SeepLayout *layout,
                                SeepMemory       *memory)
{
  SeepAddress interpreter = seep_as_address (python->PyInterpreterState_Main ());
  SeepAddress dict;

  if (layout->interpreter.interned == SEEP_LAYOUT_NONE)
    return 0;
  dict = seep_memory_read_u64 (memory, interpreter + (unsigned) layout->interpreter.interned);
  return dict != 0 && seep_object_get_type (memory, dict) == python->PyDict_Type ? dict : 0;
}
