/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seep-cli.h — what the commands share: how they are called, what they answer, how they say that
 * something is wrong.
 *
 * To add a command: a file seep-cli-<name>.c with its function, its declaration below, a row in
 * the table of main.c, a test in tests/cli. Names of options, keys and exit codes are a contract
 * with scripts: more may come, none is renamed. */
#pragma once

#include "analysis/seep-analysis.h"
#include "model/seep-heap.h"
#include "seep-json.h"

G_BEGIN_DECLS

/* Exit codes. */
enum
{
  SEEP_EXIT_DONE = 0,
  SEEP_EXIT_SO = 1, /* what was asked for is so: a leak, a crossed threshold */
  SEEP_EXIT_USAGE = 2,
  SEEP_EXIT_UNREADABLE = 3,
  SEEP_EXIT_TARGET = 4,
  SEEP_EXIT_INTERRUPTED = 130,
  SEEP_EXIT_FAILED = -1, /* of a command's function: the code follows from the error */
};

#define SEEP_CLI_ERROR (seep_cli_error_quark ())

typedef enum
{
  SEEP_CLI_ERROR_USAGE,
} SeepCliError;

GQuark seep_cli_error_quark (void);

typedef struct _SeepCliCommand SeepCliCommand;

typedef struct
{
  const SeepCliCommand *command; /* borrowed; the one that runs */
  gboolean              is_json;
  gboolean              is_quiet;
  gboolean              is_uncached; /* nothing that was computed before is used, nothing is kept */
  GError               *damage; /* owned; what is missing of a file that could be read in part */
  GPtrArray            *analyses; /* owned, of SeepAnalysis: computed for this command, to be kept;
                                   * NULL: none */
  GPtrArray            *captures; /* owned; of sessions that were named: seep-cli-store.h; or NULL */
} SeepCli;

struct _SeepCliCommand
{
  const char *name;      /* NULL: seep-cli itself */
  const char *arguments; /* as help shows them, translatable */
  const char *summary;   /* a line, translatable */
  const char *details;   /* for --help, translatable; NULL: none */
  gboolean    stops_at_argument; /* the first one ends the options: the rest is somebody else's */
  /* @argv: the command's name first; may be changed. Returns an exit code, or SEEP_EXIT_FAILED
   * and an error. */
  int (*run) (SeepCli *cli, int argc, char **argv, GError **error);
};

int seep_cli_run     (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_lines   (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_ps      (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_dump    (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_info    (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_types   (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_objects (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_object  (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_paths   (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_sites   (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_convert (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_diff    (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_growth  (SeepCli *cli, int argc, char **argv, GError **error);

int seep_cli_watch    (SeepCli *cli, int argc, char **argv, GError **error);
int seep_cli_sessions (SeepCli *cli, int argc, char **argv, GError **error);

/* The word that scripts know an error by (usage, unreadable, target, interrupted), and its exit
 * code. */
const char *seep_cli_describe_error (const GError *error,
                                     int          *exit_code);

/* As the member "error" of the object that is open. */
void seep_cli_write_error (SeepJson     *json,
                           const GError *error);

/* Likewise, if a file that was opened is damaged: what is there was shown, and the exit code is that of a
 * file that cannot be read. */
void seep_cli_write_damage (SeepCli  *cli,
                            SeepJson *json);

G_END_DECLS
