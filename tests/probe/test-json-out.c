/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-json-out.h"

#include "seep-probe.h"

#include <glib.h>
#include <math.h>

static void
test_writes_a_line (void)
{
  g_autofree char *text = NULL;
  gsize n_bytes;
  FILE *stream = open_memstream (&text, &n_bytes);
  SeepJsonOut json;

  seep_json_out_begin_line (&json, stream, "x");
  seep_json_out_add_string (&json, "text", "a\"\\\n\xff");
  seep_json_out_add_string (&json, "missing", NULL);
  seep_json_out_add_int (&json, "int", G_MININT64);
  seep_json_out_add_uint (&json, "uint", G_MAXUINT64);
  seep_json_out_add_double (&json, "double", 1760000000.25);
  seep_json_out_add_double (&json, "nan", NAN);
  seep_json_out_add_bool (&json, "bool", true);
  seep_json_out_begin_array (&json, "array");
  seep_json_out_begin_object (&json, NULL);
  seep_json_out_add_int (&json, "a", 1);
  seep_json_out_end_object (&json);
  seep_json_out_add_string (&json, NULL, "b");
  seep_json_out_end_array (&json);
  seep_json_out_begin_object (&json, "empty");
  seep_json_out_end_object (&json);
  seep_json_out_add_int (&json, "last", 0);
  seep_json_out_end_line (&json);
  fclose (stream);

  g_assert_cmpstr (
    text, ==,
    "{\"type\":\"x\",\"text\":\"a\\\"\\\\\\u000a\xef\xbf\xbd\",\"int\":-9223372036854775808,"
    "\"uint\":18446744073709551615,\"double\":1760000000.250000,\"nan\":null,"
    "\"bool\":true,\"array\":[{\"a\":1},\"b\"],\"empty\":{},\"last\":0}\n");
}

static void
test_errors_keep_whole_members (void)
{
  SeepProbeError error = { 0 };
  g_autofree char *long_text = g_strnfill (400, 'x');

  g_assert_false (seep_probe_fail (&error, "yama", "do", "pid %d", 7));
  g_assert_false (seep_probe_fail (&error, "internal", NULL, "a consequence"));
  g_assert_cmpstr (error.code, ==, "yama");
  g_assert_cmpstr (error.message, ==, "pid 7");
  seep_probe_error_add_int (&error, "scope", 1);
  seep_probe_error_add_string (&error, "user", "a\"b");
  g_assert_cmpstr (error.extra, ==, ",\"scope\":1,\"user\":\"a\\\"b\"");
  for (int i = 0; i < 9; i++)
    seep_probe_error_add_string (&error, "detail", long_text);
  g_assert_true (g_str_has_suffix (error.extra, "\""));
  g_assert_cmpuint (strlen (error.extra), <, sizeof error.extra);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-out/writes-a-line", test_writes_a_line);
  g_test_add_func ("/json-out/errors-keep-whole-members", test_errors_keep_whole_members);
  return g_test_run ();
}
