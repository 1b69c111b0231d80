/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the facts say, for the kernels and users that are not here. */
#include "seep-reach.h"

#include <elf.h>
#include <errno.h>
#include <glib.h>
#include <unistd.h>

typedef struct
{
  SeepReachFacts facts;
  SeepInterpreter interpreter;
  SeepProbeError why;
} Case;

/* A process of ours that can be entered. */
static Case
make_case (void)
{
  Case one = {
    .facts = { .pid = 7,
               .uid = 1000,
               .user = "ann",
               .is_same_user = true,
               .state = 'S',
               .yama_scope = -1 },
    .interpreter = { .major = 3,
                     .minor = 11,
                     .version = "3.11.2",
                     .libc = SEEP_LIBC_GLIBC,
                     .machine = EM_X86_64 },
  };

  return one;
}

#define assert_judged(one, expected_how, expected_code)                                   \
  G_STMT_START                                                                            \
  {                                                                                       \
    g_assert_cmpint (seep_reach_judge (&(one).facts, &(one).interpreter, &(one).why), ==, \
                     expected_how);                                                       \
    g_assert_cmpstr ((one).why.code, ==, expected_code);                                  \
    g_assert_true ((one).why.code == NULL ||                                              \
                   ((one).why.message[0] != '\0' && (one).why.remedy[0] != '\0'));        \
  }                                                                                       \
  G_STMT_END

static void
test_enters_what_it_can (void)
{
  Case one = make_case ();

  assert_judged (one, SEEP_REACH_AGENT, NULL);
  one.facts.yama_scope = 1; /* our child, or it named us: the trial has shown it */
  assert_judged (one, SEEP_REACH_AGENT, NULL);
  one.facts.seccomp = 2; /* any container has a filter */
  assert_judged (one, SEEP_REACH_AGENT, NULL);
}

static void
test_blames_the_user (void)
{
  Case one = make_case ();

  one.facts.read_errno = EPERM;
  one.facts.is_same_user = false;
  one.facts.yama_scope = 1; /* that comes later */
  assert_judged (one, SEEP_REACH_NONE, "other-user");
  g_assert_nonnull (strstr (one.why.message, "ann"));
  g_assert_cmpstr (one.why.extra, ==, ",\"user\":\"ann\",\"pid\":7");
  one.facts.read_errno = -1; /* no address is known: its maps may not be read */
  assert_judged (one, SEEP_REACH_NONE, "other-user");
}

static void
test_blames_yama (void)
{
  Case one = make_case ();

  one.facts.read_errno = EPERM;
  for (int scope = 1; scope <= 3; scope++)
    {
      g_autofree char *member = g_strdup_printf (",\"scope\":%d", scope);

      one.facts.yama_scope = scope;
      assert_judged (one, SEEP_REACH_NONE, "yama");
      g_assert_true (g_str_has_prefix (one.why.extra, member));
    }
  one.facts.is_privileged = true;
  assert_judged (one, SEEP_REACH_NONE, "yama"); /* 3 is for root, too */
  one.facts.yama_scope = 2;
  assert_judged (one, SEEP_REACH_NONE, "no-ptrace");
}

static void
test_blames_what_is_left (void)
{
  Case one = make_case ();

  one.facts.read_errno = EPERM;
  one.facts.yama_scope = 0;
  assert_judged (one, SEEP_REACH_NONE, "no-ptrace");
  g_assert_nonnull (strstr (one.why.message, "PR_SET_DUMPABLE"));
  one.facts.read_errno = -1;
  assert_judged (one, SEEP_REACH_NONE, "no-ptrace");
  one.facts.is_in_other_user_namespace = true;
  assert_judged (one, SEEP_REACH_NONE, "no-ptrace");
  g_assert_nonnull (strstr (one.why.message, "user namespace"));
  one.facts.is_in_other_user_namespace = false;
  one.facts.is_privileged = true;
  assert_judged (one, SEEP_REACH_NONE, "no-ptrace");
  g_assert_nonnull (strstr (one.why.message, "security module"));
}

static void
test_refuses_what_it_does_not_know (void)
{
  Case one = make_case ();

  one.interpreter.minor = 7;
  assert_judged (one, SEEP_REACH_NONE, "too-old");
  one.interpreter.major = 2;
  assert_judged (one, SEEP_REACH_NONE, "too-old");
  one.interpreter.major = 3;
  one.interpreter.minor = 99;
  assert_judged (one, SEEP_REACH_NONE, "too-new");
  one.interpreter.minor = 13;
  one.interpreter.is_free_threaded = true;
  assert_judged (one, SEEP_REACH_NONE, "free-threaded");
  one.interpreter.machine = EM_AARCH64;
  assert_judged (one, SEEP_REACH_NONE, "architecture");
  one.interpreter = make_case ().interpreter;
  one.facts.tracer = 8;
  assert_judged (one, SEEP_REACH_NONE, "traced");
  g_assert_cmpstr (one.why.extra, ==, ",\"tracer\":8,\"pid\":7");
}

static void
test_looks_from_outside_at_what_cannot_run (void)
{
  Case one = make_case ();

  one.facts.state = 'T';
  assert_judged (one, SEEP_REACH_OUTSIDE, "stopped");
  one.facts.state = 'S';
  one.facts.seccomp = 1;
  assert_judged (one, SEEP_REACH_OUTSIDE, "seccomp");
  one.interpreter.libc = SEEP_LIBC_MUSL;
  assert_judged (one, SEEP_REACH_OUTSIDE, "musl");
  one.interpreter.libc = SEEP_LIBC_NONE;
  assert_judged (one, SEEP_REACH_OUTSIDE, "musl");
}

static void
test_finds_no_python_here (void)
{
  SeepInterpreter interpreter;
  SeepProbeError why;

  g_assert_cmpint (seep_reach_find (getpid (), &interpreter, &why), ==, SEEP_REACH_NONE);
  g_assert_cmpstr (why.code, ==, "not-python");
  g_assert_cmpint (seep_reach_find (G_MAXINT, &interpreter, &why), ==, SEEP_REACH_NONE);
  g_assert_cmpstr (why.code, ==, "no-process");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reach/enters-what-it-can", test_enters_what_it_can);
  g_test_add_func ("/reach/blames-the-user", test_blames_the_user);
  g_test_add_func ("/reach/blames-yama", test_blames_yama);
  g_test_add_func ("/reach/blames-what-is-left", test_blames_what_is_left);
  g_test_add_func ("/reach/refuses-what-it-does-not-know", test_refuses_what_it_does_not_know);
  g_test_add_func ("/reach/looks-from-outside-at-what-cannot-run",
                   test_looks_from_outside_at_what_cannot_run);
  g_test_add_func ("/reach/finds-no-python-here", test_finds_no_python_here);
  return g_test_run ();
}
