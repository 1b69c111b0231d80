/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-options.h — the words in which places (SeepPlace.options) of pages of allocations tell
 * how these stand: "by" (line, file, function, traceback), "counting" (own, cumulative, once), and
 * a "filter" for each filter, as seep_site_filters_parse() takes it. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

#define SEEP_SITES_N_BY (SEEP_SITES_BY_TRACEBACK + 1)

const char *seep_site_get_by_name       (SeepSitesBy by);
const char *seep_site_get_counting_name (SeepSitesCounting counting);

/* What is no such word, or NULL, is the first. */
SeepSitesBy       seep_site_parse_by       (const char *name);
SeepSitesCounting seep_site_parse_counting (const char *name);

/* Options that show the tracebacks of a row; NULL if it is one, or has no frames. */
char *seep_site_dup_options (const SeepTraces *traces,
                             SeepSitesBy       by,
                             SeepSitesCounting counting,
                             guint32           key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
