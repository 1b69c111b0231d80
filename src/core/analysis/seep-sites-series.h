/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sites-series.h — what each place had allocated from snapshot to snapshot. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

typedef struct
{
  guint          snapshot; /* the last one that has the place … */
  guint32        key;      /* … and its id there */
  const guint64 *bytes;    /* n_snapshots; borrowed from the series */
  const guint64 *counts;   /* likewise */
} SeepSitesSeriesRow;

typedef struct
{
  guint               n_snapshots;
  guint64            *columns; /* owned */
  SeepSitesSeriesRow *rows;    /* owned */
  guint               n_rows;
} SeepSitesSeries;

/* @sites: of @n snapshots, two or more, of the same kind of rows. By what places gained or lost from
 * the first to the last: |Δ bytes|, bytes, |Δ count|, count, place, all descending (tracemalloc's
 * order). */
SeepSitesSeries *seep_sites_series_new  (SeepSites *const *sites,
                                         guint             n,
                                         SeepTask         *task,
                                         GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void             seep_sites_series_free (SeepSitesSeries  *series);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSitesSeries, seep_sites_series_free)

G_END_DECLS
