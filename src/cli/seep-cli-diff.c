/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-diff.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"
#include "formats/seep-formats.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-file-source.h"

#include <stdio.h>

typedef struct
{
  char    *by;      /* owned; NULL: what the files hold */
  char    *scope;   /* owned; NULL: all */
  char   **filters; /* owned; NULL: none */
  int      limit;
  gboolean has_unchanged;
  gboolean is_cumulative;
  gboolean is_cumulative_once;
  gboolean is_text;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->by);
  g_free (options->scope);
  g_strfreev (options->filters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Answers whether @path holds objects, -1 with an error. */
static int
has_objects (const char *path, GError **error)
{
  g_autoptr(SeepSource) source = seep_file_source_new (path, error);
  const SeepFormat *format = source != NULL ? seep_formats_find (source, error) : NULL;

  return format != NULL ? format->read_heap != NULL : -1;
}

/* All files are of one kind; without --by that says what is compared. */
static gboolean
check_kinds (int n_paths, char **paths, const char **by, GError **error)
{
  int first = has_objects (paths[0], error);

  for (int i = 1; i < n_paths && first >= 0; i++)
    {
      int here = has_objects (paths[i], error);

      if (here < 0)
        return FALSE;
      if (here != first)
        {
          g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                       _("%s holds objects, %s allocations: only files of one kind can be compared"),
                       paths[first ? 0 : i], paths[first ? i : 0]);
          return FALSE;
        }
    }
  if (first < 0)
    return FALSE;

  if (*by == NULL)
    *by = first ? "type" : "line";
  if (!first && g_str_equal (*by, "type"))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                   _("%s holds allocations, which have no types: --by takes line, file, function or "
                     "traceback"),
                   paths[0]);
      return FALSE;
    }
  return TRUE;
}

/* Options that mean nothing for what is compared. */
static gboolean
check_options (SeepCli *cli, const Options *options, const char *by, int n_paths, GError **error)
{
  gboolean is_type = g_str_equal (by, "type");

  if (g_str_equal (by, "owner"))
    return seep_cli_set_usage_error (
      _("--by owner is not there yet: owners come with the dominator tree"), error);
  if (is_type
      && (options->filters != NULL || options->is_cumulative || options->is_cumulative_once
          || options->is_text))
    return seep_cli_set_usage_error (
      _("--filter, --cumulative, --cumulative-once and --text are for "
        "allocations: they need --by line, file, function or traceback"), error);
  if (!is_type && options->scope != NULL)
    return seep_cli_set_usage_error (
      _("--scope is for the objects of heap dumps, compared by type"), error);
  if (options->is_cumulative && options->is_cumulative_once)
    return seep_cli_set_usage_error (
      _("Either --cumulative or --cumulative-once says how recursion counts"), error);
  if (options->is_text && cli->is_json)
    return seep_cli_set_usage_error (_("Either --text or --json says what is printed"), error);
  if (options->is_text && n_paths > 2)
    return seep_cli_set_usage_error (
      _("--text compares two snapshots, as tracemalloc does"), error);
  if (is_type && n_paths < 2)
    return seep_cli_set_usage_error (_("A heap dump is one snapshot: name two or more"), error);
  return TRUE;
}

static gboolean
read_question (SeepCli             *cli,
               const Options       *options,
               int                  n_paths,
               char               **paths,
               SeepCliDiffQuestion *question,
               GError             **error)
{
  static const char *const bys[]
    = { "type", "owner", "line", "file", "function", "traceback", NULL };
  static const char *const scopes[] = { "all", "new", "gone", "survived", NULL };
  int scope
    = options->scope != NULL ? seep_cli_find_word ("--scope", options->scope, scopes, error) : 0;

  question->by = options->by;
  if (scope < 0
      || (options->by != NULL && seep_cli_find_word ("--by", options->by, bys, error) < 0)
      || !seep_cli_resolve_limit (cli, options->limit, &question->limit, error)
      || !check_kinds (n_paths, paths, &question->by, error)
      || !check_options (cli, options, question->by, n_paths, error))
    return FALSE;

  question->scope = (SeepDiffScope) scope; /* the words are in the order of the values */
  question->scope_word = scopes[scope];
  question->has_unchanged = options->has_unchanged;
  question->is_text = options->is_text;
  question->counting = options->is_cumulative_once ? SEEP_SITES_CUMULATIVE_ONCE
                       : options->is_cumulative    ? SEEP_SITES_CUMULATIVE
                                                   : SEEP_SITES_OWN;
  return TRUE;
}

static gboolean
compare (SeepCli *cli, const Options *options, int n_paths, char **paths, GError **error)
{
  g_autoptr(SeepSiteFilters) filters = NULL;
  SeepCliDiffQuestion question = { .by = NULL };
  g_auto(SeepCliDiff) diff;

  seep_cli_diff_init (&diff);
  if (!read_question (cli, options, n_paths, paths, &question, error))
    return FALSE;
  filters = seep_site_filters_parse ((const char *const *) options->filters, error);
  if (filters == NULL)
    return FALSE;
  question.filters = filters;

  if (g_str_equal (question.by, "type")
        ? !seep_cli_diff_compare_heaps (cli, &question, (guint) n_paths, paths, &diff, error)
        : !seep_cli_diff_compare_sites (cli, &question, (guint) n_paths, paths, &diff, error))
    return FALSE;
  if (cli->is_json)
    return seep_cli_diff_print_json (cli, &question, &diff, error);
  if (!question.is_text)
    seep_cli_diff_print_table (&question, &diff);
  return TRUE;
}

int
seep_cli_diff (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .limit = SEEP_CLI_LIMIT_NOT_GIVEN };
  g_auto(GStrv) paths = NULL;
  const GOptionEntry entries[] = {
    { "by", 'b', 0, G_OPTION_ARG_STRING, &options.by,
      N_("What a row is: type (heap dumps, if not given), line (trace files, if not given), file, "
         "function, traceback"),
      N_("KEY") },
    { "scope", 's', 0, G_OPTION_ARG_STRING, &options.scope,
      N_("Which objects count: all (if not given), new, gone, survived"), N_("SCOPE") },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &options.has_unchanged,
      N_("Also rows in which nothing changed"), NULL },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N rows; 0: all. A table has 20"), "N" },
    { "cumulative", 'c', 0, G_OPTION_ARG_NONE, &options.is_cumulative,
      N_("Every frame of a stack counts, a recursive one each time"), NULL },
    { "cumulative-once", 0, 0, G_OPTION_ARG_NONE, &options.is_cumulative_once,
      N_("Every frame of a stack counts once"), NULL },
    { "filter", 'f', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.filters,
      N_("Only allocations that pass (see sites --help); may be given several times"), N_("SPEC") },
    { "text", 't', 0, G_OPTION_ARG_NONE, &options.is_text,
      N_("Print the lines that tracemalloc prints"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, MIN (argc, 2), 1, error))
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  paths = seep_cli_list_files (cli, argc - 1, (const char *const *) argv + 1, error);
  if (paths == NULL
      || !compare (cli, &options, (int) g_strv_length (paths), paths, error))
    return SEEP_EXIT_FAILED;
  return SEEP_EXIT_DONE;
}
