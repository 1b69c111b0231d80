/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

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
  seep_json_add_int (json, "bytes_diff", seep_cli_diff_get_change (bytes, n));
  seep_json_add_int (json, "count_diff", seep_cli_diff_get_change (counts, n));
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
  if (diff->n_snapshots >= SEEP_CLI_DIFF_MIN_SLOPE)
    {
      seep_cli_diff_find_slope (row, diff->n_snapshots, &slope);
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
  SeepCliDiffRow total = seep_cli_diff_add_up (diff);

  seep_json_begin_object (json, "total");
  write_change (json, total.bytes, total.counts, diff->n_snapshots);
  seep_json_end_object (json);
  seep_cli_diff_row_clear (&total);
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
  g_autoptr(GPtrArray) rows = seep_cli_diff_choose_rows (question, diff, &n_unchanged);
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
  if (seep_cli_diff_has_total (question, diff))
    write_total (&json, diff);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}
