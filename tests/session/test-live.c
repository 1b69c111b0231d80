/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Live sessions: shell scripts stand in for seep-probe and tell what is to happen; programs that
 * are run are measured by the real one. */
#include "config.h"

#include "host-fixture.h"

#include "base/seep-error.h"
#include "seep-folder.h"
#include "seep-live.h"
#include "seep-live-thresholds.h"
#include "seep-store-series.h"
#include "seepheap-encoder.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define WAIT_US (60 * SECOND_US) /* nothing here takes one; a hang shall end */

#define SAY(json) "echo '" json "'\n"
#define SAMPLE(time, rss) SAY ("{\"type\":\"sample\",\"time\":" time ",\"pid\":7,\"rss_bytes\":" rss ",\"fds\":5}")
#define EXIT(time) SAY ("{\"type\":\"event\",\"event\":\"exit\",\"time\":" time ",\"pid\":7}")
#define FAIL                                                                                       \
  "echo '{\"type\":\"error\",\"code\":\"internal\",\"message\":\"It broke.\"}' >&2; exit 4\n"

/* An event, kept. */
typedef struct
{
  SeepLiveEventKind kind;
  gint64            time_us;
  double            rss;
  char             *text;    /* owned, as the others */
  char             *path;
  char             *capture;
  char             *error;
  GStrv             names;
  guint64          *counts;
  guint64           count;
  double            pause_seconds;
  int               exit_status;
} Event;

typedef struct
{
  HostFixture  parent;
  char        *place;   /* owned; of the store */
  SeepStore   *store;   /* owned */
  char        *session; /* owned */
  SeepHost    *host;    /* owned; NULL */
  GAsyncQueue *events;  /* owned, of Event */
  SeepLive    *live;    /* owned; NULL */
} Fixture;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->text);
  g_free (event->path);
  g_free (event->capture);
  g_free (event->error);
  g_strfreev (event->names);
  g_free (event->counts);
  g_free (event);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Event, event_free)

static void
keep_cb (SeepLive *live, const SeepLiveEvent *event, gpointer user_data)
{
  Fixture *fixture = user_data;
  Event *copy = g_new0 (Event, 1);

  copy->kind = event->kind;
  copy->time_us = event->time_us;
  copy->rss = event->values != NULL ? event->values[SEEP_METRIC_RSS] : NAN;
  copy->text = g_strdup (event->text);
  copy->path = g_strdup (event->path);
  copy->capture = g_strdup (event->capture);
  copy->error = event->error != NULL ? g_strdup (event->error->message) : NULL;
  copy->names = g_strdupv ((char **) event->names);
  if (event->names != NULL)
    copy->counts =
      g_memdup2 (event->counts, g_strv_length (copy->names) * sizeof *event->counts);
  copy->count = event->count;
  copy->pause_seconds = event->pause_seconds;
  copy->exit_status = event->exit_status;
  g_async_queue_push (fixture->events, copy);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  host_fixture_set_up (&fixture->parent, data);
  fixture->place = g_build_filename (fixture->parent.folder, "store", NULL);
  fixture->store = seep_store_open (fixture->place, &error);
  g_assert_no_error (error);
  fixture->session = seep_store_add_session (fixture->store, "live", "app.py", &error);
  g_assert_no_error (error);
  fixture->events = g_async_queue_new_full (event_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->live, seep_live_free);
  g_clear_pointer (&fixture->host, seep_host_unref);
  g_clear_pointer (&fixture->store, seep_store_unref);
  g_async_queue_unref (fixture->events);
  g_free (fixture->session);
  g_free (fixture->place);
  host_fixture_tear_down (&fixture->parent, data);
}

static gboolean
has_type (const Event *event, const char *name, guint64 *count)
{
  for (guint i = 0; event->names != NULL && event->names[i] != NULL; i++)
    if (g_str_equal (event->names[i], name))
      {
        *count = event->counts[i];
        return TRUE;
      }
  return FALSE;
}

/* Watches the process 7 with @script for a probe. */
static void
start (Fixture *fixture, const char *script, const SeepLiveThresholds *thresholds)
{
  g_autoptr(GError) error = NULL;
  SeepLiveOptions options = { .pid = 7, .session = fixture->session };

  fixture->host = host_fixture_new_host (SEEP_HOST_LOCAL, NULL, script);
  options.host = fixture->host;
  if (thresholds != NULL)
    options.thresholds = *thresholds;
  fixture->live = seep_live_start (&options, fixture->store, keep_cb, fixture, &error);
  g_assert_no_error (error);
}

static Event *
pop (Fixture *fixture)
{
  Event *event = g_async_queue_timeout_pop (fixture->events, WAIT_US);

  g_assert_nonnull (event);
  return event;
}

/* The next of @kind; what comes before is dropped, but not the end. */
static Event *
pop_kind (Fixture *fixture, SeepLiveEventKind kind)
{
  for (;;)
    {
      g_autoptr(Event) event = pop (fixture);

      if (event->kind == kind)
        return g_steal_pointer (&event);
      if (event->kind == SEEP_LIVE_ENDED)
        g_error ("ended: %s", event->error);
    }
}

static void
assert_next (Fixture *fixture, SeepLiveEventKind kind, const char *text)
{
  g_autoptr(Event) event = pop (fixture);

  g_assert_cmpint (event->kind, ==, kind);
  if (text != NULL)
    g_assert_cmpstr (event->text, ==, text);
}

static SeepRecorded *
read_recorded (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  SeepRecorded *recorded =
    seep_store_read_recorded (fixture->store, fixture->session, NULL, &error);

  g_assert_no_error (error);
  return recorded;
}

/* --- A process --- */

static void
test_tells_and_keeps (Fixture *fixture, gconstpointer data)
{
  g_autoptr(SeepRecorded) recorded = NULL;
  g_autoptr(Event) end = NULL;

  start (fixture,
         SAMPLE ("1700000000", "1000") SAMPLE ("1700000001", "3000")
           SAY ("{\"type\":\"event\",\"event\":\"fork\",\"time\":1700000001.5,\"pid\":7}")
             SAMPLE ("1700000002", "2000") EXIT ("1700000003"),
         NULL);
  assert_next (fixture, SEEP_LIVE_STARTED, NULL);
  assert_next (fixture, SEEP_LIVE_SAMPLE, NULL);
  assert_next (fixture, SEEP_LIVE_SAMPLE, NULL);
  assert_next (fixture, SEEP_LIVE_EVENT, "It has started another process");
  assert_next (fixture, SEEP_LIVE_SAMPLE, NULL);
  assert_next (fixture, SEEP_LIVE_EVENT, "It has ended");
  end = pop (fixture);
  g_assert_cmpint (end->kind, ==, SEEP_LIVE_ENDED);
  g_assert_cmpstr (end->error, ==, NULL);
  g_assert_cmpint (end->exit_status, ==, -1);

  recorded = read_recorded (fixture);
  g_assert_cmpuint (recorded->n_samples, ==, 3);
  g_assert_cmpint (recorded->to_us - recorded->from_us, ==, 2 * SECOND_US);
  g_assert_cmpfloat (seep_series_get_point (recorded->metrics[SEEP_METRIC_RSS], 1).value, ==, 3000);
  g_assert_cmpuint (recorded->marks->len, ==, 2);
  g_assert_cmpint (g_array_index (recorded->marks, SeepMark, 0).kind, ==, SEEP_MARK_EVENT);
}

/* The clock there is years behind, and is set back once more. */
static void
test_time_is_ours_and_goes_on (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_real_time ();
  gint64 last = before - 1;

  start (fixture, SAMPLE ("1000", "1") SAMPLE ("1001", "2") SAMPLE ("500", "3") SAMPLE ("501", "4")
                    EXIT ("502"),
         NULL);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(Event) event = pop_kind (fixture, SEEP_LIVE_SAMPLE);

      g_assert_cmpint (event->time_us, >, last);
      g_assert_cmpint (event->time_us, <, before + 120 * SECOND_US);
      last = event->time_us;
    }
  seep_live_free (g_steal_pointer (&fixture->live));
}

static void
test_a_probe_that_dies_is_started_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_strdup_printf (
    "if mkdir '%s/once' 2>/dev/null; then\n" SAMPLE ("1", "1000") FAIL "fi\n" SAMPLE ("2", "2000")
      EXIT ("3"),
    fixture->parent.bin);
  g_autoptr(Event) problem = NULL;
  g_autoptr(Event) sample = NULL;
  g_autoptr(Event) end = NULL;

  start (fixture, script, NULL);
  problem = pop_kind (fixture, SEEP_LIVE_PROBLEM);
  g_assert_nonnull (problem->text);
  sample = pop_kind (fixture, SEEP_LIVE_SAMPLE);
  g_assert_cmpfloat (sample->rss, ==, 2000);
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_cmpstr (end->error, ==, NULL);
}

static void
test_a_process_that_is_not_there_ends_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr(Event) end = NULL;

  start (fixture,
         "echo '{\"type\":\"error\",\"code\":\"no-process\",\"message\":\"There is no process 7.\",\"pid\":7}' >&2; exit 4\n",
         NULL);
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_nonnull (end->error);
  g_assert_nonnull (strstr (end->error, "7"));
}

static void
test_stops_when_it_is_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr(Event) end = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  start (fixture, SAMPLE ("1", "1000") "exec tail -f /dev/null\n", NULL);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  seep_live_mark (fixture->live, "here");
  seep_live_mark (fixture->live, NULL);
  seep_live_stop (fixture->live, FALSE);
  assert_next (fixture, SEEP_LIVE_MARK, "here");
  assert_next (fixture, SEEP_LIVE_MARK, "Mark 2");
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_cmpstr (end->error, ==, NULL);

  recorded = read_recorded (fixture);
  g_assert_cmpuint (recorded->n_samples, ==, 1); /* what waited is written */
  g_assert_cmpuint (recorded->marks->len, ==, 2);
  g_assert_cmpint (g_array_index (recorded->marks, SeepMark, 1).kind, ==, SEEP_MARK_USER);
}

/* A probe that samples until it is told to go on, and writes a dump when it is asked for one. */
static char *
make_probe_with_dump (Fixture *fixture, const char *dump)
{
  g_autofree char *file = g_build_filename (fixture->parent.bin, "x.seepheap", NULL);
  g_autoptr(GBytes) sample = seepheap_encoder_make_sample ();
  g_autoptr(GError) error = NULL;

  g_file_set_contents (file, g_bytes_get_data (sample, NULL), (gssize) g_bytes_get_size (sample), &error);
  g_assert_no_error (error);
  return g_strdup_printf (
    "if [ $1 = dump ]; then\n"
    "  %s\n"
    "  cat '%s'\n"
    "  echo '{\"type\":\"done\",\"how\":\"agent\",\"why\":\"\",\"objects\":3,\"references\":4,\"bytes\":5,"
    "\"file_bytes\":%u,\"pause_seconds\":0.25,\"stop_seconds\":0.001}' >&2\n"
    "  exit 0\n"
    "fi\n" SAMPLE ("1", "1000")
    "mkfifo '%s/go'; read x < '%s/go'\n" EXIT ("3"),
    dump, file, (guint) g_bytes_get_size (sample), fixture->parent.bin, fixture->parent.bin);
}

static void
let_go (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->parent.bin, "go", NULL);

  g_assert_true (g_file_set_contents_full (path, "\n", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
test_snapshots_are_captures (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = make_probe_with_dump (fixture, ":");
  g_autoptr(Event) first = NULL;
  g_autoptr(Event) second = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) captures = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  start (fixture, script, NULL);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  seep_live_request_snapshot (fixture->live, NULL);
  seep_live_request_snapshot (fixture->live, "after");
  first = pop_kind (fixture, SEEP_LIVE_SNAPSHOT);
  second = pop_kind (fixture, SEEP_LIVE_SNAPSHOT);
  g_assert_cmpstr (first->error, ==, NULL);
  g_assert_cmpfloat (first->pause_seconds, ==, 0.25);
  g_assert_true (g_str_has_suffix (first->path, "/001.seepheap"));
  g_assert_true (g_str_has_suffix (second->path, "/002.seepheap"));
  seep_live_stop (fixture->live, FALSE);
  event_free (pop_kind (fixture, SEEP_LIVE_ENDED));

  captures = seep_store_list_captures (fixture->store, fixture->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (captures->len, ==, 2);
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[0])->id, ==, first->capture);
  g_assert_cmpstr (((SeepCaptureInfo *) captures->pdata[1])->label, ==, "after");
  g_assert_true (((SeepCaptureInfo *) captures->pdata[1])->is_owned);
  recorded = read_recorded (fixture);
  g_assert_cmpuint (recorded->marks->len, ==, 2);
  g_assert_cmpint (g_array_index (recorded->marks, SeepMark, 1).kind, ==, SEEP_MARK_SNAPSHOT);
  g_assert_cmpstr (g_array_index (recorded->marks, SeepMark, 1).capture, ==, second->capture);
}

static void
test_a_snapshot_that_fails_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = make_probe_with_dump (fixture, FAIL);
  g_autoptr(Event) snapshot = NULL;
  g_autoptr(GPtrArray) captures = NULL;

  start (fixture, script, NULL);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  seep_live_request_snapshot (fixture->live, "x");
  event_free (pop_kind (fixture, SEEP_LIVE_SNAPSHOT_BEGUN));
  snapshot = pop_kind (fixture, SEEP_LIVE_SNAPSHOT);
  g_assert_nonnull (snapshot->error);
  g_assert_cmpstr (snapshot->path, ==, NULL);
  let_go (fixture);
  seep_live_stop (fixture->live, FALSE);
  event_free (pop_kind (fixture, SEEP_LIVE_ENDED));
  captures = seep_store_list_captures (fixture->store, fixture->session, NULL);
  g_assert_cmpuint (captures->len, ==, 0);
}

/* Somebody deletes the session: watching goes on. */
static void
test_goes_on_without_its_session (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = make_probe_with_dump (fixture, ":");
  g_autoptr(Event) problem = NULL;
  g_autoptr(GError) error = NULL;

  start (fixture, script, NULL);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  g_assert_true (seep_store_delete_session (fixture->store, fixture->session, &error));
  seep_live_mark (fixture->live, "x");
  problem = pop_kind (fixture, SEEP_LIVE_PROBLEM);
  g_assert_nonnull (strstr (problem->text, fixture->session));
  seep_live_mark (fixture->live, "y");
  event_free (pop_kind (fixture, SEEP_LIVE_MARK));
  seep_live_stop (fixture->live, FALSE);
  event_free (pop_kind (fixture, SEEP_LIVE_ENDED));
}

static void
test_a_threshold_is_told_and_kept (Fixture *fixture, gconstpointer data)
{
  const SeepLiveThresholds thresholds = { .max_rss_bytes = 1500 };
  g_autoptr(Event) threshold = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;

  start (fixture, SAMPLE ("1", "1000") SAMPLE ("2", "2000") SAMPLE ("3", "2000") EXIT ("4"),
         &thresholds);
  threshold = pop_kind (fixture, SEEP_LIVE_THRESHOLD);
  g_assert_cmpfloat (threshold->rss, ==, 2000);
  event_free (pop_kind (fixture, SEEP_LIVE_ENDED));
  recorded = read_recorded (fixture);
  g_assert_cmpuint (recorded->marks->len, ==, 2);
  g_assert_cmpint (g_array_index (recorded->marks, SeepMark, 0).kind, ==, SEEP_MARK_THRESHOLD);
}

/* --- A program --- */

static void
start_program_with (Fixture *fixture, const char *program, double snapshot_every, gboolean with_objects)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *script = g_build_filename (fixture->parent.folder, "app.py", NULL);
  const char *const argv[] = { script, NULL };
  const SeepLiveOptions options = {
    .argv = argv,
    .session = fixture->session,
    .interval_seconds = 0.05,
    .snapshot_every_seconds = snapshot_every,
    .is_silent = TRUE,
    .with_objects = with_objects,
    .tracemalloc_frames = with_objects ? 1 : 0,
    .folder = fixture->parent.folder,
    .environment = (const char *const[]){ "SEEP_TEST=x=y", NULL },
  };

  g_file_set_contents (script, program, -1, &error);
  g_assert_no_error (error);
  fixture->live = seep_live_start (&options, fixture->store, keep_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
start_program (Fixture *fixture, const char *program, double snapshot_every)
{
  start_program_with (fixture, program, snapshot_every, FALSE);
}

static void
test_a_program_is_measured_to_its_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr(Event) started = NULL;
  g_autoptr(Event) end = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) captures = NULL;
  const SeepLaunchResult *result;
  guint n_marks;

  start_program (fixture,
                 "import os, sys\n"
                 "assert os.environ['SEEP_TEST'] == 'x=y' and os.path.exists('app.py')\n"
                 "assert not [name for name in os.environ if name.startswith('SEEP_RUN')]\n"
                 "sys.exit(7)\n",
                 0);
  started = pop_kind (fixture, SEEP_LIVE_STARTED);
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_cmpint (end->exit_status, ==, 7);
  result = seep_live_get_result (fixture->live);
  g_assert_cmpint (result->exit_code, ==, 7);
  g_assert_true (result->has_final);

  recorded = read_recorded (fixture);
  g_assert_cmpuint (recorded->n_samples, >, 0);
  captures = seep_store_list_captures (fixture->store, fixture->session, &error);
  g_assert_cmpuint (captures->len, ==, 1);
  n_marks = recorded->marks->len;
  g_assert_cmpuint (n_marks, >=, 2); /* what starts a Python may be a script */
  g_assert_cmpstr (g_array_index (recorded->marks, SeepMark, n_marks - 2).text, ==,
                   "It has ended with exit code 7");
  g_assert_cmpstr (g_array_index (recorded->marks, SeepMark, n_marks - 1).capture, ==,
                   ((SeepCaptureInfo *) captures->pdata[0])->id);
}

/* What only the agent knows comes with the samples. */
static void
test_objects_are_counted (Fixture *fixture, gconstpointer data)
{
  g_autoptr(Event) types = NULL;
  g_autoptr(Event) collected = NULL;
  g_autoptr(SeepRecorded) recorded = NULL;
  guint64 count = 0;

  start_program_with (fixture,
                      "import gc, signal, sys; signal.alarm(60)\n"
                      "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
                      "class Thing: pass\n"
                      "things = [Thing() for _ in range(5000)]\n"
                      "gc.disable()\n"
                      "for _ in range(100): x = []; x.append(x)\n"
                      "while True: signal.pause()\n",
                      0, TRUE);
  do
    {
      g_clear_pointer (&types, event_free);
      types = pop_kind (fixture, SEEP_LIVE_TYPES);
    }
  while (!has_type (types, "__main__.Thing", &count) || count < 5000); /* it is making them */
  g_assert_cmpuint (count, ==, 5000);
  g_assert_cmpuint (types->count, >, 5000);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  seep_live_request_collect (fixture->live);
  collected = pop_kind (fixture, SEEP_LIVE_COLLECTED);
  g_assert_cmpstr (collected->error, ==, NULL);
  g_assert_cmpuint (collected->count, >=, 99);
  seep_live_stop (fixture->live, TRUE);
  event_free (pop_kind (fixture, SEEP_LIVE_ENDED));

  recorded = read_recorded (fixture);
  g_assert_nonnull (recorded->metrics[SEEP_METRIC_OBJECTS]);
  g_assert_nonnull (recorded->metrics[SEEP_METRIC_GC_2]);
  g_assert_nonnull (recorded->metrics[SEEP_METRIC_TRACED]);
  g_assert_cmpuint (recorded->type_names->len, >, 10);
}

/* It ends when its second one is a capture: so they are taken in while it runs. */
static void
test_its_own_snapshots_are_taken_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr(Event) first = NULL;
  g_autoptr(Event) second = NULL;
  g_autoptr(Event) end = NULL;

  start_program (fixture,
                 "import signal, sys; signal.alarm(60)\n"
                 "signal.signal(signal.SIGTERM, lambda *_: sys.exit(4))\n"
                 "while True: signal.pause()\n",
                 0.05);
  first = pop_kind (fixture, SEEP_LIVE_SNAPSHOT);
  second = pop_kind (fixture, SEEP_LIVE_SNAPSHOT);
  g_assert_nonnull (second->capture);
  seep_live_stop (fixture->live, TRUE);
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_cmpint (end->exit_status, ==, 4);
  g_assert_true (seep_live_get_result (fixture->live)->has_final);
}

static void
test_a_program_can_be_let_go (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (fixture->parent.folder, "fifo", NULL);
  g_autofree char *content = NULL;
  g_autoptr(Event) end = NULL;

  start_program (fixture,
                 "import os, signal; signal.alarm(60)\n"
                 "os.mkfifo('fifo')\n"
                 "open('ready', 'w').close()\n"
                 "open('fifo', 'w').write('done')\n",
                 0);
  event_free (pop_kind (fixture, SEEP_LIVE_SAMPLE));
  seep_live_stop (fixture->live, FALSE);
  end = pop_kind (fixture, SEEP_LIVE_ENDED);
  g_assert_cmpint (end->exit_status, ==, -1);
  g_assert_null (seep_live_get_result (fixture->live));
  seep_live_free (g_steal_pointer (&fixture->live));

  while (!g_file_test (fifo, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_assert_true (g_file_get_contents (fifo, &content, NULL, NULL)); /* it lives */
  g_assert_cmpstr (content, ==, "done");
  while (host_fixture_count_left (&fixture->parent) > 0) /* and what it needs goes after it */
    g_usleep (1000);
}

static void
test_a_program_that_is_not_there_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  const char *const argv[] = { "no-such-script", NULL };
  const SeepLiveOptions options = { .argv = argv, .session = fixture->session };

  g_assert_null (seep_live_start (&options, fixture->store, keep_cb, fixture, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
}

/* --- Thresholds, on a clock of their own --- */

static guint
look (SeepLiveWatchman *watchman, double seconds, double rss, double fds)
{
  double values[SEEP_N_METRICS];
  g_autoptr(GPtrArray) sentences = NULL;

  for (guint i = 0; i < SEEP_N_METRICS; i++)
    values[i] = NAN;
  values[SEEP_METRIC_RSS] = rss;
  values[SEEP_METRIC_FDS] = fds;
  sentences = seep_live_watchman_look (watchman, (gint64) (seconds * SECOND_US), values);
  for (guint i = 0; sentences != NULL && i < sentences->len; i++)
    g_assert_true (g_utf8_validate (sentences->pdata[i], -1, NULL));
  return sentences != NULL ? sentences->len : 0;
}

static void
test_is_told_once (void)
{
  g_autoptr(SeepLiveWatchman) watchman = seep_live_watchman_new ();
  SeepLiveThresholds thresholds = { .max_rss_bytes = 1000, .max_fds = 100 };

  g_assert_cmpuint (look (watchman, 0, 1e12, 1e6), ==, 0); /* nobody has drawn a line */
  seep_live_watchman_set (watchman, &thresholds);
  g_assert_cmpuint (look (watchman, 1, 1000, 100), ==, 0);
  g_assert_cmpuint (look (watchman, 2, 1001, 101), ==, 2);
  g_assert_cmpuint (look (watchman, 3, 2000, 200), ==, 0);
  g_assert_cmpuint (look (watchman, 4, NAN, NAN), ==, 0);
  g_assert_cmpuint (look (watchman, 5, 960, 96), ==, 0); /* trembles on the line */
  g_assert_cmpuint (look (watchman, 6, 1001, 101), ==, 0);
  g_assert_cmpuint (look (watchman, 7, 940, 101), ==, 0);
  g_assert_cmpuint (look (watchman, 8, 1001, 101), ==, 1);
  seep_live_watchman_set (watchman, &thresholds);
  g_assert_cmpuint (look (watchman, 9, 1001, 101), ==, 0);
  thresholds.max_fds = 90;
  seep_live_watchman_set (watchman, &thresholds);
  g_assert_cmpuint (look (watchman, 10, 1001, 101), ==, 1); /* only the one that was moved */
}

/* When growth of @per_second is told for the first time, in seconds; 0: never in five minutes. */
static guint
find_told (double per_second, double scatter, double interval, double line)
{
  g_autoptr(SeepLiveWatchman) watchman = seep_live_watchman_new ();
  const SeepLiveThresholds thresholds = { .max_growth_bytes_per_second = line };

  seep_live_watchman_set (watchman, &thresholds);
  for (double seconds = 0; seconds < 300; seconds += interval)
    if (look (watchman, seconds,
              1e8 + per_second * seconds + scatter * g_test_rand_double_range (-1, 1), NAN)
        > 0)
      return (guint) ceil (seconds);
  return 0;
}

static void
test_growth_takes_a_minute (void)
{
  static const double intervals[] = { 0.1, 1, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    {
      guint told = find_told (1e5, 1000, intervals[i], 9e4);

      g_assert_cmpuint (told, >=, 60);
      g_assert_cmpuint (told, <=, 66);
      g_assert_cmpuint (find_told (1e5, 1000, intervals[i], 1.1e5), ==, 0);
      g_assert_cmpuint (find_told (0, 1e6, intervals[i], 1e5), ==, 0); /* it only scatters */
    }
}

/* A step of 10 MB in a quiet process is no growth of 10 MB a minute. */
static void
test_a_step_is_no_growth (void)
{
  g_autoptr(SeepLiveWatchman) watchman = seep_live_watchman_new ();
  const SeepLiveThresholds thresholds = { .max_growth_bytes_per_second = 1e5 };

  seep_live_watchman_set (watchman, &thresholds);
  for (guint i = 0; i < 200; i++)
    g_assert_cmpuint (look (watchman, i, i < 100 ? 1e8 : 1.1e8, NAN), ==, 0);
}

static void
test_growth_is_told_again_after_a_rest (void)
{
  g_autoptr(SeepLiveWatchman) watchman = seep_live_watchman_new ();
  const SeepLiveThresholds thresholds = { .max_growth_bytes_per_second = 1e5 };
  double rss = 1e8;
  guint told = 0;

  seep_live_watchman_set (watchman, &thresholds);
  for (guint i = 0; i < 600; i++)
    {
      rss += (i / 150) % 2 == 0 ? 2e5 : 0;
      told += look (watchman, i, rss, NAN);
    }
  g_assert_cmpuint (told, ==, 2);
}

/* It scatters so much that its trend is clear in one minute and not in the next. */
static void
test_growth_that_is_less_sure_is_told_once (void)
{
  g_autoptr(SeepLiveWatchman) watchman = seep_live_watchman_new ();
  const SeepLiveThresholds thresholds = { .max_growth_bytes_per_second = 1e4 };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  guint told = 0;

  seep_live_watchman_set (watchman, &thresholds);
  for (guint i = 0; i < 600; i++)
    told += look (watchman, i, 1e8 + 1e5 * i + g_rand_double_range (rand, -8e6, 8e6), NAN);
  g_assert_cmpuint (told, ==, 1);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Fixture *, gconstpointer);
  } cases[] = {
    { "tells-and-keeps", test_tells_and_keeps },
    { "time-is-ours-and-goes-on", test_time_is_ours_and_goes_on },
    { "a-probe-that-dies-is-started-again", test_a_probe_that_dies_is_started_again },
    { "a-process-that-is-not-there-ends-it", test_a_process_that_is_not_there_ends_it },
    { "stops-when-it-is-told", test_stops_when_it_is_told },
    { "snapshots-are-captures", test_snapshots_are_captures },
    { "a-snapshot-that-fails-is-told", test_a_snapshot_that_fails_is_told },
    { "goes-on-without-its-session", test_goes_on_without_its_session },
    { "a-threshold-is-told-and-kept", test_a_threshold_is_told_and_kept },
    { "a-program-is-measured-to-its-end", test_a_program_is_measured_to_its_end },
    { "objects-are-counted", test_objects_are_counted },
    { "its-own-snapshots-are-taken-in", test_its_own_snapshots_are_taken_in },
    { "a-program-can-be-let-go", test_a_program_can_be_let_go },
    { "a-program-that-is-not-there-is-an-error", test_a_program_that_is_not_there_is_an_error },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live-thresholds/is-told-once", test_is_told_once);
  g_test_add_func ("/live-thresholds/growth-takes-a-minute", test_growth_takes_a_minute);
  g_test_add_func ("/live-thresholds/a-step-is-no-growth", test_a_step_is_no_growth);
  g_test_add_func ("/live-thresholds/growth-is-told-again-after-a-rest",
                   test_growth_is_told_again_after_a_rest);
  g_test_add_func ("/live-thresholds/growth-that-is-less-sure-is-told-once",
                   test_growth_that_is_less_sure_is_told_once);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/live/", cases[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, cases[i].run, tear_down);
    }
  return g_test_run ();
}
