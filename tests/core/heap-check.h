/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap-check.h — looks at everything that a heap answers. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

/* Asserts what a heap promises whatever file it came from: ids within bounds, order, valid text. */
void heap_check (SeepHeap *heap);

/* Asserts that two heaps answer everything alike (@b may have facts on top). */
void heap_check_same (SeepHeap *a,
                      SeepHeap *b);

G_END_DECLS
