/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-host.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"
#include "seep-probe-client.h"

#include <signal.h>

#define PROGRAM_CHARS 40

static const char *const probe_args[] = { "list", NULL };

static const char *const attach_words[] = {
  [SEEP_ATTACH_NONE] = "none",
  [SEEP_ATTACH_AGENT] = "agent",
  [SEEP_ATTACH_REMOTE_EXEC] = "remote-exec",
  [SEEP_ATTACH_OUTSIDE] = "outside",
};

/* "3 d", "2 h", "14 min", "8 s": since it was started. */
static char *
dup_age (gint64 started_us)
{
  gint64 seconds = (g_get_real_time () - started_us) / G_USEC_PER_SEC;

  if (started_us == 0)
    return g_strdup ("");
  seconds = MAX (seconds, 0);
  if (seconds < 60)
    return g_strdup_printf (_("%d s"), (int) seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  if (seconds < 24 * 60 * 60)
    return g_strdup_printf (_("%d h"), (int) (seconds / (60 * 60)));
  return g_strdup_printf (_("%d d"), (int) MIN (seconds / (24 * 60 * 60), G_MAXINT));
}

/* How, or why not. */
static char *
dup_attach (const SeepProcess *process)
{
  if (process->problem[0] == '\0')
    return g_strdup (attach_words[process->attach]);
  if (process->attach == SEEP_ATTACH_NONE)
    return g_strdup (process->problem);
  return g_strdup_printf ("%s: %s", attach_words[process->attach], process->problem);
}

static void
print_table (GPtrArray *processes)
{
  const char *const titles[] = { _(">PID"), _("User"), _("Python"), _(">RSS"), _(">Age"),
                                 _("Program"), _("Attach"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < processes->len; i++)
    {
      const SeepProcess *process = processes->pdata[i];
      g_autofree char *pid = g_strdup_printf ("%" G_GINT64_FORMAT, process->pid);
      g_autofree char *age = dup_age (process->started_us);
      g_autofree char *program = seep_cli_dup_printable (process->program, PROGRAM_CHARS);
      g_autofree char *attach = dup_attach (process);

      seep_cli_table_add (table, pid);
      seep_cli_table_add (table, process->user);
      seep_cli_table_add (table, process->python);
      seep_cli_table_add_bytes (table, process->rss_bytes);
      seep_cli_table_add (table, age);
      seep_cli_table_add (table, program);
      seep_cli_table_add (table, attach);
    }
  seep_cli_table_print (table, stdout);
}

static void
write_process (SeepJson *json, const SeepProcess *process)
{
  g_autofree char *started = seep_cli_dup_time (process->started_us);

  seep_json_begin_object (json, NULL);
  seep_json_add_int (json, "pid", process->pid);
  seep_json_add_int (json, "parent", process->parent);
  seep_json_add_string (json, "user", process->user);
  seep_json_add_string (json, "python", process->python);
  seep_json_add_string (json, "program", process->program);
  seep_json_add_strings (json, "argv", (const char *const *) process->argv);
  seep_json_add_uint (json, "rss_bytes", process->rss_bytes);
  seep_json_add_string (json, "started_at", started);
  seep_json_add_bool (json, "container", process->is_contained);
  seep_json_add_string (json, "attach", attach_words[process->attach]);
  seep_json_add_string (json, "code", process->code);
  seep_json_add_string (json, "problem", process->problem[0] != '\0' ? process->problem : NULL);
  seep_json_add_string (json, "remedy", process->remedy[0] != '\0' ? process->remedy : NULL);
  seep_json_end_object (json);
}

static gboolean
print_json (GPtrArray *processes, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "processes");
  for (guint i = 0; i < processes->len; i++)
    write_process (&json, processes->pdata[i]);
  seep_json_end_array (&json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

/* Each different remedy once: most processes that cannot be reached have the same. */
static void
print_remedies (GPtrArray *processes)
{
  g_autoptr(GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < processes->len; i++)
    {
      const SeepProcess *process = processes->pdata[i];

      if (process->remedy[0] != '\0' && g_hash_table_add (told, process->remedy))
        seep_cli_print (stderr, "%s: %s\n", process->code, process->remedy);
    }
}

static gboolean
print_processes (SeepCli *cli, GPtrArray *processes, GError **error)
{
  if (cli->is_json)
    return print_json (processes, error);
  if (processes->len > 0)
    print_table (processes);
  if (cli->is_quiet)
    return TRUE;
  fflush (stdout);
  if (processes->len == 0)
    seep_cli_print (stderr, _("No Python process was found\n"));
  print_remedies (processes);
  return TRUE;
}

int
seep_cli_ps (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(SeepCliHostOptions) where = { .host = NULL };
  g_autoptr(SeepHost) host = NULL;
  g_autoptr(GPtrArray) processes = NULL;
  const GOptionEntry entries[] = { SEEP_CLI_HOST_ENTRIES (where), G_OPTION_ENTRY_NULL };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 0, error))
    return SEEP_EXIT_FAILED;
  host = seep_cli_open_host (&where, error);
  if (host == NULL)
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  processes = seep_probe_client_list (host, seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (processes == NULL)
    return SEEP_EXIT_FAILED;
  seep_cli_tell_host (cli, host, probe_args);
  return print_processes (cli, processes, error) ? SEEP_EXIT_DONE : SEEP_EXIT_FAILED;
}
