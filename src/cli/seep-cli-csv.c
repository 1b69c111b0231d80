/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-csv.h"

#include <inttypes.h>
#include <string.h>

void
seep_cli_csv_init (SeepCliCsv *csv, FILE *file, const char *const *titles)
{
  *csv = (SeepCliCsv) { .file = file };
  for (guint i = 0; titles[i] != NULL; i++)
    seep_cli_csv_add_text (csv, titles[i]);
  seep_cli_csv_end_row (csv);
}

static void
begin_field (SeepCliCsv *csv)
{
  if (csv->needs_comma)
    putc (',', csv->file);
  csv->needs_comma = TRUE;
}

void
seep_cli_csv_add_text (SeepCliCsv *csv, const char *text)
{
  begin_field (csv);
  if (text == NULL)
    return;
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      fputs (text, csv->file);
      return;
    }

  putc ('"', csv->file);
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        putc ('"', csv->file);
      putc (*at, csv->file);
    }
  putc ('"', csv->file);
}

void
seep_cli_csv_add_uint (SeepCliCsv *csv, guint64 number)
{
  begin_field (csv);
  fprintf (csv->file, "%" PRIu64, number);
}

void
seep_cli_csv_add_address (SeepCliCsv *csv, guint64 address)
{
  begin_field (csv);
  fprintf (csv->file, "0x%" PRIx64, address);
}

void
seep_cli_csv_end_row (SeepCliCsv *csv)
{
  fputs ("\r\n", csv->file);
  csv->needs_comma = FALSE;
}
