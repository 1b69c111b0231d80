/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-crc32c.h"

#include <glib.h>

/* RFC 3720, B.4. */
static void
test_known_values (void)
{
  guint8 zeros[32] = { 0 };
  guint8 rising[32];

  for (guint i = 0; i < 32; i++)
    rising[i] = (guint8) i;

  g_assert_cmphex (seep_crc32c (0, zeros, sizeof zeros), ==, 0x8a9136aa);
  g_assert_cmphex (seep_crc32c (0, rising, sizeof rising), ==, 0x46dd794e);
  g_assert_cmphex (seep_crc32c (0, "123456789", 9), ==, 0xe3069283);
  g_assert_cmphex (seep_crc32c (0, NULL, 0), ==, 0);
}

/* Whatever the alignment, the length and the cut, both ways give the same. */
static void
test_twins_agree (void)
{
  guint8 bytes[512];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
  for (guint round = 0; round < 2000; round++)
    {
      gsize start = (gsize) g_test_rand_int_range (0, 64);
      gsize n = (gsize) g_test_rand_int_range (0, 448);
      gsize cut = (gsize) g_test_rand_int_range (0, (gint32) n + 1);
      guint32 whole = seep_crc32c (0, bytes + start, n);

      g_assert_cmphex (whole, ==, seep_crc32c_portable (0, bytes + start, n));
      g_assert_cmphex (whole, ==, seep_crc32c (seep_crc32c (0, bytes + start, cut), bytes + start + cut, n - cut));
    }
}

/* Long enough for several streams, and cut anywhere. */
static void
test_long_data (void)
{
  gsize n_bytes = 40000;
  g_autofree guint8 *bytes = g_malloc (n_bytes);

  for (gsize i = 0; i < n_bytes; i++)
    bytes[i] = (guint8) g_test_rand_int_range (0, 256);
  for (guint round = 0; round < 300; round++)
    {
      gsize start = (gsize) g_test_rand_int_range (0, 64);
      gsize n = (gsize) g_test_rand_int_range (0, (gint32) (n_bytes - start) + 1);
      gsize cut = (gsize) g_test_rand_int_range (0, (gint32) n + 1);
      guint32 whole = seep_crc32c (0, bytes + start, n);

      g_assert_cmphex (whole, ==, seep_crc32c_portable (0, bytes + start, n));
      g_assert_cmphex (whole, ==, seep_crc32c (seep_crc32c (0, bytes + start, cut),
                                               bytes + start + cut, n - cut));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crc32c/known-values", test_known_values);
  g_test_add_func ("/crc32c/twins-agree", test_twins_agree);
  g_test_add_func ("/crc32c/long-data", test_long_data);
  return g_test_run ();
}
