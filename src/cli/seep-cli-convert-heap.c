/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-convert.h"

#include "analysis/seep-type-table.h"
#include "base/seep-i18n.h"
#include "base/seep-pages.h"
#include "seep-cli-csv.h"
#include "seep-cli-facts.h"
#include "seep-cli-heap.h"

/* FALSE when the user has stopped it. */
static gboolean
report_progress (SeepCli *cli, guint32 i, guint32 n, GError **error)
{
  if (i % SEEP_TASK_STRIDE != 0)
    return TRUE;
  seep_task_set_progress (seep_cli_get_task (cli), _("Writing objects"), (double) i / MAX (n, 1));
  return !seep_task_is_cancelled (seep_cli_get_task (cli), error);
}

static void
write_facts (SeepJson *json, const SeepHeap *heap)
{
  const SeepFacts *facts = seep_heap_get_facts (heap);
  guint n_keys;
  g_autofree const char **keys = seep_facts_list_keys (facts, &n_keys);

  seep_json_begin_object (json, "facts");
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *text = seep_facts_dup_text (facts, keys[i]);

      switch (seep_facts_get_kind (facts, keys[i]))
        {
        case SEEP_FACT_UINT:
          seep_json_add_uint (json, keys[i], seep_facts_get_uint (facts, keys[i]));
          break;
        case SEEP_FACT_INT:
          seep_json_add_int (json, keys[i], seep_facts_get_int (facts, keys[i]));
          break;
        case SEEP_FACT_DOUBLE:
          seep_json_add_double (json, keys[i], seep_facts_get_double (facts, keys[i]));
          break;
        case SEEP_FACT_BOOL:
          seep_json_add_bool (json, keys[i], seep_facts_get_bool (facts, keys[i]));
          break;
        case SEEP_FACT_LIST:
          seep_json_add_strings (json, keys[i], seep_facts_get_list (facts, keys[i]));
          break;
        case SEEP_FACT_STRING:
        case SEEP_FACT_NONE:
        default:
          seep_json_add_string (json, keys[i], text);
          break;
        }
    }
  seep_json_end_object (json);
}

static void
write_types (SeepJson *json, const SeepHeap *heap, const SeepTypeTable *table)
{
  seep_json_begin_array (json, "types");
  for (guint i = 0; i < table->n_rows; i++)
    {
      seep_json_begin_object (json, NULL);
      seep_cli_write_type (json, heap, &table->rows[i]);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
  seep_json_begin_object (json, "total");
  seep_json_add_uint (json, "count", table->count);
  seep_json_add_uint (json, "bytes", table->bytes);
  seep_json_end_object (json);
}

/* As they come: there may be millions. */
static gboolean
write_objects (SeepCli *cli, SeepJson *json, SeepAnalysis *analysis, GError **error)
{
  guint32 n = seep_heap_get_columns (seep_analysis_get_heap (analysis))->n_objects;
  guint32 *depths = seep_reach_list_depths (seep_analysis_get_reach (analysis), error);
  gboolean goes_on = depths != NULL;

  seep_json_begin_array (json, "objects");
  for (guint32 i = 0; i < n && goes_on; i++)
    {
      seep_json_begin_object (json, NULL);
      seep_cli_write_object (json, analysis, i, depths[i]);
      seep_json_end_object (json);
      goes_on = report_progress (cli, i, n, error);
    }
  seep_json_end_array (json);
  if (depths != NULL)
    seep_pages_free (depths, n, sizeof *depths);
  return goes_on;
}

gboolean
seep_cli_convert_heap_to_json (SeepCli      *cli,
                               SeepAnalysis *analysis,
                               gboolean      has_objects,
                               FILE         *file,
                               GError      **error)
{
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autoptr(SeepTypeTable) table = seep_type_table_new (heap, analysis, SEEP_TYPE_FILTER_NONE,
                                                        seep_cli_get_task (cli), error);
  SeepJson json;

  if (table == NULL)
    return FALSE;

  seep_json_init (&json, file);
  seep_json_begin_object (&json, NULL);
  write_facts (&json, heap);
  seep_json_add_strings (&json, "warnings", seep_heap_get_warnings (heap));
  write_types (&json, heap, table);
  if (has_objects && !write_objects (cli, &json, analysis, error))
    return FALSE;
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static gboolean
list_objects (SeepCli *cli, SeepAnalysis *analysis, FILE *file, GError **error)
{
  static const char *const titles[] = { "address", "type",   "bytes",   "retained_bytes", "refcount",
                                        "length",  "garbage", "preview", NULL };
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  SeepCliCsv csv;

  seep_cli_csv_init (&csv, file, titles);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      g_autofree char *preview = seep_heap_dup_preview (heap, i);
      SeepValue value;

      if (!report_progress (cli, i, columns->n_objects, error))
        return FALSE;
      seep_heap_get_value (heap, i, &value);
      seep_cli_csv_add_address (&csv, seep_heap_get_address (heap, i));
      seep_cli_csv_add_text (&csv, seep_heap_get_type_name (heap, columns->types[i]));
      seep_cli_csv_add_uint (&csv, seep_heap_get_size (heap, i));
      seep_cli_csv_add_uint (&csv, seep_analysis_get_retained_bytes (analysis, i));
      seep_cli_csv_add_uint (&csv, columns->refcounts[i]);
      if (value.has_length)
        seep_cli_csv_add_uint (&csv, value.length);
      else
        seep_cli_csv_add_text (&csv, NULL);
      seep_cli_csv_add_uint (&csv, seep_analysis_is_garbage (analysis, i));
      seep_cli_csv_add_text (&csv, preview);
      seep_cli_csv_end_row (&csv);
    }
  return TRUE;
}

gboolean
seep_cli_convert_heap_to_csv (SeepCli      *cli,
                              SeepAnalysis *analysis,
                              gboolean      has_objects,
                              FILE         *file,
                              GError      **error)
{
  static const char *const titles[] = { "name", "count", "bytes", "retained_bytes", NULL };
  SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autoptr(SeepTypeTable) table = NULL;
  SeepCliCsv csv;

  if (has_objects)
    return list_objects (cli, analysis, file, error);
  table = seep_type_table_new (heap, analysis, SEEP_TYPE_FILTER_NONE, seep_cli_get_task (cli),
                               error);
  if (table == NULL)
    return FALSE;

  seep_cli_csv_init (&csv, file, titles);
  for (guint i = 0; i < table->n_rows; i++)
    {
      const SeepTypeRow *row = &table->rows[i];

      seep_cli_csv_add_text (&csv, seep_heap_get_type_name (heap, row->type));
      seep_cli_csv_add_uint (&csv, row->count);
      seep_cli_csv_add_uint (&csv, row->bytes);
      seep_cli_csv_add_uint (&csv, row->retained_bytes);
      seep_cli_csv_end_row (&csv);
    }
  return TRUE;
}
