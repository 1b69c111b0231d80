/* SPDX-License-Identifier: MIT */
/* seep-frame.h — the frames of a thread, and what a frame holds. libc only.
 *
 * Up to 3.10 a frame is an object, from 3.11 on it lies on the thread's own stack or inside
 * a generator, and is an object only if somebody asked for it. Locals are read where they
 * are: `f_locals` would make a dict that keeps them alive.
 *
 * From 3.14 on what a frame holds is tagged in its low bits: a reference that is not counted,
 * because the object is immortal or a variable further out holds it, or a plain number. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"
#include "seep-object.h"

typedef struct
{
  SeepAddress address;  /* of the frame (3.8 to 3.10: of the frame object) */
  SeepAddress previous; /* the caller's frame, or 0 */
  SeepAddress code;
  SeepAddress object;   /* frame object, or 0 */
  SeepAddress function; /* held by the frame, or 0 */
  SeepAddress locals;   /* a namespace held by the frame, or 0 */
  bool borrows_code;    /* these two are not counted */
  bool borrows_function;
  SeepAddress slots;    /* array: locals, cells, free variables, then the stack */
  uint64_t n_slots;     /* without the stack */
  uint64_t n_stack;     /* 0 also where it is not known: while the frame runs */
  SeepAddress stack;
  int64_t instruction;  /* byte offset into the code */
  uint8_t owner;        /* SEEP_FRAME_OWNER_*, from 3.11 on */
} SeepFrame;

/* The innermost frame of the thread state @thread, or 0. */
SeepAddress seep_frame_find_top (SeepMemory       *memory,
                                 const SeepLayout *layout,
                                 SeepAddress       thread);

/* Decodes the frame at @address. False where there is no Python code in it: a step between
 * C and Python; @frame->previous leads on. @code_type is the address of PyCode_Type. */
bool seep_frame_read (SeepMemory       *memory,
                      const SeepLayout *layout,
                      SeepAddress       address,
                      SeepAddress       code_type,
                      SeepFrame        *frame);

typedef struct
{
  SeepAddress target; /* 0: nothing, or no object */
  bool is_borrowed;   /* not counted in the object's reference count */
} SeepSlot;

#define SEEP_SLOT_IS_BORROWED 1 /* and the address is what is left without these: */
#define SEEP_SLOT_TAGS 3        /* both: a number */

/* What the word at @address, a slot of a frame or its stack, refers to. */
static inline SeepSlot
seep_frame_read_slot (SeepMemory *memory, const SeepLayout *layout, SeepAddress address)
{
  uint64_t word = seep_memory_read_u64 (memory, address);
  unsigned tags = layout->tagged_slots ? word & SEEP_SLOT_TAGS : 0;

  return (SeepSlot){ .target = tags == SEEP_SLOT_TAGS ? 0 : word - tags,
                     .is_borrowed = tags & SEEP_SLOT_IS_BORROWED };
}

/* Whether a variable of a frame further out holds what @slot has: only mortal objects are lent. */
static inline bool
seep_slot_is_lent (SeepMemory *memory, const SeepLayout *layout, const SeepSlot *slot)
{
  return slot->is_borrowed && slot->target != 0
         && seep_object_get_count (memory, layout, slot->target) != 0;
}

/* The str that names slot @i of a frame with @code, or 0. */
SeepAddress seep_code_find_slot_name (SeepMemory       *memory,
                                      const SeepLayout *layout,
                                      SeepAddress       code,
                                      uint64_t          i);
