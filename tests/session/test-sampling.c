/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples and events, from a command on a host, from a descriptor, and of a real process. */
#include "config.h"

#include "host-fixture.h"

#include "base/seep-error.h"
#include "model/seep-metrics.h"
#include "seep-probe-client.h"
#include "seep-probe-json.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define SAY(json) "printf '%s\\n' '" json "'\n"
#define REFUSAL                                                                                    \
  "echo '{\"type\":\"error\",\"code\":\"yama\",\"message\":\"It may not.\","                       \
  "\"remedy\":\"Be root.\"}' >&2; exit 4\n"

static SeepHost *
new_host (const char *script)
{
  return host_fixture_new_host (SEEP_HOST_LOCAL, NULL, script);
}

static gpointer
cancel_when_there (gpointer data)
{
  HostFixture *fixture = data;
  g_autofree char *path = g_build_filename (fixture->bin, "there", NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_usleep (1000);
  g_atomic_int_set (&fixture->is_cancelled, TRUE);
  return NULL;
}

#define SAMPLES                                                                                    \
  SAY ("{\"type\":\"started\",\"pid\":9,\"time\":1700000000}")                                     \
  SAY ("{\"type\":\"sample\",\"time\":1700000000.5,\"pid\":9,\"rss_bytes\":1000,"                  \
       "\"cpu_seconds\":0.5,\"fds\":3,\"sockets\":{\"LISTEN\":1},\"threads\":\"two\"}")            \
  SAY ("{\"type\":\"event\",\"event\":\"exit\",\"time\":1700000001,\"pid\":10}")                   \
  SAY ("{\"type\":\"event\",\"event\":\"exit\",\"time\":1700000002,\"pid\":9}")

static void
check_samples (SeepSampling *sampling, SeepTask *task, gboolean has_start)
{
  g_autoptr(GError) error = NULL;

  for (guint i = has_start ? 0 : 1; i < 4; i++)
    {
      g_auto(SeepSamplingStep) step = { 0 };
      g_autoptr(JsonObject) detail = NULL;

      g_assert_true (seep_sampling_next (sampling, &step, task, &error));
      g_assert_no_error (error);
      g_assert_cmpint (step.kind, ==, i == 1   ? SEEP_SAMPLING_SAMPLE
                                      : i == 3 ? SEEP_SAMPLING_END
                                               : SEEP_SAMPLING_EVENT);
      if (i != 1)
        {
          g_assert_cmpstr (step.event, ==, i == 0 ? "started" : "exit");
          detail = seep_probe_json_parse (step.detail);
          g_assert_cmpuint (seep_probe_json_get_uint (detail, "pid"), ==, i == 2 ? 10 : 9);
          continue;
        }
      g_assert_cmpint (step.time_us, ==, G_GINT64_CONSTANT (1700000000500000));
      g_assert_cmpfloat (step.values[SEEP_METRIC_RSS], ==, 1000);
      g_assert_cmpfloat (step.values[SEEP_METRIC_CPU], ==, 0.5);
      g_assert_cmpfloat (step.values[SEEP_METRIC_FDS], ==, 3);
      g_assert_true (isnan (step.values[SEEP_METRIC_PSS]));
      g_assert_true (isnan (step.values[SEEP_METRIC_THREADS]));
    }
}

static void
test_comes_as_values (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host =
    new_host ("[ \"$*\" = 'sample --pid 9 --interval 0.25 --tree' ] || exit 9\n" SAMPLES);
  g_autoptr(SeepSampling) sampling = seep_sampling_start (host, 9, 0.25, TRUE, &error);

  g_assert_no_error (error);
  check_samples (sampling, &fixture->task, TRUE);
}

static void
test_of_a_descriptor (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(SeepSampling) sampling = NULL;
  static const char lines[] =
    "{\"type\":\"sample\",\"time\":1700000000.5,\"pid\":9,\"rss_bytes\":1000,\"cpu_seconds\":0.5,"
    "\"fds\":3}\n"
    "{\"type\":\"event\",\"event\":\"exit\",\"time\":1,\"pid\":10}\n"
    "{\"type\":\"event\",\"event\":\"exit\",\"time\":2,\"pid\":9}"; /* the last line has no end */
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], lines, strlen (lines)), ==, (int) strlen (lines));
  close (fds[1]);
  sampling = seep_sampling_new_for_fd (fds[0]);
  check_samples (sampling, &fixture->task, FALSE);
}

/* Of a process that is really there, by the real probe. */
static void
test_of_a_process (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) host = seep_host_new_local ();
  g_autoptr(SeepPipes) program =
    seep_pipes_start ((const char *const[]){ "sh", "-c", "echo $$; read line", NULL }, &error);
  g_autoptr(SeepSampling) sampling = NULL;
  g_autofree char *line = NULL;
  gint64 last_us = 0;

  g_assert_no_error (error);
  g_assert_true (seep_pipes_read_line (program, &line, NULL, &error));
  sampling = seep_sampling_start (host, g_ascii_strtoll (line, NULL, 10), 0.01, FALSE, &error);
  g_assert_no_error (error);
  for (guint n = 0;; n++)
    {
      g_auto(SeepSamplingStep) step = { 0 };

      g_assert_true (seep_sampling_next (sampling, &step, &fixture->task, &error));
      g_assert_no_error (error);
      if (step.kind == SEEP_SAMPLING_END)
        break;
      g_assert_cmpint (step.kind, ==, SEEP_SAMPLING_SAMPLE);
      g_assert_cmpint (step.time_us, >, last_us);
      last_us = step.time_us;
      if (n < 3)
        g_assert_cmpfloat (step.values[SEEP_METRIC_RSS], >, 100000);
      if (n == 2)
        seep_pipes_hang_up (program); /* then it ends */
    }
}

static void
test_end (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SeepHost) refused = new_host (REFUSAL);
  g_autoptr(SeepHost) rubbish = new_host ("echo rubbish\n");
  g_autoptr(SeepHost) silent = new_host ("exit 0\n");
  g_autoptr(SeepSampling) one = seep_sampling_start (refused, 9, 1, FALSE, &error);
  g_autoptr(SeepSampling) two = seep_sampling_start (rubbish, 9, 1, FALSE, &error);
  g_autoptr(SeepSampling) three = seep_sampling_start (silent, 9, 1, FALSE, &error);
  g_auto(SeepSamplingStep) step = { 0 };

  g_assert_no_error (error);
  g_assert_false (seep_sampling_next (one, &step, NULL, &error));
  g_assert_cmpstr (error->message, ==, "It may not. Be root.");
  g_clear_error (&error);
  g_assert_false (seep_sampling_next (two, &step, NULL, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_TARGET);
  g_clear_error (&error);
  g_assert_true (seep_sampling_next (three, &step, NULL, &error));
  g_assert_cmpint (step.kind, ==, SEEP_SAMPLING_END);
}

static void
test_can_be_cancelled (HostFixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *script = g_strdup_printf ("echo > %s/there; exec sleep 1000\n", fixture->bin);
  g_autoptr(SeepHost) host = new_host (script);
  g_autoptr(SeepSampling) sampling = seep_sampling_start (host, 9, 1, FALSE, &error);
  GThread *thread = g_thread_new ("cancel", cancel_when_there, fixture);
  g_auto(SeepSamplingStep) step = { 0 };

  g_assert_no_error (error);
  g_assert_false (seep_sampling_next (sampling, &step, &fixture->task, &error));
  g_assert_error (error, SEEP_ERROR, SEEP_ERROR_CANCELLED);
  g_thread_join (thread);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, HostFixture, NULL, host_fixture_set_up, function, host_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/sampling/comes-as-values", test_comes_as_values);
  ADD ("/sampling/of-a-descriptor", test_of_a_descriptor);
  ADD ("/sampling/of-a-process", test_of_a_process);
  ADD ("/sampling/end", test_end);
  ADD ("/sampling/can-be-cancelled", test_can_be_cancelled);
  return g_test_run ();
}
