/* SPDX-License-Identifier: MIT */
/* Bodies that a list of fields does not describe: types, frames, generators, weak references. */
#include "seep-edges.h"

#include "seep-frame.h"
#include "seep-instance.h"
#include "seep-record.h"
#include "seep-roots.h"

static void
put_type_word (SeepDump *dump, int16_t offset, const char *name)
{
  SeepAddress target
    = offset == SEEP_LAYOUT_NONE ? 0 : seep_word (dump->object + (unsigned) offset);

  if (target != 0)
    seep_edges_put_field (dump, SEEP_WIRE_EDGE_FIELD, seep_dump_name (dump, name), target);
}

/* The names that instances share belong to the type; tp_traverse does not show them. */
static void
put_shared_keys (SeepDump *dump)
{
  SeepAddress keys = seep_type_get_shared_keys (NULL, dump->layout, dump->object);
  uint32_t name = seep_dump_name (dump, "ht_cached_keys");
  SeepDictCursor cursor;

  if (keys == 0)
    return;
  seep_dict_cursor_init_keys (&cursor, NULL, dump->layout, keys);
  for (; cursor.n_left > 0; cursor.n_left--, cursor.entry += cursor.stride)
    {
      SeepAddress key = seep_word (cursor.entry);

      if (key != 0)
        seep_record_put_named (dump, SEEP_WIRE_EDGE_FIELD, name, key);
    }
}

/* The words that every type has. A static type holds no reference to its base: the compiler
 * put it there. */
static void
put_type_words (SeepDump *dump, bool is_heap, bool is_builtin)
{
  SeepAddress base = seep_word (dump->object + SEEP_TYPE_BASE);
  SeepAddress dict = seep_type_find_dict (dump, dump->object);

  if (base != 0 && !is_heap)
    seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, base);
  else
    put_type_word (dump, SEEP_TYPE_BASE, "__base__");
  if (dict != 0)
    seep_edges_put_field (dump, SEEP_WIRE_EDGE_FIELD, seep_dump_name (dump, "__dict__"), dict);
  put_type_word (dump, SEEP_TYPE_BASES, "__bases__");
  put_type_word (dump, SEEP_TYPE_MRO, "__mro__");
  put_type_word (dump, SEEP_TYPE_CACHE, "tp_cache");

  /* A builtin type of 3.12 and later has a number there. */
  if (!is_builtin)
    put_type_word (dump, SEEP_TYPE_SUBCLASSES, "__subclasses__");
}

void
seep_edges_put_type (SeepDump *dump, bool is_gc)
{
  const SeepTypeInfo *info = dump->info;
  const SeepLayout *layout = dump->layout;
  uint64_t flags = seep_type_get_flags (NULL, dump->object);
  bool is_heap = flags & SEEP_TYPE_FLAG_HEAP;

  put_type_words (dump, is_heap,
                  dump->python->type_get_dict != NULL
                    && (flags & SEEP_TYPE_FLAG_STATIC_BUILTIN));
  if (!is_heap)
    seep_roots_put (dump, SEEP_WIRE_ROOT_STATIC, 0, 0, 0, dump->object);
  else
    {
      put_type_word (dump, layout->heap_type.name, "__name__");
      put_type_word (dump, layout->heap_type.qualname, "__qualname__");
      put_type_word (dump, layout->heap_type.slots, "__slots__");
      put_type_word (dump, layout->heap_type.module, "ht_module");
      put_shared_keys (dump);
    }

  /* What a metaclass adds lies behind the body of `type`. */
  for (unsigned i = 0; i < info->n_fields; i++)
    {
      SeepAddress target = seep_word (dump->object + info->fields[i].offset);

      if (info->fields[i].kind == SEEP_WIRE_EDGE_ATTRIBUTE && target != 0)
        seep_edges_put_field (dump, SEEP_WIRE_EDGE_ATTRIBUTE, info->fields[i].name, target);
    }
}

/* Locals and stack of a frame that is not on a thread's stack hold their values; those of a
 * running frame are roots, and are shown here as borrowed. tp_traverse may show either. */
static void
put_slots (SeepDump *dump, const SeepFrame *frame)
{
  bool runs = seep_visited_has (&dump->running, frame->address);

  for (uint64_t i = 0; i < frame->n_slots + frame->n_stack; i++)
    {
      bool is_local = i < frame->n_slots;
      SeepAddress at
        = is_local ? frame->slots + 8 * i : frame->stack + 8 * (i - frame->n_slots);
      SeepSlot slot = seep_frame_read_slot (NULL, dump->layout, at);
      SeepAddress target = slot.target;
      uint32_t name;

      if (target == 0)
        continue;
      if (runs || seep_slot_is_lent (NULL, dump->layout, &slot))
        seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, target);
      else if (is_local)
        {
          name = seep_names_find_str (
            &dump->names, seep_code_find_slot_name (NULL, dump->layout, frame->code, i));
          seep_record_put_other (dump, SEEP_WIRE_EDGE_LOCAL, name, target);
        }
      else
        seep_record_put_other (dump, SEEP_WIRE_EDGE_STACK, 0, target);
      seep_edges_expect (dump, target);
    }
}

/* What a frame from 3.11 on holds besides its slots. */
static void
put_inner (SeepDump *dump, const SeepFrame *frame)
{
  const struct
  {
    SeepAddress target;
    const char *name;
    bool is_borrowed;
  } fields[] = {
    { frame->code, "f_code", frame->borrows_code },
    { frame->function, "f_func", frame->borrows_function },
    { frame->locals, "f_locals", false },
    { frame->object == dump->object ? 0 : frame->object, "frame", false },
  };

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (fields[i].target != 0 && fields[i].is_borrowed)
      {
        seep_record_put_other (dump, SEEP_WIRE_EDGE_BORROWED, 0, fields[i].target);
        seep_edges_expect (dump, fields[i].target);
      }
    else if (fields[i].target != 0)
      seep_edges_put_field (dump, SEEP_WIRE_EDGE_FIELD, seep_dump_name (dump, fields[i].name),
                            fields[i].target);
  put_slots (dump, frame);
}

void
seep_edges_put_frame (SeepDump *dump)
{
  const SeepLayout *layout = dump->layout;
  SeepAddress code_type = dump->python->PyCode_Type;
  SeepAddress inner;
  SeepFrame frame;

  if (layout->frames == SEEP_FRAMES_OBJECTS)
    {
      if (seep_frame_read (NULL, layout, dump->object, code_type, &frame))
        put_slots (dump, &frame);
      return;
    }

  /* The values are the frame object's own only once the call is over. */
  inner = seep_word (dump->object + (unsigned) layout->frame.interpreter_frame);
  if (inner != 0 && seep_frame_read (NULL, layout, inner, code_type, &frame)
      && frame.owner == SEEP_FRAME_OWNER_OBJECT)
    put_inner (dump, &frame);
}

void
seep_edges_put_generator (SeepDump *dump)
{
  const SeepLayout *layout = dump->layout;
  SeepFrame frame;
  int8_t state;

  if (layout->frames == SEEP_FRAMES_OBJECTS)
    return; /* gi_frame is a field, and an object of its own */

  state = (int8_t) seep_memory_read_u8 (NULL,
                                        dump->object + (unsigned) layout->generator.state);
  if (state >= SEEP_FRAME_STATE_COMPLETED)
    return;
  if (seep_frame_read (NULL, layout, dump->object + (unsigned) layout->generator.inner,
                       dump->python->PyCode_Type, &frame))
    put_inner (dump, &frame);
}

void
seep_edges_put_weak (SeepDump *dump)
{
  SeepAddress target = seep_word (dump->object + SEEP_WEAKREF_OBJECT);

  /* What has no reference left is being taken apart: it is no object any more. */
  if (target != 0 && target != dump->python->none
      && !seep_object_is_dying (NULL, dump->layout, target))
    seep_record_put_other (dump, SEEP_WIRE_EDGE_WEAK, 0, target);
}
