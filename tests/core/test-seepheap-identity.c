/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two files that say they are the same dump hold the same. */
#include "config.h"

#include "formats/seep-seepheap-identity.h"

#include "base/seep-error.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "formats/seep-seepheap-indexer.h"

#include <string.h>

static gboolean
identify (GBytes *bytes, SeepDumpIdentity *identity, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);

  memset (identity, 0, sizeof *identity);
  return seep_seepheap_identify (source, identity, error);
}

static gboolean
verify (GBytes *bytes, GError **error)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);

  return seep_seepheap_verify (source, NULL, error);
}

static gboolean
is_same (const SeepDumpIdentity *a, const SeepDumpIdentity *b)
{
  return a->is_whole == b->is_whole && memcmp (a->id, b->id, sizeof a->id) == 0
         && memcmp (a->digest, b->digest, sizeof a->digest) == 0;
}

static void
test_a_dump_is_itself (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(GBytes) copy = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;
  SeepDumpIdentity identity, again;

  g_assert_true (identify (bytes, &identity, &error));
  g_assert_no_error (error);
  g_assert_true (identity.is_whole);
  g_assert_true (identify (copy, &again, NULL));
  g_assert_true (is_same (&identity, &again));
  g_assert_true (verify (bytes, &error));
  g_assert_no_error (error);
}

static void
test_every_prefix_is_another (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();
  SeepDumpIdentity identity, cut;

  g_assert_true (identify (whole, &identity, NULL));
  for (gsize n = 0; n < g_bytes_get_size (whole); n++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_from_bytes (whole, 0, n);

      if (!identify (bytes, &cut, NULL))
        continue;
      g_assert_false (cut.is_whole);
      verify (bytes, NULL);
    }
}

/* Whatever byte is turned: another dump, or checksums that do not hold; unless what is read of it is
 * the same. */
static void
test_every_flipped_byte_shows (void)
{
  g_autoptr(GBytes) whole = seepheap_encoder_make_sample ();
  gsize n_bytes = g_bytes_get_size (whole);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), n_bytes);
  SeepDumpIdentity identity, changed;
  guint n_unseen = 0;

  g_assert_true (identify (whole, &identity, NULL));
  for (gsize at = 0; at < n_bytes; at++)
    {
      g_autoptr(GBytes) bytes = NULL;
      gboolean is_padding = data[at] == 0 && at % 8 != 0;

      data[at] ^= 0x41;
      bytes = g_bytes_new_static (data, n_bytes);
      if (identify (bytes, &changed, NULL) && is_same (&identity, &changed) && verify (bytes, NULL))
        {
          g_assert_true (is_padding);
          n_unseen++;
        }
      data[at] ^= 0x41;
    }
  g_assert_cmpuint (n_unseen, <, 7 * 40); /* up to 7 bytes behind each part */
}

static void
test_what_is_no_stream_is_told (void)
{
  g_autoptr(GBytes) stream = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (stream, NULL);
  g_auto(SeepBytesSink) sink = { 0 };
  g_autoptr(GBytes) indexed = NULL;
  g_autoptr(GError) error = NULL;
  SeepDumpIdentity identity;

  seep_bytes_sink_init (&sink);
  g_assert_true (seep_seepheap_write_indexed (heap, NULL, 0, &sink.parent, NULL, NULL));
  indexed = g_byte_array_free_to_bytes (g_steal_pointer (&sink.bytes));
  g_assert_false (identify (indexed, &identity, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
  g_clear_error (&error);
  g_assert_false (verify (indexed, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seepheap-identity/a-dump-is-itself", test_a_dump_is_itself);
  g_test_add_func ("/seepheap-identity/every-prefix-is-another", test_every_prefix_is_another);
  g_test_add_func ("/seepheap-identity/every-flipped-byte-shows", test_every_flipped_byte_shows);
  g_test_add_func ("/seepheap-identity/what-is-no-stream-is-told", test_what_is_no_stream_is_told);
  return g_test_run ();
}
