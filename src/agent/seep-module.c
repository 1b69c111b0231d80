/* SPDX-License-Identifier: MIT */
/* The Python module `seep_agent`, built by hand: no Python.h, one binary for all versions. */
#include "seep-agent.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PART ".part"

SEEP_AGENT_EXPORT SeepPyObject *PyInit_seep_agent (void);

static SeepPyObject *
raise_failure (const SeepPython *python, const SeepAgentResult *result, const char *path)
{
  char sentence[4096 + 320];

  if (result->error != 0 && result->error != EBUSY && result->error != EAGAIN
      && result->error != ENOTSUP && result->error != ESHUTDOWN)
    {
      errno = result->error;
      return python->PyErr_SetFromErrnoWithFilename (python->os_error, path);
    }
  snprintf (sentence, sizeof sentence, "%s: %s", path, result->sentence);
  python->PyErr_SetString (python->runtime_error, sentence);
  return NULL;
}

/* Dumps to @path.part and renames that: whoever finds a file at @path finds a whole one. */
static bool
dump_to_path (const SeepPython *python,
              const char       *path,
              unsigned          flags,
              SeepAgentResult  *result)
{
  char part[4096];
  bool is_done;
  int fd;

  *result = (SeepAgentResult){ .error = ENAMETOOLONG };
  if (strlen (path) + sizeof PART > sizeof part)
    return false;
  snprintf (part, sizeof part, "%s" PART, path);
  fd = open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
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
  if (is_done && rename (part, path) != 0)
    {
      result->error = errno;
      is_done = false;
    }
  if (!is_done)
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
      "{s:s,s:K,s:K,s:K,s:K,s:K,s:d,s:d}", "path", path, "objects",
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

SeepPyObject *
PyInit_seep_agent (void)
{
  static const char dump_doc[]
    = "dump($module, path, *, previews=True, collect=False)\n--\n\n"
      "Write the heap of this process to a .seepheap file.\n\n"
      "previews: keep the first 64 bytes of texts and numbers. collect: run a full\n"
      "collection first (it calls finalizers). Returns a dict of totals.";
  static SeepPyMethodDef methods[]
    = { { "dump", (void *) dump_cb, SEEP_PY_VARARGS | SEEP_PY_KEYWORDS, dump_doc }, { NULL } };
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
