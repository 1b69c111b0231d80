/* SPDX-License-Identifier: MIT */
/* What sys.getsizeof() would say, worked out as the `__sizeof__` of the builtin types do. */
#include "seep-walk-types.h"

#include "seep-frame.h"
#include "seep-instance.h"
#include "seep-str.h"

#define MAX_MRO 4096
#define DEQUE_LEFT_INDEX 40
#define DEQUE_BLOCK_ITEMS 64
#define DEQUE_BLOCK_BYTES 528
#define ODICT_N_FAST_NODES 72
#define ODICT_FIRST 48
#define ODICT_NODE_BYTES 32
#define ARRAY_ALLOCATED 32
#define ARRAY_DESCRIPTION 40
#define ARRAY_ITEM_SIZE 4 /* in its description */
#define BYTEARRAY_ALLOCATED 24
#define CODE_BYTECODE 48 /* 3.8 to 3.10 */
#define CODE_CELL_TO_ARGUMENT 96
#define CODE_OPCACHE 160
#define CODE_OPCACHE_SIZE 172
#define OPCACHE_BYTES 32

static SeepAddress
find_sizeof (SeepWalk *walk, SeepAddress type)
{
  SeepAddress mro = seep_walk_word (walk, type + SEEP_TYPE_MRO);
  int64_t n_types = mro == 0 ? 0 : seep_object_get_size (walk->memory, mro);

  for (int64_t i = 0; i < n_types && i < MAX_MRO && !walk->memory->failed; i++)
    {
      SeepAddress base = seep_tuple_get_item (walk->memory, walk->layout, mro, (uint64_t) i);
      SeepAddress dict = seep_target_find_type_dict (walk->target, base);
      SeepAddress found = seep_dict_find (walk->memory, walk->layout, dict, "__sizeof__");

      if (found != 0)
        return found;
    }
  return 0;
}

static SeepWalkSize
find_rule (SeepWalk *walk, SeepAddress owner)
{
  const SeepBuiltins *builtins = walk->builtins;
  const struct
  {
    SeepAddress owner;
    SeepWalkSize rule;
  } rules[] = {
    { builtins->PyBaseObject_Type, SEEP_WALK_SIZE_OBJECT },
    { builtins->PyTuple_Type, SEEP_WALK_SIZE_OBJECT },
    { builtins->PyBytes_Type, SEEP_WALK_SIZE_OBJECT },
    { builtins->PyList_Type, SEEP_WALK_SIZE_LIST },
    { builtins->PyDict_Type, SEEP_WALK_SIZE_DICT },
    { builtins->PyODict_Type, SEEP_WALK_SIZE_ODICT },
    { builtins->PySet_Type, SEEP_WALK_SIZE_SET },
    { builtins->PyFrozenSet_Type, SEEP_WALK_SIZE_SET },
    { builtins->PyUnicode_Type, SEEP_WALK_SIZE_STR },
    { builtins->PyLong_Type, SEEP_WALK_SIZE_INT },
    { builtins->PyByteArray_Type, SEEP_WALK_SIZE_BYTEARRAY },
    { builtins->PyType_Type, SEEP_WALK_SIZE_TYPE },
    { builtins->PyCode_Type, SEEP_WALK_SIZE_CODE },
    { builtins->PyFrame_Type, SEEP_WALK_SIZE_FRAME },
    { builtins->PyGen_Type, SEEP_WALK_SIZE_GENERATOR },
    { builtins->PyCoro_Type, SEEP_WALK_SIZE_GENERATOR },
    { builtins->PyAsyncGen_Type, SEEP_WALK_SIZE_GENERATOR },
  };

  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    if (owner != 0 && rules[i].owner == owner)
      return rules[i].rule;
  if (seep_walk_type_is_called (walk, owner, "collections.deque"))
    return SEEP_WALK_SIZE_DEQUE;
  if (seep_walk_type_is_called (walk, owner, "array.array"))
    return SEEP_WALK_SIZE_ARRAY;
  return SEEP_WALK_SIZE_UNKNOWN;
}

void
seep_walk_type_choose_size (SeepWalk *walk, SeepWalkType *type)
{
  SeepAddress how = find_sizeof (walk, type->address);

  walk->memory->failed = false;
  if (how == 0)
    type->size = SEEP_WALK_SIZE_UNKNOWN;
  else if (seep_object_get_type (walk->memory, how) == walk->builtins->PyMethodDescr_Type)
    type->size = (uint8_t) find_rule (walk, seep_walk_word (walk, how + SEEP_DESCRIPTOR_TYPE));
  else
    {
      type->size = SEEP_WALK_SIZE_UNKNOWN;
      type->has_python_sizeof = true;
    }
}

/* The keys object of a dict, with its entries and its hash index. */
static uint64_t
size_of_keys (SeepWalk *walk, SeepAddress keys)
{
  uint64_t n_slots;

  if (walk->layout->small_keys)
    {
      unsigned log2_size = seep_memory_read_u8 (walk->memory, keys + 8) & 63;
      unsigned log2_index_bytes = seep_memory_read_u8 (walk->memory, keys + 9) & 63;
      unsigned entry = seep_memory_read_u8 (walk->memory, keys + 10) == 0 ? 24 : 16;

      n_slots = UINT64_C (1) << log2_size;
      return 32 + (UINT64_C (1) << log2_index_bytes) + entry * (n_slots * 2 / 3);
    }
  n_slots = seep_walk_word (walk, keys + 8);
  return 40 + 24 * (n_slots * 2 / 3)
         + n_slots * (n_slots <= 0xff ? 1 : n_slots <= 0xffff ? 2 : n_slots <= 0xffffffff ? 4 : 8);
}

static uint64_t
size_of_dict (SeepWalk *walk)
{
  SeepAddress keys = seep_walk_word (walk, walk->object + SEEP_DICT_KEYS);
  SeepAddress values = seep_walk_word (walk, walk->object + SEEP_DICT_VALUES);
  uint64_t size = (uint64_t) walk->type->basic_size;

  if (keys == 0)
    return size;
  if (values != 0 && walk->layout->small_keys)
    size += 8 * (seep_walk_word (walk, keys + 16) + seep_walk_word (walk, keys + 24));
  else if (values != 0)
    size += 8 * (seep_walk_word (walk, keys + 8) * 2 / 3);
  /* Keys that others share are the type's. */
  return seep_walk_word (walk, keys) == 1 ? size + size_of_keys (walk, keys) : size;
}

static uint64_t
size_of_ordered_dict (SeepWalk *walk)
{
  uint64_t size = size_of_dict (walk) + 8 * seep_walk_word (walk, walk->object + ODICT_N_FAST_NODES);

  if (seep_walk_word (walk, walk->object + ODICT_FIRST) != 0)
    size += ODICT_NODE_BYTES * seep_walk_word (walk, walk->object + SEEP_DICT_USED);
  return size;
}

static uint64_t
size_of_set (SeepWalk *walk)
{
  SeepAddress table = seep_walk_word (walk, walk->object + SEEP_SET_TABLE);
  uint64_t size = (uint64_t) walk->type->basic_size;

  if (table - walk->object >= size)
    size += SEEP_SET_ENTRY_BYTES * (seep_walk_word (walk, walk->object + SEEP_SET_MASK) + 1);
  return size;
}

static uint64_t
size_of_str (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress object = walk->object;
  uint32_t state = seep_memory_read_u32 (walk->memory, object + SEEP_STR_STATE);
  bool is_compact = state >> 5 & 1, is_ascii = is_compact && (state >> 6 & 1);
  SeepStr str = seep_str_read (walk->memory, layout, object);
  uint64_t size, n_utf8 = 0;
  SeepAddress utf8 = 0, wide;

  if (is_ascii)
    size = (uint64_t) layout->str.ascii + str.length + 1;
  else
    {
      bool is_ready = layout->has_immortals || (state >> 7 & 1);

      size = (uint64_t) layout->str.compact + (is_compact ? 0 : 8);
      if (is_compact || (is_ready && str.data != 0))
        size += (str.length + 1) * str.width;
      n_utf8 = seep_walk_word (walk, object + (unsigned) layout->str.ascii);
      utf8 = seep_walk_word (walk, object + (unsigned) layout->str.ascii + 8);
    }
  if (utf8 != 0 && utf8 != str.data)
    size += n_utf8 + 1;
  if (layout->has_immortals)
    return size;

  /* Up to 3.11: the text as wchar_t, when somebody asked for it. */
  wide = seep_walk_word (walk, object + SEEP_STR_WIDE);
  if (wide != 0 && (wide != str.data || !(state >> 7 & 1)))
    size += 4
            * ((is_ascii ? str.length : seep_walk_word (walk, object + SEEP_STR_WIDE_LENGTH)) + 1);
  return size;
}

static uint64_t
size_of_int (SeepWalk *walk)
{
  uint64_t n_digits = seep_int_get_digits (walk->memory, walk->layout, walk->object);

  /* From 3.11 on zero has a digit, and says so. */
  if (n_digits == 0 && walk->layout->small_keys)
    n_digits = 1;
  /* From 3.12 on what a subclass adds counts. */
  return (walk->layout->tagged_ints ? (uint64_t) walk->type->basic_size : SEEP_INT_DIGITS)
         + 4 * n_digits;
}

static uint64_t
size_of_type (SeepWalk *walk)
{
  SeepAddress keys;
  uint64_t size;

  if (!(seep_type_get_flags (walk->memory, walk->object) & SEEP_TYPE_FLAG_HEAP))
    return walk->layout->version == 0x308 || walk->layout->version >= 0x30c ? 416 : 408;
  keys = seep_type_get_shared_keys (walk->memory, walk->layout, walk->object);
  size = seep_walk_word (walk, walk->builtins->PyType_Type + SEEP_TYPE_BASIC_SIZE);
  return keys == 0 ? size : size + size_of_keys (walk, keys);
}

static uint64_t
size_of_code (SeepWalk *walk)
{
  SeepAddress object = walk->object;
  uint64_t size = (uint64_t) walk->type->basic_size;
  int64_t n = seep_object_get_size (walk->memory, object);
  SeepAddress cells;

  if (walk->layout->frames == SEEP_FRAMES_INTERPRETER)
    return (size + (uint64_t) walk->type->item_size * (uint64_t) n + 7) & ~UINT64_C (7);

  cells = seep_walk_word (walk, object + (unsigned) walk->layout->code.cellvars);
  if (seep_walk_word (walk, object + CODE_CELL_TO_ARGUMENT) != 0 && cells != 0)
    size += 8 * (uint64_t) seep_object_get_size (walk->memory, cells);
  if (seep_walk_word (walk, object + CODE_OPCACHE) != 0)
    size += OPCACHE_BYTES * seep_memory_read_u8 (walk->memory, object + CODE_OPCACHE_SIZE)
            + (uint64_t) seep_object_get_size (
                walk->memory, seep_walk_word (walk, object + CODE_BYTECODE))
                / 2;
  return size;
}

/* The code object of the frame at @inner, 3.11 and later. */
static SeepAddress
find_code (SeepWalk *walk, SeepAddress inner)
{
  SeepFrame frame;

  return seep_frame_read (walk->memory, walk->layout, inner, walk->builtins->PyCode_Type, &frame)
           ? frame.code
           : 0;
}

/* Slots for locals and stack of the frames of @code. */
static uint64_t
size_of_slots (SeepWalk *walk, SeepAddress code)
{
  const SeepLayout *layout = walk->layout;
  uint64_t n;

  if (code == 0)
    return 0;
  n = seep_memory_read_u32 (walk->memory, code + (unsigned) layout->code.stack_size);
  if (layout->code.n_localsplus != SEEP_LAYOUT_NONE)
    return 8 * (n + seep_memory_read_u32 (walk->memory,
                                          code + (unsigned) layout->code.n_localsplus));
  n += seep_memory_read_u32 (walk->memory, code + (unsigned) layout->code.n_locals);
  n += (uint64_t) seep_object_get_size (
    walk->memory, seep_walk_word (walk, code + (unsigned) layout->code.cellvars));
  n += (uint64_t) seep_object_get_size (
    walk->memory, seep_walk_word (walk, code + (unsigned) layout->code.freevars));
  return 8 * n;
}

static uint64_t
size_of_frame (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress inner;

  if (layout->frames == SEEP_FRAMES_OBJECTS)
    return (uint64_t) layout->frame.localsplus
           + size_of_slots (walk, seep_walk_word (walk, walk->object
                                                          + (unsigned) layout->frame.code));
  inner = seep_walk_word (walk, walk->object + (unsigned) layout->frame.interpreter_frame);
  return (uint64_t) walk->type->basic_size
         + size_of_slots (walk, find_code (walk, inner));
}

static uint64_t
size_of_generator (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress code
    = layout->generator.code != SEEP_LAYOUT_NONE
        ? seep_walk_word (walk, walk->object + (unsigned) layout->generator.code)
        : find_code (walk, walk->object + (unsigned) layout->generator.inner);

  return (uint64_t) walk->type->basic_size + size_of_slots (walk, code);
}

static uint64_t
size_of_deque (SeepWalk *walk)
{
  uint64_t n = seep_walk_word (walk, walk->object + DEQUE_LEFT_INDEX)
               + (uint64_t) seep_object_get_size (walk->memory, walk->object);

  return (uint64_t) walk->type->basic_size
         + (n + DEQUE_BLOCK_ITEMS - 1) / DEQUE_BLOCK_ITEMS * DEQUE_BLOCK_BYTES;
}

static uint64_t
size_of_array (SeepWalk *walk)
{
  SeepAddress description = seep_walk_word (walk, walk->object + ARRAY_DESCRIPTION);

  return (uint64_t) walk->type->basic_size
         + seep_walk_word (walk, walk->object + ARRAY_ALLOCATED)
             * seep_memory_read_u32 (walk->memory, description + ARRAY_ITEM_SIZE);
}

/* object.__sizeof__. */
static uint64_t
size_of_object (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;
  uint64_t size = (uint64_t) type->basic_size;
  int64_t n;

  if (type->item_size == 0)
    return size;
  n = seep_object_get_size (walk->memory, walk->object);
  return size + (uint64_t) type->item_size * (uint64_t) (n < 0 ? -n : n);
}

static uint64_t
size_of_body (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;

  switch ((SeepWalkSize) type->size)
    {
    case SEEP_WALK_SIZE_LIST:
      return (uint64_t) type->basic_size
             + 8 * seep_walk_word (walk, walk->object + SEEP_LIST_ALLOCATED);
    case SEEP_WALK_SIZE_DICT:
      return size_of_dict (walk);
    case SEEP_WALK_SIZE_ODICT:
      return size_of_ordered_dict (walk);
    case SEEP_WALK_SIZE_SET:
      return size_of_set (walk);
    case SEEP_WALK_SIZE_STR:
      return size_of_str (walk);
    case SEEP_WALK_SIZE_INT:
      return size_of_int (walk);
    case SEEP_WALK_SIZE_BYTEARRAY:
      return (uint64_t) type->basic_size
             + seep_walk_word (walk, walk->object + BYTEARRAY_ALLOCATED);
    case SEEP_WALK_SIZE_TYPE:
      return size_of_type (walk);
    case SEEP_WALK_SIZE_CODE:
      return size_of_code (walk);
    case SEEP_WALK_SIZE_FRAME:
      return size_of_frame (walk);
    case SEEP_WALK_SIZE_GENERATOR:
      return size_of_generator (walk);
    case SEEP_WALK_SIZE_DEQUE:
      return size_of_deque (walk);
    case SEEP_WALK_SIZE_ARRAY:
      return size_of_array (walk);
    case SEEP_WALK_SIZE_OBJECT:
    case SEEP_WALK_SIZE_UNKNOWN:
    default:
      return size_of_object (walk);
    }
}

uint64_t
seep_walk_size_of (SeepWalk *walk, bool is_gc)
{
  const SeepWalkType *type = walk->type;
  uint64_t size = size_of_body (walk) + type->prefix_bytes;

  /* In 3.11 and 3.12 the head counts where the type says so, else where there is one. */
  if (type->has_gc_head && !is_gc && walk->layout->version != 0x30b
      && walk->layout->version != 0x30c)
    size -= SEEP_GC_HEAD_BYTES;
  return size;
}
