/* SPDX-License-Identifier: MIT */
/* seep-walk-types.h — what is known about each type of a walked heap: worked out once. */
#pragma once

#include "seep-walk.h"

/* What the body of an instance begins with, and so how it is read. */
typedef enum
{
  SEEP_WALK_BODY_OTHER,
  SEEP_WALK_BODY_LIST,
  SEEP_WALK_BODY_TUPLE,
  SEEP_WALK_BODY_DICT,
  SEEP_WALK_BODY_SET,
  SEEP_WALK_BODY_TYPE,
  SEEP_WALK_BODY_FRAME,
  SEEP_WALK_BODY_GENERATOR,
  SEEP_WALK_BODY_WEAKREF,
  SEEP_WALK_BODY_MODULE,
  SEEP_WALK_BODY_DEQUE,     /* seep-walk-chains.c */
  SEEP_WALK_BODY_LRU_CACHE,
  SEEP_WALK_BODY_TEE,
  SEEP_WALK_BODY_ELEMENT,
  SEEP_WALK_BODY_QUEUE,
} SeepWalkBody;

/* What sys.getsizeof() says, by the type that has the `__sizeof__`. */
typedef enum
{
  SEEP_WALK_SIZE_OBJECT, /* body and items */
  SEEP_WALK_SIZE_LIST,
  SEEP_WALK_SIZE_DICT,
  SEEP_WALK_SIZE_ODICT,
  SEEP_WALK_SIZE_SET,
  SEEP_WALK_SIZE_STR,
  SEEP_WALK_SIZE_INT,
  SEEP_WALK_SIZE_BYTEARRAY,
  SEEP_WALK_SIZE_TYPE,
  SEEP_WALK_SIZE_CODE,
  SEEP_WALK_SIZE_FRAME,
  SEEP_WALK_SIZE_GENERATOR,
  SEEP_WALK_SIZE_DEQUE,
  SEEP_WALK_SIZE_ARRAY,
  SEEP_WALK_SIZE_UNKNOWN, /* body and items, which may be less or more */
} SeepWalkSize;

typedef struct
{
  uint32_t offset; /* in the body */
  uint32_t name;
  uint8_t kind; /* SEEP_WIRE_EDGE_FIELD or _ATTRIBUTE */
} SeepWalkField;

struct _SeepWalkType
{
  SeepAddress address;
  uint32_t id;
  uint8_t kind; /* SEEP_WIRE_KIND_* */
  uint8_t body; /* SeepWalkBody */
  uint8_t size; /* SeepWalkSize */
  bool is_heap;
  bool has_gc_head;
  bool has_any_is_gc;
  bool is_leaf;     /* holds nothing */
  bool has_dict;    /* attributes in a dict or in values */
  bool is_opaque;   /* C code that nothing is known of */
  bool has_preview; /* or a length */
  bool has_python_sizeof; /* whose answer nobody knows but the program */
  bool has_object_items; /* behind the body, of a type that is no tuple */
  bool has_ordered_keys; /* OrderedDict: nodes with keys of their own */
  uint16_t n_fields, n_guesses;
  uint32_t prefix_bytes;
  uint64_t flags;
  int64_t basic_size, item_size;
  SeepAddress solid;      /* the type whose C code made the body */
  SeepWalkField *fields;  /* owned by the walk's arena */
  uint32_t *guesses;      /* likewise; words of the body that may be references */
};

bool seep_walk_types_init (SeepWalk *walk);
void seep_walk_types_clear (SeepWalk *walk);

/* What is known about @type, worked out when it is new; NULL: it is no type. */
const SeepWalkType *seep_walk_types_add (SeepWalk   *walk,
                                         SeepAddress type);

static inline const SeepWalkType *
seep_walk_types_find (SeepWalk *walk, SeepAddress type)
{
  unsigned i = (unsigned) (type >> 4 ^ type >> 12) & (SEEP_WALK_RECENT_TYPES - 1);

  if (__builtin_expect (walk->recent_types[i].address != type, 0))
    {
      const SeepWalkType *found = seep_walk_types_add (walk, type);

      if (found == NULL)
        return NULL;
      walk->recent_types[i].type = found;
      walk->recent_types[i].address = type;
    }
  return walk->recent_types[i].type;
}

/* The parts: fields and guesses (seep-walk-fields.c), sizes (seep-walk-sizes.c). */
void seep_walk_type_add_fields (SeepWalk     *walk,
                                SeepWalkType *type);
void seep_walk_type_choose_size (SeepWalk     *walk,
                                 SeepWalkType *type);

/* Whether @object, an instance of @type, has a collector's head. */
static inline bool
seep_walk_is_gc (SeepWalk *walk, const SeepWalkType *type, SeepAddress object)
{
  if (!type->has_gc_head || !type->has_any_is_gc)
    return type->has_gc_head;
  /* In all versions that is `type` and what derives from it: classes are collected. */
  return seep_type_get_flags (walk->memory, object) & SEEP_TYPE_FLAG_HEAP;
}

/* What sys.getsizeof() would say of @walk->object. */
uint64_t seep_walk_size_of (SeepWalk *walk,
                            bool      is_gc);

/* The word @text, of a type's name: whether it is @name. */
bool seep_walk_type_is_called (SeepWalk   *walk,
                               SeepAddress type,
                               const char *name);
