/* SPDX-License-Identifier: MIT */
#include "seep-sizes.h"

static uint64_t
call_sizeof (SeepDump *dump)
{
  size_t size = dump->python->_PySys_GetSizeOf (seep_as_python (dump->object));

  if (size == SIZE_MAX)
    {
      dump->python->PyErr_Clear ();
      return 0;
    }
  return size;
}

/* object.__sizeof__, and what sys.getsizeof adds for the words in front of the object. */
static uint64_t
size_of_body (const SeepTypeInfo *info, SeepAddress object, bool is_gc)
{
  uint64_t size = (uint64_t) info->basic_size;

  if (info->item_size > 0)
    {
      int64_t n = seep_object_get_size (NULL, object);

      size += (uint64_t) info->item_size * (uint64_t) (n < 0 ? -n : n);
    }
  size += info->prefix_bytes;
  return info->has_gc_head && !is_gc ? size - SEEP_GC_HEAD_BYTES : size;
}

uint64_t
seep_size_ask (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;

  if (info->size_rule == SEEP_SIZE_DICT)
    return (uint64_t) dump->python->_PyDict_SizeOf (seep_as_python (dump->object))
           + info->prefix_bytes;
  if (info->size_rule == SEEP_SIZE_OBJECT || info->is_approximate)
    return size_of_body (info, dump->object, is_gc);
  return call_sizeof (dump);
}
