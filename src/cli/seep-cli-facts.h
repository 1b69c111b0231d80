/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-facts.h — what is said of an object wherever one is listed. */
#pragma once

#include "analysis/seep-type-table.h"
#include "seep-cli.h"

G_BEGIN_DECLS

/* Chars of a preview in a table. */
#define SEEP_CLI_PREVIEW_CHARS 40

/* address type bytes retained_bytes length preview depth garbage: members of the object that is
 * open. */
void seep_cli_write_object (SeepJson           *json,
                            const SeepAnalysis *analysis,
                            guint32             object,
                            guint32             depth);

/* name count bytes retained_bytes address: members of the object that is open. */
void seep_cli_write_type (SeepJson          *json,
                          const SeepHeap    *heap,
                          const SeepTypeRow *row);

/* address type bytes: of @object; nulls for SEEP_NO_NODE. */
void seep_cli_write_end (SeepJson       *json,
                         const SeepHeap *heap,
                         guint32         object);

/* "'user:1'", "{41,204}" for a container, "" for nothing to tell: for a table. */
char *seep_cli_dup_summary (const SeepHeap *heap,
                            guint32         object) G_GNUC_WARN_UNUSED_RESULT;
/* "0x7f…". */
char *seep_cli_dup_address (const SeepHeap *heap,
                            guint32         object) G_GNUC_WARN_UNUSED_RESULT;
/* The name of its type, printable. */
char *seep_cli_dup_type (const SeepHeap *heap,
                         guint32         object) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
