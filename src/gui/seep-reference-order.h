/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-reference-order.h — the references of an object, or those to it, as rows: filtered and
 * sorted by a worker. */
#pragma once

#include "analysis/seep-references.h"

G_BEGIN_DECLS

/* More rows than anybody reads; what is beyond is told as a number. */
#define SEEP_MAX_REFERENCE_ROWS 100000u

typedef enum
{
  SEEP_REFERENCES_FROM, /* what the object refers to */
  SEEP_REFERENCES_TO,   /* what refers to it */
} SeepReferenceDirection;

typedef enum
{
  SEEP_REFERENCE_SORT_NONE, /* as the engine gives them: the dump's order, or largest first */
  SEEP_REFERENCE_SORT_TYPE,
  SEEP_REFERENCE_SORT_BYTES,
  SEEP_REFERENCE_SORT_RETAINED,
} SeepReferenceSort;

typedef struct
{
  SeepAnalysis          *analysis; /* owned */
  guint32                object;
  SeepReferenceDirection direction;
  SeepReferenceSort      sort;
  gboolean               is_descending;
  char                  *filter; /* owned; may be NULL */
} SeepReferenceQuestion;

typedef struct
{
  GArray  *references; /* owned; of SeepReference */
  guint32 *ids;        /* owned; indices into them */
  guint    n_ids;
  guint    n_total; /* there are in all, those that were left out among them */
} SeepReferenceOrder;

void seep_reference_question_free (SeepReferenceQuestion *question);

/* The object at the other end; SEEP_ROOT_NODE for a root. */
guint32 seep_reference_get_other (const SeepReference   *reference,
                                  SeepReferenceDirection direction);

/* What a person reads of it: label, or what root it is. */
char *seep_reference_dup_text (SeepAnalysis        *analysis,
                               const SeepReference *reference) G_GNUC_WARN_UNUSED_RESULT;

SeepReferenceOrder *seep_reference_order_new (const SeepReferenceQuestion *question,
                                              SeepTask                    *task,
                                              GError                     **error)
  G_GNUC_WARN_UNUSED_RESULT;
void seep_reference_order_free (SeepReferenceOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepReferenceOrder, seep_reference_order_free)

G_END_DECLS
