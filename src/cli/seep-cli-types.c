/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "seep-cli-facts.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"

#include <stdio.h>
#include <string.h>

/* Longer names are shortened in tables. */
#define NAME_CHARS 60

typedef struct
{
  char    *sort;  /* owned */
  char    *match; /* owned; NULL: all */
  int      limit;
  gboolean is_tracked;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->sort);
  g_free (options->match);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Keeps the rows whose name contains @text, case folded, and the totals of those. */
static void
keep_matching (SeepTypeTable *table, const SeepHeap *heap, const char *text)
{
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  guint n_kept = 0;

  table->count = 0;
  table->bytes = 0;
  for (guint i = 0; i < table->n_rows; i++)
    {
      g_autofree char *name =
        g_utf8_casefold (seep_heap_get_type_name (heap, table->rows[i].type), -1);

      if (strstr (name, wanted) == NULL)
        continue;
      table->count += table->rows[i].count;
      table->bytes += table->rows[i].bytes;
      table->rows[n_kept++] = table->rows[i];
    }
  table->n_rows = n_kept;
}

static gboolean
print_json (SeepCli *cli, const SeepTypeTable *table, const SeepHeap *heap, guint limit, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "types");
  for (guint i = 0; i < MIN (table->n_rows, limit); i++)
    {
      seep_json_begin_object (&json, NULL);
      seep_cli_write_type (&json, heap, &table->rows[i]);
      seep_json_end_object (&json);
    }
  seep_json_end_array (&json);
  seep_json_begin_object (&json, "total");
  seep_json_add_uint (&json, "count", table->count);
  seep_json_add_uint (&json, "bytes", table->bytes);
  seep_json_end_object (&json);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_table (const SeepTypeTable *table, const SeepHeap *heap, guint limit)
{
  const char *const titles[] = { _("Type"), _(">Count"), _(">Size"), _(">Retained"), NULL };
  g_autoptr(SeepCliTable) text = seep_cli_table_new (titles);
  g_autofree char *count = seep_cli_dup_count (table->count);
  g_autofree char *bytes = seep_cli_dup_bytes (table->bytes);

  for (guint i = 0; i < MIN (table->n_rows, limit); i++)
    {
      const SeepTypeRow *row = &table->rows[i];
      g_autofree char *name =
        seep_cli_dup_printable (seep_heap_get_type_name (heap, row->type), NAME_CHARS);

      seep_cli_table_add (text, name);
      seep_cli_table_add_count (text, row->count);
      seep_cli_table_add_bytes (text, row->bytes);
      seep_cli_table_add_bytes (text, row->retained_bytes);
    }

  seep_cli_table_print (text, stdout);
  printf (_("%u of %u types; all together %s objects, %s\n"), MIN (table->n_rows, limit),
          table->n_rows, count, bytes);
}

static gboolean
list_types (SeepCli       *cli,
            const Options *options,
            SeepTypeSort   sort,
            guint          limit,
            const char    *path,
            GError       **error)
{
  g_autoptr(SeepAnalysis) analysis = seep_cli_open_analysis (cli, path, error);
  g_autoptr(SeepTypeTable) table = NULL;
  SeepHeap *heap;

  if (analysis == NULL)
    return FALSE;

  heap = seep_analysis_get_heap (analysis);
  table = seep_type_table_new (
    heap, analysis, options->is_tracked ? SEEP_TYPE_FILTER_TRACKED : SEEP_TYPE_FILTER_NONE,
    seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (table == NULL)
    return FALSE;

  if (options->match != NULL)
    keep_matching (table, heap, options->match);
  seep_type_table_sort (table, heap, sort);
  if (cli->is_json)
    return print_json (cli, table, heap, limit, error);
  print_table (table, heap, limit);
  return TRUE;
}

int
seep_cli_types (SeepCli *cli, int argc, char **argv, GError **error)
{
  static const char *const sorts[] = { "retained", "bytes", "count", "name", NULL };
  static const SeepTypeSort values[] = { SEEP_TYPE_SORT_RETAINED, SEEP_TYPE_SORT_BYTES,
                                         SEEP_TYPE_SORT_COUNT, SEEP_TYPE_SORT_NAME };
  g_auto(Options) options = { .limit = SEEP_CLI_LIMIT_NOT_GIVEN };
  const GOptionEntry entries[] = {
    { "sort", 's', 0, G_OPTION_ARG_STRING, &options.sort,
      N_("Order: retained (if not given), bytes, count, name"), N_("KEY") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N rows; 0: all. A table has 20"), "N" },
    { "match", 'm', 0, G_OPTION_ARG_STRING, &options.match,
      N_("Only types whose name contains TEXT"), N_("TEXT") },
    { "tracked", 0, 0, G_OPTION_ARG_NONE, &options.is_tracked,
      N_("Only objects that the garbage collector tracks"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  guint limit;
  int sort;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 1, error)
      || !seep_cli_resolve_limit (cli, options.limit, &limit, error))
    return SEEP_EXIT_FAILED;
  sort = options.sort != NULL ? seep_cli_find_word ("--sort", options.sort, sorts, error) : 0;
  if (sort < 0)
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return list_types (cli, &options, values[sort], limit, argv[1], error) ? SEEP_EXIT_DONE
                                                                         : SEEP_EXIT_FAILED;
}
