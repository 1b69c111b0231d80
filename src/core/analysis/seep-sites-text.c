/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python computes with floats from the first division on, and so does this: the digits are the same
 * for all sizes below 8 PiB, where a double holds every number. */
#include "config.h"

#include "analysis/seep-sites-text.h"

#include <inttypes.h>
#include <math.h>

#define NO_FRAMES "<no frames>"
#define MAX_SIZE_CHARS 40 /* the largest double that comes from 64 bits has 20 */

/* tracemalloc's _format_size(): @form is "" or "+". */
static void
append_size (GString *text, double size, const char *form)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
  guint last = G_N_ELEMENTS (units) - 1;
  char format[8];
  char number[MAX_SIZE_CHARS];
  guint unit = 0;
  gboolean has_decimal;

  while (unit < last && fabs (size) >= 10 * 1024)
    {
      size /= 1024;
      unit++;
    }
  has_decimal = unit > 0 && fabs (size) < 100;
  g_snprintf (format, sizeof format, "%%%s.%df", form, has_decimal ? 1 : 0);
  g_string_append_printf (text, "%s %s", g_ascii_formatd (number, sizeof number, format, size),
                          units[unit]);
}

static double
get_difference (guint64 after, guint64 before)
{
  return after >= before ? (double) (after - before) : -(double) (before - after);
}

static void
append_average (GString *text, guint64 bytes, guint64 count)
{
  if (count == 0)
    return;

  g_string_append (text, ", average=");
  append_size (text, (double) bytes / (double) count, "");
}

static void
append_frame (GString *text, const SeepTraces *traces, guint32 frame)
{
  const SeepStackFrame *place = &seep_traces_get_columns (traces)->frames[frame];

  g_string_append_printf (text, "%s:%u", seep_traces_get_text (traces, place->file), place->line);
}

static void
append_file (GString *text, const SeepTraces *traces, guint32 file)
{
  g_string_append_printf (text, "%s:0", seep_traces_get_text (traces, file));
}

static void
append_function (GString *text, const SeepTraces *traces, guint32 frame)
{
  const SeepStackFrame *place = &seep_traces_get_columns (traces)->frames[frame];

  g_string_append_printf (text, "%s:%s", seep_traces_get_text (traces, place->file),
                          seep_traces_get_text (traces, place->function));
}

typedef enum
{
  MOST_RECENT,
  OLDEST,
} StackEnd;

static void
append_stack_end (GString *text, const SeepTraces *traces, guint32 traceback, StackEnd end)
{
  guint32 n_frames;
  const guint32 *stack = seep_traces_get_stack (traces, traceback, &n_frames);

  if (n_frames == 0)
    g_string_append (text, NO_FRAMES);
  else
    append_frame (text, traces, stack[end == OLDEST ? n_frames - 1 : 0]);
}

static void
append_key (GString *text, const SeepTraces *traces, SeepSitesBy by, guint32 key, StackEnd end)
{
  if (key == SEEP_NO_NODE)
    g_string_append (text, NO_FRAMES);
  else if (by == SEEP_SITES_BY_FILE)
    append_file (text, traces, key);
  else if (by == SEEP_SITES_BY_FUNCTION)
    append_function (text, traces, key);
  else if (by == SEEP_SITES_BY_TRACEBACK)
    append_stack_end (text, traces, key, end);
  else
    append_frame (text, traces, key);
}

char *
seep_sites_dup_key_text (const SeepTraces *traces, SeepSitesBy by, guint32 key)
{
  GString *text = g_string_new (NULL);

  append_key (text, traces, by, key, MOST_RECENT);
  return g_string_free (text, FALSE);
}

char *
seep_sites_dup_row_text (const SeepSites *sites, const SeepSiteRow *row)
{
  GString *text = g_string_new (NULL);

  append_key (text, sites->traces, sites->by, row->key, OLDEST);
  g_string_append (text, ": size=");
  append_size (text, (double) row->bytes, "");
  g_string_append_printf (text, ", count=%" PRIu64, row->count);
  append_average (text, row->bytes, row->count);
  return g_string_free (text, FALSE);
}

char *
seep_sites_dup_diff_text (const SeepSitesDiff *diff, const SeepSiteDiffRow *row)
{
  GString *text = g_string_new (NULL);

  if (row->is_gone)
    append_key (text, diff->old_traces, diff->by, row->old_key, OLDEST);
  else
    append_key (text, diff->traces, diff->by, row->new_key, OLDEST);
  g_string_append (text, ": size=");
  append_size (text, (double) row->bytes, "");
  g_string_append (text, " (");
  append_size (text, get_difference (row->bytes, row->old_bytes), "+");
  g_string_append_printf (text, "), count=%" PRIu64 " (%s%" PRIu64 ")", row->count,
                          row->count >= row->old_count ? "+" : "-",
                          row->count >= row->old_count ? row->count - row->old_count
                                                       : row->old_count - row->count);
  append_average (text, row->bytes, row->count);
  return g_string_free (text, FALSE);
}

char *
seep_sites_dup_stack_text (const SeepTraces *traces, guint32 traceback)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  GString *text = g_string_new (NULL);
  guint32 n_frames;
  const guint32 *stack = seep_traces_get_stack (traces, traceback, &n_frames);

  for (guint32 i = n_frames; i-- > 0;)
    {
      const SeepStackFrame *place = &columns->frames[stack[i]];

      g_string_append_printf (text, "%s  File \"%s\", line %u", text->len > 0 ? "\n" : "",
                              seep_traces_get_text (traces, place->file), place->line);
    }
  return g_string_free (text, FALSE);
}
