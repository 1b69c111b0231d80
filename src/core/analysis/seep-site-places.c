/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analysis/seep-site-places.h"

#include "base/seep-pages.h"

#include <stdlib.h>
#include <string.h>

#define USED 1 /* what ranks holds of a string before there are ranks */

/* A string of one of the files, on its way to a rank. */
typedef struct
{
  const char *bytes; /* borrowed */
  gsize       n_bytes;
  guint32    *rank;  /* borrowed */
} Candidate;

static int
compare_bytes (const char *a, gsize n_a, const char *b, gsize n_b)
{
  int order = memcmp (a, b, MIN (n_a, n_b));

  return order != 0 ? order : n_a < n_b ? -1 : n_a > n_b;
}

static int
compare_candidates_cb (const void *a, const void *b)
{
  const Candidate *x = a;
  const Candidate *y = b;

  return compare_bytes (x->bytes, x->n_bytes, y->bytes, y->n_bytes);
}

/* Room for the ranks, and a mark on the strings that need one; the rest of them may be many. */
static gboolean
mark_used (SeepSitePlaces *places, const SeepTraces *traces, gsize *n_used, GError **error)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);

  *places = (SeepSitePlaces) { .traces = traces, .n_strings = seep_traces_get_n_strings (traces) };
  places->ranks = seep_pages_alloc (places->n_strings, sizeof (guint32), error);
  if (places->ranks == NULL)
    return FALSE;

  for (guint32 i = 0; i < columns->n_frames; i++)
    {
      places->ranks[columns->frames[i].file] = USED;
      places->ranks[columns->frames[i].function] = USED;
    }
  for (guint32 i = 0; i < places->n_strings; i++)
    *n_used += places->ranks[i] == USED;
  return TRUE;
}

static void
add_candidates (const SeepSitePlaces *places, Candidate *candidates, gsize *n)
{
  for (guint32 i = 0; i < places->n_strings; i++)
    {
      Candidate *candidate = &candidates[*n];

      if (places->ranks[i] != USED)
        continue;
      candidate->bytes = seep_traces_get_bytes (places->traces, i, &candidate->n_bytes);
      candidate->rank = &places->ranks[i];
      (*n)++;
    }
}

static void
set_ranks (Candidate *candidates, gsize n)
{
  guint32 rank = 0;

  if (n > 1)
    qsort (candidates, n, sizeof (Candidate), compare_candidates_cb);
  for (gsize i = 0; i < n; i++)
    {
      rank += i == 0 || compare_candidates_cb (&candidates[i - 1], &candidates[i]) != 0;
      *candidates[i].rank = rank;
    }
}

gboolean
seep_site_places_init (SeepSitePlaces   *a,
                       const SeepTraces *traces_a,
                       SeepSitePlaces   *b,
                       const SeepTraces *traces_b,
                       GError          **error)
{
  gsize n_used = 0, n = 0;
  Candidate *candidates;

  if (b != NULL)
    *b = (SeepSitePlaces) { .traces = traces_b };
  if (!mark_used (a, traces_a, &n_used, error)
      || (b != NULL && !mark_used (b, traces_b, &n_used, error)))
    return FALSE;
  candidates = seep_pages_alloc (n_used, sizeof (Candidate), error);
  if (candidates == NULL)
    return FALSE;

  add_candidates (a, candidates, &n);
  if (b != NULL)
    add_candidates (b, candidates, &n);
  set_ranks (candidates, n);
  seep_pages_free (candidates, n_used, sizeof (Candidate));
  return TRUE;
}

void
seep_site_places_clear (SeepSitePlaces *places)
{
  seep_pages_free (places->ranks, places->n_strings, sizeof (guint32));
  places->ranks = NULL;
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_strings (const SeepSitePlaces *a, guint32 x, const SeepSitePlaces *b, guint32 y)
{
  const char *x_bytes, *y_bytes;
  gsize n_x, n_y;

  if (a->ranks != NULL)
    return compare_numbers (a->ranks[x], b->ranks[y]);

  x_bytes = seep_traces_get_bytes (a->traces, x, &n_x);
  y_bytes = seep_traces_get_bytes (b->traces, y, &n_y);
  return compare_bytes (x_bytes, n_x, y_bytes, n_y);
}

/* Python has file and line; where there are functions they make the order a whole one. */
static int
compare_frames (const SeepSitePlaces *a, guint32 x, const SeepSitePlaces *b, guint32 y)
{
  const SeepStackFrame *p = &seep_traces_get_columns (a->traces)->frames[x];
  const SeepStackFrame *q = &seep_traces_get_columns (b->traces)->frames[y];
  int order = compare_strings (a, p->file, b, q->file);

  if (order == 0)
    order = compare_numbers (p->line, q->line);
  return order != 0 ? order : compare_strings (a, p->function, b, q->function);
}

static int
compare_functions (const SeepSitePlaces *a, guint32 x, const SeepSitePlaces *b, guint32 y)
{
  const SeepStackFrame *p = &seep_traces_get_columns (a->traces)->frames[x];
  const SeepStackFrame *q = &seep_traces_get_columns (b->traces)->frames[y];
  int order = compare_strings (a, p->file, b, q->file);

  return order != 0 ? order : compare_strings (a, p->function, b, q->function);
}

/* As tuples of tuples, oldest frame first. */
static int
compare_stacks (const SeepSitePlaces *a, guint32 x, const SeepSitePlaces *b, guint32 y)
{
  guint32 n_x, n_y;
  const guint32 *x_frames = seep_traces_get_stack (a->traces, x, &n_x);
  const guint32 *y_frames = seep_traces_get_stack (b->traces, y, &n_y);

  for (guint32 i = 1; i <= MIN (n_x, n_y); i++)
    {
      guint32 x_frame = x_frames[n_x - i];
      guint32 y_frame = y_frames[n_y - i];
      int order = a->traces == b->traces && x_frame == y_frame
                    ? 0
                    : compare_frames (a, x_frame, b, y_frame);

      if (order != 0)
        return order;
    }
  return compare_numbers (n_x, n_y);
}

int
seep_site_places_compare (const SeepSitePlaces *a,
                          guint32               key_a,
                          const SeepSitePlaces *b,
                          guint32               key_b,
                          SeepSitesBy           by)
{
  /* What has no frames is less than what has some, like an empty tuple. */
  if (key_a == SEEP_NO_NODE || key_b == SEEP_NO_NODE)
    return (key_a != SEEP_NO_NODE) - (key_b != SEEP_NO_NODE);

  switch (by)
    {
    case SEEP_SITES_BY_FILE:
      return compare_strings (a, key_a, b, key_b);
    case SEEP_SITES_BY_FUNCTION:
      return compare_functions (a, key_a, b, key_b);
    case SEEP_SITES_BY_TRACEBACK:
      return compare_stacks (a, key_a, b, key_b);
    case SEEP_SITES_BY_LINE:
    default:
      return compare_frames (a, key_a, b, key_b);
    }
}

int
seep_sites_compare_keys (const SeepTraces *a,
                         guint32           key_a,
                         const SeepTraces *b,
                         guint32           key_b,
                         SeepSitesBy       by)
{
  SeepSitePlaces a_places = { .traces = a };
  SeepSitePlaces b_places = { .traces = b };

  return seep_site_places_compare (&a_places, key_a, &b_places, key_b, by);
}
