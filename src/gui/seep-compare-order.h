/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-compare-order.h — two captures side by side as rows, types or places: compared, filtered and
 * sorted in one go, by a worker. */
#pragma once

#include "analysis/seep-sites-diff.h"
#include "analysis/seep-type-diff.h"

G_BEGIN_DECLS

typedef enum
{
  SEEP_COMPARE_SORT_NAME,
  SEEP_COMPARE_SORT_OLD_COUNT,
  SEEP_COMPARE_SORT_OLD_BYTES,
  SEEP_COMPARE_SORT_COUNT_CHANGE, /* how far from nothing */
  SEEP_COMPARE_SORT_BYTES_CHANGE,
  SEEP_COMPARE_SORT_COUNT,
  SEEP_COMPARE_SORT_BYTES,
} SeepCompareSort;

typedef struct
{
  /* Owned. Types are compared of heaps, places of traces: the other two are NULL. */
  SeepHeap   *old_heap;
  SeepHeap   *heap;
  SeepTraces *old_traces;
  SeepTraces *traces;

  SeepHeapDiff   *diff;  /* owned; of these heaps if it is known already; may be NULL */
  SeepDiffScope   scope; /* of heaps of one process */
  SeepSitesBy     by;    /* of traces */
  SeepCompareSort sort;
  gboolean        is_descending;
  gboolean        hides_unchanged;
  char           *text; /* owned; in the name, case folded; NULL: any */
} SeepCompareQuestion;

typedef struct
{
  guint64 old_count;
  guint64 old_bytes;
  guint64 count;
  guint64 bytes;
} SeepCompareRow;

typedef struct
{
  SeepHeapDiff   *diff;  /* owned; NULL of traces */
  SeepTypeDiff   *types; /* owned; one of these two is NULL */
  SeepSitesDiff  *sites; /* owned */
  char           *root;  /* owned; see seep_site_find_root(); NULL of heaps */
  SeepCompareRow *rows;  /* owned; as in types or sites */
  guint           n_rows;
  guint32        *ids; /* owned; indices of the rows that pass, in order */
  guint           n_ids;
  SeepCompareRow  total; /* of those */
} SeepCompareOrder;

void seep_compare_question_free (SeepCompareQuestion *question);

SeepCompareOrder *seep_compare_order_new (const SeepCompareQuestion *question,
                                          SeepTask                  *task,
                                          GError                   **error)
  G_GNUC_WARN_UNUSED_RESULT;
void seep_compare_order_free (SeepCompareOrder *order);

/* Which is a traceback's or a place's row in the newer file, in the older one if it is gone from the
 * newer. */
const SeepTraces *seep_compare_order_get_side (const SeepCompareOrder *order,
                                               guint32                 id,
                                               guint32                *key);

/* "app.Session", "app/cache.py:12"; the full one has whole paths. */
char *seep_compare_order_dup_name      (const SeepCompareOrder *order,
                                        guint32                 id) G_GNUC_WARN_UNUSED_RESULT;
char *seep_compare_order_dup_full_name (const SeepCompareOrder *order,
                                        guint32                 id) G_GNUC_WARN_UNUSED_RESULT;
/* Options (seep-site-options.h) that show the tracebacks of a place, on that side. */
char *seep_compare_order_dup_options   (const SeepCompareOrder *order,
                                        guint32                 id) G_GNUC_WARN_UNUSED_RESULT;
/* Of a type; NULL of a place. */
const char *seep_compare_order_get_type_name (const SeepCompareOrder *order,
                                              guint32                 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCompareQuestion, seep_compare_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCompareOrder, seep_compare_order_free)

G_END_DECLS
