/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pass over the traces adds them up by traceback, of which there are a few for every hundred
 * traces; all else works on those sums. Python's own way hashes a tuple of tuples for each trace,
 * and each frame of it when it is to be cumulative. */
#include "config.h"

#include "analysis/seep-sites.h"

#include "analysis/seep-site-passes.h"
#include "analysis/seep-site-places.h"
#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"
#include "model/seep-id-table.h"

typedef struct
{
  guint64 bytes;
  guint64 count;
} Sum;

typedef struct
{
  SeepTraces             *traces;     /* borrowed */
  const SeepTracesColumns *columns;   /* borrowed */
  SeepSitesBy             by;
  SeepSitesCounting       counting;
  Sum                    *tracebacks; /* owned; n_tracebacks */
  guint32                *totals;     /* owned; n_tracebacks, if asked for and recorded */
  guint32                *frame_keys; /* owned; n_frames: the key that a frame counts for */
  Sum                    *keys;       /* owned; n_keys, and one for what has no frames */
  guint32                *last_seen;  /* owned; n_keys: the last traceback that counted, + 1 */
  guint32                 n_keys;
} Grouping;

static void
grouping_clear (Grouping *self)
{
  seep_pages_free (self->tracebacks, self->columns->n_tracebacks, sizeof (Sum));
  seep_pages_free (self->totals, self->columns->n_tracebacks, sizeof (guint32));
  seep_pages_free (self->frame_keys, self->columns->n_frames, sizeof (guint32));
  seep_pages_free (self->keys, (gsize) self->n_keys + 1, sizeof (Sum));
  seep_pages_free (self->last_seen, self->n_keys, sizeof (guint32));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grouping, grouping_clear)

/* A file may claim sizes whose sum no number holds. */
static inline void
add (Sum *sum, guint64 bytes, guint64 count)
{
  if (__builtin_add_overflow (sum->bytes, bytes, &sum->bytes))
    sum->bytes = G_MAXUINT64;
  sum->count += count;
}

static gboolean
sum_tracebacks (Grouping *self, const SeepSiteFilters *filters, SeepTask *task, GError **error)
{
  const SeepTracesColumns *columns = self->columns;
  gboolean is_filtered = filters != NULL && filters->n > 0;
  g_auto(SeepSitePasses) passes = { 0 };

  self->tracebacks = seep_pages_alloc (columns->n_tracebacks, sizeof (Sum), error);
  if (self->tracebacks == NULL
      || (is_filtered && !seep_site_passes_init (&passes, self->traces, filters, task, error)))
    return FALSE;

  for (guint32 i = 0; i < columns->n_traces; i++)
    {
      guint32 domain = columns->domains != NULL ? columns->domains[i] : 0;

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (!is_filtered || seep_site_passes_test (&passes, columns->tracebacks[i], domain))
        add (&self->tracebacks[columns->tracebacks[i]], columns->sizes[i], 1);
    }
  return TRUE;
}

/* Traces of one stack were cut at one depth, unless the limit was changed meanwhile: the deepest. */
static gboolean
find_totals (Grouping *self, GError **error)
{
  const SeepTracesColumns *columns = self->columns;

  self->totals = seep_pages_alloc (columns->n_tracebacks, sizeof (guint32), error);
  if (self->totals == NULL)
    return FALSE;

  for (guint32 i = 0; i < columns->n_traces; i++)
    {
      guint32 *total = &self->totals[columns->tracebacks[i]];

      *total = MAX (*total, columns->totals[i]);
    }
  return TRUE;
}

/* A function goes by the first frame in it. */
static gboolean
name_functions (Grouping *self, GError **error)
{
  const SeepStackFrame *frames = self->columns->frames;
  SeepIdTable table = { 0 };
  gboolean done = TRUE;

  for (guint32 i = 0; done && i < self->columns->n_frames; i++)
    {
      const guint32 content[] = { frames[i].file, frames[i].function };
      guint32 hash = seep_id_table_hash (content, sizeof content, (gsize) self);
      guint32 id;
      gsize slot;

      done = seep_id_table_reserve (&table, error);
      if (!done)
        break;
      id = seep_id_table_first (&table, hash, &slot);
      while (id != SEEP_ID_TABLE_END
             && (frames[id].file != frames[i].file || frames[id].function != frames[i].function))
        id = seep_id_table_next (&table, hash, &slot);
      if (id == SEEP_ID_TABLE_END)
        seep_id_table_put (&table, hash, slot, i);
      self->frame_keys[i] = id != SEEP_ID_TABLE_END ? id : i;
    }
  seep_id_table_clear (&table);
  return done;
}

static gboolean
name_frames (Grouping *self, GError **error)
{
  const SeepTracesColumns *columns = self->columns;

  self->n_keys = self->by == SEEP_SITES_BY_FILE ? seep_traces_get_n_strings (self->traces)
                                                : columns->n_frames;
  self->frame_keys = seep_pages_alloc (columns->n_frames, sizeof (guint32), error);
  if (self->frame_keys == NULL)
    return FALSE;
  if (self->by == SEEP_SITES_BY_FUNCTION)
    return name_functions (self, error);

  for (guint32 i = 0; i < columns->n_frames; i++)
    self->frame_keys[i] = self->by == SEEP_SITES_BY_FILE ? columns->frames[i].file : i;
  return TRUE;
}

static inline void
add_frames (Grouping *self, guint32 traceback)
{
  const Sum *sum = &self->tracebacks[traceback];
  guint32 end = self->columns->offsets[traceback + 1];

  for (guint32 i = self->columns->offsets[traceback]; i < end; i++)
    {
      guint32 key = self->frame_keys[self->columns->stacks[i]];

      if (self->last_seen != NULL)
        {
          if (self->last_seen[key] == traceback + 1)
            continue;
          self->last_seen[key] = traceback + 1;
        }
      add (&self->keys[key], sum->bytes, sum->count);
    }
}

static gboolean
sum_keys (Grouping *self, SeepTask *task, GError **error)
{
  const SeepTracesColumns *columns = self->columns;

  if (!name_frames (self, error))
    return FALSE;
  self->keys = seep_pages_alloc ((gsize) self->n_keys + 1, sizeof (Sum), error);
  if (self->keys == NULL)
    return FALSE;
  if (self->counting == SEEP_SITES_CUMULATIVE_ONCE)
    self->last_seen = seep_pages_alloc (self->n_keys, sizeof (guint32), error);
  if (self->counting == SEEP_SITES_CUMULATIVE_ONCE && self->last_seen == NULL)
    return FALSE;

  for (guint32 i = 0; i < columns->n_tracebacks; i++)
    {
      const Sum *sum = &self->tracebacks[i];
      guint32 start = columns->offsets[i];

      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (sum->count == 0)
        continue;
      if (self->counting != SEEP_SITES_OWN)
        add_frames (self, i);
      else if (columns->offsets[i + 1] == start)
        add (&self->keys[self->n_keys], sum->bytes, sum->count);
      else
        add (&self->keys[self->frame_keys[columns->stacks[start]]], sum->bytes, sum->count);
    }
  return TRUE;
}

/* The rows that are not empty, of @n sums; the one at @none is that of what has no frames. */
static gboolean
list_rows (SeepSites *sites, const Sum *sums, gsize n, gsize none, GError **error)
{
  guint n_rows = 0;

  for (gsize i = 0; i < n; i++)
    sites->n_rows += sums[i].count > 0;
  sites->rows = seep_pages_alloc (sites->n_rows, sizeof (SeepSiteRow), error);
  if (sites->rows == NULL)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    if (sums[i].count > 0)
      sites->rows[n_rows++] = (SeepSiteRow) {
        .key = i == none ? SEEP_NO_NODE : (guint32) i,
        .count = sums[i].count,
        .bytes = sums[i].bytes,
      };
  return TRUE;
}

static gboolean
group (SeepSites *sites, Grouping *self, SeepTask *task, GError **error)
{
  if (self->by != SEEP_SITES_BY_TRACEBACK)
    return sum_keys (self, task, error)
           && list_rows (sites, self->keys, (gsize) self->n_keys + 1, self->n_keys, error);

  if ((self->columns->totals != NULL && !find_totals (self, error))
      || !list_rows (sites, self->tracebacks, self->columns->n_tracebacks, G_MAXSIZE, error))
    return FALSE;
  for (guint i = 0; self->totals != NULL && i < sites->n_rows; i++)
    sites->rows[i].total = self->totals[sites->rows[i].key];
  return TRUE;
}

typedef struct
{
  SeepSitePlaces places;
  SeepSitesBy    by;
} Comparison;

static int
compare_rows_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *comparison = data;
  const SeepSiteRow *x = a;
  const SeepSiteRow *y = b;

  if (x->bytes != y->bytes)
    return x->bytes > y->bytes ? -1 : 1;
  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return seep_site_places_compare (&comparison->places, y->key, &comparison->places, x->key,
                                   comparison->by);
}

static gboolean
sort (SeepSites *sites, GError **error)
{
  Comparison comparison = { .by = sites->by };
  gboolean done =
    seep_site_places_init (&comparison.places, sites->traces, NULL, NULL, error);

  if (done)
    g_qsort_with_data (sites->rows, (gint) sites->n_rows, sizeof (SeepSiteRow), compare_rows_cb,
                       &comparison);
  seep_site_places_clear (&comparison.places);
  return done;
}

static gboolean
has_functions (const SeepTracesColumns *columns)
{
  for (guint32 i = 0; i < columns->n_frames; i++)
    if (columns->frames[i].function != 0)
      return TRUE;
  return columns->n_frames == 0;
}

static gboolean
check_query (SeepTraces *traces, SeepSitesBy by, SeepSitesCounting counting, GError **error)
{
  const char *file = seep_traces_get_file (traces);

  if (by == SEEP_SITES_BY_TRACEBACK && counting != SEEP_SITES_OWN)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                   _("%s: whole tracebacks cannot be cumulative, only lines, files and functions"),
                   file);
      return FALSE;
    }
  if (by == SEEP_SITES_BY_FUNCTION && !has_functions (seep_traces_get_columns (traces)))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                   _("%s: files of this kind record no functions, only files and lines"), file);
      return FALSE;
    }
  return TRUE;
}

SeepSites *
seep_sites_new (SeepTraces            *traces,
                SeepSitesBy            by,
                SeepSitesCounting      counting,
                const SeepSiteFilters *filters,
                SeepTask              *task,
                GError               **error)
{
  g_autoptr(SeepSites) sites = g_new0 (SeepSites, 1);
  g_auto(Grouping) self = { .traces = traces, .by = by, .counting = counting };

  self.columns = seep_traces_get_columns (traces);
  sites->traces = seep_traces_ref (traces);
  sites->by = by;
  sites->counting = counting;
  if (!check_query (traces, by, counting, error) || !sum_tracebacks (&self, filters, task, error)
      || !group (sites, &self, task, error) || !sort (sites, error))
    return NULL;

  for (guint32 i = 0; i < self.columns->n_tracebacks; i++)
    {
      Sum total = { sites->bytes, sites->count };

      add (&total, self.tracebacks[i].bytes, self.tracebacks[i].count);
      sites->bytes = total.bytes;
      sites->count = total.count;
    }
  return g_steal_pointer (&sites);
}

void
seep_sites_free (SeepSites *sites)
{
  if (sites == NULL)
    return;

  seep_pages_free (sites->rows, sites->n_rows, sizeof (SeepSiteRow));
  seep_traces_unref (sites->traces);
  g_free (sites);
}
