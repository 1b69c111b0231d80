/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-table.h — a table for people: columns as wide as they need to be, numbers to the
 * right. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct _SeepCliTable SeepCliTable;

/* @columns: titles, translated, NULL-terminated; one that begins with ">" is aligned to the
 * right. All empty: no line of titles. */
SeepCliTable *seep_cli_table_new (const char *const *columns) G_GNUC_WARN_UNUSED_RESULT;

/* The cells of the next row, one a call, columns in their order. */
void seep_cli_table_add       (SeepCliTable *table, const char *text); /* is made printable */
void seep_cli_table_add_count (SeepCliTable *table, guint64 count);
void seep_cli_table_add_bytes (SeepCliTable *table, guint64 n_bytes);

void seep_cli_table_print (SeepCliTable *table, FILE *file);
void seep_cli_table_free  (SeepCliTable *table);

/* "41,204": the same in every locale. */
char *seep_cli_dup_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;
/* "84.1 MiB". */
char *seep_cli_dup_bytes (guint64 n_bytes) G_GNUC_WARN_UNUSED_RESULT;
/* Text of a target for a terminal: on one line, control characters made visible, at most
 * @max_chars long. */
char *seep_cli_dup_printable (const char *text,
                              guint       max_chars) G_GNUC_WARN_UNUSED_RESULT;

/* Prints a line, made printable as a whole: names of files and what files hold come from strangers.
 * The line's end may be in @format or not. */
void seep_cli_print (FILE       *file,
                     const char *format,
                     ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeepCliTable, seep_cli_table_free)

G_END_DECLS
