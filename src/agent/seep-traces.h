/* SPDX-License-Identifier: MIT */
/* seep-traces.h — where tracemalloc says that an object was allocated. */
#pragma once

#include "seep-types.h"

/* False when there is no memory. */
bool seep_traces_init (SeepDump *dump);

void seep_traces_clear (SeepDump *dump);

/* In a child, for good: what is allocated from now on is not traced, which takes memory itself. */
void seep_traces_stop_following (const SeepDump *dump);

/* The id of the traceback of @object, an instance of @info; 0 when it has none.
 *
 * The interpreter answers with a new tuple. In a thread that has a Python frame that tuple
 * would be traced itself, at ten times the cost, so this is called from a thread without. */
uint32_t seep_traces_find (SeepDump           *dump,
                           SeepAddress         object,
                           const SeepTypeInfo *info);
