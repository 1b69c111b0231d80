/* SPDX-License-Identifier: MIT */
/* seep-program-name.h — what a person calls a Python process: the script, not the interpreter. libc
 * only. */
#pragma once

#include <stddef.h>

#define SEEP_PROGRAM_NAME_BYTES 128

/* "app.py", "gunicorn", "-m http.server", "python3 -c import time", "python3" when it takes its program
 * from a terminal; the whole title of a process that has given itself one. @argv: of the process;
 * @exe: its executable, for when there are no arguments. */
void seep_program_name (const char *const *argv,
                        size_t             argc,
                        const char        *exe,
                        char              *name,
                        size_t             n_bytes);
