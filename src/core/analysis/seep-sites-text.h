/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-sites-text.h — rows as tracemalloc writes them, letter by letter: for copying, for scripts
 * that read it, and for eyes that know it. Not translated. */
#pragma once

#include "analysis/seep-sites-diff.h"

G_BEGIN_DECLS

/* "app.py:12", "app.py:0" for a file, "app.py:put" for a function, for a traceback its most recent
 * frame; "<no frames>". */
char *seep_sites_dup_key_text (const SeepTraces *traces,
                               SeepSitesBy       by,
                               guint32           key) G_GNUC_WARN_UNUSED_RESULT;

/* str(Statistic): "app.py:12: size=1234 KiB, count=3, average=411 KiB". A traceback is named there by
 * its oldest frame, as all Pythons but 3.6 do it; what it is called elsewhere in Seep is
 * seep_sites_dup_key_text(). */
char *seep_sites_dup_row_text (const SeepSites   *sites,
                               const SeepSiteRow *row) G_GNUC_WARN_UNUSED_RESULT;
/* str(StatisticDiff): "app.py:12: size=3 KiB (+1 KiB), count=2 (+1), average=2 KiB". */
char *seep_sites_dup_diff_text (const SeepSitesDiff   *diff,
                                const SeepSiteDiffRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* Traceback.format() without source lines, oldest first: '  File "app.py", line 12'. */
char *seep_sites_dup_stack_text (const SeepTraces *traces,
                                 guint32           traceback) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
