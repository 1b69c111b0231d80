/* SPDX-License-Identifier: MIT */
/* Bodies that a list of fields does not describe: types, frames, generators, weak references,
 * modules. */
#include "seep-walk-parts.h"

#include "seep-frame.h"
#include "seep-instance.h"

#define MODULE_DEFINITION 24
#define MODULE_STATE 32
#define DEFINITION_STATE_BYTES 56
#define MAX_STATE_BYTES (1 << 20)

static void
put_word (SeepWalk *walk, SeepAddress target, const char *name)
{
  if (target != 0)
    seep_walk_record_put_named (walk, SEEP_WIRE_EDGE_FIELD, seep_walk_name (walk, name), target);
}

static void
put_type_word (SeepWalk *walk, int16_t offset, const char *name)
{
  if (offset != SEEP_LAYOUT_NONE)
    put_word (walk, seep_walk_word (walk, walk->object + (unsigned) offset), name);
}

/* The names that instances share belong to the type. */
static void
put_shared_keys (SeepWalk *walk)
{
  SeepAddress keys = seep_type_get_shared_keys (walk->memory, walk->layout, walk->object);
  SeepDictCursor cursor;

  if (keys == 0)
    return;
  seep_dict_cursor_init_keys (&cursor, walk->memory, walk->layout, keys);
  for (; cursor.n_left > 0 && !walk->memory->failed;
       cursor.n_left--, cursor.entry += cursor.stride)
    put_word (walk, seep_walk_word (walk, cursor.entry), "ht_cached_keys");
}

/* A static type holds no reference to its base: the compiler put it there. */
static void
put_type_words (SeepWalk *walk, uint64_t flags)
{
  SeepAddress base = seep_walk_word (walk, walk->object + SEEP_TYPE_BASE);

  if (base != 0 && !(flags & SEEP_TYPE_FLAG_HEAP))
    seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, base);
  else
    put_word (walk, base, "__base__");
  put_word (walk, seep_target_find_type_dict (walk->target, walk->object), "__dict__");
  put_type_word (walk, SEEP_TYPE_BASES, "__bases__");
  put_type_word (walk, SEEP_TYPE_MRO, "__mro__");
  put_type_word (walk, SEEP_TYPE_CACHE, "tp_cache");

  /* A builtin type of 3.12 and later has a number there. */
  if (walk->layout->version < 0x30c || !(flags & SEEP_TYPE_FLAG_STATIC_BUILTIN))
    put_type_word (walk, SEEP_TYPE_SUBCLASSES, "__subclasses__");
}

void
seep_walk_put_type (SeepWalk *walk)
{
  const SeepWalkType *type = walk->type;
  const SeepLayout *layout = walk->layout;
  uint64_t flags = seep_type_get_flags (walk->memory, walk->object);

  put_type_words (walk, flags);
  if (!(flags & SEEP_TYPE_FLAG_HEAP))
    seep_walk_put_root (walk, SEEP_WIRE_ROOT_STATIC, 0, 0, 0, walk->object);
  else
    {
      put_type_word (walk, layout->heap_type.name, "__name__");
      put_type_word (walk, layout->heap_type.qualname, "__qualname__");
      put_type_word (walk, layout->heap_type.slots, "__slots__");
      put_type_word (walk, layout->heap_type.module, "ht_module");
      put_shared_keys (walk);
    }

  /* What a metaclass adds lies behind the body of `type`. */
  for (unsigned i = 0; i < type->n_fields; i++)
    if (type->fields[i].kind == SEEP_WIRE_EDGE_ATTRIBUTE)
      {
        SeepAddress target = seep_walk_word (walk, walk->object + type->fields[i].offset);

        if (target != 0)
          seep_walk_record_put_named (walk, SEEP_WIRE_EDGE_ATTRIBUTE, type->fields[i].name,
                                      target);
      }
  for (unsigned i = 0; (flags & SEEP_TYPE_FLAG_HEAP) && i < type->n_guesses; i++)
    seep_walk_put_guess (walk, seep_walk_word (walk, walk->object + type->guesses[i]),
                         type->guesses[i]);
}

/* Locals and stack of a frame that is not on a thread's stack hold their values; those of a
 * running frame are roots, and are shown here as borrowed. */
static void
put_slots (SeepWalk *walk, const SeepFrame *frame)
{
  bool runs = seep_visited_has (&walk->running, frame->address);

  for (uint64_t i = 0; i < frame->n_slots + frame->n_stack && !walk->memory->failed; i++)
    {
      bool is_local = i < frame->n_slots;
      SeepAddress at
        = is_local ? frame->slots + 8 * i : frame->stack + 8 * (i - frame->n_slots);
      SeepSlot slot = seep_frame_read_slot (walk->memory, walk->layout, at);
      SeepAddress target = slot.target;

      if (target == 0)
        continue;
      if (runs || seep_slot_is_lent (walk->memory, walk->layout, &slot))
        seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, target);
      else if (is_local)
        seep_walk_record_put_other (
          walk, SEEP_WIRE_EDGE_LOCAL,
          seep_names_find_str (&walk->names, seep_code_find_slot_name (
                                               walk->memory, walk->layout, frame->code, i)),
          target);
      else
        seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_STACK, 0, target);
    }
}

static void
put_lent_word (SeepWalk *walk, SeepAddress target, const char *name, bool is_lent)
{
  if (!is_lent)
    put_word (walk, target, name);
  else if (target != 0)
    seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_BORROWED, 0, target);
}

/* What a frame from 3.11 on holds besides its slots. */
static void
put_inner (SeepWalk *walk, const SeepFrame *frame)
{
  put_lent_word (walk, frame->code, "f_code", frame->borrows_code);
  put_lent_word (walk, frame->function, "f_func", frame->borrows_function);
  put_word (walk, frame->locals, "f_locals");
  put_word (walk, frame->object == walk->object ? 0 : frame->object, "frame");
  put_slots (walk, frame);
}

static bool
read_frame (SeepWalk *walk, SeepAddress address, SeepFrame *frame)
{
  return address != 0
         && seep_frame_read (walk->memory, walk->layout, address, walk->builtins->PyCode_Type,
                             frame);
}

void
seep_walk_put_frame (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepFrame frame;

  if (layout->frames == SEEP_FRAMES_OBJECTS)
    {
      if (read_frame (walk, walk->object, &frame))
        put_slots (walk, &frame);
      return;
    }
  /* The values are the frame object's own only once the call is over. */
  if (read_frame (walk,
                  seep_walk_word (walk,
                                  walk->object + (unsigned) layout->frame.interpreter_frame),
                  &frame)
      && frame.owner == SEEP_FRAME_OWNER_OBJECT)
    put_inner (walk, &frame);
}

void
seep_walk_put_generator (SeepWalk *walk)
{
  const SeepLayout *layout = walk->layout;
  SeepFrame frame;

  if (layout->frames == SEEP_FRAMES_OBJECTS
      || (int8_t) seep_memory_read_u8 (walk->memory,
                                       walk->object + (unsigned) layout->generator.state)
           >= SEEP_FRAME_STATE_COMPLETED)
    return;
  if (read_frame (walk, walk->object + (unsigned) layout->generator.inner, &frame))
    put_inner (walk, &frame);
}

void
seep_walk_put_weak (SeepWalk *walk)
{
  SeepAddress target = seep_walk_word (walk, walk->object + SEEP_WEAKREF_OBJECT);

  /* What has no reference left is being taken apart: it is no object any more. */
  if (target != 0 && target != walk->builtins->none
      && !seep_object_is_dying (walk->memory, walk->layout, target))
    seep_walk_record_put_other (walk, SEEP_WIRE_EDGE_WEAK, 0, target);
}

/* A module made in C keeps types and other objects in a block that only its own code reads:
 * every word may be one. */
void
seep_walk_put_module (SeepWalk *walk)
{
  SeepAddress definition = seep_walk_word (walk, walk->object + MODULE_DEFINITION);
  SeepAddress state = seep_walk_word (walk, walk->object + MODULE_STATE);
  int64_t n_bytes;

  if (definition == 0 || state == 0)
    return;
  n_bytes = seep_memory_read_i64 (walk->memory, definition + DEFINITION_STATE_BYTES);
  for (int64_t at = 0; at + 8 <= n_bytes && n_bytes <= MAX_STATE_BYTES && !walk->memory->failed;
       at += 8)
    seep_walk_put_guess (walk, seep_walk_word (walk, state + (uint64_t) at),
                         SEEP_WIRE_LABEL_UNKNOWN);
}
