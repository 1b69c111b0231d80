/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-seepheap-tables.h — what both profiles of .seepheap write the same way: facts, names, types,
 * tracebacks, threads, frames, roots, sentences (FORMAT.md). */
#pragma once

#include "base/seep-reader.h"
#include "model/seep-heap-builder.h"

#include <seep-wire.h>

G_BEGIN_DECLS

/* Is @kind one of those? */
gboolean seep_seepheap_is_table (guint32 kind);

/* Takes the payload of one chunk of such a kind into @builder. What is wrong is the reader's
 * failure; what was read before it stays. Returns the number of records. */
guint64 seep_seepheap_read_table (guint32          kind,
                                  SeepReader      *reader,
                                  SeepHeapBuilder *builder);

/* The entries of META, DONE and the index' own facts. */
guint64 seep_seepheap_read_facts (SeepReader *reader,
                                  SeepFacts  *facts);

G_END_DECLS
