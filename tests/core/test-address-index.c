/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "graph/seep-address-index.h"

#include "graph/seep-graph.h"

#include <stdlib.h>

static guint64
rand64 (void)
{
  return (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
}

/* A permutation of the numbers below @n, which is no multiple of the prime. */
static guint32
scatter (guint32 i, guint32 n)
{
  return (guint32) (i * G_GUINT64_CONSTANT (7919) % n);
}

static int
compare (const void *a, const void *b)
{
  guint64 x = *(const guint64 *) a;
  guint64 y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* What the index says of @address against the sorted list of granules. */
static guint32
find_in_sorted (const guint64 *sorted, guint32 n, guint64 address)
{
  guint32 rank = 0;

  for (guint32 i = 0; i < n; i++)
    {
      if (i > 0 && sorted[i] >> 4 == sorted[i - 1] >> 4)
        continue;
      if (sorted[i] >> 4 == address >> 4)
        return rank;
      rank++;
    }
  return SEEP_NO_NODE;
}

static void
check_addresses (const guint64 *addresses, guint32 n)
{
  g_autofree guint64 *sorted = g_new (guint64, n + 1);
  g_autofree guint64 *asked = g_new (guint64, 4 * n + 1);
  g_autofree guint32 *ids = g_new (guint32, 4 * n + 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepAddressIndex) index = seep_address_index_new (addresses, n, NULL, &error);
  guint32 n_granules = 0;

  g_assert_no_error (error);
  for (guint32 i = 0; i < n; i++)
    {
      sorted[i] = addresses[i];
      asked[4 * i] = addresses[i];
      asked[4 * i + 1] = addresses[i] + 16;
      asked[4 * i + 2] = addresses[i] ^ (guint64) 1 << g_test_rand_int_range (4, 64);
      asked[4 * i + 3] = rand64 ();
    }
  qsort (sorted, n, sizeof *sorted, compare);
  for (guint32 i = 0; i < n; i++)
    n_granules += i == 0 || sorted[i] >> 4 != sorted[i - 1] >> 4;

  g_assert_cmpuint (seep_address_index_get_n (index), ==, n_granules);
  seep_address_index_find_many (index, asked, 4 * n, ids);
  for (guint32 i = 0; i < 4 * n; i++)
    {
      guint32 expected = find_in_sorted (sorted, n, asked[i]);

      g_assert_cmpuint (ids[i], ==, expected);
      g_assert_cmpuint (seep_address_index_find (index, asked[i]), ==, expected);
    }
}

/* Like a process: some regions, objects at 8 or 0 modulo 16, any order. */
static void
test_ranks_the_addresses_of_a_process (void)
{
  for (guint round = 0; round < 30; round++)
    {
      guint32 n = (guint32) g_test_rand_int_range (1, 400);
      g_autofree guint64 *addresses = g_new (guint64, n);
      guint64 regions[3];

      for (guint i = 0; i < 3; i++)
        regions[i] = rand64 () >> 17;
      for (guint32 i = 0; i < n; i++)
        addresses[i] = (regions[g_test_rand_int_range (0, 3)]
                        + (guint64) g_test_rand_int_range (0, 1 << g_test_rand_int_range (4, 22)))
                       & ~(guint64) 7;
      check_addresses (addresses, n);
    }
}

/* The whole 64 bits, and their ends. */
static void
test_ranks_any_addresses (void)
{
  guint64 addresses[200] = { 0, 8, 16, G_MAXUINT64, G_MAXUINT64 - 16, 65536, 65535 };

  for (guint i = 7; i < 200; i++)
    addresses[i] = rand64 ();
  check_addresses (addresses, 200);
  check_addresses (addresses, 7);
  check_addresses (addresses, 1);
  check_addresses (addresses, 0);
}

/* A block each would cost 768 bytes an object: the index stays small and right. */
static void
test_takes_thinly_strewn_addresses (void)
{
  guint32 n = 100000;
  g_autofree guint64 *addresses = g_new (guint64, n);
  g_autoptr(SeepAddressIndex) index = NULL;

  for (guint32 i = 0; i < n; i++)
    addresses[i] = (guint64) scatter (i, n) << 24;
  index = seep_address_index_new (addresses, n, NULL, NULL);
  g_assert_cmpuint (seep_address_index_get_n (index), ==, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpuint (seep_address_index_find (index, addresses[i]), ==, scatter (i, n));
      g_assert_cmpuint (seep_address_index_find (index, addresses[i] + 16), ==, SEEP_NO_NODE);
    }
}

/* Dense enough for bits, more blocks than the collector of block numbers holds at once. */
static void
test_takes_many_blocks (void)
{
  guint32 n = 600000;
  g_autofree guint64 *addresses = g_new (guint64, n);
  g_autoptr(SeepAddressIndex) index = NULL;

  for (guint32 i = 0; i < n; i++)
    addresses[i] = 0x7f0000000000 + (guint64) scatter (i, n) * 1040;
  index = seep_address_index_new (addresses, n, NULL, NULL);
  g_assert_cmpuint (seep_address_index_get_n (index), ==, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpuint (seep_address_index_find (index, addresses[i]), ==, scatter (i, n));
      g_assert_cmpuint (seep_address_index_find (index, addresses[i] + 16), ==, SEEP_NO_NODE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-index/ranks-the-addresses-of-a-process",
                   test_ranks_the_addresses_of_a_process);
  g_test_add_func ("/address-index/ranks-any-addresses", test_ranks_any_addresses);
  g_test_add_func ("/address-index/takes-thinly-strewn-addresses",
                   test_takes_thinly_strewn_addresses);
  g_test_add_func ("/address-index/takes-many-blocks", test_takes_many_blocks);
  return g_test_run ();
}
