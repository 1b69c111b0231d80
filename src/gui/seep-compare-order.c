/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-compare-order.h"

#include "seep-site-names.h"
#include "seep-site-options.h"
#include "seep-site-order.h"

#include <string.h>

void
seep_compare_question_free (SeepCompareQuestion *question)
{
  g_clear_pointer (&question->old_heap, seep_heap_unref);
  g_clear_pointer (&question->heap, seep_heap_unref);
  g_clear_pointer (&question->old_traces, seep_traces_unref);
  g_clear_pointer (&question->traces, seep_traces_unref);
  g_clear_pointer (&question->diff, seep_heap_diff_unref);
  g_free (question->text);
  g_free (question);
}

void
seep_compare_order_free (SeepCompareOrder *order)
{
  g_clear_pointer (&order->diff, seep_heap_diff_unref);
  g_clear_pointer (&order->types, seep_type_diff_free);
  g_clear_pointer (&order->sites, seep_sites_diff_free);
  g_free (order->root);
  g_free (order->rows);
  g_free (order->ids);
  g_free (order);
}

const char *
seep_compare_order_get_type_name (const SeepCompareOrder *order, guint32 id)
{
  const SeepTypeDiffRow *row;

  if (order->types == NULL)
    return NULL;
  row = &order->types->rows[id];
  return row->new_type != SEEP_NO_NODE
           ? seep_heap_get_type_name (seep_heap_diff_get_new (order->diff), row->new_type)
           : seep_heap_get_type_name (seep_heap_diff_get_old (order->diff), row->old_type);
}

const SeepTraces *
seep_compare_order_get_side (const SeepCompareOrder *order, guint32 id, guint32 *key)
{
  const SeepSiteDiffRow *row = &order->sites->rows[id];

  *key = row->is_gone ? row->old_key : row->new_key;
  return row->is_gone ? order->sites->old_traces : order->sites->traces;
}

char *
seep_compare_order_dup_name (const SeepCompareOrder *order, guint32 id)
{
  const SeepTraces *traces;
  guint32 key;

  if (order->types != NULL)
    return g_strdup (seep_compare_order_get_type_name (order, id));
  traces = seep_compare_order_get_side (order, id, &key);
  return seep_site_dup_name (traces, order->root, order->sites->by, key);
}

char *
seep_compare_order_dup_full_name (const SeepCompareOrder *order, guint32 id)
{
  const SeepTraces *traces;
  guint32 key;

  if (order->types != NULL)
    return g_strdup (seep_compare_order_get_type_name (order, id));
  traces = seep_compare_order_get_side (order, id, &key);
  return seep_site_dup_full_name (traces, order->sites->by, key);
}

char *
seep_compare_order_dup_options (const SeepCompareOrder *order, guint32 id)
{
  SeepSitesBy by = order->sites->by;
  guint32 key;
  const SeepTraces *traces = seep_compare_order_get_side (order, id, &key);
  char *options;

  /* A stack is among those that end where it does. */
  if (by == SEEP_SITES_BY_TRACEBACK && key != SEEP_NO_NODE)
    {
      guint32 n_frames;
      const guint32 *frames = seep_traces_get_stack (traces, key, &n_frames);

      by = SEEP_SITES_BY_LINE;
      key = n_frames > 0 ? frames[0] : SEEP_NO_NODE;
    }
  options = seep_site_dup_options (traces, by, SEEP_SITES_OWN, key);
  return options != NULL ? options : g_strdup ("by=traceback");
}

/* --- Comparing --- */

static gboolean
compare_heaps (SeepCompareOrder          *order,
               const SeepCompareQuestion *question,
               SeepTask                  *task,
               GError                   **error)
{
  gboolean has_scope;

  order->diff = question->diff != NULL
                  ? seep_heap_diff_ref (question->diff)
                  : seep_heap_diff_new (question->old_heap, question->heap, task, error);
  if (order->diff == NULL)
    return FALSE;

  has_scope = question->scope != SEEP_DIFF_ALL && seep_heap_diff_is_one_process (order->diff);
  order->types = seep_type_diff_new (question->old_heap, question->heap,
                                     has_scope ? order->diff : NULL,
                                     has_scope ? question->scope : SEEP_DIFF_ALL, task, error);
  if (order->types == NULL)
    return FALSE;

  order->n_rows = order->types->n_rows;
  order->rows = g_new (SeepCompareRow, MAX (order->n_rows, 1));
  for (guint i = 0; i < order->n_rows; i++)
    {
      const SeepTypeDiffRow *row = &order->types->rows[i];

      order->rows[i] = (SeepCompareRow){ row->old_count, row->old_bytes, row->count, row->bytes };
    }
  return TRUE;
}

static gboolean
compare_traces (SeepCompareOrder          *order,
                const SeepCompareQuestion *question,
                SeepTask                  *task,
                GError                   **error)
{
  g_autoptr(SeepSites) old_sites =
    seep_sites_new (question->old_traces, question->by, SEEP_SITES_OWN, NULL, task, error);
  g_autoptr(SeepSites) sites = NULL;

  if (old_sites == NULL)
    return FALSE;
  sites = seep_sites_new (question->traces, question->by, SEEP_SITES_OWN, NULL, task, error);
  if (sites == NULL)
    return FALSE;
  order->sites = seep_sites_diff_new (old_sites, sites, task, error);
  if (order->sites == NULL)
    return FALSE;

  order->root = seep_site_find_root (question->old_traces, question->traces);
  order->n_rows = order->sites->n_rows;
  order->rows = g_new (SeepCompareRow, MAX (order->n_rows, 1));
  for (guint i = 0; i < order->n_rows; i++)
    {
      const SeepSiteDiffRow *row = &order->sites->rows[i];

      order->rows[i] = (SeepCompareRow){ row->old_count, row->old_bytes, row->count, row->bytes };
    }
  return TRUE;
}

/* --- Filtering --- */

/* What the names of rows are looked up in. */
typedef struct
{
  const SeepCompareOrder *order;
  char                   *text;        /* owned; folded; NULL: any */
  guint8                 *old_matches; /* owned; of strings of the traces; NULL: any */
  guint8                 *matches;     /* owned */
} Filter;

static void
filter_clear (Filter *filter)
{
  g_free (filter->text);
  g_free (filter->old_matches);
  g_free (filter->matches);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filter, filter_clear)

static void
filter_init (Filter *filter, const SeepCompareOrder *order, const char *text)
{
  *filter = (Filter){ .order = order };
  if (text == NULL)
    return;
  if (order->types != NULL)
    {
      filter->text = g_utf8_casefold (text, -1);
      return;
    }
  filter->old_matches = seep_site_match_strings (order->sites->old_traces, text);
  filter->matches = seep_site_match_strings (order->sites->traces, text);
}

static gboolean
filter_is_match (const Filter *filter, guint32 id)
{
  const SeepTraces *traces;
  g_autofree char *folded = NULL;
  guint32 key;

  if (filter->order->types != NULL)
    {
      if (filter->text == NULL)
        return TRUE;
      folded = g_utf8_casefold (seep_compare_order_get_type_name (filter->order, id), -1);
      return strstr (folded, filter->text) != NULL;
    }
  traces = seep_compare_order_get_side (filter->order, id, &key);
  return seep_site_is_match (traces,
                             traces == filter->order->sites->traces ? filter->matches
                                                                    : filter->old_matches,
                             filter->order->sites->by, key);
}

static gboolean
is_unchanged (const SeepCompareRow *row)
{
  return row->old_count == row->count && row->old_bytes == row->bytes;
}

static void
select_rows (SeepCompareOrder *order, const SeepCompareQuestion *question)
{
  g_auto(Filter) filter = { 0 };

  filter_init (&filter, order, question->text);
  order->ids = g_new (guint32, MAX (order->n_rows, 1));
  for (guint i = 0; i < order->n_rows; i++)
    {
      const SeepCompareRow *row = &order->rows[i];

      if ((question->hides_unchanged && is_unchanged (row)) || !filter_is_match (&filter, i))
        continue;
      order->ids[order->n_ids++] = i;
      order->total.old_count += row->old_count;
      order->total.old_bytes += row->old_bytes;
      order->total.count += row->count;
      order->total.bytes += row->bytes;
    }
}

/* --- Sorting --- */

typedef struct
{
  const SeepCompareOrder *order;
  SeepCompareSort         sort;
  int                     sign; /* -1: descending */
} Comparison;

static guint64
get_distance (guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

static guint64
get_key (const SeepCompareRow *row, SeepCompareSort sort)
{
  switch (sort)
    {
    case SEEP_COMPARE_SORT_OLD_COUNT:
      return row->old_count;
    case SEEP_COMPARE_SORT_OLD_BYTES:
      return row->old_bytes;
    case SEEP_COMPARE_SORT_COUNT_CHANGE:
      return get_distance (row->old_count, row->count);
    case SEEP_COMPARE_SORT_COUNT:
      return row->count;
    case SEEP_COMPARE_SORT_BYTES:
      return row->bytes;
    case SEEP_COMPARE_SORT_BYTES_CHANGE:
    case SEEP_COMPARE_SORT_NAME:
    default:
      return get_distance (row->old_bytes, row->bytes);
    }
}

static int
compare_names (const SeepCompareOrder *order, guint32 x, guint32 y)
{
  const SeepTraces *traces_x, *traces_y;
  guint32 key_x, key_y;

  if (order->types != NULL)
    return strcmp (seep_compare_order_get_type_name (order, x),
                   seep_compare_order_get_type_name (order, y));
  traces_x = seep_compare_order_get_side (order, x, &key_x);
  traces_y = seep_compare_order_get_side (order, y, &key_y);
  return seep_sites_compare_keys (traces_x, key_x, traces_y, key_y, order->sites->by);
}

/* Equal rows stay as the engine has them. */
static int
compare_ids_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Comparison *how = data;
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;
  int sign;

  if (how->sort == SEEP_COMPARE_SORT_NAME)
    {
      sign = compare_names (how->order, x, y);
    }
  else
    {
      guint64 key_x = get_key (&how->order->rows[x], how->sort);
      guint64 key_y = get_key (&how->order->rows[y], how->sort);

      sign = (key_x > key_y) - (key_x < key_y);
    }
  return sign != 0 ? how->sign * sign : (x > y) - (x < y);
}

SeepCompareOrder *
seep_compare_order_new (const SeepCompareQuestion *question, SeepTask *task, GError **error)
{
  g_autoptr(SeepCompareOrder) order = g_new0 (SeepCompareOrder, 1);
  Comparison how = { order, question->sort, question->is_descending ? -1 : 1 };
  gboolean is_compared = question->heap != NULL ? compare_heaps (order, question, task, error)
                                                : compare_traces (order, question, task, error);

  if (!is_compared || seep_task_is_cancelled (task, error))
    return NULL;
  select_rows (order, question);
  g_qsort_with_data (order->ids, (int) order->n_ids, sizeof (guint32), compare_ids_cb, &how);
  return g_steal_pointer (&order);
}
