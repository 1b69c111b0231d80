/* SPDX-License-Identifier: MIT */
/* seep-python.h — the interpreter's C API, found at run time.
 *
 * One agent serves every version: it neither includes Python.h nor links to libpython. What
 * it calls is looked up by name in the process that loaded it. */
#pragma once

#include "seep-builtins.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct _SeepPyObject SeepPyObject; /* never dereferenced by name: see seep-object.h */
typedef int (*SeepPyVisit) (SeepPyObject *object, void *data);
typedef int (*SeepPyTraverse) (SeepPyObject *object, SeepPyVisit visit, void *data);
typedef int (*SeepPyIsGC) (SeepPyObject *object);
typedef int (*SeepPyTrace) (SeepPyObject *self,
                            SeepPyObject *frame,
                            int           what,
                            SeepPyObject *argument);
typedef SeepPyObject *(*SeepPyKeywordFunction) (SeepPyObject *self,
                                                SeepPyObject *args,
                                                SeepPyObject *kwargs);

typedef struct
{
  void *context;
  void *functions[4]; /* malloc, calloc, realloc, free */
} SeepPyAllocator;

typedef struct
{
  const char *name;
  void *function;
  int flags;
  const char *doc;
} SeepPyMethodDef;

typedef struct
{
  /* PyModuleDef_Base. */
  ssize_t refcount;
  void *type;
  void *init;
  ssize_t index;
  void *copy;

  const char *name;
  const char *doc;
  ssize_t size;
  SeepPyMethodDef *methods;
  void *slots, *traverse, *clear, *free;
} SeepPyModuleDef;

enum
{
  SEEP_PY_VARARGS = 1,
  SEEP_PY_KEYWORDS = 2,
  SEEP_PY_NOARGS = 4,
  SEEP_PY_API_VERSION = 1013,
  SEEP_PY_FILE_INPUT = 257,
  SEEP_PY_TRACEMALLOC_NOT_TRACING = -2,
  SEEP_PY_DOMAIN_RAW = 0,
  SEEP_PY_DOMAIN_OBJECTS = 2,
};

/* (result, name, parameters): present in every version from 3.8 to 3.14. */
#define SEEP_PYTHON_FUNCTIONS(X)                                                                  \
  X (const char *, Py_GetVersion, (void))                                                         \
  X (const char *, Py_GetPlatform, (void))                                                        \
  X (int, Py_IsInitialized, (void))                                                               \
  X (void, Py_IncRef, (SeepPyObject *) )                                                          \
  X (void, Py_DecRef, (SeepPyObject *) )                                                          \
  X (int, PyGILState_Ensure, (void))                                                              \
  X (void, PyGILState_Release, (int) )                                                            \
  X (void *, PyEval_SaveThread, (void))                                                           \
  X (void, PyEval_RestoreThread, (void *) )                                                       \
  X (void *, PyThreadState_Get, (void))                                                           \
  X (unsigned long, PyThread_get_thread_ident, (void))                                            \
  X (void *, PyInterpreterState_Main, (void))                                                     \
  X (SeepPyObject *, PyImport_GetModuleDict, (void))                                              \
  X (SeepPyObject *, PyImport_ImportModuleLevel,                                                  \
     (const char *, SeepPyObject *, SeepPyObject *, SeepPyObject *, int) )                        \
  X (SeepPyObject *, PyModule_Create2, (SeepPyModuleDef *, int) )                                 \
  X (SeepPyObject *, PyCFunction_NewEx, (SeepPyMethodDef *, SeepPyObject *, SeepPyObject *) )     \
  X (SeepPyObject *, PyObject_CallObject, (SeepPyObject *, SeepPyObject *) )                      \
  X (SeepPyObject *, PyObject_CallFunction, (SeepPyObject *, const char *, ...) )                 \
  X (SeepPyObject *, PyObject_GetAttrString, (SeepPyObject *, const char *) )                     \
  X (int, PyObject_SetAttrString, (SeepPyObject *, const char *, SeepPyObject *) )                \
  X (SeepPyObject *, Py_BuildValue, (const char *, ...) )                                         \
  X (int, PyArg_ParseTupleAndKeywords,                                                            \
     (SeepPyObject *, SeepPyObject *, const char *, char **, ...) )                               \
  X (int, PyUnicode_FSConverter, (SeepPyObject *, void *) )                                       \
  X (SeepPyObject *, PyUnicode_DecodeFSDefault, (const char *) )                                  \
  X (char *, PyBytes_AsString, (SeepPyObject *) )                                                 \
  X (SeepPyObject *, PyDict_New, (void))                                                          \
  X (SeepPyObject *, PyDict_GetItemString, (SeepPyObject *, const char *) )                       \
  X (int, PyDict_DelItemString, (SeepPyObject *, const char *) )                                  \
  X (void, PyDict_Clear, (SeepPyObject *) )                                                       \
  X (int, PyDict_Next, (SeepPyObject *, ssize_t *, SeepPyObject **, SeepPyObject **) )            \
  X (ssize_t, PyTuple_Size, (SeepPyObject *) )                                                    \
  X (SeepPyObject *, PyTuple_GetItem, (SeepPyObject *, ssize_t) )                                 \
  X (ssize_t, PyBytes_Size, (SeepPyObject *) )                                                    \
  X (SeepPyObject *, PyUnicode_AsEncodedString, (SeepPyObject *, const char *, const char *) )    \
  X (int, PyUnicode_CompareWithASCIIString, (SeepPyObject *, const char *) )                      \
  X (int, PyList_Append, (SeepPyObject *, SeepPyObject *) )                                       \
  X (int, PyList_SetSlice, (SeepPyObject *, ssize_t, ssize_t, SeepPyObject *) )                   \
  X (void, PyEval_SetTrace, (SeepPyTrace, SeepPyObject *) )                                       \
  X (SeepPyObject *, PyEval_GetFrame, (void))                                                     \
  X (int, PyFrame_GetLineNumber, (SeepPyObject *) )                                               \
  X (void *, PyInterpreterState_ThreadHead, (void *) )                                            \
  X (void *, PyThreadState_Next, (void *) )                                                       \
  X (void *, PyThreadState_Swap, (void *) )                                                       \
  X (int, Py_AddPendingCall, (int (*) (void *), void *) )                                         \
  X (ssize_t, PyList_Size, (SeepPyObject *) )                                                     \
  X (SeepPyObject *, PyList_GetItem, (SeepPyObject *, ssize_t) )                                  \
  X (long long, PyLong_AsLongLong, (SeepPyObject *) )                                             \
  X (SeepPyObject *, Py_CompileString, (const char *, const char *, int) )                        \
  X (SeepPyObject *, PyEval_EvalCode, (SeepPyObject *, SeepPyObject *, SeepPyObject *) )          \
  X (SeepPyObject *, PyEval_GetBuiltins, (void))                                                  \
  X (int, PyCode_Addr2Line, (SeepPyObject *, int) )                                               \
  X (void, PyErr_Clear, (void))                                                                   \
  X (SeepPyObject *, PyErr_Occurred, (void))                                                      \
  X (SeepPyObject *, PyErr_Format, (SeepPyObject *, const char *, ...) )                          \
  X (void, PyErr_Fetch, (SeepPyObject **, SeepPyObject **, SeepPyObject **) )                     \
  X (void, PyErr_Restore, (SeepPyObject *, SeepPyObject *, SeepPyObject *) )                      \
  X (SeepPyObject *, PyErr_SetFromErrnoWithFilename, (SeepPyObject *, const char *) )             \
  X (size_t, _PySys_GetSizeOf, (SeepPyObject *) )                                                 \
  X (ssize_t, _PyDict_SizeOf, (SeepPyObject *) )                                                  \
  X (SeepPyObject *, _PyType_Lookup, (SeepPyObject *, SeepPyObject *) )                           \
  X (SeepPyObject *, PyUnicode_InternFromString, (const char *) )                                 \
  X (void, PyMem_GetAllocator, (int, SeepPyAllocator *) )                                          \
  X (void, PyMem_SetAllocator, (int, SeepPyAllocator *) )                                          \
  X (int, PyTraceMalloc_Untrack, (unsigned, uintptr_t) )                                          \
  X (SeepPyObject *, _PyTraceMalloc_GetTraceback, (unsigned, uintptr_t) )

/* Found under one name or another, or absent. */
#define SEEP_PYTHON_OPTIONAL_FUNCTIONS(X)                                                         \
  X (void *, interpreter_get, (void), "PyInterpreterState_Get", "_PyInterpreterState_Get")        \
  X (int, is_finalizing, (void), "Py_IsFinalizing", "_Py_IsFinalizing")                           \
  X (SeepPyObject *, type_get_dict, (SeepPyObject *), "PyType_GetDict", "PyType_GetDict")         \
  X (SeepPyObject *, PyFrame_GetCode, (SeepPyObject *), "PyFrame_GetCode", "PyFrame_GetCode")      \
  X (void, set_trace_all_threads, (SeepPyTrace, SeepPyObject *), "PyEval_SetTraceAllThreads",     \
     "PyEval_SetTraceAllThreads")                                                                 \
  X (int, debug_malloc_stats, (FILE *), "_PyObject_DebugMallocStats",                             \
     "_PyObject_DebugMallocStats")

typedef struct
{
#define FUNCTION(result, name, parameters) result (*name) parameters;
  SEEP_PYTHON_FUNCTIONS (FUNCTION)
#undef FUNCTION
#define FUNCTION(result, name, parameters, first, second) result (*name) parameters;
  SEEP_PYTHON_OPTIONAL_FUNCTIONS (FUNCTION)
#undef FUNCTION

  union
  {
    struct
    {
#define TYPE(name) uint64_t name;
      SEEP_BUILTIN_TYPES (TYPE)
#undef TYPE
      uint64_t none;           /* address of None */
      uint64_t base_exception; /* address of the type BaseException */
    };
    SeepBuiltins builtins; /* the same */
  };

  uint64_t runtime;        /* address of _PyRuntime */
  SeepPyObject *os_error, *runtime_error, *memory_error; /* borrowed */
  unsigned version;        /* major << 8 | minor */
} SeepPython;

/* The interpreter's functions. NULL when this process has no Python that can be served;
 * *@missing is then the name of what was not found. Found once, the same for ever. */
const SeepPython *seep_python_get (const char **missing);

/* Calls the function @name of the module @module without arguments; a `__import__` of the
 * program's own is left alone. A new reference or NULL,
 * with no exception set. */
SeepPyObject *seep_python_call (const SeepPython *python,
                                const char       *module,
                                const char       *name);

/* sys.hexversion, from the text of Py_GetVersion(). */
uint32_t seep_python_get_hexversion (const SeepPython *python);
