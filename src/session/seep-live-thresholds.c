/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth is the slope of the RSS over the last minute: the median of the slopes between all
 * pairs of thirty parts of it (analysis/seep-slope.h), and only if there is a trend and all of
 * its 95 % interval is above 0: one large step in a quiet minute is no growth. */
#include "config.h"

#include "seep-live-thresholds.h"

#include "analysis/seep-slope.h"
#include "base/seep-i18n.h"
#include "model/seep-series.h"

#include <math.h>

#define WINDOW_US ((gint64) 60 * G_USEC_PER_SEC)
#define N_PARTS 30
#define MAX_POINTS 100000 /* of the series, which begins anew then with its last window */

#define BACK 0.95
#define BACK_OF_GROWTH 0.5
#define REST_OF_GROWTH_US (WINDOW_US / 2)

typedef struct
{
  double   line; /* 0: none */
  double   back; /* below it, it may be crossed again, */
  gint64   rest_us; /* after so long */
  gint64   back_us; /* since when it is below; -1: it is not */
  gboolean is_crossed;
} Line;

struct _SeepLiveWatchman
{
  Line        rss;
  Line        growth;
  Line        fds;
  SeepSeries *recent; /* owned; the RSS of the last window, and before */
};

SeepLiveWatchman *
seep_live_watchman_new (void)
{
  SeepLiveWatchman *self = g_new0 (SeepLiveWatchman, 1);

  self->recent = seep_series_new ();
  return self;
}

void
seep_live_watchman_free (SeepLiveWatchman *watchman)
{
  seep_series_free (watchman->recent);
  g_free (watchman);
}

/* One that stays where it is remembers what has crossed it. */
static void
move_line (Line *self, double line, double back, gint64 rest_us)
{
  if (self->line != line)
    *self = (Line){ .line = line, .back = line * back, .rest_us = rest_us, .back_us = -1 };
}

void
seep_live_watchman_set (SeepLiveWatchman *watchman, const SeepLiveThresholds *thresholds)
{
  move_line (&watchman->rss, (double) thresholds->max_rss_bytes, BACK, 0);
  move_line (&watchman->growth, thresholds->max_growth_bytes_per_second, BACK_OF_GROWTH,
             REST_OF_GROWTH_US);
  move_line (&watchman->fds, (double) thresholds->max_fds, BACK, 0);
}

/* Is it crossed now? A value that is not there changes nothing. */
static gboolean
cross (Line *line, gint64 time_us, double value)
{
  if (line->line <= 0 || isnan (value))
    return FALSE;
  if (value >= line->back)
    line->back_us = -1;
  else if (line->back_us < 0)
    line->back_us = time_us;
  if (line->back_us >= 0 && time_us - line->back_us >= line->rest_us)
    line->is_crossed = FALSE;
  if (line->is_crossed || value <= line->line)
    return FALSE;
  line->is_crossed = TRUE;
  return TRUE;
}

static void
forget_old (SeepLiveWatchman *self, gint64 time_us)
{
  SeepSeries *kept = seep_series_new ();

  for (guint64 i = seep_series_find (self->recent, time_us - WINDOW_US - 2 * G_USEC_PER_SEC);
       i < seep_series_get_n (self->recent); i++)
    {
      SeepSeriesPoint point = seep_series_get_point (self->recent, i);

      seep_series_append (kept, point.time_us, point.value);
    }
  seep_series_free (self->recent);
  self->recent = kept;
}

/* Bytes a second; NAN: it cannot be said yet. Where there is no trend for sure it is not above the
 * line, but not therefore back below. */
static double
find_growth (SeepLiveWatchman *self, gint64 time_us, double rss_bytes)
{
  SeepSeriesColumn columns[N_PARTS];
  double values[N_PARTS];
  double before = NAN, growth;
  SeepSlope slope;

  seep_series_append (self->recent, time_us, rss_bytes);
  if (seep_series_get_n (self->recent) > MAX_POINTS)
    forget_old (self, time_us);
  if (seep_series_get_n (self->recent) == 0
      || seep_series_get_point (self->recent, 0).time_us > time_us - WINDOW_US)
    return NAN;

  seep_series_reduce (self->recent, time_us + 1 - WINDOW_US, time_us + 1, columns, N_PARTS);
  for (guint i = 0; i < N_PARTS; i++)
    {
      before = isnan (columns[i].last) ? before : columns[i].last;
      values[i] = before;
    }
  if (isnan (values[0])) /* a gap at its begin: a sample every three seconds, or none for a while */
    for (guint i = N_PARTS - 1; i-- > 0;)
      values[i] = isnan (values[i]) ? values[i + 1] : values[i];
  seep_slope_find (values, N_PARTS, &slope);
  growth = slope.slope * N_PARTS * G_USEC_PER_SEC / WINDOW_US;
  return slope.trend == SEEP_TREND_GROWING && slope.low > 0 ? growth
                                                            : MIN (growth, self->growth.line);
}

static void
tell (GPtrArray **sentences, char *sentence)
{
  if (*sentences == NULL)
    *sentences = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (*sentences, sentence);
}

GPtrArray *
seep_live_watchman_look (SeepLiveWatchman *watchman, gint64 time_us, const double *values)
{
  GPtrArray *sentences = NULL;
  double rss = values[SEEP_METRIC_RSS];
  double fds = values[SEEP_METRIC_FDS];
  double growth = watchman->growth.line > 0 ? find_growth (watchman, time_us, rss) : NAN;

  if (cross (&watchman->rss, time_us, rss))
    {
      g_autofree char *is = g_format_size_full ((guint64) rss, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *line =
        g_format_size_full ((guint64) watchman->rss.line, G_FORMAT_SIZE_IEC_UNITS);

      tell (&sentences, g_strdup_printf (_("The RSS is %s, above %s"), is, line));
    }
  if (cross (&watchman->growth, time_us, growth))
    {
      g_autofree char *is = g_format_size_full ((guint64) (growth * 60), G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *line =
        g_format_size_full ((guint64) (watchman->growth.line * 60), G_FORMAT_SIZE_IEC_UNITS);

      tell (&sentences,
            g_strdup_printf (_("The RSS grows by %s a minute, more than %s"), is, line));
    }
  if (cross (&watchman->fds, time_us, fds))
    tell (&sentences, g_strdup_printf (_("%.0f file descriptors are open, more than %.0f"), fds,
                                       watchman->fds.line));
  return sentences;
}
