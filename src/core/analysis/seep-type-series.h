/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-type-series.h — how many instances each type has from dump to dump.
 *
 * Only the counts are kept: a dump may be closed before the next is opened. */
#pragma once

#include "analysis/seep-type-table.h"

G_BEGIN_DECLS

typedef struct
{
  const char    *name;    /* borrowed */
  guint64        address; /* of the type's object in the last dump that has it; 0 unknown */
  const guint64 *counts;  /* n_dumps; borrowed */
  const guint64 *bytes;   /* n_dumps; borrowed */
} SeepTypeSeriesRow;

typedef struct _SeepTypeSeries SeepTypeSeries;

SeepTypeSeries *seep_type_series_new  (SeepTypeFilter  filter) G_GNUC_WARN_UNUSED_RESULT;
void            seep_type_series_free (SeepTypeSeries *series);

/* The next dump. */
gboolean seep_type_series_add (SeepTypeSeries *series,
                               SeepHeap       *heap,
                               SeepTask       *task,
                               GError        **error) G_GNUC_WARN_UNUSED_RESULT;

guint seep_type_series_get_n_dumps (const SeepTypeSeries *series);
/* Do all dumps say they are of one process? */
gboolean seep_type_series_is_one_process (const SeepTypeSeries *series);

/* Of SeepTypeSeriesRow; good until the next dump is added. Types are the same as in seep-type-diff.h:
 * by name, and by address where a dump has several of that name (in different processes: in their
 * order). By what they gained or lost from the first dump to the last: |Δ bytes|, |Δ count|, bytes,
 * descending, then by name. */
GArray *seep_type_series_list (SeepTypeSeries *series) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepTypeSeries, seep_type_series_free)

G_END_DECLS
