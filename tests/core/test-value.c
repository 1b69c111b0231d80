/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-value.h"

#include <math.h>
#include <string.h>

static SeepValue
text_value (const char *text, gsize n_bytes, gboolean is_cut)
{
  SeepValue value = { .kind = SEEP_PREVIEW_TEXT, .n_bytes = (guint) n_bytes, .is_cut = is_cut };

  memcpy (value.bytes, text, n_bytes);
  return value;
}

static void
assert_text (const SeepValue *value, SeepKind kind, const char *expected)
{
  g_autofree char *text = seep_value_dup_text (value, kind);

  g_assert_cmpstr (text, ==, expected);
}

/* Each expectation was printed by Python's repr(). */
static void
test_texts_read_as_python_writes_them (void)
{
  static const struct
  {
    const char *text;
    gsize       n_bytes;
    const char *expected;
  } cases[] = {
    { "user:1", 6, "'user:1'" },
    { "", 0, "''" },
    { "it's", 4, "\"it's\"" },
    { "a'b\"c", 5, "'a\\'b\"c'" },
    { "say \"x\"", 7, "'say \"x\"'" },
    { "a\\b", 3, "'a\\\\b'" },
    { "\t\n\r", 3, "'\\t\\n\\r'" },
    { "\0\x1b\x7f", 3, "'\\x00\\x1b\\x7f'" },
    { "caf\xc3\xa9", 5, "'caf\xc3\xa9'" },
    { "\xc2\xa0\xc2\x85", 4, "'\\xa0\\x85'" },             /* no-break space, next line */
    { "\xe2\x80\xa8\xe2\x80\x8b", 6, "'\\u2028\\u200b'" }, /* line separator, zero-width space */
    { "\xe4\xbd\xa0\xf0\x9f\x90\x8d", 7, "'\xe4\xbd\xa0\xf0\x9f\x90\x8d'" },
    { "\xf4\x8f\xbf\xbf", 4, "'\\U0010ffff'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SeepValue value = text_value (cases[i].text, cases[i].n_bytes, FALSE);

      assert_text (&value, SEEP_KIND_STR, cases[i].expected);
    }
}

static void
test_cut_texts_end_in_an_ellipsis (void)
{
  SeepValue value = text_value ("abc", 3, TRUE);

  assert_text (&value, SEEP_KIND_STR, "'abc\xe2\x80\xa6'");
  value.kind = SEEP_PREVIEW_BYTES;
  assert_text (&value, SEEP_KIND_BYTES, "b'abc\xe2\x80\xa6'");
}

static void
test_bytes_read_as_python_writes_them (void)
{
  SeepValue value = text_value ("\x89PNG\r\n'\0", 8, FALSE);

  value.kind = SEEP_PREVIEW_BYTES;
  assert_text (&value, SEEP_KIND_BYTES, "b\"\\x89PNG\\r\\n'\\x00\"");
  assert_text (&value, SEEP_KIND_BYTEARRAY, "bytearray(b\"\\x89PNG\\r\\n'\\x00\")");
}

static void
test_floats_read_as_python_writes_them (void)
{
  static const struct
  {
    double      number;
    const char *expected;
  } cases[] = {
    { 0.0, "0.0" },
    { -0.0, "-0.0" },
    { 1.0, "1.0" },
    { -2.5, "-2.5" },
    { 0.1, "0.1" },
    { 1.0 / 3, "0.3333333333333333" },
    { 100.0, "100.0" },
    { 123456.789, "123456.789" },
    { 1e15, "1000000000000000.0" },
    { 1234567890123456.0, "1234567890123456.0" },
    { 1e16, "1e+16" },
    { 1.5e300, "1.5e+300" },
    { 0.0001, "0.0001" },
    { 0.00012345, "0.00012345" },
    { 0.00001, "1e-05" },
    { 5e-324, "5e-324" },
    { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { 9007199254740993.0, "9007199254740992.0" },
    { INFINITY, "inf" },
    { -INFINITY, "-inf" },
    { NAN, "nan" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SeepValue value = { .kind = SEEP_PREVIEW_FLOAT, .real = cases[i].number };

      assert_text (&value, SEEP_KIND_FLOAT, cases[i].expected);
    }
}

static void
test_numbers_and_constants_have_texts (void)
{
  SeepValue value = { .kind = SEEP_PREVIEW_INT, .integer = G_MININT64 };

  assert_text (&value, SEEP_KIND_INT, "-9223372036854775808");
  value = (SeepValue){ .kind = SEEP_PREVIEW_BOOL, .integer = 1 };
  assert_text (&value, SEEP_KIND_BOOL, "True");
  value.integer = 0;
  assert_text (&value, SEEP_KIND_BOOL, "False");
  value = (SeepValue){ .kind = SEEP_PREVIEW_BIG_INT, .integer = 812 };
  assert_text (&value, SEEP_KIND_INT, "an int of 812 bits");
  value.integer = -70;
  assert_text (&value, SEEP_KIND_INT, "a negative int of 70 bits");
  value = (SeepValue){ .has_length = TRUE, .length = 3 };
  assert_text (&value, SEEP_KIND_LIST, NULL);
  assert_text (&value, SEEP_KIND_NONE, "None");
}

static void
assert_comes_back (const SeepValue *value)
{
  guint8 bytes[SEEP_MAX_VALUE_BYTES];
  guint8 flags;
  gsize n_bytes = seep_value_write (value, bytes, &flags);
  SeepValue back;

  g_assert_cmpuint (n_bytes, <=, sizeof bytes);
  g_assert_cmpuint (seep_value_parse (&back, flags, bytes, n_bytes), ==, n_bytes);
  g_assert_cmpmem (&back, sizeof back, value, sizeof *value);

  /* Too few bytes are no value. */
  for (gsize n = 0; n < n_bytes; n++)
    g_assert_cmpuint (seep_value_parse (&back, flags, bytes, n), ==, 0);
}

static void
test_values_come_back (void)
{
  SeepValue values[8];

  memset (values, 0, sizeof values); /* compared whole, padding too */
  values[0].has_length = TRUE;
  values[0].length = G_MAXUINT64;
  values[1].kind = SEEP_PREVIEW_TEXT;
  values[1].has_length = TRUE;
  values[1].length = 64;
  values[1].n_bytes = 64;
  memset (values[1].bytes, 'x', 64);
  values[2] = values[1];
  values[2].kind = SEEP_PREVIEW_BYTES;
  values[2].is_cut = TRUE;
  values[3].kind = SEEP_PREVIEW_INT;
  values[3].integer = G_MININT64;
  values[4].kind = SEEP_PREVIEW_FLOAT;
  values[4].real = -0.1;
  values[5].kind = SEEP_PREVIEW_BOOL;
  values[5].integer = 1;
  values[6].kind = SEEP_PREVIEW_BIG_INT;
  values[6].integer = -100000;
  for (gsize i = 0; i < 7; i++)
    assert_comes_back (&values[i]);

  g_assert_cmpuint (seep_value_parse (&values[0], 0, "abc", 3), ==, 0); /* nothing announced */
}

static void
test_text_is_made_valid (void)
{
  static const guint8 bytes[] = { SEEP_VALUE_TEXT, 5, 'a', 0xff, 'b', 0xe2, 0x80 };
  static const guint8 too_long[] = { SEEP_VALUE_TEXT, 65 };
  SeepValue value;
  guint8 many[66] = { SEEP_VALUE_TEXT, 64 };

  g_assert_cmpuint (seep_value_parse (&value, SEEP_OBJECT_HAS_PREVIEW, bytes, sizeof bytes), ==,
                    sizeof bytes);
  g_assert_cmpstr (value.bytes, ==, "a\xef\xbf\xbd"
                                    "b\xef\xbf\xbd\xef\xbf\xbd");

  /* What grows beyond the room is cut between characters. */
  memset (many + 2, 0xfe, 64);
  g_assert_cmpuint (seep_value_parse (&value, SEEP_OBJECT_HAS_PREVIEW, many, sizeof many), ==,
                    sizeof many);
  g_assert_cmpuint (value.n_bytes, ==, 63);
  g_assert_true (value.is_cut);
  g_assert_true (g_utf8_validate (value.bytes, -1, NULL));

  g_assert_cmpuint (seep_value_parse (&value, SEEP_OBJECT_HAS_PREVIEW, too_long, sizeof too_long),
                    ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/texts-read-as-python-writes-them",
                   test_texts_read_as_python_writes_them);
  g_test_add_func ("/value/cut-texts-end-in-an-ellipsis", test_cut_texts_end_in_an_ellipsis);
  g_test_add_func ("/value/bytes-read-as-python-writes-them",
                   test_bytes_read_as_python_writes_them);
  g_test_add_func ("/value/floats-read-as-python-writes-them",
                   test_floats_read_as_python_writes_them);
  g_test_add_func ("/value/numbers-and-constants-have-texts",
                   test_numbers_and_constants_have_texts);
  g_test_add_func ("/value/values-come-back", test_values_come_back);
  g_test_add_func ("/value/text-is-made-valid", test_text_is_made_valid);
  return g_test_run ();
}
