/* SPDX-License-Identifier: MIT */
#include "seep-names.h"

#include "seep-str.h"
#include "seep-utf8.h"

#include <string.h>

#define FIRST_SLOTS 4096

static uint64_t
mix (uint64_t value)
{
  value ^= value >> 32;
  value *= UINT64_C (0xD6E8FEB86659FD93);
  value ^= value >> 29;
  return value;
}

static bool
table_init (SeepNamesTable *table, SeepPages *pages)
{
  *table = (SeepNamesTable){ .pages = pages, .n_slots = FIRST_SLOTS };
  table->slots = seep_pages_new (pages, FIRST_SLOTS * sizeof *table->slots);
  return table->slots != NULL;
}

static void
table_clear (SeepNamesTable *table)
{
  if (table->slots != NULL)
    seep_pages_free (table->pages, table->slots, table->n_slots * sizeof *table->slots);
  table->slots = NULL;
}

static SeepNamesSlot *
find_slot (SeepNamesSlot *slots, uint64_t n_slots, uint64_t key)
{
  uint64_t i = mix (key) & (n_slots - 1);

  while (slots[i].key != 0 && slots[i].key != key)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static void
table_add (SeepNamesTable *table, uint64_t key, uint32_t id)
{
  if (table->n_used * 2 >= table->n_slots)
    {
      uint64_t n_slots = table->n_slots * 2;
      SeepNamesSlot *slots = seep_pages_new (table->pages, n_slots * sizeof *slots);

      if (slots == NULL)
        return;
      for (uint64_t i = 0; i < table->n_slots; i++)
        if (table->slots[i].key != 0)
          *find_slot (slots, n_slots, table->slots[i].key) = table->slots[i];
      seep_pages_free (table->pages, table->slots, table->n_slots * sizeof *table->slots);
      table->slots = slots;
      table->n_slots = n_slots;
    }
  *find_slot (table->slots, table->n_slots, key) = (SeepNamesSlot){ .key = key, .id = id };
  table->n_used++;
}

bool
seep_names_init (SeepNames        *names,
                 SeepPages        *pages,
                 const SeepLayout *layout,
                 SeepMemory       *memory,
                 SeepWireWriter   *writer,
                 void             *buffer,
                 size_t            n_bytes)
{
  *names = (SeepNames){ .writer = writer, .layout = layout, .memory = memory };
  seep_wire_section_init (&names->section, SEEP_WIRE_NAME, buffer, n_bytes);
  return table_init (&names->by_address, pages) && table_init (&names->by_hash, pages);
}

void
seep_names_clear (SeepNames *names)
{
  table_clear (&names->by_address);
  table_clear (&names->by_hash);
}

static uint64_t
hash_text (const char *text, size_t n_bytes)
{
  uint64_t hash = UINT64_C (0xCBF29CE484222325) ^ n_bytes;

  for (size_t i = 0; i < n_bytes; i++)
    hash = (hash ^ (uint8_t) text[i]) * UINT64_C (0x100000001B3);
  hash = mix (hash);
  return hash == 0 ? 1 : hash;
}

uint32_t
seep_names_find_text (SeepNames *names, const char *text, size_t n_bytes)
{
  SeepWireSection *section = &names->section;
  size_t n_clean;
  uint64_t hash;
  SeepNamesSlot *slot;

  if (n_bytes == 0)
    return 0;
  if (n_bytes > SEEP_WIRE_MAX_NAME_BYTES / 3)
    n_bytes = SEEP_WIRE_MAX_NAME_BYTES / 3;
  hash = hash_text (text, n_bytes);
  slot = find_slot (names->by_hash.slots, names->by_hash.n_slots, hash);
  if (slot->key != 0)
    return slot->id;

  if (seep_wire_section_room (section) < SEEP_WIRE_MAX_NAME_BYTES + 2 * SEEP_VARINT_MAX_BYTES)
    seep_wire_section_flush (section, names->writer);
  names->n_names++;
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, names->n_names);
  n_clean = seep_utf8_clean (NULL, text, n_bytes);
  section->at = seep_varint_put (section->at, n_clean);
  section->at += seep_utf8_clean (section->at, text, n_bytes);
  section->n_records++;
  table_add (&names->by_hash, hash, names->n_names);
  return names->n_names;
}

uint32_t
seep_names_find_str (SeepNames *names, SeepAddress str)
{
  SeepNamesSlot *slot;
  uint8_t text[SEEP_WIRE_MAX_NAME_BYTES / 3];
  SeepStr view;
  size_t n_bytes;
  uint32_t id;
  bool is_whole;

  if (str == 0)
    return 0;
  slot = find_slot (names->by_address.slots, names->by_address.n_slots, str);
  if (slot->key != 0)
    return slot->id;

  view = seep_str_read (names->memory, names->layout, str);
  n_bytes = seep_str_put_utf8 (names->memory, &view, text, sizeof text, &is_whole);
  id = seep_names_find_text (names, (const char *) text, n_bytes);
  table_add (&names->by_address, str, id);
  return id;
}

uint32_t
seep_names_find_literal (SeepNames *names, const char *text)
{
  uint64_t address = ~(uint64_t) (uintptr_t) text; /* where no object of the program can be */
  SeepNamesSlot *slot
    = find_slot (names->by_address.slots, names->by_address.n_slots, address);
  uint32_t id;

  if (slot->key != 0)
    return slot->id;
  id = seep_names_find_text (names, text, strlen (text));
  table_add (&names->by_address, address, id);
  return id;
}
