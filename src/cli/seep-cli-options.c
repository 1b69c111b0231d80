/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "seep-cli-options.h"

#include "base/seep-error.h"
#include "base/seep-i18n.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static gboolean
print_version_cb (const char *name, const char *value, gpointer data, GError **error)
{
  puts ("seep-cli " SEEP_VERSION);
  exit (SEEP_EXIT_DONE);
}

gboolean
seep_cli_parse (SeepCli *cli, const GOptionEntry *entries, int *argc, char ***argv, GError **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->is_json, N_("Print one JSON document"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->is_quiet, N_("No progress, no remarks"), NULL },
    { "no-cache", 0, 0, G_OPTION_ARG_NONE, &cli->is_uncached,
      N_("Neither use nor keep what was computed for a dump (so does SEEP_NO_CACHE=1)"), NULL },
    { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, print_version_cb,
      N_("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  const SeepCliCommand *command = cli->command;
  g_autofree char *program = command->name != NULL ? g_strconcat ("seep-cli ", command->name, NULL)
                                                   : g_strdup ("seep-cli");
  g_autoptr(GOptionContext) context = g_option_context_new (_(command->arguments));
  g_autoptr(GError) problem = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, _(command->summary));
  if (command->details != NULL)
    g_option_context_set_description (context, _(command->details));
  g_option_context_add_main_entries (context, entries, SEEP_GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, SEEP_GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, command->stops_at_argument);
  if (g_option_context_parse (context, argc, argv, &problem))
    return TRUE;

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE, _("%s (see %s --help)"),
               problem->message, program);
  return FALSE;
}

gboolean
seep_cli_check_arguments (SeepCli *cli, int argc, int n, GError **error)
{
  if (argc == n + 1)
    return TRUE;

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               argc > n + 1 ? _("Too many arguments: %s takes %s")
                            : _("An argument is missing: %s takes %s"),
               cli->command->name, _(cli->command->arguments));
  return FALSE;
}

gboolean
seep_cli_set_usage_error (const char *sentence, GError **error)
{
  g_set_error_literal (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE, sentence);
  return FALSE;
}

gboolean
seep_cli_check_either (const char *type, const char *address, GError **error)
{
  if ((type != NULL) != (address != NULL))
    return TRUE;

  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
               _("Either --type NAME or --address A says which objects"));
  return FALSE;
}

gboolean
seep_cli_resolve_limit (SeepCli *cli, int given, guint *limit, GError **error)
{
  if (given < 0 && given != SEEP_CLI_LIMIT_NOT_GIVEN)
    {
      g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE,
                   _("--limit takes a number of rows, or 0 for all"));
      return FALSE;
    }

  if (given > 0)
    *limit = (guint) given;
  else if (given == 0 || cli->is_json)
    *limit = SEEP_CLI_NO_LIMIT;
  else
    *limit = SEEP_CLI_TABLE_ROWS;
  return TRUE;
}

int
seep_cli_find_word (const char *option, const char *word, const char *const *words, GError **error)
{
  g_autofree char *all = NULL;

  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;

  all = g_strjoinv (", ", (char **) words);
  g_set_error (error, SEEP_CLI_ERROR, SEEP_CLI_ERROR_USAGE, _("%s takes one of %s, not “%s”"),
               option, all, word);
  return -1;
}

guint32
seep_cli_find_object (SeepHeap *heap, const char *address, GError **error)
{
  const char *digits =
    g_str_has_prefix (address, "0x") || g_str_has_prefix (address, "0X") ? address + 2 : NULL;
  guint64 value = 0;
  guint32 object;

  if (digits == NULL ? !g_ascii_string_to_unsigned (address, 10, 1, G_MAXUINT64, &value, NULL)
                     : !g_ascii_string_to_unsigned (digits, 16, 1, G_MAXUINT64, &value, NULL))
    {
      g_set_error (error, SEEP_ERROR, SEEP_ERROR_BAD_QUERY,
                   _("“%s” is no address: one looks like 0x7f32a4c0"), address);
      return SEEP_NO_NODE;
    }

  object = seep_heap_find_address (heap, value);
  if (object == SEEP_NO_NODE)
    g_set_error (error, SEEP_ERROR, SEEP_ERROR_NOT_FOUND, _("%s: no object starts at 0x%" PRIx64),
                 seep_heap_get_file (heap), value);
  return object;
}
