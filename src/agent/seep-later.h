/* SPDX-License-Identifier: MIT */
/* seep-later.h — large containers: their items are queued a few thousand at a time.
 *
 * A list of ten million numbers would put ten million addresses into the queue of what is to
 * be written, eighty megabytes in a program that may have none left. Its record is written at
 * once; then the list is gone through again, and what it holds is written in portions. */
#pragma once

#include "seep-types.h"

/* Whether @dump->object is a builtin container with so many items. */
bool seep_later_is_large (const SeepDump *dump);

/* Notes @dump->object, whose record has been written. */
void seep_later_add (SeepDump *dump);

/* Queues the next portion. False when nothing is left. */
bool seep_later_see_some (SeepDump *dump);

void seep_later_clear (SeepDump *dump);
