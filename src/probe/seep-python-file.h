/* SPDX-License-Identifier: MIT */
/* seep-python-file.h — whether a program or a library is a CPython, and which one. libc only. */
#pragma once

#include "seep-elf.h"

typedef struct
{
  bool is_python;
  uint8_t major, minor, micro; /* 0.0: not known */
  bool has_micro;
  char version[24]; /* as SeepInterpreter has it */
  bool is_debug;
  bool is_free_threaded;
} SeepPythonFile;

/* @name: of the file, for what its bytes do not say. */
void seep_python_file_read (SeepElf        *elf,
                            const char     *name,
                            SeepPythonFile *file);

/* By its name alone: "libpython3.11.so.1.0", "python3.13t", "/usr/bin/python". is_python says
 * whether it is the name of one. */
void seep_python_file_guess (const char     *name,
                             SeepPythonFile *file);
