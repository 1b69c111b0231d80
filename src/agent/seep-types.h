/* SPDX-License-Identifier: MIT */
/* seep-types.h — what is known about each type: worked out once, when its first instance is
 * met, and then looked up for every instance. */
#pragma once

#include "seep-dump.h"

/* How the references of an instance are read. */
typedef enum
{
  SEEP_SHAPE_LEAF,    /* none */
  SEEP_SHAPE_LIST,    /* exactly the builtin; subclasses are SEEP_SHAPE_OBJECT */
  SEEP_SHAPE_TUPLE,
  SEEP_SHAPE_DICT,
  SEEP_SHAPE_SET,
  SEEP_SHAPE_OBJECT,
} SeepShape;

/* Which builtin the body of an instance begins with. */
typedef enum
{
  SEEP_BODY_OTHER,
  SEEP_BODY_LIST,
  SEEP_BODY_TUPLE,
  SEEP_BODY_DICT,
  SEEP_BODY_SET,
  SEEP_BODY_TYPE,
  SEEP_BODY_FRAME,
  SEEP_BODY_GENERATOR,
  SEEP_BODY_WEAKREF,
} SeepBody;

typedef enum
{
  SEEP_SIZE_CALL, /* ask the interpreter: C code */
  SEEP_SIZE_LIST,
  SEEP_SIZE_TUPLE,
  SEEP_SIZE_DICT,
  SEEP_SIZE_STR,
  SEEP_SIZE_INT,
  SEEP_SIZE_BYTES,
  SEEP_SIZE_OBJECT, /* what object.__sizeof__ does */
  SEEP_SIZE_FIXED,  /* the same, where it is the same for every instance */
} SeepSizeRule;

typedef struct
{
  uint32_t offset; /* in the body */
  uint32_t name;
  uint8_t kind; /* SEEP_WIRE_EDGE_FIELD or _ATTRIBUTE */
} SeepField;

struct _SeepTypeInfo
{
  SeepAddress type;
  uint32_t id;
  uint8_t kind; /* SEEP_WIRE_KIND_* */
  uint8_t shape;
  uint8_t body;
  uint8_t size_rule;
  bool is_heap;
  bool has_gc_head;
  bool is_container;    /* exactly a list, tuple, dict, set or frozenset */
  bool has_dict;        /* attributes in a dict or in values */
  bool has_any_is_gc;   /* tp_is_gc has the last word */
  bool is_complete;     /* fields, attributes and items are all there is: no tp_traverse */
  bool may_guess;       /* C code without tp_traverse: words of the body may be references */
  bool shows_type;      /* tp_traverse shows the type, which is implied */
  bool has_preview;     /* or a length: seep-previews.h */
  bool is_approximate;  /* the size is a formula's: __sizeof__ is not called */
  bool has_python_sizeof; /* because it is Python code */
  uint16_t n_fields;
  uint32_t prefix_bytes;
  uint64_t fixed_bytes; /* of the body without items, and the prefix */
  uint64_t flags;
  int64_t basic_size, item_size;
  uint64_t guess_end;   /* guess up to here */
  SeepField *fields;    /* owned by the dump's arena */
  SeepPyTraverse traverse;
  SeepPyIsGC is_gc;
};

bool seep_types_init (SeepDump *dump);

void seep_types_clear (SeepDump *dump);

/* What is known about @type, worked out when it is new. */
const SeepTypeInfo *seep_types_add (SeepDump   *dump,
                                    SeepAddress type);

/* What is known about @type. Never NULL: without memory a type without any references. */
static inline const SeepTypeInfo *
seep_types_find (SeepDump *dump, SeepAddress type)
{
  unsigned i = (unsigned) (type >> 4 ^ type >> 10) & (SEEP_DUMP_RECENT_TYPES - 1);

  if (__builtin_expect (dump->recent_types[i].type != type, 0))
    {
      dump->recent_types[i].info = seep_types_add (dump, type);
      dump->recent_types[i].type = type;
    }
  return dump->recent_types[i].info;
}

/* The dict of a type, borrowed, or 0. */
SeepAddress seep_type_find_dict (const SeepDump *dump,
                                 SeepAddress     type);

/* The name of a type as people write it, with its module, but for builtins: UTF-8 at @text (of
 * @n_room bytes), without a NUL. Returns its length. */
size_t seep_type_read_name (const SeepDump *dump,
                            SeepAddress     type,
                            char           *text,
                            size_t          n_room);

/* The type whose C code made the body of the instances of @type: past every class of a class
 * statement. */
SeepAddress seep_type_find_solid (const SeepDump *dump,
                                  SeepAddress     type);

/* Fills @fields (of @n_room) with the fields that the instances of @type have by its C
 * structure and its slots; returns how many. seep-type-fields.c. */
unsigned seep_type_list_fields (SeepDump   *dump,
                                SeepAddress type,
                                SeepField  *fields,
                                unsigned    n_room);

/* Works out the kind and the body, and, when the fields are known, the shape. */
void seep_type_choose_kind (const SeepDump *dump,
                            SeepTypeInfo   *info);
void seep_type_choose_shape (SeepDump     *dump,
                             SeepTypeInfo *info);

/* Whether @object, an instance of @info, has a collector's head. */
static inline bool
seep_type_instance_is_gc (const SeepTypeInfo *info, SeepAddress object)
{
  return info->has_gc_head
         && (!info->has_any_is_gc || info->is_gc (seep_as_python (object)));
}
