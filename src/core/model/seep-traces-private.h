/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-traces-private.h — what the builder fills and the traces keep. */
#pragma once

#include "model/seep-strings.h"
#include "model/seep-traces.h"

G_BEGIN_DECLS

typedef struct
{
  char       *file;       /* owned */
  SeepFacts  *facts;      /* owned */
  GPtrArray  *warnings;   /* owned, of char; NULL-terminated once finished */
  SeepStrings strings;
  SeepColumn  sizes;      /* guint64 */
  SeepColumn  tracebacks; /* guint32 */
  SeepColumn  domains;    /* guint32; empty while all are 0 */
  SeepColumn  totals;     /* guint32; empty while none is recorded */
  SeepColumn  offsets;    /* guint32 */
  SeepColumn  stacks;     /* guint32 */
  SeepColumn  frames;     /* SeepStackFrame */
  guint64     total_bytes;
} SeepTracesTables;

void seep_traces_tables_init  (SeepTracesTables *tables, const char *file);
void seep_traces_tables_clear (SeepTracesTables *tables);

/* Takes what is in @tables, which are empty then. */
SeepTraces *seep_traces_take_tables (SeepTracesTables *tables) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
