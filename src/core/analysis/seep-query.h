/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-query.h — a condition on objects, as a person types it: "bytes>=1k and type~cache and not
 * garbage".
 *
 *   query  = term { "and" term }
 *   term   = [ "not" ] ( flag | number operator value | text operator value )
 *   flag   = "garbage" | "tracked" | "immortal"
 *   number = "bytes" | "retained" | "length" | "depth" | "refcount"
 *            with = != < <= > >= and digits, which may end in k, M or G (powers of 1024)
 *   text   = "type" | "preview"
 *            with = != (the whole text) or ~ !~ (contained, case folded) and a word, or a text in
 *            '…' or "…"
 *
 * An object without a length, depth or preview meets no condition on it (but "not" turns that
 * round). */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

typedef struct _SeepQuery SeepQuery;

/* NULL with SEEP_ERROR_BAD_QUERY (the message shows where) or without memory. @analysis is
 * referenced. */
SeepQuery *seep_query_new (SeepAnalysis *analysis,
                           const char   *text,
                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void       seep_query_free (SeepQuery *query);

gboolean seep_query_matches (const SeepQuery *query,
                             guint32          object);

/* Moves those of the @n @ids that match to the front, in their order, and counts them; FALSE
 * when cancelled. */
gboolean seep_query_filter (const SeepQuery *query,
                            guint32         *ids,
                            guint32          n,
                            guint32         *n_matching,
                            SeepTask        *task,
                            GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepQuery, seep_query_free)

G_END_DECLS
