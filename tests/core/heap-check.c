/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "heap-check.h"

#include <string.h>

static void
check_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_edges (const SeepHeapColumns *columns, guint32 object)
{
  guint32 start = columns->offsets[object];
  guint32 end = columns->offsets[object + 1];

  g_assert_cmpuint (start, <=, end);
  for (guint32 edge = start; edge < end; edge++)
    {
      guint32 label = columns->labels[edge];

      g_assert_cmpuint (columns->targets[edge], <, columns->n_objects);
      if (SEEP_LABEL_KIND (label) == SEEP_EDGE_VALUE &&
          SEEP_LABEL_VALUE (label) != SEEP_LABEL_UNKNOWN)
        {
          g_assert_cmpuint (edge, >, start);
          g_assert_cmpuint (SEEP_LABEL_KIND (columns->labels[edge - 1]), ==, SEEP_EDGE_KEY);
        }
    }
}

static void
check_object (SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  g_autofree char *preview = seep_heap_dup_preview (heap, object);
  const SeepTraceFrame *frames;
  guint32 n_frames, n_total;
  SeepValue value;

  g_assert_cmpuint (columns->types[object], <, seep_heap_get_n_types (heap));
  g_assert_cmpuint (seep_heap_find_address (heap, seep_heap_get_address (heap, object)), ==,
                    object);
  if (object > 0)
    g_assert_cmpuint (seep_heap_get_address (heap, object - 1), <,
                      seep_heap_get_address (heap, object));
  g_assert_cmpuint (seep_heap_get_size (heap, object), >=, columns->sizes[object]);
  seep_heap_get_kind (heap, object);
  if (preview != NULL)
    check_text (preview);
  seep_heap_get_value (heap, object, &value);
  g_assert_cmpuint (value.n_bytes, <, sizeof value.bytes);
  frames = seep_heap_get_trace (heap, object, &n_frames, &n_total);
  g_assert_cmpuint (n_frames, <=, n_total);
  for (guint32 i = 0; i < n_frames; i++)
    check_text (seep_heap_get_name (heap, frames[i].file));
  check_edges (columns, object);
}

static void
check_tables (SeepHeap *heap)
{
  guint32 n_objects = seep_heap_get_columns (heap)->n_objects;
  guint32 n_roots, n_threads, n_frames;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);
  const SeepFrame *frames = seep_heap_get_frames (heap, &n_frames);
  const SeepThread *threads = seep_heap_get_threads (heap, &n_threads);

  for (guint32 i = 0; i < seep_heap_get_n_types (heap); i++)
    {
      const SeepTypeInfo *type = seep_heap_get_type (heap, i);

      check_text (seep_heap_get_type_name (heap, i));
      g_assert_true (type->object < n_objects || type->object == SEEP_NO_NODE);
      g_assert_true (type->base < n_objects || type->base == SEEP_NO_NODE);
      g_assert_cmpint (type->kind, <=, SEEP_KIND_BYTEARRAY);
    }
  for (guint32 i = 0; i < n_threads; i++)
    check_text (seep_heap_get_name (heap, threads[i].name));
  for (guint32 i = 0; i < n_frames; i++)
    {
      check_text (seep_heap_get_name (heap, frames[i].function));
      g_assert_true (frames[i].thread < n_threads || frames[i].thread == SEEP_NO_NODE);
      g_assert_true (frames[i].code < n_objects || frames[i].code == SEEP_NO_NODE);
    }
  for (guint32 i = 0; i < n_roots; i++)
    {
      check_text (seep_heap_get_name (heap, roots[i].name));
      g_assert_cmpuint (roots[i].object, <, n_objects);
      g_assert_true (roots[i].thread < n_threads || roots[i].thread == SEEP_NO_NODE);
      g_assert_true (roots[i].frame < n_frames || roots[i].frame == SEEP_NO_NODE);
      g_assert_true (roots[i].kind >= SEEP_ROOT_MODULE && roots[i].kind <= SEEP_ROOT_STATIC);
    }
}

static void
check_facts (const SeepFacts *facts)
{
  g_autofree const char **keys = seep_facts_list_keys (facts, NULL);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = seep_facts_dup_text (facts, keys[i]);

      check_text (keys[i]);
      check_text (text);
    }
}

void
heap_check (SeepHeap *heap)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const char *const *warnings = seep_heap_get_warnings (heap);
  const guint32 *ids;
  const guint64 *sizes;
  guint32 n_large = seep_heap_get_large_sizes (heap, &ids, &sizes);
  guint64 sum = 0;

  g_assert_cmpuint (columns->offsets[0], ==, 0);
  g_assert_cmpuint (columns->offsets[columns->n_objects], ==, columns->n_edges);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      check_object (heap, i);
      sum += seep_heap_get_size (heap, i);
    }
  g_assert_cmpuint (sum, ==, seep_heap_get_total_bytes (heap));
  for (guint32 i = 0; i < n_large; i++)
    g_assert_cmpuint (seep_heap_get_size (heap, ids[i]), ==, sizes[i]);
  for (guint32 i = 0; i < columns->n_weak; i++)
    {
      g_assert_cmpuint (columns->weak[i].source, <, columns->n_objects);
      g_assert_cmpuint (columns->weak[i].target, <, columns->n_objects);
      g_assert_true (i == 0 || columns->weak[i - 1].source <= columns->weak[i].source);
    }
  check_tables (heap);
  check_facts (seep_heap_get_facts (heap));
  for (; *warnings != NULL; warnings++)
    check_text (*warnings);
  g_assert_nonnull (seep_heap_get_file (heap));
  g_assert_nonnull (seep_heap_get_id (heap));
}

static void
check_same_object (SeepHeap *a, SeepHeap *b, guint32 object)
{
  g_autofree char *preview_a = seep_heap_dup_preview (a, object);
  g_autofree char *preview_b = seep_heap_dup_preview (b, object);
  const SeepTraceFrame *frames_a;
  const SeepTraceFrame *frames_b;
  guint32 n_a, n_b, total_a, total_b;
  SeepValue value_a, value_b;

  g_assert_cmpuint (seep_heap_get_size (a, object), ==, seep_heap_get_size (b, object));
  g_assert_cmpstr (preview_a, ==, preview_b);
  seep_heap_get_value (a, object, &value_a);
  seep_heap_get_value (b, object, &value_b);
  g_assert_cmpmem (&value_a, sizeof value_a, &value_b, sizeof value_b);
  frames_a = seep_heap_get_trace (a, object, &n_a, &total_a);
  frames_b = seep_heap_get_trace (b, object, &n_b, &total_b);
  g_assert_cmpuint (total_a, ==, total_b);
  g_assert_cmpmem (frames_a, n_a * sizeof *frames_a, frames_b, n_b * sizeof *frames_b);
}

static void
check_same_columns (const SeepHeap *heap_a, const SeepHeap *heap_b)
{
  const SeepHeapColumns *a = seep_heap_get_columns (heap_a);
  const SeepHeapColumns *b = seep_heap_get_columns (heap_b);
  gsize n = a->n_objects;

  g_assert_cmpuint (a->n_objects, ==, b->n_objects);
  g_assert_cmpuint (a->n_edges, ==, b->n_edges);
  g_assert_cmpuint (a->n_weak, ==, b->n_weak);
  for (guint32 i = 0; i < n; i++)
    g_assert_cmphex (seep_heap_get_address (heap_a, i), ==, seep_heap_get_address (heap_b, i));
  g_assert_cmpmem (a->types, n * 4, b->types, n * 4);
  g_assert_cmpmem (a->sizes, n * 4, b->sizes, n * 4);
  g_assert_cmpmem (a->refcounts, n * 4, b->refcounts, n * 4);
  g_assert_cmpmem (a->flags, n, b->flags, n);
  g_assert_true ((a->traces == NULL) == (b->traces == NULL));
  if (a->traces != NULL)
    g_assert_cmpmem (a->traces, n * 4, b->traces, n * 4);
  g_assert_cmpmem (a->offsets, n * 4 + 4, b->offsets, n * 4 + 4);
  g_assert_cmpmem (a->targets, a->n_edges * (gsize) 4, b->targets, b->n_edges * (gsize) 4);
  g_assert_cmpmem (a->labels, a->n_edges * (gsize) 4, b->labels, b->n_edges * (gsize) 4);
  g_assert_cmpmem (a->weak, a->n_weak * sizeof *a->weak, b->weak, b->n_weak * sizeof *b->weak);
}

/* Field by field: structs have padding. */
static void
check_same_tables (SeepHeap *a, SeepHeap *b)
{
  guint32 n_a, n_b;
  const SeepRoot *roots_a = seep_heap_get_roots (a, &n_a);
  const SeepRoot *roots_b = seep_heap_get_roots (b, &n_b);
  const SeepFrame *frames_a;
  const SeepFrame *frames_b;
  const SeepThread *threads_a;
  const SeepThread *threads_b;

  g_assert_cmpmem (roots_a, n_a * sizeof *roots_a, roots_b, n_b * sizeof *roots_b);
  frames_a = seep_heap_get_frames (a, &n_a);
  frames_b = seep_heap_get_frames (b, &n_b);
  g_assert_cmpmem (frames_a, n_a * sizeof *frames_a, frames_b, n_b * sizeof *frames_b);
  threads_a = seep_heap_get_threads (a, &n_a);
  threads_b = seep_heap_get_threads (b, &n_b);
  g_assert_cmpuint (n_a, ==, n_b);
  for (guint32 i = 0; i < n_a; i++)
    {
      g_assert_cmpuint (threads_a[i].ident, ==, threads_b[i].ident);
      g_assert_cmpuint (threads_a[i].native_id, ==, threads_b[i].native_id);
      g_assert_cmpuint (threads_a[i].name, ==, threads_b[i].name);
      g_assert_cmpuint (threads_a[i].interpreter, ==, threads_b[i].interpreter);
      g_assert_cmpint (threads_a[i].is_dumping, ==, threads_b[i].is_dumping);
    }

  g_assert_cmpuint (seep_heap_get_n_types (a), ==, seep_heap_get_n_types (b));
  for (guint32 i = 0; i < seep_heap_get_n_types (a); i++)
    {
      const SeepTypeInfo *x = seep_heap_get_type (a, i);
      const SeepTypeInfo *y = seep_heap_get_type (b, i);

      g_assert_cmpuint (x->name, ==, y->name);
      g_assert_cmpuint (x->object, ==, y->object);
      g_assert_cmpuint (x->base, ==, y->base);
      g_assert_cmpint (x->kind, ==, y->kind);
      g_assert_cmpuint (x->traits, ==, y->traits);
      g_assert_cmpuint (x->basic_bytes, ==, y->basic_bytes);
      g_assert_cmpuint (x->item_bytes, ==, y->item_bytes);
      g_assert_cmpuint (x->type_flags, ==, y->type_flags);
    }

  g_assert_cmpuint (seep_heap_get_n_names (a), ==, seep_heap_get_n_names (b));
  for (guint32 i = 0; i <= seep_heap_get_n_names (a); i++)
    g_assert_cmpstr (seep_heap_get_name (a, i), ==, seep_heap_get_name (b, i));
  g_assert_cmpuint (seep_heap_get_n_traces (a), ==, seep_heap_get_n_traces (b));
}

static void
check_same_facts (const SeepFacts *a, const SeepFacts *b)
{
  g_autofree const char **keys = seep_facts_list_keys (a, NULL);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text_a = seep_facts_dup_text (a, keys[i]);
      g_autofree char *text_b = seep_facts_dup_text (b, keys[i]);

      g_assert_cmpint (seep_facts_get_kind (a, keys[i]), ==, seep_facts_get_kind (b, keys[i]));
      g_assert_cmpstr (text_a, ==, text_b);
    }
}

void
heap_check_same (SeepHeap *a, SeepHeap *b)
{
  check_same_columns (a, b);
  for (guint32 i = 0; i < seep_heap_get_columns (a)->n_objects; i++)
    check_same_object (a, b, i);
  check_same_tables (a, b);
  check_same_facts (seep_heap_get_facts (a), seep_heap_get_facts (b));
  g_assert_cmpuint (seep_heap_get_total_bytes (a), ==, seep_heap_get_total_bytes (b));
  g_assert_cmpstrv ((char **) seep_heap_get_warnings (a), (char **) seep_heap_get_warnings (b));
  g_assert_cmpint (seep_heap_is_truncated (a), ==, seep_heap_is_truncated (b));
  g_assert_cmpmem (seep_heap_get_id (a), 16, seep_heap_get_id (b), 16);
}
