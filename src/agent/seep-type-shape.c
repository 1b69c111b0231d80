/* SPDX-License-Identifier: MIT */
/* What kind of thing the instances of a type are, and how their references are read. */
#include "seep-types.h"

#include <string.h>

#define MAX_BASES 4096 /* stops a walk along a chain of bases that was made to loop */

static uint8_t
find_kind (const SeepDump *dump, SeepAddress type, uint64_t flags)
{
  const SeepPython *python = dump->python;
  const struct
  {
    uint64_t type;
    uint8_t kind;
  } kinds[] = {
    { python->PyBool_Type, SEEP_WIRE_KIND_BOOL },
    { python->PyFloat_Type, SEEP_WIRE_KIND_FLOAT },
    { python->PySet_Type, SEEP_WIRE_KIND_SET },
    { python->PyFrozenSet_Type, SEEP_WIRE_KIND_SET },
    { python->PyByteArray_Type, SEEP_WIRE_KIND_BYTEARRAY },
    { python->PyCode_Type, SEEP_WIRE_KIND_CODE },
    { python->PyFunction_Type, SEEP_WIRE_KIND_FUNCTION },
    { python->PyMethod_Type, SEEP_WIRE_KIND_METHOD },
    { python->PyCell_Type, SEEP_WIRE_KIND_CELL },
    { python->PyModule_Type, SEEP_WIRE_KIND_MODULE },
    { python->PyFrame_Type, SEEP_WIRE_KIND_FRAME },
    { python->_PyWeakref_RefType, SEEP_WIRE_KIND_WEAKREF },
    { python->_PyWeakref_ProxyType, SEEP_WIRE_KIND_WEAKREF },
    { python->_PyWeakref_CallableProxyType, SEEP_WIRE_KIND_WEAKREF },
    { python->PyGen_Type, SEEP_WIRE_KIND_GENERATOR },
    { python->PyCoro_Type, SEEP_WIRE_KIND_GENERATOR },
    { python->PyAsyncGen_Type, SEEP_WIRE_KIND_GENERATOR },
    { python->_PyNone_Type, SEEP_WIRE_KIND_NONE },
  };

  for (unsigned n = 0; type != 0 && n < MAX_BASES; n++)
    {
      for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
          return kinds[i].kind;
      type = seep_word (type + SEEP_TYPE_BASE);
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

static void
choose_body (SeepTypeInfo *info)
{
  switch (info->kind)
    {
    case SEEP_WIRE_KIND_LIST:
      info->body = SEEP_BODY_LIST;
      break;
    case SEEP_WIRE_KIND_TUPLE:
      info->body = SEEP_BODY_TUPLE;
      break;
    case SEEP_WIRE_KIND_DICT:
      info->body = SEEP_BODY_DICT;
      break;
    case SEEP_WIRE_KIND_SET:
      info->body = SEEP_BODY_SET;
      break;
    case SEEP_WIRE_KIND_TYPE:
      info->body = SEEP_BODY_TYPE;
      break;
    case SEEP_WIRE_KIND_FRAME:
      info->body = SEEP_BODY_FRAME;
      break;
    case SEEP_WIRE_KIND_GENERATOR:
      info->body = SEEP_BODY_GENERATOR;
      break;
    case SEEP_WIRE_KIND_WEAKREF:
      info->body = SEEP_BODY_WEAKREF;
      break;
    default:
      info->body = SEEP_BODY_OTHER;
      break;
    }
}

void
seep_type_choose_kind (const SeepDump *dump, SeepTypeInfo *info)
{
  info->kind = find_kind (dump, info->type, info->flags);
  choose_body (info);
}

/* Builtins that hold nothing but what is decoded. */
static bool
is_known (const SeepPython *python, SeepAddress solid)
{
  return solid == python->PyBaseObject_Type || solid == python->PyList_Type
         || solid == python->PyTuple_Type || solid == python->PyDict_Type
         || solid == python->PySet_Type || solid == python->PyFrozenSet_Type
         || solid == python->PyUnicode_Type || solid == python->PyLong_Type
         || solid == python->PyBool_Type || solid == python->PyFloat_Type
         || solid == python->PyComplex_Type || solid == python->PyBytes_Type
         || solid == python->PyByteArray_Type || solid == python->_PyNone_Type
         || solid == python->PyEllipsis_Type;
}

/* Types whose instances hold nothing more, or whose words mislead: digits that were never
 * written hold what was there before; the links of an lru_cache are shown by the cache. */
static bool
is_misleading (SeepAddress solid)
{
  static const char *const names[] = { "decimal.Decimal", "functools._lru_list_elem" };
  const char *name = (const char *) (uintptr_t) seep_word (solid + SEEP_TYPE_NAME);

  for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
    if (strcmp (name, names[i]) == 0)
      return true;
  return false;
}

void
seep_type_choose_shape (SeepDump *dump, SeepTypeInfo *info)
{
  const SeepPython *python = dump->python;
  SeepAddress type = info->type;
  SeepAddress solid;

  info->shape = SEEP_SHAPE_OBJECT;
  if (!dump->calibration.holds)
    {
      if (!info->has_gc_head)
        info->shape = SEEP_SHAPE_LEAF;
      return;
    }

  solid = seep_type_find_solid (dump, type);
  info->is_complete = is_known (python, solid);
  if (type == python->PyList_Type)
    info->shape = SEEP_SHAPE_LIST;
  else if (type == python->PyTuple_Type)
    info->shape = SEEP_SHAPE_TUPLE;
  else if (type == python->PyDict_Type)
    info->shape = SEEP_SHAPE_DICT;
  else if (type == python->PySet_Type || type == python->PyFrozenSet_Type)
    info->shape = SEEP_SHAPE_SET;
  else if (info->is_complete && !info->has_dict && info->n_fields == 0
           && info->body == SEEP_BODY_OTHER)
    info->shape = SEEP_SHAPE_LEAF;

  info->is_container = info->shape != SEEP_SHAPE_OBJECT && info->shape != SEEP_SHAPE_LEAF;
  if (!info->is_complete && seep_word (solid + SEEP_TYPE_TRAVERSE) == 0)
    {
      info->may_guess = solid != python->PyCode_Type && !is_misleading (solid);
      info->guess_end = seep_word (solid + SEEP_TYPE_BASIC_SIZE);
      info->is_complete = true;
    }
}
