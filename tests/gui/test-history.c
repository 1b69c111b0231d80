/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-history.h"

static void
test_goes_back_and_forward (void)
{
  SeepHistory history;
  SeepPlace *types, *object;

  seep_history_init (&history);
  g_assert_null (seep_history_get_current (&history));
  g_assert_false (seep_history_can_go_back (&history));

  seep_history_take (&history, seep_place_new (SEEP_PLACE_OVERVIEW, SEEP_NO_NODE));
  types = seep_history_take (&history, seep_place_new (SEEP_PLACE_TYPES, SEEP_NO_NODE));
  object = seep_history_take (&history, seep_place_new (SEEP_PLACE_OBJECT, 7));
  g_assert_true (seep_history_get_current (&history) == object);
  g_assert_false (seep_history_can_go_forward (&history));

  g_assert_true (seep_history_go_back (&history) == types);
  g_assert_true (seep_history_can_go_forward (&history));
  g_assert_true (seep_history_go_forward (&history) == object);
  g_assert_cmpuint (seep_history_get_current (&history)->object, ==, 7);
  seep_history_clear (&history);
}

static void
test_forgets_what_was_ahead (void)
{
  SeepHistory history;

  seep_history_init (&history);
  for (guint32 i = 0; i < 4; i++)
    seep_history_take (&history, seep_place_new (SEEP_PLACE_OBJECT, i));
  seep_history_go_back (&history);
  seep_history_go_back (&history);
  seep_history_take (&history, seep_place_new (SEEP_PLACE_OBJECTS, 9));
  g_assert_false (seep_history_can_go_forward (&history));
  g_assert_cmpuint (history.places->len, ==, 3);
  g_assert_cmpuint (seep_history_go_back (&history)->object, ==, 1);
  seep_history_clear (&history);
}

static void
test_does_not_repeat_a_place (void)
{
  SeepHistory history;
  SeepPlace *first;

  seep_history_init (&history);
  first = seep_history_take (&history, seep_place_new (SEEP_PLACE_OBJECT, 3));
  first->tables[0].filter = g_strdup ("kept");
  g_assert_true (seep_history_take (&history, seep_place_new (SEEP_PLACE_OBJECT, 3)) == first);
  g_assert_cmpstr (first->tables[0].filter, ==, "kept");
  g_assert_false (seep_history_can_go_back (&history));
  seep_history_clear (&history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/goes-back-and-forward", test_goes_back_and_forward);
  g_test_add_func ("/history/forgets-what-was-ahead", test_forgets_what_was_ahead);
  g_test_add_func ("/history/does-not-repeat-a-place", test_does_not_repeat_a_place);
  return g_test_run ();
}
