/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-id-table.h — finds the id of something by its content, which is kept elsewhere.
 *
 *   if (!seep_id_table_reserve (&table, error)) …
 *   for (id = seep_id_table_first (&table, hash, &slot); id != SEEP_ID_TABLE_END;
 *        id = seep_id_table_next (&table, hash, &slot))
 *     if (is_equal (id, …)) return id;
 *   seep_id_table_put (&table, hash, slot, new_id);  */
#pragma once

#include "base/seep-pages.h"

G_BEGIN_DECLS

#define SEEP_ID_TABLE_END G_MAXUINT32 /* not an id */

/* On the caller's storage; all zeros is an empty one. */
typedef struct
{
  guint64 *slots;   /* owned; hash above, id + 1 below; 0 is free */
  gsize    n_slots; /* a power of two, or 0 */
  gsize    n;
} SeepIdTable;

void seep_id_table_clear (SeepIdTable *table);

/* Room for one more; the slots may move. */
gboolean seep_id_table_reserve (SeepIdTable *table,
                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;

/* A number that @n_bytes at @bytes and @seed make, well mixed. */
guint32 seep_id_table_hash (gconstpointer bytes,
                            gsize         n_bytes,
                            guint64       seed);

/* The ids of the things of @hash, one after the other; at the end @slot is where a new one goes. */
static inline guint32
seep_id_table_next (const SeepIdTable *table, guint32 hash, gsize *slot)
{
  for (;;)
    {
      guint64 word = table->slots[*slot & (table->n_slots - 1)];

      if (word == 0)
        return SEEP_ID_TABLE_END;
      (*slot)++;
      if (word >> 32 == hash)
        return (guint32) word - 1;
    }
}

static inline guint32
seep_id_table_first (const SeepIdTable *table, guint32 hash, gsize *slot)
{
  *slot = hash;
  return seep_id_table_next (table, hash, slot);
}

/* Has the slots of @hash brought from memory, for a look that comes soon. */
static inline void
seep_id_table_prefetch (const SeepIdTable *table, guint32 hash)
{
  if (table->n_slots > 0)
    __builtin_prefetch (&table->slots[hash & (table->n_slots - 1)]);
}

static inline void
seep_id_table_put (SeepIdTable *table, guint32 hash, gsize slot, guint32 id)
{
  table->slots[slot & (table->n_slots - 1)] = (guint64) hash << 32 | (guint64) (id + 1);
  table->n++;
}

G_END_DECLS
