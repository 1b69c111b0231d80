/* SPDX-License-Identifier: MIT */
#include "seep-sizes.h"

#include "seep-str.h"

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
seep_size_of (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;
  SeepAddress object = dump->object;

  switch ((SeepSizeRule) info->size_rule)
    {
    case SEEP_SIZE_LIST:
      return (uint64_t) info->basic_size + info->prefix_bytes
             + 8 * seep_word (object + SEEP_LIST_ALLOCATED);

    case SEEP_SIZE_TUPLE:
      return (uint64_t) info->basic_size + info->prefix_bytes
             + 8 * (uint64_t) seep_object_get_size (NULL, object);

    case SEEP_SIZE_DICT:
      return (uint64_t) dump->python->_PyDict_SizeOf (seep_as_python (object))
             + info->prefix_bytes;

    case SEEP_SIZE_STR:
      {
        uint32_t state = seep_memory_read_u32 (NULL, object + SEEP_STR_STATE);

        if ((state >> 5 & 3) == 3) /* compact and ASCII: no other form is kept beside it */
          return (uint64_t) dump->layout->str.ascii + seep_word (object + SEEP_STR_LENGTH) + 1;
        return call_sizeof (dump);
      }

    case SEEP_SIZE_INT:
      {
        uint64_t n_digits = seep_int_get_digits (NULL, dump->layout, object);

        /* From 3.11 on zero has a digit, and says so. */
        if (n_digits == 0 && dump->layout->small_keys)
          n_digits = 1;
        return SEEP_INT_DIGITS + 4 * n_digits;
      }

    case SEEP_SIZE_BYTES:
      return SEEP_BYTES_DATA + 1 + (uint64_t) seep_object_get_size (NULL, object);

    case SEEP_SIZE_OBJECT:
      return size_of_body (info, object, is_gc);

    case SEEP_SIZE_CALL:
    default:
      return info->is_approximate ? size_of_body (info, object, is_gc) : call_sizeof (dump);
    }
}
