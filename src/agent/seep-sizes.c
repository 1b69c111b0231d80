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

bool
seep_size_is_known (const SeepDump *dump, SeepAddress type)
{
  const SeepPython *python = dump->python;

  return type == python->PyUnicode_Type || type == python->PySet_Type
         || type == python->PyFrozenSet_Type || type == python->PyByteArray_Type;
}

/* str.__sizeof__: the body, and what is kept beside it: the text where it is not compact, UTF-8
 * that was asked for, and up to 3.11 wchar_t. */
static uint64_t
size_of_str (const SeepDump *dump, SeepAddress object)
{
  const SeepLayout *layout = dump->layout;
  SeepAddress end = object + (unsigned) layout->str.compact;
  bool has_wide = !layout->has_immortals;
  bool is_compact = seep_memory_read_u32 (NULL, object + SEEP_STR_STATE) >> 5 & 1;
  SeepAddress utf8 = seep_word (end - (has_wide ? 16 : 8));
  SeepAddress wide = has_wide ? seep_word (object + SEEP_STR_WIDE) : 0;
  SeepStr str = seep_str_read (NULL, layout, object);
  uint64_t size = (uint64_t) layout->str.compact + (is_compact ? 0 : 8);

  if (is_compact || (str.data != 0 && str.data != wide))
    size += (str.length + 1) * str.width;
  if (utf8 != 0 && utf8 != str.data)
    size += seep_word (end - (has_wide ? 24 : 16)) + 1;
  if (wide != 0 && (is_compact ? wide != str.data : true))
    size += (seep_word (object + SEEP_STR_WIDE_LENGTH) + 1) * 4;
  return size;
}

static uint64_t
size_by_formula (const SeepDump *dump, bool is_gc)
{
  const SeepPython *python = dump->python;
  const SeepTypeInfo *info = dump->info;
  SeepAddress object = dump->object;

  if (info->type == python->PyUnicode_Type)
    return size_of_str (dump, object);
  if (info->type == python->PyByteArray_Type)
    return (uint64_t) info->basic_size + seep_word (object + SEEP_BYTEARRAY_ALLOCATED);
  if (info->type == python->PySet_Type || info->type == python->PyFrozenSet_Type)
    {
      uint64_t n_slots = seep_word (object + SEEP_SET_MASK) + 1;

      return (uint64_t) info->basic_size + info->prefix_bytes
             + (n_slots > SEEP_SET_OWN_SLOTS ? n_slots * SEEP_SET_ENTRY_BYTES : 0);
    }
  return size_of_body (info, object, is_gc);
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
  if (dump->fork != NULL)
    return size_by_formula (dump, is_gc);
  return call_sizeof (dump);
}
