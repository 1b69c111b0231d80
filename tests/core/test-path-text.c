/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-paths.h"

#include "test-path-asserts.h"
#include "test-python-heap.h"

#include <math.h>

static void
assert_step (const SeepPath *path, guint i, guint32 object, gboolean is_folded, const char *text)
{
  g_assert_cmpuint (i, <, path->n_steps);
  g_assert_cmpuint (path->steps[i].object, ==, object);
  g_assert_cmpint (path->steps[i].is_folded, ==, is_folded);
  g_assert_cmpstr (path->steps[i].text, ==, text);
}

/* An object @name of a class in the module's dict; its attributes are in what is returned: itself,
 * or its dict. */
static guint32
add_instance (TestHeap *heap, guint32 dict, const char *name, gboolean has_dict, guint32 *instance)
{
  *instance = test_heap_entry_named (heap, dict, name, test_heap_add (heap, heap->object));
  return has_dict ? test_heap_field (heap, *instance, "__dict__", test_heap_add (heap, heap->dict))
                  : *instance;
}

static void
test_folds_dicts_into_owners (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepPath) path = NULL;
  guint32 names;
  guint32 app_names;
  guint32 app = test_heap_add_module (heap, "app", &app_names);
  guint32 module = test_heap_add_module (heap, "app.cache", &names);
  guint32 cache = test_heap_entry_named (heap, names, "_cache", test_heap_add (heap, heap->dict));
  guint32 user = test_heap_entry_named (heap, cache, "user:1", test_heap_add (heap, heap->object));
  guint32 attributes = test_heap_field (heap, user, "__dict__", test_heap_add (heap, heap->dict));
  guint32 profile =
    test_heap_entry_named (heap, attributes, "profile", test_heap_add (heap, heap->object));

  test_heap_entry_named (heap, app_names, "cache", module);
  analysis = test_heap_finish (heap);

  assert_path (analysis, app, "app", TRUE);
  assert_path (analysis, module, "app.cache", TRUE);
  assert_path (analysis, names, "app.cache.__dict__", TRUE);
  assert_path (analysis, cache, "app.cache._cache", TRUE);
  assert_path (analysis, attributes, "app.cache._cache['user:1'].__dict__", TRUE);

  path = find_path (analysis, profile);
  g_assert_cmpstr (path->text, ==, "app.cache._cache['user:1'].profile");
  g_assert_true (path->is_expression);
  g_assert_cmpint (path->root.kind, ==, SEEP_ROOT_MODULE);
  g_assert_cmpuint (path->n_steps, ==, 6);
  assert_step (path, 0, module, FALSE, "app.cache");
  assert_step (path, 1, names, TRUE, ".__dict__");
  assert_step (path, 2, cache, FALSE, "._cache");
  assert_step (path, 3, user, FALSE, "['user:1']");
  assert_step (path, 4, attributes, TRUE, ".__dict__");
  assert_step (path, 5, profile, FALSE, ".profile");
  g_assert_cmpint (SEEP_LABEL_KIND (path->steps[3].label), ==, SEEP_EDGE_VALUE);
  g_assert_cmpuint (path->steps[3].key, ==, user + 1); /* made after the value */
}

/* Until 3.10 an instance has a dict with shared keys, later its values are its own. */
static void
test_writes_attributes (gconstpointer data)
{
  gboolean has_dict = GPOINTER_TO_INT (data);
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 names;
  guint32 instance;
  guint32 holder;
  guint32 further;
  guint32 values[6];
  static const char *const attributes[] = { "plain", "_Cls__x", "naïve", "two words", "class", "" };

  test_heap_add_module (heap, "__main__", &names);
  holder = add_instance (heap, names, "thing", has_dict, &instance);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] =
      test_heap_attribute (heap, holder, attributes[i], test_heap_add (heap, heap->object));
  further = test_heap_attribute (heap, values[4], "further", test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  assert_path (analysis, values[0], "__main__.thing.plain", TRUE);
  assert_path (analysis, values[1], "__main__.thing._Cls__x", TRUE);
  assert_path (analysis, values[2], "__main__.thing.naïve", TRUE);
  assert_path (analysis, values[3], "getattr(__main__.thing, 'two words')", TRUE);
  assert_path (analysis, values[4], "getattr(__main__.thing, 'class')", TRUE);
  assert_path (analysis, further, "getattr(__main__.thing, 'class').further", TRUE);
  assert_path (analysis, values[5],
               has_dict ? "__main__.thing.__dict__.<unnamed reference>"
                        : "__main__.thing.<unnamed reference>",
               FALSE);
}

static void
test_writes_keys (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 key_type;
  guint32 names;
  guint32 dict;
  guint32 keys[16];
  guint32 values[16];
  guint32 inner;
  guint n = 0;
  guint n_exact;
  g_autofree char *identity = NULL;
  const char *texts[16] = {
    "['it is']", "[\"it's\"]", "['\\n\\x00é']", "[-3]",       "[0.1]",  "[float('inf')]",
    "[True]",    "[None]",     "[b'\\xff']",    "[('a', 1)]", "[(1,)]", "[(('a', 1), 1)]",
  };

  test_heap_add_class (heap, "app.Key", SEEP_KIND_OTHER, &key_type);
  test_heap_add_module (heap, "app", &names);
  dict = test_heap_entry_named (heap, names, "d", test_heap_add (heap, heap->dict));
  keys[n++] = test_heap_add_str (heap, "it is");
  keys[n++] = test_heap_add_str (heap, "it's");
  keys[n] = test_heap_add_str (heap, "\n_é");
  test_heap_get (heap, keys[n++])->value.bytes[1] = '\0';
  keys[n++] = test_heap_add_int (heap, -3);
  keys[n++] = test_heap_add_value (heap, heap->float_,
                                   (SeepValue){ .kind = SEEP_PREVIEW_FLOAT, .real = 0.1 });
  keys[n++] = test_heap_add_value (heap, heap->float_,
                                   (SeepValue){ .kind = SEEP_PREVIEW_FLOAT, .real = HUGE_VAL });
  keys[n++] =
    test_heap_add_value (heap, heap->bool_, (SeepValue){ .kind = SEEP_PREVIEW_BOOL, .integer = 1 });
  keys[n++] = test_heap_add (heap, heap->none);
  keys[n++] = test_heap_add_value (
    heap, heap->bytes, (SeepValue){ .kind = SEEP_PREVIEW_BYTES, .n_bytes = 1, .bytes = "\xff" });
  inner = keys[n++] = test_heap_add (heap, heap->tuple);
  test_heap_item (heap, inner, 0, test_heap_add_str (heap, "a"));
  test_heap_item (heap, inner, 1, test_heap_add_int (heap, 1));
  keys[n] = test_heap_add (heap, heap->tuple);
  test_heap_item (heap, keys[n++], 0, test_heap_add_int (heap, 1));
  keys[n] = test_heap_add (heap, heap->tuple);
  test_heap_item (heap, keys[n], 0, inner);
  test_heap_item (heap, keys[n++], 1, test_heap_add_int (heap, 1));
  n_exact = n;

  keys[n] = test_heap_add (heap, key_type);
  identity = g_strdup_printf ("[<app.Key at 0x%" G_GINT64_MODIFIER "x>]", TEST_ADDRESS (keys[n]));
  texts[n++] = identity;
  keys[n] = test_heap_add (heap, heap->tuple);
  test_heap_get (heap, keys[n])->value =
    (SeepValue){ .has_length = TRUE, .length = 2 }; /* one item was lost */
  texts[n] = "[(7,)]";
  test_heap_item (heap, keys[n++], 0, test_heap_add_int (heap, 7));

  for (guint i = 0; i < n; i++)
    values[i] = test_heap_entry (heap, dict, keys[i], test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *expected = g_strconcat ("app.d", texts[i], NULL);

      assert_path (analysis, values[i], expected, i < n_exact);
    }
  assert_path (analysis, keys[12], "list(app.d)[12]", TRUE);
}

static void
test_does_not_believe_keys_that_were_cut (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autofree char *long_key = g_strnfill (70, 'x');
  guint32 names;
  guint32 dict;
  guint32 key;
  guint32 attribute_key;
  guint32 value;
  guint32 attribute;
  g_autofree char *expected = NULL;
  g_autofree char *expected_attribute = NULL;

  test_heap_add_module (heap, "app", &names);
  dict = test_heap_entry_named (heap, names, "d", test_heap_add (heap, heap->dict));
  key = test_heap_add_str (heap, long_key);
  attribute_key = test_heap_add_str (heap, long_key);
  value = test_heap_entry (heap, dict, key, test_heap_add (heap, heap->object));
  attribute = test_heap_entry (heap, names, attribute_key, test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  expected = g_strdup_printf ("app.d[<str at 0x%" G_GINT64_MODIFIER "x>]", TEST_ADDRESS (key));
  expected_attribute = g_strdup_printf ("app.__dict__[<str at 0x%" G_GINT64_MODIFIER "x>]",
                                        TEST_ADDRESS (attribute_key));
  assert_path (analysis, value, expected, FALSE);
  assert_path (analysis, attribute, expected_attribute, FALSE);
}

static void
test_names_modules_as_they_are_imported (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 names;
  guint32 package_names;
  guint32 modules[5];

  test_heap_add_module (heap, "pkg", &package_names);
  modules[0] = test_heap_add_module (heap, "pkg.good", &names);
  modules[1] = test_heap_add_module (heap, "pkg.hidden", &names);
  modules[2] = test_heap_add_module (heap, "weird-name", &names);
  modules[3] = test_heap_add_module (heap, "gone.sub", &names);
  modules[4] = test_heap_add_module (heap, "pkg.class", &names);
  test_heap_entry_named (heap, package_names, "good", modules[0]);
  test_heap_entry_named (heap, package_names, "hidden", test_heap_add (heap, heap->function));
  test_heap_entry_named (heap, package_names, "class", modules[4]);
  analysis = test_heap_finish (heap);

  assert_path (analysis, modules[0], "pkg.good", TRUE);
  assert_path (analysis, modules[1], "sys.modules['pkg.hidden']", TRUE);
  assert_path (analysis, modules[2], "sys.modules['weird-name']", TRUE);
  assert_path (analysis, modules[3], "sys.modules['gone.sub']", TRUE);
  assert_path (analysis, modules[4], "sys.modules['pkg.class']", TRUE);
}

static void
test_folds_closures_and_methods (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepPath) captured_path = NULL;
  g_autoptr(SeepPath) listener_path = NULL;
  guint32 names;
  guint32 function;
  guint32 code;
  guint32 closure;
  guint32 variables;
  guint32 cell;
  guint32 captured;
  guint32 defaults;
  guint32 default_;
  guint32 keyword;
  guint32 callbacks;
  guint32 method;
  guint32 listener;

  test_heap_add_module (heap, "app", &names);
  function = test_heap_entry_named (heap, names, "hook", test_heap_add (heap, heap->function));
  code = test_heap_field (heap, function, "__code__", test_heap_add (heap, heap->code));
  variables = test_heap_field (heap, code, "co_freevars", test_heap_add (heap, heap->tuple));
  test_heap_item (heap, variables, 0, test_heap_add_str (heap, "session"));
  closure = test_heap_field (heap, function, "__closure__", test_heap_add (heap, heap->tuple));
  cell = test_heap_item (heap, closure, 0, test_heap_add (heap, heap->cell));
  captured = test_heap_field (heap, cell, "cell_contents", test_heap_add (heap, heap->object));
  defaults = test_heap_field (heap, function, "__defaults__", test_heap_add (heap, heap->tuple));
  default_ = test_heap_item (heap, defaults, 0, test_heap_add (heap, heap->list));
  keyword = test_heap_field (heap, function, "__kwdefaults__", test_heap_add (heap, heap->dict));
  keyword = test_heap_entry_named (heap, keyword, "into", test_heap_add (heap, heap->list));
  callbacks = test_heap_entry_named (heap, names, "callbacks", test_heap_add (heap, heap->list));
  method = test_heap_item (heap, callbacks, 2, test_heap_add (heap, heap->method));
  listener = test_heap_field (heap, method, "__self__", test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  assert_path (analysis, cell, "app.hook.__closure__[0]", TRUE);
  assert_path (analysis, default_, "app.hook.__defaults__[0]", TRUE);
  assert_path (analysis, keyword, "app.hook.__kwdefaults__['into']", TRUE);
  assert_path (analysis, method, "app.callbacks[2]", TRUE);
  assert_path (analysis, variables, "app.hook.__code__.co_freevars", TRUE);

  captured_path = find_path (analysis, captured);
  g_assert_cmpstr (captured_path->text, ==, "app.hook.__closure__[0].cell_contents");
  assert_step (captured_path, 2, function, FALSE, ".hook");
  assert_step (captured_path, 3, closure, TRUE, ".__closure__");
  assert_step (captured_path, 4, cell, TRUE, "[0]");
  assert_step (captured_path, 5, captured, FALSE, "closure variable session");

  listener_path = find_path (analysis, listener);
  g_assert_cmpstr (listener_path->text, ==, "app.callbacks[2].__self__");
  assert_step (listener_path, 3, method, TRUE, "[2]");
  assert_step (listener_path, 4, listener, FALSE, "[2].__self__");
}

static void
test_writes_what_classes_hold (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 static_method = test_heap_add_type (heap, "staticmethod", SEEP_KIND_OTHER, 0);
  guint32 names;
  guint32 descriptor;
  guint32 derived;
  guint32 plain;
  guint32 unused;
  guint32 descriptor_class;
  guint32 derived_class;
  guint32 plain_class;
  guint32 registry;
  guint32 body;
  guint32 values[6];

  test_heap_add_module (heap, "app", &names);
  descriptor_class = test_heap_add_class (heap, "app.Field", SEEP_KIND_OTHER, &descriptor);
  derived_class = test_heap_add_class (heap, "app.IntField", SEEP_KIND_OTHER, &derived);
  plain_class = test_heap_add_class (heap, "app.Plain", SEEP_KIND_OTHER, &plain);
  registry = test_heap_entry_named (
    heap, names, "Reg", test_heap_add_class (heap, "app.Reg", SEEP_KIND_OTHER, &unused));
  body = test_heap_field (heap, descriptor_class, "__dict__", test_heap_add (heap, heap->dict));
  test_heap_entry_named (heap, body, "__get__", test_heap_add (heap, heap->function));
  test_heap_field (heap, derived_class, "__dict__", test_heap_add (heap, heap->dict));
  body = test_heap_field (heap, derived_class, "__mro__", test_heap_add (heap, heap->tuple));
  test_heap_item (heap, body, 0, derived_class);
  test_heap_item (heap, body, 1, descriptor_class);
  test_heap_field (heap, plain_class, "__dict__", test_heap_add (heap, heap->dict));

  body = test_heap_field (heap, registry, "__dict__", test_heap_add (heap, heap->dict));
  values[0] = test_heap_entry_named (heap, body, "instances", test_heap_add (heap, heap->list));
  values[1] = test_heap_entry_named (heap, body, "run", test_heap_add (heap, heap->function));
  values[2] = test_heap_entry_named (heap, body, "make", test_heap_add (heap, static_method));
  values[3] = test_heap_entry_named (heap, body, "age", test_heap_add (heap, derived));
  values[4] = test_heap_entry_named (heap, body, "plain", test_heap_add (heap, plain));
  values[5] = test_heap_entry_named (heap, body, "__doc__", test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  assert_path (analysis, registry, "app.Reg", TRUE);
  assert_path (analysis, values[0], "app.Reg.instances", TRUE);
  assert_path (analysis, values[1], "app.Reg.run", TRUE);
  assert_path (analysis, values[2], "app.Reg.__dict__['make']", TRUE);
  assert_path (analysis, values[3], "app.Reg.__dict__['age']", TRUE);
  assert_path (analysis, values[4], "app.Reg.plain", TRUE);
  assert_path (analysis, values[5], "app.Reg.__dict__['__doc__']", TRUE);
  assert_path (analysis, body, "app.Reg.__dict__", FALSE); /* that is a proxy */
  assert_path (analysis, derived_class, "type(app.Reg.__dict__['age'])", TRUE);
  assert_path (analysis, plain_class, "type(app.Reg.plain)", TRUE);
}

static void
test_writes_locals (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepPath) shared_path = NULL;
  guint32 coroutine = test_heap_add_type (heap, "coroutine", SEEP_KIND_GENERATOR, 0);
  guint32 traceback = test_heap_add_type (heap, "traceback", SEEP_KIND_OTHER, 0);
  guint32 names;
  guint32 generator;
  guint32 task;
  guint32 error;
  guint32 frame;
  guint32 code;
  guint32 cell;
  guint32 shared;
  guint32 values[5];

  test_heap_add_module (heap, "app", &names);
  generator = test_heap_entry_named (heap, names, "gen", test_heap_add (heap, heap->generator));
  values[0] = test_heap_add (heap, heap->object);
  test_heap_link_named (heap, generator, values[0], SEEP_EDGE_LOCAL, "item");
  task = test_heap_entry_named (heap, names, "coro", test_heap_add (heap, coroutine));
  values[1] = test_heap_add (heap, heap->object);
  test_heap_link_named (heap, task, values[1], SEEP_EDGE_LOCAL, "reply");
  values[3] = test_heap_add (heap, heap->object);
  test_heap_link (heap, task, values[3], SEEP_EDGE_STACK, 0);
  values[4] = test_heap_field (heap, task, "f_code", test_heap_add (heap, heap->code));
  error = test_heap_entry_named (heap, names, "tb", test_heap_add (heap, traceback));
  test_heap_link (heap, error, test_heap_add (heap, traceback), SEEP_EDGE_ANONYMOUS, 0);
  error = error + 2; /* behind the name, the next one */
  frame = test_heap_field (heap, error, "tb_frame", test_heap_add (heap, heap->frame));
  code = test_heap_field (heap, frame, "f_code", test_heap_add (heap, heap->code));
  test_heap_field (heap, code, "co_name", test_heap_add_str (heap, "boom"));
  values[2] = test_heap_add (heap, heap->object);
  test_heap_link_named (heap, frame, values[2], SEEP_EDGE_LOCAL, "big");
  cell = test_heap_add (heap, heap->cell);
  test_heap_link_named (heap, frame, cell, SEEP_EDGE_LOCAL, "shared");
  shared = test_heap_field (heap, cell, "cell_contents", test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  assert_path (analysis, values[0], "app.gen.gi_frame.f_locals['item']", TRUE);
  assert_path (analysis, values[1], "app.coro.cr_frame.f_locals['reply']", TRUE);
  assert_path (analysis, values[2], "app.tb.tb_next.tb_frame.f_locals['big']", TRUE);
  assert_path (analysis, values[3], "app.coro.<value on the stack>", FALSE);
  assert_path (analysis, values[4], "app.coro.cr_frame.f_code", TRUE);
  assert_path (analysis, cell, "app.tb.tb_next.tb_frame.f_locals['shared']",
               FALSE); /* that is what the cell holds */

  shared_path = find_path (analysis, shared);
  g_assert_cmpstr (shared_path->text, ==, "app.tb.tb_next.tb_frame.f_locals['shared']");
  g_assert_true (shared_path->is_expression);
  assert_step (shared_path, 4, frame, TRUE, ".tb_frame");
  g_assert_true (shared_path->steps[5].is_folded);
  assert_step (shared_path, 6, shared, FALSE, "local shared in boom()");
}

static void
test_counts_positions (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 deque = test_heap_add_type (heap, "collections.deque", SEEP_KIND_OTHER, 0);
  guint32 ordered = test_heap_add_type (heap, "collections.OrderedDict", SEEP_KIND_DICT, 0);
  guint32 own;
  guint32 own_class = test_heap_add_class (heap, "app.Odd", SEEP_KIND_DICT, &own);
  guint32 names;
  guint32 set;
  guint32 queue;
  guint32 dict;
  guint32 odd;
  guint32 body;
  guint32 values[5];

  test_heap_add_module (heap, "app", &names);
  set = test_heap_entry_named (heap, names, "seen", test_heap_add (heap, heap->set));
  test_heap_item (heap, set, 0, test_heap_add_int (heap, 1));
  values[0] = test_heap_item (heap, set, 1, test_heap_add (heap, heap->object));
  queue = test_heap_entry_named (heap, names, "queue", test_heap_add (heap, deque));
  test_heap_link (heap, queue, test_heap_add_int (heap, 1), SEEP_EDGE_ANONYMOUS, 0);
  values[1] = test_heap_add (heap, heap->object);
  test_heap_link (heap, queue, values[1], SEEP_EDGE_ANONYMOUS, 0);
  dict = test_heap_entry_named (heap, names, "od", test_heap_add (heap, ordered));
  values[2] = test_heap_add (heap, heap->object);
  test_heap_entry (heap, dict, values[2], values[1]);
  body = test_heap_field (heap, own_class, "__dict__", test_heap_add (heap, heap->dict));
  test_heap_entry_named (heap, body, "__getitem__", test_heap_add (heap, heap->function));
  odd = test_heap_entry_named (heap, names, "odd", test_heap_add (heap, own));
  values[3] = test_heap_entry_named (heap, odd, "k", test_heap_add (heap, heap->list));
  values[4] = test_heap_item (heap, values[3], 5, test_heap_add (heap, heap->object));
  analysis = test_heap_finish (heap);

  assert_path (analysis, values[0], "list(app.seen)[1]", TRUE);
  assert_path (analysis, values[1], "app.queue[1]", TRUE);
  assert_path (analysis, values[2], "list(dict.keys(app.od))[0]", TRUE);
  assert_path (analysis, values[3], "dict.__getitem__(app.odd, 'k')", TRUE);
  assert_path (analysis, values[4], "dict.__getitem__(app.odd, 'k')[5]", TRUE);
}

static void
test_prefers_references_with_names (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 names;
  guint32 thing;
  guint32 named;
  guint32 unnamed;
  guint32 dict;
  guint32 both;

  test_heap_add_module (heap, "app", &names);
  thing = test_heap_entry_named (heap, names, "thing", test_heap_add (heap, heap->object));
  named = test_heap_add (heap, heap->object);
  test_heap_link (heap, thing, named, SEEP_EDGE_ANONYMOUS, 0);
  test_heap_link (heap, thing, named, SEEP_EDGE_GUESS, 24);
  test_heap_attribute (heap, thing, "attr", named);
  unnamed = test_heap_add (heap, heap->object);
  test_heap_link (heap, thing, unnamed, SEEP_EDGE_GUESS, 32);
  dict = test_heap_entry_named (heap, names, "d", test_heap_add (heap, heap->dict));
  both = test_heap_add (heap, heap->object);
  test_heap_entry (heap, dict, both, both);
  test_heap_entry_named (heap, dict, "it", both);
  analysis = test_heap_finish (heap);

  assert_path (analysis, named, "app.thing.attr", TRUE);
  assert_path (analysis, unnamed, "app.thing.<unnamed reference>", FALSE);
  assert_path (analysis, both, "app.d['it']", TRUE);
}

/* What a class or a function shows is not always what it holds. */
static void
test_knows_fields_that_python_shows_otherwise (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  guint32 names;
  guint32 unused;
  guint32 class_object;
  guint32 function;
  guint32 values[4];

  test_heap_add_module (heap, "app", &names);
  class_object = test_heap_entry_named (
    heap, names, "C", test_heap_add_class (heap, "app.C", SEEP_KIND_OTHER, &unused));
  function = test_heap_entry_named (heap, names, "f", test_heap_add (heap, heap->function));
  values[0] =
    test_heap_field (heap, class_object, "__subclasses__", test_heap_add (heap, heap->dict));
  values[1] = test_heap_field (heap, class_object, "__mro__", test_heap_add (heap, heap->tuple));
  values[2] =
    test_heap_field (heap, function, "__annotations__", test_heap_add (heap, heap->tuple));
  values[3] = test_heap_field (heap, class_object, "ht_cached_keys", test_heap_add_str (heap, "k"));
  analysis = test_heap_finish (heap);

  assert_path (analysis, values[0], "app.C.__subclasses__", FALSE);
  assert_path (analysis, values[1], "app.C.__mro__", TRUE);
  assert_path (analysis, values[2], "app.f.__annotations__", FALSE);
  assert_path (analysis, values[3], "app.C.ht_cached_keys", FALSE);
}

static void
test_tells_roots_that_are_no_modules (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepPath) local_path = NULL;
  g_autoptr(SeepPath) native_path = NULL;
  g_autoptr(SeepPath) garbage_path = NULL;
  guint32 request = test_heap_add (heap, heap->dict);
  guint32 sys_names = test_heap_add (heap, heap->dict);
  guint32 builtins = test_heap_add (heap, heap->dict);
  guint32 native = test_heap_add (heap, heap->list);
  guint32 garbage = test_heap_add (heap, heap->list);
  guint32 values[5];
  g_autofree char *native_text =
    g_strdup_printf ("<list at 0x%" G_GINT64_MODIFIER "x>[0]", TEST_ADDRESS (native));
  g_autofree char *garbage_text =
    g_strdup_printf ("<list at 0x%" G_GINT64_MODIFIER "x>[0]", TEST_ADDRESS (garbage));

  values[0] = test_heap_entry_named (heap, request, "k", test_heap_add (heap, heap->object));
  values[1] = test_heap_entry_named (heap, sys_names, "hook", test_heap_add (heap, heap->object));
  values[2] = test_heap_entry_named (heap, builtins, "_", test_heap_add (heap, heap->object));
  values[3] = test_heap_item (heap, native, 0, test_heap_add (heap, heap->object));
  values[4] = test_heap_item (heap, garbage, 0, test_heap_add (heap, heap->object));
  test_heap_item (heap, garbage, 1, garbage);
  test_heap_get (heap, native)->n_unexplained = 1;
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, request, "request", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_INTERPRETER, sys_names, "sys.__dict__", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_BUILTINS, builtins, "builtins.__dict__", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  assert_path (analysis, values[1], "sys.hook", TRUE);
  assert_path (analysis, sys_names, "sys.__dict__", TRUE);
  assert_path (analysis, values[2], "builtins._", TRUE);
  local_path = find_path (analysis, values[0]);
  g_assert_cmpstr (local_path->text, ==, "request['k']");
  g_assert_false (local_path->is_expression);
  g_assert_cmpint (local_path->root.kind, ==, SEEP_ROOT_LOCAL);
  native_path = find_path (analysis, values[3]);
  g_assert_cmpstr (native_path->text, ==, native_text);
  g_assert_cmpint (native_path->root.kind, ==, SEEP_ROOT_NATIVE);
  g_assert_false (native_path->is_expression);
  garbage_path = find_path (analysis, values[4]);
  g_assert_cmpstr (garbage_path->text, ==, garbage_text);
  g_assert_cmpint (garbage_path->root.kind, ==, SEEP_ROOT_GARBAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/path-text/folds-dicts-into-owners", test_folds_dicts_into_owners);
  g_test_add_data_func ("/path-text/writes-attributes/own-values", GINT_TO_POINTER (FALSE),
                        test_writes_attributes);
  g_test_add_data_func ("/path-text/writes-attributes/in-a-dict", GINT_TO_POINTER (TRUE),
                        test_writes_attributes);
  g_test_add_func ("/path-text/writes-keys", test_writes_keys);
  g_test_add_func ("/path-text/does-not-believe-keys-that-were-cut",
                   test_does_not_believe_keys_that_were_cut);
  g_test_add_func ("/path-text/names-modules-as-they-are-imported",
                   test_names_modules_as_they_are_imported);
  g_test_add_func ("/path-text/folds-closures-and-methods", test_folds_closures_and_methods);
  g_test_add_func ("/path-text/writes-what-classes-hold", test_writes_what_classes_hold);
  g_test_add_func ("/path-text/writes-locals", test_writes_locals);
  g_test_add_func ("/path-text/counts-positions", test_counts_positions);
  g_test_add_func ("/path-text/prefers-references-with-names", test_prefers_references_with_names);
  g_test_add_func ("/path-text/knows-fields-that-python-shows-otherwise",
                   test_knows_fields_that_python_shows_otherwise);
  g_test_add_func ("/path-text/tells-roots-that-are-no-modules", test_tells_roots_that_are_no_modules);

  return g_test_run ();
}
