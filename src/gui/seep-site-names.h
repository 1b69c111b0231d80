/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-names.h — places of allocation as a person reads them: files without the folders that
 * say nothing, the most recent frame first. */
#pragma once

#include "analysis/seep-sites.h"
#include "seep-details.h"

G_BEGIN_DECLS

/* The folder that nearly all files of the program are in, with its slash at the end; "": none.
 * Python's library and installed packages do not count. @b may be NULL. */
char *seep_site_find_root (const SeepTraces *a,
                           const SeepTraces *b) G_GNUC_WARN_UNUSED_RESULT;

/* @path without that root, or from the name of its package on. Points into @path. */
const char *seep_site_shorten (const char *root,
                               const char *path);

/* "app/cache.py:12", "app/cache.py", "put (app/cache.py)", "app/cache.py:12 ← app/main.py:30 ← …" */
char *seep_site_dup_name (const SeepTraces *traces,
                          const char       *root,
                          SeepSitesBy       by,
                          guint32           key) G_GNUC_WARN_UNUSED_RESULT;
/* The same with whole paths, of a traceback all frames, each on a line. */
char *seep_site_dup_full_name (const SeepTraces *traces,
                               SeepSitesBy       by,
                               guint32           key) G_GNUC_WARN_UNUSED_RESULT;

/* A tracemalloc filter (seep-site-filter.h) for what was allocated there; with @any_frame for what
 * was allocated below it, too. NULL for a traceback, and where there are no frames. */
char *seep_site_dup_filter (const SeepTraces *traces,
                            SeepSitesBy       by,
                            guint32           key,
                            gboolean          any_frame) G_GNUC_WARN_UNUSED_RESULT;

/* "Truncated: 25 of 40 frames"; NULL: it is whole, as far as is known. */
char *seep_site_dup_truncation (guint32 n_frames,
                                guint32 total) G_GNUC_WARN_UNUSED_RESULT;

/* A section with the frames of a traceback, most recent first. @total: before truncation; 0: not
 * recorded. */
void seep_site_add_stack (SeepDetails      *details,
                          const SeepTraces *traces,
                          const char       *root,
                          guint32           traceback,
                          guint32           total);

G_END_DECLS
