/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis-check.h — asks an analysis everything. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

/* Asserts what an analysis promises wherever it came from, and lets everything that asks one ask
 * it: ways that end, runs within runs. */
void analysis_check (SeepAnalysis *analysis);

/* Asserts that two analyses of heaps that are alike are alike. */
void analysis_check_same (SeepAnalysis *a,
                          SeepAnalysis *b);

G_END_DECLS
