/* SPDX-License-Identifier: MIT */
/* Which words of an instance's body are references, and what Python calls them: the members
 * that a C type declares and the slots of Python classes (tp_members), and a table of the
 * builtins whose fields are reached by getters only. */
#include "seep-types.h"

#include <string.h>

#define MAX_BASES 4096
#define MAX_OFFSET (1 << 20) /* of a field: beyond it is no structure but a mistake */

typedef struct
{
  SeepField *fields;
  unsigned n_fields, n_room;
  int64_t dict_offset;
} FieldList;

static void
add_field (FieldList *list, uint32_t offset, uint8_t kind, uint32_t name)
{
  for (unsigned i = 0; i < list->n_fields; i++)
    if (list->fields[i].offset == offset)
      return;
  if (offset == list->dict_offset)
    return;
  if (list->n_fields < list->n_room)
    list->fields[list->n_fields++]
      = (SeepField){ .offset = offset, .name = name, .kind = kind };
}

static void
add_members (SeepDump *dump, SeepAddress type, FieldList *list)
{
  SeepAddress member = seep_word (type + SEEP_TYPE_MEMBERS);
  bool is_class = seep_word (type + SEEP_TYPE_TRAVERSE) == dump->calibration.class_traverse
                  && (seep_type_get_flags (NULL, type) & SEEP_TYPE_FLAG_HEAP);
  uint8_t kind = is_class ? SEEP_WIRE_EDGE_ATTRIBUTE : SEEP_WIRE_EDGE_FIELD;

  if (member == 0)
    return;
  for (; seep_word (member + SEEP_MEMBER_NAME) != 0; member += SEEP_MEMBER_BYTES)
    {
      const char *name = (const char *) (uintptr_t) seep_word (member + SEEP_MEMBER_NAME);
      int32_t what = seep_memory_read_i32 (NULL, member + SEEP_MEMBER_TYPE);
      int32_t flags = seep_memory_read_i32 (NULL, member + SEEP_MEMBER_FLAGS);
      int64_t offset = seep_memory_read_i64 (NULL, member + SEEP_MEMBER_OFFSET);

      if ((what != SEEP_MEMBER_OBJECT && what != SEEP_MEMBER_OBJECT_EX)
          || (flags & SEEP_MEMBER_RELATIVE) || offset < SEEP_OBJECT_SIZE || offset > MAX_OFFSET)
        continue;
      add_field (list, (uint32_t) offset, kind,
                 seep_names_find_text (&dump->names, name, strlen (name)));
    }
}

/* What the builtin @type itself adds to its base's body. */
static void
add_builtin (SeepDump *dump, FieldList *list, SeepAddress type)
{
  SeepBuiltinField known[SEEP_BUILTINS_MAX_FIELDS];
  unsigned n
    = seep_builtins_list_fields (&dump->python->builtins, dump->layout, type, known);

  for (unsigned i = 0; i < n; i++)
    add_field (list, (uint32_t) known[i].offset, SEEP_WIRE_EDGE_FIELD,
               seep_dump_name (dump, known[i].name));
}

unsigned
seep_type_list_fields (SeepDump *dump, SeepAddress type, SeepField *fields, unsigned n_room)
{
  /* `__dict__` may be declared as a member too: it is read as what it is. */
  FieldList list = { .fields = fields,
                     .n_room = n_room,
                     .dict_offset = seep_memory_read_i64 (NULL, type + SEEP_TYPE_DICT_OFFSET) };

  for (unsigned i = 0; type != 0 && i < MAX_BASES; i++)
    {
      add_builtin (dump, &list, type);
      add_members (dump, type, &list);
      type = seep_word (type + SEEP_TYPE_BASE);
    }
  return list.n_fields;
}
