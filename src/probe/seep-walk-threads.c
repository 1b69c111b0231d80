/* SPDX-License-Identifier: MIT */
/* Threads, their frames, and what both hold. */
#include "seep-walk.h"

#include "seep-frame.h"
#include "seep-instance.h"
#include "seep-str.h"

#include <string.h>

#define MAX_THREADS (1 << 20) /* stop a walk along links that were made to loop */
#define MAX_FRAMES (1 << 24)

/* The attribute @name of an instance of a Python class, or 0. */
static SeepAddress
find_attribute (SeepWalk *walk, SeepAddress object, const char *name)
{
  SeepAddress type = seep_object_get_type (walk->memory, object);
  SeepInstance instance = seep_instance_read (walk->memory, walk->layout, object, type,
                                              seep_type_get_flags (walk->memory, type));
  SeepDictCursor cursor;
  SeepAddress key, value;

  if (instance.values == 0)
    return seep_dict_find (walk->memory, walk->layout, instance.dict, name);
  seep_instance_cursor_init (&cursor, walk->memory, walk->layout, &instance, type);
  while (seep_dict_cursor_next (&cursor, walk->memory, &key, &value))
    if (seep_str_is_equal (walk->memory, walk->layout, key, name, strlen (name)))
      return value;
  return 0;
}

/* threading._active: ident → Thread. */
static SeepAddress
find_thread_object (SeepWalk *walk, SeepAddress modules, uint64_t ident)
{
  SeepAddress module = seep_dict_find (walk->memory, walk->layout, modules, "threading");
  SeepAddress active, key, value;
  SeepDictCursor cursor;

  if (module == 0
      || seep_object_get_type (walk->memory, module) != walk->builtins->PyModule_Type)
    return 0;
  active = seep_dict_find (walk->memory, walk->layout,
                           seep_walk_word (walk, module + SEEP_MODULE_DICT), "_active");
  if (active == 0 || seep_object_get_type (walk->memory, active) != walk->builtins->PyDict_Type)
    return 0;
  seep_dict_cursor_init (&cursor, walk->memory, walk->layout, active);
  while (seep_dict_cursor_next (&cursor, walk->memory, &key, &value))
    if (seep_object_get_type (walk->memory, key) == walk->builtins->PyLong_Type
        && (uint64_t) seep_int_read (walk->memory, walk->layout, key).value == ident)
      return value;
  return 0;
}

static void
put_thread (SeepWalk *walk, SeepAddress interpreter, uint64_t index, SeepAddress thread)
{
  const SeepLayout *layout = walk->layout;
  SeepWireSection *section = &walk->threads;
  uint64_t ident = seep_walk_word (walk, thread + (unsigned) layout->thread.ident);
  SeepAddress modules
    = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.modules);
  SeepAddress object = find_thread_object (walk, modules, ident);
  uint64_t native_id = 0;
  uint32_t name = 0;

  if (object != 0)
    {
      SeepAddress text = find_attribute (walk, object, "_name");
      SeepAddress number = find_attribute (walk, object, "_native_id");

      if (text != 0
          && seep_object_get_type (walk->memory, text) == walk->builtins->PyUnicode_Type)
        name = seep_names_find_str (&walk->names, text);
      if (number != 0
          && seep_object_get_type (walk->memory, number) == walk->builtins->PyLong_Type)
        native_id = (uint64_t) seep_int_read (walk->memory, layout, number).value;
    }
  if (layout->thread.native_id != SEEP_LAYOUT_NONE)
    native_id = seep_walk_word (walk, thread + (unsigned) layout->thread.native_id);

  seep_walk_reserve (walk, section, 6 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, walk->n_threads);
  section->at = seep_varint_put (section->at, ident);
  section->at = seep_varint_put (section->at, native_id);
  section->at = seep_varint_put (section->at, name);
  section->at = seep_varint_put (section->at, index);
  *section->at++ = 0;
  section->n_records++;
}

static void
put_frame (SeepWalk *walk, const SeepFrame *frame, uint64_t depth)
{
  const SeepLayout *layout = walk->layout;
  SeepWireSection *section = &walk->frames;
  int16_t function = layout->code.qualname != SEEP_LAYOUT_NONE ? layout->code.qualname
                                                               : layout->code.name;
  SeepAddress file = seep_walk_word (walk, frame->code + (unsigned) layout->code.filename);
  SeepAddress name = seep_walk_word (walk, frame->code + (unsigned) function);

  seep_walk_reserve (walk, section, 7 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, walk->n_frames);
  section->at = seep_varint_put (section->at, walk->n_threads);
  section->at = seep_varint_put (section->at, depth);
  section->at = seep_varint_put (section->at, seep_names_find_str (&walk->names, file));
  section->at = seep_varint_put (section->at, seep_names_find_str (&walk->names, name));
  section->at = seep_varint_put (section->at,
                                 seep_walk_find_line (walk, frame->code, frame->instruction));
  section->at = seep_varint_put (section->at, frame->code >> 3);
  section->n_records++;
}

/* What the slot at @address of a running frame holds, or 0. What is only lent to it is no root:
 * the variable that holds it is. */
static SeepAddress
find_held (SeepWalk *walk, SeepAddress address)
{
  SeepSlot slot = seep_frame_read_slot (walk->memory, walk->layout, address);

  return seep_slot_is_lent (walk->memory, walk->layout, &slot) ? 0 : slot.target;
}

/* What a running frame holds. The frame inside a generator is held by the generator: only
 * its locals are roots, for as long as it runs. */
static void
put_frame_roots (SeepWalk *walk, const SeepFrame *frame)
{
  const SeepLayout *layout = walk->layout;
  uint64_t thread = walk->n_threads + 1, index = walk->n_frames + 1;
  const struct
  {
    SeepAddress target;
    const char *name;
  } parts[] = {
    { frame->object, "frame" },
    { frame->borrows_code ? 0 : frame->code, "code" },
    { frame->borrows_function ? 0 : frame->function, "function" },
    { frame->locals, "locals" },
  };
  unsigned n_parts = frame->owner == SEEP_FRAME_OWNER_GENERATOR ? 0
                     : layout->frames == SEEP_FRAMES_OBJECTS     ? 1
                                                                 : 4;

  for (unsigned i = 0; i < n_parts; i++)
    seep_walk_put_root (walk, SEEP_WIRE_ROOT_FRAME, thread, index,
                        seep_walk_name (walk, parts[i].name), parts[i].target);
  for (uint64_t i = 0; i < frame->n_slots && !walk->memory->failed; i++)
    {
      SeepAddress target = find_held (walk, frame->slots + 8 * i);

      if (target != 0)
        seep_walk_put_root (
          walk, SEEP_WIRE_ROOT_LOCAL, thread, index,
          seep_names_find_str (&walk->names, seep_code_find_slot_name (walk->memory, layout,
                                                                       frame->code, i)),
          target);
    }
  for (uint64_t i = 0; i < frame->n_stack && !walk->memory->failed; i++)
    seep_walk_put_root (walk, SEEP_WIRE_ROOT_STACK, thread, index, 0,
                        find_held (walk, frame->stack + 8 * i));
}

static void
put_frames (SeepWalk *walk, SeepAddress thread)
{
  SeepAddress address = seep_frame_find_top (walk->memory, walk->layout, thread);
  uint64_t depth = 0;
  SeepFrame frame;

  for (unsigned i = 0; address != 0 && i < MAX_FRAMES && seep_walk_may_go_on (walk)
                       && !walk->memory->failed;
       i++)
    {
      if (seep_frame_read (walk->memory, walk->layout, address, walk->builtins->PyCode_Type,
                           &frame))
        {
          put_frame (walk, &frame, depth++);
          put_frame_roots (walk, &frame);
          walk->n_frames++;
        }
      address = frame.previous;
    }
}

static void
put_thread_roots (SeepWalk *walk, SeepAddress thread)
{
  const SeepLayout *layout = walk->layout;
  const struct
  {
    int16_t offset;
    int16_t n_words;
    const char *name;
  } words[] = {
    { layout->thread.dict, 1, "thread dict" },
    { layout->thread.context, 1, "context" },
    { layout->thread.async_exception, 1, "asynchronous exception" },
    { layout->thread.exception_base, layout->thread.n_exception_words, "handled exception" },
    { layout->thread.current_exception, layout->thread.n_current_words, "current exception" },
    { layout->thread.generator_first, 1, "asynchronous generator hook" },
    { layout->thread.generator_last, 1, "asynchronous generator finalizer" },
    { layout->thread.profile, 1, "profile function" },
    { layout->thread.trace, 1, "trace function" },
  };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    for (int16_t k = 0; k < words[i].n_words; k++)
      seep_walk_put_root (walk, SEEP_WIRE_ROOT_THREAD, walk->n_threads + 1, 0,
                          seep_walk_name (walk, words[i].name),
                          seep_walk_word (walk, thread + (unsigned) (words[i].offset + 8 * k)));
}

void
seep_walk_put_threads (SeepWalk *walk, SeepAddress interpreter, uint64_t index)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress thread
    = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.threads);

  for (unsigned i = 0; thread != 0 && i < MAX_THREADS && seep_walk_may_go_on (walk); i++)
    {
      walk->memory->failed = false;
      put_thread (walk, interpreter, index, thread);
      put_thread_roots (walk, thread);
      put_frames (walk, thread);
      walk->n_threads++;
      thread = seep_walk_word (walk, thread + (unsigned) layout->thread.next);
    }
}

void
seep_walk_mark_frames (SeepWalk *walk, SeepAddress interpreter)
{
  const SeepLayout *layout = walk->layout;
  SeepAddress thread
    = seep_walk_word (walk, interpreter + (unsigned) layout->interpreter.threads);

  for (unsigned i = 0; thread != 0 && i < MAX_THREADS && !walk->memory->failed; i++)
    {
      SeepAddress address = seep_frame_find_top (walk->memory, layout, thread);
      SeepFrame frame;

      for (unsigned k = 0; address != 0 && k < MAX_FRAMES; k++)
        {
          if (!seep_visited_add (&walk->running, address))
            break;
          seep_frame_read (walk->memory, layout, address, walk->builtins->PyCode_Type, &frame);
          address = frame.previous;
        }
      thread = seep_walk_word (walk, thread + (unsigned) layout->thread.next);
    }
}
