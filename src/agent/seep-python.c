/* SPDX-License-Identifier: MIT */
#include "seep-glibc.h"

#include "seep-python.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

/* An embedded libpython may have been loaded with RTLD_LOCAL: not in the global scope, but
 * in the list of loaded objects. */
static int
find_library_cb (struct dl_phdr_info *info, size_t size, void *data)
{
  void **handle = data;
  const char *base = info->dlpi_name == NULL ? NULL : strrchr (info->dlpi_name, '/');

  if (base == NULL || strncmp (base, "/libpython", 10) != 0)
    return 0;
  *handle = dlopen (info->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
  return *handle != NULL && dlsym (*handle, "Py_GetVersion") != NULL;
}

static void *
find_scope (void)
{
  void *handle = NULL;

  if (dlsym (RTLD_DEFAULT, "Py_GetVersion") != NULL)
    return RTLD_DEFAULT;
  dl_iterate_phdr (find_library_cb, &handle);
  return handle;
}

static uint64_t
find_object (void *scope, const char *name)
{
  void *const *variable = dlsym (scope, name);

  return variable == NULL ? 0 : (uint64_t) (uintptr_t) *variable;
}

static const char *
resolve (SeepPython *python)
{
  void *scope = find_scope ();
  void *symbol;

  if (scope == NULL && dlsym (RTLD_DEFAULT, "Py_GetVersion") == NULL)
    return "Py_GetVersion";

#define FUNCTION(result, name, parameters)                                                        \
  symbol = dlsym (scope, #name);                                                                  \
  if (symbol == NULL)                                                                             \
    return #name;                                                                                 \
  memcpy (&python->name, &symbol, sizeof symbol);
  SEEP_PYTHON_FUNCTIONS (FUNCTION)
#undef FUNCTION
#define FUNCTION(result, name, parameters, first, second)                                         \
  symbol = dlsym (scope, first);                                                                  \
  if (symbol == NULL)                                                                             \
    symbol = dlsym (scope, second);                                                               \
  memcpy (&python->name, &symbol, sizeof symbol);
  SEEP_PYTHON_OPTIONAL_FUNCTIONS (FUNCTION)
#undef FUNCTION
#define TYPE(name) python->name = (uint64_t) (uintptr_t) dlsym (scope, #name);
  SEEP_BUILTIN_TYPES (TYPE)
#undef TYPE

  python->runtime = (uint64_t) (uintptr_t) dlsym (scope, "_PyRuntime");
  python->none = (uint64_t) (uintptr_t) dlsym (scope, "_Py_NoneStruct");
  python->base_exception = find_object (scope, "PyExc_BaseException");
  python->os_error = (SeepPyObject *) (uintptr_t) find_object (scope, "PyExc_OSError");
  python->runtime_error = (SeepPyObject *) (uintptr_t) find_object (scope, "PyExc_RuntimeError");
  python->memory_error = (SeepPyObject *) (uintptr_t) find_object (scope, "PyExc_MemoryError");
  if (python->os_error == NULL || python->runtime_error == NULL)
    return "PyExc_OSError";
  return NULL;
}

static void
read_version (SeepPython *python)
{
  const char *text = python->Py_GetVersion ();
  char *end;
  unsigned long major = strtoul (text, &end, 10);
  unsigned long minor = *end == '.' ? strtoul (end + 1, NULL, 10) : 0;

  python->version = (unsigned) (major << 8 | minor);
}

const SeepPython *
seep_python_get (const char **missing)
{
  static SeepPython python;
  static bool is_resolved;

  if (!is_resolved)
    {
      *missing = resolve (&python);
      if (*missing != NULL)
        return NULL;
      read_version (&python);
      is_resolved = true;
    }
  return &python;
}

SeepPyObject *
seep_python_call (const SeepPython *python, const char *module_name, const char *name)
{
  SeepPyObject *module
    = python->PyImport_ImportModuleLevel (module_name, NULL, NULL, NULL, 0);
  SeepPyObject *function = NULL;
  SeepPyObject *result = NULL;

  if (module != NULL)
    function = python->PyObject_GetAttrString (module, name);
  if (function != NULL)
    result = python->PyObject_CallObject (function, NULL);
  if (result == NULL)
    python->PyErr_Clear ();
  if (function != NULL)
    python->Py_DecRef (function);
  if (module != NULL)
    python->Py_DecRef (module);
  return result;
}

uint32_t
seep_python_get_hexversion (const SeepPython *python)
{
  char *at = (char *) python->Py_GetVersion ();
  uint32_t version = 0;

  for (unsigned i = 0; i < 3; i++)
    {
      version = version << 8 | (uint32_t) strtoul (at, &at, 10);
      if (*at == '.')
        at++;
    }
  version <<= 8;
  switch (*at)
    {
    case 'a':
      return version | 0xA0 | (uint32_t) strtoul (at + 1, NULL, 10);
    case 'b':
      return version | 0xB0 | (uint32_t) strtoul (at + 1, NULL, 10);
    case 'r':
      return version | 0xC0 | (uint32_t) strtoul (at + 2, NULL, 10);
    default:
      return version | 0xF0;
    }
}
