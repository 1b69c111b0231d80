/* SPDX-License-Identifier: MIT */
/* seep-interpreter.h — which CPython a process runs, told by its files without stopping it: a
 * mapped libpython, or the interpreter in the executable itself (python3.X, uwsgi, blender …).
 * Files are read through /proc, so containers, chroots and files that are deleted meanwhile make
 * no difference. libc only. */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum
{
  SEEP_LIBC_UNKNOWN,
  SEEP_LIBC_GLIBC,
  SEEP_LIBC_MUSL,
  SEEP_LIBC_NONE, /* static: nothing can be loaded into it */
} SeepLibc;

typedef struct
{
  uint8_t major, minor; /* 0.0: not known */
  uint8_t micro;
  bool has_micro;
  char version[24]; /* "3.11.2"; "3.14.0rc1"; "3.11" where no more can be read; "" */
  bool is_shared;   /* a library; else it is the executable */
  bool is_debug;
  bool is_free_threaded;
  SeepLibc libc;
  uint16_t machine; /* EM_X86_64 …; 0: the executable may not be read */
  char file[PATH_MAX]; /* of the interpreter, as the process sees it; may be gone */
  uint64_t base; /* where that file begins in the process, */
  uint64_t base_end; /* and the end of this first mapping; 0: may not be known */
  uint64_t readable; /* an address that the process itself can read; 0: may not be known */
} SeepInterpreter;

/* What is known of files, by device and inode: processes share them. */
typedef struct _SeepInterpreterCache SeepInterpreterCache;

SeepInterpreterCache *seep_interpreter_cache_new  (void) __attribute__ ((warn_unused_result));
void                  seep_interpreter_cache_free (SeepInterpreterCache *cache);

typedef enum
{
  SEEP_INTERPRETER_FOUND,
  SEEP_INTERPRETER_GUESSED, /* its maps may not be read: by the name of its program */
  SEEP_INTERPRETER_NONE,
  SEEP_INTERPRETER_GONE, /* the process has ended meanwhile */
} SeepInterpreterAnswer;

/* @process: seep_proc_open(). @cache may be NULL. */
SeepInterpreterAnswer seep_interpreter_find (int                   process,
                                             SeepInterpreterCache *cache,
                                             SeepInterpreter      *interpreter);

/* The file of the interpreter, whatever its name has become; -1: it may not be read. */
int seep_interpreter_open_file (int                    process,
                                const SeepInterpreter *interpreter);
