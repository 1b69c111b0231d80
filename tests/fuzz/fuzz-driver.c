/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for libFuzzer in the ordinary test run: every seed as it is, then changed at random,
 * always in the same way. With files as arguments: those, once each (to look at what a fuzzer
 * found). With --seeds FOLDER: writes the seeds there, for a fuzzer to begin with. */
#include "config.h"

#include "fuzz-target.h"

#include <stdlib.h>
#include <string.h>

#define N_ROUNDS 6000 /* of each seed; some seconds in all */
#define MAX_GROWTH 512

static guint64
make_number (GRand *random)
{
  static const guint64 numbers[] = { 0,          1,          7,           8,           64,
                                     127,        128,        255,         256,         4096,
                                     0xffff,     0x10000,    0x7fffffff,  0xfffffffe,  0xffffffff,
                                     1ull << 32, 1ull << 40, 1ull << 61,  1ull << 63,  G_MAXUINT64,
                                     G_MAXINT64, 0x0fffffff, 0x10000000u, 0x80808080u, 1u << 20 };

  if (g_rand_boolean (random))
    return numbers[g_rand_int_range (random, 0, G_N_ELEMENTS (numbers))];
  return (guint64) g_rand_int (random) << 32 | g_rand_int (random);
}

/* One change somewhere. */
static void
mutate (GByteArray *bytes, GRand *random)
{
  guint at = (guint) g_rand_int_range (random, 0, (gint32) bytes->len);
  guint n_wanted = (guint) g_rand_int_range (random, 1, 17);
  guint n = MIN (n_wanted, bytes->len - at);
  guint64 number = make_number (random);

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      bytes->data[at] ^= 1 << (number & 7);
      break;
    case 1:
      bytes->data[at] = (guint8) number;
      break;
    case 2:
      memcpy (bytes->data + at, &number, MIN (8, bytes->len - at));
      break;
    case 3: /* some bytes twice */
      g_byte_array_set_size (bytes, bytes->len + n);
      memmove (bytes->data + at + n, bytes->data + at, bytes->len - at - n);
      break;
    case 4: /* some bytes gone */
      if (n < bytes->len)
        g_byte_array_remove_range (bytes, at, n);
      break;
    case 5: /* some bytes elsewhere */
      memmove (bytes->data + at,
               bytes->data + g_rand_int_range (random, 0, (gint32) (bytes->len - n + 1)), n);
      break;
    default: /* a cut, seldom */
      if (at > 64 && g_rand_int_range (random, 0, 8) == 0)
        g_byte_array_set_size (bytes, at);
    }
}

static void
run_seed (GBytes *seed, GRand *random)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (seed, &n_bytes);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  LLVMFuzzerTestOneInput (data, n_bytes);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_byte_array_set_size (bytes, 0);
      g_byte_array_append (bytes, data, (guint) n_bytes);
      for (gint n = g_rand_int_range (random, 1, 6); n > 0; n--)
        mutate (bytes, random);
      g_assert (bytes->len <= n_bytes + MAX_GROWTH);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
}

static void
run_file (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, &error))
    g_error ("%s", error->message);
  LLVMFuzzerTestOneInput ((const guint8 *) data, n_bytes);
}

static void
write_seed (const char *folder, gsize number, GBytes *seed)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_strdup_printf ("%s/seed-%" G_GSIZE_FORMAT, folder, number);

  if (!g_file_set_contents (path, g_bytes_get_data (seed, NULL), (gssize) g_bytes_get_size (seed),
                            &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20240229);
  g_autofree GBytes **seeds = fuzz_target_make_seeds ();
  const char *folder = argc == 3 && strcmp (argv[1], "--seeds") == 0 ? argv[2] : NULL;

  for (int i = 1; folder == NULL && i < argc; i++)
    run_file (argv[i]);
  for (gsize i = 0; seeds[i] != NULL; i++)
    {
      if (folder != NULL)
        write_seed (folder, i, seeds[i]);
      else if (argc == 1)
        run_seed (seeds[i], random);
      g_bytes_unref (seeds[i]);
    }
  return EXIT_SUCCESS;
}
