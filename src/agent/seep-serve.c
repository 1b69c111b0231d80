/* SPDX-License-Identifier: MIT */
#include "seep-serve.h"

#include "config.h"
#include "seep-calibration.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS UINT64_C (1000000000)

uint64_t
seep_serve_now_ns (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

uint64_t
seep_serve_read_rss (void)
{
  char text[128];
  int fd = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t n_bytes;
  char *at;

  if (fd < 0)
    return 0;
  n_bytes = read (fd, text, sizeof text - 1);
  close (fd);
  if (n_bytes <= 0)
    return 0;
  text[n_bytes] = '\0';
  strtoull (text, &at, 10);
  return strtoull (at, NULL, 10) * (uint64_t) sysconf (_SC_PAGESIZE);
}

bool
seep_serve_decline (SeepServe *serve, const char *code, const char *sentence, ...)
{
  va_list args;

  if (serve->code != NULL)
    return false;
  serve->code = code;
  va_start (args, sentence);
  vsnprintf (serve->sentence, sizeof serve->sentence, sentence, args);
  va_end (args);
  return false;
}

/* Only the type's name: the text of an exception is the program's to make. */
bool
seep_serve_decline_raised (SeepServe *serve, const char *what)
{
  SeepPyObject *type = serve->python->PyErr_Occurred ();
  const char *name = "nothing that it says";

  if (type != NULL)
    name = (const char *) (uintptr_t) seep_word (seep_as_address (type) + SEEP_TYPE_NAME);
  seep_serve_decline (serve, "python", "%s raised %s", what, name);
  serve->python->PyErr_Clear ();
  return false;
}

bool
seep_serve_take_gil (SeepServe *serve)
{
  const SeepPython *python = serve->python;

  if (!python->Py_IsInitialized () || (python->is_finalizing != NULL && python->is_finalizing ()))
    return seep_serve_decline (serve, "finalizing", "the interpreter is shutting down");
  serve->gil = python->PyGILState_Ensure ();
  serve->taken_ns = seep_serve_now_ns ();
  return true;
}

void
seep_serve_give_gil (SeepServe *serve)
{
  serve->held_ns += seep_serve_now_ns () - serve->taken_ns;
  serve->taken_ns = 0;
  serve->python->PyGILState_Release (serve->gil);
}

static SeepPyObject *
find_function (SeepServe *serve, const char *module_name, const char *name)
{
  const SeepPython *python = serve->python;
  SeepPyObject *module = python->PyImport_ImportModuleLevel (module_name, NULL, NULL, NULL, 0);
  SeepPyObject *function;

  if (module == NULL)
    return NULL;
  function = python->PyObject_GetAttrString (module, name);
  python->Py_DecRef (module);
  return function;
}

SeepPyObject *
seep_serve_call (SeepServe       *serve,
                 const char      *module,
                 const char      *name,
                 const long long *number)
{
  const SeepPython *python = serve->python;
  SeepPyObject *function = find_function (serve, module, name);
  SeepPyObject *result = NULL;
  char what[64];

  if (function != NULL)
    {
      result = number != NULL ? python->PyObject_CallFunction (function, "L", *number)
                              : python->PyObject_CallObject (function, NULL);
      python->Py_DecRef (function);
    }
  if (result == NULL)
    {
      snprintf (what, sizeof what, "%s.%s", module, name);
      seep_serve_decline_raised (serve, what);
    }
  return result;
}

bool
seep_serve_do (SeepServe *serve, const char *module, const char *name, const long long *number)
{
  SeepPyObject *result = seep_serve_call (serve, module, name, number);

  if (result == NULL)
    return false;
  serve->python->Py_DecRef (result);
  return true;
}

bool
seep_serve_read (SeepServe       *serve,
                 const char      *module,
                 const char      *name,
                 const long long *number,
                 long long       *value)
{
  const SeepPython *python = serve->python;
  SeepPyObject *result = seep_serve_call (serve, module, name, number);

  if (result == NULL)
    return false;
  *value = python->PyLong_AsLongLong (result);
  python->Py_DecRef (result);
  return python->PyErr_Occurred () == NULL || seep_serve_decline_raised (serve, name);
}

/* By the module's own functions: what they do is right for every version. */
void
seep_serve_stop_collector (SeepServe *serve)
{
  long long is_enabled = 0;

  if (seep_serve_read (serve, "gc", "isenabled", NULL, &is_enabled) && is_enabled)
    serve->stopped_collector = seep_serve_do (serve, "gc", "disable", NULL);
}

void
seep_serve_resume_collector (SeepServe *serve)
{
  if (serve->stopped_collector)
    seep_serve_do (serve, "gc", "enable", NULL);
  serve->stopped_collector = false;
}

bool
seep_serve_prepare (SeepServe *serve, SeepDump *dump)
{
  const SeepPython *python = serve->python;

  *dump = (SeepDump){ .python = python, .layout = seep_layout_find (python->version) };
  if (dump->layout == NULL)
    return seep_serve_decline (serve, "layout", "Python %u.%u is not known to this agent",
                               python->version >> 8, python->version & 255);
  dump->calibration = *seep_calibration_get (python, dump->layout);
  dump->layout = dump->calibration.layout;
  dump->own_thread = seep_as_address (python->PyThreadState_Get ());
  return true;
}

bool
seep_serve_hello (SeepServe *serve)
{
  SeepText *members = &serve->members;
  const char *version = serve->python->Py_GetVersion ();

  seep_text_add_string (members, "agent", SEEP_VERSION);
  seep_text_put (members, ",\"python\":");
  seep_text_put_string (members, version, strcspn (version, " "));
  seep_text_add_signed (members, "pid", getpid ());
  seep_text_add_signed (members, "thread", syscall (SYS_gettid));
  return true;
}

bool
seep_serve_detach (SeepServe *serve)
{
  serve->is_ending = true;
  return true;
}
