/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "naive-sites.h"

#include "model/seep-traces-builder.h"

#include <string.h>

/* One begins another; half a surrogate pair, the last character below and the first above them. */
static const char *const files[] = { "",         "a.py",     "a.pyc",       "app/a.py", "app/b.py",
                                     "\xc3\xa9", "\xed\xb3\xbf.py", "\xef\xbf\xbf", "\xf0\x90\x80\x80" };
static const char *const functions[] = { "", "f", "g", "<lambda>" };

static guint32
pick (guint32 n)
{
  return (guint32) g_test_rand_int_range (0, (gint32) n);
}

/* The most recent frame has a name: a file without any is one that records none. */
static const char *
pick_function (NaiveKind kind, guint depth)
{
  guint n_unnamed = depth == 0 ? 1 : 0;

  if (kind == NAIVE_PLAIN)
    return "";
  return functions[n_unnamed + pick (G_N_ELEMENTS (functions) - n_unnamed)];
}

static NaiveTrace
pick_trace (NaiveKind kind)
{
  NaiveTrace trace = { .size = pick (3) * 8, .domain = pick (4) == 0 ? 389047 : 0 };

  trace.stack.n_frames = pick (NAIVE_MAX_FRAMES + 1);
  for (guint i = 0; i < trace.stack.n_frames; i++)
    {
      NaiveFrame *frame = &trace.stack.frames[i];

      frame->file = files[pick (G_N_ELEMENTS (files))];
      frame->function = pick_function (kind, i);
      frame->line = pick (2);
    }
  trace.total = pick (3) == 0 ? trace.stack.n_frames + pick (3) : 0;
  return trace;
}

GArray *
naive_traces_new (guint max, NaiveKind kind)
{
  GArray *traces = g_array_new (FALSE, FALSE, sizeof (NaiveTrace));
  guint n = pick (max + 1);

  for (guint i = 0; i < n; i++)
    {
      NaiveTrace trace = pick_trace (kind);

      if (i > 0 && pick (3) == 0) /* another block from a place that is there */
        trace.stack = g_array_index (traces, NaiveTrace, pick (i)).stack;
      g_array_append_val (traces, trace);
    }
  return traces;
}

static void
build_trace (SeepTracesBuilder *builder, const NaiveTrace *trace)
{
  guint32 ids[NAIVE_MAX_FRAMES];
  guint32 traceback;

  for (guint i = 0; i < trace->stack.n_frames; i++)
    {
      const NaiveFrame *frame = &trace->stack.frames[i];
      SeepStackFrame place = { .line = frame->line };

      place.file = seep_traces_builder_add_string (builder, frame->file, strlen (frame->file), NULL);
      place.function =
        seep_traces_builder_add_string (builder, frame->function, strlen (frame->function), NULL);
      ids[i] = seep_traces_builder_add_frame (builder, place, NULL);
    }
  traceback = seep_traces_builder_add_traceback (builder, ids, trace->stack.n_frames, NULL);
  g_assert_true (seep_traces_builder_add_trace (builder, trace->size, traceback, trace->domain,
                                                trace->total, NULL));
}

SeepTraces *
naive_traces_build (const GArray *traces)
{
  SeepTracesBuilder *builder = seep_traces_builder_new ("random.pickle");
  g_autoptr(GError) error = NULL;
  SeepTraces *built;

  /* String 0 is "" whoever comes first. */
  g_assert_cmpuint (seep_traces_builder_add_string (builder, "", 0, NULL), ==, 0);
  for (guint i = 0; i < traces->len; i++)
    build_trace (builder, &g_array_index (traces, NaiveTrace, i));
  built = seep_traces_builder_finish (builder, &error);
  g_assert_no_error (error);
  return built;
}

int
naive_compare_places (const NaiveStack *a, const NaiveStack *b)
{
  for (guint i = 1; i <= MIN (a->n_frames, b->n_frames); i++)
    {
      const NaiveFrame *x = &a->frames[a->n_frames - i];
      const NaiveFrame *y = &b->frames[b->n_frames - i];
      int order = strcmp (x->file, y->file);

      if (order == 0)
        order = (int) x->line - (int) y->line;
      if (order == 0)
        order = strcmp (x->function, y->function);
      if (order != 0)
        return order;
    }
  return (int) a->n_frames - (int) b->n_frames;
}

static NaiveStack
reduce (NaiveFrame frame, SeepSitesBy by)
{
  if (by != SEEP_SITES_BY_LINE)
    frame.line = 0;
  if (by == SEEP_SITES_BY_FILE)
    frame.function = "";
  return (NaiveStack) { .frames = { frame }, .n_frames = 1 };
}

static NaiveRow *
find_row (GArray *rows, const NaiveStack *place)
{
  for (guint i = 0; i < rows->len; i++)
    if (naive_compare_places (&g_array_index (rows, NaiveRow, i).place, place) == 0)
      return &g_array_index (rows, NaiveRow, i);

  return NULL;
}

static void
add (GArray *rows, NaiveStack place, const NaiveTrace *trace)
{
  NaiveRow row = { .place = place };
  NaiveRow *found = find_row (rows, &place);

  if (found == NULL)
    {
      g_array_append_val (rows, row);
      found = &g_array_index (rows, NaiveRow, rows->len - 1);
    }
  found->count++;
  found->bytes += trace->size;
  found->total = MAX (found->total, trace->total);
}

static void
add_frames (GArray *rows, const NaiveTrace *trace, SeepSitesBy by, SeepSitesCounting counting)
{
  for (guint i = 0; i < trace->stack.n_frames; i++)
    {
      NaiveStack place = reduce (trace->stack.frames[i], by);
      gboolean is_again = FALSE;

      for (guint k = 0; k < i && counting == SEEP_SITES_CUMULATIVE_ONCE; k++)
        {
          NaiveStack before = reduce (trace->stack.frames[k], by);

          is_again = is_again || naive_compare_places (&before, &place) == 0;
        }
      if (!is_again)
        add (rows, place, trace);
    }
}

static int
compare_rows_cb (gconstpointer a, gconstpointer b)
{
  const NaiveRow *x = a;
  const NaiveRow *y = b;

  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  return naive_compare_places (&y->place, &x->place);
}

GArray *
naive_sites_new (const GArray *traces, SeepSitesBy by, SeepSitesCounting counting)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (NaiveRow));

  for (guint i = 0; i < traces->len; i++)
    {
      const NaiveTrace *trace = &g_array_index (traces, NaiveTrace, i);

      if (counting != SEEP_SITES_OWN)
        add_frames (rows, trace, by, counting);
      else if (by == SEEP_SITES_BY_TRACEBACK || trace->stack.n_frames == 0)
        add (rows, trace->stack, trace);
      else
        add (rows, reduce (trace->stack.frames[0], by), trace);
    }
  g_array_sort (rows, compare_rows_cb);
  return rows;
}

/* The literal that a string of Seep's is a copy of. */
static const char *
get_literal (const SeepTraces *traces, guint32 string)
{
  const char *bytes = seep_traces_get_bytes (traces, string, &(gsize) { 0 });

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (files[i], bytes))
      return files[i];
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i], bytes))
      return functions[i];
  g_assert_not_reached ();
}

static NaiveFrame
get_frame (const SeepTraces *traces, guint32 frame)
{
  const SeepStackFrame *place = &seep_traces_get_columns (traces)->frames[frame];

  return (NaiveFrame) { .file = get_literal (traces, place->file),
                        .function = get_literal (traces, place->function),
                        .line = place->line };
}

NaiveStack
naive_get_place (const SeepTraces *traces, SeepSitesBy by, guint32 key)
{
  NaiveStack place = { .n_frames = 0 };
  const guint32 *stack;

  if (key == SEEP_NO_NODE)
    return place;
  if (by == SEEP_SITES_BY_FILE)
    return reduce ((NaiveFrame) { get_literal (traces, key), "", 0 }, by);
  if (by != SEEP_SITES_BY_TRACEBACK)
    return reduce (get_frame (traces, key), by);

  stack = seep_traces_get_stack (traces, key, &place.n_frames);
  for (guint i = 0; i < place.n_frames; i++)
    place.frames[i] = get_frame (traces, stack[i]);
  return place;
}
