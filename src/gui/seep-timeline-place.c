/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-timeline-place.h"

#include "seep-options.h"

#include <math.h>

static void
append_span (GString *options, const char *key, gint64 from_us, gint64 to_us)
{
  g_autofree char *text =
    g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, from_us, to_us);

  seep_options_append (options, key, text);
}

void
seep_timeline_place_save (SeepTimeline *timeline, GString *options)
{
  double threshold = seep_timeline_get_threshold (timeline);
  gint64 from_us, to_us;

  if (seep_timeline_is_all_shown (timeline))
    seep_options_append (options, "view", "all");
  else if (!seep_timeline_is_following (timeline))
    {
      seep_timeline_get_view (timeline, &from_us, &to_us);
      append_span (options, "view", from_us, to_us);
    }
  if (seep_timeline_get_range (timeline, &from_us, &to_us))
    append_span (options, "range", from_us, to_us);
  if (!isnan (threshold))
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      seep_options_append (options, "threshold",
                           g_ascii_formatd (text, sizeof text, "%.0f", threshold));
    }
}

/* FALSE: @text is none, or of another recording. */
static gboolean
parse_span (SeepTimeline *timeline, const char *text, gint64 *from_us, gint64 *to_us)
{
  g_auto(GStrv) parts = text != NULL ? g_strsplit (text, " ", 3) : NULL;
  gint64 first_us, last_us;

  return parts != NULL && g_strv_length (parts) == 2
         && seep_timeline_get_extent (timeline, &first_us, &last_us)
         && g_ascii_string_to_signed (parts[0], 10, G_MININT64, G_MAXINT64, from_us, NULL)
         && g_ascii_string_to_signed (parts[1], 10, G_MININT64, G_MAXINT64, to_us, NULL)
         && *from_us < *to_us && *from_us <= last_us && first_us <= *to_us
         /* A view may begin and end a little outside, but not so far that times leave 64 bits. */
         && *from_us > G_MININT64 / 4 && *to_us < G_MAXINT64 / 4;
}

void
seep_timeline_place_restore (SeepTimeline *timeline, const char *options)
{
  g_autofree char *view = seep_options_dup (options, "view");
  g_autofree char *range = seep_options_dup (options, "range");
  g_autofree char *threshold = seep_options_dup (options, "threshold");
  gint64 from_us, to_us;

  if (g_strcmp0 (view, "all") == 0)
    seep_timeline_show_all (timeline);
  else if (parse_span (timeline, view, &from_us, &to_us))
    seep_timeline_set_view (timeline, from_us, to_us);
  if (parse_span (timeline, range, &from_us, &to_us))
    seep_timeline_set_range (timeline, from_us, to_us);
  if (threshold != NULL)
    {
      double value = g_ascii_strtod (threshold, NULL);

      if (isfinite (value) && value > 0)
        seep_timeline_set_threshold (timeline, value);
    }
}
