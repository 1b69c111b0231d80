/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test-place-json.c — places as text: what was written is read back, and what nobody has written
 * does no harm. */
#include "config.h"

#include "driver.h"

#include "formats/seep-formats.h"
#include "seep-file-source.h"
#include "seep-place-json.h"

#include <string.h>

#define N_RANDOM 300

static SeepHeap *heap; /* owned */

static const char *
same_name (const char *capture, gpointer data)
{
  return strcmp (capture, "gone") != 0 ? capture : NULL;
}

static const SeepPlaceContext *
get_context (void)
{
  static SeepPlaceContext context = { "c1", "Types", NULL, same_name, NULL };

  context.heap = heap;
  return &context;
}

static void
fill_table (SeepTableState *state, SeepPlaceKind kind)
{
  static const char *const filters[] = { NULL, "", "a\"b\\c", "größer ☃", "[[[[[[[[[[[[{{{{\n\t" };

  state->is_set = g_test_rand_bit ();
  if (state->is_set)
    {
      state->column = (guint) g_test_rand_int_range (0, 10);
      state->descending = g_test_rand_bit ();
      state->scroll = g_test_rand_int_range (0, 1 << 24);
    }
  state->filter = g_strdup (filters[g_test_rand_int_range (0, G_N_ELEMENTS (filters))]);
  state->only_tracked = g_test_rand_bit ();
  if (g_test_rand_bit ())
    return;
  if (kind == SEEP_PLACE_TYPES)
    state->selected = (guint32) g_test_rand_int_range (0, (int) seep_heap_get_n_types (heap));
  else
    state->selected =
      (guint32) g_test_rand_int_range (0, (int) seep_heap_get_columns (heap)->n_objects);
}

static SeepPlace *
make_place (void)
{
  SeepPlaceKind kind = (SeepPlaceKind) g_test_rand_int_range (0, SEEP_PLACE_COMPARE + 1);
  guint32 id = SEEP_NO_NODE;
  SeepPlace *place;

  if (kind == SEEP_PLACE_OBJECT || (kind == SEEP_PLACE_OBJECTS && g_test_rand_bit ()))
    id = (guint32) g_test_rand_int_range (0, kind == SEEP_PLACE_OBJECT
                                               ? (int) seep_heap_get_columns (heap)->n_objects
                                               : (int) seep_heap_get_n_types (heap));
  place = seep_place_new (kind, id);
  place->tab = (guint) g_test_rand_int_range (0, 3);
  if (kind == SEEP_PLACE_COMPARE || (kind == SEEP_PLACE_OBJECTS && g_test_rand_bit ()))
    {
      place->baseline = g_strdup ("c2");
      place->scope = (SeepDiffScope) g_test_rand_int_range (0, SEEP_DIFF_SURVIVED + 1);
    }
  if (g_test_rand_bit ())
    place->options = g_strdup ("by=line\nfilter=!*/site-packages/*");
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    fill_table (&place->tables[i], kind);
  return place;
}

/* Types of one name and no object of their own in the dump cannot be told apart. */
static void
assert_same_type (guint32 a, guint32 b)
{
  if (a == b)
    return;
  g_assert_true (a != SEEP_NO_NODE && b != SEEP_NO_NODE);
  g_assert_cmpstr (seep_heap_get_type_name (heap, a), ==, seep_heap_get_type_name (heap, b));
}

static void
assert_same (const SeepPlace *a, const SeepPlace *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  assert_same_type (a->type, b->type);
  g_assert_cmpuint (a->object, ==, b->object);
  g_assert_cmpuint (a->tab, ==, b->tab);
  g_assert_cmpstr (a->baseline, ==, b->baseline);
  g_assert_cmpint (a->scope, ==, b->scope);
  g_assert_cmpstr (a->options, ==, b->options);
  for (guint i = 0; i < SEEP_PLACE_N_TABLES; i++)
    {
      const SeepTableState *x = &a->tables[i];
      const SeepTableState *y = &b->tables[i];

      g_assert_cmpint (x->is_set, ==, y->is_set);
      g_assert_cmpuint (x->column, ==, y->column);
      g_assert_cmpint (x->descending, ==, y->descending);
      g_assert_cmpfloat (x->scroll, ==, y->scroll);
      g_assert_cmpstr (x->filter, ==, y->filter);
      g_assert_cmpint (x->only_tracked, ==, y->only_tracked);
      if (a->kind == SEEP_PLACE_TYPES)
        assert_same_type (x->selected, y->selected);
      else
        g_assert_cmpuint (x->selected, ==, y->selected);
    }
}

static void
test_reads_what_it_wrote (void)
{
  for (guint i = 0; i < N_RANDOM; i++)
    {
      SeepHistory history, again;
      g_autofree char *text = NULL;
      guint n = (guint) g_test_rand_int_range (1, 12);

      seep_history_init (&history);
      for (guint k = 0; k < n; k++)
        g_ptr_array_add (history.places, make_place ());
      history.at = (guint) g_test_rand_int_range (0, (int) n);

      text = seep_history_to_json (&history, get_context ());
      seep_history_from_json (&again, text, heap);
      g_assert_cmpuint (again.places->len, ==, n);
      g_assert_cmpuint (again.at, ==, history.at);
      for (guint k = 0; k < n; k++)
        assert_same (history.places->pdata[k], again.places->pdata[k]);
      seep_history_clear (&history);
      seep_history_clear (&again);
    }
}

static void
test_leaves_out_what_is_gone (void)
{
  SeepHistory history, again;
  SeepPlace *place = seep_place_new (SEEP_PLACE_COMPARE, SEEP_NO_NODE);
  g_autofree char *text = NULL;

  seep_history_init (&history);
  seep_history_take (&history, seep_place_new (SEEP_PLACE_TYPES, SEEP_NO_NODE));
  place->baseline = g_strdup ("gone");
  seep_history_take (&history, place);
  text = seep_history_to_json (&history, get_context ());
  seep_history_from_json (&again, text, heap);
  g_assert_cmpuint (again.places->len, ==, 1);
  g_assert_cmpint (seep_history_get_current (&again)->kind, ==, SEEP_PLACE_TYPES);
  seep_history_clear (&history);
  seep_history_clear (&again);
}

/* Whatever it is, ids are of this heap. */
static void
assert_harmless (const char *text)
{
  SeepHistory history;
  g_autofree char *capture = NULL;
  g_autofree char *title = NULL;
  SeepWindowState window = { 0 };

  seep_history_from_json (&history, text, heap);
  g_assert_true (history.places->len == 0 || history.at < history.places->len);
  for (guint i = 0; i < history.places->len; i++)
    {
      const SeepPlace *place = g_ptr_array_index (history.places, i);

      g_assert_true (place->type == SEEP_NO_NODE || place->type < seep_heap_get_n_types (heap));
      g_assert_true (place->object == SEEP_NO_NODE
                     || place->object < seep_heap_get_columns (heap)->n_objects);
      g_assert_true (place->tables[0].scroll >= 0);
    }
  seep_history_clear (&history);
  if (seep_tab_text_parse (text, &capture, &title))
    g_assert_nonnull (capture);
  if (seep_window_state_from_json (&window, text))
    g_free (window.side);
}

static void
test_hostile_text_does_no_harm (void)
{
  static const char *const texts[] = {
    "", "null", "1", "\"", "[]", "{}", "{\"places\":{}}", "{\"places\":[1,null,[],\"x\"]}",
    "{\"capture\":[],\"places\":[{}]}", "{\"capture\":1}", "{\"window\":[]}",
    "{\"window\":{\"side\":{}}}",
    "{\"at\":-1,\"places\":[{\"kind\":\"types\"}]}",
    "{\"at\":99999999999999,\"places\":[{\"kind\":\"types\"}]}",
    "{\"places\":[{\"kind\":\"object\",\"object\":\"0xzz\"}]}",
    "{\"places\":[{\"kind\":\"object\",\"object\":7}]}",
    "{\"places\":[{\"kind\":\"objects\",\"type\":\"no such type\"}]}",
    "{\"places\":[{\"kind\":\"types\",\"tables\":[{\"column\":4294967295,\"scroll\":-1e400}]}]}",
    "{\"places\":[{\"kind\":\"types\",\"tables\":[{\"column\":\"x\",\"scroll\":\"y\",\"filter\":3}]}]}",
    "{\"places\":[{\"kind\":\"compare\",\"baseline\":{},\"scope\":\"sideways\",\"tab\":-5}]}",
  };
  g_autofree char *deep = g_strnfill (500000, '[');
  g_autofree char *deep_object = g_strnfill (900000, '{');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_harmless (texts[i]);
  assert_harmless (deep);
  assert_harmless (deep_object);
}

/* Every prefix, and every byte another. */
static void
test_damaged_text_does_no_harm (void)
{
  SeepHistory history;
  g_autofree char *text = NULL;
  gsize n;

  seep_history_init (&history);
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (history.places, make_place ());
  text = seep_history_to_json (&history, get_context ());
  n = strlen (text);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *prefix = g_strndup (text, i);
      g_autofree char *other = g_strdup (text);

      assert_harmless (prefix);
      other[i] = (char) g_test_rand_int_range (1, 128);
      assert_harmless (other);
    }
  seep_history_clear (&history);
}

static void
test_a_window_comes_back (void)
{
  SeepWindowState state = { .is_inspector_open = TRUE, .side = (char *) "notes" };
  SeepWindowState again = { 0 };
  g_autofree char *text = seep_window_state_to_json (&state);
  g_autofree char *capture = NULL;
  g_autofree char *title = NULL;

  g_assert_false (seep_tab_text_parse (text, &capture, &title));
  g_assert_true (seep_window_state_from_json (&again, text));
  g_assert_true (again.is_inspector_open);
  g_assert_false (again.is_sidebar_open);
  g_assert_cmpstr (again.side, ==, "notes");
  g_free (again.side);
}

int
main (int argc, char **argv)
{
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  source = seep_file_source_new (driver_get_dump (), &error);
  g_assert_no_error (error);
  heap = seep_formats_read_heap (source, NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/place-json/reads-what-it-wrote", test_reads_what_it_wrote);
  g_test_add_func ("/place-json/leaves-out-what-is-gone", test_leaves_out_what_is_gone);
  g_test_add_func ("/place-json/hostile-text-does-no-harm", test_hostile_text_does_no_harm);
  g_test_add_func ("/place-json/damaged-text-does-no-harm", test_damaged_text_does_no_harm);
  g_test_add_func ("/place-json/a-window-comes-back", test_a_window_comes_back);
  status = g_test_run ();
  seep_heap_unref (heap);
  driver_remove_dumps ();
  return status;
}
