/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-edge-lookup.h"

#include <string.h>

/* Longest method resolution order that is looked through. */
#define MAX_BASES 256

/* Largest __dict__ in which names are sought: those of modules have a few thousand. */
#define MAX_NAMES 16384

const char *
seep_edges_get_name (const SeepHeap *heap, guint32 label)
{
  return seep_heap_get_name (heap, SEEP_LABEL_VALUE (label));
}

guint32
seep_edges_find_field (const SeepHeap *heap, guint32 source, const char *name)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  for (guint32 edge = columns->offsets[source]; edge < columns->offsets[source + 1]; edge++)
    if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_FIELD
        && strcmp (seep_edges_get_name (heap, columns->labels[edge]), name) == 0)
      return edge;
  return SEEP_NO_NODE;
}

guint32
seep_edges_find_field_target (const SeepHeap *heap, guint32 source, const char *name)
{
  guint32 edge = seep_edges_find_field (heap, source, name);

  return edge == SEEP_NO_NODE ? SEEP_NO_NODE : seep_heap_get_columns (heap)->targets[edge];
}

guint32
seep_edges_get_key (const SeepHeap *heap, guint32 source, guint32 edge)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_VALUE && edge > columns->offsets[source]
      && SEEP_LABEL_KIND (columns->labels[edge - 1]) == SEEP_EDGE_KEY)
    return columns->targets[edge - 1];
  return SEEP_NO_NODE;
}

/* The name of the entry @edge of @dict: borrowed, from @value or for good; NULL if it was not kept
 * or is none. */
static const char *
find_entry_name (const SeepHeap *heap, guint32 dict, guint32 edge, SeepValue *value)
{
  guint32 label = seep_heap_get_columns (heap)->labels[edge];
  guint32 key = seep_edges_get_key (heap, dict, edge);

  if (SEEP_LABEL_KIND (label) == SEEP_EDGE_ATTRIBUTE)
    return seep_edges_get_name (heap, label);
  if (key == SEEP_NO_NODE || seep_heap_get_kind (heap, key) != SEEP_KIND_STR)
    return NULL;
  seep_heap_get_value (heap, key, value);
  return value->kind == SEEP_PREVIEW_TEXT && !value->is_cut ? value->bytes : NULL;
}

guint32
seep_edges_find_entry (const SeepHeap *heap,
                       guint32         dict,
                       const char     *name,
                       gboolean       *is_readable)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  gboolean any = FALSE;
  guint32 found = SEEP_NO_NODE;

  for (guint32 edge = columns->offsets[dict]; edge < columns->offsets[dict + 1]; edge++)
    {
      SeepValue value;
      const char *text = find_entry_name (heap, dict, edge, &value);

      any = any || text != NULL;
      if (text != NULL && strcmp (text, name) == 0)
        {
          found = columns->targets[edge];
          break;
        }
    }
  if (is_readable != NULL)
    *is_readable = any;
  return found;
}

/* Can a key of this kind be written down? */
static gboolean
is_literal_kind (SeepKind kind)
{
  return kind == SEEP_KIND_STR || kind == SEEP_KIND_INT || kind == SEEP_KIND_FLOAT ||
         kind == SEEP_KIND_BYTES || kind == SEEP_KIND_BOOL || kind == SEEP_KIND_NONE ||
         kind == SEEP_KIND_TUPLE;
}

static guint
get_rank (const SeepHeap *heap, guint32 source, guint32 edge)
{
  guint32 label = seep_heap_get_columns (heap)->labels[edge];
  guint32 key;

  switch (SEEP_LABEL_KIND (label))
    {
    case SEEP_EDGE_ATTRIBUTE:
      return 9;
    case SEEP_EDGE_FIELD:
    case SEEP_EDGE_ITEM:
      return 8;
    case SEEP_EDGE_VALUE:
      key = seep_edges_get_key (heap, source, edge);
      return key != SEEP_NO_NODE && is_literal_kind (seep_heap_get_kind (heap, key)) ? 8 : 6;
    case SEEP_EDGE_CELL:
    case SEEP_EDGE_LOCAL:
    case SEEP_EDGE_DEFAULT:
      return 7;
    case SEEP_EDGE_KEY:
      return 5;
    case SEEP_EDGE_TYPE:
      return 4;
    case SEEP_EDGE_STACK:
      return 3;
    case SEEP_EDGE_GUESS:
      return 2;
    case SEEP_EDGE_ANONYMOUS:
    case SEEP_EDGE_WEAK:
    case SEEP_EDGE_BORROWED:
    default:
      return 1;
    }
}

gboolean
seep_edges_is_better (const SeepHeap *heap, guint32 source, guint32 edge, guint32 other)
{
  return get_rank (heap, source, edge) > get_rank (heap, source, other);
}

guint32
seep_edges_find_best (const SeepHeap *heap, guint32 source, guint32 target)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 best = SEEP_NO_NODE;

  for (guint32 edge = columns->offsets[source]; edge < columns->offsets[source + 1]; edge++)
    if (columns->targets[edge] == target
        && (best == SEEP_NO_NODE || seep_edges_is_better (heap, source, edge, best)))
      best = edge;
  return best;
}

gboolean
seep_edges_find_detour (const SeepHeap *heap,
                        guint32 source,
                        guint32 edge,
                        guint32 *dict_edge,
                        guint32 *entry_edge)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  SeepEdgeKind kind = SEEP_LABEL_KIND (columns->labels[edge]);
  SeepValue value;
  guint32 dict;
  guint32 end;

  if (kind != SEEP_EDGE_ANONYMOUS && kind != SEEP_EDGE_GUESS)
    return FALSE;
  *dict_edge = seep_edges_find_field (heap, source, "__dict__");
  if (*dict_edge == SEEP_NO_NODE)
    return FALSE;
  dict = columns->targets[*dict_edge];
  if (dict == columns->targets[edge] || dict == source)
    return FALSE;

  end = MIN (columns->offsets[dict + 1], columns->offsets[dict] + 2 * MAX_NAMES);
  for (guint32 entry = columns->offsets[dict]; entry < end; entry++)
    if (columns->targets[entry] == columns->targets[edge]
        && find_entry_name (heap, dict, entry, &value) != NULL)
      {
        *entry_edge = entry;
        return TRUE;
      }
  return FALSE;
}

/* A class that Python code made has @name in its own __dict__. */
static gboolean
has_in_body (const SeepHeap *heap, guint32 class_object, const char *name)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 dict;

  if (class_object == SEEP_NO_NODE || (columns->flags[class_object] & SEEP_OBJECT_STATIC) != 0)
    return FALSE;
  dict = seep_edges_find_field_target (heap, class_object, "__dict__");
  return dict != SEEP_NO_NODE && seep_edges_find_entry (heap, dict, name, NULL) != SEEP_NO_NODE;
}

gboolean
seep_edges_is_defined_by_class (const SeepHeap *heap, guint32 type, const char *name)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const SeepTypeInfo *info = seep_heap_get_type (heap, type);
  guint32 bases;
  guint32 end;

  if ((info->traits & SEEP_TYPE_HEAP) == 0 || info->object == SEEP_NO_NODE)
    return FALSE;
  if (has_in_body (heap, info->object, name))
    return TRUE;
  bases = seep_edges_find_field_target (heap, info->object, "__mro__");
  if (bases == SEEP_NO_NODE)
    return has_in_body (heap, info->base, name);

  end = MIN (columns->offsets[bases + 1], columns->offsets[bases] + MAX_BASES);
  for (guint32 edge = columns->offsets[bases]; edge < end; edge++)
    if (columns->targets[edge] != info->object && has_in_body (heap, columns->targets[edge], name))
      return TRUE;
  return FALSE;
}
