/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read from texts that others have written: names of programs, of users, of interpreters,
 * and the lines of /proc. */
#include "seep-proc.h"
#include "seep-program-name.h"
#include "seep-python-file.h"
#include "seep-users.h"

#include <glib.h>
#include <string.h>

/* @words: the arguments, with "|" between them. */
static void
assert_program (const char *words, const char *exe, const char *expected)
{
  g_auto (GStrv) argv = g_strsplit (words, "|", -1);
  char name[SEEP_PROGRAM_NAME_BYTES];

  seep_program_name ((const char *const *) argv, g_strv_length (argv), exe, name, sizeof name);
  g_assert_cmpstr (name, ==, expected);
}

static void
test_programs_are_called_by_their_scripts (void)
{
  const char *python = "/usr/bin/python3.11";

  assert_program ("python3|app.py", python, "app.py");
  assert_program ("python3|-u|-B|/srv/app/server.py|--port|80", python, "server.py");
  assert_program ("/usr/bin/python3|/usr/bin/gunicorn|app:wsgi", python, "gunicorn");
  assert_program ("python3|-m|http.server|80", python, "-m http.server");
  assert_program ("python3|-uBm|pip|install", python, "-m pip");
  assert_program ("python3|-mpip", python, "-m pip");
  assert_program ("python3|-X|dev|-W|error|x.py", python, "x.py");
  assert_program ("python3|-Xdev|-Werror|x.py", python, "x.py");
  assert_program ("python3|--check-hash-based-pycs|always|x.py", python, "x.py");
  assert_program ("python3|-c|import time; time.sleep(9)", python,
                  "python3 -c import time; time.sleep(9)");
  assert_program ("python3|-c|\nimport time\ntime.sleep(9)\n", python, "python3 -c import time…");
  assert_program ("python3|-c|import time\n", python, "python3 -c import time");
  assert_program ("python3", python, "python3");
  assert_program ("python3|-i|-", python, "python3");
  assert_program ("python3|-c", python, "python3 -c ");
  assert_program ("python3|-m", python, "-m ");
  assert_program ("python3|/srv/tool/__main__.py", python, "tool");
  assert_program ("python3|__main__.py", python, "__main__.py");
  assert_program ("python3|tool.pyz|x", python, "tool.pyz");
  assert_program ("python3|tool/", python, "tool");
  assert_program ("python3|/srv/tool//", python, "tool");
  assert_program ("gunicorn: worker [app]", python, "gunicorn: worker [app]");
  assert_program ("my-service", python, "my-service");
  assert_program ("my-service|x.py", python, "x.py");
  assert_program ("uwsgi|--ini|app.ini", "/usr/bin/uwsgi-core", "uwsgi");
  assert_program ("/opt/blender/blender|-b", "/opt/blender/blender", "blender");
  assert_program ("python3.11|x.py", "/usr/bin/python3.11 (deleted)", "x.py");
  assert_program ("", "/usr/bin/python3.11", "python3.11");
}

static void
test_long_code_is_cut_at_a_letter (void)
{
  g_autofree char *code = g_strnfill (47, 'x');
  g_autofree char *words = g_strconcat ("python3|-c|", code, "éééé", NULL);
  g_autofree char *expected = g_strconcat ("python3 -c ", code, "…", NULL);

  assert_program (words, "/usr/bin/python3", expected);
}

static void
assert_file (const char *name, gboolean is_python, guint minor, const char *flags)
{
  SeepPythonFile file;

  seep_python_file_guess (name, &file);
  g_assert_cmpint (file.is_python, ==, is_python);
  if (!is_python)
    return;
  g_assert_cmpuint (file.minor, ==, minor);
  g_assert_cmpint (file.is_debug, ==, strchr (flags, 'd') != NULL);
  g_assert_cmpint (file.is_free_threaded, ==, strchr (flags, 't') != NULL);
}

static void
test_interpreters_are_known_by_their_files (void)
{
  assert_file ("/usr/lib/libpython3.11.so.1.0", TRUE, 11, "");
  assert_file ("/usr/lib/libpython3.13t.so.1.0 (deleted)", TRUE, 13, "t");
  assert_file ("libpython3.8d.so", TRUE, 8, "d");
  assert_file ("libpython3.7m.so.1.0", TRUE, 7, "");
  assert_file ("libpython3.so", TRUE, 0, "");
  assert_file ("/usr/bin/python3.14td", TRUE, 14, "td");
  assert_file ("python3", TRUE, 0, "");
  assert_file ("python", TRUE, 0, "");
  assert_file ("python2.7", TRUE, 7, "");
  assert_file ("python3.11 (deleted)", TRUE, 11, "");
  assert_file ("/usr/bin/python-config", FALSE, 0, "");
  assert_file ("pythonista", FALSE, 0, "");
  assert_file ("bash", FALSE, 0, "");
  assert_file ("", FALSE, 0, "");
}

static void
assert_user (const char *passwd, uid_t uid, const char *expected)
{
  char name[64];

  seep_user_find_name (passwd, uid, name, sizeof name);
  g_assert_cmpstr (name, ==, expected);
}

static void
test_users_are_found_in_passwd (void)
{
  const char *passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\n:x:5:5::/"
                       ":\nalso:broken\nann:x:1000:7:,,,:/h:\n+::::::\n"
                       "odd:x:12x:1::/:\nlast:x:9:9:::";

  assert_user (passwd, 0, "root");
  assert_user (passwd, 1000, "ann");
  assert_user (passwd, 9, "last");
  assert_user (passwd, 7, "7");
  assert_user (passwd, 5, "5");
  assert_user (passwd, 12, "12");
  assert_user ("", 3000000000, "3000000000");
  for (gsize n = 0; n < strlen (passwd); n++)
    {
      g_autofree char *part = g_strndup (passwd, n);

      assert_user (part, 4711, "4711");
    }
}

static void
test_stat_has_any_name (void)
{
  const char *rest =
    " T 12 1 1 0 -1 4194560 101 0 7 0 31 32 0 0 20 0 4 0 5551 2097152 300 18446744073709551615 "
    "94000 95000 140000 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";
  g_autofree char *text = g_strconcat ("77 (a) b (c\n) R 1)", rest, NULL);
  g_autofree char *long_name = g_strnfill (200, ')');
  g_autofree char *long_text = g_strconcat ("77 (", long_name, rest, NULL);
  SeepProcStat stat;

  g_assert_true (seep_proc_parse_stat (text, &stat));
  g_assert_cmpint (stat.pid, ==, 77);
  g_assert_cmpstr (stat.comm, ==, "a) b (c\n) R 1");
  g_assert_cmpint (stat.state, ==, 'T');
  g_assert_cmpint (stat.parent, ==, 12);
  g_assert_cmpuint (stat.minor_faults, ==, 101);
  g_assert_cmpuint (stat.major_faults, ==, 7);
  g_assert_cmpuint (stat.user_ticks, ==, 31);
  g_assert_cmpuint (stat.system_ticks, ==, 32);
  g_assert_cmpuint (stat.n_threads, ==, 4);
  g_assert_cmpuint (stat.start_ticks, ==, 5551);
  g_assert_cmpuint (stat.vms_bytes, ==, 2097152);
  g_assert_cmpuint (stat.start_code, ==, 94000);
  g_assert_cmpuint (stat.start_stack, ==, 140000);
  g_assert_true (seep_proc_parse_stat (long_text, &stat));
  g_assert_cmpuint (strlen (stat.comm), ==, SEEP_PROC_COMM_BYTES - 1);
  g_assert_false (seep_proc_parse_stat ("77 (x", &stat));
  g_assert_false (seep_proc_parse_stat ("77 (x) S 1 2", &stat));
  g_assert_false (seep_proc_parse_stat (")(", &stat));
  g_assert_false (seep_proc_parse_stat ("", &stat));
}

static void
test_fields_are_whole_names (void)
{
  const char *text = "VmRSSx:\t  1 kB\nPss_Anon:  3 kB\nVmRSS:\t  20 kB\nUid:\t5\t6\t7\t8\n";

  g_assert_cmpuint (seep_proc_get_bytes (text, "VmRSS"), ==, 20 * 1024);
  g_assert_cmpuint (seep_proc_get_number (text, "Uid"), ==, 5);
  g_assert_cmpuint (seep_proc_get_number (text, "Pss"), ==, 0);
  g_assert_null (seep_proc_find_field (text, "kB"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/programs-are-called-by-their-scripts",
                   test_programs_are_called_by_their_scripts);
  g_test_add_func ("/names/long-code-is-cut-at-a-letter", test_long_code_is_cut_at_a_letter);
  g_test_add_func ("/names/interpreters-are-known-by-their-files",
                   test_interpreters_are_known_by_their_files);
  g_test_add_func ("/names/users-are-found-in-passwd", test_users_are_found_in_passwd);
  g_test_add_func ("/names/stat-has-any-name", test_stat_has_any_name);
  g_test_add_func ("/names/fields-are-whole-names", test_fields_are_whole_names);
  return g_test_run ();
}
