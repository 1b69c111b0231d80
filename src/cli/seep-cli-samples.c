/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-samples.h"

#include "base/seep-i18n.h"
#include "seep-cli-table.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define LINES_A_TITLE 20 /* on a terminal it would be gone after that */

/* Columns, and how wide they are; the texts are right of them. */
#define WIDTH_TIME 8
#define WIDTH_BYTES 11
#define WIDTH_COUNT 7

void
seep_cli_samples_init (SeepCliSamples *samples, gboolean is_json, gboolean is_here)
{
  long n_pages = sysconf (_SC_PHYS_PAGES);
  long n_bytes = sysconf (_SC_PAGESIZE);

  *samples = (SeepCliSamples){
    .is_json = is_json,
    .total_bytes = is_here && n_pages > 0 ? (guint64) n_pages * (guint64) n_bytes : 0,
    .first_rss = NAN,
    .pss = NAN,
    .uss = NAN,
    .cpu_seconds = NAN,
  };
}

/* Of one processor, since the sample before. */
static double
take_cpu_percent (SeepCliSamples *self, const SeepCliLiveEvent *event)
{
  double cpu_seconds = event->values[SEEP_METRIC_CPU];
  double seconds = (double) (event->time_us - self->time_us) / G_USEC_PER_SEC;
  double percent = seconds > 0 ? (cpu_seconds - self->cpu_seconds) / seconds * 100 : NAN;

  self->cpu_seconds = cpu_seconds;
  self->time_us = event->time_us;
  return isnan (percent) ? NAN : fmax (percent, 0);
}

/* --- JSON --- */

static void
add_number (SeepJson *json, const char *key, double value)
{
  if (isnan (value))
    seep_json_add_null (json, key);
  else
    seep_json_add_double (json, key, value);
}

static void
add_metrics (SeepJson *json, const double *values)
{
  for (guint i = 0; i < SEEP_N_METRICS; i++)
    {
      const SeepMetricInfo *info = seep_metric_get_info ((SeepMetric) i);

      if (isnan (values[i]) || info->unit == SEEP_UNIT_SECONDS)
        add_number (json, info->id, values[i]);
      else
        seep_json_add_uint (json, info->id, (guint64) values[i]);
    }
}

static void
begin_json (SeepJson *json, const SeepCliLiveEvent *event)
{
  seep_json_init (json, stdout);
  seep_json_begin_object (json, NULL);
  seep_json_add_double (json, "time", (double) event->time_us / G_USEC_PER_SEC);
  seep_json_add_int (json, "pid", event->pid);
}

static gboolean
end_json (SeepJson *json)
{
  seep_json_end_object (json);
  /* That nobody reads is told by the return value. */
  return seep_json_finish (json, NULL) && fflush (stdout) == 0;
}

static gboolean
print_json (SeepCliSamples *self, const SeepCliLiveEvent *event, double cpu_percent)
{
  double rss = event->values[SEEP_METRIC_RSS];
  SeepJson json;

  begin_json (&json, event);
  add_metrics (&json, event->values);
  add_number (&json, "memory_percent",
              self->total_bytes > 0 ? rss / (double) self->total_bytes * 100 : NAN);
  add_number (&json, "cpu_percent", cpu_percent);
  return end_json (&json);
}

/* --- For people --- */

/* Words of a script may be wider than their bytes. */
static void
print_cell (const char *text, glong width)
{
  printf ("%*s%s", (int) MAX (width - g_utf8_strlen (text, -1), 0), "", text);
}

static void
print_titles (void)
{
  print_cell (_("Time"), WIDTH_TIME);
  print_cell (_("RSS"), WIDTH_BYTES);
  print_cell (_("Change"), WIDTH_BYTES + 1);
  print_cell (_("PSS"), WIDTH_BYTES);
  print_cell (_("USS"), WIDTH_BYTES);
  print_cell (_("CPU"), WIDTH_COUNT);
  print_cell (_("Files"), WIDTH_COUNT);
  print_cell (_("Threads"), WIDTH_COUNT + 1);
  putchar ('\n');
}

static void
print_bytes (double value, glong width)
{
  g_autofree char *text = isnan (value) ? g_strdup ("-") : seep_cli_dup_bytes ((guint64) value);

  print_cell (text, width);
}

static void
print_change (double change)
{
  g_autofree char *bytes = isnan (change) ? NULL : seep_cli_dup_bytes ((guint64) fabs (change));
  g_autofree char *text = bytes == NULL || fabs (change) < 1
                            ? g_strdup ("-")
                            : g_strconcat (change > 0 ? "+" : "-", bytes, NULL);

  print_cell (text, WIDTH_BYTES + 1);
}

static void
print_count (double value, const char *unit, glong width)
{
  g_autofree char *text = isnan (value) ? g_strdup ("-") : g_strdup_printf ("%.0f%s", value, unit);

  print_cell (text, width);
}

static void
print_time (gint64 time_us)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("-");

  print_cell (text, WIDTH_TIME);
}

static gboolean
print_line (SeepCliSamples *self, const SeepCliLiveEvent *event, double cpu_percent)
{
  if (self->n_lines == 0 || (self->n_lines % LINES_A_TITLE == 0 && isatty (STDOUT_FILENO)))
    print_titles ();
  self->n_lines++;
  print_time (event->time_us);
  print_bytes (event->values[SEEP_METRIC_RSS], WIDTH_BYTES);
  print_change (event->values[SEEP_METRIC_RSS] - self->first_rss);
  print_bytes (self->pss, WIDTH_BYTES);
  print_bytes (self->uss, WIDTH_BYTES);
  print_count (cpu_percent, " %", WIDTH_COUNT);
  print_count (event->values[SEEP_METRIC_FDS], "", WIDTH_COUNT);
  print_count (event->values[SEEP_METRIC_THREADS], "", WIDTH_COUNT + 1);
  putchar ('\n');
  return fflush (stdout) == 0;
}

gboolean
seep_cli_samples_print (SeepCliSamples *samples, const SeepCliLiveEvent *event)
{
  double cpu_percent = take_cpu_percent (samples, event);

  if (isnan (samples->first_rss))
    samples->first_rss = event->values[SEEP_METRIC_RSS];
  if (!isnan (event->values[SEEP_METRIC_PSS]))
    samples->pss = event->values[SEEP_METRIC_PSS];
  if (!isnan (event->values[SEEP_METRIC_USS]))
    samples->uss = event->values[SEEP_METRIC_USS];
  return samples->is_json ? print_json (samples, event, cpu_percent)
                          : print_line (samples, event, cpu_percent);
}

gboolean
seep_cli_samples_print_event (SeepCliSamples         *samples,
                              const char             *word,
                              const SeepCliLiveEvent *event)
{
  SeepJson json;

  if (!samples->is_json)
    {
      print_time (event->time_us);
      seep_cli_print (stdout, "  %s\n", event->text);
      return fflush (stdout) == 0;
    }

  begin_json (&json, event);
  seep_json_add_string (&json, "event", word);
  seep_json_add_string (&json, "message", event->text);
  return end_json (&json);
}
