/* SPDX-License-Identifier: MIT */
#include "seep-types.h"

#include "seep-preview.h"
#include "seep-sizes.h"
#include "seep-str.h"

#include <string.h>

#define FIRST_SLOTS 4096
#define MAX_FIELDS 512 /* of one type; classes with more slots keep the rest unlabelled */
#define MAX_BASES 4096 /* stops a walk along a chain of bases that was made to loop */

typedef struct SeepTypes
{
  SeepTypeInfo **slots;
  uint64_t n_slots; /* a power of two */
  uint32_t n_types;
  SeepTypeInfo nothing; /* where there is no memory */
  SeepAddress object_sizeof; /* the descriptor object.__sizeof__ */
} SeepTypes;

static SeepTypeInfo **
find_slot (SeepTypeInfo **slots, uint64_t n_slots, SeepAddress type)
{
  uint64_t i = (type >> 4) * UINT64_C (0x9E3779B97F4A7C15) >> 40 & (n_slots - 1);

  while (slots[i] != NULL && slots[i]->type != type)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (SeepDump *dump, SeepTypes *types)
{
  uint64_t n_slots = types->n_slots * 2;
  SeepTypeInfo **slots = seep_pages_new (&dump->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < types->n_slots; i++)
    if (types->slots[i] != NULL)
      *find_slot (slots, n_slots, types->slots[i]->type) = types->slots[i];
  seep_pages_free (&dump->pages, types->slots, types->n_slots * sizeof *slots);
  types->slots = slots;
  types->n_slots = n_slots;
  return true;
}

SeepAddress
seep_type_find_dict (const SeepDump *dump, SeepAddress type)
{
  SeepAddress dict = seep_word (type + SEEP_TYPE_DICT);

  /* From 3.12 on the dicts of builtin types are kept by the interpreter. */
  if (dict == 0 && dump->python->type_get_dict != NULL)
    {
      SeepPyObject *held = dump->python->type_get_dict (seep_as_python (type));

      if (held == NULL)
        return 0;
      dict = seep_as_address (held);
      dump->python->Py_DecRef (held);
    }
  return dict;
}

SeepAddress
seep_type_find_solid (const SeepDump *dump, SeepAddress type)
{
  for (unsigned i = 0; i < MAX_BASES; i++)
    {
      SeepAddress base = seep_word (type + SEEP_TYPE_BASE);

      if (base == 0 || !(seep_type_get_flags (NULL, type) & SEEP_TYPE_FLAG_HEAP)
          || seep_word (type + SEEP_TYPE_TRAVERSE) != dump->calibration.class_traverse)
        break;
      type = base;
    }
  return type;
}

/* What type.__mro__ says of @name: the first type's that has it. */
static SeepAddress
find_in_mro (SeepDump *dump, SeepAddress type, const char *name)
{
  SeepAddress mro = seep_word (type + SEEP_TYPE_MRO);
  int64_t n_types;

  if (mro == 0)
    return 0;
  n_types = seep_object_get_size (NULL, mro);
  for (int64_t i = 0; i < n_types; i++)
    {
      SeepAddress dict
        = seep_type_find_dict (dump, seep_tuple_get_item (NULL, dump->layout, mro, (uint64_t) i));
      SeepAddress found = dict == 0 ? 0 : seep_dict_find (NULL, dump->layout, dict, name);

      if (found != 0)
        return found;
    }
  return 0;
}

static SeepAddress
find_sizeof (SeepDump *dump, SeepAddress type)
{
  SeepPyObject *name;
  SeepAddress found;

  if (dump->calibration.holds)
    return find_in_mro (dump, type, "__sizeof__");

  name = dump->python->PyUnicode_InternFromString ("__sizeof__");
  if (name == NULL)
    {
      dump->python->PyErr_Clear ();
      return 0;
    }
  found = seep_as_address (dump->python->_PyType_Lookup (seep_as_python (type), name));
  dump->python->Py_DecRef (name);
  return found;
}

static void
choose_size_rule (SeepDump *dump, SeepTypeInfo *info)
{
  const SeepPython *python = dump->python;
  SeepAddress type = info->type;
  SeepAddress how;

  info->size_rule = SEEP_SIZE_CALL;
  if (dump->calibration.holds)
    {
      if (type == python->PyList_Type)
        info->size_rule = SEEP_SIZE_LIST;
      else if (type == python->PyTuple_Type)
        info->size_rule = SEEP_SIZE_TUPLE;
      else if (type == python->PyDict_Type)
        info->size_rule = SEEP_SIZE_DICT;
      else if (type == python->PyUnicode_Type)
        info->size_rule = SEEP_SIZE_STR;
      else if (type == python->PyLong_Type || type == python->PyBool_Type)
        info->size_rule = SEEP_SIZE_INT;
      else if (type == python->PyBytes_Type)
        info->size_rule = SEEP_SIZE_BYTES;
      if (info->size_rule != SEEP_SIZE_CALL)
        return;
    }

  how = find_sizeof (dump, type);
  if (how != 0 && how == dump->type_table->object_sizeof)
    info->size_rule = info->item_size == 0 && !info->has_any_is_gc ? SEEP_SIZE_FIXED
                                                                    : SEEP_SIZE_OBJECT;
  else if (how == 0 || seep_object_get_type (NULL, how) != python->PyMethodDescr_Type)
    info->is_approximate = info->has_python_sizeof = true;
  else if (dump->fork != NULL && !seep_size_is_known (dump, type))
    info->is_approximate = true;
}

size_t
seep_type_read_name (const SeepDump *dump, SeepAddress type, char *text, size_t n_room)
{
  const char *c_name = (const char *) (uintptr_t) seep_word (type + SEEP_TYPE_NAME);
  SeepAddress module, qualname;
  SeepStr view;
  size_t n_bytes = 0;
  bool is_whole;

  if (!(seep_type_get_flags (NULL, type) & SEEP_TYPE_FLAG_HEAP) || !dump->calibration.holds
      || seep_word (type + (unsigned) dump->layout->heap_type.qualname) == 0)
    {
      if (c_name == NULL)
        return 0;
      n_bytes = strnlen (c_name, n_room);
      memcpy (text, c_name, n_bytes);
      return n_bytes;
    }

  module
    = seep_dict_find (NULL, dump->layout, seep_word (type + SEEP_TYPE_DICT), "__module__");
  qualname = seep_word (type + (unsigned) dump->layout->heap_type.qualname);
  if (module != 0
      && seep_type_get_flags (NULL, seep_object_get_type (NULL, module)) & SEEP_TYPE_FLAG_STR
      && !seep_str_is_equal (NULL, dump->layout, module, "builtins", 8))
    {
      view = seep_str_read (NULL, dump->layout, module);
      n_bytes = seep_str_put_utf8 (NULL, &view, (uint8_t *) text, n_room / 4, &is_whole);
      text[n_bytes++] = '.';
    }
  view = seep_str_read (NULL, dump->layout, qualname);
  n_bytes += seep_str_put_utf8 (NULL, &view, (uint8_t *) text + n_bytes, n_room - n_bytes,
                                &is_whole);
  return n_bytes;
}

static void
put_type (SeepDump *dump, const SeepTypeInfo *info)
{
  SeepWireSection *section = &dump->types;
  char text[SEEP_WIRE_MAX_NAME_BYTES];
  size_t n_bytes = seep_type_read_name (dump, info->type, text, sizeof text);
  uint32_t name = seep_names_find_text (&dump->names, text, n_bytes);
  uint8_t traits = 0;

  if (info->is_heap)
    traits |= SEEP_WIRE_TYPE_HEAP;
  if (info->has_gc_head)
    traits |= SEEP_WIRE_TYPE_GC;
  if (info->has_python_sizeof)
    traits |= SEEP_WIRE_TYPE_PYTHON_SIZEOF;
  if (info->may_guess || (info->has_gc_head && info->traverse == NULL && !info->is_complete))
    traits |= SEEP_WIRE_TYPE_OPAQUE;

  seep_dump_reserve (dump, section, 9 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, info->id);
  section->at = seep_varint_put (section->at, info->type >> 3);
  section->at = seep_varint_put (section->at, name);
  section->at = seep_varint_put (section->at, seep_word (info->type + SEEP_TYPE_BASE) >> 3);
  section->at = seep_varint_put (section->at, (uint64_t) info->basic_size);
  section->at = seep_varint_put (section->at, (uint64_t) info->item_size);
  section->at = seep_varint_put (section->at, info->flags);
  *section->at++ = traits;
  *section->at++ = info->kind;
  section->n_records++;
}

static void
add_fields (SeepDump *dump, SeepTypeInfo *info)
{
  SeepField fields[MAX_FIELDS];
  unsigned n_fields = seep_type_list_fields (dump, info->type, fields, MAX_FIELDS);

  if (n_fields == 0)
    return;
  info->fields = seep_arena_alloc (&dump->arena, n_fields * sizeof *fields);
  if (info->fields == NULL)
    return;
  memcpy (info->fields, fields, n_fields * sizeof *fields);
  info->n_fields = (uint16_t) n_fields;
}

static SeepTypeInfo *
add_type (SeepDump *dump, SeepAddress type)
{
  SeepTypes *types = dump->type_table;
  SeepTypeInfo *info = seep_arena_alloc (&dump->arena, sizeof *info);
  SeepAddress is_gc = seep_word (type + SEEP_TYPE_IS_GC);
  SeepAddress traverse = seep_word (type + SEEP_TYPE_TRAVERSE);

  if (info == NULL)
    return &types->nothing;

  info->type = type;
  info->id = types->n_types++;
  info->flags = seep_type_get_flags (NULL, type);
  info->is_heap = info->flags & SEEP_TYPE_FLAG_HEAP;
  info->has_gc_head = info->flags & SEEP_TYPE_FLAG_GC;
  info->has_any_is_gc = is_gc != 0;
  info->basic_size = (int64_t) seep_word (type + SEEP_TYPE_BASIC_SIZE);
  info->item_size = (int64_t) seep_word (type + SEEP_TYPE_ITEM_SIZE);
  info->prefix_bytes = seep_type_get_prefix_bytes (dump->layout, info->flags);
  info->fixed_bytes = (uint64_t) info->basic_size + info->prefix_bytes;
  info->is_gc = (SeepPyIsGC) (uintptr_t) is_gc;
  info->traverse = (SeepPyTraverse) (uintptr_t) traverse;
  info->shows_type = info->is_heap
                     && (dump->layout->visits_type
                         || traverse == dump->calibration.class_traverse);
  seep_type_choose_kind (dump, info);
  info->has_preview = dump->calibration.holds && seep_preview_is_known (info->kind);
  choose_size_rule (dump, info);
  if (dump->calibration.holds)
    {
      info->has_dict
        = seep_word (type + SEEP_TYPE_DICT_OFFSET) != 0
          || (dump->layout->values != SEEP_VALUES_IN_DICT
              && (info->flags & SEEP_TYPE_FLAG_MANAGED_DICT) && info->is_heap);
      add_fields (dump, info);
    }
  seep_type_choose_shape (dump, info);
  put_type (dump, info);
  return info;
}

bool
seep_types_init (SeepDump *dump)
{
  SeepTypes *types = seep_arena_alloc (&dump->arena, sizeof *types);

  if (types == NULL)
    return false;
  types->n_slots = FIRST_SLOTS;
  types->slots = seep_pages_new (&dump->pages, FIRST_SLOTS * sizeof *types->slots);
  dump->type_table = types;
  if (types->slots == NULL)
    return false;
  types->object_sizeof = find_sizeof (dump, dump->python->PyBaseObject_Type);
  return true;
}

void
seep_types_clear (SeepDump *dump)
{
  SeepTypes *types = dump->type_table;

  if (types != NULL)
    seep_pages_free (&dump->pages, types->slots, types->n_slots * sizeof *types->slots);
}

const SeepTypeInfo *
seep_types_add (SeepDump *dump, SeepAddress type)
{
  SeepTypes *types = dump->type_table;
  SeepTypeInfo **slot = find_slot (types->slots, types->n_slots, type);
  SeepTypeInfo *info;

  if (*slot != NULL)
    return *slot;

  info = add_type (dump, type);
  if (info == &types->nothing)
    return info;
  if (types->n_types * 2 >= types->n_slots && !grow (dump, types))
    return &types->nothing;
  *find_slot (types->slots, types->n_slots, type) = info;
  seep_dump_see (dump, type);
  return info;
}
