/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-site-filter.h"

#include "analysis/seep-sites.h"
#include "base/seep-error.h"
#include "naive-sites.h"

#include <string.h>

#define N_ROUNDS 400
#define MAX_TRACES 40
#define MAX_FILTERS 4

static void
check_match (const char *pattern, const char *name, gboolean expected)
{
  if (seep_fnmatch (pattern, name, strlen (name)) != expected)
    g_error ("“%s” on “%s” is %s", pattern, name, expected ? "no match" : "a match");
}

static void
test_matches_wildcards (void)
{
  check_match ("", "", TRUE);
  check_match ("", "a", FALSE);
  check_match ("*", "", TRUE);
  check_match ("*", "any/thing\n", TRUE);
  check_match ("a", "a", TRUE);
  check_match ("a", "A", FALSE);
  check_match ("a", "ab", FALSE);
  check_match ("?", "", FALSE);
  check_match ("?", "\n", TRUE);
  check_match ("*/app/*.py", "/srv/app/deep/er/mod.py", TRUE);
  check_match ("*/app/*.py", "/srv/app/mod.pyx", FALSE);
  check_match ("*a*b*c", "xxaxxbxxcxxabc", TRUE);
  check_match ("*a*b*c", "xxaxxcxxb", FALSE);
  check_match ("**a", "bba", TRUE);
  check_match ("a\\*", "a*", FALSE); /* no escapes */
  check_match ("a\\*", "a\\b", TRUE);
}

static void
test_matches_sets (void)
{
  check_match ("[ch]?", "c1", TRUE);
  check_match ("[!ch]?", "c1", FALSE);
  check_match ("[!ch]?", "d1", TRUE);
  check_match ("[]x]", "]", TRUE);
  check_match ("[!]x]", "]", FALSE);
  check_match ("[!]x]", "a", TRUE);
  check_match ("[a-cx]", "b", TRUE);
  check_match ("[a-cx]", "x", TRUE);
  check_match ("[a-cx]", "-", FALSE);
  check_match ("[a-]", "-", TRUE);
  check_match ("[-a]", "-", TRUE);
  check_match ("[!-a]", "-", FALSE);
  check_match ("[a-c-e]", "-", TRUE);
  check_match ("[a-c-e]", "d", FALSE);
  check_match ("[^a]", "^", TRUE);
  check_match ("[^a]", "b", FALSE);
  check_match ("[\\]", "\\", TRUE);
  check_match ("[&&x]", "&", TRUE);
  check_match ("[[x]", "[", TRUE);
  check_match ("[", "[", TRUE); /* never closed */
  check_match ("[!", "[!", TRUE);
  check_match ("[]", "[]", TRUE);
  check_match ("a[b*", "a[bc", TRUE);
  check_match ("[z-a]", "m", FALSE); /* nothing is in it */
  check_match ("[!z-a]", "m", TRUE);
  check_match ("[z-ax]", "x", TRUE);
}

static void
test_matches_code_points (void)
{
  check_match ("?", "\xc3\xa9", TRUE);
  check_match ("?", "\xf0\x9f\x98\x80", TRUE);
  check_match ("?", "\xed\xb3\xbf", TRUE); /* a lone surrogate */
  check_match ("??", "\xc3\xa9", FALSE);
  check_match ("[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", TRUE);
  check_match ("[!\xc3\xa0-\xc3\xaf]", "\xc3\xa9", FALSE);
  check_match ("na\xffme.py", "na\xed\xb3\xbfme.py", TRUE); /* as Python reads that byte */
  check_match ("*\xed\xb3\xbf*", "na\xed\xb3\xbfme.py", TRUE);
}

/* Takes forever where each star tries all that it can. */
static void
test_many_stars_end_soon (void)
{
  g_autoptr(GString) pattern = g_string_new (NULL);
  g_autofree char *name = g_strnfill (2000, 'a');

  for (guint i = 0; i < 200; i++)
    g_string_append (pattern, "*a");
  g_string_append (pattern, "*b");
  check_match (pattern->str, name, FALSE);
}

static void
check_parsed (const char *text, SeepSiteFilter expected)
{
  const char *const texts[] = { text, NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepSiteFilters) filters = seep_site_filters_parse (texts, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (filters->n, ==, 1);
  g_assert_cmpstr (filters->filters[0].pattern, ==, expected.pattern);
  g_assert_cmpint (filters->filters[0].is_inclusive, ==, expected.is_inclusive);
  g_assert_cmpint (filters->filters[0].line, ==, expected.line);
  g_assert_cmpint (filters->filters[0].domain, ==, expected.domain);
  g_assert_cmpint (filters->filters[0].all_frames, ==, expected.all_frames);
}

static void
test_reads_what_people_write (void)
{
  check_parsed ("*.py", (SeepSiteFilter) { TRUE, (char *) "*.py", -1, -1, FALSE });
  check_parsed ("*.pyc", (SeepSiteFilter) { TRUE, (char *) "*.py", -1, -1, FALSE });
  check_parsed ("!*.py", (SeepSiteFilter) { FALSE, (char *) "*.py", -1, -1, FALSE });
  check_parsed ("a.py:12", (SeepSiteFilter) { TRUE, (char *) "a.py", 12, -1, FALSE });
  check_parsed ("a.pyc:12", (SeepSiteFilter) { TRUE, (char *) "a.py", 12, -1, FALSE });
  check_parsed ("a[:]12", (SeepSiteFilter) { TRUE, (char *) "a[:]12", -1, -1, FALSE });
  check_parsed ("a:b", (SeepSiteFilter) { TRUE, (char *) "a:b", -1, -1, FALSE });
  check_parsed ("a:", (SeepSiteFilter) { TRUE, (char *) "a:", -1, -1, FALSE });
  check_parsed ("any:a.py", (SeepSiteFilter) { TRUE, (char *) "a.py", -1, -1, TRUE });
  check_parsed ("!any:a.py:0", (SeepSiteFilter) { FALSE, (char *) "a.py", 0, -1, TRUE });
  check_parsed ("[a]ny:x", (SeepSiteFilter) { TRUE, (char *) "[a]ny:x", -1, -1, FALSE });
  check_parsed ("domain=7", (SeepSiteFilter) { TRUE, NULL, -1, 7, FALSE });
  check_parsed ("!domain=0", (SeepSiteFilter) { FALSE, NULL, -1, 0, FALSE });
  check_parsed ("my file.py:3 domain=389047",
                (SeepSiteFilter) { TRUE, (char *) "my file.py", 3, 389047, FALSE });
}

static void
test_says_what_is_wrong (void)
{
  static const char *const wrong[] = { "",          "!",          "any:",      ":12",
                                       "domain=",   "domain=x",   "* domain=", "any:domain=7",
                                       "a.py:99999999999", "domain=-1", ":3 domain=1" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const texts[] = { "*.py", wrong[i], NULL };
      g_autofree char *quoted = g_strdup_printf ("“%s”", wrong[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (seep_site_filters_parse (texts, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY);
      g_assert_nonnull (strstr (error->message, quoted));
    }
}

/* Filter._match() and DomainFilter._match() of Lib/tracemalloc.py, word by word. What it fails on, a
 * trace without frames, is one that no frame of matches. */
static gboolean
naive_match (const SeepSiteFilter *filter, const NaiveTrace *trace)
{
  gboolean result = FALSE;

  if (filter->pattern == NULL)
    return (trace->domain == filter->domain) ^ !filter->is_inclusive;

  for (guint i = 0; i < (filter->all_frames ? trace->stack.n_frames : MIN (1, trace->stack.n_frames));
       i++)
    {
      const NaiveFrame *frame = &trace->stack.frames[i];
      gsize n_bytes = strlen (frame->file);

      if (g_str_has_suffix (frame->file, ".pyc"))
        n_bytes--;
      if (seep_fnmatch (filter->pattern, frame->file, n_bytes)
          && (filter->line < 0 || frame->line == filter->line))
        result = TRUE;
    }
  result ^= !filter->is_inclusive;
  if (filter->domain < 0)
    return result;
  return filter->is_inclusive ? result && trace->domain == filter->domain
                              : result || trace->domain != filter->domain;
}

static gboolean
naive_passes (const SeepSiteFilters *filters, const NaiveTrace *trace)
{
  gboolean has_inclusive = FALSE, is_included = FALSE;

  for (guint i = 0; i < filters->n; i++)
    if (filters->filters[i].is_inclusive)
      {
        has_inclusive = TRUE;
        is_included |= naive_match (&filters->filters[i], trace);
      }
    else if (!naive_match (&filters->filters[i], trace))
      return FALSE;
  return !has_inclusive || is_included;
}

static SeepSiteFilters *
pick_filters (void)
{
  static const char *const patterns[] = { "*", "a.py", "*.py", "app/*", "[!a]*", "?", "?*.py", "" };
  SeepSiteFilters *filters = g_new0 (SeepSiteFilters, 1);

  filters->n = (guint) g_test_rand_int_range (1, MAX_FILTERS + 1);
  filters->filters = g_new0 (SeepSiteFilter, filters->n);
  for (guint i = 0; i < filters->n; i++)
    {
      SeepSiteFilter *filter = &filters->filters[i];
      gboolean is_domain_only = g_test_rand_int_range (0, 5) == 0;

      filter->is_inclusive = g_test_rand_int_range (0, 2);
      filter->line = g_test_rand_int_range (0, 3) == 0 ? g_test_rand_int_range (0, 3) : -1;
      filter->all_frames = g_test_rand_int_range (0, 2);
      filter->domain = g_test_rand_int_range (0, 3) == 0 ? 389047
                       : g_test_rand_int_range (0, 3) == 0 || is_domain_only
                         ? g_test_rand_int_range (0, 2)
                         : -1;
      if (!is_domain_only)
        filter->pattern =
          g_strdup (patterns[g_test_rand_int_range (0, G_N_ELEMENTS (patterns))]);
    }
  return filters;
}

static void
test_lets_pass_what_tracemalloc_does (void)
{
  guint64 n_passed = 0, n_all = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(GArray) traces = naive_traces_new (MAX_TRACES, NAIVE_PLAIN);
      g_autoptr(SeepTraces) built = naive_traces_build (traces);
      g_autoptr(SeepSiteFilters) filters = pick_filters ();
      g_autoptr(GArray) passed = g_array_new (FALSE, FALSE, sizeof (NaiveTrace));
      g_autoptr(GArray) expected = NULL;
      g_autoptr(SeepSites) sites = seep_sites_new (built, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN,
                                                   filters, NULL, NULL);

      for (guint i = 0; i < traces->len; i++)
        if (naive_passes (filters, &g_array_index (traces, NaiveTrace, i)))
          g_array_append_val (passed, g_array_index (traces, NaiveTrace, i));
      expected = naive_sites_new (passed, SEEP_SITES_BY_TRACEBACK, SEEP_SITES_OWN);
      g_assert_cmpuint (sites->count, ==, passed->len);
      g_assert_cmpuint (sites->n_rows, ==, expected->len);
      for (guint i = 0; i < expected->len; i++)
        {
          const NaiveRow *row = &g_array_index (expected, NaiveRow, i);
          NaiveStack place =
            naive_get_place (built, SEEP_SITES_BY_TRACEBACK, sites->rows[i].key);

          g_assert_cmpuint (sites->rows[i].bytes, ==, row->bytes);
          g_assert_cmpuint (sites->rows[i].count, ==, row->count);
          g_assert_cmpint (naive_compare_places (&place, &row->place), ==, 0);
        }
      n_passed += passed->len;
      n_all += traces->len;
    }
  /* Neither all nor nothing passed: the comparison means something. */
  g_assert_cmpuint (n_passed, >, n_all / 10);
  g_assert_cmpuint (n_passed, <, n_all - n_all / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/site-filter/matches-wildcards", test_matches_wildcards);
  g_test_add_func ("/site-filter/matches-sets", test_matches_sets);
  g_test_add_func ("/site-filter/matches-code-points", test_matches_code_points);
  g_test_add_func ("/site-filter/many-stars-end-soon", test_many_stars_end_soon);
  g_test_add_func ("/site-filter/reads-what-people-write", test_reads_what_people_write);
  g_test_add_func ("/site-filter/says-what-is-wrong", test_says_what_is_wrong);
  g_test_add_func ("/site-filter/lets-pass-what-tracemalloc-does",
                   test_lets_pass_what_tracemalloc_does);
  return g_test_run ();
}
