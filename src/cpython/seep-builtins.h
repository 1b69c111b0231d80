/* SPDX-License-Identifier: MIT */
/* seep-builtins.h — the types that a reader of heaps knows by their addresses, what kind of
 * thing their instances are, and the fields that Python reaches by getters only. libc only. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

/* (name): the symbols of an interpreter. What a version does not have is 0 and matches nothing. */
#define SEEP_BUILTIN_TYPES(X)                                                                     \
  X (PyBaseObject_Type) X (PyType_Type) X (PyList_Type) X (PyTuple_Type) X (PyDict_Type)          \
  X (PySet_Type) X (PyFrozenSet_Type) X (PyUnicode_Type) X (PyLong_Type) X (PyBool_Type)          \
  X (PyFloat_Type) X (PyComplex_Type) X (PyBytes_Type) X (PyByteArray_Type) X (PyCode_Type)       \
  X (PyFunction_Type) X (PyMethod_Type) X (PyCell_Type) X (PyModule_Type) X (PyFrame_Type)        \
  X (PyGen_Type) X (PyCoro_Type) X (PyAsyncGen_Type) X (PyCFunction_Type) X (PyDictProxy_Type)    \
  X (PyGetSetDescr_Type) X (PyMemberDescr_Type) X (PyMethodDescr_Type) X (PyWrapperDescr_Type)    \
  X (PyClassMethodDescr_Type) X (_PyWeakref_RefType) X (_PyWeakref_ProxyType)                     \
  X (_PyWeakref_CallableProxyType) X (PyTraceBack_Type) X (_PyNone_Type) X (PyEllipsis_Type)      \
  X (PyODict_Type) X (PyMemoryView_Type) X (PyContextVar_Type) X (PyProperty_Type)                \
  X (PyStaticMethod_Type) X (PyClassMethod_Type) X (PySlice_Type)

typedef struct
{
#define TYPE(name) SeepAddress name;
  SEEP_BUILTIN_TYPES (TYPE)
#undef TYPE
  SeepAddress none;           /* None itself */
  SeepAddress base_exception; /* the type BaseException */
} SeepBuiltins;

/* SEEP_WIRE_KIND_* of the instances of @type, which has @flags. */
uint8_t seep_builtins_find_kind (const SeepBuiltins *builtins,
                                 SeepMemory         *memory,
                                 SeepAddress         type,
                                 uint64_t            flags);

typedef struct
{
  int16_t offset; /* in the body */
  const char *name;
} SeepBuiltinField;

#define SEEP_BUILTINS_MAX_FIELDS 16

/* The fields that @type itself adds to the body of its base and declares nowhere; returns
 * how many of @fields were filled. */
unsigned seep_builtins_list_fields (const SeepBuiltins *builtins,
                                    const SeepLayout   *layout,
                                    SeepAddress         type,
                                    SeepBuiltinField   *fields);

/* Whether the instances of a type of which @solid is the C part hold nothing but items, entries
 * and attributes. */
bool seep_builtins_is_plain (const SeepBuiltins *builtins,
                             SeepAddress         solid);
