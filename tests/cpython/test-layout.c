/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-layout.h"

#include <glib.h>

static void
test_tested_versions_are_known (void)
{
  for (unsigned minor = 8; minor <= 14; minor++)
    {
      const SeepLayout *layout = seep_layout_find (3 << 8 | minor);
      g_autofree char *id = g_strdup_printf ("cpython-3.%u", minor);

      g_assert_nonnull (layout);
      g_assert_cmpstr (layout->id, ==, id);
      g_assert_cmpuint (layout->version, ==, 3 << 8 | minor);
    }
}

/* What was not tried is refused: guessing would read memory that is something else. */
static void
test_others_are_refused (void)
{
  g_assert_null (seep_layout_find (2 << 8 | 7));
  g_assert_null (seep_layout_find (3 << 8 | 7));
  g_assert_null (seep_layout_find (3 << 8 | 15));
  g_assert_null (seep_layout_find (4 << 8 | 8));
}

/* A version has either way of keeping frames and names, never both. */
static void
test_rows_are_of_one_piece (void)
{
  for (unsigned minor = 8; minor <= 14; minor++)
    {
      const SeepLayout *layout = seep_layout_find (3 << 8 | minor);
      gboolean new_frames = layout->frames == SEEP_FRAMES_INTERPRETER;

      g_assert_cmpint (new_frames, ==, minor >= 11);
      g_assert_cmpint (layout->code.varnames == SEEP_LAYOUT_NONE, ==, new_frames);
      g_assert_cmpint (layout->code.localsplus_names != SEEP_LAYOUT_NONE, ==, new_frames);
      g_assert_cmpint (layout->frame.localsplus == SEEP_LAYOUT_NONE, ==, new_frames);
      g_assert_cmpint (layout->inner.localsplus != SEEP_LAYOUT_NONE, ==, new_frames);
      g_assert_cmpint (layout->generator.frame == SEEP_LAYOUT_NONE, ==, new_frames);
      g_assert_cmpint (layout->values == SEEP_VALUES_IN_DICT, ==, minor <= 10);
      g_assert_cmpint (layout->small_keys, ==, minor >= 11);
      g_assert_cmpint (layout->tagged_ints, ==, minor >= 12);
      g_assert_cmpint (layout->has_immortals, ==, minor >= 12);
      g_assert_cmpint (layout->tagged_slots, ==, minor >= 14);
      g_assert_cmpint (layout->tuple_items, ==, minor >= 14 ? 32 : 24);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/tested-versions-are-known", test_tested_versions_are_known);
  g_test_add_func ("/layout/others-are-refused", test_others_are_refused);
  g_test_add_func ("/layout/rows-are-of-one-piece", test_rows_are_of_one_piece);
  return g_test_run ();
}
