/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "seep-cli-end.h"
#include "seep-cli-heap.h"
#include "seep-cli-live.h"
#include "seep-cli-options.h"
#include "seep-cli-recorded.h"
#include "seep-cli-run-session.h"
#include "seep-cli-table.h"
#include "seep-command.h"
#include "seep-file-source.h"

#include <stdio.h>

#define SUMMARY_TYPES 5
#define NAME_CHARS 60
#define MAX_INTERVAL 86400.0
#define MAX_TRACEMALLOC_FRAMES 65535 /* what tracemalloc keeps at the most */

typedef struct
{
  char    *output;  /* owned; NULL: a new session */
  char    *python;  /* owned; NULL: found out */
  char   **program; /* owned; NULL: none given */
  double   interval;
  double   snapshot_every;
  int      tracemalloc;
  gboolean with_descendants;
} Options;

/* What is known of the program while it runs, and after. */
typedef struct
{
  SeepCli           *cli;     /* borrowed */
  char              *output;  /* owned */
  SeepCliRunSession *session; /* owned; NULL: a path */
  SeepCliLive       *events;  /* owned */
  SeepLive          *live;    /* owned */
  SeepSeries        *rss;     /* owned */
  SeepSeries        *peak;    /* owned; the kernel's */
  GPtrArray         *problems; /* owned, of char *: what was not measured */
  gint64             from_us; /* of the samples */
  gint64             to_us;
  guint64            n_samples;
  SeepCliRecorded    recorded;
} Run;

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->live, seep_live_free);
  g_clear_pointer (&self->events, seep_cli_live_free);
  g_clear_pointer (&self->session, seep_cli_run_session_free);
  g_clear_pointer (&self->rss, seep_series_free);
  g_clear_pointer (&self->peak, seep_series_free);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

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
  else if (!(options->interval >= 0.01 && options->interval <= MAX_INTERVAL))
    problem = _("--interval takes a number of seconds, at least 0.01");
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

static void
write_problems (SeepJson *json, const Run *self, const SeepLaunchResult *result)
{
  seep_json_begin_array (json, "problems");
  for (guint i = 0; result->problems[i] != NULL; i++)
    seep_json_add_string (json, NULL, result->problems[i]);
  for (guint i = 0; i < self->problems->len; i++)
    seep_json_add_string (json, NULL, self->problems->pdata[i]);
  seep_json_end_array (json);
}

static gboolean
print_json (const Run *self, const SeepLaunchResult *result, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stderr);
  seep_json_begin_object (&json, NULL);
  seep_json_add_string (&json, "output", self->output);
  write_session (&json, self->session);
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
  seep_cli_recorded_write (&self->recorded, &json, "recorded");
  write_problems (&json, self, result);
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
print_text (const Run *self, const SeepLaunchResult *result)
{
  g_autoptr(GError) error = NULL;
  guint n = g_strv_length (result->snapshots);

  for (guint i = 0; result->problems[i] != NULL; i++)
    seep_cli_print (stderr, _("seep: %s\n"), result->problems[i]);
  for (guint i = 0; i < self->problems->len; i++)
    seep_cli_print (stderr, _("seep: %s\n"), (const char *) self->problems->pdata[i]);
  if (self->cli->is_quiet)
    return;

  for (guint i = 0; self->session == NULL && i + 1 < n; i++)
    seep_cli_print (stderr, _("seep: %s\n"), result->snapshots[i]);
  if (n > 0 && !print_last_snapshot (self->cli, result->snapshots[n - 1], self->session, &error))
    seep_cli_print (stderr, _("seep: %s\n"), error->message);
  if (self->recorded.n_samples > 0)
    {
      g_autofree char *text = seep_cli_recorded_dup_text (&self->recorded);

      seep_cli_print (stderr, n > 0 ? "  %s\n" : _("seep: %s\n"), text);
    }
  if (self->session != NULL)
    seep_cli_run_session_print (self->session);
}

/* A session where -o names one or is not given; NULL without @error: a path. Where the store cannot
 * be written and nothing was asked for, a folder here serves. */
static gboolean
begin_session (Run *self, const Options *options, GError **error)
{
  const char *const *program = (const char *const *) options->program;
  g_autoptr(GError) problem = NULL;

  if (options->output != NULL && !seep_cli_is_session_name (options->output))
    {
      self->output = g_strdup (options->output);
      return TRUE;
    }

  self->session = seep_cli_run_session_new (self->cli, options->output, program, &problem);
  if (self->session != NULL)
    self->output = g_strdup (seep_cli_run_session_get_folder (self->session));
  else if (options->output != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    {
      seep_cli_print (stderr, _("seep: %s; the snapshots go into a folder here\n"),
                      problem->message);
      self->output = dup_default_output (program);
    }
  return self->output != NULL;
}

static void
take_sample (Run *self, const SeepCliLiveEvent *event)
{
  if (self->n_samples++ == 0)
    self->from_us = event->time_us;
  self->to_us = event->time_us;
  seep_series_append (self->rss, event->time_us, event->values[SEEP_METRIC_RSS]);
  seep_series_append (self->peak, event->time_us, event->values[SEEP_METRIC_PEAK_RSS]);
}

/* The standard error is the program's until it has ended. */
static void
wait_for_end (Run *self)
{
  gboolean is_over = FALSE;

  while (!is_over)
    {
      int signal;
      g_autoptr(SeepCliLiveEvent) event = seep_cli_live_wait (self->events, 0, &signal);

      if (event != NULL && event->kind == SEEP_LIVE_SAMPLE)
        take_sample (self, event);
      if (event != NULL && event->kind == SEEP_LIVE_PROBLEM)
        g_ptr_array_add (self->problems, g_strdup (event->text));
      is_over = event != NULL && event->kind == SEEP_LIVE_ENDED;
    }
}

static gboolean
tell_result (Run *self, const SeepLaunchResult *result, GError **error)
{
  g_autoptr(GError) problem = NULL;

  seep_cli_recorded_init (&self->recorded, self->rss, self->peak, self->from_us, self->to_us,
                          self->n_samples);
  if (self->session != NULL
      && !seep_cli_run_session_finish (self->session, (const char *const *) result->snapshots,
                                       self->n_samples > 1, &problem)
      && problem != NULL)
    seep_cli_print (stderr, _("seep: %s\n"), problem->message);

  if (self->cli->is_json)
    return print_json (self, result, error);
  print_text (self, result);
  return TRUE;
}

static SeepLive *
start (Run *self, const Options *options, GError **error)
{
  const SeepLiveOptions live = {
    .argv = (const char *const *) options->program,
    .python = options->python,
    .tracemalloc_frames = (guint) options->tracemalloc,
    .forwards_signals = TRUE,
    .interval_seconds = options->interval,
    .with_descendants = options->with_descendants,
    .snapshot_every_seconds = options->snapshot_every,
    .session = self->session != NULL ? seep_cli_run_session_get_id (self->session) : NULL,
    .output = self->output,
  };
  SeepStore *store = self->session != NULL ? seep_cli_run_session_get_store (self->session) : NULL;

  return seep_live_start (&live, store, seep_cli_live_cb, self->events, error);
}

/* How the program ended. */
static gboolean
run_program (SeepCli *cli, const Options *options, int *exit_code, int *signal, GError **error)
{
  g_auto(Run) self = { .cli = cli };
  const SeepLaunchResult *result;

  self.rss = seep_series_new ();
  self.peak = seep_series_new ();
  self.problems = g_ptr_array_new_with_free_func (g_free);
  if (!begin_session (&self, options, error))
    return FALSE;
  self.events = seep_cli_live_new_without_signals ();
  self.live = start (&self, options, error);
  if (self.live == NULL)
    return FALSE;

  wait_for_end (&self);
  result = seep_live_get_result (self.live);
  *exit_code = result->exit_code;
  *signal = result->signal;
  return tell_result (&self, result, error);
}

int
seep_cli_run (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .interval = 1 };
  int exit_code;
  int number;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_("Where the snapshots go, see below"), N_("SESSION|DIR|FILE.seepheap") },
    { "interval", 0, 0, G_OPTION_ARG_DOUBLE, &options.interval,
      N_("Seconds between two samples of its memory (1)"), "S" },
    { "tree", 0, 0, G_OPTION_ARG_NONE, &options.with_descendants,
      N_("Samples have the numbers of all processes that it has started, too"), NULL },
    { "snapshot-every", 0, 0, G_OPTION_ARG_DOUBLE, &options.snapshot_every,
      N_("A snapshot every S seconds, too"), "S" },
    { "tracemalloc", 0, 0, G_OPTION_ARG_INT, &options.tracemalloc,
      N_("Keep N frames of where each object was allocated (slows the program down)"), "N" },
    { "python", 0, 0, G_OPTION_ARG_FILENAME, &options.python,
      N_("The interpreter (if not given: the console script's own, else python3)"), N_("EXE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.program, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error) || !check_options (&options, error)
      || !run_program (cli, &options, &exit_code, &number, error))
    return SEEP_EXIT_FAILED;
  return seep_cli_end_alike (exit_code, number);
}
