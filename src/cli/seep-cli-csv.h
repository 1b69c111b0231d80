/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-csv.h — rows of comma-separated values as RFC 4180 wants them: lines end with CR LF,
 * fields with commas, quotes or ends of lines are quoted. Lives on the caller's storage. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  FILE    *file; /* borrowed */
  gboolean needs_comma;
} SeepCliCsv;

/* Begins with a row of @titles (NULL-terminated, not translated: scripts read them). */
void seep_cli_csv_init (SeepCliCsv        *csv,
                        FILE              *file,
                        const char *const *titles);

/* Fields of the row; NULL is an empty one. */
void seep_cli_csv_add_text    (SeepCliCsv *csv, const char *text);
void seep_cli_csv_add_uint    (SeepCliCsv *csv, guint64 number);
void seep_cli_csv_add_address (SeepCliCsv *csv, guint64 address);

void seep_cli_csv_end_row (SeepCliCsv *csv);

G_END_DECLS
