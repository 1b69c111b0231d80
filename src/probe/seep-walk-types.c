/* SPDX-License-Identifier: MIT */
#include "seep-walk-types.h"

#include "seep-dict.h"
#include "seep-preview.h"
#include "seep-str.h"

#include <string.h>

#define FIRST_SLOTS 4096
#define MAX_BASES 4096
#define TYPE_BYTES 400 /* of the smallest type object */
#define MAX_TYPES (1u << 22) /* no program has so many classes: made-up memory might */
#define MAX_BASIC_SIZE (1 << 20)
#define MAX_ITEM_SIZE (1 << 16)

typedef struct SeepWalkTypes
{
  SeepWalkType **slots; /* owned */
  uint64_t n_slots;     /* a power of two */
  uint32_t n_types;
} SeepWalkTypes;

static SeepWalkType **
find_slot (SeepWalkType **slots, uint64_t n_slots, SeepAddress type)
{
  uint64_t i = (type >> 4) * UINT64_C (0x9E3779B97F4A7C15) >> 40 & (n_slots - 1);

  while (slots[i] != NULL && slots[i]->address != type)
    i = (i + 1) & (n_slots - 1);
  return &slots[i];
}

static bool
grow (SeepWalk *walk, SeepWalkTypes *types)
{
  uint64_t n_slots = types->n_slots * 2;
  SeepWalkType **slots = seep_pages_new (&walk->pages, n_slots * sizeof *slots);

  if (slots == NULL)
    return false;
  for (uint64_t i = 0; i < types->n_slots; i++)
    if (types->slots[i] != NULL)
      *find_slot (slots, n_slots, types->slots[i]->address) = types->slots[i];
  seep_pages_free (&walk->pages, types->slots, types->n_slots * sizeof *slots);
  types->slots = slots;
  types->n_slots = n_slots;
  return true;
}

bool
seep_walk_types_init (SeepWalk *walk)
{
  SeepWalkTypes *types = seep_arena_alloc (&walk->arena, sizeof *types);

  if (types == NULL)
    return false;
  types->n_slots = FIRST_SLOTS;
  types->slots = seep_pages_new (&walk->pages, FIRST_SLOTS * sizeof *types->slots);
  walk->type_table = types;
  return types->slots != NULL;
}

void
seep_walk_types_clear (SeepWalk *walk)
{
  SeepWalkTypes *types = walk->type_table;

  if (types != NULL)
    seep_pages_free (&walk->pages, types->slots, types->n_slots * sizeof *types->slots);
}

bool
seep_walk_type_is_called (SeepWalk *walk, SeepAddress type, const char *name)
{
  char found[64];

  seep_image_read_text (walk->image, seep_walk_word (walk, type + SEEP_TYPE_NAME), found,
                        sizeof found);
  return strcmp (found, name) == 0;
}

/* The name as people write it: with its module, but for builtins. */
static uint32_t
find_name (SeepWalk *walk, const SeepWalkType *type)
{
  char text[SEEP_WIRE_MAX_NAME_BYTES];
  SeepAddress dict, module, qualname;
  size_t n_bytes = 0;
  SeepStr view;
  bool is_whole;

  qualname = type->is_heap ? seep_walk_word (
               walk, type->address + (unsigned) walk->layout->heap_type.qualname)
                           : 0;
  if (qualname == 0)
    {
      n_bytes = seep_image_read_text (
        walk->image, seep_walk_word (walk, type->address + SEEP_TYPE_NAME), text, sizeof text);
      return seep_names_find_text (&walk->names, text, n_bytes);
    }

  dict = seep_walk_word (walk, type->address + SEEP_TYPE_DICT);
  module = seep_dict_find (walk->memory, walk->layout, dict, "__module__");
  if (module != 0
      && (seep_type_get_flags (walk->memory, seep_object_get_type (walk->memory, module))
          & SEEP_TYPE_FLAG_STR)
      && !seep_str_is_equal (walk->memory, walk->layout, module, "builtins", 8))
    {
      view = seep_str_read (walk->memory, walk->layout, module);
      n_bytes
        = seep_str_put_utf8 (walk->memory, &view, (uint8_t *) text, sizeof text / 4, &is_whole);
      text[n_bytes++] = '.';
    }
  view = seep_str_read (walk->memory, walk->layout, qualname);
  n_bytes += seep_str_put_utf8 (walk->memory, &view, (uint8_t *) text + n_bytes,
                                sizeof text - n_bytes, &is_whole);
  return seep_names_find_text (&walk->names, text, n_bytes);
}

static void
put_type (SeepWalk *walk, const SeepWalkType *type)
{
  SeepWireSection *section = &walk->types;
  uint32_t name = find_name (walk, type);
  uint8_t traits = 0;

  if (type->is_heap)
    traits |= SEEP_WIRE_TYPE_HEAP;
  if (type->has_gc_head)
    traits |= SEEP_WIRE_TYPE_GC;
  if (type->has_python_sizeof)
    traits |= SEEP_WIRE_TYPE_PYTHON_SIZEOF;
  if (type->is_opaque)
    traits |= SEEP_WIRE_TYPE_OPAQUE;

  seep_walk_reserve (walk, section, 9 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, type->id);
  section->at = seep_varint_put (section->at, type->address >> 3);
  section->at = seep_varint_put (section->at, name);
  section->at
    = seep_varint_put (section->at, seep_walk_word (walk, type->address + SEEP_TYPE_BASE) >> 3);
  section->at = seep_varint_put (section->at, (uint64_t) type->basic_size);
  section->at = seep_varint_put (section->at, (uint64_t) type->item_size);
  section->at = seep_varint_put (section->at, type->flags);
  *section->at++ = traits;
  *section->at++ = type->kind;
  section->n_records++;
}

/* Past every class of a class statement. */
static SeepAddress
find_solid (SeepWalk *walk, SeepAddress type)
{
  for (unsigned i = 0; i < MAX_BASES; i++)
    {
      SeepAddress base = seep_walk_word (walk, type + SEEP_TYPE_BASE);

      if (base == 0 || !(seep_type_get_flags (walk->memory, type) & SEEP_TYPE_FLAG_HEAP)
          || seep_walk_word (walk, type + SEEP_TYPE_TRAVERSE) != walk->target->class_traverse)
        break;
      type = base;
    }
  return type;
}

/* Types of the standard library that no symbol names. */
static SeepWalkBody
choose_by_name (SeepWalk *walk, SeepAddress solid)
{
  static const struct
  {
    const char *name;
    SeepWalkBody body;
  } bodies[] = {
    { "collections.deque", SEEP_WALK_BODY_DEQUE },
    { "functools._lru_cache_wrapper", SEEP_WALK_BODY_LRU_CACHE },
    { "itertools._tee_dataobject", SEEP_WALK_BODY_TEE },
    { "xml.etree.ElementTree.Element", SEEP_WALK_BODY_ELEMENT },
    { "_queue.SimpleQueue", SEEP_WALK_BODY_QUEUE },
  };

  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
    if (seep_walk_type_is_called (walk, solid, bodies[i].name))
      return bodies[i].body;
  return SEEP_WALK_BODY_OTHER;
}

static SeepWalkBody
choose_body (SeepWalk *walk, const SeepWalkType *type)
{
  switch (type->kind)
    {
    case SEEP_WIRE_KIND_LIST:
      return SEEP_WALK_BODY_LIST;
    case SEEP_WIRE_KIND_TUPLE:
      return SEEP_WALK_BODY_TUPLE;
    case SEEP_WIRE_KIND_DICT:
      return SEEP_WALK_BODY_DICT;
    case SEEP_WIRE_KIND_SET:
      return SEEP_WALK_BODY_SET;
    case SEEP_WIRE_KIND_TYPE:
      return SEEP_WALK_BODY_TYPE;
    case SEEP_WIRE_KIND_FRAME:
      return SEEP_WALK_BODY_FRAME;
    case SEEP_WIRE_KIND_GENERATOR:
      return SEEP_WALK_BODY_GENERATOR;
    case SEEP_WIRE_KIND_WEAKREF:
      return SEEP_WALK_BODY_WEAKREF;
    case SEEP_WIRE_KIND_MODULE:
      return SEEP_WALK_BODY_MODULE;
    case SEEP_WIRE_KIND_OTHER:
      return choose_by_name (walk, type->solid);
    default:
      return SEEP_WALK_BODY_OTHER;
    }
}

/* Whether a type object is at @type: its own type makes types, and that one's too. */
static bool
is_type (SeepWalk *walk, SeepAddress type)
{
  SeepAddress above = type;

  if (type == 0 || (type & 7) != 0 || !seep_image_has (walk->image, type, TYPE_BYTES))
    return false;
  for (unsigned i = 0; i < 2; i++)
    {
      above = seep_object_get_type (walk->memory, above);
      if ((above & 7) != 0 || !seep_image_has (walk->image, above, TYPE_BYTES)
          || !(seep_type_get_flags (walk->memory, above) & SEEP_TYPE_FLAG_TYPE))
        return false;
    }
  return true;
}

static void
fill_type (SeepWalk *walk, SeepWalkType *type)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress address = type->address;

  type->is_heap = type->flags & SEEP_TYPE_FLAG_HEAP;
  type->has_gc_head = type->flags & SEEP_TYPE_FLAG_GC;
  type->has_any_is_gc = seep_walk_word (walk, address + SEEP_TYPE_IS_GC) != 0;
  type->prefix_bytes = seep_type_get_prefix_bytes (layout, type->flags);
  type->solid = find_solid (walk, address);
  type->kind = seep_builtins_find_kind (walk->builtins, walk->memory, address, type->flags);
  type->body = choose_body (walk, type);
  type->has_preview = seep_preview_is_known (type->kind);
  type->has_dict = seep_walk_word (walk, address + SEEP_TYPE_DICT_OFFSET) != 0
                   || (layout->values != SEEP_VALUES_IN_DICT
                       && (type->flags & SEEP_TYPE_FLAG_MANAGED_DICT) && type->is_heap);
  type->has_ordered_keys
    = type->kind == SEEP_WIRE_KIND_DICT && type->solid == walk->builtins->PyODict_Type;
  type->has_object_items
    = type->item_size == 8 && seep_walk_type_is_called (walk, address, "hamt_bitmap_node");
  seep_walk_type_choose_size (walk, type);
  seep_walk_type_add_fields (walk, type);
  type->is_leaf = type->body == SEEP_WALK_BODY_OTHER && !type->has_dict && type->n_fields == 0
                  && type->n_guesses == 0;
}

const SeepWalkType *
seep_walk_types_add (SeepWalk *walk, SeepAddress address)
{
  SeepWalkTypes *types = walk->type_table;
  SeepWalkType **slot = find_slot (types->slots, types->n_slots, address);
  SeepWalkType *type;
  int64_t basic_size, item_size;

  if (*slot != NULL)
    return *slot;
  if (!is_type (walk, address) || types->n_types == MAX_TYPES)
    return NULL;
  basic_size = (int64_t) seep_walk_word (walk, address + SEEP_TYPE_BASIC_SIZE);
  item_size = (int64_t) seep_walk_word (walk, address + SEEP_TYPE_ITEM_SIZE);
  if (basic_size < 16 || basic_size > MAX_BASIC_SIZE || item_size < 0 || item_size > MAX_ITEM_SIZE)
    return NULL;
  type = seep_arena_alloc (&walk->arena, sizeof *type);
  if (type == NULL || (types->n_types * 2 >= types->n_slots && !grow (walk, types)))
    return NULL;

  type->address = address;
  type->id = types->n_types++;
  type->flags = seep_type_get_flags (walk->memory, address);
  type->basic_size = basic_size;
  type->item_size = item_size;
  *find_slot (types->slots, types->n_slots, address) = type;
  fill_type (walk, type);
  put_type (walk, type);

  /* Its own type is worked out when it is written, not here: there is no depth to that. */
  if (seep_visited_add (&walk->visited, address))
    seep_walk_push (walk, address);
  walk->memory->failed = false;
  return type;
}
