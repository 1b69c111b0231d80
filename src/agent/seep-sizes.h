/* SPDX-License-Identifier: MIT */
/* seep-sizes.h — what sys.getsizeof would say, without asking Python code. */
#pragma once

#include "seep-str.h"
#include "seep-types.h"

/* The size of @dump->object, an instance of @dump->info, that is no plain sum. In a dump that a
 * child writes nobody is asked: a formula, exact for what seep_size_is_known(). */
uint64_t seep_size_ask (SeepDump *dump,
                        bool      is_gc);

/* Whether the interpreter need not be asked for the size of instances of @type, whose
 * __sizeof__ is C code: there is a formula. */
bool seep_size_is_known (const SeepDump *dump,
                         SeepAddress     type);

/* The size of @dump->object, an instance of @dump->info. */
static inline uint64_t
seep_size_of (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;
  SeepAddress object = dump->object;

  switch ((SeepSizeRule) info->size_rule)
    {
    case SEEP_SIZE_LIST:
      return info->fixed_bytes + 8 * seep_word (object + SEEP_LIST_ALLOCATED);

    case SEEP_SIZE_TUPLE:
    case SEEP_SIZE_BYTES:
      return info->fixed_bytes
             + (uint64_t) seep_object_get_size (NULL, object) * (uint64_t) info->item_size;

    case SEEP_SIZE_STR:
      /* Compact and ASCII: no other form is kept beside it. */
      if ((seep_memory_read_u32 (NULL, object + SEEP_STR_STATE) >> 5 & 3) == 3)
        return (uint64_t) dump->layout->str.ascii + seep_word (object + SEEP_STR_LENGTH) + 1;
      return seep_size_ask (dump, is_gc);

    case SEEP_SIZE_INT:
      {
        uint64_t n_digits = seep_int_get_digits (NULL, dump->layout, object);

        /* From 3.11 on zero has a digit, and says so. */
        if (n_digits == 0 && dump->layout->small_keys)
          n_digits = 1;
        return SEEP_INT_DIGITS + 4 * n_digits;
      }

    case SEEP_SIZE_FIXED:
      return info->fixed_bytes;

    case SEEP_SIZE_DICT:
    case SEEP_SIZE_OBJECT:
    case SEEP_SIZE_CALL:
    default:
      return seep_size_ask (dump, is_gc);
    }
}
