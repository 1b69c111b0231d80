/* SPDX-License-Identifier: MIT */
/* seep-signal-frame.h — what the kernel puts on a thread's stack before a signal's handler runs
 * there, and takes back at sigreturn: struct rt_sigframe of x86-64. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/user.h>

#define SEEP_SIGNAL_RESTART_BLOCK 516 /* -rax of a system call that the kernel goes on with */
#define SEEP_SIGNAL_FRAME_BYTES 440 /* return address, ucontext of the kernel, siginfo */

/* The frame of a thread that was found with these registers and signals; its return address is
 * @sigreturn. @xstate_address: where the image of the other registers
 * (seep_signal_frame_finish_xstate()) will be, a multiple of 64. A system call that was
 * interrupted is made again, or ends with EINTR. */
void seep_signal_frame_fill (uint8_t                        frame[SEEP_SIGNAL_FRAME_BYTES],
                             const struct user_regs_struct *regs,
                             uint64_t                       mask,
                             uint64_t                       sigreturn,
                             uint64_t                       xstate_address);

/* Turns @n_bytes of NT_X86_XSTATE into what sigreturn reads; there must be room for 4 more. */
void seep_signal_frame_finish_xstate (uint8_t *xstate,
                                      size_t   n_bytes);

/* What a signal interrupted. */
typedef struct
{
  uint64_t rip, rsp, rax, rdi, rsi;
  uint64_t stack, n_stack_bytes; /* for handlers: sigaltstack() */
  int signal;
} SeepSignalContext;

/* Whether a frame can be what begins at @frame, @n_bytes of a stack copied from @address. It may
 * be an old one, that lies there still: while a handler runs, its signal is blocked. */
bool seep_signal_frame_read (const uint8_t     *frame,
                             size_t             n_bytes,
                             uint64_t           address,
                             SeepSignalContext *context);
