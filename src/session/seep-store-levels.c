/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A level is a row of windows of time, each in one row of the table (or in a few, if there is much
 * in it). When a level has more entries than it keeps, its oldest window becomes entries of the
 * next level, as one transaction with what made it too large. A window is a whole number of the
 * next level's buckets, and moves only when a later one has begun: so a bucket is made once, of all
 * that belongs into it.
 *
 * What arrives is added to the last row of its window. So rows are large enough for numbers to
 * be told as differences, and a batch costs a few pages, not a row. */
#include "config.h"

#include "seep-store-levels.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

/* Of a row: it is written anew with every batch. */
#define MAX_ROW_ENTRIES 400u

typedef struct
{
  gint64 bucket_us; /* 0: every sample */
  gint64 window_us;
  guint  n_kept[SEEP_STORE_N_SERIES_KINDS]; /* entries */
} Level;

/* The kept ones of metrics, if there is a sample a second: two hours, half a day, four days, a
 * month, a year. The last level has no end: it grows by 4 MB in a hundred years. Types are
 * counted more rarely and there are more of them. */
static const Level levels[] = {
  { 0, 5 * MINUTE_US, { 7200, 360 } },
  { 10 * SECOND_US, HOUR_US, { 4320, 0 } },
  { MINUTE_US, 6 * HOUR_US, { 5760, 720 } },
  { 10 * MINUTE_US, 2 * DAY_US, { 4320, 720 } },
  { HOUR_US, 10 * DAY_US, { 8760, 2160 } },
  { DAY_US, 366 * DAY_US, { G_MAXUINT, G_MAXUINT } },
};

G_STATIC_ASSERT (G_N_ELEMENTS (levels) == SEEP_STORE_N_LEVELS);

/* The level of a session that is worked on. */
typedef struct
{
  SeepStoreDb        *db;      /* borrowed */
  const char         *session; /* borrowed */
  SeepStoreSeriesKind kind;
  guint               level;
} Place;

static void
bind_place (SeepStoreQuery *query, const Place *place)
{
  seep_store_query_bind_text (query, place->session);
  seep_store_query_bind_int (query, place->kind);
  seep_store_query_bind_int (query, place->level);
}

static gint64
get_window (const Place *place, gint64 time_us)
{
  return seep_series_block_get_bucket (time_us, levels[place->level].window_us);
}

/* Reads the next column of @query into @block. */
static gboolean
read_block (SeepStoreDb *db, SeepStoreQuery *query, SeepSeriesBlock *block, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (db));
  gsize n_bytes;
  gconstpointer bytes = seep_store_query_read_bytes (query, &n_bytes);

  return seep_series_block_decode (block, name, bytes, n_bytes, error);
}

/* --- Adding --- */

/* The last row, as far as it can be added to; else an empty block. @end_us: where the level
 * ends. */
static gboolean
read_last_row (const Place *place, SeepSeriesBlock *block, gint64 *end_us, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (place->db, "SELECT bytes FROM series WHERE session = ? AND kind = ?"
                                    " AND level = ? ORDER BY from_us DESC LIMIT 1");
  g_autoptr(GError) problem = NULL;
  gboolean is_well = TRUE;

  *end_us = G_MININT64;
  bind_place (query, place);
  if (seep_store_query_next (query))
    is_well = read_block (place->db, query, block, &problem);
  if (!seep_store_query_end (query, error))
    return FALSE;
  if (!is_well)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  if (block->entries->len > 0)
    *end_us = g_array_index (block->entries, SeepSeriesEntry, block->entries->len - 1).to_us;
  return TRUE;
}

static gboolean
write_row (const Place *place, const SeepSeriesBlock *block, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  SeepStoreQuery *query;

  if (block->entries->len == 0)
    return TRUE;

  bytes = seep_series_block_encode (block);
  query = seep_store_db_begin (
    place->db,
    "INSERT INTO series (session, kind, level, from_us, n_entries, bytes) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET n_entries = excluded.n_entries, bytes = excluded.bytes");
  bind_place (query, place);
  seep_store_query_bind_int (query, g_array_index (block->entries, SeepSeriesEntry, 0).from_us);
  seep_store_query_bind_int (query, block->entries->len);
  seep_store_query_bind_bytes (query, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return seep_store_query_run (query, error);
}

/* Does @entry go into the row @row? A row's first moment is its key. */
static gboolean
fits (const Place *place, const SeepSeriesBlock *row, const SeepSeriesEntry *entry)
{
  const SeepSeriesEntry *first = &g_array_index (row->entries, SeepSeriesEntry, 0);

  return row->entries->len == 0
         || (get_window (place, first->from_us) == get_window (place, entry->from_us)
             && (row->entries->len < MAX_ROW_ENTRIES || first->from_us == entry->from_us));
}

static gboolean
append (const Place *place, const SeepSeriesBlock *block, GError **error)
{
  g_auto(SeepSeriesBlock) row = { NULL, NULL };
  gint64 end_us;

  seep_series_block_init (&row);
  if (!read_last_row (place, &row, &end_us, error))
    return FALSE;

  for (guint i = 0; i < block->entries->len; i++)
    {
      const SeepSeriesEntry *entry = &g_array_index (block->entries, SeepSeriesEntry, i);

      if (entry->from_us <= end_us)
        continue;
      if (!fits (place, &row, entry))
        {
          if (!write_row (place, &row, error))
            return FALSE;
          seep_series_block_clear (&row);
          seep_series_block_init (&row);
        }
      seep_series_block_copy (&row, block, i);
    }
  return write_row (place, &row, error);
}

/* --- Moving on --- */

typedef struct
{
  guint64 n_entries; /* on the level */
  gint64  oldest_us;
  gint64  newest_us;
} Extent;

static gboolean
measure (const Place *place, Extent *extent, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    place->db, "SELECT coalesce(sum(n_entries), 0), coalesce(min(from_us), 0),"
               " coalesce(max(from_us), 0) FROM series WHERE session = ? AND kind = ? AND level = ?");

  bind_place (query, place);
  if (seep_store_query_next (query))
    {
      extent->n_entries = seep_store_query_read_count (query);
      extent->oldest_us = seep_store_query_read_int (query);
      extent->newest_us = seep_store_query_read_int (query);
    }
  return seep_store_query_end (query, error);
}

/* What is in the oldest window, which begins before @end_us. */
static gboolean
read_window (const Place *place, gint64 end_us, SeepSeriesBlock *window, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (place->db, "SELECT bytes FROM series WHERE session = ? AND kind = ?"
                                    " AND level = ? AND from_us < ? ORDER BY from_us");
  g_autoptr(GError) problem = NULL;

  bind_place (query, place);
  seep_store_query_bind_int (query, end_us);
  while (problem == NULL && seep_store_query_next (query))
    {
      g_auto(SeepSeriesBlock) row = { NULL, NULL };

      seep_series_block_init (&row);
      if (read_block (place->db, query, &row, &problem))
        for (guint i = 0; i < row.entries->len; i++)
          seep_series_block_copy (window, &row, i);
    }
  if (!seep_store_query_end (query, error))
    return FALSE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return problem == NULL;
}

static gboolean
remove_window (const Place *place, gint64 end_us, GError **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (place->db, "DELETE FROM series WHERE session = ? AND kind = ?"
                                    " AND level = ? AND from_us < ?");

  bind_place (query, place);
  seep_store_query_bind_int (query, end_us);
  return seep_store_query_run (query, error);
}

/* The oldest window, which ends at @end_us, to the next level; @is_moved: unless the rest were
 * too few then. */
static gboolean
move_window (const Place *place, const Extent *extent, gint64 end_us, gboolean *is_moved,
             GError **error)
{
  const Place next = { place->db, place->session, place->kind, place->level + 1 };
  g_auto(SeepSeriesBlock) window = { NULL, NULL };
  g_auto(SeepSeriesBlock) coarse = { NULL, NULL };

  seep_series_block_init (&window);
  seep_series_block_init (&coarse);
  if (!read_window (place, end_us, &window, error))
    return FALSE;
  *is_moved = extent->n_entries - window.entries->len >= levels[place->level].n_kept[place->kind];
  if (!*is_moved)
    return TRUE;

  seep_series_block_coarsen (&window, levels[next.level].bucket_us, &coarse);
  return append (&next, &coarse, error) && remove_window (place, end_us, error);
}

/* Until the level keeps no more than it shall. */
static gboolean
make_room (const Place *place, GError **error)
{
  for (gboolean is_moved = TRUE; is_moved;)
    {
      Extent extent = { 0, 0, 0 };
      gint64 oldest;

      if (!measure (place, &extent, error))
        return FALSE;
      oldest = get_window (place, extent.oldest_us);
      if (extent.n_entries <= levels[place->level].n_kept[place->kind]
          || oldest == get_window (place, extent.newest_us))
        return TRUE;
      if (!move_window (place, &extent, (oldest + 1) * levels[place->level].window_us, &is_moved,
                        error))
        return FALSE;
    }
  return TRUE;
}

gboolean
seep_store_levels_add (SeepStoreDb           *db,
                       const char            *session,
                       SeepStoreSeriesKind    kind,
                       const SeepSeriesBlock *block,
                       GError               **error)
{
  Place place = { db, session, kind, 0 };

  if (!append (&place, block, error))
    return FALSE;
  for (; place.level + 1 < G_N_ELEMENTS (levels); place.level++)
    if (!make_room (&place, error))
      return FALSE;
  return TRUE;
}

/* --- As they are --- */

gboolean
seep_store_levels_insert (SeepStoreDb           *db,
                          const char            *session,
                          SeepStoreSeriesKind    kind,
                          guint                  level,
                          const SeepSeriesBlock *block,
                          GError               **error)
{
  const Place place = { db, session, kind, level };

  return write_row (&place, block, error);
}

SeepStoreQuery *
seep_store_levels_begin (SeepStoreDb *db, const char *session)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT kind, level, bytes FROM series WHERE session = ?"
                             " ORDER BY kind, level DESC, from_us");

  seep_store_query_bind_text (query, session);
  return query;
}
