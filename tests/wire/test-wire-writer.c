/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-crc32c.h"
#include "seep-utf8.h"
#include "seep-wire-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

/* A sink that takes a few bytes at a time, is interrupted, and may fail at some point. */
typedef struct
{
  GByteArray *bytes;
  gsize fails_at; /* G_MAXSIZE: never */
  guint n_calls;
} Sink;

static ssize_t
take_a_few (void *data, const void *bytes, size_t n_bytes)
{
  Sink *sink = data;
  gsize n = MIN (n_bytes, 1 + sink->n_calls % 7);

  if (sink->n_calls++ % 3 == 1)
    {
      errno = EINTR;
      return -1;
    }
  if (sink->bytes->len + n > sink->fails_at)
    {
      errno = ENOSPC;
      return -1;
    }
  g_byte_array_append (sink->bytes, bytes, (guint) n);
  return (ssize_t) n;
}

static guint64
number_at (const GByteArray *bytes, gsize at, guint n_bytes)
{
  guint64 number = 0;

  g_assert_cmpuint (at + n_bytes, <=, bytes->len);
  for (guint i = 0; i < n_bytes; i++)
    number |= (guint64) bytes->data[at + i] << (8 * i);
  return number;
}

/* A header, a chunk of 13 bytes, an empty chunk that is left out, a chunk of 8, a trailer. */
static void
write_small_file (SeepWireWriter *writer)
{
  SeepWireHeader header = { .flags = SEEP_WIRE_FLAG_PREVIEWS, .time_ns = 0x1122334455667788 };
  guint8 buffer[256];
  SeepWireSection section;

  memset (buffer, 0xAA, sizeof buffer);
  memcpy (header.id, "0123456789abcdef", 16);
  seep_wire_writer_put_header (writer, &header);
  seep_wire_section_init (&section, SEEP_WIRE_META, buffer, sizeof buffer);
  section.at = seep_varint_put_bytes (section.at, "hello, world!", 13);
  section.n_records = 3;
  seep_wire_section_flush (&section, writer);
  g_assert_true (seep_wire_section_is_empty (&section));
  seep_wire_section_flush (&section, writer);
  section.at = seep_varint_put_bytes (section.at, "12345678", 8);
  seep_wire_section_flush (&section, writer);
  seep_wire_writer_put_trailer (writer);
}

static void
check_chunk (const GByteArray *bytes, gsize at, guint sequence, const char *payload)
{
  gsize n_bytes = strlen (payload);

  g_assert_cmpmem (bytes->data + at, 4, "META", 4);
  g_assert_cmpuint (number_at (bytes, at + 4, 2), ==, 1);
  g_assert_cmpuint (number_at (bytes, at + 6, 2), ==, 0);
  g_assert_cmpuint (number_at (bytes, at + 8, 8), ==, n_bytes);
  g_assert_cmpuint (number_at (bytes, at + 16, 8), ==, n_bytes);
  g_assert_cmpuint (number_at (bytes, at + 24, 4), ==, sequence);
  g_assert_cmpuint (number_at (bytes, at + 32, 4), ==, seep_crc32c (0, payload, n_bytes));
  g_assert_cmpuint (number_at (bytes, at + 36, 4), ==, seep_crc32c (0, bytes->data + at, 36));
  g_assert_cmpmem (bytes->data + at + 40, n_bytes, payload, n_bytes);
  for (gsize i = at + 40 + n_bytes; i % 8 != 0; i++)
    g_assert_cmpuint (bytes->data[i], ==, 0);
}

static void
test_bytes_are_those_of_the_format (void)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  Sink sink = { .bytes = bytes, .fails_at = G_MAXSIZE };
  SeepWireWriter writer;

  seep_wire_writer_init_callback (&writer, take_a_few, &sink);
  write_small_file (&writer);
  g_assert_true (seep_wire_writer_ok (&writer));

  g_assert_cmpuint (bytes->len, ==, 64 + 40 + 16 + 40 + 8 + 32);
  g_assert_cmpuint (writer.offset, ==, bytes->len);
  g_assert_cmpmem (bytes->data, 8, SEEP_WIRE_MAGIC, 8);
  g_assert_cmpuint (number_at (bytes, 8, 8), ==, 0x0001085300000001);
  g_assert_cmpuint (number_at (bytes, 16, 8), ==, SEEP_WIRE_FLAG_PREVIEWS);
  g_assert_cmpmem (bytes->data + 24, 16, "0123456789abcdef", 16);
  g_assert_cmpuint (number_at (bytes, 40, 8), ==, 0x1122334455667788);
  g_assert_cmpuint (number_at (bytes, 60, 4), ==, seep_crc32c (0, bytes->data, 60));
  check_chunk (bytes, 64, 0, "hello, world!");
  g_assert_cmpuint (number_at (bytes, 64 + 28, 4), ==, 3);
  check_chunk (bytes, 120, 1, "12345678");
  g_assert_cmpuint (number_at (bytes, 168, 8), ==, 168);
  g_assert_cmpuint (number_at (bytes, 176, 8), ==, 2);
  g_assert_cmpmem (bytes->data + 184, 8, SEEP_WIRE_END_MAGIC, 8);
  g_assert_cmpuint (number_at (bytes, 196, 4), ==, seep_crc32c (0, bytes->data + 168, 28));
}

/* Wherever the disk becomes full, what was written before is there and the error is kept. */
static void
test_the_first_failure_sticks (void)
{
  for (gsize n = 0; n < 200; n++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      Sink sink = { .bytes = bytes, .fails_at = n };
      SeepWireWriter writer;
      guint n_calls;

      seep_wire_writer_init_callback (&writer, take_a_few, &sink);
      write_small_file (&writer);
      g_assert_false (seep_wire_writer_ok (&writer));
      g_assert_cmpint (writer.error, ==, ENOSPC);
      g_assert_cmpuint (bytes->len, <=, n);
      g_assert_cmpuint (writer.offset, ==, bytes->len);
      n_calls = sink.n_calls;
      seep_wire_writer_put_trailer (&writer);
      g_assert_cmpuint (sink.n_calls, ==, n_calls);
    }
}

static gpointer
read_worker (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  GByteArray *bytes = g_byte_array_new ();
  guint8 piece[100];
  gssize n;

  while ((n = read (fd, piece, sizeof piece)) > 0)
    g_byte_array_append (bytes, piece, (guint) n);
  return bytes;
}

/* Larger than a pipe: the writer waits for the reader, and everything arrives. */
static void
test_a_pipe_takes_it_all (void)
{
  const gsize n_bytes = SEEP_WIRE_MAX_CHUNK_BYTES + SEEP_WIRE_SECTION_EXTRA_BYTES;
  g_autofree guint8 *buffer = g_malloc (n_bytes + 4096);
  g_autoptr(GByteArray) bytes = NULL;
  SeepWireWriter writer;
  SeepWireSection section;
  GThread *thread;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  thread = g_thread_new ("reader", read_worker, GINT_TO_POINTER (fds[0]));
  seep_wire_writer_init (&writer, fds[1]);
  seep_wire_section_init (&section, SEEP_WIRE_META, buffer, n_bytes + 4096);
  g_assert_cmpuint (seep_wire_section_room (&section), ==, SEEP_WIRE_MAX_CHUNK_BYTES);
  while (seep_wire_section_room (&section) > 0)
    *section.at++ = 0x5A;
  seep_wire_section_flush (&section, &writer);
  g_assert_true (seep_wire_writer_ok (&writer));
  close (fds[1]);
  bytes = g_thread_join (thread);
  close (fds[0]);
  g_assert_cmpuint (bytes->len, ==, 40 + SEEP_WIRE_MAX_CHUNK_BYTES);
  g_assert_cmpuint (bytes->data[bytes->len - 1], ==, 0x5A);
}

/* Whoever writes may be holding up a program: it lets go, though the pipe would wait for ever. */
static void
test_a_reader_that_stands_still_is_left (void)
{
  const gsize n_bytes = SEEP_WIRE_MAX_CHUNK_BYTES + SEEP_WIRE_SECTION_EXTRA_BYTES;
  g_autofree guint8 *buffer = g_malloc (n_bytes);

  for (guint blocks = 0; blocks < 2; blocks++)
    {
      SeepWireWriter writer;
      SeepWireSection section;
      int fds[2];

      g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
      g_assert_true (g_unix_set_fd_nonblocking (fds[1], !blocks, NULL));
      seep_wire_writer_init (&writer, fds[1]);
      seep_wire_section_init (&section, SEEP_WIRE_META, buffer, n_bytes);
      while (seep_wire_section_room (&section) > 0)
        *section.at++ = 0x5A;
      seep_wire_section_flush (&section, &writer);
      g_assert_cmpint (writer.error, ==, ETIMEDOUT);
      close (fds[0]);
      close (fds[1]);
    }
}

static void
test_facts_that_do_not_fit_are_left_out (void)
{
  guint8 buffer[SEEP_WIRE_SECTION_EXTRA_BYTES + 64];
  SeepWireSection section;
  const guint8 expected[] = { 1, 'k', 's', 5, 'a', 0xEF, 0xBF, 0xBD, 'b' };
  char long_text[64];

  memset (long_text, 'x', sizeof long_text);
  long_text[63] = '\0';
  seep_wire_section_init (&section, SEEP_WIRE_META, buffer, sizeof buffer);
  seep_wire_section_put_string (&section, "k", "a\xff" "b");
  seep_wire_section_put_string (&section, "long", long_text);
  g_assert_cmpuint (section.n_records, ==, 1);
  g_assert_cmpmem (section.buffer + 40, section.at - section.buffer - 40, expected,
                   sizeof expected);
}

static void
test_lists_are_counted (void)
{
  guint8 buffer[SEEP_WIRE_SECTION_EXTRA_BYTES + 256];
  SeepWireSection section;
  const guint8 expected[] = { 4, 'a', 'r', 'g', 'v', 'l', 3, 1, 'a', 0, 2, 'b', 'c' };

  seep_wire_section_init (&section, SEEP_WIRE_META, buffer, sizeof buffer);
  seep_wire_section_put_list (&section, "argv", "a\0\0bc", 6);
  g_assert_cmpmem (section.buffer + 40, section.at - section.buffer - 40, expected,
                   sizeof expected);
}

static void
test_numbers_come_back (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      guint64 value = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      guint8 bytes[SEEP_VARINT_MAX_BYTES];
      guint64 back = 0;
      guint8 *end;

      value >>= i % 64;
      end = seep_varint_put (bytes, value);
      g_assert_cmpuint (end - bytes, ==, seep_varint_count_bytes (value));
      for (guint k = 0; k < end - bytes; k++)
        back |= (guint64) (bytes[k] & 127) << (7 * k);
      g_assert_cmpuint (back, ==, value);
      g_assert_cmpuint (end[-1] & 128, ==, 0);
    }
  g_assert_cmpuint (seep_varint_zigzag (0), ==, 0);
  g_assert_cmpuint (seep_varint_zigzag (-1), ==, 1);
  g_assert_cmpuint (seep_varint_zigzag (1), ==, 2);
  g_assert_cmpuint (seep_varint_zigzag (G_MININT64), ==, G_MAXUINT64);
}

/* Random bytes become what GLib makes of them: valid, and the same where they were. */
static void
test_text_becomes_valid (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      char text[32];
      char clean[3 * sizeof text];
      gsize n_bytes = (gsize) g_test_rand_int_range (0, sizeof text);
      gsize n_clean;

      for (gsize i = 0; i < n_bytes; i++)
        text[i] = (char) (g_test_rand_bit () ? g_test_rand_int_range (0x80, 0x100)
                                             : g_test_rand_int_range (1, 0x80));
      n_clean = seep_utf8_clean (NULL, text, n_bytes);
      g_assert_cmpuint (seep_utf8_clean ((guint8 *) clean, text, n_bytes), ==, n_clean);
      g_assert_cmpuint (n_clean, <=, 3 * n_bytes);
      g_assert_true (g_utf8_validate (clean, (gssize) n_clean, NULL));
      if (g_utf8_validate (text, (gssize) n_bytes, NULL))
        g_assert_cmpmem (clean, n_clean, text, n_bytes);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-writer/bytes-are-those-of-the-format",
                   test_bytes_are_those_of_the_format);
  g_test_add_func ("/wire-writer/the-first-failure-sticks", test_the_first_failure_sticks);
  g_test_add_func ("/wire-writer/a-pipe-takes-it-all", test_a_pipe_takes_it_all);
  g_test_add_func ("/wire-writer/a-reader-that-stands-still-is-left",
                   test_a_reader_that_stands_still_is_left);
  g_test_add_func ("/wire-writer/facts-that-do-not-fit-are-left-out",
                   test_facts_that_do_not_fit_are_left_out);
  g_test_add_func ("/wire-writer/lists-are-counted", test_lists_are_counted);
  g_test_add_func ("/wire-writer/numbers-come-back", test_numbers_come_back);
  g_test_add_func ("/wire-writer/text-becomes-valid", test_text_becomes_valid);
  return g_test_run ();
}
