/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-dump-facts.h — what a dump says of itself, in words. */
#pragma once

#include "model/seep-heap.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title; /* static, translated */
  char       *value; /* owned */
} SeepDumpFact;

/* Those that the dump knows. Array of SeepDumpFact, which clears them. */
GArray *seep_dump_facts_list (SeepHeap *heap) G_GNUC_WARN_UNUSED_RESULT;

/* What people call the program: app.py, or the module that was run with -m; NULL if nothing is
 * known. */
char *seep_dump_facts_dup_program (SeepHeap *heap) G_GNUC_WARN_UNUSED_RESULT;

/* "Python 3.12.1 · process 4711 · just now": under a window's title. */
char *seep_dump_facts_dup_subtitle (SeepHeap *heap) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
