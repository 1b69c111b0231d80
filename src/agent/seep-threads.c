/* SPDX-License-Identifier: MIT */
#include "seep-roots.h"

#include "seep-frame.h"
#include "seep-instance.h"
#include "seep-str.h"

#include <string.h>

#define MAX_THREADS (1 << 20) /* stop a walk along links that were made to loop */
#define MAX_FRAMES (1 << 24)

/* The attribute @name of an instance of a Python class, or 0. */
static SeepAddress
find_attribute (const SeepDump *dump, SeepAddress object, const char *name)
{
  SeepAddress type = seep_object_get_type (NULL, object);
  SeepInstance instance = seep_instance_read (NULL, dump->layout, object, type,
                                              seep_type_get_flags (NULL, type));
  SeepDictCursor cursor;
  SeepAddress key, value;

  if (instance.values == 0)
    return instance.dict == 0 ? 0 : seep_dict_find (NULL, dump->layout, instance.dict, name);
  seep_instance_cursor_init (&cursor, NULL, dump->layout, &instance, type);
  while (seep_dict_cursor_next (&cursor, NULL, &key, &value))
    if (seep_str_is_equal (NULL, dump->layout, key, name, strlen (name)))
      return value;
  return 0;
}

/* threading._active: ident → Thread. Read from its memory; the module's lock is not taken,
 * the GIL is what keeps it still. */
static SeepAddress
find_thread_object (const SeepDump *dump, SeepAddress modules, uint64_t ident)
{
  SeepAddress module = seep_dict_find (NULL, dump->layout, modules, "threading");
  SeepAddress active, key, value;
  SeepDictCursor cursor;

  if (module == 0 || seep_object_get_type (NULL, module) != dump->python->PyModule_Type)
    return 0;
  active = seep_dict_find (NULL, dump->layout, seep_word (module + SEEP_MODULE_DICT), "_active");
  if (active == 0 || seep_object_get_type (NULL, active) != dump->python->PyDict_Type)
    return 0;
  seep_dict_cursor_init (&cursor, NULL, dump->layout, active);
  while (seep_dict_cursor_next (&cursor, NULL, &key, &value))
    if (seep_object_get_type (NULL, key) == dump->python->PyLong_Type
        && (uint64_t) seep_int_read (NULL, dump->layout, key).value == ident)
      return value;
  return 0;
}

static void
put_thread (SeepDump *dump, SeepAddress interpreter, uint64_t index, SeepAddress thread)
{
  const SeepLayout *layout = dump->layout;
  const SeepPython *python = dump->python;
  SeepWireSection *section = &dump->threads;
  uint64_t ident = seep_word (thread + (unsigned) layout->thread.ident);
  SeepAddress modules = seep_word (interpreter + (unsigned) layout->interpreter.modules);
  SeepAddress object = modules == 0 ? 0 : find_thread_object (dump, modules, ident);
  uint64_t native_id = 0;
  uint32_t name = 0;

  if (object != 0)
    {
      SeepAddress text = find_attribute (dump, object, "_name");
      SeepAddress number = find_attribute (dump, object, "_native_id");

      if (text != 0 && seep_object_get_type (NULL, text) == python->PyUnicode_Type)
        name = seep_names_find_str (&dump->names, text);
      if (number != 0 && seep_object_get_type (NULL, number) == python->PyLong_Type)
        native_id = (uint64_t) seep_int_read (NULL, layout, number).value;
    }
  if (layout->thread.native_id != SEEP_LAYOUT_NONE)
    native_id = seep_word (thread + (unsigned) layout->thread.native_id);

  seep_dump_reserve (dump, section, 6 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, dump->n_threads);
  section->at = seep_varint_put (section->at, ident);
  section->at = seep_varint_put (section->at, native_id);
  section->at = seep_varint_put (section->at, name);
  section->at = seep_varint_put (section->at, index);
  *section->at++ = thread == dump->calling_thread;
  section->n_records++;
}

static void
put_frame (SeepDump *dump, const SeepFrame *frame, uint64_t depth)
{
  const SeepLayout *layout = dump->layout;
  SeepWireSection *section = &dump->frames;
  int16_t function = layout->code.qualname != SEEP_LAYOUT_NONE ? layout->code.qualname
                                                               : layout->code.name;
  SeepAddress file = seep_word (frame->code + (unsigned) layout->code.filename);
  int line = dump->python->PyCode_Addr2Line (seep_as_python (frame->code),
                                             (int) frame->instruction);

  seep_dump_reserve (dump, section, 7 * SEEP_VARINT_MAX_BYTES);
  if (seep_wire_section_is_empty (section))
    section->at = seep_varint_put (section->at, dump->n_frames);
  section->at = seep_varint_put (section->at, dump->n_threads);
  section->at = seep_varint_put (section->at, depth);
  section->at = seep_varint_put (section->at, seep_names_find_str (&dump->names, file));
  section->at = seep_varint_put (
    section->at,
    seep_names_find_str (&dump->names, seep_word (frame->code + (unsigned) function)));
  section->at = seep_varint_put (section->at, line > 0 ? (uint64_t) line : 0);
  section->at = seep_varint_put (section->at, frame->code >> 3);
  section->n_records++;
}

/* What the slot at @address of a running frame holds, or 0. What is only lent to it is no root:
 * the variable that holds it is. */
static SeepAddress
find_held (SeepDump *dump, SeepAddress address)
{
  SeepSlot slot = seep_frame_read_slot (NULL, dump->layout, address);

  return seep_slot_is_lent (NULL, dump->layout, &slot) ? 0 : slot.target;
}

/* What a running frame holds. The frame inside a generator is held by the generator: only
 * its locals are roots, for as long as it runs. */
static void
put_frame_roots (SeepDump *dump, const SeepFrame *frame)
{
  const SeepLayout *layout = dump->layout;
  uint64_t thread = dump->n_threads + 1;
  uint64_t index = dump->n_frames + 1;
  bool is_object = layout->frames == SEEP_FRAMES_OBJECTS;

  if (frame->owner != SEEP_FRAME_OWNER_GENERATOR)
    {
      seep_roots_put (dump, SEEP_WIRE_ROOT_FRAME, thread, index,
                      seep_dump_name (dump, "frame"), frame->object);
      if (!is_object)
        {
          seep_roots_put (dump, SEEP_WIRE_ROOT_FRAME, thread, index,
                          seep_dump_name (dump, "code"),
                          frame->borrows_code ? 0 : frame->code);
          seep_roots_put (dump, SEEP_WIRE_ROOT_FRAME, thread, index,
                          seep_dump_name (dump, "function"),
                          frame->borrows_function ? 0 : frame->function);
          seep_roots_put (dump, SEEP_WIRE_ROOT_FRAME, thread, index,
                          seep_dump_name (dump, "locals"), frame->locals);
        }
    }

  for (uint64_t i = 0; i < frame->n_slots; i++)
    {
      SeepAddress target = find_held (dump, frame->slots + 8 * i);

      if (target != 0)
        seep_roots_put (
          dump, SEEP_WIRE_ROOT_LOCAL, thread, index,
          seep_names_find_str (&dump->names,
                               seep_code_find_slot_name (NULL, layout, frame->code, i)),
          target);
    }
  for (uint64_t i = 0; i < frame->n_stack; i++)
    seep_roots_put (dump, SEEP_WIRE_ROOT_STACK, thread, index, 0,
                    find_held (dump, frame->stack + 8 * i));
}

static void
put_frames (SeepDump *dump, SeepAddress thread)
{
  SeepAddress address = seep_frame_find_top (NULL, dump->layout, thread);
  uint64_t depth = 0;
  SeepFrame frame;

  for (unsigned i = 0; address != 0 && i < MAX_FRAMES; i++)
    {
      if (seep_frame_read (NULL, dump->layout, address, dump->python->PyCode_Type, &frame))
        {
          put_frame (dump, &frame, depth++);
          put_frame_roots (dump, &frame);
          dump->n_frames++;
        }
      address = frame.previous;
    }
}

static void
put_thread_roots (SeepDump *dump, SeepAddress thread)
{
  const SeepLayout *layout = dump->layout;
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
      seep_roots_put (dump, SEEP_WIRE_ROOT_THREAD, dump->n_threads + 1, 0,
                      seep_dump_name (dump, words[i].name),
                      seep_word (thread + (unsigned) (words[i].offset + 8 * k)));
}

void
seep_threads_put (SeepDump *dump, SeepAddress interpreter, uint64_t index)
{
  const SeepLayout *layout = dump->layout;
  SeepAddress thread = seep_word (interpreter + (unsigned) layout->interpreter.threads);

  for (unsigned i = 0; thread != 0 && i < MAX_THREADS; i++)
    {
      if (thread != dump->own_thread)
        {
          put_thread (dump, interpreter, index, thread);
          put_frames (dump, thread);
          put_thread_roots (dump, thread);
          dump->n_threads++;
        }
      thread = seep_word (thread + (unsigned) layout->thread.next);
    }
}

void
seep_threads_mark_frames (SeepDump *dump, SeepAddress interpreter)
{
  const SeepLayout *layout = dump->layout;
  SeepAddress thread = seep_word (interpreter + (unsigned) layout->interpreter.threads);

  for (unsigned i = 0; thread != 0 && i < MAX_THREADS; i++)
    {
      SeepAddress address = seep_frame_find_top (NULL, layout, thread);
      SeepFrame frame;

      for (unsigned k = 0; address != 0 && k < MAX_FRAMES; k++)
        {
          seep_visited_add (&dump->running, address);
          seep_frame_read (NULL, layout, address, dump->python->PyCode_Type, &frame);
          address = frame.previous;
        }
      thread = seep_word (thread + (unsigned) layout->thread.next);
    }
}
