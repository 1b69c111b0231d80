/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is read back by somebody else's parser. */
#include "config.h"

#include "seep-json.h"

#include "base/seep-error.h"

#include <json-glib/json-glib.h>
#include <math.h>

typedef struct
{
  SeepJson json;
  FILE    *file; /* owned */
  char    *text; /* owned by the C library until it is freed */
  size_t   n_bytes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->file = open_memstream (&fixture->text, &fixture->n_bytes);
  seep_json_init (&fixture->json, fixture->file);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fclose (fixture->file);
  free (fixture->text);
}

static void
finish (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (seep_json_finish (&fixture->json, &error));
  g_assert_no_error (error);
}

static void
test_nests (Fixture *fixture, gconstpointer data)
{
  SeepJson *json = &fixture->json;

  seep_json_begin_object (json, NULL);
  seep_json_begin_array (json, "rows");
  seep_json_begin_object (json, NULL);
  seep_json_end_object (json);
  seep_json_begin_object (json, NULL);
  seep_json_add_uint (json, "n", G_MAXUINT64);
  seep_json_add_int (json, "i", G_MININT64);
  seep_json_add_address (json, "a", 0x7f00deadbeef);
  seep_json_add_bool (json, "b", TRUE);
  seep_json_add_null (json, "x");
  seep_json_end_object (json);
  seep_json_end_array (json);
  seep_json_add_strings (json, "words", (const char *const[]){ "p", "q", NULL });
  seep_json_add_strings (json, "none", NULL);
  seep_json_add_string (json, "s", NULL);
  seep_json_add_double (json, "d", 0.25);
  seep_json_add_double (json, "nan", NAN);
  seep_json_end_object (json);
  finish (fixture);

  g_assert_cmpstr (fixture->text, ==,
                   "{\"rows\":[{},{\"n\":18446744073709551615,\"i\":-9223372036854775808,"
                   "\"a\":\"0x7f00deadbeef\",\"b\":true,"
                   "\"x\":null}],\"words\":[\"p\",\"q\"],\"none\":[],\"s\":null,\"d\":0.25,"
                   "\"nan\":null}\n");
}

/* Every char below 0x300, quotes, a slash, and one that takes four bytes. */
static void
test_texts_come_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  for (gunichar c = 1; c < 0x300; c++)
    g_string_append_unichar (text, c);
  g_string_append_unichar (text, 0x1f40d);
  seep_json_begin_object (&fixture->json, NULL);
  seep_json_add_string (&fixture->json, text->str, text->str);
  seep_json_end_object (&fixture->json);
  finish (fixture);

  g_assert_true (json_parser_load_from_data (parser, fixture->text, -1, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (json_parser_get_root (parser)),
                                                  text->str),
                   ==, text->str);
}

static void
test_broken_text_becomes_valid (Fixture *fixture, gconstpointer data)
{
  seep_json_begin_array (&fixture->json, NULL);
  seep_json_add_string (&fixture->json, NULL, "a\xff\xc3z");
  seep_json_end_array (&fixture->json);
  finish (fixture);
  g_assert_cmpstr (fixture->text, ==, "[\"a\357\277\275\357\277\275z\"]\n");
}

static void
test_says_that_it_cannot_write (void)
{
  g_autoptr(GError) error = NULL;
  FILE *full = fopen ("/dev/full", "w");
  SeepJson json;

  seep_json_init (&json, full);
  seep_json_begin_object (&json, NULL);
  seep_json_end_object (&json);
  g_assert_false (seep_json_finish (&json, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  fclose (full);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/json/nests", test_nests);
  ADD ("/json/texts-come-back", test_texts_come_back);
  ADD ("/json/broken-text-becomes-valid", test_broken_text_becomes_valid);
  g_test_add_func ("/json/says-that-it-cannot-write", test_says_that_it_cannot_write);
  return g_test_run ();
}
