/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-alarm.h"

#include "base/seep-i18n.h"
#include "seep-cli-table.h"
#include "seep-probe-client.h"

#include <gio/gio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- The dump --- */

static gboolean
dump (SeepCli *cli, const SeepCliAlarm *alarm, SeepTask *task)
{
  const SeepDumpOptions options = { .pid = alarm->pid };
  g_auto(SeepDumpResult) result = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;

  if (!seep_probe_client_dump (alarm->host, &options, alarm->dump, &result, task, &error))
    {
      seep_cli_print (stderr, _("seep: no dump was made: %s\n"), error->message);
      return FALSE;
    }
  bytes = seep_cli_dup_bytes (result.n_file_bytes);
  if (!cli->is_quiet)
    seep_cli_print (stderr, _("seep: %s: the dump, %s; the program paused %.3f s\n"), alarm->dump,
                    bytes, result.pause_seconds);
  return TRUE;
}

/* --- The notification --- */

static void
notify (const SeepCliAlarm *alarm)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr(GVariant) answer = NULL;
  g_autofree char *title = g_strdup_printf (_("Process %d"), (int) alarm->pid);
  GVariantBuilder hints;

  if (bus != NULL)
    {
      g_variant_builder_init (&hints, G_VARIANT_TYPE ("a{sv}"));
      answer = g_dbus_connection_call_sync (
        bus, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
        "org.freedesktop.Notifications", "Notify",
        g_variant_new ("(susssasa{sv}i)", "Seep", 0u, SEEP_APP_ID, title, alarm->reason, NULL,
                       &hints, -1),
        G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, 10000, NULL, &error);
    }
  if (answer == NULL)
    seep_cli_print (stderr, _("seep: no notification was shown: %s\n"), error->message);
}

/* --- The command --- */

/* Signals are held back in us, and our standard output is for samples only. */
static void
prepare_command_cb (gpointer data)
{
  sigset_t none;

  sigemptyset (&none);
  pthread_sigmask (SIG_SETMASK, &none, NULL);
  signal (SIGPIPE, SIG_DFL);
  dup2 (STDERR_FILENO, STDOUT_FILENO);
}

static GStrv
set_number (GStrv environment, const char *name, double value)
{
  g_autofree char *text = isnan (value) ? g_strdup ("") : g_strdup_printf ("%.0f", value);

  return g_environ_setenv (environment, name, text, TRUE);
}

/* Facts go through the environment: nothing that a target says becomes a word of a shell. */
static GStrv
make_environment (const SeepCliAlarm *alarm, gboolean is_dumped)
{
  GStrv environment = g_get_environ ();

  environment = set_number (environment, "SEEP_PID", (double) alarm->pid);
  environment = set_number (environment, "SEEP_RSS_BYTES", alarm->values[SEEP_METRIC_RSS]);
  environment = set_number (environment, "SEEP_FDS", alarm->values[SEEP_METRIC_FDS]);
  environment = g_environ_setenv (environment, "SEEP_REASON", alarm->reason, TRUE);
  environment = g_environ_setenv (environment, "SEEP_DUMP",
                                  alarm->dump != NULL && is_dumped ? alarm->dump : "", TRUE);
  return g_environ_setenv (environment, "SEEP_SESSION", alarm->session != NULL ? alarm->session : "",
                           TRUE);
}

static void
run_command (const SeepCliAlarm *alarm, gboolean is_dumped)
{
  char *argv[] = { (char *) "/bin/sh", (char *) "-c", (char *) alarm->command, NULL };
  g_auto(GStrv) environment = make_environment (alarm, is_dumped);
  g_autoptr(GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, environment, G_SPAWN_CHILD_INHERITS_STDIN, prepare_command_cb, NULL,
                     NULL, NULL, &status, &error)
      || !g_spawn_check_wait_status (status, &error))
    seep_cli_print (stderr, _("seep: the command has failed: %s\n"), error->message);
}

gboolean
seep_cli_alarm_raise (SeepCli *cli, const SeepCliAlarm *alarm, SeepTask *task)
{
  gboolean is_dumped = alarm->dump == NULL || dump (cli, alarm, task);

  if (alarm->notifies)
    notify (alarm);
  if (alarm->command != NULL)
    run_command (alarm, is_dumped);
  return is_dumped;
}
