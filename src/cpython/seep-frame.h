/* SPDX-License-Identifier: MIT */
/* seep-frame.h — the frames of a thread, and what a frame holds. libc only.
 *
 * Up to 3.10 a frame is an object, from 3.11 on it lies on the thread's own stack or inside
 * a generator, and is an object only if somebody asked for it. Locals are read where they
 * are: `f_locals` would make a dict that keeps them alive. */
#pragma once

#include "seep-layout.h"
#include "seep-memory.h"

typedef struct
{
  SeepAddress address;  /* of the frame (3.8 to 3.10: of the frame object) */
  SeepAddress previous; /* the caller's frame, or 0 */
  SeepAddress code;
  SeepAddress object;   /* frame object, or 0 */
  SeepAddress function; /* held by the frame, or 0 */
  SeepAddress locals;   /* a namespace held by the frame, or 0 */
  SeepAddress slots;    /* array: locals, cells, free variables, then the stack */
  uint64_t n_slots;     /* without the stack */
  uint64_t n_stack;     /* 0 also where it is not known: while the frame runs C code */
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

/* The str that names slot @i of a frame with @code, or 0. */
SeepAddress seep_code_find_slot_name (SeepMemory       *memory,
                                      const SeepLayout *layout,
                                      SeepAddress       code,
                                      uint64_t          i);
