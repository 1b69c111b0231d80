/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-facts.h"

#include "seep-cli-table.h"

#define TYPE_CHARS 60

void
seep_cli_write_end (SeepJson *json, const SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  if (object >= columns->n_objects)
    {
      seep_json_add_null (json, "address");
      seep_json_add_null (json, "type");
      seep_json_add_null (json, "bytes");
      return;
    }

  seep_json_add_address (json, "address", seep_heap_get_address (heap, object));
  seep_json_add_string (json, "type", seep_heap_get_type_name (heap, columns->types[object]));
  seep_json_add_uint (json, "bytes", seep_heap_get_size (heap, object));
}

void
seep_cli_write_object (SeepJson *json, const SeepAnalysis *analysis, guint32 object, guint32 depth)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  g_autofree char *preview = seep_heap_dup_preview (heap, object);
  SeepValue value;

  seep_heap_get_value (heap, object, &value);
  seep_cli_write_end (json, heap, object);
  seep_json_add_uint (json, "retained_bytes", seep_analysis_get_retained_bytes (analysis, object));
  if (value.has_length)
    seep_json_add_uint (json, "length", value.length);
  else
    seep_json_add_null (json, "length");
  seep_json_add_string (json, "preview", preview);
  if (depth != SEEP_NO_NODE)
    seep_json_add_uint (json, "depth", depth);
  else
    seep_json_add_null (json, "depth");
  seep_json_add_bool (json, "garbage", seep_analysis_is_garbage (analysis, object));
}

void
seep_cli_write_type (SeepJson *json, const SeepHeap *heap, const SeepTypeRow *row)
{
  guint32 object = seep_heap_get_type (heap, row->type)->object;

  seep_json_add_string (json, "name", seep_heap_get_type_name (heap, row->type));
  seep_json_add_uint (json, "count", row->count);
  seep_json_add_uint (json, "bytes", row->bytes);
  seep_json_add_uint (json, "retained_bytes", row->retained_bytes);
  if (object != SEEP_NO_NODE)
    seep_json_add_address (json, "address", seep_heap_get_address (heap, object));
  else
    seep_json_add_null (json, "address");
}

char *
seep_cli_dup_summary (const SeepHeap *heap, guint32 object)
{
  g_autofree char *preview = seep_heap_dup_preview (heap, object);
  g_autofree char *length = NULL;
  SeepValue value;

  if (preview != NULL)
    return seep_cli_dup_printable (preview, SEEP_CLI_PREVIEW_CHARS);

  seep_heap_get_value (heap, object, &value);
  if (!value.has_length)
    return g_strdup ("");
  length = seep_cli_dup_count (value.length);
  return g_strdup_printf ("{%s}", length);
}

char *
seep_cli_dup_address (const SeepHeap *heap, guint32 object)
{
  return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x",
                          seep_heap_get_address (heap, object));
}

char *
seep_cli_dup_type (const SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  return seep_cli_dup_printable (seep_heap_get_type_name (heap, columns->types[object]),
                                 TYPE_CHARS);
}
