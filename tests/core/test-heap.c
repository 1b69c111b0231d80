/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heaps built by hand, and random ones against a naive twin. */
#include "config.h"

#include "base/seep-error.h"
#include "model/seep-heap-builder.h"

#include <string.h>

static void
add_object (SeepHeapBuilder *builder, guint64 address, guint32 type, guint64 size)
{
  SeepRawObject object = { .address = address, .type = type, .size = size, .refcount = 1 };

  seep_heap_builder_add_object (builder, &object);
}

static guint32
add_type (SeepHeapBuilder *builder, const char *name, SeepKind kind, guint64 address, guint8 traits)
{
  SeepRawType type = { .address = address, .kind = kind, .traits = traits };

  type.name = seep_heap_builder_add_name (builder, name);
  return seep_heap_builder_add_type (builder, &type);
}

static SeepHeap *
finish (SeepHeapBuilder *builder)
{
  g_autoptr(GError) error = NULL;
  SeepHeap *heap = seep_heap_builder_finish (builder, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (heap);
  seep_heap_builder_free (builder);
  return heap;
}

static void
test_numbers_objects_by_address (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST, 0, 0);
  guint32 dict = add_type (builder, "dict", SEEP_KIND_DICT, 0, 0);
  g_autoptr(SeepHeap) heap = NULL;
  const SeepHeapColumns *columns;

  add_object (builder, 0x3000, dict, 64);
  seep_heap_builder_add_edge (builder, 0x1000, SEEP_LABEL (SEEP_EDGE_ITEM, 0));
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_ITEM, 1));
  add_object (builder, 0x1000, list, 56);
  add_object (builder, 0x2000, list, 72);
  seep_heap_builder_add_edge (builder, 0x3000, SEEP_LABEL (SEEP_EDGE_ANONYMOUS, 0));
  heap = finish (builder);
  columns = seep_heap_get_columns (heap);

  g_assert_cmpuint (columns->n_objects, ==, 3);
  g_assert_cmpuint (seep_heap_get_address (heap, 0), ==, 0x1000);
  g_assert_cmpuint (seep_heap_get_address (heap, 1), ==, 0x2000);
  g_assert_cmpuint (seep_heap_get_address (heap, 2), ==, 0x3000);
  g_assert_cmpuint (seep_heap_get_size (heap, 0), ==, 56);
  g_assert_cmpuint (seep_heap_get_size (heap, 1), ==, 72);
  g_assert_cmpuint (seep_heap_get_size (heap, 2), ==, 64);
  g_assert_cmpuint (seep_heap_get_total_bytes (heap), ==, 192);
  g_assert_cmpint (seep_heap_get_kind (heap, 2), ==, SEEP_KIND_DICT);
  g_assert_cmpstr (seep_heap_get_type_name (heap, columns->types[0]), ==, "list");

  g_assert_cmpuint (columns->n_edges, ==, 3);
  g_assert_cmpuint (columns->offsets[0], ==, 0);
  g_assert_cmpuint (columns->offsets[1], ==, 0);
  g_assert_cmpuint (columns->offsets[2], ==, 1);
  g_assert_cmpuint (columns->offsets[3], ==, 3);
  g_assert_cmpuint (columns->targets[0], ==, 2);
  g_assert_cmpuint (columns->targets[1], ==, 0);
  g_assert_cmpuint (columns->targets[2], ==, 1);
  g_assert_cmpuint (columns->labels[2], ==, SEEP_LABEL (SEEP_EDGE_ITEM, 1));
  g_assert_null (columns->traces);

  g_assert_cmpuint (seep_heap_find_address (heap, 0x2000), ==, 1);
  g_assert_cmpuint (seep_heap_find_address (heap, 0x2008), ==, SEEP_NO_NODE);
  g_assert_cmpuint (seep_heap_find_address (heap, 0), ==, SEEP_NO_NODE);
  g_assert_cmpuint (seep_heap_find_address (heap, G_MAXUINT64), ==, SEEP_NO_NODE);
  g_assert_null (seep_heap_get_warnings (heap)[0]);
}

static void
test_adds_references_to_heap_types (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 type = add_type (builder, "type", SEEP_KIND_TYPE, 0x1000, 0);
  guint32 session = add_type (builder, "app.Session", SEEP_KIND_OTHER, 0x2000, SEEP_TYPE_HEAP);
  guint32 elsewhere = add_type (builder, "app.Gone", SEEP_KIND_OTHER, 0x9000, SEEP_TYPE_HEAP);
  g_autoptr(SeepHeap) heap = NULL;
  const SeepHeapColumns *columns;

  add_object (builder, 0x1000, type, 400);
  add_object (builder, 0x2000, type, 1000);
  add_object (builder, 0x3000, session, 48);
  seep_heap_builder_add_edge (builder, 0x1000, SEEP_LABEL (SEEP_EDGE_ITEM, 0));
  add_object (builder, 0x4000, elsewhere, 48);
  heap = finish (builder);
  columns = seep_heap_get_columns (heap);

  g_assert_cmpuint (columns->n_edges, ==, 2);
  g_assert_cmpuint (columns->offsets[2], ==, 0);
  g_assert_cmpuint (columns->targets[1], ==, 1);
  g_assert_cmpuint (columns->labels[1], ==, SEEP_LABEL (SEEP_EDGE_TYPE, 0));
  g_assert_cmpuint (seep_heap_get_type (heap, session)->object, ==, 1);
  g_assert_cmpuint (seep_heap_get_type (heap, elsewhere)->object, ==, SEEP_NO_NODE);
}

static void
test_drops_what_leads_nowhere (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 dict = add_type (builder, "dict", SEEP_KIND_DICT, 0, 0);
  SeepRawRoot root = { .kind = SEEP_ROOT_MODULE,
                       .address = 0x7777000,
                       .thread = SEEP_NO_NODE,
                       .frame = SEEP_NO_NODE };
  g_autoptr(SeepHeap) heap = NULL;
  const SeepHeapColumns *columns;
  const SeepRoot *roots;
  guint32 n_roots;

  add_object (builder, 0x1000, dict, 64);
  seep_heap_builder_add_edge (builder, 0x5550, SEEP_LABEL (SEEP_EDGE_KEY, 0)); /* not there */
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_VALUE, 0));
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_KEY, 0));
  seep_heap_builder_add_edge (builder, 0x5550, SEEP_LABEL (SEEP_EDGE_VALUE, 0)); /* not there */
  seep_heap_builder_add_edge (builder, 0x2000,
                              SEEP_LABEL (SEEP_EDGE_VALUE, 0)); /* belongs to no key */
  add_object (builder, 0x2000, dict, 64);
  seep_heap_builder_add_edge (builder, 0x1000,
                              SEEP_LABEL (SEEP_EDGE_VALUE, 0)); /* first of its object */
  seep_heap_builder_add_root (builder, &root);
  root.address = 0x2000;
  root.thread = 3;
  root.frame = 5;
  seep_heap_builder_add_root (builder, &root);
  heap = finish (builder);
  columns = seep_heap_get_columns (heap);

  g_assert_cmpuint (columns->n_edges, ==, 4);
  g_assert_cmpuint (columns->labels[0], ==, SEEP_LABEL (SEEP_EDGE_VALUE, SEEP_LABEL_UNKNOWN));
  g_assert_cmpuint (columns->labels[1], ==, SEEP_LABEL (SEEP_EDGE_KEY, 0));
  g_assert_cmpuint (columns->labels[2], ==, SEEP_LABEL (SEEP_EDGE_VALUE, SEEP_LABEL_UNKNOWN));
  g_assert_cmpuint (columns->labels[3], ==, SEEP_LABEL (SEEP_EDGE_VALUE, SEEP_LABEL_UNKNOWN));
  roots = seep_heap_get_roots (heap, &n_roots);
  g_assert_cmpuint (n_roots, ==, 1);
  g_assert_cmpuint (roots[0].object, ==, 1);
  g_assert_cmpuint (roots[0].thread, ==, SEEP_NO_NODE);
  g_assert_cmpuint (roots[0].frame, ==, SEEP_NO_NODE);
  g_assert_cmpstr (seep_heap_get_warnings (heap)[0], ==,
                   "2 references lead to objects that are not in the file; they are left out.");
  g_assert_cmpstr (seep_heap_get_warnings (heap)[1], ==,
                   "1 roots hold objects that are not in the file; they are left out.");
  g_assert_null (seep_heap_get_warnings (heap)[2]);
}

static void
test_sets_weak_references_apart (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 other = add_type (builder, "x", SEEP_KIND_OTHER, 0, 0);
  g_autoptr(SeepHeap) heap = NULL;
  const SeepHeapColumns *columns;

  add_object (builder, 0x2000, other, 16);
  seep_heap_builder_add_edge (builder, 0x1000, SEEP_LABEL (SEEP_EDGE_WEAK, 0));
  seep_heap_builder_add_edge (builder, 0x1000, SEEP_LABEL (SEEP_EDGE_KEY, 0));
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_BORROWED, 0));
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_VALUE, 0));
  add_object (builder, 0x1000, other, 16);
  seep_heap_builder_add_edge (builder, 0x2000, SEEP_LABEL (SEEP_EDGE_WEAK, 7));
  seep_heap_builder_add_edge (builder, 0x5000, SEEP_LABEL (SEEP_EDGE_WEAK, 0));
  heap = finish (builder);
  columns = seep_heap_get_columns (heap);

  g_assert_cmpuint (columns->n_weak, ==, 3);
  g_assert_cmpuint (columns->weak[0].source, ==, 0);
  g_assert_cmpuint (columns->weak[0].target, ==, 1);
  g_assert_cmpuint (columns->weak[0].label, ==, SEEP_LABEL (SEEP_EDGE_WEAK, 7));
  g_assert_cmpuint (columns->weak[1].source, ==, 1);
  g_assert_cmpuint (columns->weak[1].target, ==, 0);
  g_assert_cmpuint (columns->weak[2].label, ==, SEEP_LABEL (SEEP_EDGE_BORROWED, 0));
  g_assert_cmpuint (columns->n_edges, ==, 2);
  g_assert_cmpuint (columns->labels[1], ==,
                    SEEP_LABEL (SEEP_EDGE_VALUE, 0)); /* its key still stands before it */
}

static void
test_keeps_the_first_of_two_at_one_place (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 other = add_type (builder, "x", SEEP_KIND_OTHER, 0, 0);
  g_autoptr(SeepHeap) heap = NULL;

  add_object (builder, 0x2000, other, 1);
  seep_heap_builder_add_edge (builder, 0x1000, 0);
  add_object (builder, 0x1000, other, G_MAXUINT32 - 1);
  add_object (builder, 0x2000, other, G_MAXUINT64); /* its edges and size go with it */
  seep_heap_builder_add_edge (builder, 0x2000, 0);
  seep_heap_builder_add_edge (builder, 0x1000, SEEP_LABEL (SEEP_EDGE_WEAK, 0));
  heap = finish (builder);

  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 2);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_edges, ==, 1);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_weak, ==, 0);
  g_assert_cmpuint (seep_heap_get_size (heap, 1), ==, 1);
  g_assert_cmpuint (seep_heap_get_total_bytes (heap), ==, G_MAXUINT32);
  g_assert_cmpstr (seep_heap_get_warnings (heap)[0], ==,
                   "1 objects stand where others are already; the first of each is kept.");
  g_assert_null (seep_heap_get_warnings (heap)[1]);
}

static void
test_types_that_nobody_defined_have_a_placeholder (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST, 0, 0);
  g_autoptr(SeepHeap) heap = NULL;

  add_object (builder, 0x1000, list, 1);
  add_object (builder, 0x2000, 17, 1);
  add_object (builder, 0x3000, G_MAXUINT32, 1);
  heap = finish (builder);

  g_assert_cmpuint (seep_heap_get_n_types (heap), ==, 2);
  g_assert_cmpuint (seep_heap_get_columns (heap)->types[0], ==, list);
  g_assert_cmpuint (seep_heap_get_columns (heap)->types[1], ==, 1);
  g_assert_cmpuint (seep_heap_get_columns (heap)->types[2], ==, 1);
  g_assert_cmpstr (seep_heap_get_type_name (heap, 1), ==, "?");
  g_assert_cmpstr (
    seep_heap_get_warnings (heap)[0], ==,
    "The type of 2 objects is not in the file; they are shown as \xe2\x80\x9c?\xe2\x80\x9d.");
}

static void
test_sizes_beyond_32_bits_are_kept (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 bytes = add_type (builder, "bytes", SEEP_KIND_BYTES, 0, 0);
  g_autoptr(SeepHeap) heap = NULL;
  const guint32 *ids;
  const guint64 *sizes;

  add_object (builder, 0x3000, bytes, 1);
  add_object (builder, 0x2000, bytes, G_GUINT64_CONSTANT (5) << 32);
  add_object (builder, 0x1000, bytes, G_MAXUINT32);
  heap = finish (builder);

  g_assert_cmpuint (seep_heap_get_large_sizes (heap, &ids, &sizes), ==, 2);
  g_assert_cmpuint (ids[0], ==, 0);
  g_assert_cmpuint (ids[1], ==, 1);
  g_assert_cmpuint (seep_heap_get_size (heap, 0), ==, G_MAXUINT32);
  g_assert_cmpuint (seep_heap_get_size (heap, 1), ==, G_GUINT64_CONSTANT (5) << 32);
  g_assert_cmpuint (seep_heap_get_total_bytes (heap), ==,
                    (G_GUINT64_CONSTANT (5) << 32) + G_GUINT64_CONSTANT (0x100000000));
}

static void
test_keeps_values_and_tables (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  guint32 str = add_type (builder, "str", SEEP_KIND_STR, 0, 0);
  guint32 file = seep_heap_builder_add_name (builder, "app.py");
  SeepTraceFrame trace[] = { { file, 12 }, { file, 3 } };
  SeepRawObject object = { .address = 0x1000, .type = str, .size = 50 };
  SeepRawFrame frame = { .code = 0x2000, .thread = 0, .file = file, .line = 8 };
  SeepThread thread = { .ident = 99, .is_dumping = TRUE };
  g_autofree char *long_text = g_strnfill (63, 'x');
  g_autofree char *text = g_strconcat (long_text, "\xc3\xa9", NULL);
  g_autofree char *preview = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  SeepValue value;
  const SeepTraceFrame *frames;
  guint32 n, n_total;

  seep_heap_builder_set_traced (builder);
  object.trace = seep_heap_builder_add_trace (builder, trace, 2, 40);
  seep_heap_builder_add_object (builder, &object);
  seep_heap_builder_set_text (builder, "user:1");
  object.address = 0x2000;
  object.trace = 9; /* nobody defined it */
  seep_heap_builder_add_object (builder, &object);
  seep_heap_builder_set_text (builder, text);
  object.address = 0x3000;
  object.trace = 0;
  seep_heap_builder_add_object (builder, &object);
  seep_heap_builder_add_thread (builder, &thread);
  seep_heap_builder_add_frame (builder, &frame);
  heap = finish (builder);

  preview = seep_heap_dup_preview (heap, 0);
  g_assert_cmpstr (preview, ==, "'user:1'");
  seep_heap_get_value (heap, 1, &value);
  g_assert_cmpstr (value.bytes, ==, long_text);
  g_assert_true (value.is_cut);
  g_assert_cmpuint (value.length, ==, 64);
  seep_heap_get_value (heap, 2, &value);
  g_assert_false (value.has_length);
  g_assert_cmpint (value.kind, ==, SEEP_PREVIEW_NONE);
  g_assert_null (seep_heap_dup_preview (heap, 2));

  frames = seep_heap_get_trace (heap, 0, &n, &n_total);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (n_total, ==, 40);
  g_assert_cmpuint (frames[1].line, ==, 3);
  g_assert_cmpstr (seep_heap_get_name (heap, frames[0].file), ==, "app.py");
  g_assert_null (seep_heap_get_trace (heap, 1, &n, &n_total));
  g_assert_null (seep_heap_get_trace (heap, 2, &n, &n_total));
  g_assert_cmpuint (seep_heap_get_frames (heap, &n)->code, ==, 1);
  g_assert_cmpuint (seep_heap_get_threads (heap, &n)->ident, ==, 99);
  g_assert_cmpstr (seep_heap_get_name (heap, 0), ==, "");
  g_assert_cmpstr (seep_heap_get_name (heap, 12345), ==, "");
  g_assert_cmpstr (seep_heap_get_warnings (heap)[0], ==,
                   "The tracebacks of 1 objects are not in the file.");
}

static void
test_an_empty_heap_is_a_heap (void)
{
  g_autoptr(SeepHeap) heap = finish (seep_heap_builder_new ("x", NULL));
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  g_assert_cmpuint (columns->n_objects, ==, 0);
  g_assert_cmpuint (columns->offsets[0], ==, 0);
  g_assert_cmpuint (seep_heap_find_address (heap, 16), ==, SEEP_NO_NODE);
  g_assert_cmpuint (seep_heap_get_total_bytes (heap), ==, 0);
}

static gboolean
always (SeepTask *task)
{
  return TRUE;
}

static void
test_can_be_cancelled (void)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("x", NULL);
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = always };

  add_object (builder, 0x1000, 0, 1);
  g_assert_null (seep_heap_builder_finish (builder, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

/* The twin: objects in a table by address, edges as a list. */
typedef struct
{
  guint64 address;
  guint32 type;
  guint32 size;
  guint   n_edges;
  guint64 targets[6];
  guint32 labels[6];
} Twin;

static void
make_twin (Twin *twin, GHashTable *by_granule, guint n_slots)
{
  do
    twin->address = 0x10000 + 16 * (guint64) g_test_rand_int_range (0, (gint32) n_slots)
                    + 8 * (guint64) g_test_rand_bit ();
  while (!g_hash_table_add (by_granule, GSIZE_TO_POINTER (twin->address / 16)));
  twin->type = (guint32) g_test_rand_int_range (0, 3);
  twin->size = (guint32) g_test_rand_int_range (1, 1000);
  twin->n_edges = (guint) g_test_rand_int_range (0, 7);
}

static void
assert_same_object (SeepHeap *heap, const Twin *twin, GHashTable *by_granule)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 id = seep_heap_find_address (heap, twin->address);
  guint32 edge;

  g_assert_cmpuint (id, !=, SEEP_NO_NODE);
  g_assert_cmpuint (columns->types[id], ==, twin->type);
  g_assert_cmpuint (columns->sizes[id], ==, twin->size);
  edge = columns->offsets[id];
  for (guint i = 0; i < twin->n_edges; i++)
    {
      if (!g_hash_table_contains (by_granule, GSIZE_TO_POINTER (twin->targets[i] / 16)))
        continue;
      g_assert_cmpuint (seep_heap_get_address (heap, columns->targets[edge]) / 16, ==,
                        twin->targets[i] / 16);
      g_assert_cmpuint (columns->labels[edge], ==, twin->labels[i]);
      edge++;
    }
  if (twin->type == 2)
    g_assert_cmpuint (columns->targets[edge++], ==, seep_heap_get_type (heap, 2)->object);
  g_assert_cmpuint (edge, ==, columns->offsets[id + 1]);
}

static void
check_against_twin (guint n, guint n_slots)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  g_autofree Twin *twins = g_new0 (Twin, n);
  g_autoptr(GHashTable) by_granule = g_hash_table_new (NULL, NULL);
  g_autoptr(SeepHeap) heap = NULL;

  for (guint i = 0; i < n; i++)
    make_twin (&twins[i], by_granule, n_slots);
  add_type (builder, "a", SEEP_KIND_OTHER, 0, 0);
  add_type (builder, "b", SEEP_KIND_OTHER, 0, 0);
  add_type (builder, "c", SEEP_KIND_OTHER, twins[0].address, SEEP_TYPE_HEAP);
  for (guint i = 0; i < n; i++)
    {
      add_object (builder, twins[i].address, twins[i].type, twins[i].size);
      for (guint k = 0; k < twins[i].n_edges; k++)
        {
          twins[i].targets[k] =
            0x10000 + 16 * (guint64) g_test_rand_int_range (0, (gint32) n_slots);
          twins[i].labels[k] = SEEP_LABEL (SEEP_EDGE_ITEM, k);
          seep_heap_builder_add_edge (builder, twins[i].targets[k], twins[i].labels[k]);
        }
    }
  heap = finish (builder);

  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, n);
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (seep_heap_get_address (heap, i - 1), <,
                      seep_heap_get_address (heap, i));
  for (guint i = 0; i < n; i++)
    assert_same_object (heap, &twins[i], by_granule);
}

static void
test_random_heaps_are_what_was_said (void)
{
  for (guint n = 1; n < 200; n++)
    check_against_twin (n, 2 * n + 8);
  check_against_twin (100000, 150000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heap/numbers-objects-by-address", test_numbers_objects_by_address);
  g_test_add_func ("/heap/adds-references-to-heap-types", test_adds_references_to_heap_types);
  g_test_add_func ("/heap/drops-what-leads-nowhere", test_drops_what_leads_nowhere);
  g_test_add_func ("/heap/sets-weak-references-apart", test_sets_weak_references_apart);
  g_test_add_func ("/heap/keeps-the-first-of-two-at-one-place",
                   test_keeps_the_first_of_two_at_one_place);
  g_test_add_func ("/heap/types-that-nobody-defined-have-a-placeholder",
                   test_types_that_nobody_defined_have_a_placeholder);
  g_test_add_func ("/heap/sizes-beyond-32-bits-are-kept", test_sizes_beyond_32_bits_are_kept);
  g_test_add_func ("/heap/keeps-values-and-tables", test_keeps_values_and_tables);
  g_test_add_func ("/heap/an-empty-heap-is-a-heap", test_an_empty_heap_is_a_heap);
  g_test_add_func ("/heap/can-be-cancelled", test_can_be_cancelled);
  g_test_add_func ("/heap/random-heaps-are-what-was-said", test_random_heaps_are_what_was_said);
  return g_test_run ();
}
