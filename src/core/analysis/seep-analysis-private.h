/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-analysis-private.h — what an analysis is made of; for seep-analysis.c, which computes it,
 * and seep-analysis-blocks.c, which keeps it. */
#pragma once

#include "analysis/seep-analysis.h"
#include "analysis/seep-holders.h"
#include "analysis/seep-root-table.h"

G_BEGIN_DECLS

/* The numbers beside the arrays, as they are kept; all unsigned. */
typedef struct
{
  guint32 version;
  guint32 n_objects;
  guint32 n_edges;
  guint32 n_heap_roots; /* before those that were found */
  guint32 n_durable;
  guint32 n_alive;
} SeepAnalysisNumbers;

struct _SeepAnalysis
{
  gatomicrefcount     ref_count;
  SeepHeap           *heap; /* owned */
  SeepRootTable       roots;
  SeepHolders         holders;    /* but for natives and garbage, which are among the roots by now */
  guint32            *is_garbage; /* owned; a bit for each object */
  SeepDominators     *dominators; /* owned */
  SeepRetained       *retained;   /* owned */
  SeepAnalysisNumbers numbers;
};

/* Of all the rest. */
void seep_analysis_set_numbers (SeepAnalysis *analysis);

/* From the order of the ways and how much of it is alive. */
gboolean seep_analysis_mark_garbage (SeepAnalysis *analysis,
                                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
