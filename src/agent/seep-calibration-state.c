/* SPDX-License-Identifier: MIT */
#include "seep-calibration-state.h"

#define MAX_INTERPRETERS 4096
#define MAX_THREADS (1 << 20)
#define MAX_STEPS 4096 /* objects made since the one that is looked for */
#define N_LISTS 4

static bool
is_in_chain (SeepAddress first, int16_t next, SeepAddress wanted, unsigned max_steps)
{
  for (unsigned i = 0; first != 0 && i < max_steps; i++)
    {
      if (first == wanted)
        return true;
      first = seep_word (first + (unsigned) next);
    }
  return false;
}

/* A circular list: the next one's way back leads here. */
static bool
is_list (SeepAddress head)
{
  const SeepAddress mask = ~(SeepAddress) SEEP_GC_POINTER_MASK;
  SeepAddress next = seep_word (head) & mask;
  SeepAddress previous = seep_word (head + 8) & mask;

  return next != 0 && previous != 0 && (seep_word (next + 8) & mask) == head
         && (seep_word (previous) & mask) == head;
}

/* A fresh object is near the end of its list, whatever the length of that. */
static bool
leads_to (SeepAddress tracked, const SeepAddress *lists)
{
  SeepAddress head = tracked - SEEP_GC_HEAD_BYTES;

  for (unsigned i = 0; i < MAX_STEPS && head != 0; i++)
    {
      head = seep_word (head) & ~(SeepAddress) SEEP_GC_POINTER_MASK;
      for (unsigned k = 0; k < N_LISTS; k++)
        if (head == lists[k])
          return true;
    }
  return false;
}

static bool
check_thresholds (const SeepPython *python, SeepAddress state)
{
  SeepPyObject *thresholds = seep_python_call (python, "gc", "get_threshold");
  bool holds = thresholds != NULL;

  for (unsigned i = 0; holds && i < 3; i++)
    {
      SeepAddress generation = state + SEEP_GC_GENERATIONS + i * SEEP_GC_GENERATION_BYTES;
      long long said = python->PyLong_AsLongLong (
        seep_as_python (seep_tuple_get_item (NULL, seep_as_address (thresholds), i)));

      holds = seep_memory_read_i32 (NULL, generation + SEEP_GC_GENERATION_THRESHOLD) == said;
    }
  if (thresholds != NULL)
    python->Py_DecRef (thresholds);
  python->PyErr_Clear ();
  return holds;
}

static bool
check_collector (const SeepPython *python, SeepAddress state, SeepAddress tracked)
{
  SeepAddress lists[N_LISTS] = { state + SEEP_GC_PERMANENT };

  for (unsigned i = 1; i < N_LISTS; i++)
    lists[i] = state + SEEP_GC_GENERATIONS + (i - 1) * SEEP_GC_GENERATION_BYTES;
  for (unsigned i = 0; i < N_LISTS; i++)
    if (!is_list (lists[i]))
      return false;
  return leads_to (tracked, lists) && check_thresholds (python, state);
}

bool
seep_calibration_check_state (const SeepPython *python,
                              const SeepLayout *layout,
                              SeepAddress       tracked)
{
  SeepAddress thread = seep_as_address (python->PyThreadState_Get ());
  SeepAddress interpreter, first_thread, state;

  if (python->runtime == 0 || python->interpreter_get == NULL
      || seep_word (thread + (unsigned) layout->thread.ident)
           != python->PyThread_get_thread_ident ())
    return false;
  interpreter = seep_as_address (python->interpreter_get ());
  if (!is_in_chain (seep_word (python->runtime + (unsigned) layout->runtime.interpreters),
                    layout->interpreter.next, interpreter, MAX_INTERPRETERS)
      || seep_word (thread + (unsigned) layout->thread.interpreter) != interpreter
      || seep_word (interpreter + (unsigned) layout->interpreter.modules)
           != seep_as_address (python->PyImport_GetModuleDict ()))
    return false;

  first_thread = seep_word (interpreter + (unsigned) layout->interpreter.threads);
  if (!is_in_chain (first_thread, layout->thread.next, thread, MAX_THREADS))
    return false;
  state = (layout->runtime.owns_gc ? python->runtime : interpreter)
          + (unsigned) layout->runtime.gc;
  return check_collector (python, state, tracked);
}
