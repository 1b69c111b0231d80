/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks come back as they were given; the heap beside them does not depend on them. */
#include "config.h"

#include "formats/seep-seepheap-blocks.h"

#include "base/seep-error.h"
#include "heap-check.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "formats/seep-seepheap-indexer.h"

#include <string.h>

/* One that a later Seep may add is among them. */
static const SeepBlock given[] = {
  { "abcd", "some bytes", 10 },
  { "none", "", 0 },
  { "zzzz", "the same name", 13 },
  { "zzzz", "as another", 10 },
};

static GBytes *
make_indexed (SeepHeap *heap)
{
  g_auto(SeepBytesSink) sink = { 0 };
  g_autoptr(GError) error = NULL;

  seep_bytes_sink_init (&sink);
  g_assert_true (seep_seepheap_write_indexed (heap, given, G_N_ELEMENTS (given), &sink.parent, NULL,
                                              &error));
  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&sink.bytes));
}

static GArray *
list_blocks (GBytes *bytes, SeepSource **source, GError **error)
{
  *source = seep_source_new_for_bytes ("a.seepheap", bytes);
  return seep_seepheap_list_blocks (*source, NULL, error);
}

static void
test_come_back (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);
  g_autoptr(GBytes) bytes = make_indexed (heap);
  g_autoptr(SeepHeap) indexed = read_dump (bytes, NULL);
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) blocks = list_blocks (bytes, &source, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, G_N_ELEMENTS (given));
  for (guint i = 0; i < blocks->len; i++)
    {
      const SeepBlock *block = &g_array_index (blocks, SeepBlock, i);

      g_assert_cmpstr (block->name, ==, given[i].name);
      g_assert_cmpmem (block->bytes, block->n_bytes, given[i].bytes, given[i].n_bytes);
    }
  heap_check_same (heap, indexed);
}

/* The heap opens whatever happened to them; the blocks do not. */
static void
test_damage_stays_theirs (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);
  g_autoptr(GBytes) whole = make_indexed (heap);
  gsize n_bytes = g_bytes_get_size (whole);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);
  guint8 *payload = memmem (data, n_bytes, "some bytes", 10);

  g_assert_nonnull (payload);
  for (guint8 *at = payload - 40; at < payload + 10; at++)
    {
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(SeepHeap) indexed = NULL;
      g_autoptr(SeepSource) source = NULL;
      g_autoptr(GError) error = NULL;

      *at ^= 4;
      bytes = g_bytes_new_static (data, n_bytes);
      indexed = read_dump (bytes, &error);
      g_assert_no_error (error);
      heap_check_same (heap, indexed);
      g_assert_null (list_blocks (bytes, &source, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
      *at ^= 4;
    }
}

static void
test_a_stream_has_none (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (list_blocks (bytes, &source, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
}

static void
test_every_prefix_fails (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);
  g_autoptr(GBytes) whole = make_indexed (heap);

  for (gsize n = 0; n < g_bytes_get_size (whole); n += 1 + n % 5)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_from_bytes (whole, 0, n);
      g_autoptr(SeepSource) source = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_null (list_blocks (bytes, &source, &error));
      g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seepheap-blocks/come-back", test_come_back);
  g_test_add_func ("/seepheap-blocks/damage-stays-theirs", test_damage_stays_theirs);
  g_test_add_func ("/seepheap-blocks/a-stream-has-none", test_a_stream_has_none);
  g_test_add_func ("/seepheap-blocks/every-prefix-fails", test_every_prefix_fails);
  return g_test_run ();
}
