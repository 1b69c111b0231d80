/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-sites.h"

#include "analysis/seep-sites-text.h"
#include "base/seep-error.h"
#include "model/seep-traces-builder.h"
#include "naive-sites.h"

#include <string.h>

#define N_ROUNDS 300
#define MAX_TRACES 60

static SeepSites *
make_sites (SeepTraces *traces, SeepSitesBy by, SeepSitesCounting counting)
{
  g_autoptr(GError) error = NULL;
  SeepSites *sites = seep_sites_new (traces, by, counting, NULL, NULL, &error);

  g_assert_no_error (error);
  return sites;
}

static void
check_rows (const GArray *naive, const SeepSites *sites)
{
  g_assert_cmpuint (sites->n_rows, ==, naive->len);
  for (guint i = 0; i < naive->len; i++)
    {
      const NaiveRow *expected = &g_array_index (naive, NaiveRow, i);
      const SeepSiteRow *row = &sites->rows[i];
      NaiveStack place = naive_get_place (sites->traces, sites->by, row->key);

      g_assert_cmpuint (row->bytes, ==, expected->bytes);
      g_assert_cmpuint (row->count, ==, expected->count);
      g_assert_cmpint (naive_compare_places (&place, &expected->place), ==, 0);
      g_assert_cmpuint (row->total, ==,
                        sites->by == SEEP_SITES_BY_TRACEBACK ? expected->total : 0);
    }
}

static void
check_total (const GArray *traces, const SeepSites *sites)
{
  guint64 bytes = 0;

  for (guint i = 0; i < traces->len; i++)
    bytes += g_array_index (traces, NaiveTrace, i).size;
  g_assert_cmpuint (sites->bytes, ==, bytes);
  g_assert_cmpuint (sites->count, ==, traces->len);
}

static gboolean
has_functions (const GArray *traces)
{
  for (guint i = 0; i < traces->len; i++)
    {
      const NaiveStack *stack = &g_array_index (traces, NaiveTrace, i).stack;

      for (guint k = 0; k < stack->n_frames; k++)
        if (*stack->frames[k].function != '\0')
          return TRUE;
    }
  return FALSE;
}

static void
test_adds_up_as_one_by_one (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      NaiveKind kind = round % 2 == 0 ? NAIVE_PLAIN : NAIVE_WITH_FUNCTIONS;
      g_autoptr(GArray) traces = naive_traces_new (MAX_TRACES, kind);
      g_autoptr(SeepTraces) built = naive_traces_build (traces);

      for (SeepSitesBy by = SEEP_SITES_BY_LINE; by <= SEEP_SITES_BY_TRACEBACK; by++)
        for (SeepSitesCounting counting = SEEP_SITES_OWN; counting <= SEEP_SITES_CUMULATIVE_ONCE;
             counting++)
          {
            g_autoptr(GArray) naive = NULL;
            g_autoptr(SeepSites) sites = NULL;

            if ((by == SEEP_SITES_BY_FUNCTION && !has_functions (traces))
                || (by == SEEP_SITES_BY_TRACEBACK && counting != SEEP_SITES_OWN))
              continue;
            naive = naive_sites_new (traces, by, counting);
            sites = make_sites (built, by, counting);
            check_rows (naive, sites);
            check_total (traces, sites);
          }
    }
}

static void
test_compares_places_as_python (void)
{
  for (guint round = 0; round < N_ROUNDS / 10; round++)
    {
      g_autoptr(GArray) old_traces = naive_traces_new (12, NAIVE_WITH_FUNCTIONS);
      g_autoptr(GArray) new_traces = naive_traces_new (12, NAIVE_WITH_FUNCTIONS);
      g_autoptr(SeepTraces) a = naive_traces_build (old_traces);
      g_autoptr(SeepTraces) b = naive_traces_build (new_traces);

      for (guint32 x = 0; x < seep_traces_get_columns (a)->n_tracebacks; x++)
        for (guint32 y = 0; y < seep_traces_get_columns (b)->n_tracebacks; y++)
          {
            NaiveStack p = naive_get_place (a, SEEP_SITES_BY_TRACEBACK, x);
            NaiveStack q = naive_get_place (b, SEEP_SITES_BY_TRACEBACK, y);
            int expected = naive_compare_places (&p, &q);
            int order = seep_sites_compare_keys (a, x, b, y, SEEP_SITES_BY_TRACEBACK);

            g_assert_cmpint (order < 0, ==, expected < 0);
            g_assert_cmpint (order > 0, ==, expected > 0);
          }
    }
}

/* One trace a row: a file, a line, a size. */
static SeepTraces *
make_traces (const char *file, const guint64 *sizes, guint n)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("made.pickle");
  SeepStackFrame place = { .line = 12 };
  guint32 frame, traceback;

  seep_traces_builder_add_string (builder, "", 0, NULL);
  place.file = seep_traces_builder_add_string (builder, file, strlen (file), NULL);
  frame = seep_traces_builder_add_frame (builder, place, NULL);
  traceback = seep_traces_builder_add_traceback (builder, &frame, 1, NULL);
  for (guint i = 0; i < n; i++)
    g_assert_true (seep_traces_builder_add_trace (builder, sizes[i], traceback, 0, 1, NULL));
  return seep_traces_builder_finish (builder, NULL);
}

static void
check_refused (SeepTraces *traces, SeepSitesBy by, SeepSitesCounting counting, const char *why)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSites) sites = seep_sites_new (traces, by, counting, NULL, NULL, &error);

  g_assert_null (sites);
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refuses_what_has_no_meaning (void)
{
  g_autoptr(SeepTraces) traces = make_traces ("app.py", (guint64[]) { 1 }, 1);

  check_refused (traces, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_CUMULATIVE, "cannot be cumulative");
  check_refused (traces, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_CUMULATIVE_ONCE,
                 "cannot be cumulative");
  check_refused (traces, SEEP_SITES_BY_FUNCTION, SEEP_SITES_OWN, "no functions");
}

static gboolean
is_cancelled_cb (SeepTask *task)
{
  return TRUE;
}

static void
test_stops_when_cancelled (void)
{
  SeepTask task = { .is_cancelled = is_cancelled_cb };
  g_autoptr(SeepTraces) traces = make_traces ("app.py", (guint64[]) { 1 }, 1);
  g_autoptr(GError) error = NULL;

  g_assert_null (
    seep_sites_new (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN, NULL, &task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
}

/* What tracemalloc._format_size (size, False) of CPython 3.12 says. */
static void
test_writes_sizes_as_tracemalloc (void)
{
  static const struct
  {
    guint64     size;
    const char *text;
  } cases[] = {
    { 0, "0 B" },
    { 1, "1 B" },
    { 10239, "10239 B" },
    { 10240, "10.0 KiB" },
    { 102348, "99.9 KiB" },
    { 102349, "100.0 KiB" },
    { 102399, "100.0 KiB" },
    { 102400, "100 KiB" },
    { 1536 * 1024, "1536 KiB" },
    { 10485759, "10240 KiB" },
    { 10485760, "10.0 MiB" },
    { G_GUINT64_CONSTANT (5) << 32, "20.0 GiB" },
    { G_GUINT64_CONSTANT (1) << 50, "1024 TiB" },
    { G_GUINT64_CONSTANT (1) << 63, "8388608 TiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SeepTraces) traces = make_traces ("app.py", &cases[i].size, 1);
      g_autoptr(SeepSites) sites = make_sites (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
      g_autofree char *text = seep_sites_dup_row_text (sites, &sites->rows[0]);
      g_autofree char *expected =
        g_strdup_printf ("app.py:12: size=%s, count=1, average=%s", cases[i].text, cases[i].text);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_writes_rows_as_tracemalloc (void)
{
  const guint64 sizes[] = { 3, 4, 4 };
  g_autoptr(SeepTraces) traces = make_traces ("na\xed\xb3\xbfme.py", sizes, 3);
  g_autoptr(SeepSites) lines = make_sites (traces, SEEP_SITES_BY_LINE, SEEP_SITES_OWN);
  g_autoptr(SeepSites) files = make_sites (traces, SEEP_SITES_BY_FILE, SEEP_SITES_OWN);
  g_autofree char *line = seep_sites_dup_row_text (lines, &lines->rows[0]);
  g_autofree char *file = seep_sites_dup_row_text (files, &files->rows[0]);
  g_autofree char *stack = seep_sites_dup_stack_text (traces, 0);
  g_autofree char *none = seep_sites_dup_key_text (traces, SEEP_SITES_BY_LINE, SEEP_NO_NODE);

  g_assert_cmpstr (line, ==, "na\\udcffme.py:12: size=11 B, count=3, average=4 B");
  g_assert_cmpstr (file, ==, "na\\udcffme.py:0: size=11 B, count=3, average=4 B");
  g_assert_cmpstr (stack, ==, "  File \"na\\udcffme.py\", line 12");
  g_assert_cmpstr (none, ==, "<no frames>");
}

/* Two frames: str() of a traceback names the oldest one, its title the most recent one. */
static void
test_writes_tracebacks_as_tracemalloc (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("made.pickle");
  SeepStackFrame place = { 0 };
  g_autoptr(SeepTraces) traces = NULL;
  g_autoptr(SeepSites) sites = NULL;
  g_autofree char *row = NULL, *title = NULL, *stack = NULL;
  guint32 frames[2];

  seep_traces_builder_add_string (builder, "", 0, NULL);
  for (guint32 i = 0; i < 2; i++)
    {
      place.file = seep_traces_builder_add_string (builder, i == 0 ? "new.py" : "old.py", 6, NULL);
      place.line = i + 1;
      frames[i] = seep_traces_builder_add_frame (builder, place, NULL);
    }
  g_assert_true (seep_traces_builder_add_trace (
    builder, 100, seep_traces_builder_add_traceback (builder, frames, 2, NULL), 0, 2, NULL));
  traces = seep_traces_builder_finish (builder, NULL);
  sites = make_sites (traces, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN);

  row = seep_sites_dup_row_text (sites, &sites->rows[0]);
  title = seep_sites_dup_key_text (traces, SEEP_SITES_BY_TRACEBACK, sites->rows[0].key);
  stack = seep_sites_dup_stack_text (traces, sites->rows[0].key);
  g_assert_cmpstr (row, ==, "old.py:2: size=100 B, count=1, average=100 B");
  g_assert_cmpstr (title, ==, "new.py:1");
  g_assert_cmpstr (stack, ==, "  File \"old.py\", line 2\n  File \"new.py\", line 1");
}

/* A stack with 65535 times the same frame, and blocks that fill half the memory there can be. */
static void
test_never_wraps_around (void)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("made.pickle");
  g_autofree guint32 *frames = g_new0 (guint32, 65535);
  SeepStackFrame place = { .line = 1 };
  g_autoptr(SeepTraces) traces = NULL;
  g_autoptr(SeepSites) sites = NULL, once = NULL;

  seep_traces_builder_add_string (builder, "", 0, NULL);
  g_assert_cmpuint (seep_traces_builder_add_frame (builder, place, NULL), ==, 0);
  g_assert_true (seep_traces_builder_add_trace (
    builder, G_GUINT64_CONSTANT (1) << 63,
    seep_traces_builder_add_traceback (builder, frames, 65535, NULL), 0, 0, NULL));
  traces = seep_traces_builder_finish (builder, NULL);

  sites = make_sites (traces, SEEP_SITES_BY_LINE, SEEP_SITES_CUMULATIVE);
  g_assert_cmpuint (sites->rows[0].bytes, ==, G_MAXUINT64);
  g_assert_cmpuint (sites->rows[0].count, ==, 65535);
  once = make_sites (traces, SEEP_SITES_BY_LINE, SEEP_SITES_CUMULATIVE_ONCE);
  g_assert_cmpuint (once->rows[0].bytes, ==, G_GUINT64_CONSTANT (1) << 63);
  g_assert_cmpuint (once->rows[0].count, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sites/adds-up-as-one-by-one", test_adds_up_as_one_by_one);
  g_test_add_func ("/sites/compares-places-as-python", test_compares_places_as_python);
  g_test_add_func ("/sites/refuses-what-has-no-meaning", test_refuses_what_has_no_meaning);
  g_test_add_func ("/sites/stops-when-cancelled", test_stops_when_cancelled);
  g_test_add_func ("/sites/writes-sizes-as-tracemalloc", test_writes_sizes_as_tracemalloc);
  g_test_add_func ("/sites/writes-rows-as-tracemalloc", test_writes_rows_as_tracemalloc);
  g_test_add_func ("/sites/writes-tracebacks-as-tracemalloc",
                   test_writes_tracebacks_as_tracemalloc);
  g_test_add_func ("/sites/never-wraps-around", test_never_wraps_around);
  return g_test_run ();
}
