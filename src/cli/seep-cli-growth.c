/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-growth.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-store.h"
#include "seep-cli-table.h"

#include <stdio.h>

/* Longer names are shortened in tables. */
#define NAME_CHARS 60

typedef struct
{
  int      limit;
  gboolean is_short;
  gboolean has_untracked;
} Options;

static gboolean
print_json (SeepCli *cli, const SeepGrowth *growth, guint limit, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "rows");
  for (guint i = 0; i < MIN (growth->n_rows, limit); i++)
    {
      seep_json_begin_object (&json, NULL);
      seep_json_add_string (&json, "name", growth->rows[i].name);
      seep_json_add_uint (&json, "count", growth->rows[i].count);
      seep_json_add_uint (&json, "delta", growth->rows[i].delta);
      seep_json_end_object (&json);
    }
  seep_json_end_array (&json);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_table (const SeepGrowth *growth, guint limit)
{
  const char *const titles[] = { _("Type"), _(">Count"), _(">Growth"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);

  for (guint i = 0; i < MIN (growth->n_rows, limit); i++)
    {
      g_autofree char *name = seep_cli_dup_printable (growth->rows[i].name, NAME_CHARS);
      g_autofree char *delta = seep_cli_dup_count (growth->rows[i].delta);
      g_autofree char *text = g_strconcat ("+", delta, NULL);

      seep_cli_table_add (table, name);
      seep_cli_table_add_count (table, growth->rows[i].count);
      seep_cli_table_add (table, text);
    }
  seep_cli_table_print (table, stdout);
  printf (_("%u of %u types that grew\n"), MIN (growth->n_rows, limit), growth->n_rows);
}

/* One dump at a time. */
static gboolean
add_files (SeepCli *cli, SeepTypeSeries *series, int n_paths, char **paths, GError **error)
{
  for (int i = 0; i < n_paths; i++)
    {
      g_autoptr(SeepHeap) heap = seep_cli_open_heap (cli, paths[i], error);

      if (heap == NULL
          || !seep_type_series_add (series, heap, seep_cli_get_task (cli), error))
        return FALSE;
    }
  seep_cli_end_progress (cli);
  return TRUE;
}

static gboolean
list_growth (SeepCli       *cli,
             const Options *options,
             guint          limit,
             int            n_paths,
             char         **paths,
             GError       **error)
{
  g_autoptr(SeepTypeSeries) series = seep_type_series_new (
    options->has_untracked ? SEEP_TYPE_FILTER_NONE : SEEP_TYPE_FILTER_TRACKED);
  g_autoptr(SeepGrowth) growth = NULL;

  if (!add_files (cli, series, n_paths, paths, error))
    return FALSE;
  growth = seep_growth_new (series,
                            options->is_short ? SEEP_GROWTH_SHORT_NAMES : SEEP_GROWTH_FULL_NAMES);
  if (cli->is_json)
    return print_json (cli, growth, limit, error);
  print_table (growth, limit);
  return TRUE;
}

int
seep_cli_growth (SeepCli *cli, int argc, char **argv, GError **error)
{
  Options options = { .limit = SEEP_CLI_LIMIT_NOT_GIVEN };
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N rows; 0: all. A table has 20"), "N" },
    { "short-names", 0, 0, G_OPTION_ARG_NONE, &options.is_short,
      N_("Session for app.Session; types of one name are counted together"), NULL },
    { "untracked", 0, 0, G_OPTION_ARG_NONE, &options.has_untracked,
      N_("Also objects that the garbage collector does not track"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto(GStrv) paths = NULL;
  guint limit;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, MIN (argc, 2), 1, error)
      || !seep_cli_resolve_limit (cli, options.limit, &limit, error))
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  paths = seep_cli_list_files (cli, argc - 1, (const char *const *) argv + 1, error);
  if (paths == NULL
      || !list_growth (cli, &options, limit, (int) g_strv_length (paths), paths, error))
    return SEEP_EXIT_FAILED;
  return SEEP_EXIT_DONE;
}
