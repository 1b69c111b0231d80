/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The indexed profile: it answers as the stream does; and nothing in it is believed. */
#include "config.h"

#include "heap-check.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "base/seep-error.h"
#include "formats/seep-formats.h"
#include "formats/seep-seepheap-indexer.h"

#include <seep-crc32c.h>
#include <string.h>

static GBytes *
index_heap (SeepHeap *heap)
{
  g_auto(SeepBytesSink) sink = { 0 };
  g_autoptr(GError) error = NULL;

  seep_bytes_sink_init (&sink);
  g_assert_true (seep_seepheap_write_indexed (heap, NULL, 0, &sink.parent, NULL, &error));
  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&sink.bytes));
}

static GBytes *
make_indexed_sample (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);

  return index_heap (heap);
}

static void
check_round_trip (GBytes *stream)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) heap = read_dump (stream, &error);
  g_autoptr(GBytes) bytes = index_heap (heap);
  g_autoptr(SeepHeap) indexed = read_dump (bytes, &error);
  g_autoptr(GBytes) again = NULL;

  g_assert_no_error (error);
  heap_check (indexed);
  heap_check_same (heap, indexed);
  g_assert_cmpuint (seep_facts_get_uint (seep_heap_get_facts (indexed), "source.bytes"), ==,
                    g_bytes_get_size (stream));

  /* Written once more from the mapped columns. */
  again = index_heap (indexed);
  g_clear_pointer (&indexed, seep_heap_unref);
  indexed = read_dump (again, &error);
  g_assert_no_error (error);
  heap_check_same (heap, indexed);
}

static void
test_answers_as_the_stream_does (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 200);

  check_round_trip (whole);
  check_round_trip (cut);
}

static void
test_an_empty_heap_is_kept (void)
{
  SeepheapEncoder encoder;
  g_autoptr(GBytes) bytes = NULL;

  seepheap_encoder_init (&encoder, 0);
  seepheap_encoder_begin (&encoder, "META");
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  bytes = seepheap_encoder_steal (&encoder);
  check_round_trip (bytes);
}

/* Names beyond one piece, objects in random order, values beyond one window. */
static void
test_big_heaps_are_kept (void)
{
  SeepheapEncoder encoder;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = g_strnfill (4000, 'n');
  guint32 order = 0;

  seepheap_encoder_init (&encoder, SEEPHEAP_ENCODER_PREVIEWS);
  for (guint i = 0; i < 400; i++)
    {
      seepheap_encoder_begin (&encoder, "NAME");
      seepheap_encoder_uv (&encoder, i + 1);
      seepheap_encoder_name (&encoder, name + i);
      seepheap_encoder_end (&encoder);
    }
  for (guint chunk = 0; chunk < 40; chunk++)
    {
      seepheap_encoder_begin (&encoder, "OBJS");
      for (guint i = 0; i < 5000; i++)
        {
          g_autofree char *text = g_strdup_printf ("object %u of a chunk %u", i, chunk);

          order = order * 1664525 + 1013904223; /* a full cycle modulo 2^18: every address once */
          seepheap_encoder_object (&encoder, 0x10000 + 16 * (guint64) (order % (1u << 18)), 0, 60,
                                   1, 64, 0);
          seepheap_encoder_u8 (&encoder, 1);
          seepheap_encoder_text (&encoder, text);
          seepheap_encoder_edge (&encoder, 1,
                                 0x10000 + 16 * (guint64) (g_test_rand_int () % (1u << 18)), 0);
          seepheap_encoder_end_object (&encoder);
        }
      seepheap_encoder_end (&encoder);
    }
  seepheap_encoder_trailer (&encoder);
  bytes = seepheap_encoder_steal (&encoder);
  check_round_trip (bytes);
}

static void
test_peek_reads_the_facts (void)
{
  g_autoptr(GBytes) bytes = make_indexed_sample ();
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepFileInfo) info = seep_formats_peek (source, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->profile, ==, "indexed");
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "pid"), ==, 4711);
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "objects"), ==, 11);
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "captured_at_ns"), ==, 1700000000000000000u);
  g_assert_cmpstr (info->warnings[0], ==, "A type's references cannot be listed.");
  g_assert_false (info->is_truncated);
}

static void
test_every_prefix_fails (void)
{
  g_autoptr(GBytes) whole = make_indexed_sample ();
  gsize n_bytes = g_bytes_get_size (whole);

  for (gsize n = 0; n < n_bytes; n++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_from_bytes (whole, 0, n);
      g_autoptr(GError) error = NULL;

      g_assert_null (read_dump (bytes, &error));
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
    }
}

/* Bytes that are in no chunk may be anything: of the long gaps, a few are looked at. */
static gboolean
is_worth_a_look (const guint8 *data, gsize n_bytes, gsize at)
{
  gsize end = MIN (at + 48, n_bytes);

  for (gsize i = at - MIN (at, 48); i < end; i++)
    if (data[i] != 0)
      return TRUE;
  return at % 101 == 0;
}

static void
test_every_flipped_byte_fails_or_opens (void)
{
  g_autoptr(GBytes) whole = make_indexed_sample ();
  gsize n_bytes = g_bytes_get_size (whole);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);
  guint n_opened = 0;

  for (gsize at = 0; at < n_bytes; at++)
    {
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepHeap) heap = NULL;

      if (!is_worth_a_look (data, n_bytes, at))
        continue;
      data[at] ^= 0xff;
      bytes = g_bytes_new_static (data, n_bytes);
      heap = read_dump (bytes, &error);
      if (heap != NULL)
        heap_check (heap);
      else
        g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
      n_opened += heap != NULL;
      data[at] ^= 0xff; /* the heap lies in these bytes */
    }
  g_assert_cmpuint (n_opened, >, 0);
}

static guint64
load (const guint8 *data, guint n_bytes)
{
  guint64 value = 0;

  memcpy (&value, data, n_bytes);
  return value;
}

static void
seal (guint8 *data, gsize chunk)
{
  guint32 crc = seep_crc32c (0, data + chunk + 40, load (data + chunk + 16, 8));

  memcpy (data + chunk + 32, &crc, 4);
  crc = seep_crc32c (0, data + chunk, 36);
  memcpy (data + chunk + 36, &crc, 4);
}

/* Every byte of every chunk, payload and header, with checksums that hold: only the checks of what
 * the numbers mean are left. */
static void
test_every_flipped_byte_behind_good_checksums (void)
{
  g_autoptr(GBytes) whole = make_indexed_sample ();
  gsize n_bytes = g_bytes_get_size (whole);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);
  gsize contents = load (data + 48, 8);
  gsize n_chunks = load (data + contents + 16, 8) / 16;
  guint n_failed = 0;

  for (gsize i = 0; i <= n_chunks; i++)
    {
      gsize chunk = i < n_chunks ? load (data + contents + 40 + 16 * i + 8, 8) : contents;
      gsize n_payload = load (data + chunk + 16, 8);
      g_autofree guint8 *kept = g_memdup2 (data + chunk, 40 + n_payload);

      for (gsize k = 0; k < (32 + n_payload) * 9; k++)
        {
          gsize at = k / 9 < 32 ? k / 9 : k / 9 + 8;
          g_autoptr(GBytes) bytes = NULL;
          g_autoptr(GError) error = NULL;
          g_autoptr(SeepHeap) heap = NULL;

          data[chunk + at] ^= k % 9 == 8 ? 0xff : 1 << k % 9;
          if (load (data + chunk + 16, 8) <= n_bytes - chunk - 40)
            seal (data, chunk);
          bytes = g_bytes_new_static (data, n_bytes);
          heap = read_dump (bytes, &error);
          if (heap != NULL)
            heap_check (heap);
          else
            g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
          n_failed += heap == NULL;
          memcpy (data + chunk, kept, 40 + n_payload); /* the heap lies in these bytes */
        }
    }
  g_assert_cmpuint (n_failed, >, 0);
}

static gboolean
fail_append (SeepSink *sink, gconstpointer bytes, gsize n_bytes, GError **error)
{
  g_set_error_literal (error, SEEP_ERROR, SEEP_ERROR_IO, "b.seepheap: no room");
  return FALSE;
}

static void
test_a_full_disk_is_told (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);
  g_autoptr(GError) error = NULL;
  SeepSink sink = { .append = fail_append };

  g_assert_false (seep_seepheap_write_indexed (heap, NULL, 0, &sink, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seepheap-indexed/answers-as-the-stream-does", test_answers_as_the_stream_does);
  g_test_add_func ("/seepheap-indexed/an-empty-heap-is-kept", test_an_empty_heap_is_kept);
  g_test_add_func ("/seepheap-indexed/big-heaps-are-kept", test_big_heaps_are_kept);
  g_test_add_func ("/seepheap-indexed/peek-reads-the-facts", test_peek_reads_the_facts);
  g_test_add_func ("/seepheap-indexed/every-prefix-fails", test_every_prefix_fails);
  g_test_add_func ("/seepheap-indexed/every-flipped-byte-fails-or-opens",
                   test_every_flipped_byte_fails_or_opens);
  g_test_add_func ("/seepheap-indexed/every-flipped-byte-behind-good-checksums",
                   test_every_flipped_byte_behind_good_checksums);
  g_test_add_func ("/seepheap-indexed/a-full-disk-is-told", test_a_full_disk_is_told);
  return g_test_run ();
}
