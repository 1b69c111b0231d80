/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-convert.h"

#include "analysis/seep-sites.h"
#include "base/seep-i18n.h"
#include "seep-cli-csv.h"
#include "seep-cli-heap.h"

#include <inttypes.h>

static SeepSites *
group (SeepCli *cli, SeepTraces *traces, SeepSitesBy by, GError **error)
{
  return seep_sites_new (traces, by, SEEP_SITES_OWN, NULL, seep_cli_get_task (cli), error);
}

/* --- JSON ------------------------------------------------------------------------------------------- */

static void
write_frame (SeepJson *json, const SeepTraces *traces, SeepStackFrame frame)
{
  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "file", seep_traces_get_text (traces, frame.file));
  seep_json_add_uint (json, "line", frame.line);
  if (frame.function != 0)
    seep_json_add_string (json, "function", seep_traces_get_text (traces, frame.function));
  else
    seep_json_add_null (json, "function");
  seep_json_end_object (json);
}

static void
write_site (SeepJson *json, const SeepSites *sites, const SeepSiteRow *row)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (sites->traces);
  guint32 n_frames = 0;
  const guint32 *stack
    = row->key != SEEP_NO_NODE ? seep_traces_get_stack (sites->traces, row->key, &n_frames) : NULL;

  seep_json_begin_object (json, NULL);
  seep_json_begin_array (json, "frames");
  for (guint32 i = 0; i < n_frames; i++)
    write_frame (json, sites->traces, columns->frames[stack[i]]);
  seep_json_end_array (json);
  if (row->total > 0)
    seep_json_add_uint (json, "total_frames", row->total);
  else
    seep_json_add_null (json, "total_frames");
  seep_json_add_uint (json, "bytes", row->bytes);
  seep_json_add_uint (json, "count", row->count);
  seep_json_end_object (json);
}

static gboolean
write_snapshot (SeepCli *cli, SeepJson *json, SeepTraces *traces, GError **error)
{
  g_autoptr(SeepSites) sites = group (cli, traces, SEEP_SITES_BY_TRACEBACK, error);

  if (sites == NULL)
    return FALSE;
  seep_json_begin_object (json, NULL);
  seep_json_begin_array (json, "sites");
  for (guint i = 0; i < sites->n_rows; i++)
    write_site (json, sites, &sites->rows[i]);
  seep_json_end_array (json);
  seep_json_begin_object (json, "total");
  seep_json_add_uint (json, "count", sites->count);
  seep_json_add_uint (json, "bytes", sites->bytes);
  seep_json_end_object (json);
  seep_json_add_strings (json, "warnings", seep_traces_get_warnings (traces));
  seep_json_end_object (json);
  return TRUE;
}

gboolean
seep_cli_convert_traces_to_json (SeepCli *cli, GPtrArray *snapshots, FILE *file, GError **error)
{
  SeepJson json;

  seep_json_init (&json, file);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "snapshots");
  for (guint i = 0; i < snapshots->len; i++)
    if (!write_snapshot (cli, &json, snapshots->pdata[i], error))
      return FALSE;
  seep_json_end_array (&json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

/* --- CSV -------------------------------------------------------------------------------------------- */

static void
add_site (SeepCliCsv *csv, const SeepSites *sites, const SeepSiteRow *row, guint snapshot)
{
  SeepStackFrame frame = { 0 };

  if (row->key != SEEP_NO_NODE)
    frame = seep_traces_get_columns (sites->traces)->frames[row->key];
  seep_cli_csv_add_uint (csv, snapshot);
  seep_cli_csv_add_text (csv, seep_traces_get_text (sites->traces, frame.file));
  seep_cli_csv_add_uint (csv, frame.line);
  seep_cli_csv_add_text (csv, seep_traces_get_text (sites->traces, frame.function));
  seep_cli_csv_add_uint (csv, row->bytes);
  seep_cli_csv_add_uint (csv, row->count);
  seep_cli_csv_end_row (csv);
}

gboolean
seep_cli_convert_traces_to_csv (SeepCli *cli, GPtrArray *snapshots, FILE *file, GError **error)
{
  static const char *const titles[]
    = { "snapshot", "file", "line", "function", "bytes", "count", NULL };
  SeepCliCsv csv;

  seep_cli_csv_init (&csv, file, titles);
  for (guint i = 0; i < snapshots->len; i++)
    {
      g_autoptr(SeepSites) sites = group (cli, snapshots->pdata[i], SEEP_SITES_BY_LINE, error);

      if (sites == NULL)
        return FALSE;
      for (guint k = 0; k < sites->n_rows; k++)
        add_site (&csv, sites, &sites->rows[k], i + 1);
    }
  return TRUE;
}

/* --- Collapsed stacks -------------------------------------------------------------------------------- */

/* What separates frames or ends a line is written as \x3b. */
static void
write_escaped (FILE *file, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == ';' || (guchar) *at < ' ' || *at == '\x7f')
      fprintf (file, "\\x%02x", (guint) (guchar) *at);
    else
      putc (*at, file);
}

static void
write_frame_text (FILE *file, const SeepTraces *traces, SeepStackFrame frame)
{
  if (frame.function != 0)
    {
      write_escaped (file, seep_traces_get_text (traces, frame.function));
      fputs (" (", file);
    }
  write_escaped (file, seep_traces_get_text (traces, frame.file));
  fprintf (file, ":%u%s", frame.line, frame.function != 0 ? ")" : "");
}

/* The outermost frame first. */
static void
write_stack (FILE *file, const SeepSites *sites, const SeepSiteRow *row)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (sites->traces);
  guint32 n_frames = 0;
  const guint32 *stack
    = row->key != SEEP_NO_NODE ? seep_traces_get_stack (sites->traces, row->key, &n_frames) : NULL;

  if (row->total > n_frames)
    fputs ("[truncated];", file);
  if (n_frames == 0)
    fputs ("[no frames]", file);
  for (guint32 i = n_frames; i > 0; i--)
    {
      write_frame_text (file, sites->traces, columns->frames[stack[i - 1]]);
      fputs (i > 1 ? ";" : "", file);
    }
  fprintf (file, " %" PRIu64 "\n", row->bytes);
}

gboolean
seep_cli_convert_traces_to_collapsed (SeepCli *cli, SeepTraces *traces, FILE *file, GError **error)
{
  g_autoptr(SeepSites) sites = group (cli, traces, SEEP_SITES_BY_TRACEBACK, error);

  if (sites == NULL)
    return FALSE;
  for (guint i = 0; i < sites->n_rows; i++)
    write_stack (file, sites, &sites->rows[i]);
  return TRUE;
}
