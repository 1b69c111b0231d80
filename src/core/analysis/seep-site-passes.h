/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-passes.h — which traces pass the filters.
 *
 * A trace's stack decides for many traces and is looked at once; its domain matters only if a
 * filter names one, and then all domains that none names are as good as one another. */
#pragma once

#include "analysis/seep-site-filter.h"
#include "base/seep-task.h"
#include "model/seep-traces.h"

G_BEGIN_DECLS

/* On the caller's storage. */
typedef struct
{
  guint32  n_tracebacks;
  guint    n_domains; /* that filters name */
  guint32 *domains;   /* owned */
  guint8  *verdicts;  /* owned; n_tracebacks for each of the domains, then for any other */
} SeepSitePasses;

gboolean seep_site_passes_init (SeepSitePasses        *passes,
                                SeepTraces            *traces,
                                const SeepSiteFilters *filters,
                                SeepTask              *task,
                                GError               **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_site_passes_clear (SeepSitePasses *passes);

static inline gboolean
seep_site_passes_test (const SeepSitePasses *passes, guint32 traceback, guint32 domain)
{
  gsize class = 0;

  while (class < passes->n_domains && passes->domains[class] != domain)
    class++;
  return passes->verdicts[class * passes->n_tracebacks + traceback];
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SeepSitePasses, seep_site_passes_clear)

G_END_DECLS
