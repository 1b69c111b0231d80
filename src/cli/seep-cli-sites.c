/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-sites-text.h"
#include "base/seep-i18n.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"
#include "seep-cli-traces.h"

#include <stdio.h>

/* Longer places are shortened in tables. */
#define PLACE_CHARS 200

typedef struct
{
  char            *by;       /* owned */
  char           **filters;  /* owned; NULL: none */
  char            *at;       /* owned; for captures that know a peak */
  char            *kind;     /* owned; for captures that know what was freed */
  int              limit;
  int              snapshot;
  gboolean         is_cumulative;
  gboolean         is_cumulative_once;
  gboolean         is_text;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->by);
  g_strfreev (options->filters);
  g_free (options->at);
  g_free (options->kind);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What is asked of which snapshot. */
typedef struct
{
  SeepSitesBy       by;
  SeepSitesCounting counting;
  SeepSiteFilters  *filters; /* owned */
  guint             limit;
} Question;

static void
question_clear (Question *question)
{
  seep_site_filters_free (question->filters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Question, question_clear)

/* --- One JSON document ---------------------------------------------------------------------------- */

static void
write_text (SeepJson *json, const char *key, const SeepTraces *traces, guint32 string)
{
  seep_json_add_string (json, key, seep_traces_get_text (traces, string));
}

static void
write_function (SeepJson *json, const SeepTraces *traces, guint32 function)
{
  if (function != 0)
    write_text (json, "function", traces, function);
  else
    seep_json_add_null (json, "function");
}

static void
write_frame (SeepJson *json, const SeepTraces *traces, SeepStackFrame frame)
{
  write_text (json, "file", traces, frame.file);
  seep_json_add_uint (json, "line", frame.line);
  write_function (json, traces, frame.function);
}

/* The most recent frame that a key stands for, with what does not count in it left out; FALSE: none. */
static gboolean
get_first_frame (const SeepSites *sites, guint32 key, SeepStackFrame *frame)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (sites->traces);
  const guint32 *stack = &key;
  guint32 n_frames = 1;

  if (key == SEEP_NO_NODE)
    return FALSE;
  *frame = (SeepStackFrame) { .file = key };
  if (sites->by == SEEP_SITES_BY_FILE)
    return TRUE;
  if (sites->by == SEEP_SITES_BY_TRACEBACK)
    stack = seep_traces_get_stack (sites->traces, key, &n_frames);
  if (n_frames == 0)
    return FALSE;

  *frame = columns->frames[stack[0]];
  if (sites->by == SEEP_SITES_BY_FUNCTION)
    frame->line = 0;
  return TRUE;
}

static void
write_frames (SeepJson *json, const SeepSites *sites, const SeepSiteRow *row)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (sites->traces);
  SeepStackFrame frame;
  guint32 n_frames = 0;

  seep_json_begin_array (json, "frames");
  if (sites->by == SEEP_SITES_BY_TRACEBACK)
    {
      const guint32 *stack = seep_traces_get_stack (sites->traces, row->key, &n_frames);

      for (guint32 i = 0; i < n_frames; i++)
        {
          seep_json_begin_object (json, NULL);
          write_frame (json, sites->traces, columns->frames[stack[i]]);
          seep_json_end_object (json);
        }
    }
  else if (get_first_frame (sites, row->key, &frame))
    {
      seep_json_begin_object (json, NULL);
      write_frame (json, sites->traces, frame);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
}

static void
write_row (SeepJson *json, const SeepSites *sites, const SeepSiteRow *row)
{
  SeepStackFrame frame;

  seep_json_begin_object (json, NULL);
  if (get_first_frame (sites, row->key, &frame))
    write_frame (json, sites->traces, frame);
  else
    {
      seep_json_add_null (json, "file");
      seep_json_add_uint (json, "line", 0);
      seep_json_add_null (json, "function");
    }
  write_frames (json, sites, row);
  if (row->total > 0)
    seep_json_add_uint (json, "total_frames", row->total);
  else
    seep_json_add_null (json, "total_frames");
  seep_json_add_uint (json, "bytes", row->bytes);
  seep_json_add_uint (json, "count", row->count);
  seep_json_end_object (json);
}

static gboolean
print_json (SeepCli *cli, const SeepSites *sites, guint limit, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "sites");
  for (guint i = 0; i < MIN (sites->n_rows, limit); i++)
    write_row (&json, sites, &sites->rows[i]);
  seep_json_end_array (&json);
  seep_json_begin_object (&json, "total");
  seep_json_add_uint (&json, "count", sites->count);
  seep_json_add_uint (&json, "bytes", sites->bytes);
  seep_json_end_object (&json);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

/* --- For people ------------------------------------------------------------------------------------ */

static char *
dup_place (const SeepSites *sites, const SeepSiteRow *row)
{
  g_autofree char *text = NULL;

  if (sites->by == SEEP_SITES_BY_FILE && row->key != SEEP_NO_NODE)
    text = g_strdup (seep_traces_get_text (sites->traces, row->key));
  else
    text = seep_sites_dup_key_text (sites->traces, sites->by, row->key);
  return seep_cli_dup_printable (text, PLACE_CHARS);
}

static void
add_note (SeepCliTable *table, const char *text)
{
  g_autofree char *printable = seep_cli_dup_printable (text, PLACE_CHARS);
  g_autofree char *indented = g_strconcat ("  ", printable, NULL);

  for (guint i = 0; i < 3; i++)
    seep_cli_table_add (table, "");
  seep_cli_table_add (table, indented);
}

/* The frames below a traceback's first one. */
static void
add_stack (SeepCliTable *table, const SeepSites *sites, const SeepSiteRow *row)
{
  guint32 n_frames;
  const guint32 *stack = seep_traces_get_stack (sites->traces, row->key, &n_frames);

  for (guint32 i = 1; i < n_frames; i++)
    {
      g_autofree char *frame = seep_sites_dup_key_text (sites->traces, SEEP_SITES_BY_LINE, stack[i]);

      add_note (table, frame);
    }
  if (row->total > n_frames)
    {
      g_autofree char *text =
        g_strdup_printf (_("… truncated: %u of %u frames"), n_frames, row->total);

      add_note (table, text);
    }
}

static void
print_table (const SeepSites *sites, guint limit)
{
  const char *const titles[] = { _(">Size"), _(">Count"), _(">Average"), _("Place"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);
  g_autofree char *count = seep_cli_dup_count (sites->count);
  g_autofree char *bytes = seep_cli_dup_bytes (sites->bytes);

  for (guint i = 0; i < MIN (sites->n_rows, limit); i++)
    {
      const SeepSiteRow *row = &sites->rows[i];
      g_autofree char *place = dup_place (sites, row);

      seep_cli_table_add_bytes (table, row->bytes);
      seep_cli_table_add_count (table, row->count);
      seep_cli_table_add_bytes (table, row->bytes / row->count);
      seep_cli_table_add (table, place);
      if (sites->by == SEEP_SITES_BY_TRACEBACK)
        add_stack (table, sites, row);
    }

  seep_cli_table_print (table, stdout);
  printf (_("%u of %u places; all together %s blocks, %s\n"), MIN (sites->n_rows, limit),
          sites->n_rows, count, bytes);
}

static void
print_text (const SeepSites *sites, guint limit)
{
  for (guint i = 0; i < MIN (sites->n_rows, limit); i++)
    {
      const SeepSiteRow *row = &sites->rows[i];
      g_autofree char *text = seep_sites_dup_row_text (sites, row);
      g_autofree char *stack = sites->by == SEEP_SITES_BY_TRACEBACK
                                 ? seep_sites_dup_stack_text (sites->traces, row->key)
                                 : g_strdup ("");

      printf ("%s\n%s%s", text, stack, *stack != '\0' ? "\n" : "");
    }
}

/* --- The command ----------------------------------------------------------------------------------- */

static gboolean
list_sites (SeepCli        *cli,
            const Options  *options,
            const Question *question,
            const char     *word,
            GError        **error)
{
  g_autoptr(GPtrArray) snapshots = seep_cli_open_traces (cli, word, error);
  g_autoptr(SeepSites) sites = NULL;
  SeepTraces *traces;

  if (snapshots == NULL)
    return FALSE;
  traces = seep_cli_find_snapshot (cli, snapshots, (guint) options->snapshot, error);
  if (traces == NULL)
    return FALSE;
  sites = seep_sites_new (traces, question->by, question->counting, question->filters,
                          seep_cli_get_task (cli), error);
  seep_cli_end_progress (cli);
  if (sites == NULL)
    return FALSE;

  if (cli->is_json)
    return print_json (cli, sites, question->limit, error);
  if (options->is_text)
    print_text (sites, question->limit);
  else
    print_table (sites, question->limit);
  return TRUE;
}

static gboolean
check_options (SeepCli *cli, const Options *options, GError **error)
{
  if (options->at != NULL || options->kind != NULL)
    return seep_cli_set_usage_error (
      _("--at and --kind are for captures that follow every allocation and "
        "release; no file that Seep opens is one"), error);
  if (options->is_cumulative && options->is_cumulative_once)
    return seep_cli_set_usage_error (
      _("Either --cumulative or --cumulative-once says how recursion counts"), error);
  if (options->is_text && cli->is_json)
    return seep_cli_set_usage_error (_("Either --text or --json says what is printed"), error);
  if (options->snapshot < 0)
    return seep_cli_set_usage_error (_("--snapshot takes a number, 1 for the first"), error);
  return TRUE;
}

static gboolean
read_question (SeepCli *cli, const Options *options, Question *question, GError **error)
{
  static const char *const words[] = { "line", "file", "function", "traceback", NULL };
  static const SeepSitesBy values[] = { SEEP_SITES_BY_LINE, SEEP_SITES_BY_FILE,
                                        SEEP_SITES_BY_FUNCTION, SEEP_SITES_BY_TRACEBACK };
  int by = options->by != NULL ? seep_cli_find_word ("--by", options->by, words, error) : 0;

  if (by < 0 || !check_options (cli, options, error)
      || !seep_cli_resolve_limit (cli, options->limit, &question->limit, error))
    return FALSE;
  question->filters = seep_site_filters_parse ((const char *const *) options->filters, error);
  if (question->filters == NULL)
    return FALSE;

  question->by = values[by];
  question->counting = options->is_cumulative_once ? SEEP_SITES_CUMULATIVE_ONCE
                       : options->is_cumulative    ? SEEP_SITES_CUMULATIVE
                                                   : SEEP_SITES_OWN;
  return TRUE;
}

int
seep_cli_sites (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .limit = SEEP_CLI_LIMIT_NOT_GIVEN };
  g_auto(Question) question = { .filters = NULL };
  const GOptionEntry entries[] = {
    { "by", 'b', 0, G_OPTION_ARG_STRING, &options.by,
      N_("What a row is: line (if not given), file, function, traceback"), N_("KEY") },
    { "cumulative", 'c', 0, G_OPTION_ARG_NONE, &options.is_cumulative,
      N_("Every frame of a stack counts, a recursive one each time"), NULL },
    { "cumulative-once", 0, 0, G_OPTION_ARG_NONE, &options.is_cumulative_once,
      N_("Every frame of a stack counts once"), NULL },
    { "filter", 'f', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.filters,
      N_("Only allocations that pass; may be given several times"), N_("SPEC") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N rows; 0: all. A table has 20"), "N" },
    { "snapshot", 0, 0, G_OPTION_ARG_INT, &options.snapshot,
      N_("The Nth snapshot of a file that holds several; else the last"), "N" },
    { "text", 't', 0, G_OPTION_ARG_NONE, &options.is_text,
      N_("Print the lines that tracemalloc prints"), NULL },
    { "at", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options.at, "", NULL },
    { "kind", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options.kind, "", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 1, error)
      || !read_question (cli, &options, &question, error))
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return list_sites (cli, &options, &question, argv[1], error) ? SEEP_EXIT_DONE : SEEP_EXIT_FAILED;
}
