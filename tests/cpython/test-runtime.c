/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process made of one piece of memory: what it says of its layout, and what shows itself. */
#include "seep-runtime.h"

#include <glib.h>
#include <string.h>

#define BASE 0x10000
#define N_BYTES (256u << 10)
#define RUNTIME BASE
#define INTERPRETER (BASE + 4096)
#define OBJECTS (BASE + (240u << 10)) /* tracked objects, one in each list */

typedef struct
{
  SeepMemory memory;
  guint8 *bytes;
} Space;

static bool
read_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  const Space *space = data;

  if (address < BASE || address + n_bytes > BASE + N_BYTES || address + n_bytes < address)
    return false;
  memcpy (bytes, space->bytes + (address - BASE), n_bytes);
  return true;
}

static void
put_word (Space *space, SeepAddress address, guint64 word)
{
  memcpy (space->bytes + (address - BASE), &word, sizeof word);
}

/* The list at @head has one member, the @i-th; flags of the collector are on every link. */
static void
put_list (Space *space, SeepAddress head, guint i, guint flags)
{
  SeepAddress member = OBJECTS + 32 * i;

  put_word (space, head, member | flags);
  put_word (space, head + 8, member);
  put_word (space, member, head | flags);
  put_word (space, member + 8, head | flags);
}

/* What 3.14.8 says of itself, but for what lies behind its collector: @moved bytes lower. */
static SeepRuntimeOffsets
make_offsets (guint moved)
{
  SeepRuntimeOffsets offsets = {
    .hexversion = 0x030e00f0,
    .runtime = { .interpreters = 808 },
    .interpreter = { .size = 225864 - moved, .next = 7272, .threads = 7344, .collector = 7408,
                     .modules = 7688 - moved, .sysdict = 7672 - moved, .builtins = 7680 - moved },
    .thread = { .next = 8, .interpreter = 16, .frame = 72, .ident = 152, .native_id = 160 },
    .frame = { .previous = 8, .instruction = 56, .localsplus = 80, .owner = 74, .stack_top = 64 },
    .code = { .filename = 112, .name = 120, .qualname = 128, .first_line = 68,
              .localsplus_names = 96, .localsplus_kinds = 104, .instructions = 208 },
    .object = { .type = 8 },
    .type = { .name = 24, .flags = 168 },
    .tuple = { .items = 32, .length = 16 },
    .list = { .items = 24, .length = 16 },
    .set = { .used = 24, .mask = 32, .table = 40 },
    .dict = { .keys = 32, .values = 40 },
    .floats = { .value = 16 },
    .ints = { .tag = 16, .digits = 24 },
    .bytes = { .length = 16, .data = 32 },
    .str = { .state = 32, .length = 16, .ascii_size = 40 },
    .collector = { .size = 264 - moved, .collecting = 192 },
    .generator = { .name = 24, .frame = 72, .state = 67 },
  };

  memcpy (offsets.cookie, "xdebugpy", sizeof offsets.cookie);
  return offsets;
}

static void
space_init (Space *space, const SeepRuntimeOffsets *offsets, guint permanent)
{
  SeepAddress state = INTERPRETER + offsets->interpreter.collector;

  *space = (Space){ .memory = { .read = read_cb, .data = space } };
  space->bytes = g_malloc0 (N_BYTES);
  memcpy (space->bytes, offsets, sizeof *offsets);
  put_word (space, RUNTIME + offsets->runtime.interpreters, INTERPRETER);
  for (guint i = 0; i < 3; i++)
    put_list (space, state + 24 + 24 * i, i, i);
  put_word (space, state + permanent, state + permanent); /* an empty one */
  put_word (space, state + permanent + 8, state + permanent);
}

static gboolean
fit (Space *space, SeepLayout *layout, const char **failure)
{
  gboolean fits = seep_runtime_fit_layout (&space->memory, RUNTIME, seep_layout_find (0x30e),
                                           layout, failure);

  g_assert_false (space->memory.failed && fits);
  g_clear_pointer (&space->bytes, g_free);
  return fits;
}

static void
test_the_row_is_kept_where_it_is_true (void)
{
  SeepRuntimeOffsets offsets = make_offsets (0);
  const char *failure;
  SeepLayout layout;
  Space space;

  space_init (&space, &offsets, 96);
  g_assert_true (fit (&space, &layout, &failure));
  g_assert_cmpmem (&layout, sizeof layout, seep_layout_find (0x30e), sizeof layout);
}

/* As in 3.14.0 to 3.14.4: its lists are two spaces for old objects, at the same places. */
static void
test_a_state_that_moved_is_followed (void)
{
  SeepRuntimeOffsets offsets = make_offsets (24);
  const SeepLayout *row = seep_layout_find (0x30e);
  const char *failure;
  SeepLayout layout;
  Space space;

  space_init (&space, &offsets, 96);
  g_assert_true (fit (&space, &layout, &failure));
  g_assert_cmpint (layout.interpreter.modules, ==, row->interpreter.modules - 24);
  g_assert_cmpint (layout.interpreter.sysdict, ==, row->interpreter.sysdict - 24);
  g_assert_cmpint (layout.collector.permanent, ==, 96);
  g_assert_cmpint (layout.collector.stats, ==, 120);
  g_assert_cmpint (layout.interpreter.importlib, ==, SEEP_LAYOUT_NONE);
  g_assert_cmpint (layout.interpreter.codec_cache, ==, SEEP_LAYOUT_NONE);
  g_assert_cmpint (layout.interpreter.interned, ==, SEEP_LAYOUT_NONE);
}

static void
test_lists_show_themselves (void)
{
  SeepRuntimeOffsets offsets = make_offsets (0);
  const char *failure;
  SeepLayout layout;
  Space space;

  space_init (&space, &offsets, 136);
  g_assert_true (fit (&space, &layout, &failure));
  g_assert_cmpint (layout.collector.permanent, ==, 136);
  g_assert_cmpint (layout.collector.stats, ==, SEEP_LAYOUT_NONE);
  g_assert_cmpint (layout.collector.collecting, ==, 192);
}

static void
test_lists_that_do_not_are_not_guessed (void)
{
  SeepRuntimeOffsets offsets = make_offsets (0);
  SeepAddress state = INTERPRETER + offsets.interpreter.collector;
  const char *failure;
  SeepLayout layout;
  Space space;

  space_init (&space, &offsets, 136);
  put_list (&space, state + 160, 9, 0); /* one too many */
  g_assert_false (fit (&space, &layout, &failure));
  g_assert_cmpstr (failure, ==, "interpreter state");

  space_init (&space, &offsets, 136);
  put_word (&space, OBJECTS + 32 * 2 + 8, OBJECTS); /* a member that does not lead back */
  g_assert_false (fit (&space, &layout, &failure));

  offsets.hexversion = 0x030d00f0; /* nobody says where `collecting` is */
  space_init (&space, &offsets, 136);
  g_assert_false (fit (&space, &layout, &failure));
}

static void
test_another_kind_of_objects_is_refused (void)
{
  SeepRuntimeOffsets offsets = make_offsets (0);
  const char *failure;
  SeepLayout layout;
  Space space;

  offsets.tuple.items = 24;
  space_init (&space, &offsets, 96);
  g_assert_false (fit (&space, &layout, &failure));
  g_assert_cmpstr (failure, ==, "objects");

  offsets = make_offsets (0);
  offsets.is_free_threaded = 1;
  space_init (&space, &offsets, 96);
  g_assert_false (fit (&space, &layout, &failure));
  g_assert_cmpstr (failure, ==, "objects");

  offsets = make_offsets (0);
  offsets.interpreter.modules = G_MAXUINT64;
  space_init (&space, &offsets, 96);
  g_assert_false (fit (&space, &layout, &failure));
  g_assert_cmpstr (failure, ==, "interpreter state");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runtime/the-row-is-kept-where-it-is-true",
                   test_the_row_is_kept_where_it_is_true);
  g_test_add_func ("/runtime/a-state-that-moved-is-followed", test_a_state_that_moved_is_followed);
  g_test_add_func ("/runtime/lists-show-themselves", test_lists_show_themselves);
  g_test_add_func ("/runtime/lists-that-do-not-are-not-guessed",
                   test_lists_that_do_not_are_not_guessed);
  g_test_add_func ("/runtime/another-kind-of-objects-is-refused",
                   test_another_kind_of_objects_is_refused);
  return g_test_run ();
}
