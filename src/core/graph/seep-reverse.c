/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A counting sort of the edges by target: count, sum up, place. The places are random, but known
 * far ahead: they are fetched ahead, which makes it half as expensive. */
#include "config.h"

#include "graph/seep-reverse.h"

#include "base/seep-pages.h"

#define COUNTS_AHEAD 24
#define PLACES_AHEAD 16
#define CURSORS_AHEAD 48

static inline gsize
get_n_offsets (guint32 n_nodes)
{
  return (gsize) n_nodes + 2; /* one more than promised: see below */
}

/* The references to node i are counted in offsets[i + 2]; summed up, offsets[i + 1] is where
 * those of i begin. Placing moves it to where they end: where those of i + 1 begin, as it shall
 * be. */
static gboolean
count (SeepReverse *reverse, const SeepGraph *graph, SeepTask *task, GError **error)
{
  const guint32 *targets = graph->targets;
  gsize n_edges = reverse->n_edges;
  guint32 *counts = reverse->offsets + 2;

  for (gsize start = 0; start < n_edges; start += SEEP_TASK_STRIDE)
    {
      gsize end = MIN (n_edges, start + SEEP_TASK_STRIDE);

      if (seep_task_is_cancelled (task, error))
        return FALSE;
      for (gsize i = start; i < end; i++)
        {
          if (i + COUNTS_AHEAD < n_edges)
            __builtin_prefetch (&counts[targets[i + COUNTS_AHEAD]], 1);
          counts[targets[i]]++;
        }
    }

  for (gsize i = 0; i < graph->n_nodes; i++)
    counts[i] += counts[(gssize) i - 1];
  return TRUE;
}

static gboolean
place (SeepReverse *reverse, const SeepGraph *graph, SeepTask *task, GError **error)
{
  const guint32 *targets = graph->targets;
  gsize n_edges = reverse->n_edges;
  guint32 *cursors = reverse->offsets + 1;
  guint32 *sources = reverse->sources;
  guint32 source = 0;

  for (gsize start = 0; start < n_edges; start += SEEP_TASK_STRIDE)
    {
      gsize end = MIN (n_edges, start + SEEP_TASK_STRIDE);

      if (seep_task_is_cancelled (task, error))
        return FALSE;
      for (gsize i = start; i < end; i++)
        {
          while (graph->offsets[source + 1] <= i)
            source++;
          if (i + CURSORS_AHEAD < n_edges)
            {
              __builtin_prefetch (&cursors[targets[i + CURSORS_AHEAD]], 1);
              __builtin_prefetch (&sources[cursors[targets[i + PLACES_AHEAD]]], 1);
            }
          sources[cursors[targets[i]]++] = source;
        }
    }
  return TRUE;
}

SeepReverse *
seep_reverse_new (const SeepGraph *graph, SeepTask *task, GError **error)
{
  g_autoptr(SeepReverse) reverse = g_new0 (SeepReverse, 1);

  reverse->n_nodes = graph->n_nodes;
  reverse->n_edges = graph->offsets[graph->n_nodes];
  reverse->offsets = seep_pages_alloc (get_n_offsets (graph->n_nodes), sizeof (guint32), error);
  if (reverse->offsets == NULL || !count (reverse, graph, task, error))
    return NULL;
  reverse->sources = seep_pages_alloc (reverse->n_edges, sizeof (guint32), error);
  if (reverse->sources == NULL || !place (reverse, graph, task, error))
    return NULL;
  return g_steal_pointer (&reverse);
}

void
seep_reverse_free (SeepReverse *reverse)
{
  if (reverse == NULL)
    return;

  if (!reverse->is_borrowed)
    {
      seep_pages_free (reverse->offsets, get_n_offsets (reverse->n_nodes), sizeof (guint32));
      seep_pages_free (reverse->sources, reverse->n_edges, sizeof (guint32));
    }
  g_free (reverse);
}
