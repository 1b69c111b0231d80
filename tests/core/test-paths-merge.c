/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-edge-lookup.h"
#include "analysis/seep-path-patterns.h"
#include "analysis/seep-paths.h"

#include "test-python-heap.h"

static GArray *
merge (const SeepAnalysis *analysis, guint32 type)
{
  g_autoptr(GError) error = NULL;
  GArray *rows = seep_paths_merge (analysis, &type, 1, G_MAXUINT, NULL, &error);

  g_assert_no_error (error);
  return rows;
}

static const SeepMergedPath *
find_row (GArray *rows, const char *text)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (g_array_index (rows, SeepMergedPath, i).text, text) == 0)
      return &g_array_index (rows, SeepMergedPath, i);
  return NULL;
}

static void
assert_row (GArray *rows, const char *text, guint32 count)
{
  const SeepMergedPath *row = find_row (rows, text);

  if (row == NULL)
    for (guint i = 0; i < rows->len; i++)
      g_test_message ("%s", g_array_index (rows, SeepMergedPath, i).text);
  g_assert_nonnull (row);
  g_assert_cmpuint (row->count, ==, count);
}

static void
test_merges_keys_and_positions (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GArray) first = NULL;
  guint32 session;
  guint32 names;
  guint32 cache;
  guint32 listeners;
  guint32 seen;
  guint32 last;

  test_heap_add_class (heap, "app.Session", SEEP_KIND_OTHER, &session);
  test_heap_add_module (heap, "app", &names);
  cache = test_heap_entry_named (heap, names, "_cache", test_heap_add (heap, heap->dict));
  for (guint i = 0; i < 100; i++)
    {
      guint32 user = test_heap_entry (heap, cache, test_heap_add_int (heap, i),
                                      test_heap_add (heap, heap->object));

      test_heap_attribute (heap, user, i % 2 ? "session" : "old", test_heap_add (heap, session));
    }
  listeners = test_heap_entry_named (heap, names, "listeners", test_heap_add (heap, heap->list));
  for (guint i = 0; i < 7; i++)
    {
      guint32 method = test_heap_item (heap, listeners, i, test_heap_add (heap, heap->method));

      test_heap_field (heap, method, "__self__", test_heap_add (heap, session));
    }
  seen = test_heap_entry_named (heap, names, "seen", test_heap_add (heap, heap->set));
  test_heap_item (heap, seen, 0, test_heap_add (heap, session));
  test_heap_item (heap, seen, 1, test_heap_add (heap, session));
  test_heap_link (heap, cache, test_heap_add (heap, session), SEEP_EDGE_KEY, 0);
  last = test_heap_entry_named (heap, names, "last", test_heap_add (heap, session));
  test_heap_get (heap, last)->size = 100000;
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, test_heap_add (heap, session), "mine", SEEP_NO_NODE);
  test_heap_get (heap, test_heap_add (heap, session))->n_unexplained = 1;
  analysis = test_heap_finish (heap);

  rows = merge (analysis, session);
  g_assert_cmpuint (rows->len, ==, 8);
  assert_row (rows, "app._cache[…].session", 50);
  assert_row (rows, "app._cache[…].old", 50);
  assert_row (rows, "app.listeners[…].__self__", 7);
  assert_row (rows, "list(app.seen)[…]", 2);
  assert_row (rows, "list(app._cache)[…]", 1);
  assert_row (rows, "app.last", 1);
  assert_row (rows, "<?()>.mine", 1);
  assert_row (rows, "<app.Session held from native code>", 1);
  g_assert_cmpuint (find_row (rows, "app._cache[…].old")->bytes, ==, 50 * 48);
  g_assert_cmpstr (g_array_index (rows, SeepMergedPath, 0).text, ==, "app.last");
  g_assert_cmpuint (g_array_index (rows, SeepMergedPath, 0).example, ==, last);

  first = seep_paths_merge (analysis, &session, 1, 2, NULL, NULL);
  g_assert_cmpuint (first->len, ==, 2);
  g_assert_cmpstr (g_array_index (first, SeepMergedPath, 1).text, ==, "app._cache[…].old");
}

static void
test_keeps_positions_that_mean_something (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) rows = NULL;
  guint32 session;
  guint32 names;
  guint32 function;
  guint32 closure;
  guint32 cell;
  guint32 keywords;
  guint32 class_object;
  guint32 body;
  guint32 unused;

  test_heap_add_class (heap, "app.Session", SEEP_KIND_OTHER, &session);
  test_heap_add_module (heap, "app", &names);
  function = test_heap_entry_named (heap, names, "f", test_heap_add (heap, heap->function));
  closure = test_heap_field (heap, function, "__closure__", test_heap_add (heap, heap->tuple));
  cell = test_heap_item (heap, closure, 1, test_heap_add (heap, heap->cell));
  test_heap_field (heap, cell, "cell_contents", test_heap_add (heap, session));
  keywords = test_heap_field (heap, function, "__kwdefaults__", test_heap_add (heap, heap->dict));
  test_heap_entry_named (heap, keywords, "into", test_heap_add (heap, session));
  class_object = test_heap_add_class (heap, "app.Reg", SEEP_KIND_OTHER, &unused);
  test_heap_entry_named (heap, names, "Reg", class_object);
  body = test_heap_field (heap, class_object, "__dict__", test_heap_add (heap, heap->dict));
  test_heap_entry_named (heap, body, "current", test_heap_add (heap, session));
  analysis = test_heap_finish (heap);

  rows = merge (analysis, session);
  g_assert_cmpuint (rows->len, ==, 3);
  assert_row (rows, "app.f.__closure__[1].cell_contents", 1);
  assert_row (rows, "app.f.__kwdefaults__['into']", 1);
  assert_row (rows, "app.Reg.current", 1);
}

/* app.head → node → node …, each with its dict or without. */
static void
test_writes_a_list_once (gconstpointer data)
{
  gboolean has_dict = GPOINTER_TO_INT (data);
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) rows = NULL;
  guint32 type;
  guint32 names;
  guint32 node;

  test_heap_add_class (heap, "app.Node", SEEP_KIND_OTHER, &type);
  test_heap_add_module (heap, "app", &names);
  node = test_heap_entry_named (heap, names, "head", test_heap_add (heap, type));
  for (guint i = 0; i < 100000; i++)
    {
      if (has_dict)
        node = test_heap_field (heap, node, "__dict__", test_heap_add (heap, heap->dict));
      node = test_heap_attribute (heap, node, "next", test_heap_add (heap, type));
    }
  analysis = test_heap_finish (heap);

  rows = merge (analysis, type);
  g_assert_cmpuint (rows->len, ==, 4);
  assert_row (rows, "app.head", 1);
  assert_row (rows, "app.head.next", 1);
  assert_row (rows, "app.head.next.next", 1);
  assert_row (rows, "app.head(.next)*", 99998);
}

/* A tree in whose nodes .children is a list, and one with .left and .right, of 2^n - 1 nodes. */
static void
test_writes_trees_once (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) wide_rows = NULL;
  g_autoptr(GArray) binary_rows = NULL;
  guint32 binary;
  guint32 wide;
  guint32 names;
  guint32 nodes[1023];
  guint32 node;
  guint32 count = 0;

  test_heap_add_class (heap, "app.Binary", SEEP_KIND_OTHER, &binary);
  test_heap_add_class (heap, "app.Wide", SEEP_KIND_OTHER, &wide);
  test_heap_add_module (heap, "app", &names);
  nodes[0] = test_heap_entry_named (heap, names, "root", test_heap_add (heap, binary));
  for (guint i = 1; i < G_N_ELEMENTS (nodes); i++)
    nodes[i] = test_heap_attribute (heap, nodes[(i - 1) / 2], i % 2 ? "left" : "right",
                                    test_heap_add (heap, binary));
  node = test_heap_entry_named (heap, names, "wide", test_heap_add (heap, wide));
  for (guint depth = 0; depth < 1000; depth++)
    {
      guint32 children =
        test_heap_attribute (heap, node, "children", test_heap_add (heap, heap->list));

      test_heap_item (heap, children, 0, test_heap_add (heap, wide));
      node = test_heap_item (heap, children, 1, test_heap_add (heap, wide));
    }
  analysis = test_heap_finish (heap);

  wide_rows = merge (analysis, wide);
  g_assert_cmpuint (wide_rows->len, ==, 3);
  assert_row (wide_rows, "app.wide", 1);
  assert_row (wide_rows, "app.wide.children[…]", 2);
  assert_row (wide_rows, "app.wide(.children[…])*", 1998);

  binary_rows = merge (analysis, binary);
  g_assert_cmpuint (binary_rows->len, ==, 17);
  assert_row (binary_rows, "app.root.left", 1);
  assert_row (binary_rows, "app.root.left.right(.left|.right)*", 254);
  for (guint i = 0; i < binary_rows->len; i++)
    count += g_array_index (binary_rows, SeepMergedPath, i).count;
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (nodes));
}

/* Some lists in lists are told apart, many are not. */
static void
test_counts_few_levels_of_containers (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) rows = NULL;
  guint32 names;
  guint32 list;

  test_heap_add_module (heap, "app", &names);
  list = test_heap_entry_named (heap, names, "data", test_heap_add (heap, heap->list));
  for (guint depth = 0; depth < 20; depth++)
    list = test_heap_item (heap, list, 0, test_heap_add (heap, heap->list));
  analysis = test_heap_finish (heap);
  rows = merge (analysis, heap->list);
  g_assert_cmpuint (rows->len, ==, 6);
  assert_row (rows, "app.data[…][…][…][…]", 1);
  assert_row (rows, "app.data([…])*", 16);
}

/* Paths on which the pieces differ more than a pattern can hold. */
static void
test_bounds_patterns (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) rows = NULL;
  guint32 names;
  guint32 node;
  guint32 session;
  const SeepMergedPath *row;

  test_heap_add_class (heap, "app.Session", SEEP_KIND_OTHER, &session);
  test_heap_add_module (heap, "app", &names);
  node = test_heap_entry_named (heap, names, "a", test_heap_add (heap, heap->object));
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);

      node = test_heap_attribute (heap, node, name, test_heap_add (heap, heap->object));
    }
  test_heap_attribute (heap, node, "session", test_heap_add (heap, session));
  analysis = test_heap_finish (heap);
  rows = merge (analysis, session);
  g_assert_cmpuint (rows->len, ==, 1);
  row = &g_array_index (rows, SeepMergedPath, 0);
  g_assert_true (g_str_has_prefix (row->text, "app.a.a0.a1."));
  g_assert_true (g_str_has_suffix (row->text, ".a60.a61…"));
}

/* Each path from its root down, on its own. */
static guint32
make_pattern_naively (const SeepAnalysis *analysis, SeepPatterns *patterns, guint32 object)
{
  const SeepReach *reach = seep_analysis_get_reach (analysis);
  g_autoptr(GArray) up = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 pattern;

  for (guint32 node = object; node != SEEP_ROOT_NODE; node = reach->parents[node])
    g_array_append_val (up, node);
  pattern = seep_patterns_begin (patterns, g_array_index (up, guint32, up->len - 1));
  for (guint i = up->len - 1; i > 0; i--)
    {
      guint32 source = g_array_index (up, guint32, i);
      guint32 target = g_array_index (up, guint32, i - 1);

      pattern = seep_patterns_append (
        patterns, pattern, source,
        seep_edges_find_best (seep_analysis_get_heap (analysis), source, target));
    }
  return pattern;
}

static TestHeap *
new_random_heap (guint32 n_objects)
{
  static const SeepEdgeKind kinds[] = {
    SEEP_EDGE_ANONYMOUS, SEEP_EDGE_ITEM,  SEEP_EDGE_ATTRIBUTE,
    SEEP_EDGE_ATTRIBUTE, SEEP_EDGE_FIELD, SEEP_EDGE_VALUE,
  };
  static const char *const names[] = { "a", "b", "c", "__dict__", "__self__", "__closure__" };
  TestHeap *heap = test_heap_new ();
  guint32 classes[3];

  for (guint i = 0; i < 3; i++)
    test_heap_add_class (heap, names[i], SEEP_KIND_OTHER, &classes[i]);
  for (guint32 i = 3; i < n_objects; i++)
    {
      const guint32 types[] = {
        classes[0], classes[1], classes[2],     heap->dict,
        heap->list, heap->set,  heap->function, heap->tuple,
      };

      test_heap_add (heap, types[g_test_rand_int_range (0, G_N_ELEMENTS (types))]);
    }
  for (guint32 i = 0; i < n_objects * 2; i++)
    {
      guint32 source = (guint32) g_test_rand_int_range (0, (gint32) n_objects);
      guint32 target = (guint32) g_test_rand_int_range (0, (gint32) n_objects);
      SeepEdgeKind kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];

      if (kind == SEEP_EDGE_VALUE)
        test_heap_entry (heap, source, (guint32) g_test_rand_int_range (0, (gint32) n_objects),
                         target);
      else if (kind == SEEP_EDGE_ITEM)
        test_heap_item (heap, source, (guint32) g_test_rand_int_range (0, 9), target);
      else
        test_heap_link_named (heap, source, target, kind,
                              names[g_test_rand_int_range (0, G_N_ELEMENTS (names))]);
    }
  test_heap_add_root (heap, SEEP_ROOT_LOCAL,
                      (guint32) g_test_rand_int_range (0, (gint32) n_objects), "v", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_INTERPRETER, 0, "sys.modules", SEEP_NO_NODE);
  return heap;
}

/* Counts of all instances of @type by the text of their pattern. */
static GHashTable *
count_naively (const SeepAnalysis *analysis, guint32 type)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(SeepPatterns) patterns = seep_patterns_new (analysis);
  g_autofree guint32 *made = g_new (guint32, columns->n_objects);

  for (guint32 object = 0; object < columns->n_objects; object++)
    if (columns->types[object] == type)
      made[object] = make_pattern_naively (analysis, patterns, object);
  for (guint32 object = 0; object < columns->n_objects; object++)
    if (columns->types[object] == type)
      {
        char *text = seep_patterns_dup_text (patterns, made[object]);
        guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, text));

        g_hash_table_insert (counts, text, GUINT_TO_POINTER (count + 1));
      }
  return counts;
}

static void
check_against_twin (const SeepAnalysis *analysis, guint32 type)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  g_autoptr(GArray) rows = merge (analysis, type);
  g_autoptr(GHashTable) counts = count_naively (analysis, type);
  guint32 n_instances = 0;
  guint32 n_counted = 0;

  for (guint32 object = 0; object < columns->n_objects; object++)
    n_instances += columns->types[object] == type;
  g_assert_cmpuint (rows->len, ==, g_hash_table_size (counts));
  for (guint i = 0; i < rows->len; i++)
    {
      const SeepMergedPath *row = &g_array_index (rows, SeepMergedPath, i);

      g_assert_cmpuint (row->count, ==, GPOINTER_TO_UINT (g_hash_table_lookup (counts, row->text)));
      g_assert_cmpuint (row->bytes, ==, (guint64) row->count * 48);
      g_assert_cmpuint (columns->types[row->example], ==, type);
      n_counted += row->count;
    }
  g_assert_cmpuint (n_counted, ==, n_instances);
}

static void
test_is_what_single_paths_make (void)
{
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr(TestHeap) heap = new_random_heap ((guint32) g_test_rand_int_range (3, 600));
      g_autoptr(SeepAnalysis) analysis = test_heap_finish (heap);

      for (guint32 type = 0; type < seep_heap_get_n_types (seep_analysis_get_heap (analysis));
           type++)
        check_against_twin (analysis, type);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paths-merge/merges-keys-and-positions", test_merges_keys_and_positions);
  g_test_add_func ("/paths-merge/keeps-positions-that-mean-something",
                   test_keeps_positions_that_mean_something);
  g_test_add_data_func ("/paths-merge/writes-a-list-once/own-values", GINT_TO_POINTER (FALSE),
                        test_writes_a_list_once);
  g_test_add_data_func ("/paths-merge/writes-a-list-once/in-a-dict", GINT_TO_POINTER (TRUE),
                        test_writes_a_list_once);
  g_test_add_func ("/paths-merge/writes-trees-once", test_writes_trees_once);
  g_test_add_func ("/paths-merge/counts-few-levels-of-containers",
                   test_counts_few_levels_of_containers);
  g_test_add_func ("/paths-merge/bounds-patterns", test_bounds_patterns);
  g_test_add_func ("/paths-merge/is-what-single-paths-make", test_is_what_single_paths_make);

  return g_test_run ();
}
