/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-analysis-blocks.h — an analysis as blocks of bytes and back, so that a dump is analysed
 * once. */
#pragma once

#include "analysis/seep-analysis.h"
#include "base/seep-blocks.h"

G_BEGIN_DECLS

/* Of SeepBlock; they point into @analysis. */
GArray *seep_analysis_list_blocks (SeepAnalysis *analysis) G_GNUC_WARN_UNUSED_RESULT;

/* The same analysis of @heap, without computing it: the blocks are used where they are, so they
 * must be in what @heap keeps (its source). They are doubted: whatever is in them, the analysis
 * keeps every promise that those who ask it rely on. NULL with SEEP_ERROR_CORRUPT if they cannot be
 * those of @heap, or are of another version. */
SeepAnalysis *seep_analysis_new_from_blocks (SeepHeap        *heap,
                                             const SeepBlock *blocks,
                                             guint            n_blocks,
                                             SeepTask        *task,
                                             GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
