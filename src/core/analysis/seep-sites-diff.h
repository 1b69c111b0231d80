/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sites-diff.h — what two moments allocated differently: Snapshot.compare_to of
 * Lib/tracemalloc.py. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 old_key; /* SEEP_NO_NODE with is_new: not in the old one */
  guint32 new_key;
  gboolean is_new; /* only in the new one */
  gboolean is_gone; /* only in the old one */
  guint64 old_bytes;
  guint64 bytes;
  guint64 old_count;
  guint64 count;
  guint32 total; /* TRACEBACK: frames before truncation, as the new one says, or the old one of what is
                  * gone; 0 not recorded */
} SeepSiteDiffRow;

typedef struct
{
  SeepTraces      *old_traces; /* owned */
  SeepTraces      *traces;     /* owned */
  SeepSitesBy      by;
  SeepSiteDiffRow *rows;       /* owned */
  guint            n_rows;
} SeepSitesDiff;

/* Of the same kind of rows. In tracemalloc's order: |Δ bytes|, bytes, |Δ count|, count, place, all
 * descending. */
SeepSitesDiff *seep_sites_diff_new (const SeepSites *old_sites,
                                    const SeepSites *sites,
                                    SeepTask        *task,
                                    GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_sites_diff_free (SeepSitesDiff *diff);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSitesDiff, seep_sites_diff_free)

G_END_DECLS
