/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-filter.h — which traces count: tracemalloc's Filter and DomainFilter and how
 * Snapshot.filter_traces() joins them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean is_inclusive;
  char    *pattern;    /* owned; as fnmatch takes it, ".pyc" read as ".py"; NULL: a DomainFilter */
  gint64   line;       /* -1: any */
  gint64   domain;     /* -1: any */
  gboolean all_frames; /* else the most recent frame only; a stack without any matches no pattern */
} SeepSiteFilter;

/* Of SeepSiteFilter. A trace passes if any inclusive one matches (or there is none) and no
 * exclusive one does. */
typedef struct
{
  SeepSiteFilter *filters; /* owned */
  guint           n;
} SeepSiteFilters;

/* From texts as people write them (NULL-terminated; NULL: none):
 *
 *   PATTERN           only where the most recent frame's file matches
 *   PATTERN:LINE      and the line is that one
 *   domain=N          only that domain; "PATTERN domain=N" for both
 *   any:PATTERN…      any frame of the stack may match
 *   !…                not: any of the above
 *
 * A pattern that looks like one of these hides a character of it in brackets: "a[:]12" is a file
 * called "a:12", "[a]ny:x" one called "any:x"; for a "!" in front there is "?".
 *
 * SEEP_ERROR_BAD_QUERY with a sentence. */
SeepSiteFilters *seep_site_filters_parse (const char *const *texts,
                                          GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void seep_site_filters_free (SeepSiteFilters *filters);

/* fnmatch.fnmatch() of a POSIX Python on UTF-8 that may hold surrogates: "*", "?", "[seq]",
 * "[!seq]". */
gboolean seep_fnmatch (const char *pattern,
                       const char *name,
                       gsize       n_name_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSiteFilters, seep_site_filters_free)

G_END_DECLS
