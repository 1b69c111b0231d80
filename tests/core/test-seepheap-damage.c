/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams that are cut, damaged or hostile: what is left is read, and the rest is told of. */
#include "config.h"

#include "heap-check.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "base/seep-error.h"
#include "formats/seep-formats.h"

#include <seep-crc32c.h>
#include <string.h>

/* The first chunk's end: with less than that there is nothing to show. */
static gsize
get_first_chunk_end (GBytes *bytes)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  guint64 n_payload;

  memcpy (&n_payload, data + 64 + 16, 8);
  return 64 + 40 + (gsize) n_payload;
}

static void
test_every_prefix_fails_or_opens_truncated (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();
  gsize first_end = get_first_chunk_end (whole);

  for (gsize n = 0; n < g_bytes_get_size (whole); n++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (g_bytes_get_data (whole, NULL), n);
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) peek_error = NULL;
      g_autoptr(SeepHeap) heap = read_dump (bytes, &error);
      g_autoptr(SeepFileInfo) info = peek_dump (bytes, &peek_error);

      g_assert_true ((heap == NULL) == (n < first_end));
      g_assert_true ((info == NULL) == (n < first_end));
      if (n < 8)
        g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
      else if (n < first_end)
        g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
      if (n < first_end)
        {
          g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
          g_assert_true (g_str_has_prefix (peek_error->message, "a.seepheap: byte "));
          continue;
        }
      heap_check (heap);
      g_assert_true (seep_heap_is_truncated (heap));
      g_assert_true (info->is_truncated);
      g_assert_nonnull (seep_heap_get_warnings (heap)[0]);
      g_assert_nonnull (info->warnings[0]);
    }
}

static void
check_changed (GBytes *whole, gsize at, guint8 mask)
{
  gsize n_bytes = g_bytes_get_size (whole);
  guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);
  g_autoptr(GBytes) bytes = g_bytes_new_take (data, n_bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) peek_error = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(SeepFileInfo) info = NULL;

  data[at] ^= mask;
  heap = read_dump (bytes, &error);
  info = peek_dump (bytes, &peek_error);
  if (heap == NULL)
    g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
  else
    heap_check (heap);
  if (info == NULL)
    g_assert_true (g_str_has_prefix (peek_error->message, "a.seepheap: byte "));
  if (at >= 64)
    g_assert_nonnull (heap); /* damage in a chunk costs the chunk */
}

static void
test_every_flipped_byte_fails_or_opens (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();

  for (gsize at = 0; at < g_bytes_get_size (whole); at++)
    {
      for (guint bit = 0; bit < 8; bit++)
        check_changed (whole, at, (guint8) (1 << bit));
      check_changed (whole, at, 0xff);
    }
}

/* The same with the chunks' checksums made to hold again: what the checksum would catch reaches the
 * decoders. */
static void
test_every_flipped_byte_behind_good_checksums (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();
  gsize n_bytes = g_bytes_get_size (whole);

  for (gsize chunk = 64; chunk + 32 < n_bytes;)
    {
      guint64 n_payload;
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);

      memcpy (&n_payload, data + chunk + 16, 8);
      for (gsize i = 0; i < n_payload * 9; i++)
        {
          guint8 mask = i % 9 == 8 ? 0xff : (guint8) (1 << i % 9);
          guint8 *at = data + chunk + 40 + i / 9;
          g_autoptr(GBytes) bytes = NULL;
          g_autoptr(GError) error = NULL;
          g_autoptr(SeepHeap) heap = NULL;
          guint32 crc;

          *at ^= mask;
          crc = seep_crc32c (0, data + chunk + 40, n_payload);
          memcpy (data + chunk + 32, &crc, 4);
          crc = seep_crc32c (0, data + chunk, 36);
          memcpy (data + chunk + 36, &crc, 4);
          bytes = g_bytes_new (data, n_bytes);
          heap = read_dump (bytes, &error);
          *at ^= mask;
          g_assert_no_error (error);
          heap_check (heap);
        }
      chunk += 40 + (n_payload + 7) / 8 * 8;
    }
}

static void
test_a_damaged_chunk_costs_the_chunk (void)
{
  SeepheapEncoder encoder;
  guint damaged = 0;
  g_autofree char *warning = NULL;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  for (guint i = 0; i < 3; i++)
    {
      seepheap_encoder_begin (&encoder, "OBJS");
      seepheap_encoder_list (&encoder, 0x1000 + 0x100 * i, 1);
      seepheap_encoder_list (&encoder, 0x1020 + 0x100 * i, 1);
      if (i == 1)
        damaged = encoder.bytes->len + 40;
      seepheap_encoder_end (&encoder);
    }
  seepheap_encoder_trailer (&encoder);
  encoder.bytes->data[damaged + 2] ^= 4;
  heap = read_dump_of_encoder (&encoder);

  warning = g_strdup_printf (
    "a.seepheap: byte %u: a part of the file is damaged and left out (objects: 2).", damaged);
  assert_dump_warns (heap, warning);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 4);
  g_assert_false (seep_heap_is_truncated (heap));
}

static void
test_a_damaged_header_is_passed_over (void)
{
  SeepheapEncoder encoder;
  guint damaged;
  guint end;
  g_autofree char *warning = NULL;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x1000, 1);
  damaged = encoder.bytes->len;
  seepheap_encoder_end (&encoder);
  end = encoder.bytes->len;
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x2000, 1);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  encoder.bytes->data[damaged + 17] ^= 1; /* the length: what follows cannot be found by it */
  heap = read_dump_of_encoder (&encoder);

  warning = g_strdup_printf ("a.seepheap: byte %u: %u bytes are damaged and left out.", damaged,
                             end - damaged);
  assert_dump_warns (heap, warning);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 1);
  g_assert_cmpuint (seep_heap_find_address (heap, 0x2000), ==, 0);
  g_assert_false (seep_heap_is_truncated (heap));
}

static void
test_a_lost_chunk_is_noticed (void)
{
  SeepheapEncoder encoder;
  guint start;
  guint end;
  g_autofree char *warning = NULL;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  start = encoder.bytes->len;
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x1000, 1);
  seepheap_encoder_end (&encoder);
  end = encoder.bytes->len;
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x2000, 1);
  seepheap_encoder_end (&encoder);
  g_byte_array_remove_range (encoder.bytes, start, end - start);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);

  warning = g_strdup_printf ("a.seepheap: byte %u: 1 parts of the file are missing here.", start);
  assert_dump_warns (heap, warning);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 1);
}

/* An older chunk that is there once more is not read again. */
static void
test_a_repeated_chunk_is_passed_over (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  encoder.sequence--;
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x1000, 1);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x2000, 1);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 1);
  g_assert_cmpuint (seep_heap_find_address (heap, 0x1000), ==, SEEP_NO_NODE);
}

static void
test_lost_definitions_have_placeholders (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, SEEPHEAP_ENCODER_TRACES);
  seepheap_encoder_begin (&encoder, "NAME"); /* ids 2 to 4 were lost */
  seepheap_encoder_uv (&encoder, 5);
  seepheap_encoder_name (&encoder, "five");
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "TYPE"); /* 1 and 2 */
  seepheap_encoder_uv (&encoder, 3);
  seepheap_encoder_type (&encoder, 0x200, 5, 0, 0, 200);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "TRAC"); /* 1 */
  seepheap_encoder_uv (&encoder, 2);
  seepheap_encoder_uv (&encoder, 1);
  seepheap_encoder_uv (&encoder, 1);
  seepheap_encoder_uv (&encoder, 5);
  seepheap_encoder_uv (&encoder, 12);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "OBJS");
  for (guint i = 0; i < 6; i++)
    {
      seepheap_encoder_object (&encoder, 0x1000 + 16 * i, i, 56, 1, 0, i);
      seepheap_encoder_end_object (&encoder);
    }
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);

  g_assert_cmpstr (seep_heap_get_name (heap, 3), ==, "?");
  g_assert_cmpstr (seep_heap_get_type_name (heap, 1), ==, "?");
  g_assert_cmpstr (seep_heap_get_type_name (heap, 3), ==, "five");
  g_assert_cmpint (seep_heap_get_type (heap, 3)->kind, ==,
                   SEEP_KIND_OTHER); /* 200 is no kind of ours */
  g_assert_cmpuint (seep_heap_get_columns (heap)->types[5], ==, 4);
  g_assert_cmpstr (seep_heap_get_type_name (heap, 4), ==, "?");
  g_assert_cmpuint (seep_heap_get_columns (heap)->traces[2], ==, 2);
  g_assert_cmpuint (seep_heap_get_columns (heap)->traces[3], ==, 0);
  assert_dump_warns (
    heap, "The type of 2 objects is not in the file; they are shown as \xe2\x80\x9c?\xe2\x80\x9d.");
  assert_dump_warns (heap, "The tracebacks of 3 objects are not in the file.");
}

static void
test_ids_out_of_nowhere_are_refused (void)
{
  static const guint64 firsts[] = { 0, 1, 1000000, G_MAXUINT32, G_MAXUINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (firsts); i++)
    {
      SeepheapEncoder encoder;
      g_autoptr(SeepHeap) heap = NULL;

      seepheap_encoder_init_small (&encoder, 0);
      seepheap_encoder_begin (&encoder, "NAME");
      seepheap_encoder_uv (&encoder, firsts[i]);
      seepheap_encoder_name (&encoder, "x");
      seepheap_encoder_end (&encoder);
      seepheap_encoder_trailer (&encoder);
      heap = read_dump_of_encoder (&encoder);
      g_assert_cmpuint (seep_heap_get_n_names (heap), ==, 1);
      g_assert_nonnull (seep_heap_get_warnings (heap)[0]);
    }
}

/* A count may say anything: only what can follow is believed. */
static void
test_hostile_counts_allocate_nothing (void)
{
  static const char *const kinds[] = { "NAME", "TYPE", "TRAC", "THRD", "FRAM",
                                       "ROOT", "LOGS", "DONE", "OBJS" };
  static const guint64 counts[] = { 200, 1u << 20, G_MAXUINT32, G_MAXUINT64 / 2, G_MAXUINT64 };

  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (gsize count = 0; count < G_N_ELEMENTS (counts); count++)
      for (guint n_before = 0; n_before < 6; n_before++)
        {
          SeepheapEncoder encoder;
          g_autoptr(SeepHeap) heap = NULL;

          seepheap_encoder_init_small (&encoder, 0);
          seepheap_encoder_begin (&encoder, kinds[kind]);
          for (guint i = 0; i < n_before; i++)
            seepheap_encoder_uv (&encoder, 2);
          seepheap_encoder_uv (&encoder, counts[count]);
          seepheap_encoder_uv (&encoder, counts[count]);
          seepheap_encoder_end (&encoder);
          seepheap_encoder_trailer (&encoder);
          heap = read_dump_of_encoder (&encoder);
        }
}

static void
test_records_that_make_no_sense_end_their_chunk (void)
{
  static const guint8 tails[][12] = {
    { 2, 0, 1, 1, 0 },         /* no end mark */
    { 2, 0, 1, 1, 0, 2 * 15 }, /* an end mark with more in it */
    { 2, 0, 1, 1, 64, 9 },     /* a preview of no kind */
    { 2, 0, 1, 1, 64, 1, 65 }, /* a preview too long */
    { 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0 }, /* 66 bits */
    { 0x8e }, /* a number that goes on */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tails); i++)
    for (gsize n = 1; n <= sizeof tails[i]; n++)
      {
        SeepheapEncoder encoder;
        g_autoptr(SeepHeap) heap = NULL;

        seepheap_encoder_init_small (&encoder, 0);
        seepheap_encoder_begin (&encoder, "OBJS");
        seepheap_encoder_list (&encoder, 0x1000, 1);
        seepheap_encoder_bytes (&encoder, tails[i], n);
        encoder.n_records++;
        seepheap_encoder_end (&encoder);
        seepheap_encoder_begin (&encoder, "OBJS");
        seepheap_encoder_list (&encoder, 0x2000, 1);
        seepheap_encoder_end (&encoder);
        seepheap_encoder_trailer (&encoder);
        heap = read_dump_of_encoder (&encoder);
        g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 2);
        g_assert_nonnull (strstr (seep_heap_get_warnings (heap)[0], "(objects: 2, read: 1)"));
      }
}

static void
test_noise_is_survived (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  for (guint i = 0; i < 300000; i++)
    {
      guint8 byte = (guint8) g_test_rand_int ();

      g_byte_array_append (encoder.bytes, &byte, 1);
    }
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x1000, 1);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 1);
  g_assert_nonnull (
    strstr (seep_heap_get_warnings (heap)[0], ": 300000 bytes are damaged and left out."));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seepheap-damage/every-prefix-fails-or-opens-truncated",
                   test_every_prefix_fails_or_opens_truncated);
  g_test_add_func ("/seepheap-damage/every-flipped-byte-fails-or-opens",
                   test_every_flipped_byte_fails_or_opens);
  g_test_add_func ("/seepheap-damage/every-flipped-byte-behind-good-checksums",
                   test_every_flipped_byte_behind_good_checksums);
  g_test_add_func ("/seepheap-damage/a-damaged-chunk-costs-the-chunk",
                   test_a_damaged_chunk_costs_the_chunk);
  g_test_add_func ("/seepheap-damage/a-damaged-header-is-passed-over",
                   test_a_damaged_header_is_passed_over);
  g_test_add_func ("/seepheap-damage/a-lost-chunk-is-noticed", test_a_lost_chunk_is_noticed);
  g_test_add_func ("/seepheap-damage/a-repeated-chunk-is-passed-over",
                   test_a_repeated_chunk_is_passed_over);
  g_test_add_func ("/seepheap-damage/lost-definitions-have-placeholders",
                   test_lost_definitions_have_placeholders);
  g_test_add_func ("/seepheap-damage/ids-out-of-nowhere-are-refused",
                   test_ids_out_of_nowhere_are_refused);
  g_test_add_func ("/seepheap-damage/hostile-counts-allocate-nothing",
                   test_hostile_counts_allocate_nothing);
  g_test_add_func ("/seepheap-damage/records-that-make-no-sense-end-their-chunk",
                   test_records_that_make_no_sense_end_their_chunk);
  g_test_add_func ("/seepheap-damage/noise-is-survived", test_noise_is_survived);
  return g_test_run ();
}
