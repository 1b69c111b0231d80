/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-launch.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "seep-bootstrap.h"
#include "seep-child.h"
#include "seep-command.h"
#include "seep-recording.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

struct _SeepLaunch
{
  SeepBootstrap *bootstrap; /* owned */
  SeepRecording *recording; /* owned */
  char          *python;    /* owned */
  gboolean       has_lines; /* are measured, instead of snapshots */
  SeepChild     *child;     /* owned */
};

static GStrv
add_variables (GStrv environment, const char *const *added)
{
  for (guint i = 0; added != NULL && added[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (added[i], "=", 2);

      if (words[0] != NULL && words[1] != NULL)
        environment = g_environ_setenv (environment, words[0], words[1], TRUE);
    }
  return environment;
}

/* The names are those of src/python/sitecustomize.py, which takes them away again. */
static GStrv
make_environment (const SeepLaunchOptions *options,
                  SeepBootstrap           *bootstrap,
                  SeepRecording           *recording)
{
  GStrv environment = add_variables (g_get_environ (), options->environment);
  const char *python_path = g_environ_getenv (environment, "PYTHONPATH");
  g_autofree char *old_path = g_strdup (python_path);
  g_autofree char *new_path = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (old_path != NULL)
    environment = g_environ_setenv (environment, "SEEP_RUN_PYTHONPATH", old_path, TRUE);
  else
    environment = g_environ_unsetenv (environment, "SEEP_RUN_PYTHONPATH");

  /* An empty PYTHONPATH adds nothing, but an empty entry of one is the current directory. */
  new_path = old_path != NULL && old_path[0] != '\0'
               ? g_strconcat (seep_bootstrap_get_folder (bootstrap), ":", old_path, NULL)
               : g_strdup (seep_bootstrap_get_folder (bootstrap));
  environment = g_environ_setenv (environment, "PYTHONPATH", new_path, TRUE);
  environment =
    g_environ_setenv (environment, "SEEP_RUN_FOLDER", seep_recording_get_folder (recording), TRUE);

  environment = g_environ_unsetenv (environment, "SEEP_RUN_EVERY");
  if (options->snapshot_every_seconds > 0)
    environment = g_environ_setenv (
      environment, "SEEP_RUN_EVERY",
      g_ascii_dtostr (number, sizeof number, options->snapshot_every_seconds), TRUE);

  environment = g_environ_unsetenv (environment, "SEEP_RUN_TRACEMALLOC");
  if (options->tracemalloc_frames > 0)
    {
      g_snprintf (number, sizeof number, "%u", options->tracemalloc_frames);
      environment = g_environ_setenv (environment, "SEEP_RUN_TRACEMALLOC", number, TRUE);
    }

  environment = g_environ_unsetenv (environment, "SEEP_RUN_LINES");
  if (options->lines != NULL)
    {
      g_autofree char *patterns = g_strjoinv ("\n", (char **) options->lines);

      environment = g_environ_setenv (environment, "SEEP_RUN_LINES", patterns, TRUE);
    }

  return environment;
}

/* Why the program's end made no snapshot, if it did not say so itself. */
static char *
explain_missing_final (SeepLaunch *self, SeepLaunchResult *result)
{
  g_autofree char *end = NULL;

  if (!seep_bootstrap_is_started (self->bootstrap) && self->has_lines)
    return g_strdup_printf (_("%s did not let Seep's agent in, so no line was measured: it must be "
                              "CPython 3.8 to 3.14, run without -E, -I and -S"),
                            self->python);
  if (!seep_bootstrap_is_started (self->bootstrap))
    return g_strdup_printf (_("%s did not let Seep's agent in, so there are no snapshots: it must "
                              "be CPython 3.8 to 3.14, run without -E, -I and -S"),
                            self->python);

  if (result->signal != 0)
    end = g_strdup_printf (_("the program was ended by signal %d (%s)"), result->signal,
                           g_strsignal (result->signal));
  else
    end = g_strdup (_("the program ended without its interpreter (by os._exit or exec)"));

  if (self->has_lines)
    return g_strdup_printf (_("%s, so what was measured is lost"), end);
  if (result->snapshots[0] == NULL)
    return g_strdup_printf (_("%s, so there is no final snapshot"), end);
  return g_strdup_printf (_("%s, so the last periodic snapshot is the final one"), end);
}

static void
add_problems (SeepLaunch *self, SeepLaunchResult *result, const char *move_problem)
{
  g_auto(GStrv) noted = seep_bootstrap_dup_problems (self->bootstrap);
  g_autoptr(GStrvBuilder) problems = g_strv_builder_new ();
  gboolean is_complete = self->has_lines ? result->lines != NULL : result->has_final;

  g_strv_builder_addv (problems, (const char **) noted);
  if (!is_complete && noted[0] == NULL)
    {
      g_autofree char *sentence = explain_missing_final (self, result);

      g_strv_builder_add (problems, sentence);
    }
  if (move_problem != NULL)
    g_strv_builder_add (problems, move_problem);
  result->problems = g_strv_builder_end (problems);
}

/* The file that the bootstrap left, which goes. */
static char *
take_lines (SeepLaunch *self)
{
  g_autofree char *path
    = g_build_filename (seep_recording_get_folder (self->recording), "lines.json", NULL);
  char *text = NULL;

  /* That there is none is explained by the program's end. */
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  g_unlink (path);
  return text;
}

static SeepLaunchResult *
make_result (SeepLaunch *self, int status)
{
  SeepLaunchResult *result = g_new0 (SeepLaunchResult, 1);
  g_autofree char *move_problem = NULL;

  result->signal = WIFSIGNALED (status) ? WTERMSIG (status) : 0;
  result->exit_code = WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
  result->lines = self->has_lines ? take_lines (self) : NULL;
  result->snapshots = seep_recording_finish (self->recording, &result->has_final, &move_problem);
  add_problems (self, result, move_problem);
  return result;
}

static GStrv
make_command (const char *const *runner, const char *const *program)
{
  g_autoptr(GStrvBuilder) words = g_strv_builder_new ();

  if (runner != NULL)
    g_strv_builder_addv (words, (const char **) runner);
  g_strv_builder_addv (words, (const char **) program);
  return g_strv_builder_end (words);
}

static SeepChildFlags
get_child_flags (SeepLaunchFlags flags)
{
  SeepChildFlags child_flags = SEEP_CHILD_NONE;

  if (flags & SEEP_LAUNCH_FORWARD_SIGNALS)
    child_flags |= SEEP_CHILD_FORWARD_SIGNALS;
  if (flags & SEEP_LAUNCH_SILENT)
    child_flags |= SEEP_CHILD_SILENT;
  return child_flags;
}

SeepLaunch *
seep_launch_start (const SeepLaunchOptions *options, GError **error)
{
  g_autoptr(SeepLaunch) self = g_new0 (SeepLaunch, 1);
  g_auto(GStrv) program = NULL;
  g_auto(GStrv) command = NULL;
  g_auto(GStrv) environment = NULL;

  g_return_val_if_fail (options->argv != NULL && options->argv[0] != NULL, NULL);
  g_return_val_if_fail (options->output != NULL, NULL);

  program = seep_command_new (options->argv, options->python, error);
  if (program == NULL)
    return NULL;
  self->python = g_strdup (program[0]);
  self->has_lines = options->lines != NULL;
  self->bootstrap = seep_bootstrap_new (error);
  if (self->bootstrap == NULL)
    return NULL;
  self->recording = seep_recording_new (options->output, error);
  if (self->recording == NULL)
    return NULL;

  command = make_command (options->runner, (const char *const *) program);
  environment = make_environment (options, self->bootstrap, self->recording);
  self->child = seep_child_start ((const char *const *) command, (const char *const *) environment,
                                  options->folder, options->runner != NULL ? options->report_fd : -1,
                                  get_child_flags (options->flags), error);
  return self->child != NULL ? g_steal_pointer (&self) : NULL;
}

const char *
seep_launch_get_folder (SeepLaunch *launch)
{
  return seep_recording_get_folder (launch->recording);
}

SeepLaunchResult *
seep_launch_wait (SeepLaunch *launch, GCancellable *cancellable)
{
  return make_result (launch, seep_child_wait (launch->child, cancellable));
}

void
seep_launch_free (SeepLaunch *launch)
{
  g_clear_pointer (&launch->child, seep_child_free);
  g_clear_pointer (&launch->recording, seep_recording_free);
  g_clear_pointer (&launch->bootstrap, seep_bootstrap_free);
  g_free (launch->python);
  g_free (launch);
}

SeepLaunchResult *
seep_launch_run (const SeepLaunchOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr(SeepLaunch) launch = seep_launch_start (options, error);

  return launch != NULL ? seep_launch_wait (launch, cancellable) : NULL;
}

static void
copied_options_free (gpointer data)
{
  SeepLaunchOptions *options = data;

  g_strfreev ((char **) options->argv);
  g_free ((char *) options->python);
  g_free ((char *) options->output);
  g_strfreev ((char **) options->lines);
  g_free ((char *) options->folder);
  g_strfreev ((char **) options->environment);
  g_strfreev ((char **) options->runner);
  g_free (options);
}

static void
run_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  SeepLaunchResult *result = seep_launch_run (task_data, cancellable, &error);

  if (result == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, (GDestroyNotify) seep_launch_result_free);
}

void
seep_launch_run_async (const SeepLaunchOptions *options,
                       GCancellable            *cancellable,
                       GAsyncReadyCallback      callback,
                       gpointer                 user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SeepLaunchOptions *copy = g_memdup2 (options, sizeof *options);

  copy->argv = (const char *const *) g_strdupv ((char **) options->argv);
  copy->python = g_strdup (options->python);
  copy->output = g_strdup (options->output);
  copy->lines = (const char *const *) g_strdupv ((char **) options->lines);
  copy->folder = g_strdup (options->folder);
  copy->environment = (const char *const *) g_strdupv ((char **) options->environment);
  copy->runner = (const char *const *) g_strdupv ((char **) options->runner);
  g_task_set_source_tag (task, seep_launch_run_async);
  g_task_set_task_data (task, copy, copied_options_free);
  g_task_set_check_cancellable (task, FALSE); /* an ended program leaves a result */
  g_task_run_in_thread (task, run_worker);
}

SeepLaunchResult *
seep_launch_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
seep_launch_result_free (SeepLaunchResult *result)
{
  g_strfreev (result->snapshots);
  g_strfreev (result->problems);
  g_free (result->lines);
  g_free (result);
}
