/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

#include "analysis/seep-sites-text.h"
#include "base/seep-i18n.h"
#include "seep-cli-table.h"

#include <math.h>
#include <stdio.h>

/* Longer names are shortened in tables. */
#define KEY_CHARS 60

static char *
dup_signed (double value, char *text)
{
  g_autofree char *owned = text;

  return g_strconcat (value > 0 ? "+" : value < 0 ? "-" : "", owned, NULL);
}

static char *
dup_change_of_bytes (double change)
{
  return dup_signed (change, seep_cli_dup_bytes ((guint64) fabs (change)));
}

static char *
dup_change_of_count (gint64 change)
{
  guint64 distance = change < 0 ? -(guint64) change : (guint64) change;

  return dup_signed ((double) change, seep_cli_dup_count (distance));
}

static void
add_changes (SeepCliTable *table, const SeepCliDiffRow *row, guint n)
{
  g_autofree char *count = dup_change_of_count (seep_cli_diff_get_change (row->counts, n));
  g_autofree char *bytes = dup_change_of_bytes ((double) seep_cli_diff_get_change (row->bytes, n));

  seep_cli_table_add_count (table, row->counts[n - 1]);
  seep_cli_table_add (table, count);
  seep_cli_table_add_bytes (table, row->bytes[n - 1]);
  seep_cli_table_add (table, bytes);
}

static const char *
describe_trend (SeepTrend trend)
{
  switch (trend)
    {
    case SEEP_TREND_STEADY:
      return _("steady");
    case SEEP_TREND_GROWING:
      return _("growing");
    case SEEP_TREND_SHRINKING:
      return _("shrinking");
    case SEEP_TREND_MAY_BE_GROWING:
      return _("may be growing");
    case SEEP_TREND_MAY_BE_SHRINKING:
      return _("may be shrinking");
    case SEEP_TREND_UNCLEAR:
    default:
      return _("unclear");
    }
}

static void
add_slope (SeepCliTable *table, const SeepCliDiffRow *row, guint n)
{
  g_autofree char *text = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *interval = NULL;
  SeepSlope slope;

  seep_cli_diff_find_slope (row, n, &slope);
  text = dup_change_of_bytes (slope.slope);
  seep_cli_table_add (table, text);
  if (!isnan (slope.low))
    {
      low = dup_change_of_bytes (slope.low);
      high = dup_change_of_bytes (slope.high);
      interval = g_strdup_printf (_("%s to %s"), low, high);
    }
  seep_cli_table_add (table, interval);
  seep_cli_table_add (table, describe_trend (slope.trend));
}

static SeepCliTable *
new_table (const SeepCliDiff *diff)
{
  const char *key = diff->traces != NULL ? _("Place") : _("Type");
  const char *const two[] = { key, _(">Count"), _(">Change"), _(">Size"), _(">Change"), NULL };
  const char *const several[] = { key,          _(">Count"),      _(">Change"),
                                  _(">Size"),   _(">Change"),     _(">A snapshot"),
                                  _(">Interval (95 %)"), _("Verdict"), NULL };

  return seep_cli_table_new (diff->n_snapshots < SEEP_CLI_DIFF_MIN_SLOPE ? two : several);
}

/* The frames below a traceback's first one, a line each. */
static void
add_stack (SeepCliTable *table, const SeepCliDiff *diff, const SeepCliDiffRow *row)
{
  SeepTraces *traces = diff->traces->pdata[row->traces];
  guint n_cells = diff->n_snapshots < SEEP_CLI_DIFF_MIN_SLOPE ? 4 : 7;
  guint32 n_frames = 0;
  const guint32 *stack = NULL;

  if (row->site != SEEP_NO_NODE)
    stack = seep_traces_get_stack (traces, row->site, &n_frames);
  for (guint32 i = 1; i < n_frames; i++)
    {
      g_autofree char *place = seep_sites_dup_key_text (traces, SEEP_SITES_BY_LINE, stack[i]);
      g_autofree char *printable = seep_cli_dup_printable (place, KEY_CHARS);
      g_autofree char *indented = g_strconcat ("  ", printable, NULL);

      seep_cli_table_add (table, indented);
      for (guint k = 0; k < n_cells; k++)
        seep_cli_table_add (table, "");
    }
}

static void
print_total (const SeepCliDiff *diff)
{
  guint n = diff->n_snapshots;
  SeepCliDiffRow total = seep_cli_diff_add_up (diff);
  g_autofree char *count = seep_cli_dup_count (total.counts[n - 1]);
  g_autofree char *count_change = dup_change_of_count (seep_cli_diff_get_change (total.counts, n));
  g_autofree char *bytes = seep_cli_dup_bytes (total.bytes[n - 1]);
  g_autofree char *bytes_change = dup_change_of_bytes ((double) seep_cli_diff_get_change (total.bytes, n));

  printf (diff->traces != NULL ? _("All together %s blocks (%s), %s (%s)\n")
                               : _("All together %s objects (%s), %s (%s)\n"),
          count, count_change, bytes, bytes_change);
  seep_cli_diff_row_clear (&total);
}

static void
print_objects (const SeepHeapDiff *objects)
{
  static const SeepDiffScope scopes[] = { SEEP_DIFF_NEW, SEEP_DIFF_GONE, SEEP_DIFF_SURVIVED };
  char *texts[2 * G_N_ELEMENTS (scopes)];

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      texts[2 * i] = seep_cli_dup_count (seep_heap_diff_get_count (objects, scopes[i]));
      texts[2 * i + 1] = seep_cli_dup_bytes (seep_heap_diff_get_bytes (objects, scopes[i]));
    }
  printf (_("%s objects are new (%s), %s are gone (%s), %s survived (%s)\n"), texts[0], texts[1],
          texts[2], texts[3], texts[4], texts[5]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

void
seep_cli_diff_print_table (const SeepCliDiffQuestion *question, const SeepCliDiff *diff)
{
  guint n_unchanged;
  g_autoptr(GPtrArray) rows = seep_cli_diff_choose_rows (question, diff, &n_unchanged);
  g_autoptr(SeepCliTable) table = new_table (diff);
  guint n = diff->n_snapshots;

  for (guint i = 0; i < rows->len; i++)
    {
      const SeepCliDiffRow *row = rows->pdata[i];
      g_autofree char *key = seep_cli_dup_printable (row->key, KEY_CHARS);

      seep_cli_table_add (table, key);
      add_changes (table, row, n);
      if (n >= SEEP_CLI_DIFF_MIN_SLOPE)
        add_slope (table, row, n);
      if (diff->traces != NULL && diff->by == SEEP_SITES_BY_TRACEBACK)
        add_stack (table, diff, row);
    }
  seep_cli_table_print (table, stdout);
  printf (_("%u of %u rows that changed; %u did not\n"), rows->len,
          diff->rows->len - n_unchanged, n_unchanged);
  if (seep_cli_diff_has_total (question, diff))
    print_total (diff);
  if (diff->objects != NULL)
    print_objects (diff->objects);
}
