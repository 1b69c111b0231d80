/* SPDX-License-Identifier: MIT */
/* seep-roots.h — what holds the heap from outside: modules, interpreters, threads, frames. */
#pragma once

#include "seep-dump.h"

/* A reference from outside to @target; nothing when that is 0. @thread and @frame: index + 1,
 * or 0. */
void seep_roots_put (SeepDump   *dump,
                     unsigned    kind,
                     uint64_t    thread,
                     uint64_t    frame,
                     uint32_t    name,
                     SeepAddress target);

/* All the roots that are known. */
void seep_roots_put_all (SeepDump *dump);

/* The threads of @interpreter, number @index: THRD, FRAM and their roots. seep-threads.c. */
void seep_threads_put (SeepDump   *dump,
                       SeepAddress interpreter,
                       uint64_t    index);

/* Marks the frames on the stacks of @interpreter's threads as running. */
void seep_threads_mark_frames (SeepDump   *dump,
                               SeepAddress interpreter);

/* The interpreter after @interpreter whose heap is walked; 0: the first, or the end. */
SeepAddress seep_roots_next_interpreter (SeepDump   *dump,
                                         SeepAddress interpreter);
