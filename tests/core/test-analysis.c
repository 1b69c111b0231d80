/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-analysis.h"

#include "base/seep-error.h"
#include "random-heap.h"

#define N_HEAPS 300

/* What the roots reach in one way or another, by going round until nothing changes. */
static void
reach_all (const SeepHeapColumns *columns, gboolean *marks)
{
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (guint32 i = 0; i < columns->n_objects; i++)
        for (guint32 e = columns->offsets[i]; marks[i] && e < columns->offsets[i + 1]; e++)
          if (!marks[columns->targets[e]])
            marks[columns->targets[e]] = changed = TRUE;
    }
}

static guint32
count_unexplained (SeepHeap *heap, guint32 object)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);
  guint32 explained = 0;

  for (guint32 e = 0; e < columns->n_edges; e++)
    explained += columns->targets[e] == object;
  for (guint32 i = 0; i < n_roots; i++)
    explained += roots[i].object == object && roots[i].kind != SEEP_ROOT_MODULE;
  return columns->refcounts[object] > explained ? columns->refcounts[object] - explained : 0;
}

static gboolean
is_eternal (const SeepHeapColumns *columns, guint32 object)
{
  return columns->refcounts[object] == 0
         || columns->flags[object] & (SEEP_OBJECT_IMMORTAL | SEEP_OBJECT_STATIC);
}

static gboolean
is_root (const SeepAnalysis *analysis, guint32 object, SeepRootKind kind)
{
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);
  guint n = 0;

  for (guint32 i = 0; i < n_roots; i++)
    n += roots[i].object == object && roots[i].kind == kind;
  g_assert_cmpuint (n, <=, kind >= SEEP_ROOT_NATIVE ? 1 : G_MAXUINT);
  return n > 0;
}

/* Marks what the heap's roots reach, then what roots that it does not name reach; counts and
 * roots are checked on the way. */
static void
check_alive (SeepHeap *heap, const SeepAnalysis *analysis, gboolean *marks)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n_roots, n_all;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);
  const SeepRoot *all = seep_analysis_get_roots (analysis, &n_all);
  g_autofree gboolean *is_native = g_new0 (gboolean, columns->n_objects);

  for (guint32 i = 0; i < n_roots; i++)
    {
      g_assert_cmpint (all[i].kind, ==, roots[i].kind);
      g_assert_cmpuint (all[i].object, ==, roots[i].object);
      marks[roots[i].object] = TRUE;
    }
  reach_all (columns, marks);
  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      guint32 unexplained = count_unexplained (heap, i);

      g_assert_cmpuint (seep_analysis_get_unexplained (analysis, i), ==, unexplained);
      is_native[i] = !marks[i] && (unexplained > 0 || is_eternal (columns, i));
      g_assert_cmpint (is_root (analysis, i, SEEP_ROOT_NATIVE), ==, is_native[i]);
    }
  for (guint32 i = 0; i < columns->n_objects; i++)
    marks[i] |= is_native[i];
  reach_all (columns, marks);
}

/* What modules, builtins and the interpreter reach comes first in the tree, by their ways alone. */
static void
check_durable (SeepHeap *heap, const SeepAnalysis *analysis)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  const SeepReach *reach = seep_analysis_get_reach (analysis);
  guint32 n_durable = seep_analysis_get_n_durable (analysis);
  guint32 n_roots;
  const SeepRoot *roots = seep_heap_get_roots (heap, &n_roots);
  g_autofree gboolean *marks = g_new0 (gboolean, columns->n_objects);

  for (guint32 i = 0; i < n_roots; i++)
    marks[roots[i].object] |= roots[i].kind <= SEEP_ROOT_BUILTINS;
  reach_all (columns, marks);
  for (guint32 i = 0; i < reach->n_reached; i++)
    {
      guint32 object = reach->order[i];
      guint32 parent = reach->parents[object];

      g_assert_cmpint (marks[object], ==, i < n_durable);
      if (parent != SEEP_ROOT_NODE)
        g_assert_cmpint (marks[parent], ==, marks[object]);
      else if (marks[object])
        g_assert_cmpint (seep_analysis_find_root (analysis, object)->kind, <=,
                         SEEP_ROOT_BUILTINS);
    }
}

/* As few as reach all garbage: none is reached from another. */
static void
check_garbage_roots (const SeepHeapColumns *columns,
                     const SeepAnalysis    *analysis,
                     const gboolean        *alive)
{
  g_autofree gboolean *marks = g_new0 (gboolean, columns->n_objects);

  for (guint32 i = 0; i < columns->n_objects; i++)
    {
      marks[i] = alive[i] || is_root (analysis, i, SEEP_ROOT_GARBAGE);
      g_assert_false (alive[i] && is_root (analysis, i, SEEP_ROOT_GARBAGE));
    }
  reach_all (columns, marks);
  for (guint32 i = 0; i < columns->n_objects; i++)
    g_assert_true (marks[i]);

  for (guint32 without = 0; without < columns->n_objects; without++)
    {
      if (!is_root (analysis, without, SEEP_ROOT_GARBAGE))
        continue;
      for (guint32 i = 0; i < columns->n_objects; i++)
        marks[i] = i != without && is_root (analysis, i, SEEP_ROOT_GARBAGE);
      reach_all (columns, marks);
      g_assert_false (marks[without]);
    }
}

/* Retained is what goes when the object goes. */
static void
check_retained (SeepHeap *heap, const SeepAnalysis *analysis)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 n = columns->n_objects;
  guint32 n_roots;
  const SeepRoot *roots = seep_analysis_get_roots (analysis, &n_roots);
  g_autofree gboolean *marks = g_new (gboolean, n);

  for (guint32 removed = 0; removed < n; removed++)
    {
      guint64 bytes = 0;
      gboolean changed = TRUE;

      for (guint32 i = 0; i < n; i++)
        marks[i] = FALSE;
      for (guint32 i = 0; i < n_roots; i++)
        marks[roots[i].object] = roots[i].object != removed;
      while (changed)
        {
          changed = FALSE;
          for (guint32 i = 0; i < n; i++)
            for (guint32 e = columns->offsets[i]; marks[i] && e < columns->offsets[i + 1]; e++)
              if (columns->targets[e] != removed && !marks[columns->targets[e]])
                marks[columns->targets[e]] = changed = TRUE;
        }
      for (guint32 i = 0; i < n; i++)
        bytes += marks[i] ? 0 : seep_heap_get_size (heap, i);
      g_assert_cmpuint (seep_analysis_get_retained_bytes (analysis, removed), ==, bytes);
    }
}

static void
test_says_what_holds_and_what_is_garbage (void)
{
  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (round % 2 ? 10 : 40);
      const SeepHeapColumns *columns = seep_heap_get_columns (heap);
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, &error);
      g_autofree gboolean *alive = g_new0 (gboolean, columns->n_objects);

      g_assert_no_error (error);
      check_alive (heap, analysis, alive);
      for (guint32 i = 0; i < columns->n_objects; i++)
        g_assert_cmpint (seep_analysis_is_garbage (analysis, i), ==, !alive[i]);
      check_garbage_roots (columns, analysis, alive);
      check_retained (heap, analysis);
      check_durable (heap, analysis);
      g_assert_cmpuint (seep_analysis_get_reach (analysis)->n_reached, ==, columns->n_objects);
      g_assert_cmpuint (seep_analysis_get_dominators (analysis)->n_reached, ==, columns->n_objects);
    }
}

static void
add_root (SeepHeapBuilder *builder, SeepRootKind kind, const char *name, guint32 object)
{
  SeepRawRoot root = {
    .kind = kind,
    .name = name != NULL ? seep_heap_builder_add_name (builder, name) : 0,
    .address = random_heap_address (object),
    .thread = SEEP_NO_NODE,
    .frame = SEEP_NO_NODE,
  };

  seep_heap_builder_add_root (builder, &root);
}

static void
add_object (SeepHeapBuilder *builder, guint32 object, guint32 refcount)
{
  SeepRawObject raw = { .address = random_heap_address (object), .size = 16, .refcount = refcount };

  seep_heap_builder_add_object (builder, &raw);
}

static void
add_edge (SeepHeapBuilder *builder, guint32 target)
{
  seep_heap_builder_add_edge (builder, random_heap_address (target),
                              SEEP_LABEL (SEEP_EDGE_ITEM, 0));
}

static SeepAnalysis *
analyse (SeepHeapBuilder *builder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) heap = seep_heap_builder_finish (builder, NULL, &error);
  SeepAnalysis *analysis;

  g_assert_no_error (error);
  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  return analysis;
}

/* 0 is held by five roots, 1 by two unnamed ones, 2 by none, 3 by one that lasts and one that does
 * not. */
static void
test_prefers_the_root_that_people_know (void)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("x", NULL);
  g_autoptr(SeepAnalysis) analysis = NULL;

  random_heap_add_types (builder);
  add_root (builder, SEEP_ROOT_INTERPRETER, "sys.modules", 0);
  add_root (builder, SEEP_ROOT_LOCAL, "request", 0);
  add_root (builder, SEEP_ROOT_MODULE, NULL, 0);
  add_root (builder, SEEP_ROOT_MODULE, "app.cache", 0);
  add_root (builder, SEEP_ROOT_STATIC, NULL, 0);
  add_root (builder, SEEP_ROOT_STATIC, NULL, 1);
  add_root (builder, SEEP_ROOT_STACK, NULL, 1);
  add_root (builder, SEEP_ROOT_LOCAL, "modules", 3);
  add_root (builder, SEEP_ROOT_INTERPRETER, "sys.modules", 3);
  add_object (builder, 3, 2);
  for (guint32 i = 0; i < 3; i++)
    add_object (builder, i, 2);
  add_edge (builder, 2);
  analysis = analyse (builder);

  g_assert_cmpint (seep_analysis_find_root (analysis, 0)->kind, ==, SEEP_ROOT_MODULE);
  g_assert_cmpstr (seep_heap_get_name (seep_analysis_get_heap (analysis),
                                       seep_analysis_find_root (analysis, 0)->name),
                   ==, "app.cache");
  g_assert_cmpint (seep_analysis_find_root (analysis, 1)->kind, ==, SEEP_ROOT_STACK);
  g_assert_cmpint (seep_analysis_find_root (analysis, 2)->kind, ==, SEEP_ROOT_NATIVE);
  g_assert_cmpint (seep_analysis_find_root (analysis, 3)->kind, ==, SEEP_ROOT_INTERPRETER);
}

/* The cycle 2 ⇄ 3 leads to 1, which leads to 0: that begins in one place, though 0 and 1 have
 * lower numbers than the cycle. What only garbage refers to is not held by native code. */
static void
test_garbage_begins_where_nothing_leads_to_it (void)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("x", NULL);
  g_autoptr(SeepAnalysis) analysis = NULL;
  const SeepRoot *roots;
  guint32 n_roots;

  random_heap_add_types (builder);
  add_object (builder, 0, 1);
  add_object (builder, 1, 1);
  add_edge (builder, 0);
  add_object (builder, 2, 1);
  add_edge (builder, 3);
  add_edge (builder, 1);
  add_object (builder, 3, 1);
  add_edge (builder, 2);
  add_object (builder, 4, 1); /* native code holds it */
  analysis = analyse (builder);
  roots = seep_analysis_get_roots (analysis, &n_roots);

  g_assert_cmpuint (n_roots, ==, 2);
  g_assert_cmpint (roots[0].kind, ==, SEEP_ROOT_NATIVE);
  g_assert_cmpuint (roots[0].object, ==, 4);
  g_assert_cmpint (roots[1].kind, ==, SEEP_ROOT_GARBAGE);
  g_assert_cmpuint (roots[1].object, ==, 2);
  for (guint32 i = 0; i < 5; i++)
    g_assert_cmpint (seep_analysis_is_garbage (analysis, i), ==, i != 4);
}

static void
test_takes_an_empty_heap (void)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("x", NULL);
  g_autoptr(SeepAnalysis) analysis = analyse (builder);
  guint32 n_roots;

  seep_analysis_get_roots (analysis, &n_roots);
  g_assert_cmpuint (n_roots, ==, 0);
  g_assert_null (seep_analysis_find_root (analysis, 0));
}

typedef struct
{
  SeepTask parent;
  gint     n_left; /* atomic: looks until it is cancelled */
} Impatience;

static gboolean
is_cancelled_cb (SeepTask *task)
{
  return g_atomic_int_add (&((Impatience *) task)->n_left, -1) <= 0;
}

/* At any of its looks. */
static void
test_can_be_cancelled_anywhere (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (40);
  gboolean is_done = FALSE;

  for (gint n = 0; !is_done; n++)
    {
      Impatience task = { .parent.is_cancelled = is_cancelled_cb, .n_left = n };
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, &task.parent, &error);

      is_done = analysis != NULL;
      if (is_done)
        g_assert_no_error (error);
      else
        g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
      g_assert_cmpint (n, <, 1000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/says-what-holds-and-what-is-garbage",
                   test_says_what_holds_and_what_is_garbage);
  g_test_add_func ("/analysis/prefers-the-root-that-people-know",
                   test_prefers_the_root_that_people_know);
  g_test_add_func ("/analysis/garbage-begins-where-nothing-leads-to-it",
                   test_garbage_begins_where_nothing_leads_to_it);
  g_test_add_func ("/analysis/takes-an-empty-heap", test_takes_an_empty_heap);
  g_test_add_func ("/analysis/can-be-cancelled-anywhere", test_can_be_cancelled_anywhere);
  return g_test_run ();
}
