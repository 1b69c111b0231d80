/* SPDX-License-Identifier: MIT */
/* seep-meta.h — the facts at both ends of a dump. */
#pragma once

#include "seep-dump.h"

/* META: the interpreter, the process, the collector, tracemalloc. */
void seep_meta_put (SeepDump *dump);

/* DONE: totals and what is complete. */
void seep_meta_put_done (SeepDump *dump);

/* Whether tracemalloc traces. */
bool seep_meta_is_tracing (const SeepPython *python);
