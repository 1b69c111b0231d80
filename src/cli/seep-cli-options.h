/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli-options.h — options of a command, and the words that several commands understand. */
#pragma once

#include "seep-cli.h"

G_BEGIN_DECLS

/* Rows that a table shows when nobody says how many; documents show all. */
#define SEEP_CLI_TABLE_ROWS 20

/* As many as there are. */
#define SEEP_CLI_NO_LIMIT G_MAXUINT

/* Parses @entries (NULL-terminated; and --json, --quiet, --no-cache, --help, --version) out of
 * @argv. What is left is counted by @argc. FALSE with SEEP_CLI_ERROR_USAGE. --help and --version do
 * not return. */
gboolean seep_cli_parse (SeepCli            *cli,
                         const GOptionEntry *entries,
                         int                *argc,
                         char             ***argv,
                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;

/* Exactly one argument is left (a FILE) or exactly @n: else a sentence that says which are
 * missing. */
gboolean seep_cli_check_arguments (SeepCli *cli,
                                   int      argc,
                                   int      n,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says what is wrong with the options, as SEEP_CLI_ERROR_USAGE; always FALSE. */
gboolean seep_cli_set_usage_error (const char *sentence,
                                   GError    **error);

/* Exactly one of --type and --address is given. */
gboolean seep_cli_check_either (const char *type,
                                const char *address,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* What nobody gives. */
#define SEEP_CLI_LIMIT_NOT_GIVEN G_MININT

/* --limit as given (0: all) → a number of rows. FALSE with an error when it is negative. */
gboolean seep_cli_resolve_limit (SeepCli *cli,
                                 int      given,
                                 guint   *limit,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The place of @word in @words (NULL-terminated), or -1 and a sentence that names them all. */
int seep_cli_find_word (const char        *option,
                        const char        *word,
                        const char *const *words,
                        GError           **error);

/* "0x7f…" → the object that starts there, or SEEP_NO_NODE and an error. */
guint32 seep_cli_find_object (SeepHeap   *heap,
                              const char *address,
                              GError    **error);

G_END_DECLS
