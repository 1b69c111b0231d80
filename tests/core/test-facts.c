/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-facts.h"

static void
test_gives_back_what_was_set (void)
{
  static const char *const words[] = { "python", "app.py", "", NULL };
  g_autoptr(SeepFacts) facts = seep_facts_new ();

  seep_facts_set_uint (facts, "pid", G_MAXUINT64);
  seep_facts_set_int (facts, "offset", G_MININT64);
  seep_facts_set_double (facts, "load", 0.5);
  seep_facts_set_bool (facts, "gc.enabled", 7);
  seep_facts_set_string (facts, "layout", "cpython-3.12");
  seep_facts_take_list (facts, "argv", g_strdupv ((char **) words));

  g_assert_cmpuint (seep_facts_get_uint (facts, "pid"), ==, G_MAXUINT64);
  g_assert_cmpint (seep_facts_get_int (facts, "offset"), ==, G_MININT64);
  g_assert_cmpfloat (seep_facts_get_double (facts, "load"), ==, 0.5);
  g_assert_cmpint (seep_facts_get_bool (facts, "gc.enabled"), ==, TRUE);
  g_assert_cmpstr (seep_facts_get_string (facts, "layout"), ==, "cpython-3.12");
  g_assert_cmpstrv (seep_facts_get_list (facts, "argv"), words);
}

static void
test_absent_and_other_types_are_unknown (void)
{
  g_autoptr(SeepFacts) facts = seep_facts_new ();

  seep_facts_set_string (facts, "pid", "12");
  g_assert_cmpuint (seep_facts_get_uint (facts, "pid"), ==, 0);
  g_assert_cmpuint (seep_facts_get_uint (facts, "nothing"), ==, 0);
  g_assert_null (seep_facts_get_string (facts, "nothing"));
  g_assert_null (seep_facts_get_list (facts, "pid"));
  g_assert_null (seep_facts_dup_text (facts, "nothing"));
  g_assert_false (seep_facts_has (facts, "nothing"));
  g_assert_true (seep_facts_has (facts, "pid"));
  g_assert_cmpint (seep_facts_get_kind (facts, "nothing"), ==, SEEP_FACT_NONE);
  g_assert_cmpint (seep_facts_get_kind (facts, "pid"), ==, SEEP_FACT_STRING);
}

static void
test_later_values_take_the_place (void)
{
  g_autoptr(SeepFacts) facts = seep_facts_new ();
  g_autofree const char **keys = NULL;
  guint n_keys;

  seep_facts_set_string (facts, "first", "a");
  seep_facts_set_uint (facts, "second", 1);
  seep_facts_set_uint (facts, "first", 2);
  keys = seep_facts_list_keys (facts, &n_keys);

  g_assert_cmpuint (n_keys, ==, 2);
  g_assert_cmpstr (keys[0], ==, "first");
  g_assert_cmpstr (keys[1], ==, "second");
  g_assert_null (keys[2]);
  g_assert_cmpuint (seep_facts_get_uint (facts, "first"), ==, 2);
}

static void
assert_text (const SeepFacts *facts, const char *key, const char *expected)
{
  g_autofree char *text = seep_facts_dup_text (facts, key);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_every_type_has_a_text (void)
{
  static const char *const words[] = { "a", "b c", NULL };
  g_autoptr(SeepFacts) facts = seep_facts_new ();

  seep_facts_set_uint (facts, "u", 18446744073709551615u);
  seep_facts_set_int (facts, "i", -3);
  seep_facts_set_double (facts, "f", 1.25);
  seep_facts_set_bool (facts, "b", TRUE);
  seep_facts_set_string (facts, "s", "x");
  seep_facts_take_list (facts, "l", g_strdupv ((char **) words));
  assert_text (facts, "u", "18446744073709551615");
  assert_text (facts, "i", "-3");
  assert_text (facts, "f", "1.25");
  assert_text (facts, "b", "true");
  assert_text (facts, "s", "x");
  assert_text (facts, "l", "a b c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/gives-back-what-was-set", test_gives_back_what_was_set);
  g_test_add_func ("/facts/absent-and-other-types-are-unknown",
                   test_absent_and_other_types_are_unknown);
  g_test_add_func ("/facts/later-values-take-the-place", test_later_values_take_the_place);
  g_test_add_func ("/facts/every-type-has-a-text", test_every_type_has_a_text);
  return g_test_run ();
}
