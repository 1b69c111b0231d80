/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both tables are sorted by name and address and walked side by side, a name at a time. A class
 * that was defined anew has another address and the same name: it is the same to whoever looks at
 * a table, so an address decides only where a name does not. */
#include "config.h"

#include "analysis/seep-type-match.h"

#include <string.h>

typedef struct
{
  const char *name; /* borrowed from the heap */
  guint64     address;
  guint32     type;
} Entry;

static gboolean
is_same_text (const SeepFacts *a, const SeepFacts *b, const char *key)
{
  const char *x = seep_facts_get_string (a, key);
  const char *y = seep_facts_get_string (b, key);

  return x == NULL || y == NULL || g_str_equal (x, y);
}

static gboolean
is_same_number (const SeepFacts *a, const SeepFacts *b, const char *key)
{
  guint64 x = seep_facts_get_uint (a, key);
  guint64 y = seep_facts_get_uint (b, key);

  return x == 0 || y == 0 || x == y;
}

gboolean
seep_heaps_are_of_one_process (const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  const SeepFacts *a = seep_heap_get_facts (old_heap);
  const SeepFacts *b = seep_heap_get_facts (new_heap);

  return is_same_number (a, b, "pid") && is_same_number (a, b, "process.started_ns")
         && is_same_text (a, b, "exe");
}

guint64
seep_type_match_get_address (const SeepHeap *heap, guint32 type)
{
  guint32 object = seep_heap_get_type (heap, type)->object;

  return object != SEEP_NO_NODE ? seep_heap_get_address (heap, object) : 0;
}

static int
compare_entries_cb (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;
  int names = strcmp (x->name, y->name);

  if (names != 0)
    return names;
  if (x->address != y->address)
    return x->address < y->address ? -1 : 1;
  return x->type < y->type ? -1 : x->type > y->type;
}

static Entry *
list_entries (const SeepHeap *heap, gboolean has_addresses)
{
  guint32 n_types = seep_heap_get_n_types (heap);
  Entry *entries = g_new (Entry, n_types);

  for (guint32 i = 0; i < n_types; i++)
    entries[i] = (Entry){ .name = seep_heap_get_type_name (heap, i),
                          .address = has_addresses ? seep_type_match_get_address (heap, i) : 0,
                          .type = i };
  if (n_types > 0)
    qsort (entries, n_types, sizeof (Entry), compare_entries_cb);
  return entries;
}

static void
join (SeepTypeMatch *match, guint32 old_type, guint32 new_type)
{
  match->new_types[old_type] = new_type;
  match->old_types[new_type] = old_type;
}

/* The types of one name, sorted by address. */
static void
join_group (SeepTypeMatch *match, const Entry *old, guint32 n_old, const Entry *new, guint32 n_new)
{
  guint32 i = 0;
  guint32 j = 0;

  if (n_old == 1 && n_new == 1)
    {
      join (match, old->type, new->type);
      return;
    }
  while (i < n_old && j < n_new)
    {
      if (old[i].address == new[j].address)
        join (match, old[i++].type, new[j++].type);
      else if (old[i].address < new[j].address)
        i++;
      else
        j++;
    }
}

/* How many of the first entries have the name of the very first. */
static guint32
measure_group (const Entry *entries, guint32 n)
{
  guint32 end = 1;

  while (end < n && g_str_equal (entries[end].name, entries[0].name))
    end++;
  return end;
}

static guint32 *
new_column (guint32 n)
{
  guint32 *column = g_new (guint32, n);

  for (guint32 i = 0; i < n; i++)
    column[i] = SEEP_NO_NODE;
  return column;
}

void
seep_type_match_init (SeepTypeMatch *match, const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  gboolean has_addresses = seep_heaps_are_of_one_process (old_heap, new_heap);
  g_autofree Entry *old = list_entries (old_heap, has_addresses);
  g_autofree Entry *new = list_entries (new_heap, has_addresses);
  guint32 n_old = seep_heap_get_n_types (old_heap);
  guint32 n_new = seep_heap_get_n_types (new_heap);
  guint32 i = 0;
  guint32 j = 0;

  match->new_types = new_column (n_old);
  match->old_types = new_column (n_new);
  while (i < n_old && j < n_new)
    {
      guint32 n_old_group = measure_group (old + i, n_old - i);
      guint32 n_new_group = measure_group (new + j, n_new - j);
      int order = strcmp (old[i].name, new[j].name);

      if (order == 0)
        join_group (match, old + i, n_old_group, new + j, n_new_group);
      i += order <= 0 ? n_old_group : 0;
      j += order >= 0 ? n_new_group : 0;
    }
}

void
seep_type_match_clear (SeepTypeMatch *match)
{
  g_clear_pointer (&match->new_types, g_free);
  g_clear_pointer (&match->old_types, g_free);
}
