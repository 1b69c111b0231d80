/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-chart-text.c — what a chart says in words. */
#include "config.h"

#include "seep-chart-private.h"

#include "base/seep-i18n.h"
#include "layout/seep-time-axis.h"

#include <math.h>

char *
seep_chart_dup_values (SeepChart *self, gint64 time_us)
{
  gint64 step_us = (self->scale.to_us - self->scale.from_us) / MAX (1, (gint64) self->scale.width);
  /* Fractions of a second only where they can be seen. */
  g_autofree char *when = seep_time_dup_text (
    time_us, 2 * step_us < G_USEC_PER_SEC ? step_us : G_USEC_PER_SEC, self->zone);
  g_autoptr(GString) text = g_string_new (when);

  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      SeepSeries *series = seep_chart_get_series (self, i);
      double value = series != NULL ? seep_line_get_value (series, time_us) : NAN;
      g_autofree char *number = NULL;

      if (!seep_chart_is_shown (self, i) || isnan (value))
        continue;
      number = seep_axis_dup_value (self->group->unit, value);
      g_string_append_printf (text, "\n%s %s", seep_track_get_title (&self->group->tracks[i]),
                              number);
    }
  return g_strdup (text->str);
}

/* What one line does over what is seen; NULL: there is nothing of it. */
static char *
dup_track_summary (SeepChart *self, guint track)
{
  SeepSeries *series = seep_chart_get_series (self, track);
  const char *title = seep_track_get_title (&self->group->tracks[track]);
  gint64 from_us = self->scale.from_us, to_us = self->scale.to_us;
  SeepSeriesPoint first, last, highest;
  double change;
  g_autofree char *distance = NULL;
  g_autofree char *duration = NULL;
  g_autofree char *begin = NULL;
  g_autofree char *end = NULL;
  g_autofree char *top = NULL;
  g_autofree char *when = NULL;

  if (series == NULL || !seep_line_find_highest (series, from_us, to_us + 1, &highest)
      || !seep_line_step (series, from_us - 1, 1, 1, &first)
      || !seep_line_step (series, to_us + 1, -1, 1, &last) || first.time_us > last.time_us)
    return NULL;
  change = last.value - first.value;
  distance = seep_axis_dup_value (self->group->unit, fabs (change));
  duration = seep_time_dup_duration (last.time_us - first.time_us);
  begin = seep_axis_dup_value (self->group->unit, first.value);
  end = seep_axis_dup_value (self->group->unit, last.value);
  top = seep_axis_dup_value (self->group->unit, highest.value);
  when = seep_time_dup_text (highest.time_us, G_USEC_PER_SEC, self->zone);

  /* Translators: a line of a chart in words: its name, by how much it changed, in what time, from
   * what to what; its highest value, and when that was. */
  if (change > 0)
    return g_strdup_printf (_("%s rose by %s in %s, from %s to %s; highest %s at %s."), title,
                            distance, duration, begin, end, top, when);
  if (change < 0)
    return g_strdup_printf (_("%s fell by %s in %s, from %s to %s; highest %s at %s."), title,
                            distance, duration, begin, end, top, when);
  return g_strdup_printf (_("%s is %s as %s ago; highest %s at %s."), title, end, duration, top,
                          when);
}

char *
seep_chart_dup_summary (SeepChart *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (SEEP_IS_CHART (self), NULL);

  seep_chart_lay_out (self);
  for (guint i = 0; i < self->group->n_tracks; i++)
    {
      g_autofree char *summary =
        seep_chart_is_shown (self, i) ? dup_track_summary (self, i) : NULL;

      if (summary != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", summary);
    }
  if (text->len == 0)
    g_string_append (text, _("Nothing was measured here"));
  return g_strdup (text->str);
}
