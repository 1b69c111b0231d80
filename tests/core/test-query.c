/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-query.h"
#include "base/seep-error.h"
#include "model/seep-heap-builder.h"

#include <string.h>

/* 0 module → 1 app.Cache (1000 bytes) → 2 str 'Hello' (60), 3 list of length 7 (2048); 4 an
 * immortal int; 5 a list that only holds itself. */
enum
{
  MODULE,
  CACHE,
  TEXT,
  LIST,
  NUMBER,
  GARBAGE,
  N_OBJECTS
};

#define ADDRESS(i) (0x1000 + 0x10 * (guint64) (i))

static guint32
add_type (SeepHeapBuilder *builder, const char *name, SeepKind kind)
{
  SeepRawType type = { .kind = kind };

  type.name = seep_heap_builder_add_name (builder, name);
  return seep_heap_builder_add_type (builder, &type);
}

static void
add_object (SeepHeapBuilder *builder,
            guint32          id,
            guint32          type,
            guint64          size,
            guint64          refcount,
            guint8           flags)
{
  SeepRawObject object = { .address = ADDRESS (id),
                           .type = type,
                           .size = size,
                           .refcount = refcount,
                           .flags = flags };

  seep_heap_builder_add_object (builder, &object);
}

static void
add_edge (SeepHeapBuilder *builder, guint32 target)
{
  seep_heap_builder_add_edge (builder, ADDRESS (target), SEEP_LABEL (SEEP_EDGE_ITEM, 0));
}

static SeepAnalysis *
build (void)
{
  SeepHeapBuilder *builder = seep_heap_builder_new ("x", NULL);
  SeepRawRoot root = { .kind = SEEP_ROOT_MODULE,
                       .address = ADDRESS (MODULE),
                       .thread = SEEP_NO_NODE,
                       .frame = SEEP_NO_NODE };
  SeepValue seven = { .has_length = TRUE, .length = 7 };
  guint32 list = add_type (builder, "list", SEEP_KIND_LIST);
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHeap) heap = NULL;
  SeepAnalysis *analysis;

  add_object (builder, MODULE, add_type (builder, "module", SEEP_KIND_MODULE), 72, 1,
              SEEP_OBJECT_TRACKED);
  add_edge (builder, CACHE);
  add_object (builder, CACHE, add_type (builder, "app.Cache", SEEP_KIND_OTHER), 1000, 1,
              SEEP_OBJECT_TRACKED);
  add_edge (builder, TEXT);
  add_edge (builder, LIST);
  add_object (builder, TEXT, add_type (builder, "str", SEEP_KIND_STR), 60, 1, 0);
  seep_heap_builder_set_text (builder, "Hello");
  add_object (builder, LIST, list, 2048, 1, SEEP_OBJECT_TRACKED);
  seep_heap_builder_set_value (builder, &seven);
  add_edge (builder, NUMBER);
  add_object (builder, NUMBER, add_type (builder, "int", SEEP_KIND_INT), 28, 0,
              SEEP_OBJECT_IMMORTAL);
  add_object (builder, GARBAGE, list, 100, 1, SEEP_OBJECT_TRACKED);
  add_edge (builder, GARBAGE);
  seep_heap_builder_add_root (builder, &root);

  heap = seep_heap_builder_finish (builder, NULL, &error);
  g_assert_no_error (error);
  seep_heap_builder_free (builder);
  analysis = seep_analysis_new (heap, NULL, &error);
  g_assert_no_error (error);
  return analysis;
}

/* @expected: a letter an object that matches. */
static void
assert_matches (SeepAnalysis *analysis, const char *text, const char *expected)
{
  static const char letters[] = "mctlng";
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepQuery) query = seep_query_new (analysis, text, &error);
  g_autoptr(GString) matching = g_string_new (NULL);
  guint32 ids[] = { MODULE, CACHE, TEXT, LIST, NUMBER, GARBAGE };
  guint32 n;

  g_assert_no_error (error);
  g_assert_true (seep_query_filter (query, ids, N_OBJECTS, &n, NULL, &error));
  g_assert_no_error (error);
  for (guint32 i = 0; i < n; i++)
    g_string_append_c (matching, letters[ids[i]]);
  if (!g_str_equal (matching->str, expected))
    g_error ("%s: matches %s, not %s", text, matching->str, expected);
}

static void
test_every_field (void)
{
  g_autoptr(SeepAnalysis) analysis = build ();

  assert_matches (analysis, "garbage", "g");
  assert_matches (analysis, "tracked", "mclg");
  assert_matches (analysis, "immortal", "n");
  assert_matches (analysis, "bytes=60", "t");
  assert_matches (analysis, "retained=3136", "c");
  assert_matches (analysis, "length=7", "l");
  assert_matches (analysis, "depth=0", "mg");
  assert_matches (analysis, "depth=2", "tl");
  assert_matches (analysis, "refcount=1", "mctlg");
  assert_matches (analysis, "type=list", "lg");
  assert_matches (analysis, "preview='Hello'", "");
  assert_matches (analysis, "preview=\"'Hello'\"", "t");
}

static void
test_every_operator (void)
{
  g_autoptr(SeepAnalysis) analysis = build ();

  assert_matches (analysis, "bytes!=60", "mclng");
  assert_matches (analysis, "bytes<72", "tn");
  assert_matches (analysis, "bytes<=72", "mtn");
  assert_matches (analysis, "bytes>1000", "l");
  assert_matches (analysis, "bytes>=1000", "cl");
  assert_matches (analysis, "type~CACHE", "c");
  assert_matches (analysis, "type !~ cache", "mtlng");
  assert_matches (analysis, "type!=list", "mctn");
  assert_matches (analysis, "preview ~ hell", "t");
}

static void
test_terms_are_joined (void)
{
  g_autoptr(SeepAnalysis) analysis = build ();

  assert_matches (analysis, "  bytes >= 100   and bytes<=1000 and tracked ", "cg");
  assert_matches (analysis, "tracked and not garbage", "mcl");
  assert_matches (analysis, "not not garbage", "g");
  assert_matches (analysis, "type=list and not length>0", "g"); /* it has none */
  assert_matches (analysis, "bytes=2k", "l");
  assert_matches (analysis, "bytes>1M", "");
  assert_matches (analysis, "bytes<16777215G", "mctlng");
}

static void
test_says_what_is_wrong (void)
{
  static const char *const wrong[][2] = {
    { "", "it takes one of" },
    { "colour=3", "it takes one of" },
    { "bytes", "a number takes one of" },
    { "bytes~5", "a number takes" },
    { "type>x", "a text takes one of" },
    { "bytes>", "a number is missing" },
    { "bytes>5x", "a number ends in" },
    { "type=", "a text is missing" },
    { "type='x", "the text has no end" },
    { "garbage tracked", "“and”" },
    { "garbage and", "it takes one of" },
    { "bytes>99999999999999999999G", "too large" },
    { "bytesx>1", "it takes one of" },
    { "\xff", "UTF-8" },
  };
  g_autoptr(SeepAnalysis) analysis = build ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (seep_query_new (analysis, wrong[i][0], &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
      if (strstr (error->message, wrong[i][1]) == NULL)
        g_error ("%s: %s", wrong[i][0], error->message);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/every-field", test_every_field);
  g_test_add_func ("/query/every-operator", test_every_operator);
  g_test_add_func ("/query/terms-are-joined", test_terms_are_joined);
  g_test_add_func ("/query/says-what-is-wrong", test_says_what_is_wrong);
  return g_test_run ();
}
