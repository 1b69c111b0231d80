/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-heap.h"

#include "base/seep-error.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"
#include "seep-file-source.h"
#include "seep-profiles.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef struct
{
  SeepTask parent;
  gboolean is_shown;
  gboolean is_line_open;
  char     last[128]; /* what the line says: drawn again only when it changes */
} CliTask;

static volatile sig_atomic_t is_interrupted;

static void
interrupt_cb (int number)
{
  is_interrupted = 1;
}

void
seep_cli_watch_interrupt (void)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };
  struct sigaction action = { .sa_handler = interrupt_cb };
  struct sigaction before;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (sigaction (numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
      sigaction (numbers[i], &action, NULL);
}

static gboolean
cli_is_cancelled (SeepTask *task)
{
  return is_interrupted != 0;
}

static void
cli_set_progress (SeepTask *task, const char *phase, double fraction)
{
  CliTask *self = (CliTask *) task;
  char line[sizeof self->last];

  if (!self->is_shown)
    return;

  if (fraction < 0)
    g_snprintf (line, sizeof line, "%s…", phase);
  else
    g_snprintf (line, sizeof line, "%s… %d %%", phase, (int) (fraction * 100));
  if (g_str_equal (line, self->last))
    return;

  g_strlcpy (self->last, line, sizeof self->last);
  self->is_line_open = TRUE;
  fprintf (stderr, "\r\033[K%s", line);
  fflush (stderr);
}

static CliTask cli_task = { { cli_is_cancelled, cli_set_progress }, FALSE, FALSE, "" };

SeepTask *
seep_cli_get_task (SeepCli *cli)
{
  cli_task.is_shown = !cli->is_quiet && isatty (STDERR_FILENO);
  return &cli_task.parent;
}

void
seep_cli_end_progress (SeepCli *cli)
{
  if (cli_task.is_line_open)
    fputs ("\r\033[K", stderr);
  cli_task.is_line_open = FALSE;
  cli_task.last[0] = '\0';
}

void
seep_cli_tell_warnings (SeepCli *cli, SeepHeap *heap)
{
  const char *const *warnings = seep_heap_get_warnings (heap);

  if (warnings == NULL || warnings[0] == NULL)
    return;
  seep_cli_print (stderr, "%s\n", warnings[0]);
  if (!seep_heap_is_damaged (heap))
    for (guint i = 1; warnings[i] != NULL; i++)
      seep_cli_print (stderr, "%s\n", warnings[i]);
  else if (cli->damage == NULL) /* the other warnings follow from it; `info` has them all */
    cli->damage = g_error_new_literal (SEEP_ERROR, SEEP_ERROR_CORRUPT, warnings[0]);
}

/* For scripts that measure, and for machines that are thrown away. */
static gboolean
is_uncached (const SeepCli *cli)
{
  const char *said = g_getenv ("SEEP_NO_CACHE");

  return cli->is_uncached || (said != NULL && *said != '\0' && !g_str_equal (said, "0"));
}

static SeepHeap *
read_heap (SeepCli *cli, const char *path, SeepAnalysis **analysis, GError **error)
{
  g_autoptr(SeepProfiles) profiles = NULL;
  g_autoptr(SeepSource) source = NULL;

  if (!is_uncached (cli))
    {
      profiles = seep_profiles_new (NULL, 0);
      return seep_profiles_open (profiles, path, analysis, seep_cli_get_task (cli), error);
    }
  source = seep_file_source_new (path, error);
  return source != NULL ? seep_formats_read_heap (source, seep_cli_get_task (cli), error) : NULL;
}

/* @analysis is set if it was kept, else to NULL. */
static SeepHeap *
open_heap (SeepCli *cli, const char *word, SeepAnalysis **analysis, GError **error)
{
  const char *path = seep_cli_find_file (cli, word, error);
  g_autoptr(SeepAnalysis) kept = NULL;
  g_autoptr(SeepHeap) heap = path != NULL ? read_heap (cli, path, &kept, error) : NULL;

  seep_cli_end_progress (cli);
  if (heap == NULL)
    return NULL;

  /* Of a file without a single object nothing can be shown but that. */
  if (seep_heap_is_damaged (heap) && seep_heap_get_columns (heap)->n_objects == 0)
    {
      g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_CORRUPT, seep_heap_get_warnings (heap)[0]);
      return NULL;
    }
  seep_cli_tell_warnings (cli, heap);
  *analysis = g_steal_pointer (&kept);
  return g_steal_pointer (&heap);
}

SeepHeap *
seep_cli_open_heap (SeepCli *cli, const char *word, GError **error)
{
  g_autoptr(SeepAnalysis) analysis = NULL;

  return open_heap (cli, word, &analysis, error);
}

SeepAnalysis *
seep_cli_open_analysis (SeepCli *cli, const char *word, GError **error)
{
  SeepAnalysis *analysis = NULL;
  g_autoptr(SeepHeap) heap = open_heap (cli, word, &analysis, error);

  if (heap == NULL || analysis != NULL)
    return analysis;

  analysis = seep_analysis_new (heap, seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (analysis != NULL)
    {
      if (cli->analyses == NULL)
        cli->analyses = g_ptr_array_new_with_free_func ((GDestroyNotify) seep_analysis_unref);
      g_ptr_array_add (cli->analyses, seep_analysis_ref (analysis));
    }
  return analysis;
}

void
seep_cli_keep_analyses (SeepCli *cli)
{
  g_autoptr(SeepProfiles) profiles = NULL;

  fflush (stdout);
  if (!is_uncached (cli) && cli->analyses != NULL)
    profiles = seep_profiles_new (NULL, 0);
  for (guint i = 0; profiles != NULL && i < cli->analyses->len; i++)
    {
      SeepAnalysis *analysis = cli->analyses->pdata[i];

      seep_profiles_save (profiles, seep_heap_get_file (seep_analysis_get_heap (analysis)),
                          analysis, seep_cli_get_task (cli));
    }
  seep_cli_end_progress (cli);
  g_clear_pointer (&cli->analyses, g_ptr_array_unref);
}
