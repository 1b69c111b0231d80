/* SPDX-License-Identifier: MIT */
#include "seep-collector.h"

#include "seep-roots.h"

SeepAddress
seep_collector_find (const SeepDump *dump, SeepAddress interpreter)
{
  const SeepLayout *layout = dump->layout;

  return (layout->runtime.owns_gc ? dump->python->runtime : interpreter)
         + (unsigned) layout->runtime.gc;
}

static SeepAddress
find_main (SeepDump *dump)
{
  return seep_collector_find (
    dump, seep_as_address (dump->python->PyInterpreterState_Main ()));
}

bool
seep_collector_is_running (SeepDump *dump)
{
  SeepAddress interpreter = 0;

  if (!dump->calibration.holds)
    return false;
  while ((interpreter = seep_roots_next_interpreter (dump, interpreter)) != 0)
    if (seep_memory_read_i32 (NULL,
                              seep_collector_find (dump, interpreter)
                                + (unsigned) dump->layout->collector.collecting))
      return true;
  return false;
}

static SeepAddress
next_in_list (SeepAddress head)
{
  return seep_word (head + SEEP_GC_NEXT) & ~(SeepAddress) SEEP_GC_POINTER_MASK;
}

void
seep_collector_read (SeepDump *dump, SeepCollectorFacts *facts)
{
  const SeepLayout *layout = dump->layout;
  SeepAddress state = find_main (dump);
  SeepAddress frozen = state + (unsigned) layout->collector.permanent;

  *facts = (SeepCollectorFacts){ 0 };
  facts->is_enabled = dump->held_collector;
  for (unsigned i = 0; i < SEEP_GC_N_GENERATIONS; i++)
    {
      SeepAddress generation = seep_collector_get_generation (layout, state, i);

      facts->threshold[i]
        = seep_memory_read_u32 (NULL, generation + SEEP_GC_GENERATION_THRESHOLD);
      facts->count[i] = seep_memory_read_u32 (NULL, generation + SEEP_GC_GENERATION_COUNT);
    }
  facts->has_stats = layout->collector.stats != SEEP_LAYOUT_NONE;
  for (unsigned i = 0; facts->has_stats && i < SEEP_GC_N_GENERATIONS; i++)
    {
      SeepAddress stats
        = state + (unsigned) layout->collector.stats + i * SEEP_GC_STATS_BYTES;

      facts->collections[i] = seep_word (stats);
      facts->collected[i] = seep_word (stats + 8);
      facts->uncollectable[i] = seep_word (stats + 16);
    }
  for (SeepAddress head = next_in_list (frozen); head != frozen; head = next_in_list (head))
    facts->n_frozen++;
}

static SeepAddress
previous_in_list (SeepAddress head)
{
  return seep_word (head + SEEP_GC_PREVIOUS) & ~(SeepAddress) SEEP_GC_POINTER_MASK;
}

/* From a head to the word that is read next; often in another cache line. */
#define TYPE_IN_HEAD (SEEP_GC_HEAD_BYTES + SEEP_OBJECT_TYPE)

/* From both ends to the middle: each step waits for memory and little else, and two can wait
 * at once. */
static void
walk_list (SeepDump *dump, SeepAddress list, SeepCollectorFunc func)
{
  SeepAddress first = next_in_list (list);
  SeepAddress last = previous_in_list (list);

  while (first != list)
    {
      SeepAddress next = next_in_list (first);
      SeepAddress previous = previous_in_list (last);

      __builtin_prefetch ((const void *) (uintptr_t) next);
      __builtin_prefetch ((const void *) (uintptr_t) previous);
      __builtin_prefetch ((const void *) (uintptr_t) (next + TYPE_IN_HEAD));
      __builtin_prefetch ((const void *) (uintptr_t) (previous + TYPE_IN_HEAD));
      func (dump, first + SEEP_GC_HEAD_BYTES, 0);
      if (first == last)
        break;
      func (dump, last + SEEP_GC_HEAD_BYTES, 1);
      if (next == last)
        break;
      first = next;
      last = previous;
    }
}

static void
walk_listed (SeepDump *dump, SeepCollectorFunc func)
{
  ssize_t n = dump->listed == NULL ? 0 : dump->python->PyList_Size (dump->listed);

  for (ssize_t i = 0; i < n; i++)
    func (dump, seep_as_address (dump->python->PyList_GetItem (dump->listed, i)), 0);
}

void
seep_collector_walk (SeepDump *dump, SeepCollectorFunc func)
{
  SeepAddress interpreter = 0;

  if (!dump->calibration.holds)
    {
      walk_listed (dump, func);
      return;
    }
  while ((interpreter = seep_roots_next_interpreter (dump, interpreter)) != 0)
    {
      SeepAddress state = seep_collector_find (dump, interpreter);

      /* The oldest first: modules and classes, which everything else refers to. */
      walk_list (dump, state + (unsigned) dump->layout->collector.permanent, func);
      for (unsigned i = SEEP_GC_N_GENERATIONS; i > 0; i--)
        walk_list (dump, seep_collector_get_generation (dump->layout, state, i - 1), func);
      if (dump->layout->runtime.owns_gc)
        return;
    }
}

static int *
find_enabled (SeepDump *dump)
{
  SeepAddress state = find_main (dump);

  return (int *) (uintptr_t) (state + (unsigned) dump->layout->collector.enabled);
}

void
seep_collector_hold (SeepDump *dump)
{
  SeepPyObject *result;

  if (dump->calibration.holds)
    {
      int *enabled = find_enabled (dump);

      dump->held_collector = *enabled != 0;
      *enabled = 0;
      return;
    }

  result = seep_python_call (dump->python, "gc", "isenabled");
  if (result != NULL)
    {
      dump->held_collector = dump->python->PyLong_AsLongLong (result) != 0;
      dump->python->Py_DecRef (result);
    }
  result = seep_python_call (dump->python, "gc", "disable");
  if (result != NULL)
    dump->python->Py_DecRef (result);
}

void
seep_collector_release (SeepDump *dump)
{
  SeepPyObject *result;

  if (dump->calibration.holds)
    {
      *find_enabled (dump) = dump->held_collector;
      return;
    }
  result = dump->held_collector ? seep_python_call (dump->python, "gc", "enable") : NULL;
  if (result != NULL)
    dump->python->Py_DecRef (result);
}
