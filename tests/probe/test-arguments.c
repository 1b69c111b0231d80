/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-arguments.h"

#include <glib.h>

static const char *const ways[] = { "auto", "agent", NULL };

typedef struct
{
  gboolean is_done;
  bool flag;
  pid_t pid;
  guint64 count;
  int fd;
  double seconds;
  const char *text;
  int choice;
  int rest;
  SeepProbeError error;
} Parsed;

/* @words: the arguments, with spaces between them. */
static Parsed
parse (const char *words, gboolean takes_rest)
{
  Parsed parsed = { .pid = -1, .fd = -1, .choice = -1 };
  g_autofree char *line = g_strconcat ("command ", words, NULL);
  g_auto(GStrv) argv = g_strsplit (words[0] == '\0' ? "command" : line, " ", -1);
  const SeepArgument table[] = {
    { "flag", SEEP_ARGUMENT_FLAG, &parsed.flag, "" },
    { "pid", SEEP_ARGUMENT_PID, &parsed.pid, "" },
    { "count", SEEP_ARGUMENT_COUNT, &parsed.count, "" },
    { "fd", SEEP_ARGUMENT_FD, &parsed.fd, "" },
    { "interval", SEEP_ARGUMENT_SECONDS, &parsed.seconds, "" },
    { "text", SEEP_ARGUMENT_TEXT, &parsed.text, "" },
    { "how", SEEP_ARGUMENT_CHOICE, &parsed.choice, "", .choices = ways },
    { NULL },
  };

  parsed.is_done = seep_arguments_parse (table, "", (int) g_strv_length (argv), argv,
                                         takes_rest ? &parsed.rest : NULL, &parsed.error);
  parsed.text = parsed.text != NULL ? g_intern_string (parsed.text) : NULL;
  return parsed;
}

static void
test_takes_both_spellings (void)
{
  Parsed apart
    = parse ("--flag --pid 7 --count 3 --fd 1 --interval 0.25 --text a=b --how agent", FALSE);
  Parsed joined = parse ("--pid=7 --count=3 --fd=1 --interval=.25 --text=a=b --how=agent", FALSE);

  g_assert_true (apart.is_done);
  g_assert_true (joined.is_done);
  g_assert_true (apart.flag);
  g_assert_false (joined.flag);
  for (int i = 0; i < 2; i++)
    {
      const Parsed *parsed = i == 0 ? &apart : &joined;

      g_assert_cmpint (parsed->pid, ==, 7);
      g_assert_cmpuint (parsed->count, ==, 3);
      g_assert_cmpint (parsed->fd, ==, 1);
      g_assert_cmpfloat (parsed->seconds, ==, 0.25);
      g_assert_cmpstr (parsed->text, ==, "a=b");
      g_assert_cmpint (parsed->choice, ==, 1);
    }
}

static void
test_leaves_what_is_not_given (void)
{
  Parsed parsed = parse ("", FALSE);

  g_assert_true (parsed.is_done);
  g_assert_cmpint (parsed.pid, ==, -1);
  g_assert_cmpint (parsed.choice, ==, -1);
  g_assert_null (parsed.text);
}

static void
test_refuses_what_is_wrong (void)
{
  static const char *const wrong[] = {
    "--pid",        "--pid 0",       "--pid -1",       "--pid 1x",     "--pid 4294967297",
    "--pid= 7",     "--count 0",     "--count=",       "--fd 99999",   "--fd x",
    "--interval 0", "--interval -1", "--interval nan", "--interval 1e3", "--interval 99999999",
    "--text=",      "--how x",       "--how",          "--flag=1",     "--unknown 1",
    "-p 7",         "--",            "-- x",           "x",            "--pi 7",
    "--pidx 7",     "--=7",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      Parsed parsed = parse (wrong[i], FALSE);

      g_assert_false (parsed.is_done);
      g_assert_cmpstr (parsed.error.code, ==, "usage");
      g_assert_cmpstr (parsed.error.message, !=, "");
    }
}

static void
test_stops_at_two_dashes (void)
{
  Parsed parsed = parse ("--pid 7 -- --pid 8", TRUE);

  g_assert_true (parsed.is_done);
  g_assert_cmpint (parsed.pid, ==, 7);
  g_assert_cmpint (parsed.rest, ==, 4);
  g_assert_cmpint (parse ("--pid 7", TRUE).rest, ==, 3);
}

static void
test_needs_what_is_required (void)
{
  pid_t pid = 0;
  char name[] = "command";
  char *argv[] = { name, NULL };
  SeepProbeError error = { 0 };
  const SeepArgument table[]
    = { { "pid", SEEP_ARGUMENT_PID, &pid, "", .is_required = true }, { NULL } };

  g_assert_false (seep_arguments_parse (table, "", 1, argv, NULL, &error));
  g_assert_cmpstr (error.code, ==, "usage");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arguments/takes-both-spellings", test_takes_both_spellings);
  g_test_add_func ("/arguments/leaves-what-is-not-given", test_leaves_what_is_not_given);
  g_test_add_func ("/arguments/refuses-what-is-wrong", test_refuses_what_is_wrong);
  g_test_add_func ("/arguments/stops-at-two-dashes", test_stops_at_two_dashes);
  g_test_add_func ("/arguments/needs-what-is-required", test_needs_what_is_required);
  return g_test_run ();
}
