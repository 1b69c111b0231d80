/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-site-order.h"

#include "seep-site-names.h"

#include <string.h>

void
seep_site_question_free (SeepSiteQuestion *question)
{
  g_clear_pointer (&question->traces, seep_traces_unref);
  g_clear_pointer (&question->filters, g_strfreev);
  g_free (question->text);
  g_free (question);
}

void
seep_site_order_free (SeepSiteOrder *order)
{
  if (order->tracebacks != order->sites)
    g_clear_pointer (&order->tracebacks, seep_sites_free);
  g_clear_pointer (&order->sites, seep_sites_free);
  g_free (order->root);
  g_free (order->ids);
  g_free (order);
}

guint8 *
seep_site_match_strings (const SeepTraces *traces, const char *text)
{
  guint32 n_strings = seep_traces_get_n_strings (traces);
  g_autofree char *wanted = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  guint8 *matches;

  if (wanted == NULL)
    return NULL;
  matches = g_malloc0 (MAX (1, n_strings));
  for (guint32 i = 0; i < n_strings; i++)
    {
      g_autofree char *folded = g_utf8_casefold (seep_traces_get_text (traces, i), -1);

      matches[i] = strstr (folded, wanted) != NULL;
    }
  return matches;
}

static gboolean
is_frame_match (const SeepTraces *traces, const guint8 *matches, guint32 frame)
{
  const SeepStackFrame *at = &seep_traces_get_columns (traces)->frames[frame];

  return matches[at->file] || matches[at->function];
}

gboolean
seep_site_is_match (const SeepTraces *traces, const guint8 *matches, SeepSitesBy by, guint32 key)
{
  guint32 n_frames;
  const guint32 *frames;

  if (matches == NULL)
    return TRUE;
  if (key == SEEP_NO_NODE)
    return FALSE;
  if (by == SEEP_SITES_BY_FILE)
    return matches[key];
  if (by != SEEP_SITES_BY_TRACEBACK)
    return is_frame_match (traces, matches, key);

  frames = seep_traces_get_stack (traces, key, &n_frames);
  for (guint32 i = 0; i < n_frames; i++)
    {
      if (is_frame_match (traces, matches, frames[i]))
        return TRUE;
    }
  return FALSE;
}

static void
select_rows (SeepSiteOrder *order, const SeepSiteQuestion *question)
{
  const SeepSites *sites = order->sites;
  g_autofree guint8 *matches = seep_site_match_strings (question->traces, question->text);

  for (guint i = 0; i < sites->n_rows; i++)
    {
      const SeepSiteRow *row = &sites->rows[i];

      if (!seep_site_is_match (question->traces, matches, question->by, row->key))
        continue;
      order->ids[order->n_ids++] = i;
      order->count += row->count;
      order->bytes += row->bytes;
    }
}

typedef struct
{
  const SeepSites *sites;
  SeepSiteSort     sort;
  int              sign; /* -1: descending */
} Comparison;

/* Of two tracebacks the most recent frames count first: they are what is read in a row. (Python's
 * order begins with the oldest.) */
static int
compare_tracebacks (const SeepTraces *traces, guint32 a, guint32 b)
{
  guint32 n_a, n_b;
  const guint32 *frames_a = seep_traces_get_stack (traces, a, &n_a);
  const guint32 *frames_b = seep_traces_get_stack (traces, b, &n_b);

  for (guint32 i = 0; i < MIN (n_a, n_b); i++)
    {
      int order = frames_a[i] == frames_b[i]
                    ? 0
                    : seep_sites_compare_keys (traces, frames_a[i], traces, frames_b[i],
                                               SEEP_SITES_BY_LINE);

      if (order != 0)
        return order;
    }
  return (n_a > n_b) - (n_a < n_b);
}

static int
compare_places (const SeepSites *sites, guint32 a, guint32 b)
{
  if (sites->by == SEEP_SITES_BY_TRACEBACK && a != SEEP_NO_NODE && b != SEEP_NO_NODE)
    return compare_tracebacks (sites->traces, a, b);
  return seep_sites_compare_keys (sites->traces, a, sites->traces, b, sites->by);
}

static int
compare_rows (const Comparison *how, const SeepSiteRow *a, const SeepSiteRow *b)
{
  double average_a, average_b;

  switch (how->sort)
    {
    case SEEP_SITE_SORT_COUNT:
      return (a->count > b->count) - (a->count < b->count);
    case SEEP_SITE_SORT_AVERAGE:
      average_a = (double) a->bytes / (double) MAX (a->count, 1);
      average_b = (double) b->bytes / (double) MAX (b->count, 1);
      return (average_a > average_b) - (average_a < average_b);
    case SEEP_SITE_SORT_PLACE:
      return compare_places (how->sites, a->key, b->key);
    case SEEP_SITE_SORT_BYTES:
    default:
      return (a->bytes > b->bytes) - (a->bytes < b->bytes);
    }
}

/* Equal rows stay as tracemalloc has them. */
static int
compare_ids_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *how = data;
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;
  int order = compare_rows (how, &how->sites->rows[x], &how->sites->rows[y]);

  return order != 0 ? how->sign * order : (x > y) - (x < y);
}

SeepSiteOrder *
seep_site_order_new (const SeepSiteQuestion *question, SeepTask *task, GError **error)
{
  g_autoptr(SeepSiteOrder) order = g_new0 (SeepSiteOrder, 1);
  g_autoptr(SeepSiteFilters) filters =
    seep_site_filters_parse ((const char *const *) question->filters, error);
  Comparison how = { .sort = question->sort, .sign = question->is_descending ? -1 : 1 };

  if (filters == NULL)
    return NULL;
  order->sites =
    seep_sites_new (question->traces, question->by, question->counting, filters, task, error);
  if (order->sites == NULL)
    return NULL;
  order->tracebacks = question->by == SEEP_SITES_BY_TRACEBACK
                        ? order->sites
                        : seep_sites_new (question->traces, SEEP_SITES_BY_TRACEBACK,
                                          SEEP_SITES_OWN, filters, task, error);
  if (order->tracebacks == NULL || seep_task_is_cancelled (task, error))
    return NULL;

  order->root = seep_site_find_root (question->traces, NULL);
  order->ids = g_new (guint32, MAX (order->sites->n_rows, 1));
  select_rows (order, question);
  how.sites = order->sites;
  g_qsort_with_data (order->ids, (int) order->n_ids, sizeof (guint32), compare_ids_cb, &how);
  return g_steal_pointer (&order);
}

guint32
seep_site_order_find (const SeepSiteOrder *order, guint32 key)
{
  for (guint i = 0; i < order->sites->n_rows; i++)
    {
      if (order->sites->rows[i].key == key)
        return i;
    }
  return SEEP_NO_NODE;
}

static gboolean
is_frame_of (const SeepSites *sites, guint32 frame, guint32 key)
{
  const SeepStackFrame *frames = seep_traces_get_columns (sites->traces)->frames;

  switch (sites->by)
    {
    case SEEP_SITES_BY_FILE:
      return frames[frame].file == key;
    case SEEP_SITES_BY_FUNCTION:
      return frames[frame].file == frames[key].file
             && frames[frame].function == frames[key].function;
    case SEEP_SITES_BY_LINE:
    case SEEP_SITES_BY_TRACEBACK:
    default:
      return frame == key;
    }
}

static gboolean
is_in_stack (const SeepSites *sites, guint32 traceback, guint32 key)
{
  guint32 n_frames;
  const guint32 *frames = seep_traces_get_stack (sites->traces, traceback, &n_frames);
  guint32 n_counted = sites->counting == SEEP_SITES_OWN ? MIN (n_frames, 1) : n_frames;

  for (guint32 i = 0; i < n_counted; i++)
    {
      if (is_frame_of (sites, frames[i], key))
        return TRUE;
    }
  return FALSE;
}

guint
seep_site_order_find_tracebacks (const SeepSiteOrder *order, guint32 key, guint *found, guint max)
{
  guint n_found = 0;

  for (guint i = 0; i < order->tracebacks->n_rows && n_found < max; i++)
    {
      guint32 traceback = order->tracebacks->rows[i].key;

      if (traceback != SEEP_NO_NODE && is_in_stack (order->sites, traceback, key))
        found[n_found++] = i;
    }
  return n_found;
}
