/* SPDX-License-Identifier: MIT */
/* seep-program-name.h — what a person calls a Python process: the script, not the interpreter. libc
 * only. */
#pragma once

#include <stddef.h>

#define SEEP_MAX_ARGUMENTS 4096 /* that are looked at */

/* The arguments of a process. A title that a process has given itself is one. */
typedef struct
{
  char *text; /* owned */
  const char **argv; /* owned; the words are borrowed from the text */
  size_t argc;
} SeepCommandLine;

/* @process: seep_proc_open(). Without arguments when they may not be read. */
void seep_command_line_init  (SeepCommandLine *line,
                              int              process);
void seep_command_line_clear (SeepCommandLine *line);

#define SEEP_PROGRAM_NAME_BYTES 128

/* "app.py", "gunicorn", "-m http.server", "python3 -c import time", "python3" when it takes its
 * program from a terminal; the whole title of a process that has given itself one. @argv: of the
 * process; @exe: its executable, for when there are no arguments. */
void seep_program_name (const char *const *argv,
                        size_t             argc,
                        const char        *exe,
                        char              *name,
                        size_t             n_bytes);

/* The same of a running process. @comm: its name when there is nothing else. */
void seep_program_read_name (int         process,
                             const char *comm,
                             char       *name,
                             size_t      n_bytes);
