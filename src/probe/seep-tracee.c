/* SPDX-License-Identifier: MIT */
#include "seep-tracee.h"

#include "seep-signal-frame.h"

#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRAME_SLOT_BYTES 448 /* SEEP_SIGNAL_FRAME_BYTES, a multiple of 16 */
#define RETURN_SIGNAL SIGWINCH
#define RED_ZONE_BYTES 128 /* below the stack pointer, and in use */
#define LET_GO_MS 50       /* for a thread that runs to stop once more */
#define LOOK_US 5000       /* at the clock, while a thread is waited for */
#define SIGRETURN_BYTES 9  /* mov $15, %rax; syscall */
#define SYSCALL_BYTES 2
#define DIRECTION_FLAG UINT64_C (0x400)
#define TRACE_FLAG UINT64_C (0x100)

typedef enum
{
  STOP_INTERRUPT,   /* as asked for */
  STOP_HALT,        /* with all of the process, by a signal */
  STOP_SIGNAL,      /* a signal is about to be delivered: @signal */
  STOP_SYSTEM_CALL, /* before or after one */
  STOP_NONE,        /* not in time */
  STOP_GONE,
} StopKind;

static void
wake_cb (int signal)
{
}

/* waitpid() with an end: a timer breaks it off again and again until the deadline is over. */
static pid_t
wait_until (pid_t thread, int *status, SeepDeadline deadline)
{
  const struct itimerval often = { { 0, LOOK_US }, { 0, LOOK_US } }, never = { { 0, 0 }, { 0, 0 } };
  const struct sigaction action = { .sa_handler = wake_cb };
  struct sigaction before;
  pid_t waited;

  sigaction (SIGALRM, &action, &before);
  setitimer (ITIMER_REAL, &often, NULL);
  do
    waited = waitpid (thread, status, __WALL);
  while (waited < 0 && errno == EINTR && !seep_deadline_is_over (deadline));
  setitimer (ITIMER_REAL, &never, NULL);
  sigaction (SIGALRM, &before, NULL);
  return waited;
}

static StopKind
wait_for_stop (SeepTracee *tracee, int *signal, SeepDeadline deadline)
{
  int status = 0;
  pid_t waited = waitpid (tracee->thread, &status, __WALL | WNOHANG);

  *signal = 0;
  if (waited == 0)
    waited = wait_until (tracee->thread, &status, deadline);
  if (waited < 0 && errno == EINTR)
    return STOP_NONE;
  if (waited < 0 || !WIFSTOPPED (status))
    {
      tracee->is_traced = tracee->is_stopped = false;
      return STOP_GONE;
    }

  tracee->is_stopped = true;
  *signal = WSTOPSIG (status);
  if (status >> 16 == PTRACE_EVENT_STOP)
    return *signal == SIGTRAP ? STOP_INTERRUPT : STOP_HALT;
  if (*signal == (SIGTRAP | 0x80))
    return STOP_SYSTEM_CALL;
  return STOP_SIGNAL;
}

static void
resume (SeepTracee *tracee, int request, int signal)
{
  if (ptrace (request, tracee->thread, NULL, (void *) (long) signal) == 0)
    tracee->is_stopped = false;
}

static bool
read_registers (SeepTracee *tracee, struct user_regs_struct *regs)
{
  return ptrace (PTRACE_GETREGS, tracee->thread, NULL, regs) == 0;
}

static bool
write_registers (SeepTracee *tracee, const struct user_regs_struct *regs)
{
  return ptrace (PTRACE_SETREGS, tracee->thread, NULL, regs) == 0;
}

static void
set_mask (SeepTracee *tracee, uint64_t mask)
{
  ptrace (PTRACE_SETSIGMASK, tracee->thread, (void *) sizeof mask, &mask);
}

SeepTraceeAnswer
seep_tracee_stop (SeepTracee *tracee, pid_t pid, pid_t thread, int mem_fd, SeepDeadline deadline)
{
  const long options = PTRACE_O_TRACESYSGOOD;
  int signal;

  *tracee = (SeepTracee){ .pid = pid, .thread = thread, .mem_fd = mem_fd };
  /* A filter of system calls would hold for the few that are made here; only root may suspend
   * it. */
  if (ptrace (PTRACE_SEIZE, thread, NULL, (void *) (options | PTRACE_O_SUSPEND_SECCOMP)) != 0
      && ptrace (PTRACE_SEIZE, thread, NULL, (void *) options) != 0)
    return errno == ESRCH ? SEEP_TRACEE_GONE : SEEP_TRACEE_REFUSED;
  tracee->is_traced = true;
  ptrace (PTRACE_INTERRUPT, thread, NULL, NULL);
  for (;;)
    switch (wait_for_stop (tracee, &signal, deadline))
      {
      case STOP_INTERRUPT:
        tracee->stopped_at_ns = seep_now_ns ();
        if (read_registers (tracee, &tracee->found)
            && ptrace (PTRACE_GETSIGMASK, thread, (void *) sizeof tracee->mask, &tracee->mask) == 0)
          return SEEP_TRACEE_STOPPED;
        seep_tracee_let_go (tracee);
        return SEEP_TRACEE_GONE;
      case STOP_HALT:
        seep_tracee_let_go (tracee);
        return SEEP_TRACEE_HALTED;
      case STOP_SIGNAL: /* it is the program's: first this, then our stop */
        resume (tracee, PTRACE_CONT, signal);
        break;
      case STOP_SYSTEM_CALL:
        resume (tracee, PTRACE_CONT, 0);
        break;
      case STOP_NONE:
        seep_tracee_let_go (tracee);
        return SEEP_TRACEE_LATE;
      case STOP_GONE:
        return SEEP_TRACEE_GONE;
      }
}

/* All but those that say that a call went wrong, and that of returns. abort() lets its own
 * through. */
static uint64_t
get_quiet_mask (void)
{
  static const int heard[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, RETURN_SIGNAL };
  uint64_t mask = UINT64_MAX;

  for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
    mask &= ~(UINT64_C (1) << (heard[i] - 1));
  return mask;
}

/* What the first frame leads to: the signal that says that a call has returned. */
static struct user_regs_struct
get_return_registers (const SeepTracee *tracee)
{
  struct user_regs_struct regs = tracee->found;

  regs.rip = tracee->system_call;
  regs.rsp = tracee->frames[1];
  regs.rax = SYS_tgkill;
  regs.rdi = (uint64_t) tracee->inner_pid;
  regs.rsi = (uint64_t) tracee->inner_thread;
  regs.rdx = RETURN_SIGNAL;
  regs.orig_rax = UINT64_MAX;
  regs.eflags &= ~(DIRECTION_FLAG | TRACE_FLAG);
  return regs;
}

/* The frames, room for data, the other registers, which the frames share: from low addresses to
 * high. */
static bool
put_frames (SeepTracee *tracee)
{
  uint8_t bytes[2 * FRAME_SLOT_BYTES + SEEP_TRACEE_DATA_BYTES + 128 + SEEP_TRACEE_XSTATE_BYTES]
    = { 0 };
  uint64_t top = tracee->found.rsp - RED_ZONE_BYTES;
  uint64_t xstate = (top - tracee->n_xstate - 4) & ~UINT64_C (63);
  uint64_t start = ((xstate - 2 * FRAME_SLOT_BYTES - SEEP_TRACEE_DATA_BYTES) & ~UINT64_C (15)) - 8;
  size_t n_bytes = xstate - start + tracee->n_xstate + 4;
  struct user_regs_struct regs;

  tracee->frames[0] = start; /* aligned as after a call instruction */
  tracee->frames[1] = start + FRAME_SLOT_BYTES;
  tracee->data = start + 2 * FRAME_SLOT_BYTES - 8;
  regs = get_return_registers (tracee);
  seep_signal_frame_fill (bytes, &regs, get_quiet_mask (), tracee->sigreturn, xstate);
  seep_signal_frame_fill (bytes + FRAME_SLOT_BYTES, &tracee->found, tracee->mask,
                          tracee->sigreturn, xstate);
  memcpy (bytes + (xstate - start), tracee->xstate, tracee->n_xstate);
  seep_signal_frame_finish_xstate (bytes + (xstate - start), tracee->n_xstate);
  return pwrite (tracee->mem_fd, bytes, n_bytes, (off_t) start) == (ssize_t) n_bytes;
}

static struct user_regs_struct
get_call_registers (const SeepTracee *tracee, uint64_t rip, uint64_t rsp)
{
  struct user_regs_struct regs = tracee->found;

  regs.rip = rip;
  regs.rsp = rsp;
  regs.rax = 0;
  regs.orig_rax = UINT64_MAX; /* no system call is under way: none is made again */
  regs.eflags &= ~(DIRECTION_FLAG | TRACE_FLAG);
  return regs;
}

/* From here it comes back by itself. */
static bool
go_to_last_frame (SeepTracee *tracee)
{
  struct user_regs_struct regs
    = get_call_registers (tracee, tracee->sigreturn, tracee->frames[1] + 8);

  return write_registers (tracee, &regs);
}

SeepTraceeAnswer
seep_tracee_prepare (SeepTracee *tracee, uint64_t system_call, uint64_t sigreturn)
{
  struct iovec xstate = { tracee->xstate, sizeof tracee->xstate - 64 };

  tracee->system_call = system_call;
  tracee->sigreturn = sigreturn;
  if (ptrace (PTRACE_GETREGSET, tracee->thread, (void *) NT_X86_XSTATE, &xstate) != 0)
    return SEEP_TRACEE_REFUSED;
  tracee->n_xstate = xstate.iov_len;
  if (!put_frames (tracee))
    return SEEP_TRACEE_REFUSED;
  if (!go_to_last_frame (tracee))
    return SEEP_TRACEE_GONE;
  tracee->is_prepared = true;
  set_mask (tracee, get_quiet_mask ()); /* not before: the frame has the other one */
  return SEEP_TRACEE_STOPPED;
}

typedef enum
{
  SIGNAL_OF_RETURN,
  SIGNAL_OF_FAULT,
  SIGNAL_OF_OTHERS, /* the program's: taken care of */
} SignalKind;

/* What is not held back, or cannot be. What somebody sends comes when the thread has been let go;
 * but to stop is passed on at once (@tracee->passed), for the kernel weighs it against what lets go
 * on, and the thread is made to go on here. */
static SignalKind
take_signal (SeepTracee *tracee, int signal)
{
  siginfo_t info = { 0 };
  bool is_own;

  ptrace (PTRACE_GETSIGINFO, tracee->thread, NULL, &info);
  is_own = info.si_code == SI_TKILL && info.si_pid == tracee->inner_pid;
  if (signal == RETURN_SIGNAL && is_own)
    return SIGNAL_OF_RETURN;
  if (signal == SIGSTOP)
    tracee->passed = signal;
  else if (info.si_code <= 0 && !is_own)
    tracee->owed |= UINT64_C (1) << (signal - 1);
  else if (signal != SIGSYS) /* a filter forbids a system call: that has failed, no more */
    return SIGNAL_OF_FAULT;
  return SIGNAL_OF_OTHERS;
}

static void
resume_with_passed (SeepTracee *tracee, int request)
{
  int signal = tracee->passed;

  tracee->passed = 0;
  resume (tracee, request, signal);
}

SeepTraceeAnswer
seep_tracee_system_call (SeepTracee     *tracee,
                         long            number,
                         const uint64_t *arguments,
                         int64_t        *result,
                         SeepDeadline    deadline)
{
  struct user_regs_struct regs
    = get_call_registers (tracee, tracee->system_call, tracee->frames[1]);
  unsigned n_stops = 0;
  int signal;

  regs.rax = (uint64_t) number;
  regs.rdi = arguments[0];
  regs.rsi = arguments[1];
  regs.rdx = arguments[2];
  regs.r10 = arguments[3];
  regs.r8 = arguments[4];
  regs.r9 = arguments[5];
  if (!write_registers (tracee, &regs))
    return SEEP_TRACEE_GONE;
  for (;;)
    {
      /* From another system call it is left first; then comes a stop before this one, and one
       * behind. */
      resume_with_passed (tracee, PTRACE_SYSCALL);
      switch (wait_for_stop (tracee, &signal, deadline))
        {
        case STOP_NONE:
          return SEEP_TRACEE_LATE;
        case STOP_GONE:
          return SEEP_TRACEE_GONE;
        case STOP_SIGNAL:
          if (take_signal (tracee, signal) != SIGNAL_OF_OTHERS)
            return SEEP_TRACEE_BROKEN;
          break;
        case STOP_SYSTEM_CALL:
          if (!read_registers (tracee, &regs))
            return SEEP_TRACEE_GONE;
          if (regs.rip == tracee->system_call + SYSCALL_BYTES && n_stops++ > 0)
            {
              tracee->is_at_system_call = true;
              *result = (int64_t) regs.rax;
              return SEEP_TRACEE_STOPPED;
            }
          break;
        default:
          break;
        }
    }
}

static bool
is_at_sigreturn (SeepTracee *tracee)
{
  struct user_regs_struct regs;

  return read_registers (tracee, &regs) && regs.orig_rax == SYS_rt_sigreturn
         && regs.rip == tracee->sigreturn + SIGRETURN_BYTES && regs.rsp == tracee->frames[0] + 8;
}

/* It does not happen: no system call has the number -1. Whatever comes next starts at the other
 * frame. */
static SeepTraceeAnswer
skip_sigreturn (SeepTracee *tracee)
{
  tracee->is_at_system_call = true;
  return go_to_last_frame (tracee) ? SEEP_TRACEE_STOPPED : SEEP_TRACEE_GONE;
}

static bool
is_in_restart_block (const SeepTracee *tracee)
{
  return (int64_t) tracee->found.orig_rax >= 0
         && (int64_t) tracee->found.rax == -SEEP_SIGNAL_RESTART_BLOCK;
}

SeepTraceeAnswer
seep_tracee_call (SeepTracee   *tracee,
                  uint64_t      function,
                  SeepTraceeEnd end,
                  uint64_t      first,
                  uint64_t      second,
                  SeepDeadline  deadline)
{
  bool each = end == SEEP_TRACEE_RETURNS && is_in_restart_block (tracee);
  struct user_regs_struct regs
    = get_call_registers (tracee, function, tracee->frames[end == SEEP_TRACEE_RETURNS ? 0 : 1]);
  SignalKind kind;
  int signal;

  regs.rdi = first;
  regs.rsi = second;
  if (!write_registers (tracee, &regs))
    return SEEP_TRACEE_GONE;
  tracee->is_at_system_call = false;
  for (;;)
    {
      resume_with_passed (tracee, each ? PTRACE_SYSCALL : PTRACE_CONT);
      switch (wait_for_stop (tracee, &signal, deadline))
        {
        case STOP_SYSTEM_CALL:
          if (is_at_sigreturn (tracee))
            return skip_sigreturn (tracee);
          break;
        case STOP_SIGNAL:
          kind = take_signal (tracee, signal);
          if (kind != SIGNAL_OF_OTHERS)
            return kind == SIGNAL_OF_RETURN ? SEEP_TRACEE_STOPPED : SEEP_TRACEE_BROKEN;
          break;
        case STOP_NONE:
          return SEEP_TRACEE_LATE;
        case STOP_GONE:
          return SEEP_TRACEE_GONE;
        default:
          break;
        }
    }
}

/* From a system call to the next stop, which comes before anything is run. */
static bool
leave_system_call (SeepTracee *tracee)
{
  const SeepDeadline soon = seep_deadline_in_ms (1000);
  StopKind kind;
  int signal;

  if (!tracee->is_at_system_call)
    return true;
  ptrace (PTRACE_INTERRUPT, tracee->thread, NULL, NULL);
  do
    {
      resume (tracee, PTRACE_CONT, 0);
      kind = wait_for_stop (tracee, &signal, soon);
    }
  while (kind == STOP_SYSTEM_CALL);
  if (kind == STOP_SIGNAL)
    tracee->passed = signal; /* it is the program's */
  return kind != STOP_NONE && kind != STOP_GONE;
}

/* It is at a stop where the kernel has signals in its hands: from there it looks at the system
 * call that was interrupted, as if nothing had come between. */
static void
restore (SeepTracee *tracee)
{
  struct iovec xstate = { tracee->xstate, tracee->n_xstate };

  if (!leave_system_call (tracee))
    return;
  ptrace (PTRACE_SETREGSET, tracee->thread, (void *) NT_X86_XSTATE, &xstate);
  set_mask (tracee, tracee->mask);
  write_registers (tracee, &tracee->found);
}

static void
send_owed (SeepTracee *tracee)
{
  for (int signal = 1; signal <= 64; signal++)
    if (tracee->owed >> (signal - 1) & 1)
      syscall (SYS_tgkill, tracee->pid, tracee->thread, signal);
  tracee->owed = 0;
}

/* It is in a call of ours, or has not come to a stop yet. */
static void
stop_once_more (SeepTracee *tracee)
{
  int signal;

  ptrace (PTRACE_INTERRUPT, tracee->thread, NULL, NULL);
  if (wait_for_stop (tracee, &signal, seep_deadline_in_ms (LET_GO_MS)) == STOP_SIGNAL
      && (!tracee->is_prepared || take_signal (tracee, signal) == SIGNAL_OF_FAULT))
    tracee->passed = signal;
}

bool
seep_tracee_let_go (SeepTracee *tracee)
{
  if (!tracee->is_traced)
    return true;
  if (tracee->is_stopped && tracee->is_prepared)
    restore (tracee);
  if (!tracee->is_stopped && tracee->is_traced)
    stop_once_more (tracee);
  send_owed (tracee);
  if (tracee->is_stopped
      && ptrace (PTRACE_DETACH, tracee->thread, NULL, (void *) (long) tracee->passed) == 0)
    tracee->is_traced = tracee->is_stopped = false;
  if (tracee->stopped_at_ns != 0)
    tracee->stop_ns += seep_now_ns () - tracee->stopped_at_ns;
  tracee->stopped_at_ns = 0;
  return !tracee->is_traced;
}
