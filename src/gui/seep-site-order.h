/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-site-order.h — the places that a table shows: grouped, filtered and sorted in one go, by a
 * worker. */
#pragma once

#include "analysis/seep-sites.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_SITE_SORT_BYTES,
  SEEP_SITE_SORT_COUNT,
  SEEP_SITE_SORT_AVERAGE,
  SEEP_SITE_SORT_PLACE,
} SeepSiteSort;

typedef struct
{
  SeepTraces       *traces; /* owned */
  SeepSitesBy       by;
  SeepSitesCounting counting;
  GStrv             filters; /* owned; as seep_site_filters_parse() takes them; may be NULL */
  SeepSiteSort      sort;
  gboolean          is_descending;
  char             *text; /* owned; in the file or the function, case folded; NULL: any */
} SeepSiteQuestion;

typedef struct
{
  SeepSites *sites;      /* owned; ids are indices into its rows */
  SeepSites *tracebacks; /* owned; of the same traces, by traceback */
  char      *root;       /* owned; see seep_site_find_root() */
  guint32   *ids;        /* owned; rows that have the text, in order */
  guint      n_ids;
  guint64    count; /* of those; what is cumulative is counted as often as it is shown */
  guint64    bytes;
} SeepSiteOrder;

void seep_site_question_free (SeepSiteQuestion *question);

SeepSiteOrder *seep_site_order_new (const SeepSiteQuestion *question,
                                    SeepTask               *task,
                                    GError                **error) G_GNUC_WARN_UNUSED_RESULT;
void           seep_site_order_free (SeepSiteOrder *order);

/* The row of @key; SEEP_NO_NODE: none has it. */
guint32 seep_site_order_find (const SeepSiteOrder *order,
                              guint32              key);

/* The largest tracebacks that a row of @key (no traceback) is made of: indices into the rows of
 * tracebacks. Returns how many were @found, @max at most. */
guint seep_site_order_find_tracebacks (const SeepSiteOrder *order,
                                       guint32              key,
                                       guint               *found,
                                       guint                max);

/* Which strings of @traces contain @text, case folded: a byte each. NULL: @text is NULL, and all do.
 * Also for other orders of places. */
guint8 *seep_site_match_strings (const SeepTraces *traces,
                                 const char       *text) G_GNUC_WARN_UNUSED_RESULT;
/* Does the place have one of the strings that @matches (may be NULL) tells: its file or function,
 * of a traceback any frame's? */
gboolean seep_site_is_match (const SeepTraces *traces,
                             const guint8     *matches,
                             SeepSitesBy       by,
                             guint32           key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSiteQuestion, seep_site_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepSiteOrder, seep_site_order_free)

G_END_DECLS
