/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way to every kind of host, with stand-ins for the programs that lead there. */
#include "config.h"

#include "host-fixture.h"

#include "base/seep-error.h"
#include "seep-bootstrap.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ECHO "for word in \"$@\"; do printf '<%s>' \"$word\"; done; echo"

/* What seep-probe answers there to @args, all of it. */
static char *
ask (SeepHost *host, const char *const *args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepPipes) pipes = NULL;
  g_auto(GStrv) command = NULL;
  GString *answer = g_string_new (NULL);
  char *line;
  int status;

  g_assert_true (seep_host_prepare (host, NULL, &error));
  g_assert_no_error (error);
  command = seep_host_dup_command (host, args);
  pipes = seep_pipes_start ((const char *const *) command, &error);
  g_assert_no_error (error);
  while (seep_pipes_read_line (pipes, &line, NULL, &error) && line != NULL)
    {
      g_string_append_printf (answer, "%s\n", line);
      g_free (line);
    }
  g_assert_no_error (error);
  g_assert_true (seep_pipes_wait (pipes, &status, NULL, &error));
  g_assert_cmpint (status, ==, 0);
  return g_string_free (answer, FALSE);
}

static void
assert_unreachable (SeepHost *host, const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (seep_host_prepare (host, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_assert_cmpstr (error->message, ==, message);
}

/* --- Here --- */

static void
test_the_real_one_here (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = seep_host_new_local ();
  g_autofree char *answer = ask (host, (const char *const[]){ "version", NULL });
  g_autofree char *remark = seep_host_dup_remark (host);

  g_assert_cmpint (seep_host_get_kind (host), ==, SEEP_HOST_LOCAL);
  g_assert_nonnull (strstr (answer, "\"version\":\"" SEEP_VERSION "\""));
  g_assert_null (remark);
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 1);
  seep_host_clean (host);
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0);
}

static void
test_nobody_else_may_look (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  g_autofree char *answer = ask (host, (const char *const[]){ "x", NULL });
  g_autofree char *folder = g_path_get_dirname (host->path);
  GStatBuf status;

  g_assert_cmpstr (answer, ==, "<x>\n");
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (host->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_nothing_is_left_when_we_are_killed (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      if (seep_host_prepare (host, NULL, NULL) && g_file_test (host->path, G_FILE_TEST_EXISTS))
        kill (getpid (), SIGKILL);
      _exit (1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  while (host_fixture_count_left (fixture) > 0) /* or the test's time is over */
    g_usleep (1000);
}

/* In the midst of it, and then nobody is there to be told. */
static void
test_nothing_is_left_of_half_an_upload (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) script = seep_bootstrap_get_file ("probe/seep-host.sh", &error);
  const char *text = g_bytes_get_data (script, NULL);
  g_autofree char *quoted = g_strndup (text, g_bytes_get_size (script));
  const char *const argv[] = {
    "sh", "-c", "echo part | sh -c \"$1\" seep 1000 sum " SEEP_PROBE_MACHINE " leave | :", "sh",
    quoted, NULL,
  };
  g_autoptr(SeepPipes) pipes = seep_pipes_start (argv, &error);
  int status;

  g_assert_no_error (error);
  g_assert_true (seep_pipes_wait (pipes, &status, NULL, &error));
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0);
}

static void
test_brought_again_when_it_was_lost (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  g_autofree char *first = ask (host, (const char *const[]){ "1", NULL });
  g_autofree char *second = NULL;

  seep_pipes_hang_up (host->holder); /* as when a connection is cut */
  g_assert_false (g_file_test (host->path, G_FILE_TEST_EXISTS));
  second = ask (host, (const char *const[]){ "2", NULL });
  g_assert_cmpstr (second, ==, "<2>\n");
}

static gpointer
ask_in_thread (gpointer host)
{
  g_autofree char *answer = ask (host, (const char *const[]){ "x", NULL });

  g_assert_cmpstr (answer, ==, "<x>\n");
  return NULL;
}

static void
test_many_threads_one_copy (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ask", ask_in_thread, host);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 1);
}

/* --- Elsewhere --- */

static const struct
{
  const char  *test;
  SeepHostKind kind;
  const char  *name;
  const char  *detail;
  const char  *label;
} ways[] = {
  { "/host/by/ssh", SEEP_HOST_SSH, "me@web1", NULL, "me@web1" },
  { "/host/by/docker", SEEP_HOST_CONTAINER, "box", NULL, "box" },
  { "/host/by/podman", SEEP_HOST_CONTAINER, "pod-box", NULL, "pod-box" },
  { "/host/by/kubectl", SEEP_HOST_POD, "web-0", NULL, "web-0" },
  { "/host/by/kubectl-namespace", SEEP_HOST_POD, "web-0", "shop", "shop/web-0" },
  { "/host/by/flatpak-spawn", SEEP_HOST_OUTSIDE, NULL, NULL,
    "this computer, outside of the sandbox" },
};

/* Whatever the words, they arrive as they are. */
static void
test_by (HostFixture *fixture, gconstpointer data)
{
  const char *const args[] = { "dump", "it's", "\"a  b\"", "$HOME `id` $(id)", "a\nb;\\", "", "-x",
                               NULL };
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) probe = g_bytes_new_static ("#!/bin/sh\n" ECHO, strlen ("#!/bin/sh\n" ECHO));
  g_autoptr(SeepHost) host = seep_host_new (ways[i].kind, ways[i].name, ways[i].detail, &error);
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (seep_host_get_name (host), ==, ways[i].label);
  host_fixture_add_stand_ins (fixture);
  seep_host_set_probe (host, probe);
  answer = ask (host, args);
  g_assert_cmpstr (answer, ==, "<dump><it's><\"a  b\"><$HOME `id` $(id)><a\nb;\\><><-x>\n");
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 1);
  seep_host_clean (host);
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0);
}

/* A container goes on with what was started in it when the connection ends. */
static void
test_what_was_started_there_ends (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = NULL;
  g_autoptr(SeepPipes) pipes = NULL;
  g_autoptr(GBytes) program = NULL;
  g_autofree char *sleep = g_find_program_in_path ("sleep");
  g_auto(GStrv) command = NULL;
  g_autofree char *content = NULL;
  gsize n_bytes;
  int status;

  host_fixture_add_stand_ins (fixture);
  g_file_get_contents (sleep, &content, &n_bytes, &error);
  g_assert_no_error (error);
  program = g_bytes_new (content, n_bytes);
  host = seep_host_new (SEEP_HOST_CONTAINER, "box", NULL, &error);
  seep_host_set_probe (host, program);
  g_assert_true (seep_host_prepare (host, NULL, &error));
  command = seep_host_dup_command (host, (const char *const[]){ "1000", NULL });
  pipes = seep_pipes_start ((const char *const *) command, &error);
  g_assert_no_error (error);
  seep_host_clean (host);
  g_assert_true (seep_pipes_wait (pipes, &status, NULL, &error));
  /* It may not have come so far as to run, either. */
  g_assert_true (WIFSIGNALED (status) ? WTERMSIG (status) == SIGTERM : WEXITSTATUS (status) == 127);
}

static void
test_names_that_cannot_be (HostFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "-oProxyCommand=x", "-", "", "a b", "a\nb", "\033[2J" };
  static const SeepHostKind kinds[] = { SEEP_HOST_SSH, SEEP_HOST_CONTAINER, SEEP_HOST_POD };

  for (guint i = 0; i < G_N_ELEMENTS (names) * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (seep_host_new (kinds[i % 3], names[i / 3], NULL, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
      g_clear_error (&error);
      g_assert_null (seep_host_new (SEEP_HOST_POD, "web-0", names[i / 3], &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
    }
}

/* --- What can be in the way --- */

static void
test_its_own_words (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) ssh = host_fixture_new_host (SEEP_HOST_SSH, "web9", ECHO);
  g_autoptr(SeepHost) pod = host_fixture_new_host (SEEP_HOST_POD, "web-0", ECHO);

  host_fixture_add_program (fixture, "ssh",
                            "echo 'Warning: something' >&2\n"
                            "echo 'ssh: Could not resolve hostname web9: Unknown' >&2\n"
                            "exit 255\n");
  assert_unreachable (ssh, "web9: it cannot be reached: "
                           "ssh: Could not resolve hostname web9: Unknown");
  host_fixture_add_program (fixture, "kubectl",
                            "echo 'exec failed: \"sh\": executable file not found' >&2\n"
                            "echo 'command terminated with exit code 127' >&2\n"
                            "exit 1\n");
  assert_unreachable (pod, "web-0: it cannot be reached: "
                           "exec failed: \"sh\": executable file not found");
}

static void
test_containers_that_are_not (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) none = host_fixture_new_host (SEEP_HOST_CONTAINER, "nowhere", ECHO);
  g_autoptr(SeepHost) sleeping = host_fixture_new_host (SEEP_HOST_CONTAINER, "sleeping", ECHO);

  host_fixture_add_stand_ins (fixture);
  assert_unreachable (none, "nowhere: it cannot be reached: Error: no such container nowhere");
  assert_unreachable (sleeping, "sleeping: it cannot be reached: the container is not running");
  g_setenv ("PATH", fixture->tmp, TRUE);
  assert_unreachable (none, "nowhere: it cannot be reached: "
                            "neither docker nor podman is installed here");
}

static void
test_no_such_program (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_SSH, "web1", ECHO);

  g_setenv ("PATH", fixture->tmp, TRUE);
  assert_unreachable (host, "ssh: it cannot be started: No such file or directory");
}

static void
test_another_machine (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);

  host_fixture_add_program (fixture, "uname", "echo vax\n");
  assert_unreachable (host, "this computer: its machine is vax; this seep-probe is for "
                            SEEP_PROBE_MACHINE);
}

/* Denied as by a file system that nothing may be run from. */
static void
test_where_programs_may_run (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  g_autofree char *answer = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);

  g_assert_cmpint (g_mkdir (other, 0700), ==, 0);
  host_fixture_add_program (fixture, "chmod",
                            "case $2 in \"$TMPDIR\"/*) mode=600;; *) mode=$1;; esac\n"
                            "exec /bin/chmod $mode \"$2\"\n");
  g_setenv ("XDG_RUNTIME_DIR", other, TRUE);
  answer = ask (host, (const char *const[]){ "x", NULL });
  g_assert_cmpstr (answer, ==, "<x>\n");
  g_assert_true (g_str_has_prefix (host->path, other));
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0);

  seep_host_clean (host);
  host_fixture_add_program (fixture, "chmod", "exec /bin/chmod 600 \"$2\"\n");
  assert_unreachable (host, "this computer: there is no folder where a program may be put and run; "
                            "$TMPDIR there can name one");
}

static void
test_no_room (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  g_autofree char *begin =
    g_strdup_printf ("this computer: seep-probe cannot be written to %s/seep-", fixture->tmp);

  /* As on a full disk. */
  host_fixture_add_program (fixture, "head", "PATH=${PATH#*:} exec head -c 5\n");
  g_assert_false (seep_host_prepare (host, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_assert_true (g_str_has_prefix (error->message, begin));
  g_assert_true (g_str_has_suffix (error->message, ": is there room?"));
}

static void
test_a_sum_that_differs (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);

  host_fixture_add_program (fixture, "head", "PATH=${PATH#*:} head -c \"$2\" | tr f g\n");
  assert_unreachable (host, "this computer: seep-probe arrived damaged");
}

static void
test_without_a_sum (HostFixture *fixture, gconstpointer data)
{
  static const char *const tools[] = { "sh",   "uname", "mktemp", "chmod",
                                       "head", "wc",    "rm",     "cat" };
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, ECHO);
  g_autofree char *answer = NULL;
  g_autofree char *remark = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autofree char *program = g_find_program_in_path (tools[i]);
      g_autofree char *link = g_build_filename (fixture->bin, tools[i], NULL);

      g_assert_cmpint (symlink (program, link), ==, 0);
    }
  g_setenv ("PATH", fixture->bin, TRUE);
  answer = ask (host, (const char *const[]){ "x", NULL });
  g_assert_cmpstr (answer, ==, "<x>\n");
  remark = seep_host_dup_remark (host);
  g_assert_cmpstr (remark, ==, "this computer: sha256sum is missing there, so only the length of "
                               "what was uploaded was compared");
  seep_host_clean (host);
}

static void
test_a_shell_that_talks (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_SSH, "web1", ECHO);

  host_fixture_add_program (fixture, "ssh", "echo Welcome!\nfor last in \"$@\"; do :; done\n"
                                            "exec sh -c \"$last\"\n");
  assert_unreachable (host, "web1: its shell prints “Welcome!” when it starts, which would get "
                            "into every answer; let it be silent when it has no terminal");
  while (host_fixture_count_left (fixture) > 0) /* what ssh leaves behind when it ends goes, too */
    g_usleep (1000);
}

static gpointer
cancel_when_there (gpointer data)
{
  HostFixture *fixture = data;
  g_autofree char *path = g_build_filename (fixture->folder, "there", NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_atomic_int_set (&fixture->is_cancelled, TRUE);
  return NULL;
}

static void
test_a_host_that_never_answers (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = host_fixture_new_host (SEEP_HOST_SSH, "web1", ECHO);
  g_autofree char *script = g_strdup_printf ("echo $$ > %s/there.new; mv %s/there.new %s/there\n"
                                             "exec cat >/dev/null\n",
                                             fixture->folder, fixture->folder, fixture->folder);
  g_autofree char *path = g_build_filename (fixture->folder, "there", NULL);
  g_autofree char *pid = NULL;
  GThread *thread;

  host_fixture_add_program (fixture, "ssh", script);
  thread = g_thread_new ("cancel", cancel_when_there, fixture);
  g_assert_false (seep_host_prepare (host, &fixture->task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (kill ((pid_t) g_ascii_strtoll (pid, NULL, 10), 0), ==, -1);
}

/* --- Sandboxes --- */

static void
test_sandboxes (HostFixture *fixture, gconstpointer data)
{
  static const char open[] = "[Session Bus Policy]\norg.freedesktop.Flatpak=talk\n";
  static const char closed[] = "[Instance]\napp-path=/var/lib/flatpak/app/x/files\n";
  const char *const args[] = { "dump", "--pid", "7", NULL };
  g_autofree char *path = g_build_filename (fixture->folder, "info", NULL);
  g_autoptr(SeepHost) none = seep_host_new_around (path);
  g_autoptr(SeepHost) outside = NULL;
  g_autoptr(SeepHost) inside = NULL;
  g_autofree char *command = NULL;

  g_assert_cmpint (seep_host_get_kind (none), ==, SEEP_HOST_LOCAL);
  g_assert_null (seep_host_dup_command_to_copy (none, args));

  g_assert_true (g_file_set_contents (path, open, -1, NULL));
  outside = seep_host_new_around (path);
  g_assert_cmpint (seep_host_get_kind (outside), ==, SEEP_HOST_OUTSIDE);
  g_assert_null (seep_host_dup_command_to_copy (outside, args));

  g_assert_true (g_file_set_contents (path, closed, -1, NULL));
  inside = seep_host_new_around (path);
  g_assert_cmpint (seep_host_get_kind (inside), ==, SEEP_HOST_LOCAL);
  command = seep_host_dup_command_to_copy (inside, args);
  g_assert_true (g_str_has_prefix (command, "'/var/lib/flatpak/app/x/files/"));
  g_assert_true (g_str_has_suffix (command, "/seep/seep-probe' 'dump' '--pid' '7'"));
}

#define ADD(path, function)                                                                        \
  g_test_add (path, HostFixture, NULL, host_fixture_set_up, function, host_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/host/the-real-one-here", test_the_real_one_here);
  ADD ("/host/nobody-else-may-look", test_nobody_else_may_look);
  ADD ("/host/nothing-is-left-when-we-are-killed", test_nothing_is_left_when_we_are_killed);
  ADD ("/host/nothing-is-left-of-half-an-upload", test_nothing_is_left_of_half_an_upload);
  ADD ("/host/brought-again-when-it-was-lost", test_brought_again_when_it_was_lost);
  ADD ("/host/many-threads-one-copy", test_many_threads_one_copy);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_test_add (ways[i].test, HostFixture, GUINT_TO_POINTER (i), host_fixture_set_up, test_by,
                host_fixture_tear_down);
  ADD ("/host/what-was-started-there-ends", test_what_was_started_there_ends);
  ADD ("/host/names-that-cannot-be", test_names_that_cannot_be);
  ADD ("/host/its-own-words", test_its_own_words);
  ADD ("/host/containers-that-are-not", test_containers_that_are_not);
  ADD ("/host/no-such-program", test_no_such_program);
  ADD ("/host/another-machine", test_another_machine);
  ADD ("/host/where-programs-may-run", test_where_programs_may_run);
  ADD ("/host/no-room", test_no_room);
  ADD ("/host/a-sum-that-differs", test_a_sum_that_differs);
  ADD ("/host/without-a-sum", test_without_a_sum);
  ADD ("/host/a-shell-that-talks", test_a_shell_that_talks);
  ADD ("/host/a-host-that-never-answers", test_a_host_that_never_answers);
  ADD ("/host/sandboxes", test_sandboxes);
  return g_test_run ();
}
