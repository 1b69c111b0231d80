/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-run-session.h"
#include "seep-cli-table.h"
#include "seep-command.h"
#include "seep-file-source.h"
#include "seep-launch.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#define SUMMARY_TYPES 5
#define NAME_CHARS 60
#define MAX_TRACEMALLOC_FRAMES 65535 /* what tracemalloc keeps at the most */

typedef struct
{
  char    *output;  /* owned; NULL: a new session */
  char    *python;  /* owned; NULL: found out */
  char   **program; /* owned; NULL: none given */
  double   snapshot_every;
  int      tracemalloc;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->python);
  g_strfreev (options->program);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (const Options *options, GError **error)
{
  const char *problem = NULL;

  if (options->program == NULL)
    problem = _("A program is missing: run takes -- SCRIPT ARGS…");
  else if (g_str_equal (options->program[0], "-m") && options->program[1] == NULL)
    problem = _("A module is missing after -m");
  else if (!(options->snapshot_every >= 0 && options->snapshot_every <= G_MAXINT32))
    problem = _("--snapshot-every takes a number of seconds");
  else if (options->tracemalloc < 0 || options->tracemalloc > MAX_TRACEMALLOC_FRAMES)
    problem = _("--tracemalloc takes a number of frames, at most 65535");

  if (problem == NULL)
    return TRUE;
  g_set_error_literal (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE, problem);
  return FALSE;
}

/* "seep-app-20260131-120000", and with a number behind it where that is taken. */
static char *
dup_default_output (const char *const *program)
{
  g_autofree char *name = seep_command_dup_name (program);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *base = g_strdup_printf ("seep-%s-%s", name, time);
  char *output = g_strdup (base);

  for (guint i = 2; g_file_test (output, G_FILE_TEST_EXISTS); i++)
    {
      g_free (output);
      output = g_strdup_printf ("%s-%u", base, i);
    }
  return output;
}

static void
write_snapshot (SeepJson *json, const char *path, gboolean is_final)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSource) source = seep_file_source_new (path, &error);
  g_autoptr(SeepFileInfo) info = source != NULL ? seep_formats_peek (source, NULL, &error) : NULL;

  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "path", path);
  if (info != NULL)
    {
      seep_json_add_uint (json, "objects", seep_facts_get_uint (info->facts, "objects"));
      seep_json_add_uint (json, "references", seep_facts_get_uint (info->facts, "references"));
      seep_json_add_uint (json, "bytes", seep_facts_get_uint (info->facts, "bytes"));
      seep_json_add_double (json, "pause_seconds",
                            (double) seep_facts_get_uint (info->facts, "pause_ns") / 1e9);
      seep_json_add_string (json, "how", seep_facts_get_string (info->facts, "capture.how"));
    }
  else
    seep_json_add_string (json, "problem", error->message);
  seep_json_add_bool (json, "final", is_final);
  seep_json_end_object (json);
}

static void
write_session (SeepJson *json, SeepCliRunSession *session)
{
  const SeepSessionInfo *info = session != NULL ? seep_cli_run_session_get_info (session) : NULL;

  if (info == NULL)
    {
      seep_json_add_null (json, "session");
      return;
    }
  seep_json_begin_object (json, "session");
  seep_json_add_string (json, "id", info->id);
  seep_json_add_string (json, "name", info->name);
  seep_json_add_uint (json, "bytes", info->n_bytes);
  seep_json_add_string (json, "replaced", seep_cli_run_session_get_replaced (session));
  seep_json_end_object (json);
}

static gboolean
print_json (const SeepLaunchResult *result,
            const char             *output,
            SeepCliRunSession      *session,
            GError                **error)
{
  SeepJson json;

  seep_json_init (&json, stderr);
  seep_json_begin_object (&json, NULL);
  seep_json_add_string (&json, "output", output);
  write_session (&json, session);
  seep_json_begin_array (&json, "snapshots");
  for (guint i = 0; result->snapshots[i] != NULL; i++)
    write_snapshot (&json, result->snapshots[i],
                    result->has_final && result->snapshots[i + 1] == NULL);
  seep_json_end_array (&json);
  seep_json_add_uint (&json, "exit_code", (guint64) result->exit_code);
  if (result->signal != 0)
    seep_json_add_uint (&json, "signal", (guint64) result->signal);
  else
    seep_json_add_null (&json, "signal");
  seep_json_add_strings (&json, "problems", (const char *const *) result->problems);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_types (SeepHeap *heap, const SeepTypeTable *types)
{
  const char *const titles[] = { _("  Largest types"), _(">Count"), _(">Size"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < MIN (types->n_rows, SUMMARY_TYPES); i++)
    {
      g_autofree char *name =
        seep_cli_dup_printable (seep_heap_get_type_name (heap, types->rows[i].type), NAME_CHARS);
      g_autofree char *indented = g_strconcat ("  ", name, NULL);

      seep_cli_table_add (table, indented);
      seep_cli_table_add_count (table, types->rows[i].count);
      seep_cli_table_add_bytes (table, types->rows[i].bytes);
    }
  seep_cli_table_print (table, stderr);
}

static void
keep_types (SeepCliRunSession *session, SeepHeap *heap, const SeepTypeTable *types)
{
  g_autofree SeepCaptureType *rows = g_new (SeepCaptureType, MAX (types->n_rows, 1));

  for (guint i = 0; i < types->n_rows; i++)
    rows[i] = (SeepCaptureType){
      .name = (char *) seep_heap_get_type_name (heap, types->rows[i].type),
      .count = types->rows[i].count,
      .n_bytes = types->rows[i].bytes,
    };
  seep_cli_run_session_set_types (session, rows, types->n_rows);
}

/* What the last snapshot holds, in a few lines, and where to go from here. */
static gboolean
print_last_snapshot (SeepCli *cli, const char *path, SeepCliRunSession *session, GError **error)
{
  g_autoptr(SeepHeap) heap = seep_cli_open_heap (cli, path, error);
  g_autoptr(SeepTypeTable) types = NULL;
  g_autofree char *count = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *name = session != NULL ? g_path_get_basename (path) : g_strdup (path);
  g_autofree char *word = session != NULL ? seep_cli_run_session_dup_word (session)
                                          : g_shell_quote (path);

  if (heap == NULL)
    return FALSE;
  types = seep_type_table_new (heap, NULL, SEEP_TYPE_FILTER_NONE, seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (types == NULL)
    return FALSE;

  count = seep_cli_dup_count (types->count);
  bytes = seep_cli_dup_bytes (types->bytes);
  seep_type_table_sort (types, heap, SEEP_TYPE_SORT_BYTES);
  seep_cli_print (stderr, _("seep: %s: %s objects, %s\n"), name, count, bytes);
  print_types (heap, types);
  if (session != NULL)
    keep_types (session, heap, types);
  seep_cli_print (stderr, _("  Look further: seep-cli types %s\n"), word);
  return TRUE;
}

static void
print_text (SeepCli *cli, const SeepLaunchResult *result, SeepCliRunSession *session)
{
  g_autoptr(GError) error = NULL;
  guint n = g_strv_length (result->snapshots);

  for (guint i = 0; result->problems[i] != NULL; i++)
    seep_cli_print (stderr, _("seep: %s\n"), result->problems[i]);
  if (cli->is_quiet || n == 0)
    return;

  for (guint i = 0; session == NULL && i + 1 < n; i++)
    seep_cli_print (stderr, _("seep: %s\n"), result->snapshots[i]);
  if (!print_last_snapshot (cli, result->snapshots[n - 1], session, &error))
    seep_cli_print (stderr, _("seep: %s\n"), error->message);
  if (session != NULL)
    seep_cli_run_session_print (session);
}

/* Ends as the program did, so that whoever waits for us sees what it would have seen. */
static int
end_alike (const SeepLaunchResult *result)
{
  const struct rlimit no_core = { 0, 0 };

  if (result->signal != 0)
    {
      fflush (NULL);
      setrlimit (RLIMIT_CORE, &no_core); /* the program has left its own, if any */
      signal (result->signal, SIG_DFL);
      raise (result->signal);
    }
  return result->exit_code; /* and that of a signal that does not end us */
}

/* A session where -o names one or is not given; NULL without @error: a path. Where the store cannot
 * be written and nothing was asked for, a folder here serves. */
static SeepCliRunSession *
begin_session (SeepCli *cli, const Options *options, char **output, GError **error)
{
  const char *const *program = (const char *const *) options->program;
  g_autoptr(GError) problem = NULL;
  SeepCliRunSession *session;

  if (options->output != NULL && !seep_cli_is_session_name (options->output))
    {
      *output = g_strdup (options->output);
      return NULL;
    }

  session = seep_cli_run_session_new (cli, options->output, program, &problem);
  if (session != NULL)
    *output = g_strdup (seep_cli_run_session_get_folder (session));
  else if (options->output != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    {
      seep_cli_print (stderr, _("seep: %s; the snapshots go into a folder here\n"),
                      problem->message);
      *output = dup_default_output (program);
    }
  return session;
}

static gboolean
tell_result (SeepCli                *cli,
             const SeepLaunchResult *result,
             const char             *output,
             SeepCliRunSession      *session,
             GError                **error)
{
  g_autoptr(GError) problem = NULL;

  if (session != NULL
      && !seep_cli_run_session_finish (session, (const char *const *) result->snapshots, FALSE, &problem)
      && problem != NULL)
    seep_cli_print (stderr, _("seep: %s\n"), problem->message);

  if (cli->is_json)
    return print_json (result, output, session, error);
  print_text (cli, result, session);
  return TRUE;
}

static SeepLaunchResult *
run_program (SeepCli *cli, const Options *options, GError **error)
{
  g_autoptr(SeepCliRunSession) session = NULL;
  g_autoptr(SeepLaunchResult) result = NULL;
  g_autofree char *output = NULL;
  SeepLaunchOptions launch = {
    .argv = (const char *const *) options->program,
    .python = options->python,
    .snapshot_every_seconds = options->snapshot_every,
    .tracemalloc_frames = (guint) options->tracemalloc,
    .flags = SEEP_LAUNCH_FORWARD_SIGNALS,
  };

  session = begin_session (cli, options, &output, error);
  if (output == NULL)
    return NULL;

  launch.output = output;
  result = seep_launch_run (&launch, NULL, error);
  if (result == NULL || !tell_result (cli, result, output, session, error))
    return NULL;
  return g_steal_pointer (&result);
}

int
seep_cli_run (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .output = NULL };
  g_autoptr(SeepLaunchResult) result = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("Where the snapshots go, see below"), N_("SESSION|DIR|FILE.seepheap") },
    { "snapshot-every", 0, 0, G_OPTION_ARG_DOUBLE, &options.snapshot_every,
      N_("A snapshot every S seconds, too"), "S" },
    { "tracemalloc", 0, 0, G_OPTION_ARG_INT, &options.tracemalloc,
      N_("Keep N frames of where each object was allocated (slows the program down)"), "N" },
    { "python", 0, 0, G_OPTION_ARG_FILENAME, &options.python,
      N_("The interpreter (if not given: the console script's own, else python3)"), N_("EXE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.program, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error) || !check_options (&options, error))
    return SEEP_EXIT_FAILED;
  result = run_program (cli, &options, error);
  return result != NULL ? end_alike (result) : SEEP_EXIT_FAILED;
}
