/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-compare-text.h"

#include "base/seep-i18n.h"
#include "seep-format.h"

char *
seep_compare_dup_cell (const SeepCompareOrder *order, guint32 id, guint column)
{
  const SeepCompareRow *row = &order->rows[id];

  switch (column)
    {
    case SEEP_COMPARE_NAME:
      return seep_compare_order_dup_name (order, id);
    case SEEP_COMPARE_OLD_COUNT:
      return seep_format_count (row->old_count);
    case SEEP_COMPARE_OLD_SIZE:
      return seep_format_bytes (row->old_bytes);
    case SEEP_COMPARE_COUNT_CHANGE:
      return seep_format_count_change (row->old_count, row->count);
    case SEEP_COMPARE_SIZE_CHANGE:
      return seep_format_bytes_change (row->old_bytes, row->bytes);
    case SEEP_COMPARE_COUNT:
      return seep_format_count (row->count);
    default:
      return seep_format_bytes (row->bytes);
    }
}

char *
seep_compare_dup_tooltip (const SeepCompareOrder *order, guint32 id, guint column)
{
  const SeepCompareRow *row = &order->rows[id];

  switch (column)
    {
    case SEEP_COMPARE_NAME:
      return seep_compare_order_dup_full_name (order, id);
    case SEEP_COMPARE_OLD_SIZE:
      return seep_format_bytes_exact (row->old_bytes);
    case SEEP_COMPARE_SIZE_CHANGE:
      return seep_format_bytes_change_exact (row->old_bytes, row->bytes);
    case SEEP_COMPARE_SIZE:
      return seep_format_bytes_exact (row->bytes);
    default:
      return NULL;
    }
}

static SeepTone
get_change_tone (guint64 before, guint64 after)
{
  if (before == after)
    return SEEP_TONE_DIM;
  return after > before ? SEEP_TONE_MORE : SEEP_TONE_LESS;
}

SeepTone
seep_compare_get_tone (const SeepCompareOrder *order, guint32 id, guint column)
{
  const SeepCompareRow *row = &order->rows[id];

  switch (column)
    {
    case SEEP_COMPARE_COUNT_CHANGE:
      return get_change_tone (row->old_count, row->count);
    case SEEP_COMPARE_SIZE_CHANGE:
      return get_change_tone (row->old_bytes, row->bytes);
    case SEEP_COMPARE_OLD_COUNT:
    case SEEP_COMPARE_OLD_SIZE:
      return row->old_count == 0 && row->old_bytes == 0 ? SEEP_TONE_DIM : SEEP_TONE_NORMAL;
    case SEEP_COMPARE_COUNT:
    case SEEP_COMPARE_SIZE:
      return row->count == 0 && row->bytes == 0 ? SEEP_TONE_DIM : SEEP_TONE_NORMAL;
    default:
      return SEEP_TONE_NORMAL;
    }
}

static char *
dup_n_rows (const SeepCompareOrder *order)
{
  g_autofree char *n_shown = seep_format_count (order->n_ids);
  g_autofree char *n_all = seep_format_count (order->n_rows);

  if (order->n_ids == order->n_rows)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", order->n_rows),
                            n_all);
  return g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "%s of %s row", "%s of %s rows", order->n_rows), n_shown, n_all);
}

static char *
dup_objects (const SeepHeapDiff *diff)
{
  g_autofree char *n_new = seep_format_count (seep_heap_diff_get_count (diff, SEEP_DIFF_NEW));
  g_autofree char *n_gone = seep_format_count (seep_heap_diff_get_count (diff, SEEP_DIFF_GONE));
  g_autofree char *n_survived =
    seep_format_count (seep_heap_diff_get_count (diff, SEEP_DIFF_SURVIVED));

  /* Translators: how many objects came, went and stayed: "+41,204 new · 3,112 gone · 800,113
   * survived". */
  return g_strdup_printf (_("+%s new · %s gone · %s survived"), n_new, n_gone, n_survived);
}

char *
seep_compare_dup_totals (const SeepCompareOrder *order)
{
  const SeepCompareRow *total = &order->total;
  g_autofree char *rows = dup_n_rows (order);
  g_autofree char *bytes = seep_format_bytes_change (total->old_bytes, total->bytes);
  g_autofree char *objects = NULL;

  if (order->diff != NULL && seep_heap_diff_is_one_process (order->diff))
    {
      objects = dup_objects (order->diff);
    }
  else
    {
      g_autofree char *old_count = seep_format_count (total->old_count);
      g_autofree char *count = seep_format_count (total->count);

      objects = g_strdup_printf (order->types != NULL ? _("%s → %s objects") : _("%s → %s blocks"),
                                 old_count, count);
    }
  return g_strdup_printf ("%s · %s · %s", rows, bytes, objects);
}
