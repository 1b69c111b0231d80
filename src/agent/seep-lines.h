/* SPDX-License-Identifier: MIT */
/* seep-lines.h — how much the resident memory grows with each line of chosen functions.
 *
 * A C trace function reads /proc/self/statm after each line and charges the line with the rules of
 * memory_profiler: "memory" is the most that was seen after the line, "increment" the sum, over
 * all its executions, of what was seen less the "memory" of the line executed before. Functions
 * within a function belong to it. The line before is kept for each function: one that calls
 * another of the chosen ones goes on where it was, where memory_profiler loses its place. */
#pragma once

#include "seep-python.h"
#include "seep-text.h"

/* Functions whose name matches one of the globs @patterns ("*", "?") are measured, from now on and
 * in every thread that there is: of "module.Class.method", "Class.method", "method"; "<module>" is
 * the program's top level. Without patterns: the functions of the module __main__. The GIL is
 * held. False with *@problem, a sentence: another trace function is in place, or the layout is
 * not what it should be. */
bool seep_lines_start (const SeepPython  *python,
                       const char *const *patterns,
                       unsigned           n_patterns,
                       const char       **problem);

bool seep_lines_is_on (void);

/* Measures in the calling thread too: one that was started later. */
void seep_lines_join (const SeepPython *python);

/* Takes the trace function away everywhere; what was measured stays. The GIL is held. */
void seep_lines_stop (const SeepPython *python);

/* `"functions":[{"file","name","first_line","last_line","lines":[{"line","memory_bytes",
 * "increment_bytes","occurrences"}]}]`, in the order in which they ran first. */
void seep_lines_put (SeepText *text);

/* Forgets it. */
void seep_lines_clear (const SeepPython *python);
