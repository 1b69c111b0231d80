/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-store-levels.h"
#include "seep-store-private.h"
#include "seep-store-series-private.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

typedef struct
{
  const char   *session;  /* borrowed */
  SeepTask     *task;     /* borrowed */
  SeepRecorded *recorded; /* borrowed */
} ReadJob;

void
seep_recorded_free (SeepRecorded *recorded)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    g_clear_pointer (&recorded->metrics[i], seep_series_free);
  g_ptr_array_unref (recorded->type_names);
  g_ptr_array_unref (recorded->type_series);
  g_array_unref (recorded->marks);
  g_free (recorded);
}

static SeepRecorded *
new_recorded (void)
{
  SeepRecorded *recorded = g_new0 (SeepRecorded, 1);

  recorded->type_names = g_ptr_array_new_with_free_func (g_free);
  recorded->type_series = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_series_free);
  recorded->marks = g_array_new (FALSE, FALSE, sizeof (SeepMark));
  g_array_set_clear_func (recorded->marks, (GDestroyNotify) seep_mark_clear);
  return recorded;
}

gboolean
seep_store_series_read_types (SeepStoreDb *db,
                              const char  *session,
                              GPtrArray   *names,
                              GError     **error)
{
  SeepStoreQuery *query =
    seep_store_db_begin (db, "SELECT id, name FROM series_types WHERE session = ? ORDER BY id");

  seep_store_query_bind_text (query, session);
  while (seep_store_query_next (query))
    {
      if (seep_store_query_read_count (query) != names->len)
        seep_store_query_fail (query, _("rows are missing, or there twice"));
      g_ptr_array_add (names, seep_store_query_read_text (query));
    }
  return seep_store_query_end (query, error);
}

gboolean
seep_store_series_read_marks (SeepStoreDb *db, const char *session, GArray *marks, GError **error)
{
  SeepStoreQuery *query = seep_store_db_begin (
    db, "SELECT time_us, kind, text, capture FROM marks WHERE session = ? ORDER BY position");

  seep_store_query_bind_text (query, session);
  while (seep_store_query_next (query))
    {
      SeepMark mark = { 0 };

      mark.time_us = seep_store_query_read_int (query);
      mark.kind = (SeepMarkKind) seep_store_query_read_count (query);
      mark.text = seep_store_query_read_text (query);
      mark.capture = seep_store_query_read_text (query);
      g_array_append_val (marks, mark);
    }
  return seep_store_query_end (query, error);
}

/* The series of a column; NULL: there is no such column. */
static SeepSeries *
find_series (SeepRecorded *recorded, gint64 kind, guint column)
{
  if (kind == SEEP_STORE_SERIES_TYPES)
    return column < recorded->type_series->len ? recorded->type_series->pdata[column] : NULL;
  if (kind != SEEP_STORE_SERIES_METRICS || column >= SEEP_N_METRICS)
    return NULL; /* of a later version */

  if (recorded->metrics[column] == NULL)
    recorded->metrics[column] = seep_series_new ();
  return recorded->metrics[column];
}

static void
take_entry (SeepRecorded          *recorded,
            gint64                 kind,
            const SeepSeriesBlock *block,
            const SeepSeriesEntry *entry)
{
  for (guint i = 0; i < entry->n_cells; i++)
    {
      const SeepSeriesCell *cell =
        &g_array_index (block->cells, SeepSeriesCell, entry->first_cell + i);
      SeepSeries *series = find_series (recorded, kind, cell->column);
      double scale = 1;

      if (series != NULL && kind == SEEP_STORE_SERIES_METRICS)
        scale = seep_store_series_get_scale (cell->column);
      if (series != NULL)
        seep_series_append_range (series, entry->from_us, entry->to_us, (double) cell->min / scale,
                                  (double) cell->max / scale, (double) cell->last / scale);
    }

  if (kind != SEEP_STORE_SERIES_METRICS)
    return;
  if (recorded->n_samples == 0)
    recorded->from_us = entry->from_us;
  recorded->to_us = MAX (recorded->to_us, entry->to_us);
  recorded->n_samples += entry->n_samples;
}

static gboolean
take_block (SeepStoreDb *db, SeepRecorded *recorded, SeepStoreQuery *query, GError **error)
{
  g_autofree char *name = g_filename_display_name (seep_store_db_get_path (db));
  g_auto(SeepSeriesBlock) block = { NULL, NULL };
  gint64 kind = seep_store_query_read_int (query);
  gconstpointer bytes;
  gsize n_bytes;

  (void) seep_store_query_read_int (query); /* the level: they come in its order */
  bytes = seep_store_query_read_bytes (query, &n_bytes);
  seep_series_block_init (&block);
  if (!seep_series_block_decode (&block, name, bytes, n_bytes, error))
    return FALSE;
  for (guint i = 0; i < block.entries->len; i++)
    take_entry (recorded, kind, &block, &g_array_index (block.entries, SeepSeriesEntry, i));
  return TRUE;
}

static gboolean
read_series (SeepStoreDb *db, const ReadJob *job, GError **error)
{
  SeepStoreQuery *query = seep_store_levels_begin (db, job->session);
  g_autoptr(GError) problem = NULL;

  while (problem == NULL && seep_store_query_next (query))
    if (!seep_task_is_cancelled (job->task, &problem))
      take_block (db, job->recorded, query, &problem);
  if (!seep_store_query_end (query, error))
    return FALSE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return problem == NULL;
}

static gboolean
read_job (SeepStoreDb *db, gpointer data, GError **error)
{
  const ReadJob *job = data;

  if (!seep_store_require_session (db, job->session, error)
      || !seep_store_series_read_types (db, job->session, job->recorded->type_names, error)
      || !seep_store_series_read_marks (db, job->session, job->recorded->marks, error))
    return FALSE;
  for (guint i = 0; i < job->recorded->type_names->len; i++)
    g_ptr_array_add (job->recorded->type_series, seep_series_new ());
  return read_series (db, job, error);
}

SeepRecorded *
seep_store_read_recorded (SeepStore *store, const char *session, SeepTask *task, GError **error)
{
  g_autoptr(SeepRecorded) recorded = new_recorded ();
  ReadJob job = { session, task, recorded };

  return seep_store_call (store, SEEP_STORE_READ, read_job, &job, error) ? g_steal_pointer (&recorded)
                                                                          : NULL;
}
