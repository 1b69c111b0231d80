/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was kept of an analysis answers as the analysis does; and nothing of it is believed. */
#include "config.h"

#include "analysis/seep-analysis-blocks.h"

#include "analysis-check.h"
#include "base/seep-error.h"
#include "formats/seep-formats.h"
#include "formats/seep-seepheap-blocks.h"
#include "formats/seep-seepheap-indexer.h"
#include "random-heap.h"

#include <string.h>

#define N_HEAPS 300

/* Blocks in memory of their own. */
typedef struct
{
  GArray    *blocks; /* owned; of SeepBlock */
  GPtrArray *bytes;  /* owned; of guint8 *, one a block */
} Kept;

static void
kept_clear (Kept *kept)
{
  g_array_unref (kept->blocks);
  g_ptr_array_unref (kept->bytes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static void
keep (Kept *kept, SeepAnalysis *analysis)
{
  kept->blocks = seep_analysis_list_blocks (analysis);
  kept->bytes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < kept->blocks->len; i++)
    {
      SeepBlock *block = &g_array_index (kept->blocks, SeepBlock, i);
      guint8 *bytes = g_malloc (block->n_bytes + 1);

      memcpy (bytes, block->bytes, block->n_bytes);
      g_ptr_array_add (kept->bytes, bytes);
      block->bytes = bytes;
    }
}

static SeepAnalysis *
take (const Kept *kept, SeepHeap *heap, GError **error)
{
  return seep_analysis_new_from_blocks (heap, (const SeepBlock *) (const void *) kept->blocks->data,
                                        kept->blocks->len, NULL, error);
}

static SeepBlock *
find (const Kept *kept, const char *name)
{
  for (guint i = 0; i < kept->blocks->len; i++)
    if (strcmp (g_array_index (kept->blocks, SeepBlock, i).name, name) == 0)
      return &g_array_index (kept->blocks, SeepBlock, i);
  g_error ("no block %s", name);
}

static void
assert_refused (const Kept *kept, SeepHeap *heap)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (take (kept, heap, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
}

static void
test_answers_as_the_analysis_does (void)
{
  for (guint round = 0; round < N_HEAPS; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (round % 2 ? 10 : 60);
      g_autoptr(GError) error = NULL;
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, &error);
      g_autoptr(SeepAnalysis) again = NULL;
      g_auto(Kept) kept = { NULL };

      keep (&kept, analysis);
      again = take (&kept, heap, &error);
      g_assert_no_error (error);
      analysis_check (again);
      analysis_check_same (analysis, again);
    }
}

/* Through a file and back, and once more from what was mapped. */
static void
test_lies_in_an_indexed_file (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (60);
  g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);

  for (guint round = 0; round < 2; round++)
    {
      g_auto(SeepBytesSink) sink = { 0 };
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) blocks = seep_analysis_list_blocks (analysis);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(SeepSource) source = NULL;
      g_autoptr(SeepHeap) read = NULL;
      g_autoptr(SeepAnalysis) again = NULL;

      seep_bytes_sink_init (&sink);
      g_assert_true (seep_seepheap_write_indexed (
        seep_analysis_get_heap (analysis), (const SeepBlock *) (const void *) blocks->data,
        blocks->len, &sink.parent, NULL, &error));
      g_assert_no_error (error);
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&sink.bytes));
      source = seep_source_new_for_bytes ("a.seepheap", bytes);
      read = seep_formats_read_heap (source, NULL, &error);
      g_assert_no_error (error);
      g_clear_pointer (&blocks, g_array_unref);
      blocks = seep_seepheap_list_blocks (source, NULL, &error);
      g_assert_no_error (error);
      again = seep_analysis_new_from_blocks (
        read, (const SeepBlock *) (const void *) blocks->data, blocks->len, NULL, &error);
      g_assert_no_error (error);
      analysis_check_same (analysis, again);
      seep_analysis_unref (analysis);
      analysis = g_steal_pointer (&again);
    }
}

/* Every bit of every block turned, and every byte. */
static void
test_every_changed_byte_is_refused_or_harmless (void)
{
  guint n_refused = 0;
  guint n_taken = 0;

  for (guint round = 0; round < 6; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (12);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
      g_auto(Kept) kept = { NULL };

      keep (&kept, analysis);
      for (guint i = 0; i < kept.blocks->len; i++)
        for (gsize k = 0; k < g_array_index (kept.blocks, SeepBlock, i).n_bytes * 9; k++)
          {
            guint8 *byte = (guint8 *) kept.bytes->pdata[i] + k / 9;
            guint8 mask = k % 9 == 8 ? 0xff : (guint8) (1 << k % 9);
            g_autoptr(SeepAnalysis) changed = NULL;

            *byte ^= mask;
            changed = take (&kept, heap, NULL);
            if (changed != NULL)
              analysis_check (changed);
            n_taken += changed != NULL;
            n_refused += changed == NULL;
            *byte ^= mask;
          }
    }
  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpuint (n_taken, >, 0); /* a retained size, say */
}

/* One to three numbers of a block put in the places of others of it. */
static void
mix_up (Kept *kept)
{
  for (guint32 n = 1 + random_below (3); n > 0; n--)
    {
      guint32 i = random_below (kept->blocks->len);
      guint32 n_words = (guint32) (g_array_index (kept->blocks, SeepBlock, i).n_bytes / 4);
      guint32 *words = kept->bytes->pdata[i];
      guint32 at, other, moved;

      if (n_words == 0)
        continue;
      at = random_below (n_words);
      other = random_below (n_words);
      moved = words[at];
      words[at] = words[other];
      if (random_below (2))
        words[other] = moved;
    }
}

static void
test_every_mix_up_is_refused_or_harmless (void)
{
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr(SeepHeap) heap = random_heap_new (10);
      g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);

      for (guint k = 0; k < 500; k++)
        {
          g_auto(Kept) kept = { NULL };
          g_autoptr(SeepAnalysis) changed = NULL;

          keep (&kept, analysis);
          mix_up (&kept);
          changed = take (&kept, heap, NULL);
          if (changed != NULL)
            analysis_check (changed);
        }
    }
}

static void
test_every_shorter_block_is_refused (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (40);
  g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
  g_auto(Kept) kept = { NULL };

  keep (&kept, analysis);
  for (guint i = 0; i < kept.blocks->len; i++)
    {
      SeepBlock *block = &g_array_index (kept.blocks, SeepBlock, i);
      gsize n_bytes = block->n_bytes;

      for (block->n_bytes = 0; block->n_bytes < n_bytes; block->n_bytes++)
        {
          g_autoptr(SeepAnalysis) changed = take (&kept, heap, NULL);

          /* What lists no more than it does is no less possible: roots that are not needed. */
          if (changed != NULL)
            analysis_check (changed);
          if (strcmp (block->name, "arot") != 0 && strcmp (block->name, "aunx") != 0)
            g_assert_null (changed);
        }
    }
}

static void
test_missing_and_double_blocks_are_refused (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (40);
  g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
  g_auto(Kept) kept = { NULL };

  keep (&kept, analysis);
  for (guint i = 0; i < kept.blocks->len; i++)
    {
      SeepBlock block = g_array_index (kept.blocks, SeepBlock, i);

      g_array_remove_index (kept.blocks, i);
      assert_refused (&kept, heap);
      g_array_insert_val (kept.blocks, i, block);
      g_array_append_val (kept.blocks, block);
      assert_refused (&kept, heap);
      g_array_remove_index (kept.blocks, kept.blocks->len - 1);
    }
}

static void
test_another_version_and_other_objects_are_refused (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (40);
  g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
  g_auto(Kept) kept = { NULL };
  guint32 *version;

  keep (&kept, analysis);
  version = (guint32 *) find (&kept, "anum")->bytes;
  (*version)++;
  assert_refused (&kept, heap);
  (*version)--;
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr(SeepHeap) other = random_heap_new (40);
      g_autoptr(SeepAnalysis) taken = take (&kept, other, NULL);

      if (taken != NULL) /* of a heap with the same references */
        analysis_check (taken);
    }
}

static gboolean
is_cancelled_cb (SeepTask *task)
{
  return TRUE;
}

static void
test_can_be_cancelled (void)
{
  g_autoptr(SeepHeap) heap = random_heap_new (40);
  g_autoptr(SeepAnalysis) analysis = seep_analysis_new (heap, NULL, NULL);
  g_autoptr(GArray) blocks = seep_analysis_list_blocks (analysis);
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = is_cancelled_cb };

  g_assert_null (seep_analysis_new_from_blocks (
    heap, (const SeepBlock *) (const void *) blocks->data, blocks->len, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis-blocks/answers-as-the-analysis-does",
                   test_answers_as_the_analysis_does);
  g_test_add_func ("/analysis-blocks/lies-in-an-indexed-file", test_lies_in_an_indexed_file);
  g_test_add_func ("/analysis-blocks/every-changed-byte-is-refused-or-harmless",
                   test_every_changed_byte_is_refused_or_harmless);
  g_test_add_func ("/analysis-blocks/every-mix-up-is-refused-or-harmless",
                   test_every_mix_up_is_refused_or_harmless);
  g_test_add_func ("/analysis-blocks/every-shorter-block-is-refused",
                   test_every_shorter_block_is_refused);
  g_test_add_func ("/analysis-blocks/missing-and-double-blocks-are-refused",
                   test_missing_and_double_blocks_are_refused);
  g_test_add_func ("/analysis-blocks/another-version-and-other-objects-are-refused",
                   test_another_version_and_other_objects_are_refused);
  g_test_add_func ("/analysis-blocks/can-be-cancelled", test_can_be_cancelled);
  return g_test_run ();
}
