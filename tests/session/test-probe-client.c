/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the client makes of answers: shell scripts stand in for seep-probe and give every kind, good
 * and bad. tests/cli/test_ps_dump.py asks the real one. */
#include "config.h"

#include "host-fixture.h"

#include "base/seep-error.h"
#include "seep-probe-client.h"
#include "seep-probe-json.h"
#include "seep-probe-words.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAY(json) "printf '%s\\n' '" json "'\n"
#define TELL(json) "printf '%s\\n' '" json "' >&2\n"
#define DONE(n)                                                                                    \
  TELL ("{\"type\":\"done\",\"how\":\"fork\",\"why\":\"It is big.\",\"objects\":3,"                \
        "\"references\":4,\"bytes\":100,\"file_bytes\":" #n ",\"pause_seconds\":0.012,"            \
        "\"stop_seconds\":0.0005,\"new\":[1]}")

static SeepHost *
new_host (const char *script)
{
  return host_fixture_new_host (SEEP_HOST_LOCAL, NULL, script);
}

/* --- list --- */

static void
test_list (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = new_host (
    "[ \"$*\" = list ] || exit 9\n"
    SAY ("{\"type\":\"process\",\"pid\":70,\"parent\":1,\"uid\":0,\"user\":\"ann\","
         "\"python\":\"3.11\",\"program\":\"app.py\",\"argv\":[\"python3\",\"app.py\",\"\"],"
         "\"rss_bytes\":123456,\"started\":1700000000.25,\"container\":true,"
         "\"attach\":{\"how\":\"none\",\"code\":\"yama\","
         "\"message\":\"It may not.\",\"remedy\":\"Be root.\"},\"later\":{\"x\":[]}}")
    SAY ("{\"type\":\"news\"}")
    SAY ("{\"type\":\"process\",\"pid\":7,\"python\":[],\"program\":null,\"argv\":\"none\","
         "\"rss_bytes\":\"many\",\"attach\":{\"how\":\"agent\",\"code\":\"ok\"}}")
    SAY ("{\"type\":\"end\",\"processes\":2}"));
  g_autoptr(GPtrArray) processes = seep_probe_client_list (host, &fixture->task, &error);
  const SeepProcess *first, *second;

  g_assert_no_error (error);
  g_assert_cmpuint (processes->len, ==, 2);
  first = processes->pdata[0];
  second = processes->pdata[1];
  g_assert_cmpint (first->pid, ==, 7); /* by pid */
  g_assert_cmpint (first->attach, ==, SEEP_ATTACH_AGENT);
  g_assert_cmpstr (first->code, ==, "ok");
  g_assert_cmpstr (first->problem, ==, "");
  g_assert_cmpstr (first->python, ==, ""); /* what is of another kind is not there */
  g_assert_cmpstr (first->program, ==, "");
  g_assert_cmpuint (g_strv_length (first->argv), ==, 0);
  g_assert_cmpuint (first->rss_bytes, ==, 0);
  g_assert_cmpint (first->started_us, ==, 0);

  g_assert_cmpint (second->pid, ==, 70);
  g_assert_cmpint (second->parent, ==, 1);
  g_assert_cmpstr (second->user, ==, "ann");
  g_assert_cmpstr (second->python, ==, "3.11");
  g_assert_cmpstr (second->program, ==, "app.py");
  g_assert_cmpstrv (second->argv, ((const char *const[]){ "python3", "app.py", "", NULL }));
  g_assert_cmpuint (second->rss_bytes, ==, 123456);
  g_assert_cmpint (second->started_us, ==, G_GINT64_CONSTANT (1700000000250000));
  g_assert_true (second->is_contained);
  g_assert_cmpint (second->attach, ==, SEEP_ATTACH_NONE);
  g_assert_cmpstr (second->code, ==, "yama");
  g_assert_cmpstr (second->problem, ==, "It may not.");
  g_assert_cmpstr (second->remedy, ==, "Be root.");
}

static const struct
{
  const char *script;
  const char *message;
} failures[] = {
  { TELL ("{\"type\":\"error\",\"code\":\"yama\",\"message\":\"It may not.\","
          "\"remedy\":\"Be root.\"}") "exit 4\n",
    "It may not. Be root." },
  { TELL ("{\"type\":\"error\",\"code\":\"internal\",\"message\":\"No end\",\"remedy\":\"Ask.\"}")
      "exit 4\n",
    "No end. Ask." },
  { TELL ("{\"type\":\"error\",\"code\":\"exited\",\"message\":\"It is gone.\"}") "exit 4\n",
    "It is gone." },
  { TELL ("{\"type\":\"error\",\"code\":\"odd\"}") "exit 4\n", "seep-probe failed: odd" },
  { "exit 3\n", "this computer: seep-probe ended with the code 3 and did not say why" },
  { "echo 'cannot execute: strange' >&2; exit 126\n",
    "this computer: seep-probe cannot be run: cannot execute: strange" },
  { "kill -SEGV $$\n", "this computer: seep-probe was ended by signal 11 (Segmentation fault)" },
  { "", "this computer: the answer of seep-probe cannot be understood: “it ends too early”" },
  { "echo Segmentation fault\n",
    "this computer: the answer of seep-probe cannot be understood: “Segmentation fault”" },
  { "echo '{\"a\":'\n", "this computer: the answer of seep-probe cannot be understood: “{\"a\":”" },
  { "echo '[1]'\n", "this computer: the answer of seep-probe cannot be understood: “[1]”" },
  { "printf '\\377\\376\\n'\n",
    "this computer: the answer of seep-probe cannot be understood: “��”" },
  { "echo\n", "this computer: the answer of seep-probe cannot be understood: “”" },
};

static void
test_list_fails (HostFixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepHost) host = new_host (failures[i].script);

      g_assert_null (seep_probe_client_list (host, &fixture->task, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
      g_assert_cmpstr (error->message, ==, failures[i].message);
    }
}

static void
test_a_lost_connection (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host =
    host_fixture_new_host (SEEP_HOST_SSH, "me@web1", "echo 'Connection reset' >&2; exit 255\n");

  host_fixture_add_stand_ins (fixture);
  g_assert_null (seep_probe_client_list (host, &fixture->task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_assert_cmpstr (error->message, ==, "me@web1: the connection was lost: Connection reset");
}

/* Much on both streams at once: neither may wait for the other. */
static void
test_much_of_everything (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = new_host (
    "head -c 3000000 /dev/zero | tr '\\0' x | fold -w 5000 >&2\n"
    "printf '{\"type\":\"process\",\"pid\":1,\"program\":\"'\n"
    "head -c 3000000 /dev/zero | tr '\\0' y\n"
    "echo '\"}'; echo '{\"type\":\"end\"}'\n"
    "head -c 3000000 /dev/zero | tr '\\0' x >&2\n");
  g_autoptr(GPtrArray) processes = seep_probe_client_list (host, &fixture->task, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (processes->len, ==, 1);
  g_assert_cmpuint (strlen (((SeepProcess *) processes->pdata[0])->program), ==, 3000000);
}

/* --- dump --- */

static gboolean
dump (HostFixture     *fixture,
      const char      *script,
      SeepDumpOptions *options,
      SeepDumpResult  *result,
      char           **content,
      GError         **error)
{
  g_autoptr(SeepHost) host = new_host (script);
  g_autofree char *path = g_build_filename (fixture->folder, "out.seepheap", NULL);
  gboolean is_done = seep_probe_client_dump (host, options, path, result, &fixture->task, error);
  g_autoptr(GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;
  GStatBuf status;

  if (is_done)
    {
      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
    }
  *content = NULL;
  g_file_get_contents (path, content, NULL, NULL); /* there may be none */
  while (g_dir_read_name (folder) != NULL)
    n++;
  g_assert_cmpuint (n, ==, *content != NULL ? 3 : 2); /* bin, tmp; and nothing half */
  g_unlink (path);
  return is_done;
}

static void
test_dump (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  g_autofree char *content = NULL;
  SeepDumpOptions options = {
    .pid = 12, .how = SEEP_DUMP_HOW_FORK, .collect = TRUE, .no_previews = TRUE
  };

  g_assert_true (dump (fixture,
                       "[ \"$*\" = 'dump --pid 12 --how fork --collect --no-previews' ] || exit 9\n"
                       TELL ("{\"type\":\"progress\",\"phase\":\"Copying\",\"fraction\":0.5}")
                       TELL ("{\"type\":\"progress\",\"phase\":[],\"fraction\":7}")
                       "printf 'heap!'\n" DONE (5),
                       &options, &result, &content, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, "heap!");
  g_assert_cmpuint (result.n_objects, ==, 3);
  g_assert_cmpuint (result.n_references, ==, 4);
  g_assert_cmpuint (result.n_bytes, ==, 100);
  g_assert_cmpuint (result.n_file_bytes, ==, 5);
  g_assert_cmpfloat (result.pause_seconds, ==, 0.012);
  g_assert_cmpfloat (result.stop_seconds, ==, 0.0005);
  g_assert_cmpstr (result.how, ==, "fork");
  g_assert_cmpstr (result.why, ==, "It is big.");
}

static void
test_dump_of_a_core (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  g_autofree char *content = NULL;
  g_autofree char *nothing = NULL;
  SeepDumpOptions options = { .core = "my core", .exe = "/python" };

  g_assert_true (dump (fixture,
                       "[ \"$2 $3 $4 $5 $#\" = '--core my core --exe /python 5' ] || exit 9\n"
                       "printf heap\n" DONE (4),
                       &options, &result, &content, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, "heap");

  seep_dump_result_clear (&result);
  g_assert_false (
    dump (fixture,
          TELL ("{\"type\":\"error\",\"code\":\"core\",\"message\":\"x: byte 0: no\"}") "exit 4\n",
          &options, &result, &nothing, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==, "x: byte 0: no");
}

/* Whole or not at all. */
static void
test_dump_fails (HostFixture *fixture, gconstpointer data)
{
  static const char *const scripts[] = {
    "printf 'heap'\n" DONE (5),                     /* a part is missing */
    "printf 'heap!'\n",                             /* without a last word */
    DONE (0),                                       /* nothing at all */
    "printf 'heap!'\n" DONE (5) "kill -KILL $$\n",  /* ended after it */
    "printf 'heap!'\n"
    TELL ("{\"type\":\"error\",\"code\":\"exited\",\"message\":\"Gone.\"}") "exit 4\n",
    "printf 'heap!'\n" TELL ("{\"type\":\"done\",\"file_bytes\":\"5\"}"),
  };
  SeepDumpOptions options = { .pid = 12 };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_auto(SeepDumpResult) result = { 0 };
      g_autofree char *content = NULL;

      g_assert_false (dump (fixture, scripts[i], &options, &result, &content, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
      g_assert_null (content);
    }
}

static void
test_dump_replaces (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  g_autoptr(SeepHost) host = new_host ("printf new\n" DONE (3));
  g_autoptr(SeepHost) bad = new_host ("printf bad\n");
  g_autofree char *path = g_build_filename (fixture->folder, "out.seepheap", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  SeepDumpOptions options = { .pid = 12 };

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_false (seep_probe_client_dump (bad, &options, path, &result, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  g_assert_cmpstr (before, ==, "old");
  g_assert_true (seep_probe_client_dump (host, &options, path, &result, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "new");
}

static void
test_dump_to_nowhere (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  g_autoptr(SeepHost) host = new_host ("exit 9\n");
  SeepDumpOptions options = { .pid = 12 };

  g_assert_false (seep_probe_client_dump (host, &options, "/no/where", &result, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
  g_assert_cmpuint (host_fixture_count_left (fixture), ==, 0); /* nothing was started for it */
}

static gpointer
cancel_when_there (gpointer data)
{
  HostFixture *fixture = data;
  g_autofree char *path = g_build_filename (fixture->bin, "there", NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_atomic_int_set (&fixture->is_cancelled, TRUE);
  return NULL;
}

/* The probe hears that it shall end, has the time to let its target go, and is gone then. */
static void
test_cancelling_ends_the_probe (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(SeepDumpResult) result = { 0 };
  g_autofree char *content = NULL;
  g_autofree char *let_go = g_build_filename (fixture->bin, "let-go", NULL);
  g_autofree char *script =
    g_strdup_printf ("trap 'kill $!; echo > %s/let-go; exit 4' TERM\n"
                     "printf heap\n"
                     "sleep 1000 >/dev/null 2>&1 & echo > %s/there; wait\n",
                     fixture->bin, fixture->bin);
  GThread *thread = g_thread_new ("cancel", cancel_when_there, fixture);
  SeepDumpOptions options = { .pid = 12 };

  g_assert_false (dump (fixture, script, &options, &result, &content, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
  g_assert_null (content);
  g_thread_join (thread);
  g_assert_true (g_file_test (let_go, G_FILE_TEST_EXISTS));
}

/* --- Words, and lines --- */

static void
assert_words (const char *pattern,
              const char *translation,
              const char *sentence,
              const char *expected)
{
  g_autofree char *text = seep_probe_words_match (pattern, translation, sentence, NULL);

  g_assert_cmpstr (text, ==, expected);
}

static char *
shout (const char *value)
{
  return g_ascii_strup (value, -1);
}

static void
test_words (void)
{
  g_autofree char *loud = seep_probe_words_match ("It %s.", "ES %s.", "It is gone.", shout);
  g_autofree char *unknown = seep_probe_words_dup ("Nobody knows this one.");

  g_assert_cmpstr (unknown, ==, "Nobody knows this one.");
  g_assert_cmpstr (loud, ==, "ES IS GONE.");
  assert_words ("Be root.", "ROOT", "Be root.", "ROOT");
  assert_words ("Be root.", "ROOT", "Be root. Now.", NULL);
  assert_words ("Process %s is gone.", "%s WEG", "Process 7 is gone.", "7 WEG");
  assert_words ("Process %s is gone.", "%s WEG", "Process 7 is here.", NULL);
  assert_words ("%s of %s", "%2$s: %1$s", "3 of 8", "8: 3");
  assert_words ("%s of %s", "%s VON %s", "a of b of c", "a VON b of c");
  assert_words ("It said: %s", "SAGT: %s", "It said: 100 % %s %n", "SAGT: 100 % %s %n");
  assert_words ("It said: %s.", "SAGT: %s", "It said: a. b.", "SAGT: a. b");
  assert_words ("%s", "%3$s%2$s%", "x", "%"); /* a translation that is wrong harms nobody */
}

static void
test_lines (void)
{
  static const char *const rubbish[] = { "",    "{",        "[]",   "null",
                                         "{}}", "{\"a\":}", "\xff", "{\"a\":\"\xff\"}" };
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *line = g_strconcat ("{\"a\":", deep, NULL);
  g_autoptr(JsonObject) object =
    seep_probe_json_parse ("{\"n\":-3,\"d\":1e300,\"s\":\"[[[[[[[[[[[[[[[[[[[[[[\\\"[\",\"b\":true,"
                           "\"l\":[\"x\",3,null,\"y\"],\"z\":null}");
  g_auto(GStrv) strings = seep_probe_json_dup_strings (object, "l");
  g_auto(GStrv) none = seep_probe_json_dup_strings (object, "n");

  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    g_assert_null (seep_probe_json_parse (rubbish[i]));
  g_assert_null (seep_probe_json_parse (line));

  g_assert_nonnull (object);
  g_assert_cmpuint (seep_probe_json_get_uint (object, "n"), ==, 0);
  g_assert_cmpfloat (seep_probe_json_get_number (object, "n"), ==, -3);
  g_assert_cmpint (seep_probe_json_get_us (object, "d"), ==, 0);
  g_assert_cmpint (seep_probe_json_get_us (object, "n"), ==, -3 * G_USEC_PER_SEC);
  g_assert_cmpuint (strlen (seep_probe_json_get_string (object, "s")), ==, 24);
  g_assert_true (seep_probe_json_get_bool (object, "b"));
  g_assert_false (seep_probe_json_get_bool (object, "z"));
  g_assert_null (seep_probe_json_get_object (object, "l"));
  g_assert_cmpstrv (strings, ((const char *const[]){ "x", "y", NULL }));
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpstr (seep_probe_json_get_string (NULL, "s"), ==, "");
}

#define ADD(path, function)                                                                        \
  g_test_add (path, HostFixture, NULL, host_fixture_set_up, function, host_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/probe-client/list", test_list);
  ADD ("/probe-client/list-fails", test_list_fails);
  ADD ("/probe-client/a-lost-connection", test_a_lost_connection);
  ADD ("/probe-client/much-of-everything", test_much_of_everything);
  ADD ("/probe-client/dump", test_dump);
  ADD ("/probe-client/dump-of-a-core", test_dump_of_a_core);
  ADD ("/probe-client/dump-fails", test_dump_fails);
  ADD ("/probe-client/dump-replaces", test_dump_replaces);
  ADD ("/probe-client/dump-to-nowhere", test_dump_to_nowhere);
  ADD ("/probe-client/cancelling-ends-the-probe", test_cancelling_ends_the_probe);
  g_test_add_func ("/probe-client/words", test_words);
  g_test_add_func ("/probe-client/lines", test_lines);
  return g_test_run ();
}
