/* SPDX-License-Identifier: MIT */
#include "seep-builtins.h"

#include "seep-wire.h"

#define MAX_BASES 4096 /* stops a walk along a chain of bases that was made to loop */

uint8_t
seep_builtins_find_kind (const SeepBuiltins *builtins,
                         SeepMemory         *memory,
                         SeepAddress         type,
                         uint64_t            flags)
{
  const struct
  {
    SeepAddress type;
    uint8_t kind;
  } kinds[] = {
    { builtins->PyBool_Type, SEEP_WIRE_KIND_BOOL },
    { builtins->PyFloat_Type, SEEP_WIRE_KIND_FLOAT },
    { builtins->PySet_Type, SEEP_WIRE_KIND_SET },
    { builtins->PyFrozenSet_Type, SEEP_WIRE_KIND_SET },
    { builtins->PyByteArray_Type, SEEP_WIRE_KIND_BYTEARRAY },
    { builtins->PyCode_Type, SEEP_WIRE_KIND_CODE },
    { builtins->PyFunction_Type, SEEP_WIRE_KIND_FUNCTION },
    { builtins->PyMethod_Type, SEEP_WIRE_KIND_METHOD },
    { builtins->PyCell_Type, SEEP_WIRE_KIND_CELL },
    { builtins->PyModule_Type, SEEP_WIRE_KIND_MODULE },
    { builtins->PyFrame_Type, SEEP_WIRE_KIND_FRAME },
    { builtins->_PyWeakref_RefType, SEEP_WIRE_KIND_WEAKREF },
    { builtins->_PyWeakref_ProxyType, SEEP_WIRE_KIND_WEAKREF },
    { builtins->_PyWeakref_CallableProxyType, SEEP_WIRE_KIND_WEAKREF },
    { builtins->PyGen_Type, SEEP_WIRE_KIND_GENERATOR },
    { builtins->PyCoro_Type, SEEP_WIRE_KIND_GENERATOR },
    { builtins->PyAsyncGen_Type, SEEP_WIRE_KIND_GENERATOR },
    { builtins->_PyNone_Type, SEEP_WIRE_KIND_NONE },
  };

  for (unsigned n = 0; type != 0 && n < MAX_BASES; n++)
    {
      for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
          return kinds[i].kind;
      type = seep_memory_read_u64 (memory, type + SEEP_TYPE_BASE);
    }
  if (flags & SEEP_TYPE_FLAG_LIST)
    return SEEP_WIRE_KIND_LIST;
  if (flags & SEEP_TYPE_FLAG_TUPLE)
    return SEEP_WIRE_KIND_TUPLE;
  if (flags & SEEP_TYPE_FLAG_DICT)
    return SEEP_WIRE_KIND_DICT;
  if (flags & SEEP_TYPE_FLAG_STR)
    return SEEP_WIRE_KIND_STR;
  if (flags & SEEP_TYPE_FLAG_INT)
    return SEEP_WIRE_KIND_INT;
  if (flags & SEEP_TYPE_FLAG_BYTES)
    return SEEP_WIRE_KIND_BYTES;
  return flags & SEEP_TYPE_FLAG_TYPE ? SEEP_WIRE_KIND_TYPE : SEEP_WIRE_KIND_OTHER;
}

static unsigned
put_known (SeepBuiltinField *fields, const SeepBuiltinField *known, size_t n_known)
{
  unsigned n = 0;

  for (size_t i = 0; i < n_known; i++)
    if (known[i].offset != SEEP_LAYOUT_NONE)
      fields[n++] = known[i];
  return n;
}

#define PUT_KNOWN(...)                                                                            \
  do                                                                                              \
    {                                                                                             \
      const SeepBuiltinField known[] = { __VA_ARGS__ };                                           \
                                                                                                  \
      _Static_assert (sizeof known / sizeof *known <= SEEP_BUILTINS_MAX_FIELDS, "room");          \
      return put_known (fields, known, sizeof known / sizeof *known);                             \
    }                                                                                             \
  while (0)

static unsigned
put_function (const SeepLayout *layout, SeepBuiltinField *fields)
{
  PUT_KNOWN ({ layout->function.code, "__code__" },
             { layout->function.globals, "__globals__" },
             { layout->function.closure, "__closure__" },
             { layout->function.defaults, "__defaults__" },
             { layout->function.kwdefaults, "__kwdefaults__" },
             { layout->function.name, "__name__" },
             { layout->function.qualname, "__qualname__" },
             { layout->function.doc, "__doc__" },
             { layout->function.module, "__module__" },
             { layout->function.annotations, "__annotations__" },
             { layout->function.annotate, "__annotate__" },
             { layout->function.type_params, "__type_params__" });
}

static unsigned
put_code (const SeepLayout *layout, SeepBuiltinField *fields)
{
  PUT_KNOWN ({ layout->code.localsplus_names, "co_localsplusnames" },
             { layout->code.localsplus_kinds, "co_localspluskinds" },
             { layout->code.filename, "co_filename" },
             { layout->code.name, "co_name" },
             { layout->code.qualname, "co_qualname" },
             { layout->code.varnames, "co_varnames" },
             { layout->code.freevars, "co_freevars" },
             { layout->code.cellvars, "co_cellvars" });
}

static unsigned
put_generator (const SeepBuiltins *builtins,
               const SeepLayout   *layout,
               SeepAddress         type,
               SeepBuiltinField   *fields)
{
  bool is_coroutine = type == builtins->PyCoro_Type;
  bool is_async = type == builtins->PyAsyncGen_Type;

  PUT_KNOWN ({ layout->generator.name, "__name__" },
             { layout->generator.qualname, "__qualname__" },
             { layout->generator.code,
               is_coroutine ? "cr_code" : is_async ? "ag_code" : "gi_code" },
             { layout->generator.frame,
               is_coroutine ? "cr_frame" : is_async ? "ag_frame" : "gi_frame" });
}

static unsigned
put_frame (const SeepLayout *layout, SeepBuiltinField *fields)
{
  PUT_KNOWN ({ layout->frame.back, "f_back" },
             { layout->frame.trace, "f_trace" },
             { layout->frame.code, "f_code" },
             { layout->frame.globals, "f_globals" },
             { layout->frame.builtins, "f_builtins" },
             { layout->frame.locals, "f_locals" });
}

unsigned
seep_builtins_list_fields (const SeepBuiltins *builtins,
                           const SeepLayout   *layout,
                           SeepAddress         type,
                           SeepBuiltinField   *fields)
{
  if (type == 0)
    return 0;
  if (type == builtins->PyFunction_Type)
    return put_function (layout, fields);
  if (type == builtins->PyCode_Type)
    return put_code (layout, fields);
  if (type == builtins->PyFrame_Type)
    return put_frame (layout, fields);
  if (type == builtins->PyGen_Type || type == builtins->PyCoro_Type
      || type == builtins->PyAsyncGen_Type)
    return put_generator (builtins, layout, type, fields);
  if (type == builtins->PyMethod_Type)
    PUT_KNOWN ({ SEEP_METHOD_FUNCTION, "__func__" }, { SEEP_METHOD_SELF, "__self__" });
  if (type == builtins->PyCell_Type)
    PUT_KNOWN ({ SEEP_CELL_CONTENTS, "cell_contents" });
  if (type == builtins->PyModule_Type)
    PUT_KNOWN ({ SEEP_MODULE_NAME, "__name__" });
  if (type == builtins->PyCFunction_Type)
    PUT_KNOWN ({ SEEP_BUILTIN_SELF, "__self__" }, { SEEP_BUILTIN_MODULE, "__module__" });
  if (type == builtins->PyDictProxy_Type)
    PUT_KNOWN ({ SEEP_DICT_PROXY_MAPPING, "mapping" });
  if (type == builtins->PyGetSetDescr_Type || type == builtins->PyMemberDescr_Type
      || type == builtins->PyMethodDescr_Type || type == builtins->PyWrapperDescr_Type
      || type == builtins->PyClassMethodDescr_Type)
    PUT_KNOWN ({ SEEP_DESCRIPTOR_TYPE, "__objclass__" }, { SEEP_DESCRIPTOR_NAME, "__name__" },
               { SEEP_DESCRIPTOR_QUALNAME, "__qualname__" });
  if (type == builtins->_PyWeakref_RefType || type == builtins->_PyWeakref_ProxyType
      || type == builtins->_PyWeakref_CallableProxyType)
    PUT_KNOWN ({ SEEP_WEAKREF_CALLBACK, "__callback__" });
  if (type == builtins->base_exception)
    PUT_KNOWN ({ SEEP_EXCEPTION_ARGS, "args" },
               { layout->exception.traceback, "__traceback__" },
               { layout->exception.context, "__context__" },
               { layout->exception.cause, "__cause__" });
  return 0;
}

bool
seep_builtins_is_plain (const SeepBuiltins *builtins, SeepAddress solid)
{
  const SeepAddress plain[] = {
    builtins->PyBaseObject_Type, builtins->PyList_Type,     builtins->PyTuple_Type,
    builtins->PyDict_Type,       builtins->PySet_Type,      builtins->PyFrozenSet_Type,
    builtins->PyUnicode_Type,    builtins->PyLong_Type,     builtins->PyBool_Type,
    builtins->PyFloat_Type,      builtins->PyComplex_Type,  builtins->PyBytes_Type,
    builtins->PyByteArray_Type,  builtins->_PyNone_Type,    builtins->PyEllipsis_Type,
  };

  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (solid != 0 && solid == plain[i])
      return true;
  return false;
}
