/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seep-options.h"
#include "seep-site-names.h"
#include "seep-site-options.h"

#include "model/seep-traces-builder.h"

#define assert_text(call, expected) \
  G_STMT_START \
  { \
    g_autofree char *_text = call; \
    g_assert_cmpstr (_text, ==, expected); \
  } \
  G_STMT_END

/* One traceback, the first file most recent; line 1, 2, 3 and so on. */
static SeepTraces *
make_traces (const char *const *files)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("names");
  g_autoptr(GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GError) error = NULL;
  SeepTraces *traces;
  guint32 traceback;

  for (guint i = 0; files[i] != NULL; i++)
    {
      SeepStackFrame frame = { .line = i + 1 };
      guint32 id;

      frame.file = seep_traces_builder_add_string (builder, files[i], strlen (files[i]), &error);
      id = seep_traces_builder_add_frame (builder, frame, &error);
      g_array_append_val (frames, id);
    }
  traceback = seep_traces_builder_add_traceback (builder, &g_array_index (frames, guint32, 0),
                                                 frames->len, &error);
  g_assert_true (seep_traces_builder_add_trace (builder, 100, traceback, 0, frames->len, &error));
  traces = seep_traces_builder_finish (builder, &error);
  g_assert_no_error (error);
  return traces;
}

static void
test_root_is_where_nearly_all_files_are (void)
{
  static const char *const files[] = { "/home/a/shop/app/cache.py", "/home/a/shop/app/main.py",
                                       "/home/a/shop/db/store.py",  "/home/a/shop/run.py",
                                       "/tmp/patch.py",             "/usr/lib/python3.11/enum.py",
                                       "<string>",                  NULL };
  static const char *const few[] = { "/home/a/main.py", "/tmp/other.py", NULL };
  static const char *const none[] = { "<string>", "/usr/lib/python3.11/enum.py", NULL };
  g_autoptr(SeepTraces) traces = make_traces (files);
  g_autoptr(SeepTraces) apart = make_traces (few);
  g_autoptr(SeepTraces) others = make_traces (none);

  assert_text (seep_site_find_root (traces, NULL), "/home/a/shop/");
  assert_text (seep_site_find_root (traces, others), "/home/a/shop/");
  assert_text (seep_site_find_root (apart, NULL), "");
  assert_text (seep_site_find_root (others, NULL), "");
}

static void
test_shortens_files (void)
{
  const char *root = "/home/a/shop/";

  g_assert_cmpstr (seep_site_shorten (root, "/home/a/shop/app/cache.py"), ==, "app/cache.py");
  g_assert_cmpstr (seep_site_shorten (root, "/tmp/patch.py"), ==, "/tmp/patch.py");
  g_assert_cmpstr (seep_site_shorten (root, "/usr/lib/python3.11/json/decoder.py"), ==,
                   "json/decoder.py");
  g_assert_cmpstr (
    seep_site_shorten (root, "/home/a/shop/venv/lib/python3.12/site-packages/flask/app.py"), ==,
    "flask/app.py");
  g_assert_cmpstr (seep_site_shorten ("", "<frozen importlib>"), ==, "<frozen importlib>");
}

static void
test_names_the_most_recent_frame_first (void)
{
  static const char *const files[] = { "/s/a.py", "/s/b.py", "/s/c.py", "/s/d.py", NULL };
  g_autoptr(SeepTraces) traces = make_traces (files);
  guint32 n_frames;
  const guint32 *frames = seep_traces_get_stack (traces, 0, &n_frames);

  assert_text (seep_site_dup_name (traces, "/s/", SEEP_SITES_BY_TRACEBACK, 0),
               "a.py:1 ← b.py:2 ← c.py:3 ← …");
  assert_text (seep_site_dup_full_name (traces, SEEP_SITES_BY_TRACEBACK, 0),
               "/s/a.py:1\n/s/b.py:2\n/s/c.py:3\n/s/d.py:4");
  assert_text (seep_site_dup_name (traces, "/s/", SEEP_SITES_BY_LINE, frames[3]), "d.py:4");
}

/* What is a pattern's sign in a name stands for itself; a lone surrogate is one character. */
static void
test_filters_mean_that_file_only (void)
{
  static const char *const files[] = { "/s/[1]*?.py", "/s/\xed\xb3\xbf.py", NULL };
  g_autoptr(SeepTraces) traces = make_traces (files);
  guint32 n_frames;
  const guint32 *frames = seep_traces_get_stack (traces, 0, &n_frames);
  g_autofree char *filter = seep_site_dup_filter (traces, SEEP_SITES_BY_LINE, frames[0], TRUE);

  g_assert_cmpstr (filter, ==, "any:/s/[[]1][*][?].py:1");
  g_assert_true (seep_fnmatch ("/s/[[]1][*][?].py", files[0], strlen (files[0])));
  assert_text (seep_site_dup_filter (traces, SEEP_SITES_BY_LINE, frames[1], FALSE), "/s/?.py:2");
  g_assert_true (seep_fnmatch ("/s/?.py", files[1], strlen (files[1])));
  g_assert_null (seep_site_dup_filter (traces, SEEP_SITES_BY_TRACEBACK, 0, FALSE));
}

static void
test_options_are_read_as_written (void)
{
  g_autoptr(GString) options = g_string_new (NULL);
  g_auto(GStrv) filters = NULL;

  seep_options_append (options, "by", "file");
  seep_options_append (options, "filter", "any:a=b.py");
  seep_options_append (options, "filter", "two\nlines");
  assert_text (seep_options_dup (options->str, "by"), "file");
  g_assert_null (seep_options_dup (options->str, "b"));
  g_assert_null (seep_options_dup (NULL, "by"));
  filters = seep_options_list (options->str, "filter");
  g_assert_cmpstr (filters[0], ==, "any:a=b.py");
  g_assert_cmpstr (filters[1], ==, "two lines");
  g_assert_null (filters[2]);

  for (guint by = 0; by < SEEP_SITES_N_BY; by++)
    g_assert_cmpint (seep_site_parse_by (seep_site_get_by_name (by)), ==, by);
  g_assert_cmpint (seep_site_parse_by ("nonsense"), ==, SEEP_SITES_BY_LINE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site-names/root-is-where-nearly-all-files-are",
                   test_root_is_where_nearly_all_files_are);
  g_test_add_func ("/site-names/shortens-files", test_shortens_files);
  g_test_add_func ("/site-names/names-the-most-recent-frame-first",
                   test_names_the_most_recent_frame_first);
  g_test_add_func ("/site-names/filters-mean-that-file-only", test_filters_mean_that_file_only);
  g_test_add_func ("/site-names/options-are-read-as-written", test_options_are_read_as_written);
  return g_test_run ();
}
