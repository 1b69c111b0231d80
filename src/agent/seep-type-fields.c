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
  int16_t offset;
  const char *name;
} KnownField;

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

static void
add_known (SeepDump *dump, FieldList *list, const KnownField *known, size_t n_known)
{
  for (size_t i = 0; i < n_known; i++)
    if (known[i].offset != SEEP_LAYOUT_NONE)
      add_field (list, (uint32_t) known[i].offset, SEEP_WIRE_EDGE_FIELD,
                 seep_dump_name (dump, known[i].name));
}

#define ADD_KNOWN(...)                                                                            \
  do                                                                                              \
    {                                                                                             \
      const KnownField known[] = { __VA_ARGS__ };                                                 \
      add_known (dump, list, known, sizeof known / sizeof *known);                                \
    }                                                                                             \
  while (0)

static void
add_function (SeepDump *dump, FieldList *list)
{
  const SeepLayout *layout = dump->layout;

  ADD_KNOWN ({ layout->function.code, "__code__" },
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

static void
add_code (SeepDump *dump, FieldList *list)
{
  const SeepLayout *layout = dump->layout;

  ADD_KNOWN ({ layout->code.localsplus_names, "co_localsplusnames" },
             { layout->code.localsplus_kinds, "co_localspluskinds" },
             { layout->code.filename, "co_filename" },
             { layout->code.name, "co_name" },
             { layout->code.qualname, "co_qualname" },
             { layout->code.varnames, "co_varnames" },
             { layout->code.freevars, "co_freevars" },
             { layout->code.cellvars, "co_cellvars" });
}

static void
add_generator (SeepDump *dump, FieldList *list, SeepAddress type)
{
  const SeepLayout *layout = dump->layout;
  const SeepPython *python = dump->python;
  bool is_coroutine = type == python->PyCoro_Type;
  bool is_async = type == python->PyAsyncGen_Type;

  ADD_KNOWN ({ layout->generator.name, "__name__" },
             { layout->generator.qualname, "__qualname__" },
             { layout->generator.code,
               is_coroutine ? "cr_code" : is_async ? "ag_code" : "gi_code" },
             { layout->generator.frame,
               is_coroutine ? "cr_frame" : is_async ? "ag_frame" : "gi_frame" });
}

static void
add_frame (SeepDump *dump, FieldList *list)
{
  const SeepLayout *layout = dump->layout;

  ADD_KNOWN ({ layout->frame.back, "f_back" },
             { layout->frame.trace, "f_trace" },
             { layout->frame.code, "f_code" },
             { layout->frame.globals, "f_globals" },
             { layout->frame.builtins, "f_builtins" },
             { layout->frame.locals, "f_locals" });
}

/* What the builtin @type itself adds to its base's body. */
static void
add_builtin (SeepDump *dump, FieldList *list, SeepAddress type)
{
  const SeepPython *python = dump->python;
  const SeepLayout *layout = dump->layout;

  if (type == python->PyFunction_Type)
    add_function (dump, list);
  else if (type == python->PyCode_Type)
    add_code (dump, list);
  else if (type == python->PyFrame_Type)
    add_frame (dump, list);
  else if (type == python->PyGen_Type || type == python->PyCoro_Type
           || type == python->PyAsyncGen_Type)
    add_generator (dump, list, type);
  else if (type == python->PyMethod_Type)
    ADD_KNOWN ({ SEEP_METHOD_FUNCTION, "__func__" }, { SEEP_METHOD_SELF, "__self__" });
  else if (type == python->PyCell_Type)
    ADD_KNOWN ({ SEEP_CELL_CONTENTS, "cell_contents" });
  else if (type == python->PyModule_Type)
    ADD_KNOWN ({ SEEP_MODULE_NAME, "__name__" });
  else if (type == python->PyCFunction_Type)
    ADD_KNOWN ({ SEEP_BUILTIN_SELF, "__self__" }, { SEEP_BUILTIN_MODULE, "__module__" });
  else if (type == python->PyDictProxy_Type)
    ADD_KNOWN ({ SEEP_DICT_PROXY_MAPPING, "mapping" });
  else if (type == python->PyGetSetDescr_Type || type == python->PyMemberDescr_Type
           || type == python->PyMethodDescr_Type || type == python->PyWrapperDescr_Type
           || type == python->PyClassMethodDescr_Type)
    ADD_KNOWN ({ SEEP_DESCRIPTOR_TYPE, "__objclass__" }, { SEEP_DESCRIPTOR_NAME, "__name__" },
               { SEEP_DESCRIPTOR_QUALNAME, "__qualname__" });
  else if (type == python->_PyWeakref_RefType || type == python->_PyWeakref_ProxyType
           || type == python->_PyWeakref_CallableProxyType)
    ADD_KNOWN ({ SEEP_WEAKREF_CALLBACK, "__callback__" });
  else if (type == python->base_exception)
    ADD_KNOWN ({ SEEP_EXCEPTION_ARGS, "args" },
               { layout->exception.traceback, "__traceback__" },
               { layout->exception.context, "__context__" },
               { layout->exception.cause, "__cause__" });
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
