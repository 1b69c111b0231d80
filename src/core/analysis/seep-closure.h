/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-closure.h — what the variables in a function's closure are called. The function's code
 * knows. */
#pragma once

#include "analysis/seep-analysis.h"

G_BEGIN_DECLS

/* The name of the variable in cell @position of @function's closure; NULL if it was not kept. */
char *seep_closure_dup_variable (const SeepHeap *heap,
                                 guint32         function,
                                 guint32         position) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a cell that @tuple holds, if @tuple is the closure of a function. */
char *seep_closure_dup_variable_of_tuple (const SeepAnalysis *analysis,
                                          guint32             tuple,
                                          guint32             position) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a cell that a closure holds. */
char *seep_closure_dup_variable_of_cell (const SeepAnalysis *analysis,
                                         guint32             cell) G_GNUC_WARN_UNUSED_RESULT;

/* What @frame, a frame object, runs: "handle"; NULL if it was not kept. */
char *seep_closure_dup_frame_function (const SeepHeap *heap,
                                       guint32         frame) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
