/* SPDX-License-Identifier: MIT */
/* Which words of an instance's body are references: what the type's C structure declares and
 * the slots of classes (tp_members), the builtins' own fields, and, of C types of which no
 * more is known, every other word, as a guess. What is known to be borrowed is left out. */
#include "seep-walk-types.h"

#include <string.h>

#define MAX_BASES 4096
#define MAX_MEMBERS 4096
#define MAX_FIELDS 512    /* of one type */
#define MAX_OFFSET (1 << 20)
#define MAX_GUESSES 512

typedef struct
{
  SeepWalkField fields[MAX_FIELDS];
  unsigned n_fields;
  int64_t dict_offset;
} FieldList;

static void
add_field (FieldList *list, uint32_t offset, uint8_t kind, uint32_t name)
{
  for (unsigned i = 0; i < list->n_fields; i++)
    if (list->fields[i].offset == offset)
      return;
  if (offset != list->dict_offset && list->n_fields < MAX_FIELDS)
    list->fields[list->n_fields++]
      = (SeepWalkField){ .offset = offset, .name = name, .kind = kind };
}

static void
add_members (SeepWalk *walk, SeepAddress type, FieldList *list)
{
  SeepAddress member = seep_walk_word (walk, type + SEEP_TYPE_MEMBERS);
  bool is_class
    = seep_walk_word (walk, type + SEEP_TYPE_TRAVERSE) == walk->target->class_traverse
      && (seep_type_get_flags (walk->memory, type) & SEEP_TYPE_FLAG_HEAP);
  uint8_t kind = is_class ? SEEP_WIRE_EDGE_ATTRIBUTE : SEEP_WIRE_EDGE_FIELD;

  for (unsigned i = 0; member != 0 && i < MAX_MEMBERS; i++, member += SEEP_MEMBER_BYTES)
    {
      SeepAddress name_at = seep_walk_word (walk, member + SEEP_MEMBER_NAME);
      int32_t what = seep_memory_read_i32 (walk->memory, member + SEEP_MEMBER_TYPE);
      int32_t flags = seep_memory_read_i32 (walk->memory, member + SEEP_MEMBER_FLAGS);
      int64_t offset = seep_memory_read_i64 (walk->memory, member + SEEP_MEMBER_OFFSET);
      char name[256];
      size_t n_bytes;

      if (name_at == 0 || walk->memory->failed)
        break;
      if ((what != SEEP_MEMBER_OBJECT && what != SEEP_MEMBER_OBJECT_EX)
          || (flags & SEEP_MEMBER_RELATIVE) || offset < SEEP_OBJECT_SIZE || offset > MAX_OFFSET)
        continue;
      n_bytes = seep_image_read_text (walk->image, name_at, name, sizeof name);
      add_field (list, (uint32_t) offset, kind,
                 seep_names_find_text (&walk->names, name, n_bytes));
    }
}

static void
list_fields (SeepWalk *walk, SeepAddress type, FieldList *list)
{
  for (unsigned i = 0; type != 0 && i < MAX_BASES; i++)
    {
      SeepBuiltinField known[SEEP_BUILTINS_MAX_FIELDS];
      unsigned n_known = seep_builtins_list_fields (walk->builtins, walk->layout, type, known);

      for (unsigned k = 0; k < n_known; k++)
        add_field (list, (uint32_t) known[k].offset, SEEP_WIRE_EDGE_FIELD,
                   seep_walk_name (walk, known[k].name));
      add_members (walk, type, list);
      type = seep_walk_word (walk, type + SEEP_TYPE_BASE);
    }
}

/* Types whose fields are all there is. */
static bool
is_known (const SeepWalk *walk, const SeepWalkType *type)
{
  const SeepBuiltins *builtins = walk->builtins;
  const SeepAddress known[] = {
    builtins->PyCode_Type,        builtins->PyFunction_Type,     builtins->PyMethod_Type,
    builtins->PyCell_Type,        builtins->PyModule_Type,       builtins->PyDictProxy_Type,
    builtins->PyGetSetDescr_Type, builtins->PyMemberDescr_Type,  builtins->PyMethodDescr_Type,
    builtins->PyWrapperDescr_Type, builtins->PyClassMethodDescr_Type,
    builtins->PyTraceBack_Type,   builtins->PyODict_Type,        builtins->PySlice_Type,
    builtins->PyStaticMethod_Type, builtins->PyClassMethod_Type,
  };

  if (type->kind == SEEP_WIRE_KIND_WEAKREF || type->kind == SEEP_WIRE_KIND_FRAME
      || type->body == SEEP_WALK_BODY_DEQUE || type->solid == 0 || seep_builtins_is_plain (builtins, type->solid))
    return true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (type->solid == known[i])
      return true;
  return false;
}

/* Types all of whose references are in the body itself: what no field names is a guess that
 * holds. */
static bool
is_well_guessed (const SeepWalk *walk, const SeepWalkType *type)
{
  return type->kind == SEEP_WIRE_KIND_GENERATOR || (type->flags & SEEP_TYPE_FLAG_EXCEPTION)
         || type->solid == walk->builtins->PyCFunction_Type
         || type->solid == walk->builtins->PyProperty_Type;
}

/* Words that hold the address of an object and no reference to it, or what was there before.
 * @last 0: the whole body. */
static bool
is_misleading (SeepWalk *walk, const SeepWalkType *type, uint32_t offset)
{
  static const struct
  {
    const char *name;
    uint32_t first, last;
  } words[] = {
    { "decimal.Decimal", 16, UINT32_MAX },         /* digits that were never written */
    { "functools._lru_list_elem", 16, UINT32_MAX }, /* shown by the cache */
    { "functools._lru_cache_wrapper", 16, 48 },    /* the ends of that list */
    { "itertools._tee_dataobject", 40, UINT32_MAX }, /* values that nobody may read any more */
    { "xml.etree.ElementTree.Element", 24, 40 },    /* with marks in their lowest bits */
    { "enumerate", 48, 48 },                        /* the number 1 */
    { "_thread._localdummy", 16, 16 },
    { "functools.partial", 56, 56 },                /* the placeholder of 3.14 */
    { "_queue.SimpleQueue", 16, UINT32_MAX },
    { "PyCapsule", 16, UINT32_MAX },                /* whatever it is made for */
    { "ContextVar", 32, 32 },                      /* the value that was found last */
    { "_contextvars.ContextVar", 32, 32 },
    { "memoryview", 32, UINT32_MAX },              /* its buffer belongs to another object */
  };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (offset >= words[i].first && offset <= words[i].last
        && seep_walk_type_is_called (walk, type->solid, words[i].name))
      return true;
  return false;
}

static bool
is_field (const FieldList *list, uint32_t offset)
{
  for (unsigned i = 0; i < list->n_fields; i++)
    if (list->fields[i].offset == offset)
      return true;
  return false;
}

/* Where the guesses begin: behind what the body's builtin has. */
static uint32_t
find_first_guess (SeepWalk *walk, const SeepWalkType *type)
{
  switch ((SeepWalkBody) type->body)
    {
    case SEEP_WALK_BODY_LIST:
      return SEEP_LIST_ALLOCATED + 8;
    case SEEP_WALK_BODY_TUPLE:
      return (uint32_t) walk->layout->tuple_items;
    case SEEP_WALK_BODY_DICT:
      return SEEP_DICT_VALUES + 8;
    case SEEP_WALK_BODY_SET:
      return SEEP_SET_TABLE + 8;
    case SEEP_WALK_BODY_TYPE:
      return (uint32_t) seep_walk_word (walk, walk->builtins->PyType_Type + SEEP_TYPE_BASIC_SIZE);
    default:
      return SEEP_OBJECT_SIZE;
    }
}

/* Behind the exception that it handles a generator has nothing; coroutines have their origin. */
static int64_t
find_end_of_generator (SeepWalk *walk, const SeepWalkType *type)
{
  const SeepLayout *layout = walk->layout;
  int64_t end = layout->generator.exception + 8 * layout->thread.n_exception_words;

  if (type->solid == walk->builtins->PyGen_Type)
    return end;
  return layout->generator.inner != SEEP_LAYOUT_NONE ? layout->generator.inner : end + 16;
}

static unsigned
list_guesses (SeepWalk *walk, const SeepWalkType *type, const FieldList *list, uint32_t *guesses)
{
  int64_t weak_list = seep_memory_read_i64 (walk->memory,
                                            type->address + SEEP_TYPE_WEAK_LIST_OFFSET);
  int64_t end = seep_memory_read_i64 (walk->memory, type->solid + SEEP_TYPE_BASIC_SIZE);
  unsigned n = 0;

  if (type->body == SEEP_WALK_BODY_GENERATOR)
    end = find_end_of_generator (walk, type);
  for (uint32_t offset = find_first_guess (walk, type); offset + 8 <= end && n < MAX_GUESSES;
       offset += 8)
    if (offset != weak_list && offset != list->dict_offset && !is_field (list, offset)
        && !is_misleading (walk, type, offset))
      guesses[n++] = offset;
  return n;
}

void
seep_walk_type_add_fields (SeepWalk *walk, SeepWalkType *type)
{
  FieldList list
    = { .dict_offset
        = seep_memory_read_i64 (walk->memory, type->address + SEEP_TYPE_DICT_OFFSET) };
  uint32_t guesses[MAX_GUESSES];
  unsigned n_guesses;

  list_fields (walk, type->address, &list);
  if (list.n_fields > 0)
    {
      type->fields = seep_arena_alloc (&walk->arena, list.n_fields * sizeof *type->fields);
      if (type->fields == NULL)
        return;
      memcpy (type->fields, list.fields, list.n_fields * sizeof *type->fields);
      type->n_fields = (uint16_t) list.n_fields;
    }
  if (is_known (walk, type))
    return;

  n_guesses = list_guesses (walk, type, &list, guesses);
  if (n_guesses == 0)
    return;
  type->is_opaque = !is_well_guessed (walk, type);
  type->guesses = seep_arena_alloc (&walk->arena, n_guesses * sizeof *guesses);
  if (type->guesses == NULL)
    return;
  memcpy (type->guesses, guesses, n_guesses * sizeof *guesses);
  type->n_guesses = (uint16_t) n_guesses;
}
