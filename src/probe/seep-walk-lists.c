/* SPDX-License-Identifier: MIT */
/* The collector's lists, which name every tracked object. */
#include "seep-walk-types.h"

#define MAX_INTERPRETERS 4096
#define POINTER_MASK (~(SeepAddress) SEEP_GC_POINTER_MASK)

SeepAddress
seep_target_find_collector (SeepTarget *target, SeepAddress interpreter)
{
  const SeepLayout *layout = target->layout;

  return (layout->runtime.owns_gc ? target->runtime : interpreter)
         + (unsigned) layout->runtime.gc;
}

void
seep_target_list_heads (SeepTarget *target, SeepAddress interpreter, SeepAddress *heads)
{
  const SeepLayout *layout = target->layout;
  SeepAddress state = seep_target_find_collector (target, interpreter);

  *heads++ = state + (unsigned) layout->collector.permanent;
  for (unsigned i = SEEP_GC_N_GENERATIONS; i > 0; i--)
    *heads++ = seep_collector_get_generation (layout, state, i - 1);
}

static bool
take (SeepWalk *walk, SeepAddress object)
{
  SeepAddress type = seep_object_get_type (walk->memory, object);

  if (walk->memory->failed || seep_walk_types_find (walk, type) == NULL)
    return false;
  if (seep_visited_add (&walk->visited, object))
    seep_walk_push (walk, object);
  walk->totals.n_tracked++;
  return true;
}

/* Along one of the links from @head on; true when that leads back to it. */
static bool
note_list (SeepWalk *walk, SeepAddress head, unsigned link)
{
  SeepAddress at = seep_walk_word (walk, head + link) & POINTER_MASK;

  while (at != head && at != 0 && !walk->pages.failed)
    {
      SeepAddress object = at + SEEP_GC_HEAD_BYTES;

      /* A type that was seen as one may be in a list, too; anything else is met once. */
      if (!take (walk, object) || walk->totals.n_tracked > walk->max_references)
        break;
      at = seep_walk_word (walk, at + link) & POINTER_MASK;
    }
  walk->memory->failed = false;
  return at == head;
}

bool
seep_walk_note_lists (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress interpreter
    = seep_walk_word (walk, walk->target->runtime + (unsigned) layout->runtime.interpreters);

  for (unsigned i = 0; interpreter != 0 && i < MAX_INTERPRETERS; i++)
    {
      SeepAddress heads[SEEP_TARGET_N_LISTS];

      seep_target_list_heads (walk->target, interpreter, heads);
      for (unsigned k = 0; k < SEEP_TARGET_N_LISTS; k++)
        if (!note_list (walk, heads[k], SEEP_GC_NEXT))
          {
            /* It was being changed: the other part is reached from its end. */
            walk->totals.n_broken_lists++;
            note_list (walk, heads[k], SEEP_GC_PREVIOUS);
          }
      if (layout->runtime.owns_gc)
        break;
      interpreter = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.next);
    }
  return walk->totals.n_broken_lists == 0;
}

void
seep_walk_read_collector (SeepWalk *walk, SeepWalkCollector *collector)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress interpreter
    = seep_walk_word (walk, walk->target->runtime + (unsigned) layout->runtime.interpreters);
  SeepAddress state = seep_target_find_collector (walk->target, interpreter);
  SeepAddress frozen = state + (unsigned) layout->collector.permanent;
  SeepAddress at = seep_walk_word (walk, frozen) & POINTER_MASK;

  *collector = (SeepWalkCollector){ 0 };
  collector->is_enabled
    = seep_memory_read_i32 (walk->memory, state + (unsigned) layout->collector.enabled) != 0;
  for (unsigned i = 0; i < SEEP_GC_N_GENERATIONS; i++)
    {
      SeepAddress generation = seep_collector_get_generation (layout, state, i);
      SeepAddress stats = state + (unsigned) layout->collector.stats + i * SEEP_GC_STATS_BYTES;
      bool has_stats = layout->collector.stats != SEEP_LAYOUT_NONE;

      collector->threshold[i]
        = seep_memory_read_u32 (walk->memory, generation + SEEP_GC_GENERATION_THRESHOLD);
      collector->count[i]
        = seep_memory_read_u32 (walk->memory, generation + SEEP_GC_GENERATION_COUNT);
      collector->collections[i] = has_stats ? seep_walk_word (walk, stats) : 0;
      collector->collected[i] = has_stats ? seep_walk_word (walk, stats + 8) : 0;
      collector->uncollectable[i] = has_stats ? seep_walk_word (walk, stats + 16) : 0;
    }
  for (uint64_t n = 0; at != frozen && n < walk->max_references && !walk->memory->failed; n++)
    {
      collector->n_frozen++;
      at = seep_walk_word (walk, at) & POINTER_MASK;
    }
  walk->memory->failed = false;
}
