/* SPDX-License-Identifier: MIT */
/* seep-tracee.h — one thread of another process, stopped, made to call functions, and let go as if
 * nothing had been. x86-64.
 *
 * Everything that a call changes is kept twice: here, and on the thread's own stack as the
 * kernel would keep it while a signal is handled. What the thread calls returns into the C
 * library's sigreturn, so a thread that loses its tracer at any moment (SIGKILL, no memory)
 * comes back by itself to what it was doing. There are two such frames: the first leads to a
 * system call that sends the thread a SIGWINCH, at which it stops while it has a tracer, and
 * which means nothing when it has none; the second to where it was. From that stop its
 * registers, with the system call that it was in, are put back exactly. Only sigreturn itself
 * makes the kernel forget how long a sleep was to last: where a thread is in one, it is stopped
 * at each of its system calls instead, and that one is not made. Nothing is done by single steps
 * or breakpoints: a trap that its tracer does not live to see ends a program. Signals are held
 * back by the kernel meanwhile, and lose nothing. */
#pragma once

#include "seep-deadline.h"

#include <sys/types.h>
#include <sys/user.h>

typedef enum
{
  SEEP_TRACEE_STOPPED, /* what was asked for */
  SEEP_TRACEE_REFUSED, /* errno says why */
  SEEP_TRACEE_GONE,    /* the thread, or all of it, has ended */
  SEEP_TRACEE_LATE,    /* it did not stop, or did not return, in time */
  SEEP_TRACEE_HALTED,  /* a signal has stopped all of the process: it stays so */
  SEEP_TRACEE_BROKEN,  /* a call ended with a fault */
} SeepTraceeAnswer;

#define SEEP_TRACEE_XSTATE_BYTES 16384 /* AMX: 11 KB */
#define SEEP_TRACEE_DATA_BYTES 512

typedef struct
{
  pid_t pid;    /* the process */
  pid_t thread;
  pid_t inner_pid, inner_thread; /* as they are called where the program runs */
  int mem_fd;   /* borrowed; /proc/PID/mem */
  bool is_traced;
  bool is_stopped;

  struct user_regs_struct found; /* as it was */
  uint8_t xstate[SEEP_TRACEE_XSTATE_BYTES];
  size_t n_xstate;
  uint64_t mask; /* its blocked signals */

  /* With seep_tracee_prepare(). */
  bool is_prepared;
  uint64_t system_call; /* address of a `syscall` instruction that a return follows */
  uint64_t sigreturn;   /* address of the C library's: mov $15, %rax; syscall */
  uint64_t frames[2];   /* of signals that never were; a called function returns to the first */
  bool is_at_system_call; /* stopped there, and not where signals are taken */
  uint64_t owed;        /* signals of others that came meanwhile, a bit each */
  int passed;           /* one that it goes on with, or is let go with; 0: none */
  uint64_t data;        /* SEEP_TRACEE_DATA_BYTES for arguments */

  uint64_t stopped_at_ns;
  uint64_t stop_ns; /* how long it has been stopped in all */
} SeepTracee;

/* Stops @thread; @found and @mask are filled. With any other answer it is let go. */
SeepTraceeAnswer seep_tracee_stop (SeepTracee  *tracee,
                                   pid_t        pid,
                                   pid_t        thread,
                                   int          mem_fd,
                                   SeepDeadline deadline);

/* Makes it ready for calls; @inner_pid and @inner_thread are set. */
SeepTraceeAnswer seep_tracee_prepare (SeepTracee *tracee,
                                      uint64_t    system_call,
                                      uint64_t    sigreturn);

/* A system call: *@result is what the kernel says, minus an errno. */
SeepTraceeAnswer seep_tracee_system_call (SeepTracee     *tracee,
                                          long            number,
                                          const uint64_t *arguments, /* six */
                                          int64_t        *result,
                                          SeepDeadline    deadline);

typedef enum
{
  SEEP_TRACEE_RETURNS, /* a function like any other */
  SEEP_TRACEE_SIGNALS, /* it sends its thread a SIGWINCH when it is done */
} SeepTraceeEnd;

/* @function (@first, @second). What it returns cannot be seen: it says so in memory. */
SeepTraceeAnswer seep_tracee_call (SeepTracee   *tracee,
                                   uint64_t      function,
                                   SeepTraceeEnd end,
                                   uint64_t      first,
                                   uint64_t      second,
                                   SeepDeadline  deadline);

/* Lets it go on where it was. One that is in a call which does not end is let go as it is, and
 * comes back by itself. False: it does not even stop for that (a disk has it); once more, later.
 * It goes on in any case when this program has ended. */
bool seep_tracee_let_go (SeepTracee *tracee);
