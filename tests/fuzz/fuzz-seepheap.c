/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a heap dump: opened, looked at, analysed, indexed with the analysis, and opened
 * again; if an analysis is in them, that is asked everything, too. Once as they are; once with all
 * checksums made to hold, so that what they would catch is met by the decoders. */
#include "config.h"

#include "analysis-check.h"
#include "fuzz-target.h"
#include "heap-check.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "analysis/seep-analysis-blocks.h"
#include "formats/seep-seepheap-blocks.h"
#include "formats/seep-seepheap-indexer.h"

#include <seep-crc32c.h>
#include <string.h>

/* As a profile: with all that is known of it. */
static GBytes *
index_heap (SeepAnalysis *analysis)
{
  g_auto(SeepBytesSink) sink = { 0 };
  g_autoptr(GArray) blocks = seep_analysis_list_blocks (analysis);
  g_autoptr(GError) error = NULL;

  seep_bytes_sink_init (&sink);
  g_assert_true (seep_seepheap_write_indexed (seep_analysis_get_heap (analysis),
                                              (const SeepBlock *) (const void *) blocks->data,
                                              blocks->len, &sink.parent, NULL, &error));
  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (g_steal_pointer (&sink.bytes));
}

/* What the file @source knows of @heap, which was read from it. */
static SeepAnalysis *
take_analysis (SeepHeap *heap, SeepSource *source, GError **error)
{
  g_autoptr(GArray) blocks = seep_seepheap_list_blocks (source, NULL, error);

  if (blocks == NULL)
    return NULL;
  return seep_analysis_new_from_blocks (heap, (const SeepBlock *) (const void *) blocks->data,
                                        blocks->len, NULL, error);
}

static void
use_index (SeepHeap *heap, SeepAnalysis *analysis)
{
  g_autoptr(GBytes) bytes = index_heap (analysis);
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) indexed = seep_formats_read_heap (source, NULL, &error);
  g_autoptr(SeepAnalysis) taken = NULL;

  g_assert_no_error (error);
  heap_check_same (heap, indexed);
  taken = take_analysis (indexed, source, &error);
  g_assert_no_error (error);
  analysis_check_same (analysis, taken);
}

static void
use_heap (SeepHeap *heap, GBytes *bytes)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  g_autoptr(SeepAnalysis) kept = NULL;

  heap_check (heap);
  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seep_analysis_get_reach (analysis)->n_reached, ==,
                    seep_heap_get_columns (heap)->n_objects);
  use_index (heap, analysis);

  kept = take_analysis (heap, source, NULL);
  if (kept != NULL)
    analysis_check (kept);
}

/* What another reader takes has a target of its own, and other things to say. */
static gboolean
is_another_format (GBytes *bytes)
{
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);
  const SeepFormat *format = seep_formats_find (source, NULL);

  return format != NULL && !g_str_equal (format->id, "seepheap");
}

static void
use_file (const guint8 *data, gsize n_bytes)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) peek_error = NULL;
  g_autoptr(SeepHeap) heap = read_dump (bytes, &error);
  g_autoptr(SeepFileInfo) info = peek_dump (bytes, &peek_error);

  if (is_another_format (bytes))
    return;
  if (info == NULL)
    g_assert_true (g_str_has_prefix (peek_error->message, "a.seepheap: byte "));
  if (heap != NULL)
    use_heap (heap, bytes);
  else
    g_assert_true (g_str_has_prefix (error->message, "a.seepheap: byte "));
}

static guint64
load_u64 (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return value;
}

static void
store_u32 (guint8 *data, guint32 value)
{
  memcpy (data, &value, sizeof value);
}

/* Makes the checksums of the chunk at @at hold; FALSE if none can be there. */
static gboolean
seal_chunk (guint8 *data, gsize n_bytes, guint64 at)
{
  guint64 n_payload;

  if (at > n_bytes || n_bytes - at < 40)
    return FALSE;
  n_payload = load_u64 (data + at + 16);
  if (n_payload > n_bytes - at - 40)
    return FALSE;
  store_u32 (data + at + 32, seep_crc32c (0, data + at + 40, n_payload));
  store_u32 (data + at + 36, seep_crc32c (0, data + at, 36));
  return TRUE;
}

static void
seal (guint8 *data, gsize n_bytes)
{
  if (n_bytes < 64)
    return;

  if (data[12] == 'I')
    {
      guint64 contents = load_u64 (data + 48);

      for (guint64 at = contents + 40; contents < n_bytes && at + 16 <= n_bytes; at += 16)
        seal_chunk (data, n_bytes, load_u64 (data + at + 8));
      seal_chunk (data, n_bytes, contents);
    }
  else
    {
      for (guint64 at = 64; seal_chunk (data, n_bytes, at);)
        at += 40 + (load_u64 (data + at + 16) + 7) / 8 * 8;
    }
  store_u32 (data + 60, seep_crc32c (0, data, 60));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autofree guint8 *sealed = g_memdup2 (data, n_bytes);

  use_file (data, n_bytes);
  if (sealed != NULL)
    {
      seal (sealed, n_bytes);
      use_file (sealed, n_bytes);
    }
  return 0;
}

GBytes **
fuzz_target_make_seeds (void)
{
  GBytes **seeds = g_new0 (GBytes *, 4);
  g_autoptr(SeepHeap) heap = NULL;
  g_autoptr(SeepAnalysis) analysis = NULL;
  SeepheapEncoder encoder;

  seeds[0] = seepheap_encoder_make_sample ();
  heap = read_dump (seeds[0], NULL);
  analysis = seep_analysis_new (heap, NULL, NULL);
  seeds[1] = index_heap (analysis);
  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "OBJS");
  for (guint i = 0; i < 40; i++)
    {
      seepheap_encoder_object (&encoder, 0x1000 + 32 * (guint64) i, 0, 56 + i, i, 1, 0);
      for (guint k = 0; k < i % 5; k++)
        seepheap_encoder_edge (&encoder, (const guint[]){ 1, 2, 3, 0, 8 }[k],
                               0x1000 + 32 * (guint64) (i * 7 % 40), 0);
      seepheap_encoder_end_object (&encoder);
    }
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  seeds[2] = seepheap_encoder_steal (&encoder);
  return seeds;
}
