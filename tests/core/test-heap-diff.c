/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-heap-diff.h"

#include "base/seep-bits.h"
#include "base/seep-error.h"
#include "random-pair.h"

#define N_PAIRS 300

static guint
count_name (const PairDump *dump, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < dump->n_types; i++)
    n += g_str_equal (dump->types[i].name, name);
  return n;
}

/* Address and name of the type; what types of one name have to say more; size and line where they
 * tell. */
static gboolean
is_survivor (const PairDump *old, const PairDump *new, guint32 place)
{
  const PairObject *a = &old->objects[place];
  const PairObject *b = &new->objects[place];
  const PairType *x, *y;

  if (a->type == G_MAXUINT32 || b->type == G_MAXUINT32)
    return FALSE;
  x = &old->types[a->type];
  y = &new->types[b->type];
  if (!g_str_equal (x->name, y->name))
    return FALSE;
  if (x->place != y->place
      && (x->place * y->place != 0 || count_name (old, x->name) > 1 || count_name (new, x->name) > 1))
    return FALSE;
  if ((x->kind == SEEP_KIND_TUPLE || x->kind == SEEP_KIND_INT)
      && MIN (a->size, G_MAXUINT32) != MIN (b->size, G_MAXUINT32))
    return FALSE;
  return !old->is_traced || !new->is_traced || a->line == 0 || b->line == 0 || a->line == b->line;
}

typedef struct
{
  guint32 count;
  guint64 bytes;
} Total;

static void
check_total (const SeepHeapDiff *diff, SeepDiffScope scope, Total expected)
{
  g_assert_cmpuint (seep_heap_diff_get_count (diff, scope), ==, expected.count);
  g_assert_cmpuint (seep_heap_diff_get_bytes (diff, scope), ==, expected.bytes);
}

static void
add (Total *total, const PairObject *object)
{
  total->count++;
  total->bytes += object->size;
}

/* Two dumps: every bit, every sum. */
static void
check_pair (const PairDump *old, const PairDump *new, gboolean is_one_process)
{
  g_autoptr(SeepHeap) old_heap = pair_dump_make_heap (old);
  g_autoptr(SeepHeap) new_heap = pair_dump_make_heap (new);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeapDiff) diff = seep_heap_diff_new (old_heap, new_heap, NULL, &error);
  Total totals[SEEP_DIFF_SURVIVED + 1] = { { 0, 0 } };
  guint32 i = 0;
  guint32 j = 0;

  g_assert_no_error (error);
  g_assert_cmpint (seep_heap_diff_is_one_process (diff), ==, is_one_process);
  g_assert_null (seep_heap_diff_get_bits (diff, SEEP_DIFF_ALL));
  for (guint32 place = 0; place < old->n_places; place++)
    {
      gboolean stays = is_one_process && is_survivor (old, new, place);

      if (old->objects[place].type != G_MAXUINT32)
        {
          g_assert_cmpint (seep_bits_has (seep_heap_diff_get_bits (diff, SEEP_DIFF_GONE), i++), ==,
                           !stays);
          if (!stays)
            add (&totals[SEEP_DIFF_GONE], &old->objects[place]);
        }
      if (new->objects[place].type != G_MAXUINT32)
        {
          g_assert_cmpint (seep_bits_has (seep_heap_diff_get_bits (diff, SEEP_DIFF_NEW), j), ==,
                           !stays);
          g_assert_cmpint (seep_bits_has (seep_heap_diff_get_bits (diff, SEEP_DIFF_SURVIVED), j++),
                           ==, stays);
          add (&totals[stays ? SEEP_DIFF_SURVIVED : SEEP_DIFF_NEW], &new->objects[place]);
          add (&totals[SEEP_DIFF_ALL], &new->objects[place]);
        }
    }
  for (SeepDiffScope scope = SEEP_DIFF_ALL; scope <= SEEP_DIFF_SURVIVED; scope++)
    check_total (diff, scope, totals[scope]);
}

static void
test_finds_what_a_look_at_each_finds (void)
{
  for (guint round = 0; round < N_PAIRS; round++)
    {
      g_auto(PairDump) old = { .n_types = 0 };
      g_auto(PairDump) new = { .n_types = 0 };

      random_pair_init_old (&old);
      random_pair_init_new (&new, &old);
      check_pair (&old, &new, TRUE);
      check_pair (&old, &old, TRUE);
    }
}

static void
test_other_processes_share_nothing (void)
{
  g_auto(PairDump) old = { .n_types = 0 };
  g_auto(PairDump) new = { .n_types = 0 };

  random_pair_init_old (&old);
  random_pair_init_new (&new, &old);
  new.pid++;
  check_pair (&old, &new, FALSE);
  new.pid = 0; /* says nothing against it */
  check_pair (&old, &new, TRUE);
}

static void
test_an_empty_dump_is_followed_by_new_ones (void)
{
  /* As many as make whole words of bits, and some more. */
  for (guint32 n = 21; n < 100; n++)
    {
      g_auto(PairDump) old = { .n_types = 0 };
      g_auto(PairDump) new = { .n_types = 0 };

      random_pair_init_old (&old);
      old.n_places = MIN (n, old.n_places);
      random_pair_init_new (&new, &old);
      for (guint32 i = 0; i < old.n_places; i++)
        old.objects[i].type = G_MAXUINT32;
      check_pair (&old, &new, TRUE);
      check_pair (&new, &old, TRUE);
    }
}

static gboolean
always_cancelled (SeepTask *task)
{
  return TRUE;
}

static void
test_hears_that_it_shall_stop (void)
{
  SeepTask task = { always_cancelled, NULL };
  g_autoptr(SeepHeap) heap = random_heap_new (80);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeapDiff) diff = seep_heap_diff_new (heap, heap, &task, &error);

  g_assert_null (diff);
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

/* An empty dump that says so much of its process. */
static SeepHeap *
make_dump_of (guint64 pid, guint64 started, const char *exe)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("a", NULL);
  SeepFacts *facts = seep_heap_builder_get_facts (builder);

  if (pid != 0)
    seep_facts_set_uint (facts, "pid", pid);
  if (started != 0)
    seep_facts_set_uint (facts, "process.started_ns", started);
  if (exe != NULL)
    seep_facts_set_string (facts, "exe", exe);
  return seep_heap_builder_finish (builder, NULL, NULL);
}

static void
test_a_process_is_known_by_pid_start_and_executable (void)
{
  static const struct
  {
    guint64     pid, started;
    const char *exe;
    gboolean    is_one;
  } others[] = {
    { 7, 1000, "/usr/bin/python3", TRUE }, { 8, 1000, "/usr/bin/python3", FALSE },
    { 7, 1001, "/usr/bin/python3", FALSE }, { 7, 1000, "/opt/python3", FALSE },
    { 0, 0, NULL, TRUE },                  { 7, 0, NULL, TRUE },
    { 0, 1001, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(SeepHeap) old_heap = make_dump_of (7, 1000, "/usr/bin/python3");
      g_autoptr(SeepHeap) new_heap
        = make_dump_of (others[i].pid, others[i].started, others[i].exe);
      g_autoptr(SeepHeapDiff) diff = seep_heap_diff_new (old_heap, new_heap, NULL, NULL);

      g_assert_cmpint (seep_heap_diff_is_one_process (diff), ==, others[i].is_one);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heap-diff/finds-what-a-look-at-each-finds",
                   test_finds_what_a_look_at_each_finds);
  g_test_add_func ("/heap-diff/other-processes-share-nothing", test_other_processes_share_nothing);
  g_test_add_func ("/heap-diff/an-empty-dump-is-followed-by-new-ones",
                   test_an_empty_dump_is_followed_by_new_ones);
  g_test_add_func ("/heap-diff/hears-that-it-shall-stop", test_hears_that_it_shall_stop);
  g_test_add_func ("/heap-diff/a-process-is-known-by-pid-start-and-executable",
                   test_a_process_is_known_by_pid_start_and_executable);
  return g_test_run ();
}
