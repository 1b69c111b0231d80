/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-probe-client.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-file-sink.h"
#include "seep-probe-command.h"
#include "seep-probe-words.h"

#include <math.h>
#include <string.h>

/* --- Processes --- */

static const struct
{
  const char *word;
  SeepAttach  attach;
} attaches[] = {
  { "agent", SEEP_ATTACH_AGENT },
  { "remote-exec", SEEP_ATTACH_REMOTE_EXEC },
  { "outside", SEEP_ATTACH_OUTSIDE },
};

void
seep_process_free (SeepProcess *process)
{
  g_free (process->user);
  g_free (process->python);
  g_free (process->program);
  g_strfreev (process->argv);
  g_free (process->code);
  g_free (process->problem);
  g_free (process->remedy);
  g_free (process);
}

static SeepAttach
parse_attach (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (attaches); i++)
    if (g_str_equal (attaches[i].word, word))
      return attaches[i].attach;
  return SEEP_ATTACH_NONE;
}

static SeepProcess *
process_new (JsonObject *object)
{
  JsonObject *attach = seep_probe_json_get_object (object, "attach");
  SeepProcess *process = g_new0 (SeepProcess, 1);

  process->pid = (gint64) seep_probe_json_get_uint (object, "pid");
  process->parent = (gint64) seep_probe_json_get_uint (object, "parent");
  process->user = g_strdup (seep_probe_json_get_string (object, "user"));
  process->python = g_strdup (seep_probe_json_get_string (object, "python"));
  process->program = g_strdup (seep_probe_json_get_string (object, "program"));
  process->argv = seep_probe_json_dup_strings (object, "argv");
  process->rss_bytes = seep_probe_json_get_uint (object, "rss_bytes");
  process->started_us = seep_probe_json_get_us (object, "started");
  process->is_contained = seep_probe_json_get_bool (object, "container");
  process->attach = parse_attach (seep_probe_json_get_string (attach, "how"));
  process->code = g_strdup (seep_probe_json_get_string (attach, "code"));
  process->problem = seep_probe_words_dup (seep_probe_json_get_string (attach, "message"));
  process->remedy = seep_probe_words_dup (seep_probe_json_get_string (attach, "remedy"));
  return process;
}

static int
compare_pids (gconstpointer a, gconstpointer b)
{
  const SeepProcess *const *left = a;
  const SeepProcess *const *right = b;

  return ((*left)->pid > (*right)->pid) - ((*left)->pid < (*right)->pid);
}

GPtrArray *
seep_probe_client_list (SeepHost *host, SeepTask *task, GError **error)
{
  static const char *const args[] = { "list", NULL };
  g_autoptr(SeepProbeCommand) command = seep_probe_command_start (host, args, task, error);
  g_autoptr(GPtrArray) processes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) seep_process_free);
  g_autoptr(GError) problem = NULL;
  gboolean is_whole = FALSE;

  if (command == NULL)
    return NULL;
  for (;;)
    {
      g_autoptr(JsonObject) object = seep_probe_command_read (command, task, &problem);
      const char *type = seep_probe_json_get_string (object, "type");

      if (object == NULL)
        break;
      if (g_str_equal (type, "process"))
        g_ptr_array_add (processes, process_new (object));
      is_whole |= g_str_equal (type, "end");
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (!seep_probe_command_finish (command, task, error)
      || (!is_whole && !seep_probe_command_set_rubbish (command, _("it ends too early"), error)))
    return NULL;
  g_ptr_array_sort (processes, compare_pids);
  return g_steal_pointer (&processes);
}

/* --- A dump --- */

#define PIECE_BYTES (256u << 10)

static const char *const hows[] = {
  [SEEP_DUMP_HOW_AUTO] = "auto",
  [SEEP_DUMP_HOW_AGENT] = "agent",
  [SEEP_DUMP_HOW_FORK] = "fork",
  [SEEP_DUMP_HOW_OUTSIDE] = "outside",
};

void
seep_dump_result_clear (SeepDumpResult *result)
{
  g_clear_pointer (&result->how, g_free);
  g_clear_pointer (&result->why, g_free);
}

static GStrv
dup_dump_args (const SeepDumpOptions *options)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *pid = g_strdup_printf ("%" G_GINT64_FORMAT, options->pid);

  g_strv_builder_add (builder, "dump");
  if (options->core == NULL)
    g_strv_builder_add_many (builder, "--pid", pid, "--how", hows[options->how], NULL);
  else
    g_strv_builder_add_many (builder, "--core", options->core, NULL);
  if (options->core != NULL && options->exe != NULL)
    g_strv_builder_add_many (builder, "--exe", options->exe, NULL);
  if (options->collect)
    g_strv_builder_add (builder, "--collect");
  if (options->no_previews)
    g_strv_builder_add (builder, "--no-previews");
  return g_strv_builder_end (builder);
}

static gboolean
receive (SeepProbeCommand *command,
         SeepSink         *sink,
         guint64          *n_bytes,
         SeepTask         *task,
         GError          **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  SeepPipes *pipes = seep_probe_command_get_pipes (command);
  gsize n = 0;

  *n_bytes = 0;
  do
    {
      if (!seep_pipes_read (pipes, piece, PIECE_BYTES, &n, task, error)
          || (n > 0 && !sink->append (sink, piece, n, error)))
        return FALSE;
      if (*n_bytes == 0)
        seep_task_set_progress (task, _("Receiving the dump"), -1);
      *n_bytes += n;
    }
  while (n > 0);
  return TRUE;
}

/* A number that is not there is none. */
static double
get_seconds (JsonObject *object, const char *member)
{
  double seconds = seep_probe_json_get_number (object, member);

  return seconds >= 0 && !isinf (seconds) ? seconds : 0;
}

static void
fill_result (SeepDumpResult *result, JsonObject *done)
{
  *result = (SeepDumpResult){
    .n_objects = seep_probe_json_get_uint (done, "objects"),
    .n_references = seep_probe_json_get_uint (done, "references"),
    .n_bytes = seep_probe_json_get_uint (done, "bytes"),
    .n_file_bytes = seep_probe_json_get_uint (done, "file_bytes"),
    .pause_seconds = get_seconds (done, "pause_seconds"),
    .stop_seconds = get_seconds (done, "stop_seconds"),
    .how = g_strdup (seep_probe_json_get_string (done, "how")),
    .why = seep_probe_words_dup (seep_probe_json_get_string (done, "why")),
  };
}

/* All that it says it has written has arrived: a connection that breaks may look like an end. */
static gboolean
check_whole (SeepProbeCommand *command, guint64 n_bytes, GError **error)
{
  JsonObject *done = seep_probe_command_get_done (command);

  if (done == NULL)
    return seep_probe_command_set_rubbish (command, _("it ends too early"), error);
  if (n_bytes == 0 || n_bytes != seep_probe_json_get_uint (done, "file_bytes"))
    return seep_probe_command_set_rubbish (command, _("a part of the dump is missing"), error);
  return TRUE;
}

gboolean
seep_probe_client_dump (SeepHost              *host,
                        const SeepDumpOptions *options,
                        const char            *path,
                        SeepDumpResult        *result,
                        SeepTask              *task,
                        GError               **error)
{
  g_auto(GStrv) args = dup_dump_args (options);
  g_autoptr(SeepFileSink) sink = seep_file_sink_new (path, error);
  g_autoptr(SeepProbeCommand) command = NULL;
  guint64 n_bytes;

  *result = (SeepDumpResult){ 0 };
  if (sink == NULL)
    return FALSE;
  command = seep_probe_command_start (host, (const char *const *) args, task, error);
  if (command == NULL)
    return FALSE;
  seep_task_set_progress (task, _("Reaching the program"), -1);
  if (!receive (command, seep_file_sink_get_sink (sink), &n_bytes, task, error)
      || !seep_probe_command_finish (command, task, error)
      || !check_whole (command, n_bytes, error) || !seep_file_sink_finish (sink, error))
    return FALSE;
  fill_result (result, seep_probe_command_get_done (command));
  return TRUE;
}
