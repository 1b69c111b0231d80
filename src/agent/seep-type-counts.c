/* SPDX-License-Identifier: MIT */
#include "seep-type-counts.h"

#include "seep-types.h"

#include <string.h>

#define FIRST_SLOTS 4096

bool
seep_type_counts_init (SeepTypeCounts *counts)
{
  *counts = (SeepTypeCounts){ .n_slots = FIRST_SLOTS };
  counts->slots = seep_pages_new (&counts->pages, FIRST_SLOTS * sizeof *counts->slots);
  return counts->slots != NULL;
}

void
seep_type_counts_clear (SeepTypeCounts *counts)
{
  seep_pages_free (&counts->pages, counts->slots, counts->n_slots * sizeof *counts->slots);
  counts->slots = NULL;
}

static SeepTypeCount *
find_slot (SeepTypeCount *slots, uint64_t n_slots, SeepAddress type)
{
  uint64_t i = (type >> 4) * UINT64_C (0x9E3779B97F4A7C15) >> 40 & (n_slots - 1);

  while (slots[i].type != 0 && slots[i].type != type)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (SeepTypeCounts *counts)
{
  uint64_t n_slots = counts->n_slots * 2;
  SeepTypeCount *slots = seep_pages_new (&counts->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < counts->n_slots; i++)
    if (counts->slots[i].type != 0)
      *find_slot (slots, n_slots, counts->slots[i].type) = counts->slots[i];
  seep_pages_free (&counts->pages, counts->slots, counts->n_slots * sizeof *slots);
  counts->slots = slots;
  counts->n_slots = n_slots;
  memset (counts->recent, 0, sizeof counts->recent);
  return true;
}

SeepTypeCount *
seep_type_counts_find (SeepTypeCounts *counts, SeepAddress type)
{
  SeepTypeCount *slot = find_slot (counts->slots, counts->n_slots, type);

  if (slot->type != 0)
    return slot;
  if (counts->n_types * 2 >= counts->n_slots)
    {
      if (!grow (counts))
        return NULL;
      slot = find_slot (counts->slots, counts->n_slots, type);
    }
  slot->type = type;
  counts->n_types++;
  return slot;
}

static bool
is_before (const SeepTypeCount *a, const SeepTypeCount *b)
{
  return a->count != b->count ? a->count > b->count : a->type < b->type;
}

/* Sinks the item at @i of a heap whose top is the last in order. */
static void
sink (SeepTypeCount *items, uint64_t n_items, uint64_t i)
{
  for (uint64_t child; (child = 2 * i + 1) < n_items; i = child)
    {
      SeepTypeCount item = items[i];

      if (child + 1 < n_items && is_before (&items[child], &items[child + 1]))
        child++;
      if (is_before (&items[child], &item))
        return;
      items[i] = items[child];
      items[child] = item;
    }
}

/* The table becomes a list in order: qsort() may ask malloc, which a forked child must not. */
static void
sort (SeepTypeCount *items, uint64_t n_items)
{
  for (uint64_t i = n_items / 2; i > 0; i--)
    sink (items, n_items, i - 1);
  for (uint64_t n = n_items; n > 1; n--)
    {
      SeepTypeCount top = items[0];

      items[0] = items[n - 1];
      items[n - 1] = top;
      sink (items, n - 1, 0);
    }
}

void
seep_type_counts_put (SeepTypeCounts *counts, const SeepDump *dump, uint64_t limit, SeepText *text)
{
  uint64_t n_types = 0;

  for (uint64_t i = 0; i < counts->n_slots; i++)
    if (counts->slots[i].type != 0)
      counts->slots[n_types++] = counts->slots[i];
  sort (counts->slots, n_types);
  seep_text_add_unsigned (text, "objects", counts->n_objects);
  seep_text_put (text, ",\"types\":[");
  for (uint64_t i = 0; i < n_types && i < limit; i++)
    {
      char name[SEEP_WIRE_MAX_NAME_BYTES / 3];
      size_t n_bytes
        = seep_type_read_name (dump, counts->slots[i].type, name, sizeof name);

      seep_text_put (text, "%s{\"name\":", i > 0 ? "," : "");
      seep_text_put_string (text, name, n_bytes);
      seep_text_put (text, ",\"count\":%llu}", (unsigned long long) counts->slots[i].count);
    }
  seep_text_put (text, "]");
}
