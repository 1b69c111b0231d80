/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place is three numbers: the ranks of its file and function, which both files share, and a line.
 * So are the places of a row's key; a table of the new rows' answers for the old ones. Stacks are
 * matched likewise, once the old file's frames have become those of the new one. */
#include "config.h"

#include "analysis/seep-sites-match.h"

#include "base/seep-pages.h"
#include "model/seep-id-table.h"

#include <string.h>

/* Places of a file by number, and back. */
typedef struct
{
  SeepIdTable     table;
  SeepStackFrame *places; /* owned; n_places; ranks in the stead of string ids */
  guint32         n_places;
  guint64         seed;   /* of the hashes: not to be guessed from a file */
} PlaceIndex;

static SeepStackFrame
get_frame_place (const SeepSitePlaces *places, guint32 frame)
{
  SeepStackFrame place = seep_traces_get_columns (places->traces)->frames[frame];

  place.file = places->ranks[place.file];
  place.function = places->ranks[place.function];
  return place;
}

static SeepStackFrame
get_key_place (const SeepSitePlaces *places, SeepSitesBy by, guint32 key)
{
  SeepStackFrame place = { 0, 0, 0 };

  if (key == SEEP_NO_NODE) /* ranks begin at 1 */
    return place;
  if (by == SEEP_SITES_BY_FILE)
    {
      place.file = places->ranks[key];
      return place;
    }
  place = get_frame_place (places, key);
  if (by == SEEP_SITES_BY_FUNCTION)
    place.line = 0;
  return place;
}

static guint32
find_place (const PlaceIndex *index, SeepStackFrame place, guint32 hash, gsize *slot)
{
  guint32 id = seep_id_table_first (&index->table, hash, slot);

  while (id != SEEP_ID_TABLE_END && memcmp (&index->places[id], &place, sizeof place) != 0)
    id = seep_id_table_next (&index->table, hash, slot);
  return id;
}

static guint32
hash_place (const PlaceIndex *index, SeepStackFrame place)
{
  return seep_id_table_hash (&place, sizeof place, index->seed);
}

static gboolean
add_place (PlaceIndex *index, SeepStackFrame place, GError **error)
{
  guint32 hash = hash_place (index, place);
  gsize slot;

  if (!seep_id_table_reserve (&index->table, error))
    return FALSE;
  index->places[index->n_places] = place;
  if (find_place (index, place, hash, &slot) == SEEP_ID_TABLE_END)
    seep_id_table_put (&index->table, hash, slot, index->n_places);
  index->n_places++;
  return TRUE;
}

static guint32
look_up_place (const PlaceIndex *index, SeepStackFrame place)
{
  gsize slot;
  guint32 id = SEEP_ID_TABLE_END;

  if (index->n_places > 0)
    id = find_place (index, place, hash_place (index, place), &slot);
  return id != SEEP_ID_TABLE_END ? id : SEEP_NO_NODE;
}

/* What is not a traceback. */
static gboolean
match_places (guint32              *matches,
              const SeepSites      *old_sites,
              const SeepSitePlaces *old_places,
              const SeepSites      *sites,
              const SeepSitePlaces *places,
              GError              **error)
{
  PlaceIndex index = { .places = seep_pages_alloc (sites->n_rows, sizeof (SeepStackFrame), error) };
  gboolean done = index.places != NULL;

  index.seed = (gsize) index.places;
  for (guint i = 0; done && i < sites->n_rows; i++)
    done = add_place (&index, get_key_place (places, sites->by, sites->rows[i].key), error);
  for (guint i = 0; done && i < old_sites->n_rows; i++)
    matches[i] = look_up_place (
      &index, get_key_place (old_places, old_sites->by, old_sites->rows[i].key));

  seep_id_table_clear (&index.table);
  seep_pages_free (index.places, sites->n_rows, sizeof (SeepStackFrame));
  return done;
}

/* For each frame of the old file the same one of the new, or SEEP_NO_NODE. */
static gboolean
map_frames (guint32              *map,
            const SeepSitePlaces *old_places,
            const SeepSitePlaces *places,
            GError              **error)
{
  guint32 n_old = seep_traces_get_columns (old_places->traces)->n_frames;
  guint32 n = seep_traces_get_columns (places->traces)->n_frames;
  PlaceIndex index = { .places = seep_pages_alloc (n, sizeof (SeepStackFrame), error) };
  gboolean done = index.places != NULL;

  index.seed = (gsize) index.places;
  for (guint32 i = 0; done && i < n; i++)
    done = add_place (&index, get_frame_place (places, i), error);
  for (guint32 i = 0; done && i < n_old; i++)
    map[i] = look_up_place (&index, get_frame_place (old_places, i));

  seep_id_table_clear (&index.table);
  seep_pages_free (index.places, n, sizeof (SeepStackFrame));
  return done;
}

static inline guint32
hash_stack (const SeepSites *sites, const guint32 *stack, guint32 n_frames)
{
  return seep_id_table_hash (stack, n_frames * sizeof (guint32), (gsize) sites);
}

static gboolean
index_stacks (SeepIdTable *table, const SeepSites *sites, GError **error)
{
  for (guint i = 0; i < sites->n_rows; i++)
    {
      guint32 n_frames;
      const guint32 *stack =
        seep_traces_get_stack (sites->traces, sites->rows[i].key, &n_frames);
      guint32 hash = hash_stack (sites, stack, n_frames);
      gsize slot;
      guint32 id;

      if (!seep_id_table_reserve (table, error))
        return FALSE;
      /* Stacks are told apart already: only the end of the chain is wanted. */
      for (id = seep_id_table_first (table, hash, &slot); id != SEEP_ID_TABLE_END;)
        id = seep_id_table_next (table, hash, &slot);
      seep_id_table_put (table, hash, slot, i);
    }
  return TRUE;
}

static guint32
look_up_stack (const SeepIdTable *table,
               const SeepSites   *sites,
               const guint32     *stack,
               guint32            n_frames)
{
  gsize n_bytes = n_frames * sizeof (guint32);
  guint32 hash = hash_stack (sites, stack, n_frames);
  gsize slot;

  if (sites->n_rows == 0)
    return SEEP_NO_NODE;
  for (guint32 i = seep_id_table_first (table, hash, &slot); i != SEEP_ID_TABLE_END;
       i = seep_id_table_next (table, hash, &slot))
    {
      guint32 n;
      const guint32 *other = seep_traces_get_stack (sites->traces, sites->rows[i].key, &n);

      if (n == n_frames && (n == 0 || memcmp (stack, other, n_bytes) == 0))
        return i;
    }
  return SEEP_NO_NODE;
}

static gboolean
match_stacks (guint32         *matches,
              const SeepSites *old_sites,
              const SeepSites *sites,
              const guint32   *map,
              SeepTask        *task,
              GError         **error)
{
  SeepIdTable table = { 0 };
  g_autoptr(GArray) mapped = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean done = index_stacks (&table, sites, error);

  for (guint i = 0; done && i < old_sites->n_rows; i++)
    {
      guint32 n_frames;
      const guint32 *stack =
        seep_traces_get_stack (old_sites->traces, old_sites->rows[i].key, &n_frames);
      gboolean is_known = TRUE;

      done = i % SEEP_TASK_STRIDE != 0 || !seep_task_is_cancelled (task, error);
      g_array_set_size (mapped, n_frames);
      for (guint32 k = 0; is_known && k < n_frames; k++)
        {
          g_array_index (mapped, guint32, k) = map[stack[k]];
          is_known = map[stack[k]] != SEEP_NO_NODE;
        }
      matches[i] = is_known ? look_up_stack (&table, sites, (const guint32 *) (void *) mapped->data,
                                             n_frames)
                            : SEEP_NO_NODE;
    }
  seep_id_table_clear (&table);
  return done;
}

static gboolean
match_tracebacks (guint32              *matches,
                  const SeepSites      *old_sites,
                  const SeepSitePlaces *old_places,
                  const SeepSites      *sites,
                  const SeepSitePlaces *places,
                  SeepTask             *task,
                  GError              **error)
{
  guint32 n_old = seep_traces_get_columns (old_sites->traces)->n_frames;
  guint32 *map = seep_pages_alloc (n_old, sizeof (guint32), error);
  gboolean done = map != NULL && map_frames (map, old_places, places, error)
                  && match_stacks (matches, old_sites, sites, map, task, error);

  seep_pages_free (map, n_old, sizeof (guint32));
  return done;
}

guint32 *
seep_sites_match (const SeepSites      *old_sites,
                  const SeepSitePlaces *old_places,
                  const SeepSites      *sites,
                  const SeepSitePlaces *places,
                  SeepTask             *task,
                  GError              **error)
{
  guint32 *matches = seep_pages_alloc (old_sites->n_rows, sizeof (guint32), error);
  gboolean done;

  if (matches == NULL)
    return NULL;
  if (sites->by == SEEP_SITES_BY_TRACEBACK)
    done = match_tracebacks (matches, old_sites, old_places, sites, places, task, error);
  else
    done = match_places (matches, old_sites, old_places, sites, places, error);
  if (done)
    return matches;

  seep_pages_free (matches, old_sites->n_rows, sizeof (guint32));
  return NULL;
}
