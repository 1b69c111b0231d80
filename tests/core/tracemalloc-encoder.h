/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tracemalloc-encoder.h — pickles of snapshots from scratch, and a look at what was read of them. */
#pragma once

#include "formats/seep-formats.h"

G_BEGIN_DECLS

/* Up to the list of traces, and from there to the end: between stand opcodes that add to it. */
#define TRACEMALLOC_START                                                                          \
  "\x80\x05\x8c\x0btracemalloc\x94\x8c\x08Snapshot\x94\x93\x94)\x81\x94}\x94(\x8c\x06traces\x94"   \
  "h\x00\x8c\x07_Traces\x94\x93\x94)\x81\x94}\x94\x8c\x07_traces\x94]\x94"
#define TRACEMALLOC_END "sb\x8c\x0ftraceback_limit\x94K\x19ub."

/* (0, 10, (("a.py", 7),), 1) without its opcode TUPLE, and added. */
#define TRACEMALLOC_TRACE "(K\x00K\x0a\x8c\x04" "a.py\x94K\x07\x86\x94\x85\x94K\x01"
#define TRACEMALLOC_ADDED TRACEMALLOC_TRACE "t\x94" "a"

/* Valid files, some hundred bytes each: protocol 5 with frames, 0, 2, a list of two snapshots with
 * traces in common, odd attributes and numbers, much by number. NULL-terminated (transfer full). */
GBytes **tracemalloc_make_samples (void) G_GNUC_WARN_UNUSED_RESULT;

/* Under the name "a.pickle". */
GPtrArray    *tracemalloc_read (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SeepFileInfo *tracemalloc_peek (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asserts what traces promise, whatever file they came from: ids within bounds, nothing twice, valid
 * text, sums. */
void traces_check (const SeepTraces *traces);

/* Reads @bytes, which may be anything: traces that hold their promises, or a sentence. */
void tracemalloc_try (GBytes *bytes);

G_END_DECLS
