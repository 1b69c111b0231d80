/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-references.h"

#include "test-python-heap.h"

static char *
dup_label (const SeepAnalysis *analysis, GArray *references, guint i)
{
  return seep_reference_dup_label (analysis, &g_array_index (references, SeepReference, i));
}

#define assert_label(analysis, references, i, expected) \
  G_STMT_START \
    { \
      g_autofree char *label_ = dup_label (analysis, references, i); \
      g_assert_cmpstr (label_, ==, expected); \
    } \
  G_STMT_END

static void
test_names_every_kind (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) references = NULL;
  guint32 thing;
  guint32 a_class = test_heap_add_class (heap, "app.Thing", SEEP_KIND_OTHER, &thing);
  guint32 from = test_heap_add (heap, thing);
  guint32 to = test_heap_add (heap, heap->object);
  static const struct
  {
    SeepEdgeKind kind;
    const char *name;
    const char *label;
    const char *word;
  } kinds[] = {
    { SEEP_EDGE_ANONYMOUS, "", "", "anonymous" },
    { SEEP_EDGE_ATTRIBUTE, "attr", ".attr", "attribute" },
    { SEEP_EDGE_ATTRIBUTE, "two words", ".<'two words'>", "attribute" },
    { SEEP_EDGE_FIELD, "__globals__", ".__globals__", "field" },
    { SEEP_EDGE_CELL, "x", "closure variable x", "cell" },
    { SEEP_EDGE_LOCAL, "x", "local x", "local" },
    { SEEP_EDGE_STACK, "", "value on the stack", "stack" },
    { SEEP_EDGE_DEFAULT, "x", "default of x", "default" },
    { SEEP_EDGE_GUESS, "", "", "guess" },
    { SEEP_EDGE_TYPE, "", "type", "type" },
    { SEEP_EDGE_BORROWED, "", "borrowed reference", "borrowed" },
    { SEEP_EDGE_WEAK, "", "weak reference", "weak" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind != SEEP_EDGE_TYPE)
      test_heap_link_named (heap, from, to, kinds[i].kind, kinds[i].name);
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, from, "thing", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  g_assert_cmpuint (seep_references_count (analysis, from), ==, G_N_ELEMENTS (kinds));
  references = seep_references_list (analysis, from, G_MAXUINT);
  g_assert_cmpuint (references->len, ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const SeepReference *reference = &g_array_index (references, SeepReference, i);

      assert_label (analysis, references, i, kinds[i].label);
      g_assert_cmpstr (seep_reference_get_kind_name (reference), ==, kinds[i].word);
      g_assert_cmpuint (reference->source, ==, from);
      g_assert_cmpuint (reference->target, ==, kinds[i].kind == SEEP_EDGE_TYPE ? a_class : to);
      g_assert_cmpuint (reference->key, ==, SEEP_NO_NODE);
    }
}

static void
test_tells_containers_by_key_and_position (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) of_dict = NULL;
  g_autoptr(GArray) of_list = NULL;
  g_autoptr(GArray) of_set = NULL;
  guint32 dict = test_heap_add (heap, heap->dict);
  guint32 list = test_heap_add (heap, heap->list);
  guint32 set = test_heap_add (heap, heap->set);
  guint32 key = test_heap_add_str (heap, "it's");

  test_heap_entry (heap, dict, key, list);
  test_heap_attribute (heap, dict, "shared", list);
  test_heap_item (heap, list, 7, set);
  test_heap_item (heap, set, 0, key);
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, dict, "d", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  of_dict = seep_references_list (analysis, dict, G_MAXUINT);
  g_assert_cmpuint (of_dict->len, ==, 3);
  assert_label (analysis, of_dict, 0, "key");
  assert_label (analysis, of_dict, 1, "[\"it's\"]");
  assert_label (analysis, of_dict, 2, "['shared']");
  g_assert_cmpuint (g_array_index (of_dict, SeepReference, 1).key, ==, key);
  of_list = seep_references_list (analysis, list, G_MAXUINT);
  assert_label (analysis, of_list, 0, "[7]");
  of_set = seep_references_list (analysis, set, G_MAXUINT);
  assert_label (analysis, of_set, 0, "item");
}

/* def outer(): x = …, y = …; def inner(): x, y. In both manners of keeping the names. */
static void
test_knows_closure_variables (gconstpointer data)
{
  gboolean is_new = GPOINTER_TO_INT (data);
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) of_tuple = NULL;
  g_autoptr(GArray) of_cell = NULL;
  guint32 function = test_heap_add (heap, heap->function);
  guint32 code = test_heap_field (heap, function, "__code__", test_heap_add (heap, heap->code));
  guint32 closure =
    test_heap_field (heap, function, "__closure__", test_heap_add (heap, heap->tuple));
  guint32 names = test_heap_add (heap, heap->tuple);
  guint32 first = test_heap_item (heap, closure, 0, test_heap_add (heap, heap->cell));
  guint32 second = test_heap_item (heap, closure, 1, test_heap_add (heap, heap->cell));
  guint32 contents =
    test_heap_field (heap, second, "cell_contents", test_heap_add (heap, heap->object));
  guint32 n = 0;

  test_heap_field (heap, code, is_new ? "co_localsplusnames" : "co_freevars", names);
  if (is_new)
    test_heap_item (heap, names, n++, test_heap_add_str (heap, "a_local"));
  test_heap_item (heap, names, n++, test_heap_add_str (heap, "x"));
  test_heap_item (heap, names, n++, test_heap_add_str (heap, "y"));
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, function, "f", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  of_tuple = seep_references_list (analysis, closure, G_MAXUINT);
  g_assert_cmpuint (g_array_index (of_tuple, SeepReference, 0).target, ==, first);
  assert_label (analysis, of_tuple, 0, "closure variable x");
  assert_label (analysis, of_tuple, 1, "closure variable y");
  of_cell = seep_referrers_list (analysis, contents, G_MAXUINT);
  g_assert_cmpuint (of_cell->len, ==, 1);
  assert_label (analysis, of_cell, 0, "closure variable y");
}

static void
test_lists_referrers_by_what_they_hold (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) all = NULL;
  g_autoptr(GArray) some = NULL;
  guint32 target = test_heap_add (heap, heap->object);
  guint32 watcher = test_heap_add (heap, heap->object);
  guint32 lists[5];
  static const guint64 sizes[] = { 100, 500, 300, 500, 200 };
  static const guint order[] = { 1, 1, 3, 2, 4, 0 };

  for (guint i = 0; i < 5; i++)
    {
      lists[i] = test_heap_add (heap, heap->list);
      test_heap_get (heap, lists[i])->size = sizes[i];
      test_heap_item (heap, lists[i], 0, target);
      test_heap_add_root (heap, SEEP_ROOT_LOCAL, lists[i], "l", SEEP_NO_NODE);
    }
  test_heap_item (heap, lists[1], 1, target);
  test_heap_link (heap, watcher, target, SEEP_EDGE_WEAK, 0);
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, watcher, "w", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, target, "t", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_STACK, target, "", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  all = seep_referrers_list (analysis, target, G_MAXUINT);
  g_assert_cmpuint (all->len, ==, 9);
  g_assert_cmpuint (seep_referrers_count (analysis, target), ==, 9);
  assert_label (analysis, all, 0, "local t");
  assert_label (analysis, all, 1, "value on the stack");
  g_assert_cmpstr (seep_reference_get_kind_name (&g_array_index (all, SeepReference, 0)), ==,
                   "root");
  for (guint i = 0; i < 6; i++)
    g_assert_cmpuint (g_array_index (all, SeepReference, 2 + i).source, ==, lists[order[i]]);
  assert_label (analysis, all, 2, "[0]");
  assert_label (analysis, all, 3, "[1]");
  g_assert_cmpuint (g_array_index (all, SeepReference, 8).source, ==, watcher);
  assert_label (analysis, all, 8, "weak reference");

  some = seep_referrers_list (analysis, target, 5);
  g_assert_cmpuint (some->len, ==, 5);
  g_assert_cmpmem (some->data, 5 * sizeof (SeepReference), all->data, 5 * sizeof (SeepReference));
}

/* The largest of many, against sorting all of them. */
static void
test_finds_the_largest_referrers (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GArray) all = NULL;
  guint32 target = test_heap_add (heap, heap->object);

  for (guint i = 0; i < 3000; i++)
    {
      guint32 list = test_heap_add (heap, heap->list);

      test_heap_get (heap, list)->size = (guint64) g_test_rand_int_range (56, 1000);
      test_heap_item (heap, list, 0, target);
      test_heap_add_root (heap, SEEP_ROOT_LOCAL, list, "l", SEEP_NO_NODE);
    }
  analysis = test_heap_finish (heap);
  all = seep_referrers_list (analysis, target, G_MAXUINT);
  g_assert_cmpuint (all->len, ==, 3000);
  for (guint i = 1; i < all->len; i++)
    {
      guint32 before = g_array_index (all, SeepReference, i - 1).source;
      guint32 after = g_array_index (all, SeepReference, i).source;
      guint64 more = seep_analysis_get_retained_bytes (analysis, before);
      guint64 less = seep_analysis_get_retained_bytes (analysis, after);

      g_assert_true (more > less || (more == less && before < after));
    }
  for (guint max = 0; max < 70; max += 23)
    {
      g_autoptr(GArray) some = seep_referrers_list (analysis, target, max);

      g_assert_cmpmem (some->data, some->len * sizeof (SeepReference), all->data,
                       max * sizeof (SeepReference));
    }
}

static void
assert_root_text (const SeepHeap *heap, SeepRoot root, const char *expected)
{
  g_autofree char *text = seep_root_dup_text (heap, &root);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_tells_roots (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 object = test_heap_add (heap, heap->dict);
  guint32 app = test_heap_name (heap, "app.cache");
  guint32 request = test_heap_name (heap, "request");
  guint32 context = test_heap_name (heap, "context");
  guint32 modules = test_heap_name (heap, "sys.modules");
  guint32 no = SEEP_NO_NODE;
  SeepThread thread = { .ident = 7, .name = test_heap_name (heap, "Worker-1") };
  SeepRawFrame frame = {
    .file = test_heap_name (heap, "/srv/app/app.py"),
    .function = test_heap_name (heap, "handle"),
    .line = 12,
  };
  const SeepHeap *made;

  seep_heap_builder_add_thread (heap->builder, &thread);
  thread.name = 0;
  seep_heap_builder_add_thread (heap->builder, &thread);
  seep_heap_builder_add_frame (heap->builder, &frame);
  test_heap_add_root (heap, SEEP_ROOT_MODULE, object, "app.cache", no);
  analysis = test_heap_finish (heap);
  made = seep_analysis_get_heap (analysis);

  assert_root_text (made, (SeepRoot) { SEEP_ROOT_MODULE, object, app, no, no }, "module app.cache");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_INTERPRETER, object, modules, no, no },
                    "the interpreter's sys.modules");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_LOCAL, object, request, 0, 0 },
                    "local request in handle() at app.py:12");
  assert_root_text (made, (SeepRoot) { SEEP_ROOT_LOCAL, object, request, no, no }, "local request");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_STACK, object, 0, 0, 0 },
                    "value on the stack of handle() at app.py:12");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_THREAD, object, context, 0, no },
                    "context of thread Worker-1");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_THREAD, object, context, 1, no },
                    "context of thread 7");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_NATIVE, object, 0, no, no },
                    "held from native code");
  assert_root_text (made, (SeepRoot){ SEEP_ROOT_GARBAGE, object, 0, no, no },
                    "held by nothing: garbage");
  g_assert_cmpstr (seep_root_get_kind_name (SEEP_ROOT_LOCAL), ==, "local");
  g_assert_cmpstr (seep_root_get_kind_name (SEEP_ROOT_NATIVE), ==, "native");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/references/names-every-kind", test_names_every_kind);
  g_test_add_func ("/references/tells-containers-by-key-and-position",
                   test_tells_containers_by_key_and_position);
  g_test_add_data_func ("/references/knows-closure-variables/3.8", GINT_TO_POINTER (FALSE),
                        test_knows_closure_variables);
  g_test_add_data_func ("/references/knows-closure-variables/3.11", GINT_TO_POINTER (TRUE),
                        test_knows_closure_variables);
  g_test_add_func ("/references/lists-referrers-by-what-they-hold",
                   test_lists_referrers_by_what_they_hold);
  g_test_add_func ("/references/finds-the-largest-referrers", test_finds_the_largest_referrers);
  g_test_add_func ("/references/tells-roots", test_tells_roots);

  return g_test_run ();
}
