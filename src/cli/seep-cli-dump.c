/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-host.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"
#include "seep-probe-client.h"

#include <signal.h>

typedef struct
{
  SeepCliHostOptions where;
  char    *output; /* owned, as the others; NULL: not given */
  char    *core;
  char    *exe;
  char    *how;
  gint64   pid;
  gboolean is_collecting;
  gboolean is_without_previews;
} Options;

static void
options_clear (Options *options)
{
  seep_cli_host_options_clear (&options->where);
  g_free (options->output);
  g_free (options->core);
  g_free (options->exe);
  g_free (options->how);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (const Options *options, GError **error)
{
  const char *problem = NULL;

  if (options->output == NULL)
    problem = _("dump takes -o FILE: where the dump goes to");
  else if ((options->pid != 0) == (options->core != NULL))
    problem = _("Either --pid PID or --core FILE says what to dump");
  else if (options->pid < 0)
    problem = _("--pid takes the number of a process");
  else if (options->core == NULL && options->exe != NULL)
    problem = _("--exe goes with --core FILE");
  else if (options->core != NULL && (seep_cli_has_host (&options->where) || options->how != NULL))
    problem = _("--core takes a file that is here, and reads it in one way");
  else if (options->is_collecting
           && (options->core != NULL || g_strcmp0 (options->how, "outside") == 0))
    problem = _("--collect runs code in the process: not from outside, not in a core file");

  return problem == NULL || seep_cli_set_usage_error (problem, error);
}

static gboolean
fill_dump_options (const Options *options, SeepDumpOptions *dump, GError **error)
{
  static const char *const words[] = { "auto", "agent", "fork", "outside", NULL };
  int how = 0;

  if (options->how != NULL)
    how = seep_cli_find_word ("--how", options->how, words, error);
  *dump = (SeepDumpOptions){
    .pid = options->pid,
    .core = options->core,
    .exe = options->exe,
    .how = (SeepDumpHow) how,
    .collect = options->is_collecting,
    .no_previews = options->is_without_previews,
  };
  return how >= 0;
}

static gboolean
print_json (const SeepDumpResult *result, const char *path, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_add_string (&json, "path", path);
  seep_json_add_uint (&json, "objects", result->n_objects);
  seep_json_add_uint (&json, "references", result->n_references);
  seep_json_add_uint (&json, "bytes", result->n_bytes);
  seep_json_add_uint (&json, "file_bytes", result->n_file_bytes);
  seep_json_add_double (&json, "pause_seconds", result->pause_seconds);
  seep_json_add_double (&json, "stop_seconds", result->stop_seconds);
  seep_json_add_string (&json, "how", result->how);
  seep_json_add_string (&json, "why", result->why[0] != '\0' ? result->why : NULL);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_text (const SeepDumpResult *result, const char *path, gboolean is_core)
{
  g_autofree char *count = seep_cli_dup_count (result->n_objects);
  g_autofree char *bytes = seep_cli_dup_bytes (result->n_bytes);
  g_autofree char *file_bytes = seep_cli_dup_bytes (result->n_file_bytes);
  g_autofree char *word = g_shell_quote (path);

  seep_cli_print (stdout, _("%s: %s objects, %s (the file: %s)\n"), path, count, bytes, file_bytes);
  if (!is_core)
    seep_cli_print (stdout, _("  Paused the program %.3f s, stopped a thread %.1f ms: %s\n"),
                    result->pause_seconds, result->stop_seconds * 1000, result->how);
  if (result->why[0] != '\0')
    seep_cli_print (stdout, "  %s\n", result->why);
  seep_cli_print (stdout, _("  Look further: seep-cli types %s\n"), word);
}

/* Which command of the probe that is: for a person in a sandbox to run outside. */
static void
tell_host (SeepCli *cli, SeepHost *host, const Options *options)
{
  g_autofree char *pid = g_strdup_printf ("%" G_GINT64_FORMAT, options->pid);
  const char *const args[] = { "dump", "--pid", pid, NULL };

  if (options->core == NULL)
    seep_cli_tell_host (cli, host, args);
}

static gboolean
dump (SeepCli *cli, const Options *options, GError **error)
{
  g_autoptr(SeepHost) host = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  SeepDumpOptions how;
  gboolean is_done;

  if (!fill_dump_options (options, &how, error))
    return FALSE;
  host = options->core == NULL ? seep_cli_open_host (&options->where, error)
                               : seep_host_new (SEEP_HOST_LOCAL, NULL, NULL, error);
  if (host == NULL)
    return FALSE;

  signal (SIGPIPE, SIG_IGN); /* what is begun is taken back, whoever reads us ends first */
  seep_cli_watch_interrupt ();
  is_done = seep_probe_client_dump (host, &how, options->output, &result, seep_cli_get_task (cli),
                                    error);
  seep_cli_end_progress (cli);
  tell_host (cli, host, options);
  if (!is_done)
    return FALSE;
  if (cli->is_json)
    return print_json (&result, options->output, error);
  if (!cli->is_quiet)
    print_text (&result, options->output, options->core != NULL);
  return TRUE;
}

int
seep_cli_dump (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .output = NULL };
  const GOptionEntry entries[] = {
    { "pid", 'p', 0, G_OPTION_ARG_INT64, &options.pid, N_("The process, see seep-cli ps"), "PID" },
    { "core", 0, 0, G_OPTION_ARG_FILENAME, &options.core, N_("A core file instead"), N_("FILE") },
    { "exe", 0, 0, G_OPTION_ARG_FILENAME, &options.exe,
      N_("The Python that the core file is of (if not given: found out)"), N_("PYTHON") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("The dump; appears, or is replaced, when it is whole"), N_("FILE") },
    { "how", 0, 0, G_OPTION_ARG_STRING, &options.how, N_("Which way, see below"),
      "auto|agent|fork|outside" },
    { "collect", 0, 0, G_OPTION_ARG_NONE, &options.is_collecting,
      N_("Collect garbage first; this runs the program's code (__del__)"), NULL },
    { "no-previews", 0, 0, G_OPTION_ARG_NONE, &options.is_without_previews,
      N_("Leave out what strings and numbers say"), NULL },
    SEEP_CLI_HOST_ENTRIES (options.where),
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 0, error) || !check_options (&options, error)
      || !dump (cli, &options, error))
    return SEEP_EXIT_FAILED;
  return SEEP_EXIT_DONE;
}
