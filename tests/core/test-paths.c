/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-paths.h"

#include "base/seep-error.h"
#include "base/seep-limits.h"

#include "test-path-asserts.h"
#include "test-python-heap.h"

/* The state of a module written in C holds what stands in its dict as well. */
static void
test_prefers_names_of_the_dict (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GPtrArray) paths = NULL;
  guint32 names;
  guint32 module = test_heap_add_module (heap, "_io", &names);
  guint32 known = test_heap_add (heap, heap->list);
  guint32 item = test_heap_item (heap, known, 0, test_heap_add (heap, heap->object));
  guint32 unknown = test_heap_add (heap, heap->list);

  test_heap_link (heap, module, known, SEEP_EDGE_ANONYMOUS, 0);
  test_heap_link (heap, module, unknown, SEEP_EDGE_ANONYMOUS, 0);
  test_heap_entry_named (heap, names, "Known", known);
  analysis = test_heap_finish (heap);

  assert_path (analysis, known, "_io.Known", TRUE);
  assert_path (analysis, item, "_io.Known[0]", TRUE);
  assert_path (analysis, unknown, "_io.<unnamed reference>", FALSE);
  paths = seep_paths_find (analysis, known, 9, NULL, NULL);
  g_assert_cmpuint (paths->len, ==, 1);
}

/* The globals of a running frame are a root nearer than the module, which says more. */
static void
test_tells_a_module_by_its_dict (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GPtrArray) of_dict = NULL;
  guint32 names;
  guint32 module = test_heap_add_module (heap, "app", &names);
  guint32 function = test_heap_entry_named (heap, names, "f", test_heap_add (heap, heap->function));
  guint32 back = test_heap_entry_named (heap, names, "me", module);

  test_heap_field (heap, function, "__globals__", names);
  test_heap_add_root (heap, SEEP_ROOT_FRAME, names, "globals", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  g_assert_cmpuint (back, ==, module);
  assert_path (analysis, function, "app.f", TRUE);
  assert_path (analysis, names, "app.__dict__", TRUE);
  assert_path (analysis, module, "app", TRUE);
  of_dict = seep_paths_find (analysis, names, 9, NULL, NULL);
  g_assert_cmpuint (of_dict->len, ==,
                    1); /* not once more by the module; the function is reached through the dict */
}

/* A cache far down holds a session that a running function has in a variable, and its user in
 * another. */
static void
test_prefers_what_lasts (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GPtrArray) paths = NULL;
  static const char *const texts[] = { "app.a.b.cache['s']", "session", "user.session" };
  guint32 names;
  guint32 holder;
  guint32 session;
  guint32 user;
  guint32 mine;

  test_heap_add_module (heap, "app", &names);
  holder = test_heap_entry_named (heap, names, "a", test_heap_add (heap, heap->object));
  holder = test_heap_attribute (heap, holder, "b", test_heap_add (heap, heap->object));
  holder = test_heap_attribute (heap, holder, "cache", test_heap_add (heap, heap->dict));
  session = test_heap_entry_named (heap, holder, "s", test_heap_add (heap, heap->object));
  user = test_heap_attribute (heap, session, "user", test_heap_add (heap, heap->object));
  test_heap_attribute (heap, user, "session", session);
  mine = test_heap_attribute (heap, session, "mine", test_heap_add (heap, heap->object));
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, session, "session", SEEP_NO_NODE);
  test_heap_add_root (heap, SEEP_ROOT_LOCAL, user, "user", SEEP_NO_NODE);
  analysis = test_heap_finish (heap);

  assert_path (analysis, session, "app.a.b.cache['s']", TRUE);
  assert_path (analysis, mine, "app.a.b.cache['s'].mine", TRUE);
  paths = seep_paths_find (analysis, session, 9, NULL, NULL);
  g_assert_cmpuint (paths->len, ==, G_N_ELEMENTS (texts));
  for (guint i = 0; i < paths->len; i++)
    {
      const SeepPath *path = g_ptr_array_index (paths, i);

      g_assert_cmpstr (path->text, ==, texts[i]);
      g_assert_cmpint (path->root.kind, ==, i == 0 ? SEEP_ROOT_MODULE : SEEP_ROOT_LOCAL);
    }
  g_clear_pointer (&paths, g_ptr_array_unref);
  paths = seep_paths_find (analysis, session, 2, NULL, NULL);
  g_assert_cmpuint (paths->len, ==, 2);
}

static void
test_finds_other_ways (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GPtrArray) three = NULL;
  g_autoptr(GPtrArray) all = NULL;
  guint32 names;
  guint32 object;
  guint32 holders[3];
  guint32 child;
  static const char *const texts[] = { "app.far.x.keep", "app.d['k']", "app.near" };

  test_heap_add_module (heap, "app", &names);
  object = test_heap_add (heap, heap->object);
  holders[0] = test_heap_entry_named (heap, names, "far", test_heap_add (heap, heap->object));
  holders[0] = test_heap_attribute (heap, holders[0], "x", test_heap_add (heap, heap->object));
  test_heap_attribute (heap, holders[0], "keep", object);
  holders[1] = test_heap_entry_named (heap, names, "d", test_heap_add (heap, heap->dict));
  test_heap_entry_named (heap, holders[1], "k", object);
  test_heap_entry_named (heap, holders[1], "k2", object);
  test_heap_entry_named (heap, names, "near", object);
  child = test_heap_attribute (heap, object, "child", test_heap_add (heap, heap->object));
  test_heap_attribute (heap, child, "parent", object);
  test_heap_attribute (heap, object, "me", object);
  analysis = test_heap_finish (heap);

  all = seep_paths_find (analysis, object, 99, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (((SeepPath *) g_ptr_array_index (all, i))->text, ==, texts[2 - i]);
  three = seep_paths_find (analysis, object, 2, NULL, NULL);
  g_assert_cmpuint (three->len, ==, 2);
  g_assert_cmpstr (((SeepPath *) g_ptr_array_index (three, 1))->text, ==, texts[1]);
}

/* head → … → @n nodes, each by its .next; every node has .owner, too. */
static guint32
add_linked_list (TestHeap *heap, guint32 head, guint n, guint32 owner)
{
  guint32 node = head;

  for (guint i = 0; i < n; i++)
    {
      node = test_heap_attribute (heap, node, "next", test_heap_add (heap, heap->object));
      test_heap_attribute (heap, node, "owner", owner);
    }
  return node;
}

static void
test_cuts_long_paths (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepPath) path = NULL;
  g_autoptr(GPtrArray) of_owner = NULL;
  guint32 names;
  guint32 head;
  guint32 last;
  g_autofree char *gap = g_strdup_printf ("next … %u more … .next", 200003 - SEEP_MAX_PATH_STEPS);

  test_heap_add_module (heap, "app", &names);
  head = test_heap_entry_named (heap, names, "head", test_heap_add (heap, heap->object));
  last = add_linked_list (heap, head, 200000, head);
  analysis = test_heap_finish (heap);

  path = find_path (analysis, last);
  g_assert_cmpuint (path->n_steps, ==, SEEP_MAX_PATH_STEPS);
  g_assert_cmpuint (path->n_omitted, ==, 200003 - SEEP_MAX_PATH_STEPS);
  g_assert_cmpuint (path->omitted_at, ==, SEEP_MAX_PATH_STEPS / 2);
  g_assert_cmpuint (path->steps[path->omitted_at].object, ==, last - SEEP_MAX_PATH_STEPS / 2 + 1);
  g_assert_true (g_str_has_prefix (path->text, "app.head.next.next."));
  g_assert_true (g_str_has_suffix (path->text, ".next.next"));
  g_assert_nonnull (strstr (path->text, gap));
  g_assert_false (path->is_expression);

  /* All nodes refer back to the head, and are reached through it. */
  of_owner = seep_paths_find (analysis, head, 10, NULL, NULL);
  g_assert_cmpuint (of_owner->len, ==, 1);
}

static gboolean
is_always_cancelled (SeepTask *task)
{
  return TRUE;
}

static void
test_can_be_cancelled (void)
{
  g_autoptr(TestHeap) heap = test_heap_new ();
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = is_always_cancelled };
  guint32 names;
  guint32 module = test_heap_add_module (heap, "app", &names);

  analysis = test_heap_finish (heap);
  g_assert_null (seep_paths_find (analysis, module, 3, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (seep_paths_merge (analysis, &heap->module, 1, 3, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

#define PHASE (1u << 24)

/* What lasts comes first, then the other roots that the dump names, then what native code holds,
 * then garbage: first of that what nothing refers to. */
static guint32
get_phase (const SeepAnalysis *analysis, guint32 root)
{
  const SeepReverse *reverse = seep_analysis_get_reverse (analysis);

  switch (seep_analysis_find_root (analysis, root)->kind)
    {
    case SEEP_ROOT_MODULE:
    case SEEP_ROOT_BUILTINS:
    case SEEP_ROOT_INTERPRETER:
      return 0;
    case SEEP_ROOT_NATIVE:
      return 2;
    case SEEP_ROOT_GARBAGE:
      return reverse->offsets[root] == reverse->offsets[root + 1] ? 3 : 4;
    default:
      return 1;
    }
}

/* Distances from the roots by the book, PHASE × phase + references; without @without, as if that
 * were not there. */
static guint32 *
measure_naively (const SeepAnalysis *analysis, guint32 without)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  guint32 *distances = g_new (guint32, columns->n_objects);
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);

  memset (distances, 0xff, columns->n_objects * sizeof *distances);
  for (guint32 phase = 0; phase < 5; phase++)
    {
      gboolean has_changed = TRUE;

      for (guint32 i = 0; i < n_roots; i++)
        if (roots[i].object != without && get_phase (analysis, roots[i].object) == phase)
          distances[roots[i].object] = MIN (distances[roots[i].object], phase * PHASE);
      for (guint32 at = phase * PHASE; has_changed; at++)
        {
          has_changed = FALSE;
          for (guint32 i = 0; i < columns->n_objects; i++)
            for (guint32 e = columns->offsets[i]; distances[i] == at && e < columns->offsets[i + 1];
                 e++)
              if (columns->targets[e] != without && distances[columns->targets[e]] == G_MAXUINT32)
                {
                  distances[columns->targets[e]] = at + 1;
                  has_changed = TRUE;
                }
        }
    }
  return distances;
}

/* Objects with references of all kinds; roots are locals and the interpreter's, so that none is
 * told by its module. */
static TestHeap *
new_random_heap (guint32 n_objects)
{
  static const SeepEdgeKind kinds[] = {
    SEEP_EDGE_ANONYMOUS, SEEP_EDGE_ITEM,  SEEP_EDGE_ATTRIBUTE, SEEP_EDGE_FIELD,
    SEEP_EDGE_LOCAL,     SEEP_EDGE_GUESS, SEEP_EDGE_VALUE,     SEEP_EDGE_WEAK,
  };
  static const char *const names[] = { "a", "b", "c", "f_back", "cell_contents", "__closure__" };
  TestHeap *heap = test_heap_new ();
  const guint32 types[] = { heap->object, heap->dict,     heap->list, heap->set,
                            heap->cell,   heap->function, heap->str };

  for (guint32 i = 0; i < n_objects; i++)
    test_heap_add (heap, types[g_test_rand_int_range (0, G_N_ELEMENTS (types))]);
  for (guint32 i = 0; i < n_objects * 2; i++)
    {
      guint32 source = (guint32) g_test_rand_int_range (0, (gint32) n_objects);
      guint32 target = (guint32) g_test_rand_int_range (0, (gint32) n_objects);
      SeepEdgeKind kind = kinds[g_test_rand_int_range (0, G_N_ELEMENTS (kinds))];

      if (kind == SEEP_EDGE_VALUE)
        test_heap_entry (heap, source, (guint32) g_test_rand_int_range (0, (gint32) n_objects),
                         target);
      else if (kind == SEEP_EDGE_ITEM || kind == SEEP_EDGE_GUESS)
        test_heap_link (heap, source, target, kind, (guint32) g_test_rand_int_range (0, 9));
      else
        test_heap_link_named (heap, source, target, kind,
                              names[g_test_rand_int_range (0, G_N_ELEMENTS (names))]);
    }
  for (guint i = 0; i < 3; i++)
    test_heap_add_root (heap, SEEP_ROOT_LOCAL,
                        (guint32) g_test_rand_int_range (0, (gint32) n_objects), "v", SEEP_NO_NODE);
  for (gint i = g_test_rand_int_range (0, 3); i > 0; i--)
    test_heap_add_root (heap, SEEP_ROOT_INTERPRETER,
                        (guint32) g_test_rand_int_range (0, (gint32) n_objects), "state",
                        SEEP_NO_NODE);
  return heap;
}

static gboolean
has_edge (const SeepHeapColumns *columns, guint32 source, const SeepStep *step)
{
  for (guint32 e = columns->offsets[source]; e < columns->offsets[source + 1]; e++)
    if (columns->targets[e] == step->object && columns->labels[e] == step->label)
      return TRUE;
  return FALSE;
}

/* Every hop is a reference, no object is there twice, the first one is a root, the last one is
 * @object. */
static void
check_hops (const SeepAnalysis *analysis, const SeepPath *path, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_assert_cmpuint (path->steps[path->n_steps - 1].object, ==, object);
  g_assert_nonnull (seep_analysis_find_root (analysis, path->steps[0].object));
  g_assert_cmpuint (path->root.object, ==, path->steps[0].object);
  for (guint i = 0; i < path->n_steps; i++)
    {
      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (path->steps[i].object)));
      g_assert_nonnull (path->steps[i].text);
      if (i > 0)
        g_assert_true (has_edge (columns, path->steps[i - 1].object, &path->steps[i]));
    }
  g_assert_false (path->steps[0].is_folded);
  g_assert_false (path->steps[path->n_steps - 1].is_folded);
}

/* The holders of @object that are nearer than it are all there, and those that are roots; and that
 * it is a root itself. */
static void
check_near_holders (const SeepAnalysis *analysis,
                    guint32 object,
                    const guint32 *distances,
                    GHashTable *holders)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (seep_analysis_get_heap (analysis));

  for (guint32 i = 0; i < columns->n_objects; i++)
    for (guint32 e = columns->offsets[i]; e < columns->offsets[i + 1]; e++)
      if (columns->targets[e] == object && i != object
          && (distances[i] < distances[object] || seep_analysis_find_root (analysis, i) != NULL))
        g_assert_true (g_hash_table_contains (holders, GUINT_TO_POINTER (i)));
  if (seep_analysis_find_root (analysis, object) != NULL)
    g_assert_true (g_hash_table_contains (holders, GUINT_TO_POINTER (SEEP_NO_NODE)));
}

static void
check_paths_to (const SeepAnalysis *analysis, guint32 object, const guint32 *distances)
{
  g_autoptr(GPtrArray) paths = seep_paths_find (analysis, object, G_MAXUINT, NULL, NULL);
  g_autofree guint32 *without = measure_naively (analysis, object);
  g_autoptr(GHashTable) holders = g_hash_table_new (NULL, NULL);
  guint32 before = 0;

  g_assert_cmpuint (paths->len, >, 0);
  for (guint i = 0; i < paths->len; i++)
    {
      const SeepPath *path = g_ptr_array_index (paths, i);
      guint32 holder = path->n_steps > 1 ? path->steps[path->n_steps - 2].object : SEEP_NO_NODE;
      guint32 length = get_phase (analysis, path->steps[0].object) * PHASE + path->n_steps - 1;

      check_hops (analysis, path, object);
      g_assert_true (g_hash_table_add (holders, GUINT_TO_POINTER (holder)));
      g_assert_cmpuint (length, >=, before);
      before = length;
      if (i == 0)
        g_assert_cmpuint (length, ==, distances[object]);
      /* Either as short as can be without the object, or a variable that refers to it, which
       * something that lasts holds as well. */
      if (holder != SEEP_NO_NODE && (distances[holder] >= PHASE || length < PHASE))
        g_assert_cmpuint (length - 1, ==, without[holder]);
      else if (holder != SEEP_NO_NODE)
        g_assert_cmpuint (length - 1, ==, PHASE);
    }
  check_near_holders (analysis, object, distances, holders);
}

static void
test_is_shortest (void)
{
  for (guint round = 0; round < 60; round++)
    {
      guint32 n_objects = (guint32) g_test_rand_int_range (2, 60);
      g_autoptr(TestHeap) heap = new_random_heap (n_objects);
      g_autoptr(SeepAnalysis) analysis = test_heap_finish (heap);
      g_autofree guint32 *distances = measure_naively (analysis, SEEP_NO_NODE);

      for (guint32 object = 0; object < n_objects; object++)
        check_paths_to (analysis, object, distances);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paths/prefers-names-of-the-dict", test_prefers_names_of_the_dict);
  g_test_add_func ("/paths/tells-a-module-by-its-dict", test_tells_a_module_by_its_dict);
  g_test_add_func ("/paths/prefers-what-lasts", test_prefers_what_lasts);
  g_test_add_func ("/paths/finds-other-ways", test_finds_other_ways);
  g_test_add_func ("/paths/cuts-long-paths", test_cuts_long_paths);
  g_test_add_func ("/paths/can-be-cancelled", test_can_be_cancelled);
  g_test_add_func ("/paths/is-shortest", test_is_shortest);

  return g_test_run ();
}
