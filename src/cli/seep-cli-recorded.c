/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-recorded.h"

#include "analysis/seep-slope.h"
#include "base/seep-i18n.h"
#include "seep-cli-table.h"

#include <math.h>

#define N_PARTS 60
#define MIN_SLOPE_US ((gint64) 10 * G_USEC_PER_SEC) /* of a shorter run the start is all there is */

/* Where nothing was measured, what was measured before counts. */
static double
find_slope (SeepSeries *rss, gint64 from_us, gint64 to_us)
{
  SeepSeriesColumn columns[N_PARTS];
  double values[N_PARTS];
  SeepSlope slope;
  guint n = 0;

  if (to_us - from_us < MIN_SLOPE_US)
    return NAN;
  seep_series_reduce (rss, from_us, to_us + 1, columns, N_PARTS);
  for (guint i = 0; i < N_PARTS; i++)
    if (!isnan (columns[i].last))
      values[n++] = columns[i].last;
    else if (n > 0)
      {
        values[n] = values[n - 1];
        n++;
      }
  if (n < N_PARTS)
    return NAN;
  seep_slope_find (values, n, &slope);
  return slope.slope * N_PARTS / ((double) (to_us - from_us) / G_USEC_PER_SEC);
}

void
seep_cli_recorded_init (SeepCliRecorded *recorded,
                        SeepSeries      *rss,
                        SeepSeries      *peak_rss,
                        gint64           from_us,
                        gint64           to_us,
                        guint64          n_samples)
{
  double min;
  double max;

  *recorded = (SeepCliRecorded){ from_us, to_us, n_samples, NAN, NAN, 0 };
  if (rss != NULL && seep_series_get_extremes (rss, from_us, to_us + 1, &min, &max))
    recorded->peak_rss = max;
  /* Between two samples it may have been higher; the kernel knows. */
  if (peak_rss != NULL && seep_series_get_extremes (peak_rss, from_us, to_us + 1, &min, &max))
    recorded->peak_rss = isnan (recorded->peak_rss) ? max : fmax (recorded->peak_rss, max);
  if (rss != NULL)
    recorded->slope = find_slope (rss, from_us, to_us);
}

gboolean
seep_cli_recorded_read (SeepCliRecorded *recorded,
                        SeepStore       *store,
                        const char      *session,
                        GError         **error)
{
  g_autoptr(SeepRecorded) read = seep_store_read_recorded (store, session, NULL, error);

  *recorded = (SeepCliRecorded){ 0, 0, 0, NAN, NAN, 0 };
  if (read == NULL)
    return FALSE;
  seep_cli_recorded_init (recorded, read->metrics[SEEP_METRIC_RSS],
                          read->metrics[SEEP_METRIC_PEAK_RSS], read->from_us, read->to_us,
                          read->n_samples);
  recorded->n_marks = read->marks->len;
  return read->n_samples > 0;
}

static char *
dup_duration (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;

  if (seconds < 60)
    return g_strdup_printf (_("%.1f s"), (double) us / G_USEC_PER_SEC);
  if (seconds < 3600)
    return g_strdup_printf (_("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
  if (seconds < 86400)
    return g_strdup_printf (_("%d h %d min"), (int) (seconds / 3600), (int) (seconds / 60 % 60));
  return g_strdup_printf (_("%d d %d h"), (int) (seconds / 86400), (int) (seconds / 3600 % 24));
}

char *
seep_cli_recorded_dup_text (const SeepCliRecorded *recorded)
{
  g_autofree char *duration = dup_duration (recorded->to_us - recorded->from_us);
  g_autofree char *samples = seep_cli_dup_count (recorded->n_samples);
  g_autofree char *peak =
    seep_cli_dup_bytes (isnan (recorded->peak_rss) ? 0 : (guint64) recorded->peak_rss);
  g_autofree char *slope = isnan (recorded->slope)
                             ? NULL
                             : seep_cli_dup_bytes ((guint64) fabs (recorded->slope * 60));
  /* The sentence has the number as it is shown: thousands are separated. */
  g_autofree char *text = g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "Recorded %s, %s sample; peak RSS %s",
                 "Recorded %s, %s samples; peak RSS %s", (gulong) recorded->n_samples),
    duration, samples, peak);

  if (slope == NULL || fabs (recorded->slope * 60) < 1)
    return g_steal_pointer (&text);
  return g_strdup_printf (recorded->slope > 0 ? _("%s, growing by %s a minute")
                                              : _("%s, shrinking by %s a minute"),
                          text, slope);
}

static void
add_number (SeepJson *json, const char *key, double value)
{
  if (isnan (value))
    seep_json_add_null (json, key);
  else
    seep_json_add_double (json, key, value);
}

void
seep_cli_recorded_write (const SeepCliRecorded *recorded, SeepJson *json, const char *key)
{
  if (recorded->n_samples == 0)
    {
      seep_json_add_null (json, key);
      return;
    }
  seep_json_begin_object (json, key);
  seep_json_add_double (json, "seconds",
                        (double) (recorded->to_us - recorded->from_us) / G_USEC_PER_SEC);
  seep_json_add_uint (json, "samples", recorded->n_samples);
  if (isnan (recorded->peak_rss))
    seep_json_add_null (json, "peak_rss_bytes");
  else
    seep_json_add_uint (json, "peak_rss_bytes", (guint64) recorded->peak_rss);
  add_number (json, "rss_slope_per_second", recorded->slope);
  seep_json_add_uint (json, "marks", recorded->n_marks);
  seep_json_end_object (json);
}
