/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

#include "analysis/seep-slope.h"
#include "base/seep-i18n.h"
#include "seep-cli-table.h"

#include <math.h>
#include <stdio.h>

/* Longer names are shortened in tables. */
#define KEY_CHARS 60
/* From so many snapshots on there are slopes. */
#define MIN_SLOPE 3

static void
row_clear (gpointer data)
{
  SeepCliDiffRow *row = data;

  g_free (row->key);
  g_free (row->bytes);
  g_free (row->counts);
}

void
seep_cli_diff_init (SeepCliDiff *diff)
{
  *diff = (SeepCliDiff) { .is_one_process = TRUE };
  diff->names = g_ptr_array_new_with_free_func (g_free);
  diff->rows = g_array_new (FALSE, TRUE, sizeof (SeepCliDiffRow));
  g_array_set_clear_func (diff->rows, row_clear);
}

void
seep_cli_diff_clear (SeepCliDiff *diff)
{
  g_ptr_array_unref (diff->names);
  g_array_unref (diff->rows);
  g_clear_pointer (&diff->traces, g_ptr_array_unref);
  g_clear_pointer (&diff->objects, seep_heap_diff_unref);
}

SeepCliDiffRow *
seep_cli_diff_add_row (SeepCliDiff *diff, char *key)
{
  SeepCliDiffRow row = {
    .key = key,
    .site = SEEP_NO_NODE,
    .bytes = g_new0 (guint64, diff->n_snapshots),
    .counts = g_new0 (guint64, diff->n_snapshots),
  };

  g_array_append_val (diff->rows, row);
  return &g_array_index (diff->rows, SeepCliDiffRow, diff->rows->len - 1);
}

static gint64
get_change (const guint64 *values, guint n)
{
  return (gint64) (values[n - 1] - values[0]);
}

static gboolean
is_unchanged (const SeepCliDiffRow *row, guint n)
{
  for (guint i = 1; i < n; i++)
    if (row->bytes[i] != row->bytes[0] || row->counts[i] != row->counts[0])
      return FALSE;
  return TRUE;
}

static void
find_slope (const SeepCliDiffRow *row, guint n, SeepSlope *slope)
{
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = (double) row->bytes[i];
  seep_slope_find (values, n, slope);
}

/* Those that are shown: of SeepCliDiffRow, borrowed. @n_unchanged: those that are not because nothing
 * has changed in them. */
static GPtrArray *
choose_rows (const SeepCliDiffQuestion *question, const SeepCliDiff *diff, guint *n_unchanged)
{
  GPtrArray *rows = g_ptr_array_new ();

  *n_unchanged = 0;
  for (guint i = 0; i < diff->rows->len; i++)
    {
      SeepCliDiffRow *row = &g_array_index (diff->rows, SeepCliDiffRow, i);

      if (!question->has_unchanged && is_unchanged (row, diff->n_snapshots))
        (*n_unchanged)++;
      else if (rows->len < question->limit)
        g_ptr_array_add (rows, row);
    }
  return rows;
}

/* --- One JSON document --------------------------------------------------------------------------- */

static void
write_frame (SeepJson *json, const SeepTraces *traces, SeepStackFrame frame)
{
  seep_json_add_string (json, "file", seep_traces_get_text (traces, frame.file));
  seep_json_add_uint (json, "line", frame.line);
  if (frame.function != 0)
    seep_json_add_string (json, "function", seep_traces_get_text (traces, frame.function));
  else
    seep_json_add_null (json, "function");
}

/* Where the row's memory was allocated: as many frames as its kind has, most recent first. */
static void
write_frames (SeepJson *json, const SeepCliDiff *diff, const SeepCliDiffRow *row)
{
  const SeepTraces *traces = diff->traces->pdata[row->traces];
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  const guint32 *stack = &row->site;
  guint32 n_frames = row->site != SEEP_NO_NODE;

  if (n_frames > 0 && diff->by == SEEP_SITES_BY_TRACEBACK)
    stack = seep_traces_get_stack (traces, row->site, &n_frames);
  seep_json_begin_array (json, "frames");
  for (guint32 i = 0; i < n_frames; i++)
    {
      SeepStackFrame frame = { .file = row->site };

      if (diff->by != SEEP_SITES_BY_FILE)
        frame = columns->frames[stack[i]];
      if (diff->by == SEEP_SITES_BY_FUNCTION)
        frame.line = 0;
      seep_json_begin_object (json, NULL);
      write_frame (json, traces, frame);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
}

static void
write_values (SeepJson *json, const char *key, const guint64 *values, guint n)
{
  seep_json_begin_array (json, key);
  for (guint i = 0; i < n; i++)
    seep_json_add_uint (json, NULL, values[i]);
  seep_json_end_array (json);
}

static void
write_change (SeepJson *json, const guint64 *bytes, const guint64 *counts, guint n)
{
  write_values (json, "bytes", bytes, n);
  write_values (json, "count", counts, n);
  seep_json_add_int (json, "bytes_diff", get_change (bytes, n));
  seep_json_add_int (json, "count_diff", get_change (counts, n));
}

static void
write_row (SeepJson *json, const SeepCliDiff *diff, const SeepCliDiffRow *row)
{
  SeepSlope slope;

  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "key", row->key);
  if (diff->traces != NULL)
    write_frames (json, diff, row);
  else if (row->address != 0)
    seep_json_add_address (json, "address", row->address);
  else
    seep_json_add_null (json, "address");
  write_change (json, row->bytes, row->counts, diff->n_snapshots);
  if (diff->n_snapshots >= MIN_SLOPE)
    {
      find_slope (row, diff->n_snapshots, &slope);
      seep_json_add_double (json, "slope", slope.slope);
      seep_json_add_double (json, "slope_low", slope.low);
      seep_json_add_double (json, "slope_high", slope.high);
      seep_json_add_string (json, "verdict", seep_trend_get_word (slope.trend));
    }
  seep_json_end_object (json);
}

static void
write_total (SeepJson *json, const SeepCliDiff *diff)
{
  g_autofree guint64 *bytes = g_new0 (guint64, diff->n_snapshots);
  g_autofree guint64 *counts = g_new0 (guint64, diff->n_snapshots);

  for (guint i = 0; i < diff->rows->len; i++)
    for (guint k = 0; k < diff->n_snapshots; k++)
      {
        bytes[k] += g_array_index (diff->rows, SeepCliDiffRow, i).bytes[k];
        counts[k] += g_array_index (diff->rows, SeepCliDiffRow, i).counts[k];
      }
  seep_json_begin_object (json, "total");
  write_change (json, bytes, counts, diff->n_snapshots);
  seep_json_end_object (json);
}

/* Of heaps only. What is of different processes has no such numbers. */
static void
write_objects (SeepJson *json, const SeepCliDiff *diff)
{
  static const struct
  {
    const char   *key;
    SeepDiffScope scope;
  } scopes[]
    = { { "new", SEEP_DIFF_NEW }, { "gone", SEEP_DIFF_GONE }, { "survived", SEEP_DIFF_SURVIVED } };

  seep_json_add_bool (json, "one_process", diff->is_one_process);
  if (diff->objects == NULL)
    {
      seep_json_add_null (json, "objects");
      seep_json_add_null (json, "object_bytes");
      return;
    }
  seep_json_begin_object (json, "objects");
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    seep_json_add_uint (json, scopes[i].key,
                        seep_heap_diff_get_count (diff->objects, scopes[i].scope));
  seep_json_end_object (json);
  seep_json_begin_object (json, "object_bytes");
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    seep_json_add_uint (json, scopes[i].key,
                        seep_heap_diff_get_bytes (diff->objects, scopes[i].scope));
  seep_json_end_object (json);
}

gboolean
seep_cli_diff_print_json (SeepCli                   *cli,
                          const SeepCliDiffQuestion *question,
                          const SeepCliDiff         *diff,
                          GError                   **error)
{
  guint n_unchanged;
  g_autoptr(GPtrArray) rows = choose_rows (question, diff, &n_unchanged);
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_add_string (&json, "by", question->by);
  seep_json_begin_array (&json, "snapshots");
  for (guint i = 0; i < diff->names->len; i++)
    seep_json_add_string (&json, NULL, diff->names->pdata[i]);
  seep_json_end_array (&json);
  seep_json_begin_array (&json, "rows");
  for (guint i = 0; i < rows->len; i++)
    write_row (&json, diff, rows->pdata[i]);
  seep_json_end_array (&json);
  seep_json_add_uint (&json, "unchanged", n_unchanged);
  if (diff->traces == NULL)
    {
      seep_json_add_string (&json, "scope", question->scope_word);
      write_objects (&json, diff);
    }
  if (diff->traces == NULL || question->counting == SEEP_SITES_OWN)
    write_total (&json, diff);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

/* --- For people ------------------------------------------------------------------------------------ */

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

static void
add_change_of_bytes (SeepCliTable *table, const guint64 *values, guint n)
{
  g_autofree char *text = dup_change_of_bytes ((double) get_change (values, n));

  seep_cli_table_add (table, text);
}

static void
add_change_of_count (SeepCliTable *table, const guint64 *values, guint n)
{
  gint64 change = get_change (values, n);
  guint64 distance = change < 0 ? -(guint64) change : (guint64) change;
  g_autofree char *text = dup_signed ((double) change, seep_cli_dup_count (distance));

  seep_cli_table_add (table, text);
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

  find_slope (row, n, &slope);
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
  const char *const two[]
    = { key, _(">Count"), _(">Change"), _(">Size"), _(">Change"), NULL };
  const char *const several[] = { key,          _(">Count"),  _(">Change"),       _(">Size"),
                                  _(">Change"), _(">A snapshot"), _(">Interval (95 %)"), _("Verdict"),
                                  NULL };

  return seep_cli_table_new (diff->n_snapshots < MIN_SLOPE ? two : several);
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
  g_autoptr(GPtrArray) rows = choose_rows (question, diff, &n_unchanged);
  g_autoptr(SeepCliTable) table = new_table (diff);
  guint n = diff->n_snapshots;

  for (guint i = 0; i < rows->len; i++)
    {
      const SeepCliDiffRow *row = rows->pdata[i];
      g_autofree char *key = seep_cli_dup_printable (row->key, KEY_CHARS);

      seep_cli_table_add (table, key);
      seep_cli_table_add_count (table, row->counts[n - 1]);
      add_change_of_count (table, row->counts, n);
      seep_cli_table_add_bytes (table, row->bytes[n - 1]);
      add_change_of_bytes (table, row->bytes, n);
      if (n >= MIN_SLOPE)
        add_slope (table, row, n);
    }
  seep_cli_table_print (table, stdout);
  printf (_("%u of %u rows that changed; %u did not\n"), rows->len,
          diff->rows->len - n_unchanged, n_unchanged);
  if (diff->objects != NULL)
    print_objects (diff->objects);
}
