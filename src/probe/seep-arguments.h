/* SPDX-License-Identifier: MIT */
/* seep-arguments.h — the arguments of a command, by a table: `--name value`, `--name=value`,
 * `--flag`.
 *
 *   const SeepArgument table[] = {
 *     { "pid", SEEP_ARGUMENT_PID, &pid, "the process", .is_required = true },
 *     { "how", SEEP_ARGUMENT_CHOICE, &how, "the way in", .choices = ways },
 *     { NULL },
 *   };
 *   if (!seep_arguments_parse (table, "dump --pid P", argc, argv, NULL, error))
 *     return error->code == NULL;
 */
#pragma once

#include "seep-probe.h"

typedef enum
{
  SEEP_ARGUMENT_FLAG,    /* bool: no value follows */
  SEEP_ARGUMENT_PID,     /* pid_t: at least 1 */
  SEEP_ARGUMENT_COUNT,   /* uint64_t: at least 1 */
  SEEP_ARGUMENT_FD,      /* int: a descriptor that is open and may be written to */
  SEEP_ARGUMENT_SECONDS, /* double: more than 0, at most SEEP_ARGUMENT_MAX_SECONDS */
  SEEP_ARGUMENT_TEXT,    /* const char *: not empty; borrowed from argv */
  SEEP_ARGUMENT_CHOICE,  /* int: the index in choices */
} SeepArgumentKind;

#define SEEP_ARGUMENT_MAX_SECONDS (366. * 24 * 60 * 60)

typedef struct
{
  const char *name; /* without the dashes; NULL ends the table */
  SeepArgumentKind kind;
  void *value; /* left alone when the argument is not given */
  const char *help; /* a few words */
  const char *const *choices; /* NULL-terminated */
  bool is_required;
} SeepArgument;

/* @usage: what follows "seep-probe" in a line of usage. @rest: gets the index of the first argument
 * behind "--", or @argc; NULL when the command takes none.
 * Returns false when the command has nothing more to do: with @error set ("usage"), or without,
 * because `--help` was answered. */
bool seep_arguments_parse (const SeepArgument *table,
                           const char         *usage,
                           int                 argc,
                           char              **argv,
                           int                *rest,
                           SeepProbeError     *error) __attribute__ ((warn_unused_result));
