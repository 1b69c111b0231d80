/* SPDX-License-Identifier: MIT */
#include "seep-signal-frame.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

/* Offsets from the frame's start, which is its return address. linux/arch/x86/include/uapi/asm:
 * sigcontext.h, ucontext.h. */
enum
{
  FRAME_FLAGS = 8,
  FRAME_STACK = 24,
  FRAME_STACK_FLAGS = 32,
  FRAME_STACK_BYTES = 40,
  FRAME_R8 = 48,
  FRAME_RDI = 112,
  FRAME_RSI = 120,
  FRAME_RBP = 128,
  FRAME_RBX = 136,
  FRAME_RDX = 144,
  FRAME_RAX = 152,
  FRAME_RCX = 160,
  FRAME_RSP = 168,
  FRAME_RIP = 176,
  FRAME_RFLAGS = 184,
  FRAME_SEGMENTS = 192, /* cs, gs, fs, ss; 16 bits each */
  FRAME_XSTATE = 232,
  FRAME_MASK = 304,
  FRAME_SIGNAL = 312, /* the first of siginfo, 32 bits */

  XSTATE_FEATURES = 464, /* ptrace puts them there */
  XSTATE_SOFTWARE = 464, /* magic, extended size, features (64 bits), size */
};

#define UCONTEXT_FLAGS 7 /* extended state, ss, strict ss */
#define NO_STACK_FLAGS 0x7FFF /* not valid: sigreturn then leaves the alternate stack alone */
#define XSTATE_MAGIC_1 0x46505853u
#define XSTATE_MAGIC_2 0x46505845u
#define USER_CODE 0x33 /* the segment of 64-bit code */

/* What the kernel has in rax while a system call waits to be made again; never seen by programs. */
enum
{
  RESTART_SYS = 512,
  RESTART_NO_INTERRUPT = 513,
  RESTART_NO_HANDLER = 514,
};

static void
put (uint8_t *frame, size_t offset, uint64_t value)
{
  memcpy (frame + offset, &value, sizeof value);
}

static uint64_t
get (const uint8_t *frame, size_t offset)
{
  uint64_t value;

  memcpy (&value, frame + offset, sizeof value);
  return value;
}

/* As the kernel would when no handler runs; sigreturn itself turns what the kernel would go on
 * with into EINTR. */
static void
settle_system_call (struct user_regs_struct *regs)
{
  if ((int64_t) regs->orig_rax < 0)
    return;
  switch (-(int64_t) regs->rax)
    {
    case RESTART_SYS:
    case RESTART_NO_INTERRUPT:
    case RESTART_NO_HANDLER:
      regs->rax = regs->orig_rax;
      regs->rip -= 2;
      break;
    case SEEP_SIGNAL_RESTART_BLOCK:
      regs->rax = (uint64_t) -EINTR;
      break;
    default:
      break;
    }
}

void
seep_signal_frame_fill (uint8_t                        frame[SEEP_SIGNAL_FRAME_BYTES],
                        const struct user_regs_struct *regs,
                        uint64_t                       mask,
                        uint64_t                       sigreturn,
                        uint64_t                       xstate_address)
{
  struct user_regs_struct then = *regs;
  const uint64_t high[] = { then.r8,  then.r9,  then.r10, then.r11,
                            then.r12, then.r13, then.r14, then.r15 };
  uint16_t segments[4] = { (uint16_t) then.cs, 0, 0, (uint16_t) then.ss };

  settle_system_call (&then);
  memset (frame, 0, SEEP_SIGNAL_FRAME_BYTES);
  put (frame, 0, sigreturn);
  put (frame, FRAME_FLAGS, UCONTEXT_FLAGS);
  put (frame, FRAME_STACK_FLAGS, NO_STACK_FLAGS);
  for (size_t i = 0; i < 8; i++)
    put (frame, FRAME_R8 + 8 * i, high[i]);
  put (frame, FRAME_RDI, then.rdi);
  put (frame, FRAME_RSI, then.rsi);
  put (frame, FRAME_RBP, then.rbp);
  put (frame, FRAME_RBX, then.rbx);
  put (frame, FRAME_RDX, then.rdx);
  put (frame, FRAME_RAX, then.rax);
  put (frame, FRAME_RCX, then.rcx);
  put (frame, FRAME_RSP, then.rsp);
  put (frame, FRAME_RIP, then.rip);
  put (frame, FRAME_RFLAGS, then.eflags);
  memcpy (frame + FRAME_SEGMENTS, segments, sizeof segments);
  put (frame, FRAME_XSTATE, xstate_address);
  put (frame, FRAME_MASK, mask);
}

void
seep_signal_frame_finish_xstate (uint8_t *xstate, size_t n_bytes)
{
  uint64_t features = get (xstate, XSTATE_FEATURES);
  uint32_t head[2] = { XSTATE_MAGIC_1, (uint32_t) n_bytes + 4 };
  uint32_t size = (uint32_t) n_bytes;
  uint32_t tail = XSTATE_MAGIC_2;

  memcpy (xstate + XSTATE_SOFTWARE, head, sizeof head);
  memcpy (xstate + XSTATE_SOFTWARE + 8, &features, sizeof features);
  memcpy (xstate + XSTATE_SOFTWARE + 16, &size, sizeof size);
  memcpy (xstate + n_bytes, &tail, sizeof tail);
}

bool
seep_signal_frame_read (const uint8_t     *frame,
                        size_t             n_bytes,
                        uint64_t           address,
                        SeepSignalContext *context)
{
  uint16_t code;
  int32_t signal;

  if (n_bytes < SEEP_SIGNAL_FRAME_BYTES)
    return false;
  memcpy (&code, frame + FRAME_SEGMENTS, sizeof code);
  *context = (SeepSignalContext){ .rip = get (frame, FRAME_RIP),
                                  .rsp = get (frame, FRAME_RSP),
                                  .rax = get (frame, FRAME_RAX),
                                  .rdi = get (frame, FRAME_RDI),
                                  .rsi = get (frame, FRAME_RSI),
                                  .stack = get (frame, FRAME_STACK),
                                  .n_stack_bytes = get (frame, FRAME_STACK_BYTES) };
  memcpy (&signal, frame + FRAME_SIGNAL, sizeof signal);
  context->signal = signal;
  return code == USER_CODE && context->rsp > address && context->rip != 0;
}
