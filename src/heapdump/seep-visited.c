/* SPDX-License-Identifier: MIT */
#include "seep-visited.h"

#define FIRST_SLOTS 1024

static uint64_t
slot_of (uint64_t key, uint64_t n_slots)
{
  return (key * UINT64_C (0x9E3779B97F4A7C15)) >> 32 & (n_slots - 1);
}

bool
seep_visited_init (SeepVisited *visited, SeepPages *pages)
{
  *visited = (SeepVisited){ .pages = pages, .n_slots = FIRST_SLOTS };
  seep_arena_init (&visited->arena, pages);
  visited->regions = seep_pages_new (pages, FIRST_SLOTS * sizeof *visited->regions);
  return visited->regions != NULL;
}

void
seep_visited_clear (SeepVisited *visited)
{
  if (visited->regions != NULL)
    seep_pages_free (visited->pages, visited->regions,
                     visited->n_slots * sizeof *visited->regions);
  seep_arena_clear (&visited->arena);
  visited->regions = NULL;
}

static SeepVisitedRegion *
find_slot (SeepVisitedRegion *regions, uint64_t n_slots, uint64_t key)
{
  uint64_t slot = slot_of (key, n_slots);

  while (regions[slot].key != 0 && regions[slot].key != key)
    slot = (slot + 1) & (n_slots - 1);
  return &regions[slot];
}

/* Twice the slots: a table that is half full is walked further and further. */
static bool
grow (SeepVisited *visited)
{
  uint64_t n_slots = visited->n_slots * 2;
  SeepVisitedRegion *regions = seep_pages_new (visited->pages, n_slots * sizeof *regions);

  if (regions == NULL)
    return false;
  for (uint64_t i = 0; i < visited->n_slots; i++)
    if (visited->regions[i].key != 0)
      *find_slot (regions, n_slots, visited->regions[i].key) = visited->regions[i];
  seep_pages_free (visited->pages, visited->regions,
                   visited->n_slots * sizeof *visited->regions);
  visited->regions = regions;
  visited->n_slots = n_slots;
  return true;
}

uint64_t *
seep_visited_find_region (SeepVisited *visited, uint64_t key, bool make)
{
  SeepVisitedRegion *region = find_slot (visited->regions, visited->n_slots, key);

  if (region->key == 0)
    {
      uint64_t *bits;

      if (!make)
        return NULL;
      bits = seep_arena_alloc (&visited->arena, SEEP_VISITED_REGION_WORDS * 8);
      if (bits == NULL)
        return NULL;
      if (visited->n_regions * 2 >= visited->n_slots)
        {
          if (!grow (visited))
            return NULL;
          region = find_slot (visited->regions, visited->n_slots, key);
        }
      region->key = key;
      region->bits = bits;
      visited->n_regions++;
    }
  visited->last_key = key;
  visited->last_bits = region->bits;
  return region->bits;
}
