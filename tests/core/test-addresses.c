/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/seep-addresses.h"

#include "graph/seep-graph.h"

#include <stdlib.h>

#define GIB (G_GUINT64_CONSTANT (1) << 30)

static int
compare (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a;
  guint64 y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

static guint64
rand64 (void)
{
  return (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
}

static guint32
find_naively (const guint64 *sorted, guint32 n, guint64 address)
{
  const guint64 *found = bsearch (&address, sorted, n, sizeof *sorted, compare);

  return found != NULL ? (guint32) (found - sorted) : SEEP_NO_NODE;
}

/* Some at once are those that are there one by one; what lies beyond is left alone. */
static void
check_runs (const SeepAddresses *addresses, const guint64 *sorted, guint32 n)
{
  g_autofree guint64 *run = g_new (guint64, n + 1);

  for (guint round = 0; round < 20; round++)
    {
      guint32 first = (guint32) g_test_rand_int_range (0, (gint32) n + 1);
      guint32 n_read = (guint32) g_test_rand_int_range (0, (gint32) (n - first) + 1);

      run[n_read] = 0x5eeb;
      seep_addresses_read (addresses, first, n_read, run);
      g_assert_cmpmem (run, n_read * sizeof *run, sorted + first, n_read * sizeof *sorted);
      g_assert_cmphex (run[n_read], ==, 0x5eeb);
    }
}

/* All of @sorted (ascending, different), given in a random order with a few repeated ones that
 * have no place. Returns whether they were kept whole. */
static gboolean
check (const guint64 *sorted, guint32 n)
{
  guint32 n_given = n + n / 7;
  g_autofree guint64 *given = g_new (guint64, n_given);
  g_autofree guint32 *ranks = g_new (guint32, n_given);
  g_autoptr(GError) error = NULL;
  SeepAddresses addresses;
  gboolean is_whole;

  for (guint32 i = 0; i < n_given; i++)
    {
      guint32 at = i > 0 ? (guint32) g_test_rand_int_range (0, (gint32) i + 1) : 0;

      given[i] = given[at];
      ranks[i] = ranks[at];
      given[at] = i < n ? sorted[i] : rand64 ();
      ranks[at] = i < n ? i : SEEP_NO_NODE;
    }
  g_assert_true (seep_addresses_init (&addresses, given, ranks, n_given, n, NULL, &error));
  g_assert_no_error (error);

  for (guint32 i = 0; i < n; i++)
    {
      guint64 near = sorted[i] + (guint64) (g_test_rand_int_range (-2, 3) * 8);
      guint64 far = sorted[i] ^ G_GUINT64_CONSTANT (1) << g_test_rand_int_range (0, 64);

      g_assert_cmphex (seep_addresses_get (&addresses, i), ==, sorted[i]);
      g_assert_cmpuint (seep_addresses_find (&addresses, sorted[i]), ==, i);
      g_assert_cmpuint (seep_addresses_find (&addresses, near), ==, find_naively (sorted, n, near));
      g_assert_cmpuint (seep_addresses_find (&addresses, far), ==, find_naively (sorted, n, far));
    }
  g_assert_cmpuint (seep_addresses_find (&addresses, G_MAXUINT64), ==,
                    find_naively (sorted, n, G_MAXUINT64));
  check_runs (&addresses, sorted, n);
  is_whole = addresses.whole != NULL;
  seep_addresses_clear (&addresses);
  return is_whole;
}

/* Sorts and drops what is there twice. */
static guint32
arrange (guint64 *addresses, guint32 n)
{
  guint32 n_left = 0;

  qsort (addresses, n, sizeof *addresses, compare);
  for (guint32 i = 0; i < n; i++)
    if (i == 0 || addresses[i] != addresses[n_left - 1])
      addresses[n_left++] = addresses[i];
  return n_left;
}

/* Places of all sizes, from one granule to terabytes apart; among them both ends of a region. */
static void
test_keeps_what_was_given (void)
{
  for (guint round = 0; round < 300; round++)
    {
      guint64 addresses[400];
      guint n_places = (guint) g_test_rand_int_range (1, 6);
      guint32 n = 0;

      for (guint i = 0; i < n_places; i++)
        {
          guint64 start = rand64 () >> g_test_rand_int_range (8, 30) & ~(guint64) 7;
          guint bits = (guint) g_test_rand_int_range (4, 39);

          for (guint k = 0; k < 60; k++)
            addresses[n++] = start + (rand64 () >> (64 - bits) & ~(guint64) 7);
          addresses[n++] = start & ~(32 * GIB - 1);
          addresses[n++] = start | (32 * GIB - 8);
        }
      n = arrange (addresses, n);
      check (addresses, n);
    }
}

/* A brk heap and mapped arenas, 42 TiB apart; in each a step of more than 32 GiB. */
static void
test_keeps_places_far_apart_small (void)
{
  guint64 addresses[4000];
  guint32 n = 0;

  for (guint32 i = 0; i < 1000; i++)
    {
      addresses[n++] = 0x555500000000 + 48 * (guint64) i;
      addresses[n++] = 0x555500000000 + 33 * GIB + 64 * (guint64) i;
      addresses[n++] = 0x7f0000000000 + 16 * (guint64) i;
      addresses[n++] = 0x7f0000000000 + 100 * GIB + 56 * (guint64) i;
    }
  n = arrange (addresses, n);
  g_assert_cmpuint (n, ==, 4000);
  g_assert_false (check (addresses, n));
}

static void
test_takes_what_no_process_has (void)
{
  guint64 odd[] = { 1, 8, 16, 23, G_MAXUINT64 };
  guint64 strewn[SEEP_MAX_ADDRESS_REGIONS + 1];
  guint64 ends[] = { 0, G_MAXUINT64 & ~(guint64) 7 };

  for (guint i = 0; i < G_N_ELEMENTS (strewn); i++)
    strewn[i] = i * 64 * GIB;
  g_assert_true (check (odd, G_N_ELEMENTS (odd)));
  g_assert_true (check (strewn, G_N_ELEMENTS (strewn)));
  g_assert_false (check (strewn, G_N_ELEMENTS (strewn) - 1));
  g_assert_false (check (ends, 2));
  g_assert_false (check (ends, 1));
  check (ends, 0);
}

static void
test_borrows_what_is_in_order (void)
{
  const guint64 sorted[] = { 8, 16, 0x7f0000000001 };
  SeepAddresses addresses;

  seep_addresses_init_borrowed (&addresses, sorted, 3);
  for (guint32 i = 0; i < 3; i++)
    {
      g_assert_cmphex (seep_addresses_get (&addresses, i), ==, sorted[i]);
      g_assert_cmpuint (seep_addresses_find (&addresses, sorted[i]), ==, i);
      g_assert_cmpuint (seep_addresses_find (&addresses, sorted[i] + 1), ==, SEEP_NO_NODE);
    }
  seep_addresses_clear (&addresses);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/addresses/keeps-what-was-given", test_keeps_what_was_given);
  g_test_add_func ("/addresses/keeps-places-far-apart-small", test_keeps_places_far_apart_small);
  g_test_add_func ("/addresses/takes-what-no-process-has", test_takes_what_no_process_has);
  g_test_add_func ("/addresses/borrows-what-is-in-order", test_borrows_what_is_in_order);
  return g_test_run ();
}
