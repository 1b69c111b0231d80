/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints every trace of files, for a program that knows what they are: dump-traces FILE…
 *
 *   file NAME | error MESSAGE
 *   snapshot LIMIT|-  warning TEXT
 *   string HEXADECIMAL | frame STRING LINE | traceback FRAME… : each numbered from 0
 *   trace DOMAIN SIZE TRACEBACK TOTAL */
#include "config.h"

#include "formats/seep-formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_strings (const SeepTraces *traces)
{
  for (guint32 i = 0; i < seep_traces_get_n_strings (traces); i++)
    {
      gsize n_bytes;
      const char *bytes = seep_traces_get_bytes (traces, i, &n_bytes);

      printf ("string ");
      for (gsize k = 0; k < n_bytes; k++)
        printf ("%02x", (guchar) bytes[k]);
      putchar ('\n');
    }
}

static void
print_stacks (const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);

  for (guint32 i = 0; i < columns->n_frames; i++)
    printf ("frame %u %u\n", columns->frames[i].file, columns->frames[i].line);
  for (guint32 i = 0; i < columns->n_tracebacks; i++)
    {
      guint32 n_frames;
      const guint32 *stack = seep_traces_get_stack (traces, i, &n_frames);

      printf ("traceback");
      for (guint32 k = 0; k < n_frames; k++)
        printf (" %u", stack[k]);
      putchar ('\n');
    }
}

static void
print_traces (const SeepTraces *traces)
{
  const SeepTracesColumns *columns = seep_traces_get_columns (traces);
  const char *const *warnings = seep_traces_get_warnings (traces);
  g_autofree char *limit = seep_facts_dup_text (seep_traces_get_facts (traces), "traceback_limit");

  printf ("snapshot %s\n", limit != NULL ? limit : "-");
  for (guint i = 0; warnings[i] != NULL; i++)
    printf ("warning %s\n", warnings[i]);
  print_strings (traces);
  print_stacks (traces);
  for (guint32 i = 0; i < columns->n_traces; i++)
    printf ("trace %u %" G_GUINT64_FORMAT " %u %u\n",
            columns->domains != NULL ? columns->domains[i] : 0, columns->sizes[i],
            columns->tracebacks[i], columns->totals != NULL ? columns->totals[i] : 0);
}

static void
print_file (const char *path)
{
  g_autoptr(GMappedFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(SeepSource) source = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;

  printf ("file %s\n", path);
  file = g_mapped_file_new (path, FALSE, &error);
  if (file != NULL)
    {
      bytes = g_mapped_file_get_bytes (file);
      source = seep_source_new_for_bytes (path, bytes);
      all = seep_formats_read_traces (source, NULL, &error);
    }
  if (error != NULL)
    printf ("error %s\n", error->message);
  for (guint i = 0; all != NULL && i < all->len; i++)
    print_traces (all->pdata[i]);
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    print_file (argv[i]);
  return EXIT_SUCCESS;
}
