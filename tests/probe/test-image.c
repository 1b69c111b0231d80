/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory in pieces reads like memory, and what is in no piece is not there. */
#include "seep-image.h"

#include <glib.h>

static const guint8 digits[] = "0123456789abcdefghij";

static guint8
read_byte (SeepImage *image, SeepAddress address)
{
  return seep_memory_read_u8 (&image->memory, address);
}

static void
test_pieces (void)
{
  SeepImage image;
  char text[8];
  guint8 both[4];

  seep_image_init (&image);
  seep_image_add (&image, 0x2000, 4, digits + 4);
  seep_image_add (&image, 0x1000, 4, digits);
  seep_image_add (&image, 0x1004, 4, digits + 10);
  seep_image_add (&image, G_MAXUINT64 - 1, 4, digits); /* around the end */
  seep_image_seal (&image);

  g_assert_cmpint (read_byte (&image, 0x1000), ==, '0');
  g_assert_cmpint (read_byte (&image, 0x2003), ==, '7');
  seep_memory_read (&image.memory, 0x1002, both, 4);
  g_assert_cmpmem (both, 4, "23ab", 4);
  g_assert_false (image.memory.failed);
  g_assert_null (seep_image_get (&image, 0x1002, 4)); /* not in one piece */
  g_assert_nonnull (seep_image_get (&image, 0x1000, 4));

  g_assert_cmpint (read_byte (&image, 0x1008), ==, 0);
  g_assert_true (image.memory.failed);
  g_assert_cmpuint (seep_image_read_text (&image, 0x2002, text, sizeof text), ==, 2);
  g_assert_cmpstr (text, ==, "67");
  seep_image_clear (&image);
}

/* Each byte is the first piece's that has it; fillings have what no piece has. */
static void
test_overlap (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      guint8 expected[64] = { 0 }, pieces[6][16];
      SeepImage image;

      seep_image_init (&image);
      for (guint i = 0; i < 3; i++)
        {
          guint start = (guint) g_test_rand_int_range (i * 21, i * 21 + 6);
          guint n = (guint) g_test_rand_int_range (0, 15);

          memset (pieces[i], (int) i + 1, sizeof pieces[i]);
          seep_image_add (&image, 0x100 + start, n, pieces[i]);
          memset (expected + start, (int) i + 1, n);
        }
      seep_image_seal (&image);
      for (guint i = 3; i < 5; i++)
        {
          guint start = (guint) g_test_rand_int_range ((i - 3) * 32, (i - 3) * 32 + 16);

          memset (pieces[i], (int) i + 1, sizeof pieces[i]);
          seep_image_fill (&image, 0x100 + start, sizeof pieces[i], pieces[i]);
          for (guint k = 0; k < sizeof pieces[i]; k++)
            if (expected[start + k] == 0)
              expected[start + k] = (guint8) (i + 1);
        }
      seep_image_seal (&image);
      for (guint k = 0; k < sizeof expected; k++)
        {
          image.memory.failed = false;
          g_assert_cmpint (read_byte (&image, 0x100 + k), ==, expected[k]);
          g_assert_true (image.memory.failed == (expected[k] == 0));
        }
      seep_image_clear (&image);
    }
}

static void
test_end (void)
{
  SeepImage image;
  guint64 n = 0;

  seep_image_init (&image);
  seep_image_add (&image, 0x1000, 4, digits);
  seep_image_seal (&image);
  while (!image.memory.failed && n < G_MAXUINT32)
    {
      read_byte (&image, 0x1000);
      n++;
    }
  g_assert_cmpuint (n, <, G_MAXUINT32);
  seep_image_clear (&image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/reads-pieces-as-memory", test_pieces);
  g_test_add_func ("/image/first-piece-has-a-byte", test_overlap);
  g_test_add_func ("/image/ends-who-reads-for-ever", test_end);
  return g_test_run ();
}
