/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/seep-error.h"
#include "base/seep-pages.h"
#include "base/seep-reader.h"

#include <string.h>

static void
test_reads_little_endian (void)
{
  const guint8 bytes[] = { 1, 2, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f };
  g_autoptr(GError) error = NULL;
  SeepReader reader;

  seep_reader_init (&reader, "x", bytes, sizeof bytes, 0);
  g_assert_cmpuint (seep_reader_read_u8 (&reader), ==, 1);
  g_assert_cmpuint (seep_reader_read_u16 (&reader), ==, 2);
  g_assert_cmpuint (seep_reader_read_u32 (&reader), ==, 3);
  g_assert_cmpuint (seep_reader_read_u64 (&reader), ==, 4);
  g_assert_cmpfloat (seep_reader_read_f64 (&reader), ==, 1.5);
  g_assert_true (seep_reader_finish (&reader, &error));
  g_assert_no_error (error);
}

static void
test_names_the_first_failure (void)
{
  const guint8 bytes[] = { 7, 1 };
  g_autoptr(GError) error = NULL;
  SeepReader reader;

  seep_reader_init (&reader, "a.bin", bytes, sizeof bytes, 100);
  seep_reader_read_u8 (&reader);
  g_assert_cmpuint (seep_reader_read_u32 (&reader), ==, 0);
  g_assert_null (seep_reader_read_bytes (&reader, 1));
  g_assert_cmpuint (seep_reader_read_u8 (&reader), ==, 0);
  g_assert_false (seep_reader_finish (&reader, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
  g_assert_cmpstr (error->message, ==, "a.bin: byte 101: the data ends too early");
}

static gsize
encode (guint64 value, guint8 *to)
{
  gsize n = 0;

  for (; value >= 0x80; value >>= 7)
    to[n++] = (guint8) value | 0x80;
  to[n++] = (guint8) value;
  return n;
}

static void
test_varints_come_back (void)
{
  for (guint round = 0; round < 10000; round++)
    {
      guint64 value = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      guint8 bytes[10];
      SeepReader reader;
      gsize n;

      value >>= (guint) g_test_rand_int_range (0, 64);
      n = encode (value, bytes);
      seep_reader_init (&reader, "x", bytes, n, 0);
      g_assert_cmpuint (seep_reader_read_uv (&reader), ==, value);
      g_assert_cmpuint (seep_reader_get_n_left (&reader), ==, 0);
      g_assert_true (seep_reader_ok (&reader));

      seep_reader_init (&reader, "x", bytes, n - 1, 0);
      seep_reader_read_uv (&reader);
      g_assert_false (seep_reader_ok (&reader));
    }
}

static void
test_refuses_long_varints (void)
{
  guint8 bytes[11];
  SeepReader reader;

  memset (bytes, 0xff, sizeof bytes);
  seep_reader_init (&reader, "x", bytes, sizeof bytes, 0);
  g_assert_cmpuint (seep_reader_read_uv (&reader), ==, 0);
  g_assert_false (seep_reader_ok (&reader));
}

static void
test_believes_counts_that_fit (void)
{
  const guint8 bytes[] = { 3, 0, 0, 0, 0, 0, 0 };
  SeepReader reader;

  seep_reader_init (&reader, "x", bytes, sizeof bytes, 0);
  g_assert_cmpuint (seep_reader_read_count (&reader, 2), ==, 3);
  seep_reader_init (&reader, "x", bytes, sizeof bytes, 0);
  g_assert_cmpuint (seep_reader_read_count (&reader, 3), ==, 0);
  g_assert_false (seep_reader_ok (&reader));
}

/* Grows through the border of huge pages, keeps what was in it, and gives back the rest. */
static void
test_columns_grow (void)
{
  g_auto(SeepColumn) column = { 0 };
  g_autoptr(GError) error = NULL;

  seep_column_init (&column, sizeof (guint32));
  for (guint32 i = 0; i < 3000000; i++)
    {
      if (column.n == column.capacity)
        g_assert_true (seep_column_reserve (&column, 1000, &error));
      seep_column_at (&column, guint32, column.n++) = i;
    }
  seep_column_trim (&column);
  g_assert_cmpuint (column.capacity, ==, column.n);
  for (guint32 i = 0; i < 3000000; i++)
    g_assert_cmpuint (seep_column_at (&column, guint32, i), ==, i);
}

/* Wherever the array came from and whatever is left: it stays where it is and can be freed by its new size. */
static void
test_columns_trim_in_place (void)
{
  static const gsize sizes[] = { 0, 1, 1000, 20000, 300000, 600000, 2000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize k = 0; k <= i; k++)
      {
        SeepColumn column;
        gpointer data;

        seep_column_init (&column, sizeof (guint32));
        g_assert_true (seep_column_reserve (&column, sizes[i] + 1, NULL));
        g_assert_cmpuint (seep_column_at (&column, guint32, sizes[i]), ==, 0);
        column.n = sizes[k];
        data = column.data;
        seep_column_trim (&column);
        g_assert_true (column.data == data);
        g_assert_cmpuint (column.capacity, ==, column.n);
        for (gsize at = 0; at < column.n; at++)
          seep_column_at (&column, guint32, at) = 7;
        g_assert_true (seep_column_reserve (&column, 5, NULL));
        g_assert_true (column.n == 0 || seep_column_at (&column, guint32, column.n - 1) == 7);
        seep_column_clear (&column);
      }
}

static void
test_impossible_sizes_are_errors (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (seep_pages_alloc (G_MAXSIZE / 4, 16, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader/reads-little-endian", test_reads_little_endian);
  g_test_add_func ("/reader/names-the-first-failure", test_names_the_first_failure);
  g_test_add_func ("/reader/varints-come-back", test_varints_come_back);
  g_test_add_func ("/reader/refuses-long-varints", test_refuses_long_varints);
  g_test_add_func ("/reader/believes-counts-that-fit", test_believes_counts_that_fit);
  g_test_add_func ("/pages/columns-grow", test_columns_grow);
  g_test_add_func ("/pages/columns-trim-in-place", test_columns_trim_in_place);
  g_test_add_func ("/pages/impossible-sizes-are-errors", test_impossible_sizes_are_errors);
  return g_test_run ();
}
