/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-series.h"

#include "seep-store-levels.h"
#include "seep-store-private.h"
#include "seep-store-series-private.h"

#include <math.h>

#define MAX_TEXT_CHARS 1000

/* Below it every whole number is a double, and above it nobody measures. */
#define MAX_VALUE 9007199254740992.0

G_STATIC_ASSERT (SEEP_N_METRICS <= SEEP_SERIES_BLOCK_MAX_COLUMNS);

typedef struct
{
  const char     *session; /* borrowed */
  SeepSeriesBlock block;   /* owned */
} AddJob;

static void
add_job_clear (AddJob *job)
{
  seep_series_block_clear (&job->block);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddJob, add_job_clear)

/* --- Samples --- */

double
seep_store_series_get_scale (guint metric)
{
  return seep_metric_get_info ((SeepMetric) metric)->unit == SEEP_UNIT_SECONDS ? 1e6 : 1;
}

static void
add_values (SeepSeriesBlock *block, const double *values)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      double value = values[i] * seep_store_series_get_scale (i);
      SeepSeriesCell cell = { .column = i };

      if (isnan (value) || fabs (value) > MAX_VALUE)
        continue;
      cell.min = cell.max = cell.last = (gint64) round (value);
      seep_series_block_add_cell (block, &cell);
    }
}

static gboolean
add_samples_job (SeepStoreDb *db, gpointer data, GError **error)
{
  AddJob *job = data;

  return seep_store_require_session (db, job->session, error)
         && seep_store_levels_add (db, job->session, SEEP_STORE_SERIES_METRICS, &job->block, error);
}

gboolean
seep_store_add_samples (SeepStore    *store,
                        const char   *session,
                        const gint64 *times_us,
                        const double *values,
                        guint         n,
                        GError      **error)
{
  g_auto(AddJob) job = { .session = session };

  seep_series_block_init (&job.block);
  for (guint i = 0; i < n; i++)
    if (seep_series_block_add (&job.block, times_us[i], times_us[i], 1))
      add_values (&job.block, values + (gsize) i * SEEP_N_METRICS);
  return seep_store_call (store, SEEP_STORE_WRITE_LIGHT, add_samples_job, &job, error);
}

/* --- Types --- */

typedef struct
{
  const char        *session; /* borrowed, as all of it */
  gint64             time_us;
  const char *const *names;
  const guint64     *counts;
  guint              n;
} TypesJob;

/* Name → id + 1. */
static GHashTable *
read_type_ids (SeepStoreDb *db, const char *session, GError **error)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SeepStoreQuery *query = seep_store_db_begin (
    db, "SELECT name, id FROM series_types WHERE session = ? ORDER BY id");

  seep_store_query_bind_text (query, session);
  while (seep_store_query_next (query))
    {
      char *name = seep_store_query_read_text (query);

      g_hash_table_insert (ids, name, GUINT_TO_POINTER (seep_store_query_read_count (query) + 1));
    }
  return seep_store_query_end (query, error) ? g_steal_pointer (&ids) : NULL;
}

gboolean
seep_store_series_insert_type (SeepStoreDb *db,
                               const char  *session,
                               guint        id,
                               const char  *name,
                               GError     **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "INSERT INTO series_types (session, id, name) VALUES (?, ?, ?)");

  seep_store_query_bind_text (query, session);
  seep_store_query_bind_int (query, id);
  seep_store_query_bind_text (query, name);
  return seep_store_query_run (query, error);
}

/* @text as it is kept: valid, and not without end. */
static char *
dup_kept_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_TEXT_CHARS));
}

/* @id + 1 of @name, which gets one if there is one left; 0 if not. */
static gboolean
find_type_id (SeepStoreDb *db,
              const char  *session,
              GHashTable  *ids,
              const char  *name,
              guint       *id,
              GError     **error)
{
  g_autofree char *kept = dup_kept_text (name);
  guint n = g_hash_table_size (ids);

  *id = GPOINTER_TO_UINT (g_hash_table_lookup (ids, kept));
  if (*id > 0 || n == SEEP_SERIES_BLOCK_MAX_COLUMNS)
    return TRUE;
  if (!seep_store_series_insert_type (db, session, n, kept, error))
    return FALSE;
  *id = n + 1;
  g_hash_table_insert (ids, g_steal_pointer (&kept), GUINT_TO_POINTER (*id));
  return TRUE;
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const SeepSeriesCell *left = a;
  const SeepSeriesCell *right = b;

  return (left->column > right->column) - (left->column < right->column);
}

/* The counts as cells; of two of one name the first counts. */
static GArray *
make_cells (SeepStoreDb *db, const TypesJob *job, GError **error)
{
  g_autoptr(GHashTable) ids = read_type_ids (db, job->session, error);
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (SeepSeriesCell));
  gboolean is_there[SEEP_SERIES_BLOCK_MAX_COLUMNS] = { FALSE };

  if (ids == NULL)
    return NULL;
  for (guint i = 0; i < MIN (job->n, SEEP_STORE_MAX_TYPE_COUNTS); i++)
    {
      gint64 count = (gint64) MIN (job->counts[i], (guint64) MAX_VALUE);
      SeepSeriesCell cell = { .min = count, .max = count, .last = count };
      guint id;

      if (!find_type_id (db, job->session, ids, job->names[i], &id, error))
        return NULL;
      if (id == 0 || is_there[id - 1])
        continue;
      is_there[id - 1] = TRUE;
      cell.column = id - 1;
      g_array_append_val (cells, cell);
    }
  g_array_sort (cells, compare_columns);
  return g_steal_pointer (&cells);
}

static gboolean
add_types_job (SeepStoreDb *db, gpointer data, GError **error)
{
  const TypesJob *job = data;
  g_auto(SeepSeriesBlock) block = { NULL, NULL };
  g_autoptr(GArray) cells = NULL;

  if (!seep_store_require_session (db, job->session, error))
    return FALSE;
  cells = make_cells (db, job, error);
  if (cells == NULL)
    return FALSE;

  seep_series_block_init (&block);
  if (seep_series_block_add (&block, job->time_us, job->time_us, 1))
    for (guint i = 0; i < cells->len; i++)
      seep_series_block_add_cell (&block, &g_array_index (cells, SeepSeriesCell, i));
  return seep_store_levels_add (db, job->session, SEEP_STORE_SERIES_TYPES, &block, error);
}

gboolean
seep_store_add_type_counts (SeepStore         *store,
                            const char        *session,
                            gint64             time_us,
                            const char *const *names,
                            const guint64     *counts,
                            guint              n,
                            GError           **error)
{
  TypesJob job = { session, time_us, names, counts, n };

  return seep_store_call (store, SEEP_STORE_WRITE_LIGHT, add_types_job, &job, error);
}

/* --- Marks --- */

typedef struct
{
  const char     *session; /* borrowed */
  const SeepMark *mark;    /* borrowed */
} MarkJob;

void
seep_mark_clear (SeepMark *mark)
{
  g_clear_pointer (&mark->text, g_free);
  g_clear_pointer (&mark->capture, g_free);
}

gboolean
seep_store_series_insert_mark (SeepStoreDb    *db,
                               const char     *session,
                               const SeepMark *mark,
                               GError        **error)
{
  g_autofree char *text = dup_kept_text (mark->text);
  SeepStoreQuery *query = seep_store_db_begin (
    db, "INSERT INTO marks (session, position, time_us, kind, text, capture)"
        " SELECT ?1, coalesce((SELECT max(position) FROM marks WHERE session = ?1), -1) + 1,"
        "  ?2, ?3, ?4, ?5");

  seep_store_query_bind_text (query, session);
  seep_store_query_bind_int (query, mark->time_us);
  seep_store_query_bind_int (query, mark->kind);
  seep_store_query_bind_text (query, text);
  seep_store_query_bind_text (query, mark->capture);
  return seep_store_query_run (query, error);
}

static gboolean
forget_oldest_mark (SeepStoreDb *db, const MarkJob *job, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    db, "DELETE FROM marks WHERE session = ?1 AND position ="
        " (SELECT min(position) FROM marks WHERE session = ?1 AND kind = ?2)"
        " AND (SELECT count(*) FROM marks WHERE session = ?1 AND kind = ?2) > ?3");

  seep_store_query_bind_text (query, job->session);
  seep_store_query_bind_int (query, job->mark->kind);
  seep_store_query_bind_int (query, SEEP_STORE_MAX_MARKS);
  return seep_store_query_run (query, error);
}

static gboolean
add_mark_job (SeepStoreDb *db, gpointer data, GError **error)
{
  const MarkJob *job = data;

  return seep_store_require_session (db, job->session, error)
         && seep_store_series_insert_mark (db, job->session, job->mark, error)
         && forget_oldest_mark (db, job, error);
}

gboolean
seep_store_add_mark (SeepStore *store, const char *session, const SeepMark *mark, GError **error)
{
  MarkJob job = { session, mark };

  return seep_store_call (store, SEEP_STORE_WRITE_LIGHT, add_mark_job, &job, error);
}
