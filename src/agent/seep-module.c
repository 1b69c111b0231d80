/* SPDX-License-Identifier: MIT */
/* The Python module `seep_agent`, built by hand: no Python.h, one binary for all versions. */
#include "seep-agent.h"

#include "config.h"
#include "seep-module-lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define UNIQUE ".XXXXXX"
#define PART ".part"

SEEP_AGENT_EXPORT SeepPyObject *PyInit_seep_agent (void);

static SeepPyObject *
raise_failure (const SeepPython *python, const SeepAgentResult *result, const char *path)
{
  if (result->error != 0 && result->error != EBUSY && result->error != EAGAIN
      && result->error != ENOTSUP && result->error != ESHUTDOWN && result->error != ECANCELED)
    {
      errno = result->error;
      return python->PyErr_SetFromErrnoWithFilename (python->os_error, path);
    }
  return python->PyErr_Format (python->runtime_error, "%s: %s", path, result->sentence);
}

/* Whether there is something at @path that is written to, not replaced: a pipe, a device.
 * glibc before 2.33 has no stat() to link to; the kernel's structure is the same. */
static bool
is_special (const char *path)
{
  struct stat status;

  return syscall (SYS_newfstatat, AT_FDCWD, path, &status, 0) == 0
         && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode);
}

/* A new file beside @path, which nobody else can have: another thread or process may be
 * dumping to the same path. Its name goes to @part (of @n_part bytes). */
static int
create_part (const char *path, char *part, size_t n_part)
{
  if (strlen (path) + sizeof UNIQUE PART > n_part)
    {
      errno = ENAMETOOLONG;
      return -1;
    }
  snprintf (part, n_part, "%s" UNIQUE PART, path);
  return mkostemps (part, sizeof PART - 1, O_CLOEXEC);
}

/* Dumps to a file beside @path and renames that: whoever finds a file at @path finds a whole
 * one. What is no file is opened without waiting for a reader. */
static bool
dump_to_path (const SeepPython *python,
              const char       *path,
              unsigned          flags,
              SeepAgentResult  *result)
{
  char part[4096] = "";
  bool is_done;
  int fd = is_special (path) ? open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
                             : create_part (path, part, sizeof part);

  *result = (SeepAgentResult){ 0 };
  if (fd < 0)
    {
      result->error = errno;
      return false;
    }

  is_done = seep_agent_dump (python, fd, flags, result);
  if (close (fd) != 0 && is_done)
    {
      result->error = errno;
      is_done = false;
    }
  if (is_done && part[0] != '\0' && rename (part, path) != 0)
    {
      result->error = errno;
      is_done = false;
    }
  if (!is_done && part[0] != '\0')
    unlink (part);
  return is_done;
}

static SeepPyObject *
dump_cb (SeepPyObject *self, SeepPyObject *args, SeepPyObject *kwargs)
{
  static char path_word[] = "path", previews_word[] = "previews", collect_word[] = "collect";
  static char *keywords[] = { path_word, previews_word, collect_word, NULL };
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);
  SeepPyObject *path_object = NULL;
  SeepPyObject *answer = NULL;
  SeepAgentResult result;
  int previews = 1, collect = 0;
  const char *path;

  if (!python->PyArg_ParseTupleAndKeywords (args, kwargs, "O&|$pp:dump", keywords,
                                            python->PyUnicode_FSConverter, &path_object,
                                            &previews, &collect))
    return NULL;
  path = python->PyBytes_AsString (path_object);
  if (dump_to_path (python, path,
                    (previews ? 0 : SEEP_DUMP_NO_PREVIEWS) | (collect ? SEEP_DUMP_COLLECT : 0),
                    &result))
    answer = python->Py_BuildValue (
      "{s:N,s:K,s:K,s:K,s:K,s:K,s:d,s:d}", "path",
      python->PyUnicode_DecodeFSDefault (path), "objects",
      (unsigned long long) result.totals.n_objects, "references",
      (unsigned long long) result.totals.n_references, "bytes",
      (unsigned long long) result.totals.n_bytes, "file_bytes",
      (unsigned long long) result.totals.file_bytes, "own_bytes",
      (unsigned long long) result.totals.own_bytes, "pause_seconds",
      (double) result.totals.pause_ns / 1e9, "cpu_seconds", (double) result.totals.cpu_ns / 1e9);
  else
    raise_failure (python, &result, path);
  python->Py_DecRef (path_object);
  return answer;
}

/* What a kernel without Yama says to that is no matter: there everybody may who could anyway. */
static SeepPyObject *
allow_tracer_cb (SeepPyObject *self, SeepPyObject *args, SeepPyObject *kwargs)
{
  static char pid_word[] = "pid";
  static char *keywords[] = { pid_word, NULL };
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);
  long pid;

  if (!python->PyArg_ParseTupleAndKeywords (args, kwargs, "l:allow_tracer", keywords, &pid))
    return NULL;
  prctl (PR_SET_PTRACER, (unsigned long) pid, 0, 0, 0);
  return python->Py_BuildValue ("");
}

/* For a script that seep-probe asks the interpreter to run (PEP 768): there is no other way from a
 * script to a function of a library without modules that the program may not have. */
static SeepPyObject *
spawn_cb (SeepPyObject *self, SeepPyObject *args, SeepPyObject *kwargs)
{
  static char data_word[] = "data", report_word[] = "report", flags_word[] = "flags";
  static char *keywords[] = { data_word, report_word, flags_word, NULL };
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);
  int data, report, flags;

  if (!python->PyArg_ParseTupleAndKeywords (args, kwargs, "iii:_spawn", keywords, &data, &report,
                                            &flags))
    return NULL;
  return python->Py_BuildValue ("i", seep_agent_spawn (data, report, (unsigned) flags));
}

SeepPyObject *
PyInit_seep_agent (void)
{
  static const char allow_tracer_doc[]
    = "allow_tracer($module, pid)\n--\n\n"
      "Let the process PID and those that it starts attach to this one where\n"
      "kernel.yama.ptrace_scope is 1. 0 takes that back, -1 allows everybody.";
  static const char dump_doc[]
    = "dump($module, path, *, previews=True, collect=False)\n--\n\n"
      "Write the heap of this process to a .seepheap file.\n\n"
      "previews: keep the first 64 bytes of texts and numbers. collect: run a full\n"
      "collection first (it calls finalizers). Returns a dict of totals.";
  static SeepPyMethodDef methods[]
    = { { "dump", (void *) dump_cb, SEEP_PY_VARARGS | SEEP_PY_KEYWORDS, dump_doc },
        { "allow_tracer", (void *) allow_tracer_cb, SEEP_PY_VARARGS | SEEP_PY_KEYWORDS,
          allow_tracer_doc },
        { "_start_lines", (void *) seep_module_start_lines, SEEP_PY_VARARGS, NULL },
        { "_join_lines", (void *) seep_module_join_lines, SEEP_PY_VARARGS, NULL },
        { "_stop_lines", (void *) seep_module_stop_lines, SEEP_PY_VARARGS, NULL },
        { "_spawn", (void *) spawn_cb, SEEP_PY_VARARGS | SEEP_PY_KEYWORDS, NULL },
        { NULL } };
  static SeepPyModuleDef definition = {
    .refcount = 1,
    .name = "seep_agent",
    .doc = "Writes heap dumps of this process: seep_agent.dump (\"x.seepheap\"). " SEEP_VERSION,
    .size = -1,
    .methods = methods,
  };
  const char *missing;
  const SeepPython *python = seep_python_get (&missing);

  return python == NULL ? NULL : python->PyModule_Create2 (&definition, SEEP_PY_API_VERSION);
}
