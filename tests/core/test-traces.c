/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the builder interns, alone and against a naive twin; the traces of a heap. */
#include "config.h"

#include "random-heap.h"

#include "base/seep-error.h"
#include "base/seep-limits.h"
#include "model/seep-traces-builder.h"

#include <string.h>

static guint32
add_string (SeepTracesBuilder *builder, const char *text)
{
  g_autoptr(GError) error = NULL;
  guint32 id = seep_traces_builder_add_string (builder, text, strlen (text), &error);

  g_assert_no_error (error);
  return id;
}

static guint32
add_frame (SeepTracesBuilder *builder, const char *file, guint32 line)
{
  g_autoptr(GError) error = NULL;
  SeepStackFrame frame = { .file = add_string (builder, file), .line = line };
  guint32 id = seep_traces_builder_add_frame (builder, frame, &error);

  g_assert_no_error (error);
  return id;
}

static guint32
add_traceback (SeepTracesBuilder *builder, const guint32 *frames, guint32 n_frames)
{
  g_autoptr(GError) error = NULL;
  guint32 id = seep_traces_builder_add_traceback (builder, frames, n_frames, &error);

  g_assert_no_error (error);
  return id;
}

static void
add_trace (SeepTracesBuilder *builder,
           guint64            size,
           guint32            traceback,
           guint32            domain,
           guint32            total)
{
  g_autoptr(GError) error = NULL;
  gboolean is_added
    = seep_traces_builder_add_trace (builder, size, traceback, domain, total, &error);

  g_assert_no_error (error);
  g_assert_true (is_added);
}

static SeepTraces *
finish (SeepTracesBuilder *builder)
{
  g_autoptr(GError) error = NULL;
  SeepTraces *traces = seep_traces_builder_finish (builder, &error);

  g_assert_no_error (error);
  g_assert_nonnull (traces);
  return traces;
}

static void
test_equal_ones_have_one_id (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("x");
  guint32 a = add_frame (builder, "a.py", 1);
  guint32 b = add_frame (builder, "b.py", 1);
  guint32 stack[] = { a, b, a };
  guint32 turned[] = { b, a, a };
  guint32 deep = add_traceback (builder, stack, 3);
  guint32 flat = add_traceback (builder, stack, 2);
  g_autoptr(SeepTraces) traces = NULL;
  const SeepTracesColumns *columns;
  guint32 n_frames;

  g_assert_cmpuint (a, !=, b);
  g_assert_cmpuint (add_frame (builder, "a.py", 2), !=, a);
  g_assert_cmpuint (add_frame (builder, "a.py", 1), ==, a);
  g_assert_cmpuint (flat, !=, deep);
  g_assert_cmpuint (add_traceback (builder, turned, 3), !=, deep);
  g_assert_cmpuint (add_traceback (builder, stack, 3), ==, deep);
  add_trace (builder, 10, deep, 0, 0);
  add_trace (builder, 20, flat, 0, 0);
  add_trace (builder, 30, deep, 0, 0);

  traces = finish (builder);
  columns = seep_traces_get_columns (traces);
  g_assert_cmpuint (columns->n_traces, ==, 3);
  g_assert_cmpuint (columns->n_tracebacks, ==, 3);
  g_assert_cmpuint (columns->n_frames, ==, 3);
  g_assert_cmpuint (columns->tracebacks[0], ==, columns->tracebacks[2]);
  g_assert_cmpuint (columns->sizes[1], ==, 20);
  g_assert_null (columns->domains);
  g_assert_null (columns->totals);
  g_assert_cmpuint (seep_traces_get_total_bytes (traces), ==, 60);
  g_assert_cmpmem (seep_traces_get_stack (traces, deep, &n_frames), 12, stack, 12);
  g_assert_cmpuint (n_frames, ==, 3);
  g_assert_cmpuint (seep_facts_get_uint (seep_traces_get_facts (traces), "traces"), ==, 3);
  g_assert_cmpuint (seep_facts_get_uint (seep_traces_get_facts (traces), "tracebacks"), ==, 3);
  g_assert_cmpuint (seep_facts_get_uint (seep_traces_get_facts (traces), "bytes"), ==, 60);
}

static void
test_nothing_is_possible (void)
{
  g_autoptr(SeepTraces) traces = finish (seep_traces_builder_new ("x"));
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);

  g_assert_cmpuint (columns->n_traces, ==, 0);
  g_assert_cmpuint (columns->n_tracebacks, ==, 0);
  g_assert_cmpuint (columns->offsets[0], ==, 0);
  g_assert_cmpuint (seep_traces_get_n_strings (traces), ==, 1);
  g_assert_cmpstr (seep_traces_get_text (traces, 0), ==, "");
  g_assert_cmpstr (seep_traces_get_text (traces, 1), ==, "");
  g_assert_null (seep_traces_get_warnings (traces)[0]);
}

static void
test_a_stack_without_frames_is_one (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("x");
  guint32 none = add_traceback (builder, NULL, 0);
  guint32 frame = add_frame (builder, "a.py", 1);
  guint32 one = add_traceback (builder, &frame, 1);
  g_autoptr(SeepTraces) traces = NULL;
  guint32 n_frames = 7;

  g_assert_cmpuint (add_traceback (builder, NULL, 0), ==, none);
  g_assert_cmpuint (one, !=, none);
  add_trace (builder, 0, none, 0, 0);
  traces = finish (builder);
  seep_traces_get_stack (traces, none, &n_frames);
  g_assert_cmpuint (n_frames, ==, 0);
}

static void
test_columns_of_zeros_are_left_out (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("x");
  guint32 none = add_traceback (builder, NULL, 0);
  g_autoptr(SeepTraces) traces = NULL;
  const SeepTracesColumns *columns;

  for (guint i = 0; i < 100; i++)
    add_trace (builder, i, none, i == 50 ? 389047 : 0, i == 99 ? 40 : 0);
  traces = finish (builder);
  columns = seep_traces_get_columns (traces);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpuint (columns->domains[i], ==, i == 50 ? 389047 : 0);
      g_assert_cmpuint (columns->totals[i], ==, i == 99 ? 40 : 0);
    }
}

static void
check_string (const char *bytes, gsize n_bytes, const char *strict, gsize n_strict, const char *text)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("x");
  g_autoptr(GError) error = NULL;
  guint32 id = seep_traces_builder_add_string (builder, bytes, n_bytes, &error);
  g_autoptr(SeepTraces) traces = NULL;
  gsize n_read;
  const char *read;

  g_assert_no_error (error);
  g_assert_cmpuint (seep_traces_builder_add_string (builder, strict, n_strict, &error), ==, id);
  traces = finish (builder);
  read = seep_traces_get_bytes (traces, id, &n_read);
  g_assert_cmpmem (read, n_read, strict, n_strict);
  g_assert_cmpstr (seep_traces_get_text (traces, id), ==, text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

#define CHECK_STRING(bytes, strict, text)                                                          \
  check_string (bytes, sizeof (bytes) - 1, strict, sizeof (strict) - 1, text)

static void
test_strings_are_text_and_bytes (void)
{
  CHECK_STRING ("", "", "");
  CHECK_STRING ("plain", "plain", "plain");
  CHECK_STRING ("módulo_例.py", "módulo_例.py", "módulo_例.py");
  CHECK_STRING ("na\xed\xb3\xbf" "me", "na\xed\xb3\xbf" "me", "na\\udcffme");
  CHECK_STRING ("\xed\xa0\x80\xed\xbf\xbf", "\xed\xa0\x80\xed\xbf\xbf", "\\ud800\\udfff");
  CHECK_STRING ("a\0b", "a\0b", "a\\x00b");
  CHECK_STRING ("\xff.py", "\xef\xbf\xbd.py", "\xef\xbf\xbd.py");
  CHECK_STRING ("\xed\xb3", "\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK_STRING ("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd");
}

static void
test_sizes_beyond_any_memory_are_refused (void)
{
  g_autoptr(SeepTracesBuilder) builder = seep_traces_builder_new ("x");
  guint32 none = add_traceback (builder, NULL, 0);
  g_autoptr(GError) error = NULL;

  add_trace (builder, G_MAXUINT64 - 5, none, 0, 0);
  add_trace (builder, 5, none, 0, 0);
  g_assert_false (seep_traces_builder_add_trace (builder, 1, none, 0, 0, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "x: its blocks are said to be larger than any memory");
}

static void
test_a_stack_has_its_limit (void)
{
  g_autoptr(SeepTracesBuilder) builder = seep_traces_builder_new ("x");
  g_autofree guint32 *frames = g_new0 (guint32, SEEP_MAX_TRACEBACK_FRAMES + 1);
  g_autoptr(GError) error = NULL;
  guint32 refused;

  add_frame (builder, "a.py", 1);
  add_traceback (builder, frames, SEEP_MAX_TRACEBACK_FRAMES);
  refused = seep_traces_builder_add_traceback (builder, frames, SEEP_MAX_TRACEBACK_FRAMES + 1, &error);
  g_assert_cmpuint (refused, ==, SEEP_NO_NODE);
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TOO_LARGE);
}

/* The naive twin: a stack as a text, found again in a hash table of texts. */
typedef struct
{
  GHashTable *ids;   /* text of a stack → traceback id + 1 */
  GPtrArray  *texts; /* by trace */
} Twin;

static char *
dup_stack_text (const SeepTraces *traces, guint32 traceback)
{
  guint32 n_frames;
  const guint32 *stack = seep_traces_get_stack (traces, traceback, &n_frames);
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < n_frames; i++)
    {
      const SeepStackFrame *frame = &seep_traces_get_columns (traces)->frames[stack[i]];

      g_string_append_printf (text, "%s:%u;", seep_traces_get_text (traces, frame->file),
                              frame->line);
    }
  return g_string_free (text, FALSE);
}

static void
add_random_trace (SeepTracesBuilder *builder, Twin *twin)
{
  guint32 frames[4];
  guint32 n_frames = random_below (5);
  GString *text = g_string_new (NULL);
  guint32 id, known;

  for (guint32 i = 0; i < n_frames; i++)
    {
      g_autofree char *file = g_strdup_printf ("file-%u.py", random_below (40));
      guint32 line = random_below (6);

      frames[i] = add_frame (builder, file, line);
      g_string_append_printf (text, "%s:%u;", file, line);
    }
  id = add_traceback (builder, frames, n_frames);
  known = GPOINTER_TO_UINT (g_hash_table_lookup (twin->ids, text->str));
  if (known != 0)
    g_assert_cmpuint (id, ==, known - 1);
  else
    g_assert_cmpuint (id, ==, g_hash_table_size (twin->ids));
  g_hash_table_insert (twin->ids, g_strdup (text->str), GUINT_TO_POINTER (id + 1));
  add_trace (builder, twin->texts->len, id, 0, 0);
  g_ptr_array_add (twin->texts, g_string_free (text, FALSE));
}

static void
test_interns_like_a_naive_twin (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("x");
  Twin twin = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                g_ptr_array_new_with_free_func (g_free) };
  g_autoptr(SeepTraces) traces = NULL;
  const SeepTracesColumns *columns;

  for (guint i = 0; i < 30000; i++)
    add_random_trace (builder, &twin);
  traces = finish (builder);
  columns = seep_traces_get_columns (traces);
  g_assert_cmpuint (columns->n_tracebacks, ==, g_hash_table_size (twin.ids));
  g_assert_cmpuint (columns->n_frames, ==, 240);
  for (guint32 i = 0; i < columns->n_traces; i++)
    {
      g_autofree char *text = dup_stack_text (traces, columns->tracebacks[i]);

      g_assert_cmpstr (text, ==, twin.texts->pdata[i]);
      g_assert_cmpuint (columns->sizes[i], ==, i);
    }
  g_hash_table_unref (twin.ids);
  g_ptr_array_unref (twin.texts);
}

/* A heap of objects of 16, 17, 18 … bytes; those that are not divisible by 3 are traced. */
static SeepHeap *
make_heap (gboolean is_traced)
{
  g_autoptr(SeepHeapBuilder) builder = seep_heap_builder_new ("a.seepheap", NULL);
  g_autoptr(GError) error = NULL;
  guint32 a = seep_heap_builder_add_name (builder, "a.py");
  guint32 again = seep_heap_builder_add_name (builder, "a.py");
  SeepTraceFrame first[] = { { a, 7 }, { again, 8 } };
  SeepTraceFrame same[] = { { again, 7 }, { a, 8 } };
  SeepHeap *heap;

  random_heap_add_types (builder);
  seep_facts_set_uint (seep_heap_builder_get_facts (builder), "tracemalloc.limit", 2);
  seep_heap_builder_add_warning (builder, "it is odd");
  if (is_traced)
    seep_heap_builder_set_traced (builder);
  seep_heap_builder_add_trace (builder, first, 2, 5);
  seep_heap_builder_add_trace (builder, same, 2, 2);
  for (guint i = 0; i < 300; i++)
    {
      SeepRawObject object = { .address = 0x1000 + i * 32, .size = 16 + i, .trace = i % 3 };

      seep_heap_builder_add_object (builder, &object);
    }
  heap = seep_heap_builder_finish (builder, NULL, &error);
  g_assert_no_error (error);
  return heap;
}

static void
test_a_heap_gives_its_traced_objects (void)
{
  g_autoptr(SeepHeap) heap = make_heap (TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepTraces) traces = seep_traces_new_for_heap (heap, NULL, &error);
  const SeepTracesColumns *columns;

  g_assert_no_error (error);
  columns = seep_traces_get_columns (traces);
  g_assert_cmpuint (columns->n_traces, ==, 200);
  g_assert_cmpuint (columns->n_tracebacks, ==, 1);
  g_assert_cmpuint (columns->n_frames, ==, 2);
  g_assert_cmpuint (columns->sizes[0], ==, 17);
  g_assert_cmpuint (columns->sizes[1], ==, 18);
  g_assert_cmpuint (columns->sizes[199], ==, 16 + 299);
  g_assert_cmpuint (columns->totals[0], ==, 5);
  g_assert_cmpuint (columns->totals[1], ==, 2);
  g_assert_cmpuint (columns->frames[columns->stacks[0]].line, ==, 7);
  g_assert_cmpuint (columns->frames[columns->stacks[0]].function, ==, 0);
  g_assert_cmpstr (seep_traces_get_text (traces, columns->frames[1].file), ==, "a.py");
  g_assert_cmpuint (seep_facts_get_uint (seep_traces_get_facts (traces), "traceback_limit"), ==, 2);
  g_assert_cmpstr (seep_traces_get_warnings (traces)[0], ==, "it is odd");
}

static void
test_a_heap_without_traces_says_so (void)
{
  g_autoptr(SeepHeap) heap = make_heap (FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_null (seep_traces_new_for_heap (heap, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "a.seepheap: no allocations were traced"));
}

static gboolean
always (SeepTask *task)
{
  return TRUE;
}

static void
test_a_heap_lets_itself_be_stopped (void)
{
  g_autoptr(SeepHeap) heap = make_heap (TRUE);
  g_autoptr(GError) error = NULL;
  SeepTask task = { .is_cancelled = always };

  g_assert_null (seep_traces_new_for_heap (heap, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traces/equal-ones-have-one-id", test_equal_ones_have_one_id);
  g_test_add_func ("/traces/nothing-is-possible", test_nothing_is_possible);
  g_test_add_func ("/traces/a-stack-without-frames-is-one", test_a_stack_without_frames_is_one);
  g_test_add_func ("/traces/columns-of-zeros-are-left-out", test_columns_of_zeros_are_left_out);
  g_test_add_func ("/traces/strings-are-text-and-bytes", test_strings_are_text_and_bytes);
  g_test_add_func ("/traces/sizes-beyond-any-memory-are-refused",
                   test_sizes_beyond_any_memory_are_refused);
  g_test_add_func ("/traces/a-stack-has-its-limit", test_a_stack_has_its_limit);
  g_test_add_func ("/traces/interns-like-a-naive-twin", test_interns_like_a_naive_twin);
  g_test_add_func ("/traces/a-heap-gives-its-traced-objects", test_a_heap_gives_its_traced_objects);
  g_test_add_func ("/traces/a-heap-without-traces-says-so", test_a_heap_without_traces_says_so);
  g_test_add_func ("/traces/a-heap-lets-itself-be-stopped", test_a_heap_lets_itself_be_stopped);
  return g_test_run ();
}
