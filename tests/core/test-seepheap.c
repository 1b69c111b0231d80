/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stream profile: what was written is what is read. */
#include "config.h"

#include "heap-check.h"
#include "read-dump.h"
#include "seepheap-encoder.h"

#include "base/seep-error.h"
#include "formats/seep-formats.h"

#include <seep-crc32c.h>
#include <string.h>

static void
assert_fails (SeepheapEncoder *encoder, SeepError code, const char *message)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_steal (encoder);
  g_autoptr(GError) error = NULL;

  g_assert_null (read_dump (bytes, &error));
  g_assert_error (error, SEEP_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_preview (SeepHeap *heap, guint64 address, const char *expected)
{
  g_autofree char *preview = seep_heap_dup_preview (heap, seep_heap_find_address (heap, address));

  g_assert_cmpstr (preview, ==, expected);
}

static void
assert_edge (SeepHeap *heap, guint64 source, guint nth, guint64 target, guint32 label)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 object = seep_heap_find_address (heap, source);
  guint32 edge;

  g_assert_cmpuint (object, !=, SEEP_NO_NODE);
  edge = columns->offsets[object] + nth;
  g_assert_cmpuint (edge, <, columns->offsets[object + 1]);
  g_assert_cmphex (seep_heap_get_address (heap, columns->targets[edge]), ==, target);
  g_assert_cmphex (columns->labels[edge], ==, label);
}

static guint
count_edges (SeepHeap *heap, guint64 address)
{
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);
  guint32 object = seep_heap_find_address (heap, address);

  return columns->offsets[object + 1] - columns->offsets[object];
}

static void
test_reads_what_was_written (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) heap = read_dump (bytes, &error);
  const SeepFacts *facts;
  guint32 object;

  g_assert_no_error (error);
  heap_check (heap);
  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 11);
  g_assert_cmpmem (seep_heap_get_id (heap), 16, "0123456789abcdef", 16);
  g_assert_cmpstr (seep_heap_get_file (heap), ==, "a.seepheap");
  g_assert_false (seep_heap_is_truncated (heap));
  assert_dump_warns (heap, "A type's references cannot be listed.");
  g_assert_null (seep_heap_get_warnings (heap)[1]);

  object = seep_heap_find_address (heap, 0x4000);
  g_assert_cmpuint (seep_heap_get_size (heap, object), ==, 232);
  g_assert_cmpuint (seep_heap_get_columns (heap)->refcounts[object], ==, 2);
  g_assert_cmpuint (seep_heap_get_columns (heap)->flags[object], ==,
                    SEEP_OBJECT_TRACKED | SEEP_OBJECT_HAS_LENGTH);
  g_assert_cmpstr (seep_heap_get_type_name (heap, seep_heap_get_columns (heap)->types[object]), ==,
                   "dict");
  g_assert_cmpuint (seep_heap_get_columns (heap)->refcounts[seep_heap_find_address (heap, 0x5050)],
                    ==, G_MAXUINT32);
  g_assert_cmpuint (seep_heap_get_size (heap, seep_heap_find_address (heap, 0x5050)), ==,
                    G_GUINT64_CONSTANT (6) << 30);

  facts = seep_heap_get_facts (heap);
  g_assert_cmpstr (seep_facts_get_string (facts, "python.version"), ==, "3.12.1");
  g_assert_cmpuint (seep_facts_get_uint (facts, "pid"), ==, 4711);
  g_assert_cmpint (seep_facts_get_int (facts, "x.offset"), ==, -5);
  g_assert_cmpfloat (seep_facts_get_double (facts, "x.load"), ==, 0.5);
  g_assert_true (seep_facts_get_bool (facts, "gc.enabled"));
  g_assert_cmpstr (seep_facts_get_list (facts, "argv")[1], ==, "--serve");
  g_assert_cmpuint (seep_facts_get_uint (facts, "pause_ns"), ==, 1234);
  g_assert_cmpuint (seep_facts_get_uint (facts, "captured_at_ns"), ==, 1700000000000000000u);
}

/* The header's time is no longer there if a fact of that name but another kind could take its place. */
static void
test_facts_keep_their_kind (void)
{
  g_autoptr(SeepHeap) heap = NULL;
  SeepheapEncoder encoder;
  const SeepFacts *facts;

  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "META");
  seepheap_encoder_fact_string (&encoder, "captured_at_ns", "yesterday");
  seepheap_encoder_fact_uint (&encoder, "twice", 1);
  seepheap_encoder_fact_string (&encoder, "twice", "two");
  seepheap_encoder_end (&encoder);
  heap = read_dump_of_encoder (&encoder);

  facts = seep_heap_get_facts (heap);
  g_assert_cmpuint (seep_facts_get_uint (facts, "captured_at_ns"), ==, 1700000000000000000u);
  g_assert_cmpuint (seep_facts_get_uint (facts, "twice"), ==, 1);
}

static void
test_edges_have_their_labels (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (bytes, NULL);
  const SeepHeapColumns *columns = seep_heap_get_columns (heap);

  assert_edge (heap, 0x2000, 0, 0x3000, SEEP_LABEL (SEEP_EDGE_ATTRIBUTE, 10));
  g_assert_cmpstr (seep_heap_get_name (heap, 10), ==, "user");
  assert_edge (heap, 0x2000, 1, 0x1000, SEEP_LABEL (SEEP_EDGE_TYPE, 0));
  assert_edge (heap, 0x1000, 0, 0x4000, SEEP_LABEL (SEEP_EDGE_FIELD, 13));
  assert_edge (heap, 0x4000, 0, 0x3000, SEEP_LABEL (SEEP_EDGE_KEY, 0));
  assert_edge (heap, 0x4000, 3, 0x6000, SEEP_LABEL (SEEP_EDGE_VALUE, 0));
  for (guint i = 0; i < 4; i++)
    assert_edge (heap, 0x6000, i, (const guint64[]){ 0x5000, 0x5010, 0x5020, 0x5030 }[i],
                 SEEP_LABEL (SEEP_EDGE_ITEM, i));
  assert_edge (heap, 0x6000, 4, 0x5050, SEEP_LABEL (SEEP_EDGE_GUESS, 16));
  g_assert_cmpuint (count_edges (heap, 0x6000), ==, 5);

  g_assert_cmpuint (columns->n_weak, ==, 2);
  g_assert_cmphex (seep_heap_get_address (heap, columns->weak[0].source), ==, 0x2000);
  g_assert_cmphex (seep_heap_get_address (heap, columns->weak[0].target), ==, 0x4000);
  g_assert_cmphex (columns->weak[0].label, ==, SEEP_LABEL (SEEP_EDGE_WEAK, 0));
  g_assert_cmphex (columns->weak[1].label, ==, SEEP_LABEL (SEEP_EDGE_BORROWED, 0));
}

static void
test_values_of_all_kinds_are_shown (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (bytes, NULL);
  SeepValue value;

  assert_preview (heap, 0x3000, "'user:1'");
  assert_preview (heap, 0x5000, "b\"\\x7f\\xff'bytes\xe2\x80\xa6\"");
  assert_preview (heap, 0x5010, "-5");
  assert_preview (heap, 0x5020, "0.1");
  assert_preview (heap, 0x5030, "True");
  assert_preview (heap, 0x5050, "a negative int of 812 bits");
  assert_preview (heap, 0x4000, NULL);
  seep_heap_get_value (heap, seep_heap_find_address (heap, 0x4000), &value);
  g_assert_true (value.has_length);
  g_assert_cmpuint (value.length, ==, 2);
}

static void
test_tables_are_read (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(SeepHeap) heap = read_dump (bytes, NULL);
  const SeepTraceFrame *trace;
  const SeepRoot *roots;
  const SeepFrame *frames;
  const SeepThread *threads;
  const SeepTypeInfo *type = seep_heap_get_type (heap, 3);
  guint32 n, n_total;

  g_assert_cmpstr (seep_heap_get_type_name (heap, 3), ==, "app.Session");
  g_assert_cmpuint (type->object, ==, seep_heap_find_address (heap, 0x1000));
  g_assert_cmpuint (type->base, ==, SEEP_NO_NODE);
  g_assert_cmpuint (type->traits, ==, SEEP_TYPE_HEAP | SEEP_TYPE_GC);
  g_assert_cmpuint (type->type_flags, ==, 0x80005201);
  g_assert_cmpuint (type->basic_bytes, ==, 48);
  g_assert_cmpuint (type->item_bytes, ==, 8);

  trace = seep_heap_get_trace (heap, seep_heap_find_address (heap, 0x3000), &n, &n_total);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (n_total, ==, 9);
  g_assert_cmpstr (seep_heap_get_name (heap, trace[1].file), ==, "app.py");
  g_assert_cmpuint (trace[1].line, ==, 31);
  g_assert_null (seep_heap_get_trace (heap, seep_heap_find_address (heap, 0x4000), &n, &n_total));

  roots = seep_heap_get_roots (heap, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (roots[1].kind, ==, SEEP_ROOT_LOCAL);
  g_assert_cmpstr (seep_heap_get_name (heap, roots[1].name), ==, "session");
  g_assert_cmpuint (roots[1].frame, ==, 0);
  g_assert_cmpuint (roots[1].thread, ==, 0);
  g_assert_cmpuint (roots[0].thread, ==, SEEP_NO_NODE);
  frames = seep_heap_get_frames (heap, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (seep_heap_get_name (heap, frames[0].function), ==, "handle");
  g_assert_cmpuint (frames[0].line, ==, 33);
  g_assert_cmpuint (frames[0].code, ==, seep_heap_find_address (heap, 0x1800));
  threads = seep_heap_get_threads (heap, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (threads[0].native_id, ==, 4711);
  g_assert_true (threads[0].is_dumping);
}

static void
assert_dump_id (const SeepFileInfo *info, GBytes *bytes)
{
  const guint8 *id = (const guint8 *) g_bytes_get_data (bytes, NULL) + 24; /* FORMAT.md, header */
  const char *text = seep_facts_get_string (info->facts, "dump_id");

  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), ==, 32);
  for (guint i = 0; i < 16; i++)
    {
      char digits[3] = { text[2 * i], text[2 * i + 1], '\0' };

      g_assert_cmpuint (g_ascii_strtoull (digits, NULL, 16), ==, id[i]);
    }
}

static void
test_peek_says_what_reading_says (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepFileInfo) info = peek_dump (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->format, ==, "seepheap");
  g_assert_cmpstr (info->format_version, ==, "1.0");
  g_assert_cmpstr (info->profile, ==, "stream");
  g_assert_cmpuint (info->n_bytes, ==, g_bytes_get_size (bytes));
  g_assert_false (info->is_truncated);
  g_assert_cmpuint (g_strv_length (info->warnings), ==, 0);
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "pid"), ==, 4711);
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "objects"), ==, 11);
  g_assert_cmpuint (seep_facts_get_uint (info->facts, "captured_at_ns"), ==, 1700000000000000000u);
  assert_dump_id (info, bytes);
}

static void
test_continuations_count_on (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;
  guint lost = 0;

  seepheap_encoder_init_small (&encoder, 0);
  for (guint record = 0; record < 4; record++)
    {
      seepheap_encoder_begin (&encoder, "OBJS");
      seepheap_encoder_object (&encoder, 0x1000, 0, 999, 1, record > 0 ? 128 | 1 : 1, 0);
      seepheap_encoder_edge (&encoder, 1, 0x2000, 0);
      seepheap_encoder_edge (&encoder, 1, 0x3000, 0);
      seepheap_encoder_end_object (&encoder);
      if (record == 2)
        lost = encoder.bytes->len;
      seepheap_encoder_end (&encoder);
    }
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x2000, 1);
  seepheap_encoder_list (&encoder, 0x3000, 1);
  seepheap_encoder_object (&encoder, 0x4000, 0, 999, 1, 128 | 1,
                           0); /* whose first record never came */
  seepheap_encoder_edge (&encoder, 1, 0x2000, 0);
  seepheap_encoder_end_object (&encoder);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  encoder.bytes->data[lost + 41] ^= 1;
  heap = read_dump_of_encoder (&encoder);

  g_assert_cmpuint (seep_heap_get_columns (heap)->n_objects, ==, 4);
  g_assert_cmpuint (count_edges (heap, 0x1000), ==, 6);
  for (guint i = 0; i < 4; i++)
    assert_edge (heap, 0x1000, i, i % 2 ? 0x3000 : 0x2000, SEEP_LABEL (SEEP_EDGE_ITEM, i));
  assert_edge (heap, 0x1000, 4, 0x2000,
               SEEP_LABEL (SEEP_EDGE_ITEM, SEEP_LABEL_UNKNOWN)); /* two were lost before */
  assert_edge (heap, 0x4000, 0, 0x2000, SEEP_LABEL (SEEP_EDGE_ITEM, SEEP_LABEL_UNKNOWN));
  g_assert_cmpuint (seep_heap_get_columns (heap)->flags[0], ==, SEEP_OBJECT_TRACKED);
}

static void
test_labels_that_do_not_fit_are_unknown (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_object (&encoder, 0x1000, 0, 1, 1, 0, 0);
  seepheap_encoder_edge (&encoder, 4, 0x1000, G_MAXUINT64);
  seepheap_encoder_edge (&encoder, 5, 0x1000, SEEP_LABEL_UNKNOWN - 1);
  seepheap_encoder_edge (&encoder, 13, 0x1000, 1u << 28);
  seepheap_encoder_edge (&encoder, 15, 0x1000, 3);
  seepheap_encoder_edge (&encoder, 77, 0x1000, 3);
  seepheap_encoder_edge (&encoder, 0, 0x1000, 0);
  seepheap_encoder_end_object (&encoder);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);

  assert_edge (heap, 0x1000, 0, 0x1000, SEEP_LABEL (SEEP_EDGE_ATTRIBUTE, SEEP_LABEL_UNKNOWN));
  assert_edge (heap, 0x1000, 1, 0x1000, SEEP_LABEL (SEEP_EDGE_FIELD, SEEP_LABEL_UNKNOWN - 1));
  assert_edge (heap, 0x1000, 2, 0x1000, SEEP_LABEL (SEEP_EDGE_GUESS, SEEP_LABEL_UNKNOWN));
  assert_edge (heap, 0x1000, 3, 0x1000,
               SEEP_LABEL (SEEP_EDGE_ANONYMOUS, 0)); /* not written, or not ours */
  assert_edge (heap, 0x1000, 4, 0x1000, SEEP_LABEL (SEEP_EDGE_ANONYMOUS, 0));
  assert_edge (heap, 0x1000, 5, 0x1000, SEEP_LABEL (SEEP_EDGE_ANONYMOUS, 0));
}

static void
test_totals_are_compared (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "OBJS");
  seepheap_encoder_list (&encoder, 0x1000, 1);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_begin (&encoder, "DONE");
  seepheap_encoder_fact_uint (&encoder, "objects", 3);
  seepheap_encoder_fact_uint (&encoder, "references", 0);
  seepheap_encoder_fact_uint (&encoder, "bytes", 57);
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);

  assert_dump_warns (heap, "a.seepheap: of 3 objects that were written, 1 could be read.");
  assert_dump_warns (heap, "a.seepheap: of 57 bytes that were written, 56 could be read.");
  g_assert_null (seep_heap_get_warnings (heap)[2]);
}

static void
test_unknown_parts_stop_or_are_skipped (void)
{
  SeepheapEncoder encoder;
  g_autofree char *message = NULL;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  message = g_strdup_printf ("a.seepheap: byte %u: a part of unknown kind, "
                             "\xe2\x80\x9cX?9Z\xe2\x80\x9d: a later version of Seep is needed",
                             encoder.bytes->len);
  seepheap_encoder_begin (&encoder, "X\n9Z");
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  assert_fails (&encoder, SEEP_ERROR_TOO_NEW, message);

  seepheap_encoder_init_small (&encoder, 0);
  seepheap_encoder_begin (&encoder, "x\n9Z");
  seepheap_encoder_end (&encoder);
  seepheap_encoder_trailer (&encoder);
  heap = read_dump_of_encoder (&encoder);
  g_assert_null (seep_heap_get_warnings (heap)[0]);
}

/* Changes the header and makes its checksum hold again. */
static void
set_header (SeepheapEncoder *encoder, guint at, guint8 value)
{
  guint8 *data = encoder->bytes->data;
  guint32 crc;

  data[at] = value;
  crc = seep_crc32c (0, data, 60);
  memcpy (data + 60, &crc, 4);
}

static void
test_headers_are_believed_only_so_far (void)
{
  SeepheapEncoder encoder;
  g_autoptr(SeepHeap) heap = NULL;

  seepheap_encoder_init_small (&encoder, 0);
  set_header (&encoder, 8, 2);
  assert_fails (
    &encoder, SEEP_ERROR_TOO_NEW,
    "a.seepheap: byte 8: the file has version 2.0 of the format; this Seep reads up to version 1");
  seepheap_encoder_init_small (&encoder, 0);
  set_header (&encoder, 8, 0);
  assert_fails (&encoder, SEEP_ERROR_CORRUPT,
                "a.seepheap: byte 8: there is no version 0 of the format");
  seepheap_encoder_init_small (&encoder, 0);
  set_header (&encoder, 12, 'Q');
  assert_fails (&encoder, SEEP_ERROR_CORRUPT,
                "a.seepheap: byte 12: neither a stream nor an indexed file");
  seepheap_encoder_init_small (&encoder, 0);
  set_header (&encoder, 13, 4);
  assert_fails (&encoder, SEEP_ERROR_CORRUPT,
                "a.seepheap: byte 13: the program's addresses are not 64 bits wide");
  seepheap_encoder_init_small (&encoder, 0);
  set_header (&encoder, 14, 2);
  assert_fails (&encoder, SEEP_ERROR_CORRUPT,
                "a.seepheap: byte 14: the program was not a little-endian one");
  seepheap_encoder_init_small (&encoder, 0);
  encoder.bytes->data[30] ^= 1;
  assert_fails (&encoder, SEEP_ERROR_CORRUPT,
                "a.seepheap: byte 60: the checksum of the header does not hold");

  seepheap_encoder_init_small (&encoder, 0); /* a later minor version is read */
  set_header (&encoder, 10, 7);
  heap = read_dump_of_encoder (&encoder);
}

static void
test_other_files_are_refused_in_a_sentence (void)
{
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) text = g_bytes_new_static ("{\"a\": 1}\n", 9);
  g_autoptr(GError) error = NULL;

  g_assert_null (read_dump (empty, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
  g_assert_cmpstr (error->message, ==, "a.seepheap: byte 0: the file is empty");
  g_clear_error (&error);
  g_assert_null (peek_dump (text, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_RECOGNISED);
  g_assert_cmpstr (error->message, ==,
                   "a.seepheap: byte 0: not a file that Seep knows; it opens: heap dumps of Seep "
                   "(.seepheap), snapshots of tracemalloc (what Snapshot.dump() writes)");
}

static gboolean
is_cancelled (SeepTask *task)
{
  return TRUE;
}

static void
test_reading_can_be_cancelled (void)
{
  g_autoptr(GBytes) bytes = seepheap_encoder_make_sample ();
  g_autoptr(SeepSource) source = seep_source_new_for_bytes ("a.seepheap", bytes);
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = is_cancelled };

  g_assert_null (seep_formats_read_heap (source, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seepheap/reads-what-was-written", test_reads_what_was_written);
  g_test_add_func ("/seepheap/facts-keep-their-kind", test_facts_keep_their_kind);
  g_test_add_func ("/seepheap/edges-have-their-labels", test_edges_have_their_labels);
  g_test_add_func ("/seepheap/values-of-all-kinds-are-shown", test_values_of_all_kinds_are_shown);
  g_test_add_func ("/seepheap/tables-are-read", test_tables_are_read);
  g_test_add_func ("/seepheap/peek-says-what-reading-says", test_peek_says_what_reading_says);
  g_test_add_func ("/seepheap/continuations-count-on", test_continuations_count_on);
  g_test_add_func ("/seepheap/labels-that-do-not-fit-are-unknown",
                   test_labels_that_do_not_fit_are_unknown);
  g_test_add_func ("/seepheap/totals-are-compared", test_totals_are_compared);
  g_test_add_func ("/seepheap/unknown-parts-stop-or-are-skipped",
                   test_unknown_parts_stop_or_are_skipped);
  g_test_add_func ("/seepheap/headers-are-believed-only-so-far",
                   test_headers_are_believed_only_so_far);
  g_test_add_func ("/seepheap/other-files-are-refused-in-a-sentence",
                   test_other_files_are_refused_in_a_sentence);
  g_test_add_func ("/seepheap/reading-can-be-cancelled", test_reading_can_be_cancelled);
  return g_test_run ();
}
