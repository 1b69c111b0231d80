/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "analysis/seep-order.h"
#include "analysis/seep-query.h"
#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"
#include "seep-cli-facts.h"
#include "seep-cli-heap.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"

#include <stdio.h>

typedef struct
{
  char *type;    /* owned */
  char *address; /* owned */
  char *where;   /* owned */
  char *sort;    /* owned */
  int   limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->type);
  g_free (options->address);
  g_free (options->where);
  g_free (options->sort);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static SeepOrder *
find_in_order (SeepCli               *cli,
               SeepAnalysis          *analysis,
               const SeepOrderFilter *filter,
               SeepOrderKey           key,
               GError               **error)
{
  gboolean is_descending = key != SEEP_ORDER_ADDRESS && key != SEEP_ORDER_TYPE;

  return seep_order_new (seep_analysis_get_heap (analysis), analysis, filter, key, is_descending,
                         seep_cli_get_task (cli), error);
}

static SeepOrder *
find_of_type (SeepCli      *cli,
              SeepAnalysis *analysis,
              const char   *name,
              SeepOrderKey  key,
              GError      **error)
{
  g_autoptr(GArray) types = seep_types_find (seep_analysis_get_heap (analysis), name, error);
  SeepOrderFilter filter = { NULL };

  if (types == NULL)
    return NULL;

  filter.types = (const guint32 *) types->data;
  filter.n_types = types->len;
  return find_in_order (cli, analysis, &filter, key, error);
}

static SeepOrder *
find_where (SeepCli      *cli,
            SeepAnalysis *analysis,
            const char   *text,
            SeepOrderKey  key,
            GError      **error)
{
  static const SeepOrderFilter all = { NULL };
  g_autoptr(SeepQuery) query = seep_query_new (analysis, text, error);
  g_autoptr(SeepOrder) order = NULL;

  if (query != NULL)
    order = find_in_order (cli, analysis, &all, key, error);
  if (order == NULL
      || !seep_query_filter (query, order->ids, order->n, &order->n, seep_cli_get_task (cli),
                             error))
    return NULL;
  return g_steal_pointer (&order);
}

static gboolean
print_json (SeepCli *cli, SeepAnalysis *analysis, const guint32 *ids, guint32 n, GError **error)
{
  guint32 n_objects = seep_heap_get_columns (seep_analysis_get_heap (analysis))->n_objects;
  guint32 *depths = seep_reach_list_depths (seep_analysis_get_reach (analysis), error);
  SeepJson json;

  if (depths == NULL)
    return FALSE;

  seep_json_init (&json, stdout);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "objects");
  for (guint32 i = 0; i < n; i++)
    {
      seep_json_begin_object (&json, NULL);
      seep_cli_write_object (&json, analysis, ids[i], depths[ids[i]]);
      seep_json_end_object (&json);
    }
  seep_json_end_array (&json);
  seep_cli_write_damage (cli, &json);
  seep_json_end_object (&json);
  seep_pages_free (depths, n_objects, sizeof *depths);
  return seep_json_finish (&json, error);
}

static void
add_row (SeepCliTable *table, const SeepAnalysis *analysis, guint32 object)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autofree char *address = seep_cli_dup_address (heap, object);
  g_autofree char *type = seep_cli_dup_type (heap, object);
  g_autofree char *summary = seep_cli_dup_summary (heap, object);
  guint32 depth = seep_reach_get_depth (seep_analysis_get_reach (analysis), object);

  seep_cli_table_add (table, address);
  seep_cli_table_add (table, type);
  seep_cli_table_add_bytes (table, seep_heap_get_size (heap, object));
  seep_cli_table_add_bytes (table, seep_analysis_get_retained_bytes (analysis, object));
  if (seep_analysis_is_garbage (analysis, object))
    seep_cli_table_add (table, _("garbage"));
  else if (depth == SEEP_NO_NODE)
    seep_cli_table_add (table, "");
  else
    seep_cli_table_add_count (table, depth);
  seep_cli_table_add (table, summary);
}

static void
print_table (const SeepAnalysis *analysis, const guint32 *ids, guint32 n, guint32 n_all)
{
  const char *const titles[] = { _("Address"), _("Type"),  _(">Size"), _(">Retained"),
                                 _(">Depth"),  _("Value"), NULL };
  g_autoptr(SeepCliTable) table = seep_cli_table_new (titles);
  g_autofree char *shown = seep_cli_dup_count (n);
  g_autofree char *all = seep_cli_dup_count (n_all);

  for (guint32 i = 0; i < n; i++)
    add_row (table, analysis, ids[i]);
  seep_cli_table_print (table, stdout);
  printf (_("%s of %s objects\n"), shown, all);
}

static gboolean
list_objects (SeepCli       *cli,
              const Options *options,
              SeepOrderKey   key,
              guint          limit,
              const char    *path,
              GError       **error)
{
  g_autoptr(SeepAnalysis) analysis = seep_cli_open_analysis (cli, path, error);
  g_autoptr(SeepOrder) order = NULL;
  const guint32 *ids;
  guint32 object, n, n_all;

  if (analysis == NULL)
    return FALSE;

  if (options->address != NULL)
    {
      object = seep_cli_find_object (seep_analysis_get_heap (analysis), options->address, error);
      if (object == SEEP_NO_NODE)
        return FALSE;
      ids = &object;
      n_all = 1;
    }
  else
    {
      order = options->type != NULL ? find_of_type (cli, analysis, options->type, key, error)
                                    : find_where (cli, analysis, options->where, key, error);
      seep_cli_end_progress (cli);
      if (order == NULL)
        return FALSE;
      ids = order->ids;
      n_all = order->n;
    }

  n = MIN (n_all, limit);
  if (cli->is_json)
    return print_json (cli, analysis, ids, n, error);
  print_table (analysis, ids, n, n_all);
  return TRUE;
}

static gboolean
check_selection (const Options *options, GError **error)
{
  if ((options->type != NULL) + (options->address != NULL) + (options->where != NULL) == 1)
    return TRUE;

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("One of --type NAME, --address A and --where QUERY says which objects"));
  return FALSE;
}

int
seep_cli_objects (SeepCli *cli, int argc, char **argv, GError **error)
{
  static const char *const sorts[] = { "retained", "bytes", "length", "refcount",
                                       "address",  "type",  NULL };
  static const SeepOrderKey keys[] = { SEEP_ORDER_RETAINED, SEEP_ORDER_BYTES,   SEEP_ORDER_LENGTH,
                                       SEEP_ORDER_REFCOUNT, SEEP_ORDER_ADDRESS, SEEP_ORDER_TYPE };
  g_auto(Options) options = { .limit = SEEP_CLI_LIMIT_NOT_GIVEN };
  const GOptionEntry entries[] = {
    { "type", 't', 0, G_OPTION_ARG_STRING, &options.type,
      N_("Instances of NAME: app.Session, or Session"), N_("NAME") },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &options.address, N_("The object at A"), "A" },
    { "where", 'w', 0, G_OPTION_ARG_STRING, &options.where,
      N_("Objects that meet QUERY, see below"), N_("QUERY") },
    { "sort", 's', 0, G_OPTION_ARG_STRING, &options.sort,
      N_("Order: retained (if not given), bytes, length, refcount, address, type"), N_("KEY") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options.limit,
      N_("At most N rows; 0: all. A table has 20"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  guint limit;
  int sort;

  if (!seep_cli_parse (cli, entries, &argc, &argv, error)
      || !seep_cli_check_arguments (cli, argc, 1, error) || !check_selection (&options, error)
      || !seep_cli_resolve_limit (cli, options.limit, &limit, error))
    return SEEP_EXIT_FAILED;
  sort = options.sort != NULL ? seep_cli_find_word ("--sort", options.sort, sorts, error) : 0;
  if (sort < 0)
    return SEEP_EXIT_FAILED;

  seep_cli_watch_interrupt ();
  return list_objects (cli, &options, keys[sort], limit, argv[1], error) ? SEEP_EXIT_DONE
                                                                         : SEEP_EXIT_FAILED;
}
