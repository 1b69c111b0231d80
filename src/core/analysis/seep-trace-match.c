/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dump numbers names and tracebacks in the order it meets them: only their text is the same in
 * two. File names are interned once for both dumps; after that a traceback is an array of numbers,
 * looked up by its hash. */
#include "config.h"

#include "analysis/seep-trace-match.h"

#include <string.h>

typedef struct
{
  SeepTraceFrame *frames; /* borrowed from Traces */
  guint32         n_frames;
  guint32         n_total;
  guint32         id;
} Trace;

/* All tracebacks of a dump, files by their interned names. */
typedef struct
{
  Trace          *traces; /* owned; by id - 1 */
  guint32         n_traces;
  SeepTraceFrame *frames; /* owned */
} Traces;

static guint
hash_cb (gconstpointer data)
{
  const Trace *trace = data;
  guint64 hash = trace->n_total;

  for (guint32 i = 0; i < trace->n_frames; i++)
    {
      hash ^= (guint64) trace->frames[i].file << 32 | trace->frames[i].line;
      hash *= G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      hash ^= hash >> 32;
    }
  return (guint) hash;
}

static gboolean
equal_cb (gconstpointer a, gconstpointer b)
{
  const Trace *x = a;
  const Trace *y = b;

  return x->n_frames == y->n_frames && x->n_total == y->n_total
         && (x->n_frames == 0
             || memcmp (x->frames, y->frames, x->n_frames * sizeof (SeepTraceFrame)) == 0);
}

/* For each name of @heap the number that its text has in @names, which grows. */
static guint32 *
intern_names (GHashTable *names, const SeepHeap *heap)
{
  guint32 n_names = seep_heap_get_n_names (heap);
  guint32 *numbers = g_new0 (guint32, (gsize) n_names + 1);

  for (guint32 i = 1; i <= n_names; i++)
    {
      const char *name = seep_heap_get_name (heap, i);
      gpointer number = g_hash_table_lookup (names, name);

      if (number == NULL)
        {
          number = GUINT_TO_POINTER (g_hash_table_size (names) + 1);
          g_hash_table_insert (names, (gpointer) name, number);
        }
      numbers[i] = GPOINTER_TO_UINT (number);
    }
  return numbers;
}

static void
traces_clear (Traces *self)
{
  g_free (self->traces);
  g_free (self->frames);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Traces, traces_clear)

static void
traces_init (Traces *self, GHashTable *names, const SeepHeap *heap)
{
  g_autofree guint32 *numbers = intern_names (names, heap);
  guint32 n_names = seep_heap_get_n_names (heap);
  gsize n_frames = 0;

  self->n_traces = seep_heap_get_n_traces (heap);
  self->traces = g_new0 (Trace, self->n_traces);
  for (guint32 i = 0; i < self->n_traces; i++)
    {
      seep_heap_get_trace_frames (heap, i + 1, &self->traces[i].n_frames, &self->traces[i].n_total);
      n_frames += self->traces[i].n_frames;
    }

  self->frames = g_new0 (SeepTraceFrame, n_frames);
  n_frames = 0;
  for (guint32 i = 0; i < self->n_traces; i++)
    {
      Trace *trace = &self->traces[i];
      const SeepTraceFrame *frames
        = seep_heap_get_trace_frames (heap, i + 1, &trace->n_frames, &trace->n_total);

      trace->id = i + 1;
      trace->frames = self->frames + n_frames;
      n_frames += trace->n_frames;
      for (guint32 k = 0; k < trace->n_frames; k++)
        {
          trace->frames[k].file = frames[k].file <= n_names ? numbers[frames[k].file] : 0;
          trace->frames[k].line = frames[k].line;
        }
    }
}

guint32 *
seep_trace_match_new (const SeepHeap *old_heap, const SeepHeap *new_heap)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) index = g_hash_table_new (hash_cb, equal_cb);
  g_auto(Traces) old = { NULL };
  g_auto(Traces) new = { NULL };
  guint32 *matches;

  if (seep_heap_get_columns (old_heap)->traces == NULL
      || seep_heap_get_columns (new_heap)->traces == NULL)
    return NULL;

  traces_init (&old, names, old_heap);
  traces_init (&new, names, new_heap);
  for (guint32 i = 0; i < new.n_traces; i++)
    g_hash_table_add (index, &new.traces[i]);

  matches = g_new (guint32, (gsize) old.n_traces + 1);
  matches[0] = SEEP_NO_NODE;
  for (guint32 i = 0; i < old.n_traces; i++)
    {
      const Trace *trace = g_hash_table_lookup (index, &old.traces[i]);

      matches[i + 1] = trace != NULL ? trace->id : SEEP_NO_NODE;
    }
  return matches;
}
