/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FORMAT.md says where: until 3.10 the code object's co_freevars are the variables in the order of
 * the cells; from 3.11 on they are the last of its co_localsplusnames. */
#include "config.h"

#include "analysis/seep-closure.h"

#include "analysis/seep-edge-lookup.h"

#include <string.h>

/* A cell is held by the closures that share it; one that says its name is enough. */
#define MAX_REFERRERS 64

static guint32
count_items (const SeepHeap *heap, guint32 tuple)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n = 0;

  for (guint32 edge = columns->offsets[tuple]; edge < columns->offsets[tuple + 1]; edge++)
    n += SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_ITEM;
  return n;
}

/* The text of the str at @position of @tuple. */
static char *
dup_item_text (const SeepHeap *heap, guint32 tuple, guint32 position)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n = 0;
  SeepValue value;

  for (guint32 edge = columns->offsets[tuple]; edge < columns->offsets[tuple + 1]; edge++)
    if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_ITEM && n++ == position)
      {
        seep_heap_get_value (heap, columns->targets[edge], &value);
        return value.kind == SEEP_PREVIEW_TEXT && !value.is_cut ? g_strdup (value.bytes) : NULL;
      }
  return NULL;
}

char *
seep_closure_dup_variable (const SeepHeap *heap, guint32 function, guint32 position)
{
  guint32 code = seep_edges_find_field_target (heap, function, "__code__");
  guint32 cells = seep_edges_find_field_target (heap, function, "__closure__");
  guint32 names;
  guint32 n_names;
  guint32 n_cells;

  if (code == SEEP_NO_NODE || cells == SEEP_NO_NODE)
    return NULL;
  names = seep_edges_find_field_target (heap, code, "co_freevars");
  if (names != SEEP_NO_NODE)
    return dup_item_text (heap, names, position);

  names = seep_edges_find_field_target (heap, code, "co_localsplusnames");
  if (names == SEEP_NO_NODE)
    return NULL;
  n_names = count_items (heap, names);
  n_cells = count_items (heap, cells);
  if (n_cells > n_names || position >= n_cells)
    return NULL;
  return dup_item_text (heap, names, n_names - n_cells + position);
}

char *
seep_closure_dup_variable_of_tuple (const SeepAnalysis *analysis, guint32 tuple, guint32 position)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);
  guint32 end = MIN (reverse->offsets[tuple + 1], reverse->offsets[tuple] + MAX_REFERRERS);

  for (guint32 i = reverse->offsets[tuple]; i < end; i++)
    {
      guint32 source = reverse->sources[i];

      if (seep_heap_get_kind (heap, source) == SEEP_KIND_FUNCTION
          && seep_edges_find_field_target (heap, source, "__closure__") == tuple)
        return seep_closure_dup_variable (heap, source, position);
    }
  return NULL;
}

/* The position of @item among the items of @tuple. */
static guint32
find_item (const SeepHeap *heap, guint32 tuple, guint32 item)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n = 0;

  for (guint32 edge = columns->offsets[tuple]; edge < columns->offsets[tuple + 1]; edge++)
    if (SEEP_LABEL_KIND (columns->labels[edge]) == SEEP_EDGE_ITEM)
      {
        if (columns->targets[edge] == item)
          return n;
        n++;
      }
  return SEEP_NO_NODE;
}

char *
seep_closure_dup_variable_of_cell (const SeepAnalysis *analysis, guint32 cell)
{
  const SeepHeap *heap = seep_analysis_get_heap (analysis);
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);
  guint32 end = MIN (reverse->offsets[cell + 1], reverse->offsets[cell] + MAX_REFERRERS);

  for (guint32 i = reverse->offsets[cell]; i < end; i++)
    {
      guint32 source = reverse->sources[i];
      guint32 position;
      char *name = NULL;

      if (seep_heap_get_kind (heap, source) != SEEP_KIND_TUPLE)
        continue;
      position = find_item (heap, source, cell);
      if (position != SEEP_NO_NODE)
        name = seep_closure_dup_variable_of_tuple (analysis, source, position);
      if (name != NULL)
        return name;
    }
  return NULL;
}

char *
seep_closure_dup_frame_function (const SeepHeap *heap, guint32 frame)
{
  guint32 code = seep_edges_find_field_target (heap, frame, "f_code");
  guint32 name = SEEP_NO_NODE;
  SeepValue value;

  if (code != SEEP_NO_NODE)
    name = seep_edges_find_field_target (heap, code, "co_qualname");
  if (code != SEEP_NO_NODE && name == SEEP_NO_NODE)
    name = seep_edges_find_field_target (heap, code, "co_name");
  if (name == SEEP_NO_NODE)
    return NULL;
  seep_heap_get_value (heap, name, &value);
  return value.kind == SEEP_PREVIEW_TEXT && !value.is_cut ? g_strdup (value.bytes) : NULL;
}
