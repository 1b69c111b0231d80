/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-i18n.h"
#include "seep-cli-alarm.h"
#include "seep-cli-host.h"
#include "seep-cli-live.h"
#include "seep-cli-options.h"
#include "seep-cli-quantity.h"
#include "seep-cli-run-session.h"
#include "seep-cli-samples.h"
#include "seep-cli-table.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define MAX_INTERVAL 86400.0

typedef struct
{
  SeepCliHostOptions where;
  char    *above;   /* owned, as the others; NULL: not given */
  char    *growing;
  char    *dump;
  char    *command;
  char    *output;
  gint64   pid;
  gint64   fds;
  double   interval;
  double   seconds; /* 0: without end */
  gboolean notifies;
  gboolean with_descendants;
} Options;

typedef struct
{
  SeepCli           *cli;       /* borrowed */
  const Options     *options;   /* borrowed */
  SeepHost          *host;      /* owned */
  SeepCliRunSession *session;   /* owned; NULL: nothing is kept */
  SeepCliLive       *events;    /* owned */
  SeepLive          *live;      /* owned */
  SeepCliSamples     samples;
  guint64            n_samples;
  int                exit_code;
  gboolean           is_over;   /* the last event was there */
} Watch;

static void
options_clear (Options *options)
{
  seep_cli_host_options_clear (&options->where);
  g_free (options->above);
  g_free (options->growing);
  g_free (options->dump);
  g_free (options->command);
  g_free (options->output);
}

static void
watch_clear (Watch *self)
{
  g_clear_pointer (&self->live, seep_live_free);
  g_clear_pointer (&self->events, seep_cli_live_free);
  g_clear_pointer (&self->session, seep_cli_run_session_free);
  g_clear_pointer (&self->host, seep_host_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

static gboolean
check_options (const Options *options, GError **error)
{
  const char *problem = NULL;

  if (options->pid <= 0)
    problem = _("watch takes --pid PID: the process, see seep-cli ps");
  else if (!(options->interval >= 0.01 && options->interval <= MAX_INTERVAL))
    problem = _("--interval takes a number of seconds, at least 0.01");
  else if (!(options->seconds >= 0 && options->seconds <= G_MAXINT32))
    problem = _("--for takes a number of seconds");
  else if (options->fds < 0)
    problem = _("--fds takes a number");
  else if (options->output != NULL && !seep_cli_is_session_name (options->output))
    problem = _("-o takes the name of a session");
  else if (options->above == NULL && options->growing == NULL && options->fds == 0
           && (options->dump != NULL || options->command != NULL || options->notifies))
    problem = _("--dump, --exec and --notify need a threshold: --above, --growing or --fds");

  return problem == NULL || seep_cli_set_usage_error (problem, error);
}

static gboolean
parse_thresholds (const Options *options, SeepLiveThresholds *thresholds, GError **error)
{
  *thresholds = (SeepLiveThresholds){ .max_fds = (guint64) options->fds };
  return (options->above == NULL
          || seep_cli_parse_size ("--above", options->above, &thresholds->max_rss_bytes, error))
         && (options->growing == NULL
             || seep_cli_parse_rate ("--growing", options->growing,
                                     &thresholds->max_growth_bytes_per_second, error));
}

/* --- What happens --- */

static void
stop (Watch *self, int exit_code)
{
  self->exit_code = exit_code;
  seep_live_stop (self->live, FALSE);
}

static void
raise_alarm (Watch *self, const SeepCliLiveEvent *event)
{
  const Options *options = self->options;
  const SeepCliAlarm alarm = {
    .host = self->host,
    .pid = options->pid,
    .reason = event->text,
    .session = options->output,
    .dump = options->dump,
    .command = options->command,
    .notifies = options->notifies,
    .values = event->values,
  };

  if (seep_cli_alarm_raise (self->cli, &alarm, seep_cli_live_get_task (self->events))
      && options->dump != NULL && self->session != NULL)
    seep_cli_run_session_add (self->session, options->dump);
}

static gboolean
print_event (Watch *self, const char *word, const SeepCliLiveEvent *event)
{
  if (self->cli->is_quiet && !self->cli->is_json)
    return TRUE;
  return seep_cli_samples_print_event (&self->samples, word, event);
}

/* FALSE: nobody reads what is printed. */
static gboolean
handle (Watch *self, SeepCliLiveEvent *event, GError **error)
{
  switch (event->kind)
    {
    case SEEP_LIVE_SAMPLE:
      self->n_samples++;
      if (self->exit_code != SEEP_EXIT_DONE)
        return TRUE; /* it came while watching was being stopped */
      return seep_cli_samples_print (&self->samples, event);
    case SEEP_LIVE_EVENT:
      return print_event (self, "process", event);
    case SEEP_LIVE_PROBLEM:
      seep_cli_print (stderr, _("seep: %s\n"), event->text);
      return TRUE;
    case SEEP_LIVE_THRESHOLD:
      if (self->exit_code != SEEP_EXIT_DONE)
        return TRUE; /* the first one ends it */
      stop (self, SEEP_EXIT_SO);
      raise_alarm (self, event);
      return print_event (self, "threshold", event);
    case SEEP_LIVE_ENDED:
      self->is_over = TRUE;
      if (event->error != NULL)
        g_propagate_error (error, g_steal_pointer (&event->error));
      return TRUE;
    case SEEP_LIVE_STARTED:
    case SEEP_LIVE_TYPES:
    case SEEP_LIVE_MARK:
    case SEEP_LIVE_SNAPSHOT_BEGUN:
    case SEEP_LIVE_SNAPSHOT:
    case SEEP_LIVE_COLLECTED:
    default:
      return TRUE;
    }
}

/* Whoever read us has enough: that is no error to speak of. */
static void
stop_without_reader (Watch *self)
{
  struct pollfd output = { .fd = STDOUT_FILENO };

  if (poll (&output, 1, 0) == 1 && (output.revents & POLLERR) != 0)
    clearerr (stdout);
  stop (self, SEEP_EXIT_UNREADABLE);
}

/* Until all has been told. */
static void
watch_until_over (Watch *self, GError **error)
{
  const gint64 seconds_us = (gint64) (self->options->seconds * G_USEC_PER_SEC);
  gint64 until_us = 0;

  while (!self->is_over)
    {
      int number;
      g_autoptr(SeepCliLiveEvent) event = seep_cli_live_wait (self->events, until_us, &number);

      if (event != NULL && !handle (self, event, error))
        stop_without_reader (self);
      if (event != NULL && event->kind == SEEP_LIVE_SAMPLE && self->n_samples == 1 && seconds_us > 0)
        until_us = g_get_monotonic_time () + seconds_us; /* to get there may take its time */
      if (number != 0)
        stop (self, number == SIGINT ? SEEP_EXIT_INTERRUPTED : 128 + number);
      if (until_us > 0 && g_get_monotonic_time () >= until_us)
        {
          stop (self, self->exit_code);
          until_us = 0;
        }
    }
}

/* --- Begin and end --- */

static gboolean
begin_session (Watch *self, GError **error)
{
  g_autofree char *program = g_strdup_printf (_("Process %d"), (int) self->options->pid);
  const char *const argv[] = { program, NULL };

  if (self->options->output == NULL)
    return TRUE;
  self->session = seep_cli_run_session_new (self->cli, self->options->output, argv, error);
  return self->session != NULL;
}

static gboolean
begin (Watch *self, const SeepLiveThresholds *thresholds, GError **error)
{
  SeepLiveOptions live = {
    .pid = self->options->pid,
    .interval_seconds = self->options->interval,
    .with_descendants = self->options->with_descendants,
    .thresholds = *thresholds,
  };
  SeepStore *store = NULL;

  self->host = seep_cli_open_host (&self->options->where, error);
  if (self->host == NULL || !begin_session (self, error))
    return FALSE;
  seep_cli_samples_init (&self->samples, self->cli->is_json,
                         seep_host_get_kind (self->host) == SEEP_HOST_LOCAL);
  self->events = seep_cli_live_new ();
  live.host = self->host;
  if (self->session != NULL)
    {
      live.session = seep_cli_run_session_get_id (self->session);
      store = seep_cli_run_session_get_store (self->session);
    }
  self->live = seep_live_start (&live, store, seep_cli_live_cb, self->events, error);
  return self->live != NULL;
}

static void
keep_session (Watch *self)
{
  const char *const none[] = { NULL };
  g_autoptr(GError) problem = NULL;

  if (self->session == NULL)
    return;
  if (!seep_cli_run_session_finish (self->session, none, self->n_samples > 0, &problem)
      && problem != NULL)
    seep_cli_print (stderr, _("seep: %s\n"), problem->message);
  if (!self->cli->is_quiet && !self->cli->is_json)
    seep_cli_run_session_print (self->session);
}

static int
watch (SeepCli *cli, const Options *options, const SeepLiveThresholds *thresholds, GError **error)
{
  g_auto(Watch) self = { .cli = cli, .options = options };
  g_autoptr(GError) problem = NULL;

  signal (SIGPIPE, SIG_IGN); /* a session is brought to its end, whoever reads us ends first */
  if (!begin (&self, thresholds, error))
    return SEEP_EXIT_FAILED;

  watch_until_over (&self, &problem);
  g_clear_pointer (&self.live, seep_live_free);
  keep_session (&self);
  if (problem == NULL || self.exit_code != SEEP_EXIT_DONE)
    return self.exit_code;
  g_propagate_error (error, g_steal_pointer (&problem));
  return SEEP_EXIT_FAILED;
}

int
seep_cli_watch (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .interval = 1 };
  SeepLiveThresholds thresholds;
  const GOptionEntry entries[] = {
    { "pid", 'p', 0, G_OPTION_ARG_INT64, &options.pid, N_("The process, see seep-cli ps"), "PID" },
    { "interval", 0, 0, G_OPTION_ARG_DOUBLE, &options.interval,
      N_("Seconds between two samples (1)"), "S" },
    { "for", 0, 0, G_OPTION_ARG_DOUBLE, &options.seconds, N_("Ends after so many seconds"), "S" },
    { "above", 0, 0, G_OPTION_ARG_STRING, &options.above,
      N_("A threshold for the RSS, such as 500M or 1G"), N_("SIZE") },
    { "growing", 0, 0, G_OPTION_ARG_STRING, &options.growing,
      N_("A threshold for its growth, such as 5M/min or 10K/s"), N_("RATE") },
    { "fds", 0, 0, G_OPTION_ARG_INT64, &options.fds, N_("A threshold for open file descriptors"),
      "N" },
    { "dump", 0, 0, G_OPTION_ARG_FILENAME, &options.dump,
      N_("Writes a heap dump when a threshold is crossed"), N_("FILE") },
    { "exec", 0, 0, G_OPTION_ARG_STRING, &options.command,
      N_("Runs a command then, see below"), N_("CMD") },
    { "notify", 0, 0, G_OPTION_ARG_NONE, &options.notifies, N_("Shows a notification then"), NULL },
    { "tree", 0, 0, G_OPTION_ARG_NONE, &options.with_descendants,
      N_("Adds the numbers of all processes that it has started"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_STRING, &options.output, N_("Keeps it all as a session"),
      N_("SESSION") },
    SEEP_CLI_HOST_ENTRIES (options.where),
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 0, error) || !check_options (&options, error)
      || !parse_thresholds (&options, &thresholds, error))
    return SEEP_EXIT_FAILED;
  return watch (cli, &options, &thresholds, error);
}
