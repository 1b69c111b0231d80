/* SPDX-License-Identifier: MIT */
/* What kind of thing the instances of a type are, and how their references are read. */
#include "seep-types.h"

#include <string.h>

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
  info->kind = seep_builtins_find_kind (&dump->python->builtins, NULL, info->type, info->flags);
  choose_body (info);
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
  info->is_complete = seep_builtins_is_plain (&python->builtins, solid);
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
