/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli.h"

#include "base/seep-i18n.h"
#include "seep-cli-end.h"
#include "seep-cli-options.h"
#include "seep-cli-table.h"
#include "seep-line-profile.h"

#include <stdio.h>

#define MEBIBYTE (1024. * 1024.)

typedef struct
{
  char **functions; /* owned; NULL: those of the script */
  char  *python;    /* owned; NULL: found out */
  char **program;   /* owned; NULL: none given */
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->functions);
  g_free (options->python);
  g_strfreev (options->program);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* "123.456 MiB", with a point whatever the locale: tables of memory_profiler are read by programs. */
static char *
dup_mebibytes (double n_bytes)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%7.3f", n_bytes / MEBIBYTE);
  return g_strconcat (number, " MiB", NULL);
}

static void
print_line (const SeepProfiledLine *line)
{
  g_autofree char *memory = NULL;
  g_autofree char *increment = NULL;
  g_autofree char *occurrences = NULL;

  if (line->occurrences > 0)
    {
      memory = dup_mebibytes ((double) line->memory_bytes);
      increment = dup_mebibytes ((double) line->increment_bytes);
      occurrences = g_strdup_printf ("%" G_GUINT64_FORMAT, line->occurrences);
    }
  fprintf (stderr, "%6u %12s %12s  %10s   %s\n", line->number, memory != NULL ? memory : "",
           increment != NULL ? increment : "", occurrences != NULL ? occurrences : "", line->text);
}

/* Letter by letter what memory_profiler prints. */
static void
print_function (const SeepProfiledFunction *function)
{
  g_autofree char *header = g_strdup_printf ("%6s %12s %12s  %10s   %s", "Line #", "Mem usage",
                                             "Increment", "Occurrences", "Line Contents");
  g_autofree char *rule = g_strnfill (strlen (header), '=');

  fprintf (stderr, "Filename: %s\n\n%s\n%s\n", function->file, header, rule);
  for (guint i = 0; i < function->n_lines; i++)
    print_line (&function->lines[i]);
  fputs ("\n\n", stderr);
}

static void
write_function (SeepJson *json, const SeepProfiledFunction *function)
{
  seep_json_begin_object (json, NULL);
  seep_json_add_string (json, "file", function->file);
  seep_json_add_string (json, "name", function->name);
  seep_json_begin_array (json, "lines");
  for (guint i = 0; i < function->n_lines; i++)
    {
      const SeepProfiledLine *line = &function->lines[i];

      if (line->occurrences == 0)
        continue;
      seep_json_begin_object (json, NULL);
      seep_json_add_uint (json, "line", line->number);
      seep_json_add_uint (json, "memory_bytes", line->memory_bytes);
      seep_json_add_int (json, "increment_bytes", line->increment_bytes);
      seep_json_add_uint (json, "occurrences", line->occurrences);
      seep_json_add_string (json, "text", line->text);
      seep_json_end_object (json);
    }
  seep_json_end_array (json);
  seep_json_end_object (json);
}

static gboolean
print_json (const SeepLineProfile *profile, GError **error)
{
  SeepJson json;

  seep_json_init (&json, stderr);
  seep_json_begin_object (&json, NULL);
  seep_json_begin_array (&json, "functions");
  for (guint i = 0; i < profile->functions->len; i++)
    write_function (&json, g_ptr_array_index (profile->functions, i));
  seep_json_end_array (&json);
  seep_json_add_uint (&json, "exit_code", (guint64) profile->exit_code);
  if (profile->signal != 0)
    seep_json_add_uint (&json, "signal", (guint64) profile->signal);
  else
    seep_json_add_null (&json, "signal");
  seep_json_add_strings (&json, "problems", (const char *const *) profile->problems);
  seep_json_end_object (&json);
  return seep_json_finish (&json, error);
}

static void
print_text (const SeepLineProfile *profile, const Options *options)
{
  for (guint i = 0; profile->problems[i] != NULL; i++)
    seep_cli_print (stderr, _("seep: %s\n"), profile->problems[i]);
  if (profile->functions->len > 0)
    fputc ('\n', stderr);
  for (guint i = 0; i < profile->functions->len; i++)
    print_function (g_ptr_array_index (profile->functions, i));
  if (profile->functions->len > 0 || profile->problems[0] != NULL)
    return;
  if (options->functions != NULL)
    seep_cli_print (stderr, _("seep: no function ran whose name matches --function\n"));
  else
    seep_cli_print (stderr, _("seep: no function of the script itself ran; --function "
                              "'package.*' measures those of a package, --function '<module>' "
                              "the script's top level\n"));
}

int
seep_cli_lines (SeepCli *cli, int argc, char **argv, GError **error)
{
  g_auto(Options) options = { .functions = NULL };
  g_autoptr(SeepLineProfile) profile = NULL;
  const GOptionEntry entries[] = {
    { "function", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.functions,
      N_("Functions to measure, more than once (if not given: those of the script itself)"),
      N_("GLOB") },
    { "python", 0, 0, G_OPTION_ARG_FILENAME, &options.python,
      N_("The interpreter (if not given: the console script's own, else python3)"), N_("EXE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.program, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!seep_cli_parse (cli, entries, &argc, &argv, error))
    return SEEP_EXIT_FAILED;
  if (options.program == NULL)
    seep_cli_set_usage_error (_("A program is missing: lines takes -- SCRIPT ARGS…"), error);
  else if (g_str_equal (options.program[0], "-m") && options.program[1] == NULL)
    seep_cli_set_usage_error (_("A module is missing after -m"), error);
  else
    profile = seep_line_profile_run ((const char *const *) options.program, options.python,
                                     (const char *const *) options.functions, error);
  if (profile == NULL)
    return SEEP_EXIT_FAILED;
  if (!cli->is_json)
    print_text (profile, &options);
  else if (!print_json (profile, error))
    return SEEP_EXIT_FAILED;
  return seep_cli_end_alike (profile->exit_code, profile->signal);
}
