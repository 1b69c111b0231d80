/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-traces.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"
#include "seep-file-source.h"

#include <stdio.h>

static void
tell_warnings (const SeepTraces *traces)
{
  const char *const *warnings = seep_traces_get_warnings (traces);

  for (guint i = 0; warnings[i] != NULL; i++)
    seep_cli_print (stderr, "%s\n", warnings[i]);
}

static GPtrArray *
read_trace_file (SeepCli *cli, SeepSource *source, GError **error)
{
  GPtrArray *snapshots = seep_formats_read_traces (source, seep_cli_get_task (cli), error);

  seep_cli_end_progress (cli);
  for (guint i = 0; snapshots != NULL && i < snapshots->len; i++)
    tell_warnings (snapshots->pdata[i]);
  return snapshots;
}

/* Not through the table of formats: a dump that is cut off says so. */
static GPtrArray *
read_heap (SeepCli *cli, const char *path, GError **error)
{
  g_autoptr(SeepHeap) heap = seep_cli_open_heap (cli, path, error);
  g_autoptr(SeepTraces) traces = NULL;
  GPtrArray *snapshots;

  if (heap != NULL)
    traces = seep_traces_new_for_heap (heap, seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (traces == NULL)
    return NULL;

  snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_traces_unref);
  g_ptr_array_add (snapshots, g_steal_pointer (&traces));
  return snapshots;
}

GPtrArray *
seep_cli_open_traces (SeepCli *cli, const char *word, GError **error)
{
  const char *path = seep_cli_find_file (cli, word, error);
  g_autoptr(SeepSource) source = path != NULL ? seep_file_source_new (path, error) : NULL;
  const SeepFormat *format = source != NULL ? seep_formats_find (source, error) : NULL;

  if (format == NULL)
    return NULL;
  return format->read_heap != NULL ? read_heap (cli, path, error)
                                   : read_trace_file (cli, source, error);
}

SeepTraces *
seep_cli_find_snapshot (SeepCli *cli, GPtrArray *snapshots, guint number, GError **error)
{
  const char *file = seep_traces_get_file (snapshots->pdata[0]);

  if (number > snapshots->len)
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND,
                   ngettext ("%s: there is no snapshot %u: the file holds %u",
                             "%s: there is no snapshot %u: the file holds %u", snapshots->len),
                   file, number, snapshots->len);
      return NULL;
    }
  if (number > 0)
    return snapshots->pdata[number - 1];

  if (snapshots->len > 1 && !cli->is_quiet)
    seep_cli_print (stderr,
                    _("%s holds %u snapshots; this is the last (--snapshot N chooses one)\n"), file,
                    snapshots->len);
  return snapshots->pdata[snapshots->len - 1];
}
