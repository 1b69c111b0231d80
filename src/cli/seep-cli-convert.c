/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-convert.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-seepheap-indexer.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"
#include "seep-cli-traces.h"
#include "seep-file-sink.h"
#include "seep-file-source.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>

typedef enum
{
  FORMAT_SEEPHEAP,
  FORMAT_JSON,
  FORMAT_CSV,
  FORMAT_COLLAPSED,
} Format;

typedef struct
{
  char    *output; /* owned */
  gboolean has_objects;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *const words[] = { "seepheap", "json", "csv", "collapsed", NULL };

/* --- A sink as a stream -------------------------------------------------------------------------------- */

typedef struct
{
  SeepSink *sink;  /* borrowed */
  GError   *error; /* owned; of the sink */
} Stream;

static ssize_t
write_cb (void *cookie, const char *bytes, size_t n_bytes)
{
  Stream *stream = cookie;

  if (stream->error == NULL && stream->sink->append (stream->sink, bytes, n_bytes, &stream->error))
    return (ssize_t) n_bytes;
  errno = EIO;
  return 0;
}

static FILE *
open_stream (Stream *stream)
{
  cookie_io_functions_t functions = { .write = write_cb };

  return fopencookie (stream, "w", functions);
}

/* What the sink said goes before what was made of it. */
static gboolean
close_stream (Stream *stream, FILE *file, gboolean done, GError **error)
{
  done &= fclose (file) == 0;
  if (stream->error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&stream->error));
      return FALSE;
    }
  if (!done && error != NULL && *error == NULL)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_IO, _("The file cannot be written"));
  return done;
}

/* --- Heaps -------------------------------------------------------------------------------------------- */

static gboolean
write_index (SeepCli *cli, const char *word, SeepSink *sink, GError **error)
{
  g_autoptr(SeepHeap) heap = seep_cli_open_heap (cli, word, error);

  return heap != NULL
         && seep_seepheap_write_indexed (heap, NULL, 0, sink, seep_cli_get_task (cli), error);
}

static gboolean
write_heap (SeepCli *cli, const char *word, Format format, gboolean has_objects, FILE *file, GError **error)
{
  g_autoptr(SeepAnalysis) analysis = seep_cli_open_analysis (cli, word, error);

  if (analysis == NULL)
    return FALSE;
  return format == FORMAT_JSON
           ? seep_cli_convert_heap_to_json (cli, analysis, has_objects, file, error)
           : seep_cli_convert_heap_to_csv (cli, analysis, has_objects, file, error);
}

/* --- Allocations ---------------------------------------------------------------------------------------- */

static gboolean
write_traces (SeepCli *cli, const char *word, Format format, FILE *file, GError **error)
{
  g_autoptr(GPtrArray) snapshots = seep_cli_open_traces (cli, word, error);

  if (snapshots == NULL)
    return FALSE;
  if (format == FORMAT_JSON)
    return seep_cli_convert_traces_to_json (cli, snapshots, file, error);
  if (format == FORMAT_CSV)
    return seep_cli_convert_traces_to_csv (cli, snapshots, file, error);

  if (snapshots->len > 1 && !cli->is_quiet)
    seep_cli_print (stderr, _("%s holds %u snapshots; the stacks are those of the last\n"), word,
                    snapshots->len);
  return seep_cli_convert_traces_to_collapsed (cli, snapshots->pdata[snapshots->len - 1], file,
                                               error);
}

/* --- The command ------------------------------------------------------------------------------------------ */

static gboolean
write_file (SeepCli       *cli,
            const Options *options,
            const char    *word,
            Format         format,
            gboolean       is_heap,
            SeepSink      *sink,
            GError       **error)
{
  Stream stream = { .sink = sink };
  gboolean done;
  FILE *file;

  if (format == FORMAT_SEEPHEAP)
    return write_index (cli, word, sink, error);

  file = open_stream (&stream);
  done = is_heap && format != FORMAT_COLLAPSED
           ? write_heap (cli, word, format, options->has_objects, file, error)
           : write_traces (cli, word, format, file, error);
  return close_stream (&stream, file, done, error);
}

/* What makes no sense of a file of this kind. */
static gboolean
check_format (const Options *options, const char *path, Format format, gboolean is_heap, GError **error)
{
  if (!is_heap && format == FORMAT_SEEPHEAP)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                 _("%s holds allocations, no objects: it can become json, csv or collapsed"), path);
  else if (options->has_objects && (!is_heap || format == FORMAT_COLLAPSED || format == FORMAT_SEEPHEAP))
    g_set_error_literal (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                         _("--objects lists the objects of a heap dump as json or csv"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
tell_result (SeepCli *cli, const char *path, Format format, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *size = NULL;
  GStatBuf status = { 0 };
  SeepJson json;

  g_stat (path, &status); /* was written a moment ago: who took it away knows */
  if (cli->is_json)
    {
      seep_json_init (&json, stdout);
      seep_json_begin_object (&json, NULL);
      seep_json_add_string (&json, "path", path);
      seep_json_add_string (&json, "format", words[format]);
      seep_json_add_uint (&json, "bytes", (guint64) status.st_size);
      seep_cli_write_damage (cli, &json);
      seep_json_end_object (&json);
      return seep_json_finish (&json, error);
    }
  size = seep_cli_dup_bytes ((guint64) status.st_size);
  if (!cli->is_quiet)
    seep_cli_print (stdout, _("%s: %s\n"), shown, size);
  return TRUE;
}

static gboolean
convert (SeepCli *cli, const Options *options, const char *word, Format format, GError **error)
{
  const char *path = seep_cli_find_file (cli, word, error);
  g_autoptr(SeepSource) source = path != NULL ? seep_file_source_new (path, error) : NULL;
  const SeepFormat *kind = source != NULL ? seep_formats_find (source, error) : NULL;
  g_autoptr(SeepFileSink) sink = NULL;
  gboolean is_heap = kind != NULL && kind->read_heap != NULL;

  if (kind == NULL || !check_format (options, path, format, is_heap, error))
    return FALSE;
  sink = seep_file_sink_new (options->output, error);
  if (sink == NULL
      || !write_file (cli, options, path, format, is_heap, seep_file_sink_get_sink (sink), error))
    return FALSE;
  seep_cli_end_progress (cli);
  return seep_file_sink_finish (sink, error) && tell_result (cli, options->output, format, error);
}

static int
find_format (const char *output, GError **error)
{
  g_autofree char *endings = NULL;

  for (int i = 0; words[i] != NULL; i++)
    {
      g_autofree char *ending = g_strconcat (".", words[i], NULL);

      if (g_str_has_suffix (output, ending))
        return i;
    }
  endings = g_strjoinv (", .", (char **) words);
  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("%s: its ending says what to write: one of .%s"), output, endings);
  return -1;
}

int
seep_cli_convert (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("What to write: .seepheap, .json, .csv or .collapsed"), "OUT" },
    { "objects", 0, 0, G_OPTION_ARG_NONE, &options.has_objects,
      N_("json, csv: every object of a heap dump"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  int format;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 1, error))
    return SEEP_EXIT_FAILED;
  if (options.output == NULL)
    {
      g_set_error_literal (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                           _("-o OUT says where to write"));
      return SEEP_EXIT_FAILED;
    }
  format = find_format (options.output, error);
  if (format < 0)
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return convert (cli, &options, argv[1], (Format) format, error) ? SEEP_EXIT_DONE
                                                                  : SEEP_EXIT_FAILED;
}
