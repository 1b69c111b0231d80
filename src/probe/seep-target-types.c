/* SPDX-License-Identifier: MIT */
/* The dict of a type. From 3.12 on those of static types are kept by the interpreter, in an
 * array of states; where that begins and how far its items are apart is found by two types
 * that are in it, each of which has its own number in the place of its subclasses. */
#include "seep-target.h"

#include "seep-object.h"

#define MAX_SEARCHED_BYTES (1u << 20) /* of the interpreter's state */
#define MAX_STATE_WORDS 10
#define FIRST_STATE_WORD 2
#define MAX_SEARCHES 4096 /* for types of extensions; a few dozen are usual */

/* The number of a static type in the array. */
static uint64_t
get_number (SeepTarget *target, SeepAddress type)
{
  return seep_target_word (target, type + SEEP_TYPE_SUBCLASSES) - 1;
}

static bool
is_dict (SeepTarget *target, SeepAddress object)
{
  return object != 0
         && seep_object_get_type (&target->image.memory, object) == target->builtins.PyDict_Type;
}

/* Whether the state of @type is at @at, when those of @other are @bytes apart from each other. */
static bool
fits (SeepTarget *target, SeepAddress at, SeepAddress type, SeepAddress other, unsigned bytes)
{
  uint64_t distance = (get_number (target, other) - get_number (target, type)) * bytes;

  return seep_target_word (target, at + distance) == other;
}

/* Where in the state of @n_bytes at @at the dict is, or 0. */
static unsigned
find_dict_word (SeepTarget *target, SeepAddress at, unsigned n_bytes)
{
  for (unsigned i = FIRST_STATE_WORD; 8 * i < n_bytes; i++)
    if (is_dict (target, seep_target_word (target, at + 8 * i)))
      return 8 * i;
  return 0;
}

/* Looks at @at for the state of `object`: sets where the array is. */
static bool
try_states (SeepTarget *target, SeepAddress at)
{
  const SeepBuiltins *builtins = &target->builtins;
  SeepAddress object = builtins->PyBaseObject_Type;

  for (unsigned bytes = 32; bytes <= 8 * MAX_STATE_WORDS; bytes += 8)
    if (fits (target, at, object, builtins->PyType_Type, bytes)
        && fits (target, at, object, builtins->PyList_Type, bytes)
        && fits (target, at, object, builtins->PyDict_Type, bytes))
      {
        target->type_state_dict = find_dict_word (target, at, bytes);
        target->type_state_bytes = bytes;
        target->type_states = at - get_number (target, object) * bytes;
        return target->type_state_dict != 0;
      }
  return false;
}

/* The next word of the interpreter's state from @at on that is @wanted, or 0. */
static SeepAddress
search (SeepTarget *target, SeepAddress at, SeepAddress end, SeepAddress wanted)
{
  for (; at < end && !target->image.memory.failed; at += 8)
    if (seep_target_word (target, at) == wanted)
      return at;
  return 0;
}

static SeepAddress
get_interpreter (SeepTarget *target)
{
  return seep_target_field (target, target->runtime, target->layout->runtime.interpreters);
}

static void
find_states (SeepTarget *target)
{
  SeepAddress start = get_interpreter (target);
  SeepAddress at = start;

  target->type_state_bytes = 1; /* looked for */
  while ((at = search (target, at, start + MAX_SEARCHED_BYTES,
                       target->builtins.PyBaseObject_Type))
         != 0)
    {
      if (try_states (target, at))
        return;
      at += 8;
    }
  target->type_states = 0;
}

/* A static type of an extension has its state in another array, whose place is not known: it is
 * the only word there that is followed by a dict so far behind. */
static SeepAddress
find_elsewhere (SeepTarget *target, SeepAddress type)
{
  SeepAddress start = get_interpreter (target);
  SeepAddress at = start;

  if (target->n_type_searches++ == MAX_SEARCHES)
    return 0;
  while ((at = search (target, at, start + MAX_SEARCHED_BYTES, type)) != 0)
    {
      SeepAddress dict = seep_target_word (target, at + target->type_state_dict);

      if (is_dict (target, dict))
        return dict;
      at += 8;
    }
  return 0;
}

SeepAddress
seep_target_find_type_dict (SeepTarget *target, SeepAddress type)
{
  SeepAddress dict = seep_target_word (target, type + SEEP_TYPE_DICT);
  bool had_failed = target->image.memory.failed;
  SeepAddress at;

  if (dict != 0 || target->layout->version < 0x30c || type == 0 || had_failed
      || !(seep_type_get_flags (&target->image.memory, type) & SEEP_TYPE_FLAG_STATIC_BUILTIN))
    return dict;
  if (target->type_state_bytes == 0)
    find_states (target);
  if (target->type_states != 0)
    {
      at = target->type_states + get_number (target, type) * target->type_state_bytes;
      dict = seep_target_word (target, at) == type
               ? seep_target_word (target, at + target->type_state_dict)
               : find_elsewhere (target, type);
    }
  target->image.memory.failed = false;
  return dict;
}
