/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dump waits in takes no memory from the program that is dumped. */
#include "seep-spool.h"

#include <glib.h>
#include <sys/resource.h>
#include <unistd.h>

#define LIMIT_BYTES (UINT64_C (64) << 20)

static guint64
count_own_bytes (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return g_ascii_strtoull (text, NULL, 10) * (guint64) sysconf (_SC_PAGESIZE);
}

/* As little as the narrowest of all limits leaves, not as the machine has. */
static void
test_limits_hold (void)
{
  struct rlimit before, limit;
  SeepSpool spool;

  g_assert_cmpint (getrlimit (RLIMIT_AS, &before), ==, 0);
  limit = before;
  limit.rlim_cur = count_own_bytes () + LIMIT_BYTES;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
  seep_spool_init (&spool);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &before), ==, 0);

  g_assert_cmpuint (spool.max_memory_bytes, <=, LIMIT_BYTES / 2);
  g_assert_cmpuint (spool.max_memory_bytes, >, LIMIT_BYTES / 8);
  seep_spool_clear (&spool);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spool/limits-hold", test_limits_hold);
  return g_test_run ();
}
