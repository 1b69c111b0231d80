/* SPDX-License-Identifier: MIT */
#include "seep-dict.h"

#include "seep-object.h"
#include "seep-str.h"

#include <string.h>

SeepAddress
seep_dict_find (SeepMemory *memory, const SeepLayout *layout, SeepAddress dict, const char *name)
{
  size_t n_bytes = strlen (name);
  SeepDictCursor cursor;
  SeepAddress key, value;

  if (dict == 0)
    return 0;
  seep_dict_cursor_init (&cursor, memory, layout, dict);
  while (seep_dict_cursor_next (&cursor, memory, &key, &value))
    {
      SeepAddress type = seep_object_get_type (memory, key);

      if (seep_type_get_flags (memory, type) & SEEP_TYPE_FLAG_STR
          && seep_str_is_equal (memory, layout, key, name, n_bytes))
        return value;
    }
  return 0;
}
