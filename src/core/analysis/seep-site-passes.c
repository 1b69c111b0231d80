/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lib/tracemalloc.py says it in terms of what passes: an exclusive filter with a domain lets pass
 * what does not match *or* is of another domain. Turned round it is one rule for all filters: a
 * trace is hit if its frames match and its domain is the one; it passes if an inclusive filter hit
 * it, or there is none, and no exclusive one did. */
#include "config.h"

#include "analysis/seep-site-passes.h"

#include "analysis/seep-fnmatch.h"
#include "base/seep-pages.h"

#include <string.h>

enum
{
  HIT_INCLUSIVE = 1,
  HIT_EXCLUSIVE = 2,
};

/* What one filter says of strings and frames. */
typedef struct
{
  guint8 *files;  /* owned; by string: 0 not asked yet, 1 no, 2 yes */
  guint8 *frames; /* owned; by frame: 1 yes */
  guint32 n_files;
  guint32 n_frames;
} Matches;

static void
matches_clear (Matches *matches)
{
  seep_pages_free (matches->files, matches->n_files, 1);
  seep_pages_free (matches->frames, matches->n_frames, 1);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Matches, matches_clear)

/* As tracemalloc does it: a module's compiled file goes by the name of its source. */
static gsize
skip_compiled (const char *name, gsize n_bytes)
{
  return n_bytes >= 4 && memcmp (name + n_bytes - 4, ".pyc", 4) == 0 ? n_bytes - 1 : n_bytes;
}

static gboolean
match_file (guint8 *known, SeepTraces *traces, guint32 file, const SeepFnmatch *pattern)
{
  if (known[file] == 0)
    {
      gsize n_bytes;
      const char *name = seep_traces_get_bytes (traces, file, &n_bytes);

      known[file] = seep_fnmatch_matches (pattern, name, skip_compiled (name, n_bytes)) ? 2 : 1;
    }
  return known[file] == 2;
}

static gboolean
matches_init (Matches              *matches,
              SeepTraces           *traces,
              const SeepSiteFilter *filter,
              SeepTask             *task,
              GError              **error)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  g_autoptr(SeepFnmatch) pattern =
    seep_fnmatch_new (filter->pattern, skip_compiled (filter->pattern, strlen (filter->pattern)));

  matches->n_files = seep_traces_get_n_strings (traces);
  matches->n_frames = columns->n_frames;
  matches->files = seep_pages_alloc (matches->n_files, 1, error);
  if (matches->files == NULL)
    return FALSE;
  matches->frames = seep_pages_alloc (matches->n_frames, 1, error);
  if (matches->frames == NULL)
    return FALSE;

  for (guint32 i = 0; i < columns->n_frames; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      matches->frames[i] = (filter->line < 0 || filter->line == columns->frames[i].line)
                           && match_file (matches->files, traces, columns->frames[i].file, pattern);
    }
  return TRUE;
}

static gboolean
match_stack (const SeepTracesColumns *columns,
             const Matches           *matches,
             gboolean                 all_frames,
             guint32                  traceback)
{
  guint32 start = columns->offsets[traceback];
  guint32 end = columns->offsets[traceback + 1];

  if (!all_frames)
    end = MIN (end, start + 1);
  for (guint32 i = start; i < end; i++)
    if (matches->frames[columns->stacks[i]])
      return TRUE;
  return FALSE;
}

/* Adds a filter's hit on @traceback to the verdicts of the domains that it is for. */
static void
add_hit (SeepSitePasses *passes, const SeepSiteFilter *filter, guint32 traceback)
{
  guint8 hit = filter->is_inclusive ? HIT_INCLUSIVE : HIT_EXCLUSIVE;

  for (gsize class = 0; class <= passes->n_domains; class++)
    if (filter->domain < 0
        || (class < passes->n_domains && passes->domains[class] == (guint64) filter->domain))
      passes->verdicts[class * passes->n_tracebacks + traceback] |= hit;
}

static gboolean
add_filter (SeepSitePasses       *passes,
            SeepTraces           *traces,
            const SeepSiteFilter *filter,
            SeepTask             *task,
            GError              **error)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  g_auto(Matches) matches = { 0 };

  if (filter->pattern != NULL && !matches_init (&matches, traces, filter, task, error))
    return FALSE;
  for (guint32 i = 0; i < passes->n_tracebacks; i++)
    {
      if (i % SEEP_TASK_STRIDE == 0 && seep_task_is_cancelled (task, error))
        return FALSE;
      if (filter->pattern == NULL || match_stack (columns, &matches, filter->all_frames, i))
        add_hit (passes, filter, i);
    }
  return TRUE;
}

static void
list_domains (SeepSitePasses *passes, const SeepSiteFilters *filters)
{
  passes->domains = g_new (guint32, filters->n);
  for (guint i = 0; i < filters->n; i++)
    {
      gint64 domain = filters->filters[i].domain;
      guint k = 0;

      while (k < passes->n_domains && passes->domains[k] != domain)
        k++;
      if (k == passes->n_domains && domain >= 0 && domain <= G_MAXUINT32)
        passes->domains[passes->n_domains++] = (guint32) domain;
    }
}

gboolean
seep_site_passes_init (SeepSitePasses        *passes,
                       SeepTraces            *traces,
                       const SeepSiteFilters *filters,
                       SeepTask              *task,
                       GError               **error)
{
  gboolean has_inclusive = FALSE;
  gsize n_verdicts;

  *passes = (SeepSitePasses) { .n_tracebacks = seep_traces_get_columns (traces)->n_tracebacks };
  list_domains (passes, filters);
  n_verdicts = (gsize) passes->n_tracebacks * (passes->n_domains + 1);
  passes->verdicts = seep_pages_alloc (n_verdicts, 1, error);
  if (passes->verdicts == NULL)
    return FALSE;

  for (guint i = 0; i < filters->n; i++)
    {
      has_inclusive |= filters->filters[i].is_inclusive;
      if (!add_filter (passes, traces, &filters->filters[i], task, error))
        return FALSE;
    }
  for (gsize i = 0; i < n_verdicts; i++)
    passes->verdicts[i] = has_inclusive ? passes->verdicts[i] == HIT_INCLUSIVE
                                        : passes->verdicts[i] == 0;
  return TRUE;
}

void
seep_site_passes_clear (SeepSitePasses *passes)
{
  seep_pages_free (passes->verdicts, (gsize) passes->n_tracebacks * (passes->n_domains + 1), 1);
  g_free (passes->domains);
}
