/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear steps, at most half full. A slot holds the hash beside the id, so
 * that growing and most misses touch nothing else. */
#include "config.h"

#include "model/seep-id-table.h"

#include <string.h>

#define FIRST_SLOTS 256
#define MULTIPLIER G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) /* 2^64 divided by the golden ratio */

void
seep_id_table_clear (SeepIdTable *table)
{
  seep_pages_free (table->slots, table->n_slots, sizeof *table->slots);
  *table = (SeepIdTable){ 0 };
}

static gboolean
grow (SeepIdTable *table, GError **error)
{
  gsize n_slots = table->n_slots > 0 ? 2 * table->n_slots : FIRST_SLOTS;
  guint64 *slots = seep_pages_alloc (n_slots, sizeof *slots, error);

  if (slots == NULL)
    return FALSE;

  for (gsize i = 0; i < table->n_slots; i++)
    {
      gsize slot = table->slots[i] >> 32;

      if (table->slots[i] == 0)
        continue;
      while (slots[slot & (n_slots - 1)] != 0)
        slot++;
      slots[slot & (n_slots - 1)] = table->slots[i];
    }
  seep_pages_free (table->slots, table->n_slots, sizeof *table->slots);
  table->slots = slots;
  table->n_slots = n_slots;
  return TRUE;
}

gboolean
seep_id_table_reserve (SeepIdTable *table, GError **error)
{
  return table->n < table->n_slots / 2 || grow (table, error);
}

static inline guint64
mix (guint64 state, guint64 word)
{
  state = (state ^ word) * MULTIPLIER;
  return state ^ state >> 29;
}

guint32
seep_id_table_hash (gconstpointer bytes, gsize n_bytes, guint64 seed)
{
  const guint8 *at = bytes;
  guint64 state = mix (seed, n_bytes);
  guint64 word;

  for (; n_bytes >= sizeof word; n_bytes -= sizeof word, at += sizeof word)
    {
      memcpy (&word, at, sizeof word);
      state = mix (state, word);
    }
  if (n_bytes > 0)
    {
      word = 0;
      memcpy (&word, at, n_bytes);
      state = mix (state, word);
    }
  return (guint32) (mix (state, 0) >> 32);
}
