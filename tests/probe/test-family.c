/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Descendants, by the kernel's lists of children and by going through all processes alike. */
#include "seep-family.h"

#include <glib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  guint n_forks;
  guint n_exits;
  pid_t last;
} Seen;

static void
see_cb (SeepFamilyChange change, const SeepSubject *member, void *user_data)
{
  Seen *seen = user_data;

  seen->n_forks += change == SEEP_FAMILY_FORK;
  seen->n_exits += change == SEEP_FAMILY_EXIT;
  seen->last = member->pid;
}

/* A child that waits; it ends with this process. */
static pid_t
start_child (void)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      for (;;)
        pause ();
    }
  return pid;
}

static void
end_child (pid_t pid, int *status)
{
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, status, 0), ==, pid);
}

/* This process is the first: its own child is the one that comes and goes. @has_files: whether the
 * kernel is believed to list children. */
static void
check_comes_and_goes (bool has_files)
{
  gint64 second_ns = G_GINT64_CONSTANT (1000000000);
  SeepFamily family;
  Seen seen = { 0 };
  int status;
  pid_t child;

  child = start_child ();
  g_assert_true (seep_family_init (&family, getpid (), true));
  family.has_children_files = has_files;
  g_assert_true (seep_family_look (&family, 1 * second_ns, see_cb, &seen));
  g_assert_cmpuint (seen.n_forks, ==, 1);
  g_assert_cmpint (seen.last, ==, child);
  g_assert_cmpuint (family.n_members, ==, 2);
  g_assert_true (seep_family_look (&family, 9 * second_ns, see_cb, &seen));
  g_assert_cmpuint (seen.n_forks, ==, 1);

  end_child (child, &status);
  g_assert_true (seep_family_look (&family, 20 * second_ns, see_cb, &seen));
  g_assert_cmpuint (seen.n_forks, ==, 1);
  g_assert_cmpuint (seen.n_exits, ==, 1);
  g_assert_cmpuint (family.n_members, ==, 1);
  seep_family_clear (&family);
}

static void
test_by_lists_of_children (void)
{
  check_comes_and_goes (true);
}

static void
test_by_all_processes (void)
{
  check_comes_and_goes (false);
}

static void
test_ends_with_the_first (void)
{
  pid_t child = start_child ();
  SeepFamily family;
  Seen seen = { 0 };
  int status;

  g_assert_true (seep_family_init (&family, child, false));
  g_assert_true (seep_family_look (&family, 0, see_cb, &seen));
  end_child (child, &status);
  g_assert_false (seep_family_look (&family, 0, see_cb, &seen));
  g_assert_false (seep_family_look (&family, 0, see_cb, &seen));
  seep_family_clear (&family);
  g_assert_false (seep_family_init (&family, child, false));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/family/by-lists-of-children", test_by_lists_of_children);
  g_test_add_func ("/family/by-all-processes", test_by_all_processes);
  g_test_add_func ("/family/ends-with-the-first", test_ends_with_the_first);
  return g_test_run ();
}
