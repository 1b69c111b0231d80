/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measurements in the store: what is read back is what was measured, coarse where it is old, of a
 * bounded size, there for others at once, and still there after a kill. */
#include "config.h"

#include "seep-store-series.h"

#include "base/seep-error.h"
#include "seep-series-block.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEGIN_US G_GINT64_CONSTANT (1700000123456789)
#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define STEP_US (4 * SECOND_US) /* levels keep numbers of samples and times: one a second takes no more room */
#define DAY_STEPS (6 * 60 * 60)
#define MAX_STORE_BYTES (10 * 1000 * 1000) /* seep-store-series.h */

/* --- A process as it might be: the same at the same step --- */

static guint32
scatter (guint64 n)
{
  n = (n ^ (n >> 31)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  n = (n ^ (n >> 29)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  return (guint32) (n >> 32);
}

static double
get_rss (guint64 step)
{
  return floor (5e7 + 300.0 * (double) step + (double) (scatter (step) % 4096) * 4096);
}

static double
get_value (guint64 step, guint metric)
{
  switch (metric)
    {
    case SEEP_METRIC_RSS:
      return get_rss (step);
    case SEEP_METRIC_PSS:
      return floor (get_rss (step) * 0.9);
    case SEEP_METRIC_USS:
      return floor (get_rss (step) * 0.8);
    case SEEP_METRIC_ANON:
      return floor (get_rss (step) * 0.7);
    case SEEP_METRIC_PEAK_RSS:
      return floor (5e7 + 300.0 * (double) step);
    case SEEP_METRIC_CPU:
      return (double) step * 0.25;
    case SEEP_METRIC_GC_PAUSE:
      return (double) (scatter (step) % 1000) / 1e6;
    case SEEP_METRIC_MINOR_FAULTS:
      return (double) step * 17;
    case SEEP_METRIC_SWAP:
      return step % 3 == 0 ? NAN : 4096;
    case SEEP_METRIC_TRACED:
      return NAN;
    default:
      return (double) (scatter (step * SEEP_N_METRICS + metric) % 3 + 7);
    }
}

static void
fill_values (guint64 step, double *values)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = get_value (step, i);
}

static gint64
get_time (guint64 step)
{
  return BEGIN_US + (gint64) step * STEP_US + (gint64) (scatter (step) % 1000);
}

/* The steps [@from, @to). */
static void
add_steps (SeepStore *store, const char *session, guint64 from, guint64 to)
{
  g_autoptr(GError) error = NULL;
  guint n = (guint) (to - from);
  g_autofree gint64 *times = g_new (gint64, MAX (n, 1));
  g_autofree double *values = g_new (double, MAX (n, 1) * SEEP_N_METRICS);

  for (guint i = 0; i < n; i++)
    {
      times[i] = get_time (from + i);
      fill_values (from + i, values + (gsize) i * SEEP_N_METRICS);
    }
  g_assert_true (seep_store_add_samples (store, session, times, values, n, &error));
  g_assert_no_error (error);
}

static SeepRecorded *
read_all (SeepStore *store, const char *session)
{
  g_autoptr(GError) error = NULL;
  SeepRecorded *recorded = seep_store_read_recorded (store, session, NULL, &error);

  g_assert_no_error (error);
  return recorded;
}

/* The pages of the database that are in use. */
static gint64
get_n_bytes (StoreFixture *fixture)
{
  static const char *const pragmas[] = { "PRAGMA page_count", "PRAGMA freelist_count",
                                         "PRAGMA page_size" };
  g_autofree char *path = g_build_filename (fixture->place, "seep.db", NULL);
  gint64 values[3];
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < 3; i++)
    {
      sqlite3_stmt *statement = NULL;

      g_assert_cmpint (sqlite3_prepare_v2 (db, pragmas[i], -1, &statement, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
      values[i] = sqlite3_column_int64 (statement, 0);
      sqlite3_finalize (statement);
    }
  sqlite3_close (db);
  return (values[0] - values[1]) * values[2];
}

/* --- What comes back --- */

static void
test_samples_come_back (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(SeepRecorded) recorded = NULL;

  add_steps (fixture->store, id, 0, 1);
  add_steps (fixture->store, id, 1, 1);
  add_steps (fixture->store, id, 1, 700);
  for (guint i = 700; i < 1000; i += 7)
    add_steps (fixture->store, id, i, MIN (i + 7, 1000));
  recorded = read_all (fixture->store, id);

  g_assert_cmpuint (recorded->n_samples, ==, 1000);
  g_assert_cmpint (recorded->from_us, ==, get_time (0));
  g_assert_cmpint (recorded->to_us, ==, get_time (999));
  g_assert_null (recorded->metrics[SEEP_METRIC_TRACED]);
  for (guint metric = 0; metric < SEEP_N_METRICS; metric++)
    for (guint64 step = 0, point = 0; recorded->metrics[metric] != NULL && step < 1000; step++)
      {
        SeepSeriesPoint found;

        if (isnan (get_value (step, metric)))
          continue;
        found = seep_series_get_point (recorded->metrics[metric], point++);
        g_assert_cmpint (found.time_us, ==, get_time (step));
        g_assert_cmpfloat_with_epsilon (found.value, get_value (step, metric), 1e-9);
      }
}

static void
test_what_goes_back_in_time_is_left_out (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(SeepRecorded) recorded = NULL;

  add_steps (fixture->store, id, 100, 110);
  add_steps (fixture->store, id, 50, 105);
  add_steps (fixture->store, id, 105, 120);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->n_samples, ==, 20);
  g_assert_cmpuint (seep_series_get_n (recorded->metrics[SEEP_METRIC_RSS]), ==, 20);
}

/* Minimum, maximum and last of the steps whose times are in [@from_us, @to_us]. */
static void
check_stretch (SeepSeries *series, guint metric, guint64 from, guint64 to)
{
  double min = INFINITY;
  double max = -INFINITY;
  double found_min;
  double found_max;

  for (guint64 step = from; step <= to; step++)
    {
      min = fmin (min, get_value (step, metric));
      max = fmax (max, get_value (step, metric));
    }
  g_assert_true (seep_series_get_extremes (series, get_time (from), get_time (to) + 1, &found_min,
                                           &found_max));
  g_assert_cmpfloat_with_epsilon (found_min, min, 1e-9);
  g_assert_cmpfloat_with_epsilon (found_max, max, 1e-9);
}

/* Every point is the end of a stretch after the one before: together they are all that was
 * measured. */
static void
check_all_stretches (SeepSeries *series, guint metric, guint64 n_steps)
{
  guint64 from = 0;

  for (guint64 i = 0; i < seep_series_get_n (series); i++)
    {
      SeepSeriesPoint point = seep_series_get_point (series, i);
      guint64 to = (guint64) ((point.time_us - BEGIN_US) / STEP_US);

      g_assert_cmpint (point.time_us, ==, get_time (to));
      g_assert_cmpfloat_with_epsilon (point.value, get_value (to, metric), 1e-9);
      check_stretch (series, metric, from, to);
      from = to + 1;
    }
  g_assert_cmpuint (from, ==, n_steps);
}

/* A month: all levels but the last two are full. */
static void
test_a_month_takes_ten_megabytes (StoreFixture *fixture, gconstpointer data)
{
  const guint64 n = 30 * DAY_STEPS;
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(SeepRecorded) recorded = NULL;
  SeepSeries *rss;
  gint64 day_bytes = 0;

  for (guint64 i = 0; i < n; i += 900)
    {
      add_steps (fixture->store, id, i, i + 900);
      if (i + 900 == DAY_STEPS)
        day_bytes = get_n_bytes (fixture);
    }
  g_test_message ("a day: %" G_GINT64_FORMAT " bytes, a month: %" G_GINT64_FORMAT, day_bytes,
                  get_n_bytes (fixture));
  g_assert_cmpint (get_n_bytes (fixture), <, MAX_STORE_BYTES);

  recorded = read_all (fixture->store, id);
  rss = recorded->metrics[SEEP_METRIC_RSS];
  g_assert_cmpuint (recorded->n_samples, ==, n);
  g_assert_cmpint (recorded->from_us, ==, get_time (0));
  g_assert_cmpint (recorded->to_us, ==, get_time (n - 1));
  g_assert_cmpuint (seep_series_get_n (rss), <, 25000);
  check_all_stretches (rss, SEEP_METRIC_RSS, n);
  check_all_stretches (recorded->metrics[SEEP_METRIC_GC_PAUSE], SEEP_METRIC_GC_PAUSE, n);

  for (guint64 i = 0; i < 7200; i++)
    {
      SeepSeriesPoint point = seep_series_get_point (rss, seep_series_get_n (rss) - 1 - i);

      g_assert_cmpint (point.time_us, ==, get_time (n - 1 - i));
    }
}

/* Once a day for a hundred years, with an hour of samples now and then: what no level has room
 * for is in the last. */
static void
test_a_century_takes_no_more (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(SeepRecorded) recorded = NULL;
  guint64 n = 0;

  for (guint64 year = 0; year < 100; year++)
    {
      guint64 begin = year * 365 * DAY_STEPS;

      add_steps (fixture->store, id, begin, begin + 3600);
      n += 3600;
    }
  g_assert_cmpint (get_n_bytes (fixture), <, MAX_STORE_BYTES);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->n_samples, ==, n);
  g_assert_cmpint (recorded->from_us, ==, get_time (0));
}

static void
test_types_come_back (StoreFixture *fixture, gconstpointer data)
{
  const char *const names[] = { "dict", "app.Größe", "dict", "list", NULL };
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  for (guint64 i = 0; i < 5000; i++)
    {
      const guint64 counts[] = { 1000 + i, 7, 3, i % 50 };

      g_assert_true (seep_store_add_type_counts (fixture->store, id, get_time (i * 10), names, counts,
                                                 i < 2500 ? 4 : 2, &error));
    }
  g_assert_no_error (error);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->type_names->len, ==, 3);
  g_assert_cmpuint (recorded->type_series->len, ==, 3);
  g_assert_cmpstr (recorded->type_names->pdata[1], ==, "app.Größe");
  for (guint i = 0; i < 3; i++)
    {
      SeepSeries *series = recorded->type_series->pdata[i];
      SeepSeriesPoint last = seep_series_get_point (series, seep_series_get_n (series) - 1);
      double min, max;

      g_assert_cmpuint (seep_series_get_n (series), <, 2500);
      g_assert_true (seep_series_get_extremes (series, G_MININT64, G_MAXINT64, &min, &max));
      g_assert_cmpfloat (min, ==, i == 0 ? 1000 : i == 1 ? 7 : 0);
      g_assert_cmpfloat (max, ==, i == 0 ? 5999 : i == 1 ? 7 : 49);
      g_assert_cmpfloat (last.value, ==, i == 0 ? 5999 : i == 1 ? 7 : 49);
      /* It is old, so it is known to the minute, or to ten. */
      g_assert_cmpint (last.time_us, >=, get_time (i == 2 ? 24990 : 49990));
      g_assert_cmpint (last.time_us, <=, get_time (i == 2 ? 24990 : 49990) + (i == 2 ? 600 * SECOND_US : 0));
    }
}

/* A program that makes classes without end. */
static void
test_types_are_bounded (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) names = NULL;
      guint64 counts[300];

      for (guint j = 0; j < 300; j++)
        {
          g_autofree char *name = g_strdup_printf ("type-%u-%u", i, j);

          g_strv_builder_add (builder, name);
          counts[j] = j == 0 ? G_MAXUINT64 : j;
        }
      names = g_strv_builder_end (builder);
      g_assert_true (seep_store_add_type_counts (fixture->store, id, get_time (i),
                                                 (const char *const *) names, counts, 300, &error));
    }
  g_assert_no_error (error);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->type_names->len, ==, SEEP_SERIES_BLOCK_MAX_COLUMNS);
}

static void
test_marks_come_back (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autofree char *x = g_strnfill (3000, 'x');
  const SeepMark marks[] = {
    { 5, SEEP_MARK_USER, (char *) "before — after", (char *) "" },
    { 3, SEEP_MARK_SNAPSHOT, (char *) "001", (char *) "abcd2345" },
    { 9, SEEP_MARK_EVENT, x, NULL },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_true (seep_store_add_mark (fixture->store, id, &marks[i], &error));
  g_assert_no_error (error);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->marks->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const SeepMark *mark = &g_array_index (recorded->marks, SeepMark, i);

      g_assert_cmpint (mark->time_us, ==, marks[i].time_us);
      g_assert_cmpint (mark->kind, ==, marks[i].kind);
      g_assert_true (g_str_has_prefix (marks[i].text, mark->text));
      g_assert_cmpuint (strlen (mark->text), ==, MIN (strlen (marks[i].text), 1000));
      g_assert_cmpstr (mark->capture, ==, i == 1 ? "abcd2345" : "");
    }
}

static void
test_events_do_not_push_marks_out (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  const SeepMark mark = { 0, SEEP_MARK_USER, (char *) "kept", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  g_assert_true (seep_store_add_mark (fixture->store, id, &mark, &error));
  for (guint i = 0; i < SEEP_STORE_MAX_MARKS + 100; i++)
    {
      const SeepMark event = { i, SEEP_MARK_EVENT, (char *) "fork", NULL };

      g_assert_true (seep_store_add_mark (fixture->store, id, &event, &error));
    }
  g_assert_no_error (error);
  recorded = read_all (fixture->store, id);
  g_assert_cmpuint (recorded->marks->len, ==, SEEP_STORE_MAX_MARKS + 1);
  g_assert_cmpstr (g_array_index (recorded->marks, SeepMark, 0).text, ==, "kept");
  g_assert_cmpint (g_array_index (recorded->marks, SeepMark, 1).time_us, ==, 100);
}

/* --- Others --- */

static void
test_others_read_while_it_is_written (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(SeepStore) other = store_fixture_open (fixture);

  for (guint64 i = 0; i < 20000; i += 500)
    {
      g_autoptr(SeepRecorded) recorded = NULL;

      add_steps (fixture->store, id, i, i + 500);
      recorded = read_all (other, id);
      g_assert_cmpuint (recorded->n_samples, ==, i + 500);
      g_assert_cmpint (recorded->to_us, ==, get_time (i + 499));
    }
}

static int
count_rows (StoreFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->place, "seep.db", NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  int n;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT (SELECT count(*) FROM series)"
                                       " + (SELECT count(*) FROM series_types)"
                                       " + (SELECT count(*) FROM marks)",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

static void
test_goes_with_its_session (StoreFixture *fixture, gconstpointer data)
{
  const char *const names[] = { "dict", NULL };
  const guint64 counts[] = { 1 };
  const SeepMark mark = { 0, SEEP_MARK_USER, (char *) "x", NULL };
  g_autofree char *id = store_fixture_add (fixture, "x", "app.py");
  g_autoptr(GError) error = NULL;

  add_steps (fixture->store, id, 0, 10);
  g_assert_true (seep_store_add_type_counts (fixture->store, id, 1, names, counts, 1, &error));
  g_assert_true (seep_store_add_mark (fixture->store, id, &mark, &error));
  g_assert_cmpint (count_rows (fixture), ==, 4);

  g_assert_true (seep_store_delete_session (fixture->store, id, &error));
  g_assert_no_error (error);
  g_assert_null (seep_store_read_recorded (fixture->store, id, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (seep_store_add_samples (fixture->store, id, NULL, NULL, 0, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (seep_store_purge_session (fixture->store, id, &error));
  g_assert_cmpint (count_rows (fixture), ==, 0);
}

/* --- A kill --- */

static void G_GNUC_NORETURN
write_until_killed (StoreFixture *fixture, const char *id, int pipe)
{
  g_autoptr(SeepStore) store = store_fixture_open (fixture);

  for (guint64 i = 0;; i += 50)
    {
      guint64 done = i + 50;

      add_steps (store, id, i, done);
      if (write (pipe, &done, sizeof done) != sizeof done)
        _exit (1);
    }
}

static void
test_survives_a_kill (StoreFixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 15; round++)
    {
      g_autofree char *id = store_fixture_add (fixture, NULL, "app.py");
      g_autoptr(SeepRecorded) recorded = NULL;
      guint64 n_wanted = 50 * (guint64) g_test_rand_int_range (1, 300);
      guint64 n_done = 0;
      int ends[2];
      pid_t child;

      g_clear_pointer (&fixture->store, seep_store_unref);
      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        write_until_killed (fixture, id, ends[1]);
      close (ends[1]);
      while (n_done < n_wanted)
        g_assert_cmpint (read (ends[0], &n_done, sizeof n_done), ==, sizeof n_done);
      g_assert_cmpint (kill (child, SIGKILL), ==, 0);
      while (read (ends[0], &n_done, sizeof n_done) == sizeof n_done)
        continue;
      close (ends[0]);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

      fixture->store = store_fixture_open (fixture);
      g_assert_null (seep_store_get_problem (fixture->store));
      recorded = read_all (fixture->store, id);
      g_assert_true (recorded->n_samples == n_done || recorded->n_samples == n_done + 50);
      check_all_stretches (recorded->metrics[SEEP_METRIC_RSS], SEEP_METRIC_RSS, recorded->n_samples);
    }
}

/* --- Blocks --- */

static void
fill_block (SeepSeriesBlock *block, guint n)
{
  gint64 time_us = g_test_rand_int_range (-1000, 1000);

  for (guint i = 0; i < n; i++)
    {
      gint64 from_us = time_us + g_test_rand_int_range (0, 100000);
      gint64 to_us = from_us + (g_test_rand_int_range (0, 3) > 0 ? 0 : g_test_rand_int_range (0, 999));

      g_assert_true (seep_series_block_add (block, from_us, to_us, 1 + (guint) (i % 7)));
      for (guint column = 0; column < 30; column++)
        {
          gint64 last = g_test_rand_int_range (-50, 50) * (column == 3 ? G_MAXINT64 / 60 : 1);
          SeepSeriesCell cell = { column * 34, last, last, last };

          if (g_test_rand_int_range (0, 4) == 0)
            continue;
          if (g_test_rand_int_range (0, 2) == 0)
            cell.min -= g_test_rand_int_range (0, 1000);
          if (g_test_rand_int_range (0, 2) == 0)
            cell.max += g_test_rand_int_range (0, 1000);
          seep_series_block_add_cell (block, &cell);
        }
      time_us = to_us;
    }
}

static void
test_blocks_come_back (void)
{
  for (guint i = 0; i < 50; i++)
    {
      g_auto(SeepSeriesBlock) block = { NULL, NULL };
      g_auto(SeepSeriesBlock) again = { NULL, NULL };
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GError) error = NULL;

      seep_series_block_init (&block);
      seep_series_block_init (&again);
      fill_block (&block, i);
      bytes = seep_series_block_encode (&block);
      g_assert_true (seep_series_block_decode (&again, "x", g_bytes_get_data (bytes, NULL),
                                               g_bytes_get_size (bytes), &error));
      g_assert_no_error (error);
      g_assert_cmpmem (block.entries->data, block.entries->len * sizeof (SeepSeriesEntry),
                       again.entries->data, again.entries->len * sizeof (SeepSeriesEntry));
      g_assert_cmpuint (block.cells->len, ==, again.cells->len);
      for (guint j = 0; j < block.cells->len; j++)
        {
          const SeepSeriesCell *a = &g_array_index (block.cells, SeepSeriesCell, j);
          const SeepSeriesCell *b = &g_array_index (again.cells, SeepSeriesCell, j);

          g_assert_true (a->column == b->column && a->min == b->min && a->max == b->max
                         && a->last == b->last);
        }
    }
}

/* What can be read of damaged bytes keeps the promises of a block. */
static void
check_block (const SeepSeriesBlock *block)
{
  gint64 end_us = G_MININT64;

  for (guint i = 0; i < block->entries->len; i++)
    {
      const SeepSeriesEntry *entry = &g_array_index (block->entries, SeepSeriesEntry, i);
      guint32 next_column = 0;

      g_assert_true (entry->from_us >= end_us && entry->to_us >= entry->from_us);
      for (guint j = 0; j < entry->n_cells; j++)
        {
          const SeepSeriesCell *cell =
            &g_array_index (block->cells, SeepSeriesCell, entry->first_cell + j);

          g_assert_true (cell->min <= cell->last && cell->last <= cell->max);
          g_assert_true (cell->column >= next_column
                         && cell->column < SEEP_SERIES_BLOCK_MAX_COLUMNS);
          next_column = cell->column + 1;
        }
      end_us = entry->to_us;
    }
}

static void
test_damaged_blocks_do_no_harm (void)
{
  g_auto(SeepSeriesBlock) block = { NULL, NULL };
  g_autoptr(GBytes) bytes = NULL;
  g_autofree guint8 *content = NULL;
  gsize n_bytes;
  guint n_refused = 0;

  seep_series_block_init (&block);
  fill_block (&block, 12);
  bytes = seep_series_block_encode (&block);
  content = g_bytes_unref_to_data (g_steal_pointer (&bytes), &n_bytes);

  for (gsize n = 0; n < n_bytes; n++)
    {
      g_auto(SeepSeriesBlock) part = { NULL, NULL };
      g_autoptr(GError) error = NULL;

      seep_series_block_init (&part);
      g_assert_false (seep_series_block_decode (&part, "x", content, n, &error));
      g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CORRUPT);
    }
  for (gsize bit = 0; bit < n_bytes * 8; bit++)
    {
      g_auto(SeepSeriesBlock) flipped = { NULL, NULL };

      seep_series_block_init (&flipped);
      content[bit / 8] ^= (guint8) (1 << bit % 8);
      n_refused += !seep_series_block_decode (&flipped, "x", content, n_bytes, NULL);
      content[bit / 8] ^= (guint8) (1 << bit % 8);
      check_block (&flipped);
    }
  g_assert_cmpuint (n_refused, >, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (StoreFixture *, gconstpointer);
  } cases[] = {
    { "samples-come-back", test_samples_come_back },
    { "what-goes-back-in-time-is-left-out", test_what_goes_back_in_time_is_left_out },
    { "a-month-takes-ten-megabytes", test_a_month_takes_ten_megabytes },
    { "a-century-takes-no-more", test_a_century_takes_no_more },
    { "types-come-back", test_types_come_back },
    { "types-are-bounded", test_types_are_bounded },
    { "marks-come-back", test_marks_come_back },
    { "events-do-not-push-marks-out", test_events_do_not_push_marks_out },
    { "others-read-while-it-is-written", test_others_read_while_it_is_written },
    { "goes-with-its-session", test_goes_with_its_session },
    { "survives-a-kill", test_survives_a_kill },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series-block/comes-back", test_blocks_come_back);
  g_test_add_func ("/series-block/damaged-does-no-harm", test_damaged_blocks_do_no_harm);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store-series/", cases[i].name, NULL);

      g_test_add (path, StoreFixture, NULL, store_fixture_set_up, cases[i].run,
                  store_fixture_tear_down);
    }
  return g_test_run ();
}
