/* SPDX-License-Identifier: MIT */
/* seep-layout.h — where CPython keeps things, one row a version. libc only.
 *
 * Offsets in bytes, of 64-bit builds with the GIL. What stood still from 3.8 to 3.14 is a
 * constant; what moved is a member of SeepLayout. Every number was compiled from the headers
 * of its version. NONE marks what a version does not have. Releases of one version may differ:
 * seep-runtime.h compares the row with what the process says of itself. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum
{
  SEEP_LAYOUT_NONE = -1,

  /* PyObject, PyVarObject. */
  SEEP_OBJECT_REFCOUNT = 0,
  SEEP_OBJECT_TYPE = 8,
  SEEP_OBJECT_SIZE = 16,

  /* PyGC_Head, in front of the object. */
  SEEP_GC_HEAD_BYTES = 16,
  SEEP_GC_NEXT = 0,
  SEEP_GC_PREVIOUS = 8,
  SEEP_GC_POINTER_MASK = 3, /* low bits of the links that are flags */

  /* PyTypeObject. */
  SEEP_TYPE_NAME = 24,
  SEEP_TYPE_BASIC_SIZE = 32,
  SEEP_TYPE_ITEM_SIZE = 40,
  SEEP_TYPE_FLAGS = 168,
  SEEP_TYPE_TRAVERSE = 184,
  SEEP_TYPE_WEAK_LIST_OFFSET = 208,
  SEEP_TYPE_MEMBERS = 240,
  SEEP_TYPE_BASE = 256,
  SEEP_TYPE_DICT = 264,
  SEEP_TYPE_DICT_OFFSET = 288,
  SEEP_TYPE_IS_GC = 328,
  SEEP_TYPE_BASES = 336,
  SEEP_TYPE_MRO = 344,
  SEEP_TYPE_CACHE = 352,
  SEEP_TYPE_SUBCLASSES = 360,

  /* PyMemberDef. */
  SEEP_MEMBER_BYTES = 40,
  SEEP_MEMBER_NAME = 0,
  SEEP_MEMBER_TYPE = 8,
  SEEP_MEMBER_OFFSET = 16,
  SEEP_MEMBER_FLAGS = 24,
  SEEP_MEMBER_OBJECT = 6,
  SEEP_MEMBER_OBJECT_EX = 16,
  SEEP_MEMBER_RELATIVE = 8,

  /* Objects. */
  SEEP_LIST_ITEMS = 24,
  SEEP_LIST_ALLOCATED = 32,
  SEEP_BYTES_DATA = 32,
  SEEP_BYTEARRAY_ALLOCATED = 24,
  SEEP_BYTEARRAY_START = 40,
  SEEP_FLOAT_VALUE = 16,
  SEEP_INT_DIGITS = 24,
  SEEP_STR_LENGTH = 16,
  SEEP_STR_STATE = 32,
  SEEP_STR_WIDE = 40,        /* up to 3.11: wchar_t text, all there is of a str that is not ready */
  SEEP_STR_WIDE_LENGTH = 64,
  SEEP_DICT_USED = 16,
  SEEP_DICT_KEYS = 32,
  SEEP_DICT_VALUES = 40,
  SEEP_SET_USED = 24,
  SEEP_SET_MASK = 32,
  SEEP_SET_TABLE = 40,
  SEEP_SET_ENTRY_BYTES = 16,
  SEEP_SET_OWN_SLOTS = 8, /* a table that small is in the body */
  SEEP_CELL_CONTENTS = 16,
  SEEP_METHOD_FUNCTION = 16,
  SEEP_METHOD_SELF = 24,
  SEEP_WEAKREF_OBJECT = 16,
  SEEP_WEAKREF_CALLBACK = 24,
  SEEP_BUILTIN_SELF = 24,
  SEEP_BUILTIN_MODULE = 32,
  SEEP_MODULE_DICT = 16,
  SEEP_MODULE_NAME = 48,
  SEEP_DESCRIPTOR_TYPE = 16,
  SEEP_DESCRIPTOR_NAME = 24,
  SEEP_DESCRIPTOR_QUALNAME = 32,
  SEEP_DICT_PROXY_MAPPING = 16,
  SEEP_EXCEPTION_ARGS = 24,

  /* A generation of the collector. */
  SEEP_GC_GENERATION_BYTES = 24,
  SEEP_GC_GENERATION_THRESHOLD = 16,
  SEEP_GC_GENERATION_COUNT = 20,
  SEEP_GC_N_GENERATIONS = 3,
  SEEP_GC_STATS_BYTES = 24, /* collections, collected, uncollectable */
};

/* tp_flags. */
#define SEEP_TYPE_FLAG_STATIC_BUILTIN (UINT64_C (1) << 1) /* 3.12 and later */
#define SEEP_TYPE_FLAG_INLINE_VALUES (UINT64_C (1) << 2)  /* 3.13 and later */
#define SEEP_TYPE_FLAG_MANAGED_WEAKREF (UINT64_C (1) << 3) /* 3.12 and later */
#define SEEP_TYPE_FLAG_MANAGED_DICT (UINT64_C (1) << 4)   /* 3.11 and later */
#define SEEP_TYPE_FLAG_HEAP (UINT64_C (1) << 9)
#define SEEP_TYPE_FLAG_GC (UINT64_C (1) << 14)
#define SEEP_TYPE_FLAG_INT (UINT64_C (1) << 24)
#define SEEP_TYPE_FLAG_LIST (UINT64_C (1) << 25)
#define SEEP_TYPE_FLAG_TUPLE (UINT64_C (1) << 26)
#define SEEP_TYPE_FLAG_BYTES (UINT64_C (1) << 27)
#define SEEP_TYPE_FLAG_STR (UINT64_C (1) << 28)
#define SEEP_TYPE_FLAG_DICT (UINT64_C (1) << 29)
#define SEEP_TYPE_FLAG_EXCEPTION (UINT64_C (1) << 30)
#define SEEP_TYPE_FLAG_TYPE (UINT64_C (1) << 31)

/* How the attributes of an instance of a Python class are kept. */
typedef enum
{
  SEEP_VALUES_IN_DICT,  /* 3.8 to 3.10: a dict, at tp_dictoffset */
  SEEP_VALUES_POINTER,  /* 3.11: word at -32 points to values, word at -24 to a dict */
  SEEP_VALUES_TAGGED,   /* 3.12: word at -24: values + 1, or a dict */
  SEEP_VALUES_INLINE,   /* from 3.13: after the body while valid; word at -24 is the dict */
} SeepValuesKind;

typedef enum
{
  SEEP_FRAMES_OBJECTS,     /* 3.8 to 3.10: every frame is an object */
  SEEP_FRAMES_INTERPRETER, /* 3.11 and later: frames on the thread's own stack */
} SeepFramesKind;

/* frame->owner, 3.11 and later. */
enum
{
  SEEP_FRAME_OWNER_THREAD = 0,
  SEEP_FRAME_OWNER_GENERATOR = 1,
  SEEP_FRAME_OWNER_OBJECT = 2,
  SEEP_FRAME_OWNER_C = 3, /* and above: no Python code in it */
};
#define SEEP_FRAME_STATE_COMPLETED 1 /* and above: the frame holds nothing any more */

typedef struct
{
  const char *id;
  uint16_t version; /* major << 8 | minor */

  SeepValuesKind values;
  SeepFramesKind frames;
  bool tagged_ints;      /* 3.12: the word at 16 is digits << 3 | sign */
  bool small_keys;       /* 3.11: dict keys with a byte of log2 size and unicode entries */
  bool visits_type;      /* 3.9: C code too shows the type of a heap type's instance */
  bool has_immortals;    /* 3.12: a negative low half of the count is immortal */
  bool tagged_slots;     /* 3.14: low bits of what a frame holds; see seep-frame.h */
  int16_t shared_values; /* where the values begin in a dict's values */
  int16_t tuple_items;   /* 3.14: behind a cached hash */

  struct
  {
    int16_t name, qualname, slots, cached_keys, module;
  } heap_type;

  struct
  {
    int16_t ascii, compact; /* bytes of the header, and where the data begins */
  } str;

  struct
  {
    int16_t code, globals, name, qualname, closure, defaults, kwdefaults;
    int16_t doc, module, annotations, annotate, type_params;
  } function;

  struct
  {
    int16_t filename, name, qualname, first_line, stack_size;
    int16_t varnames, freevars, cellvars;          /* up to 3.10: tuples of names */
    int16_t localsplus_names, localsplus_kinds, n_localsplus; /* from 3.11 */
    int16_t n_locals, instructions;
  } code;

  struct
  {
    int16_t back, code, globals, builtins, locals, trace, localsplus;
    int16_t value_stack, stack_top, stack_depth, last_instruction;
    int16_t interpreter_frame; /* of a frame object, from 3.11 */
  } frame;

  struct /* _PyInterpreterFrame, from 3.11 */
  {
    int16_t previous, code, function, locals, frame_object, stack_top, owner;
    int16_t instruction, localsplus; /* stack_top: a count of slots, from 3.14 an address */
  } inner;

  struct
  {
    int16_t name, qualname, code, frame, state, inner, exception;
  } generator;

  struct
  {
    int16_t traceback, context, cause;
  } exception;

  struct
  {
    int16_t interpreters;
    bool owns_gc; /* 3.8: the collector is the runtime's, not the interpreter's */
    int16_t gc;   /* in the interpreter, or in the runtime */
  } runtime;

  struct /* the collector's state, from its start */
  {
    int16_t enabled, generations, permanent, stats, collecting;
  } collector;

  struct
  {
    int16_t next, threads, modules, sysdict, builtins, importlib, import_func;
    int16_t codec_search_path, codec_cache, codec_errors, dict, builtins_copy;
    int16_t before_fork, after_fork_parent, after_fork_child;
    int16_t atexit;   /* from 3.10: array of {function, args, kwargs}, from 3.14 a list */
    int16_t n_atexit; /* of the array, or NONE */
    int32_t interned; /* from 3.14: the dict of interned strings, a tracked one */
  } interpreter;

  struct
  {
    int16_t next, interpreter, frame, c_frame, c_frame_current, ident, native_id;
    int16_t dict, context, async_exception, exception_top, exception_base;
    int16_t n_exception_words; /* 3 to 3.10, 1 from 3.11: value only */
    int16_t current_exception, n_current_words;
    int16_t generator_first, generator_last, profile, trace;
  } thread;
} SeepLayout;

/* The row for @version (major << 8 | minor), or NULL when it is not known or not tested. */
const SeepLayout *seep_layout_find (unsigned version);
