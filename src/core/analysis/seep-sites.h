/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sites.h — memory by the place that allocated it: tracemalloc's statistics, its numbers,
 * its order (Lib/tracemalloc.py: Snapshot.statistics). */
#pragma once

#include "analysis/seep-site-filter.h"
#include "model/seep-traces.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_SITES_BY_LINE,
  SEEP_SITES_BY_FILE,
  SEEP_SITES_BY_FUNCTION,  /* only where the format records functions */
  SEEP_SITES_BY_TRACEBACK, /* never cumulative */
} SeepSitesBy;

typedef enum
{
  SEEP_SITES_OWN,             /* the most recent frame counts */
  SEEP_SITES_CUMULATIVE,      /* every frame counts, a recursive one each time: tracemalloc's way */
  SEEP_SITES_CUMULATIVE_ONCE, /* every frame counts once for a trace */
} SeepSitesCounting;

typedef struct
{
  guint32 key; /* LINE: frame id; FILE: string id; FUNCTION: id of a frame in it (file and function
                * count); TRACEBACK: traceback id. SEEP_NO_NODE: traces without any frame, which
                * count nowhere when every frame counts (and by TRACEBACK have an id) */
  guint32 total; /* TRACEBACK: frames before truncation, 0 not recorded */
  guint64 count; /* blocks */
  guint64 bytes;
} SeepSiteRow;

typedef struct
{
  SeepTraces       *traces;   /* owned */
  SeepSitesBy       by;
  SeepSitesCounting counting;
  SeepSiteRow      *rows;     /* owned */
  guint             n_rows;
  guint64           count;    /* of the traces that passed the filters: each once */
  guint64           bytes;
} SeepSites;

/* Rows in tracemalloc's order: bytes, then count, then place, all descending; of stacks the oldest
 * frames decide first (Python 3.6 alone begins with the most recent). SEEP_ERROR_BAD_QUERY:
 * tracebacks are not cumulative, or the file records no functions. */
SeepSites *seep_sites_new (SeepTraces            *traces,
                           SeepSitesBy            by,
                           SeepSitesCounting      counting,
                           const SeepSiteFilters *filters, /* may be NULL */
                           SeepTask              *task,
                           GError               **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_sites_free (SeepSites *sites);

/* Python's order of two places: <0, 0, >0. Ids of kind @by, of two different files possibly. */
int seep_sites_compare_keys (const SeepTraces *a,
                             guint32           key_a,
                             const SeepTraces *b,
                             guint32           key_b,
                             SeepSitesBy       by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSites, seep_sites_free)

G_END_DECLS
