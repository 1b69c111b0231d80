/* SPDX-License-Identifier: MIT */
#include "seep-frame.h"

#define MAX_SLOTS (1 << 20) /* more locals than any code has: stops a walk through garbage */

static SeepAddress
word_at (SeepMemory *memory, SeepAddress base, int16_t offset)
{
  return seep_memory_read_u64 (memory, base + (unsigned) offset);
}

SeepAddress
seep_frame_find_top (SeepMemory *memory, const SeepLayout *layout, SeepAddress thread)
{
  if (layout->thread.c_frame != SEEP_LAYOUT_NONE)
    {
      SeepAddress c_frame = word_at (memory, thread, layout->thread.c_frame);

      return c_frame == 0 ? 0 : word_at (memory, c_frame, layout->thread.c_frame_current);
    }
  return word_at (memory, thread, layout->thread.frame);
}

/* Up to 3.10: how many slots the locals, the cells or the free variables of @code have. The
 * locals are counted by the code object, their names may be more or fewer. */
static uint64_t
count_slots (SeepMemory *memory, const SeepLayout *layout, SeepAddress code, unsigned which)
{
  const int16_t names[] = { layout->code.varnames, layout->code.cellvars, layout->code.freevars };

  if (which == 0)
    return seep_memory_read_u32 (memory, code + (unsigned) layout->code.n_locals);
  return (uint64_t) seep_object_get_size (memory, word_at (memory, code, names[which]));
}

static void
read_object (SeepMemory *memory, const SeepLayout *layout, SeepFrame *frame)
{
  SeepAddress address = frame->address;
  int32_t lasti;

  frame->object = address;
  frame->previous = word_at (memory, address, layout->frame.back);
  frame->code = word_at (memory, address, layout->frame.code);
  frame->locals = word_at (memory, address, layout->frame.locals);
  frame->slots = address + (unsigned) layout->frame.localsplus;
  for (unsigned i = 0; i < 3; i++)
    frame->n_slots += count_slots (memory, layout, frame->code, i);

  frame->stack = word_at (memory, address, layout->frame.value_stack);
  if (layout->frame.stack_depth != SEEP_LAYOUT_NONE)
    {
      int32_t depth
        = seep_memory_read_i32 (memory, address + (unsigned) layout->frame.stack_depth);

      frame->n_stack = depth > 0 ? (uint64_t) depth : 0;
    }
  else
    {
      SeepAddress top = word_at (memory, address, layout->frame.stack_top);

      frame->n_stack = top > frame->stack ? (top - frame->stack) / 8 : 0;
    }

  /* 3.10 counts instructions of two bytes, 3.8 and 3.9 count bytes. */
  lasti = seep_memory_read_i32 (memory, address + (unsigned) layout->frame.last_instruction);
  frame->instruction = layout->frame.stack_depth != SEEP_LAYOUT_NONE ? 2 * lasti : lasti;
}

/* How many values are on the stack. Up to 3.13 that is kept as a count of slots, locals
 * included, then as the address behind the last one, or 0 while the frame runs. */
static uint64_t
count_stack (SeepMemory *memory, const SeepLayout *layout, const SeepFrame *frame)
{
  SeepAddress at = frame->address + (unsigned) layout->inner.stack_top;
  SeepAddress address;
  int64_t top, n_most;

  if (!layout->tagged_slots)
    {
      top = seep_memory_read_i32 (memory, at) - (int64_t) frame->n_slots;
      return top > 0 ? (uint64_t) top : 0;
    }
  address = seep_memory_read_u64 (memory, at);
  n_most = seep_memory_read_i32 (memory, frame->code + (unsigned) layout->code.stack_size);
  top = (int64_t) (address - frame->stack) / 8;
  return address > frame->stack && top <= n_most ? (uint64_t) top : 0;
}

static bool
read_inner (SeepMemory       *memory,
            const SeepLayout *layout,
            SeepAddress       code_type,
            SeepFrame        *frame)
{
  SeepAddress address = frame->address;
  SeepSlot code, function;
  int32_t n_slots;

  frame->previous = word_at (memory, address, layout->inner.previous);
  frame->owner = seep_memory_read_u8 (memory, address + (unsigned) layout->inner.owner);
  code = seep_frame_read_slot (memory, layout, address + (unsigned) layout->inner.code);
  frame->code = code.target;
  if (frame->owner >= SEEP_FRAME_OWNER_C || frame->code == 0
      || seep_object_get_type (memory, frame->code) != code_type)
    return false;

  function = seep_frame_read_slot (memory, layout, address + (unsigned) layout->inner.function);
  frame->function = function.target;
  frame->borrows_code = code.is_borrowed;
  frame->borrows_function = function.is_borrowed;
  frame->locals = word_at (memory, address, layout->inner.locals);
  frame->object = word_at (memory, address, layout->inner.frame_object);
  frame->slots = address + (unsigned) layout->inner.localsplus;
  n_slots = seep_memory_read_i32 (memory, frame->code + (unsigned) layout->code.n_localsplus);
  frame->n_slots = n_slots > 0 ? (uint64_t) n_slots : 0;
  frame->stack = frame->slots + 8 * frame->n_slots;
  frame->n_stack = count_stack (memory, layout, frame);
  frame->instruction
    = (int64_t) (word_at (memory, address, layout->inner.instruction)
                 - (frame->code + (unsigned) layout->code.instructions));
  return true;
}

bool
seep_frame_read (SeepMemory       *memory,
                 const SeepLayout *layout,
                 SeepAddress       address,
                 SeepAddress       code_type,
                 SeepFrame        *frame)
{
  *frame = (SeepFrame){ .address = address };
  if (layout->frames == SEEP_FRAMES_INTERPRETER)
    {
      if (!read_inner (memory, layout, code_type, frame))
        return false;
    }
  else
    read_object (memory, layout, frame);
  return frame->n_slots < MAX_SLOTS && frame->n_stack < MAX_SLOTS;
}

SeepAddress
seep_code_find_slot_name (SeepMemory       *memory,
                          const SeepLayout *layout,
                          SeepAddress       code,
                          uint64_t          i)
{
  const int16_t names[] = { layout->code.varnames, layout->code.cellvars, layout->code.freevars };
  SeepAddress tuple;

  if (layout->code.localsplus_names != SEEP_LAYOUT_NONE)
    {
      tuple = word_at (memory, code, layout->code.localsplus_names);
      return i < (uint64_t) seep_object_get_size (memory, tuple)
               ? seep_tuple_get_item (memory, layout, tuple, i)
               : 0;
    }

  for (unsigned k = 0; k < 3; k++)
    {
      uint64_t n = count_slots (memory, layout, code, k);

      tuple = word_at (memory, code, names[k]);
      if (i < n)
        return i < (uint64_t) seep_object_get_size (memory, tuple)
                 ? seep_tuple_get_item (memory, layout, tuple, i)
                 : 0;
      i -= n;
    }
  return 0;
}
