/* SPDX-License-Identifier: MIT */
#include "seep-safe-point.h"

#include "seep-elf.h"
#include "seep-proc.h"
#include "seep-signal-frame.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SCANNED_BYTES 16384 /* of the stack, for frames of signals: handlers of Python are short */
#define ROOM_BYTES 49152    /* on the stack: dlopen() takes a third of it */
#define FUTEX_OPERATION 0x7F

/* The kernel's ERESTARTSYS to ERESTART_RESTARTBLOCK, which programs never see. */
#define FIRST_RESTART 512
#define LAST_RESTART 516

static const struct
{
  long number;
  const char *name;
  bool ends; /* with EINTR, though no handler runs */
} waits[] = {
  { SYS_futex, "futex", false },
  { SYS_clock_nanosleep, "clock_nanosleep", false },
  { SYS_nanosleep, "nanosleep", false },
  { SYS_poll, "poll", false },
  { SYS_ppoll, "ppoll", false },
  { SYS_select, "select", false },
  { SYS_pselect6, "pselect", false },
  { SYS_read, "read", false },
  { SYS_readv, "readv", false },
  { SYS_write, "write", false },
  { SYS_recvfrom, "recvfrom", false },
  { SYS_recvmsg, "recvmsg", false },
  { SYS_sendto, "sendto", false },
  { SYS_accept, "accept", false },
  { SYS_accept4, "accept4", false },
  { SYS_connect, "connect", false },
  { SYS_wait4, "wait4", false },
  { SYS_waitid, "waitid", false },
  { SYS_flock, "flock", false },
  { SYS_pause, "pause", false },
  { SYS_rt_sigsuspend, "rt_sigsuspend", false },
  { SYS_epoll_wait, "epoll_wait", true },
  { SYS_epoll_pwait, "epoll_pwait", true },
  { SYS_rt_sigtimedwait, "rt_sigtimedwait", true },
};

static bool
starts_with (const char *name, const char *start)
{
  return strncmp (name, start, strlen (start)) == 0;
}

static bool
is_loader (const char *name)
{
  return starts_with (name, "ld-") || starts_with (name, "ld.so");
}

/* libgcc_s looks for frames in a callback of the loader. */
static bool
is_forbidden (const char *name)
{
  static const char *const starts[]
    = { "libc.so", "libc-", "libpthread", "libdl", "libgcc_s", "seep_agent", "memfd:seep_agent" };

  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (starts_with (name, starts[i]))
      return true;
  return name[0] == '\0' || is_loader (name) || strstr (name, "malloc") != NULL;
}

static const char *
get_file_name (const SeepFoothold *foothold, uint64_t address)
{
  const SeepMap *mapping = seep_maps_find (&foothold->maps, address);

  return mapping == NULL ? "" : seep_map_get_file_name (mapping);
}

/* An allocator linked into the program itself, or a library that brings one. */
static bool
defines_malloc (const SeepFoothold *foothold, const SeepMap *mapping)
{
  int fd = seep_map_open (mapping, foothold->process);
  SeepElf elf;
  SeepElfPlace place;
  bool defines;

  if (fd < 0 || !seep_elf_open (&elf, fd))
    return true; /* not known: not this one */
  defines = seep_elf_find_symbol (&elf, "malloc", &place);
  seep_elf_close (&elf);
  return defines;
}

static void
learn (SeepSafePoint *safe, const SeepMap *mapping)
{
  size_t i = safe->n_files % SEEP_SAFE_POINT_FILES;

  safe->files[i].inode = mapping->inode;
  safe->files[i].is_safe = !defines_malloc (safe->foothold, mapping);
  safe->n_files++;
}

void
seep_safe_point_init (SeepSafePoint *safe, const SeepFoothold *foothold)
{
  *safe = (SeepSafePoint){ .foothold = foothold };
  for (size_t i = 0; i < foothold->maps.n_items; i++)
    {
      const SeepMap *mapping = &foothold->maps.items[i];
      const char *name = seep_map_get_file_name (mapping);

      if (mapping->offset == 0 && (starts_with (name, "libpython") || starts_with (name, "python"))
          && safe->n_files < SEEP_SAFE_POINT_FILES)
        learn (safe, mapping);
    }
}

void
seep_safe_point_learn (SeepSafePoint *safe)
{
  if (safe->unknown != NULL)
    learn (safe, safe->unknown);
  safe->unknown = NULL;
}

static bool
is_safe_file (SeepSafePoint *safe, uint64_t address)
{
  size_t n = safe->n_files < SEEP_SAFE_POINT_FILES ? safe->n_files : SEEP_SAFE_POINT_FILES;
  const SeepMap *mapping = seep_maps_find (&safe->foothold->maps, address);

  if (mapping == NULL || mapping->inode == 0
      || is_forbidden (seep_map_get_file_name (mapping)))
    return false;
  for (size_t i = 0; i < n; i++)
    if (safe->files[i].inode == mapping->inode)
      return safe->files[i].is_safe;
  safe->unknown = mapping;
  return false;
}

/* It waits, and was not caught on its way out: the kernel says that it is to be made again. */
static bool
is_waiting (const struct user_regs_struct *regs)
{
  int64_t error = -(int64_t) regs->rax;

  return error == EINTR || (error >= FIRST_RESTART && error <= LAST_RESTART);
}

static const char *
find_wait (const SeepFoothold *foothold, long number, uint64_t second, uint64_t rip, bool *ends)
{
  if (is_loader (get_file_name (foothold, rip)))
    return NULL;
  for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
    if (waits[i].number == number)
      {
        *ends = waits[i].ends;
        return number != SYS_futex || (second & FUTEX_OPERATION) == FUTEX_WAIT_BITSET
                 ? waits[i].name
                 : NULL;
      }
  return NULL;
}

/* What was interrupted by a signal: a system call that will be made again can still be told. */
static bool
is_safe_context (SeepSafePoint *safe, const SeepSignalContext *context)
{
  uint8_t code[2];
  bool ends;

  if (is_safe_file (safe, context->rip))
    return true;
  return pread (safe->foothold->mem_fd, code, sizeof code, (off_t) context->rip) == sizeof code
         && code[0] == 0x0F && code[1] == 0x05
         && find_wait (safe->foothold, (long) context->rax, context->rsi, context->rip, &ends)
              != NULL;
}

static bool
is_sigreturn (const SeepFoothold *foothold, uint64_t address)
{
  for (size_t i = 0; i < foothold->n_sigreturns; i++)
    if (foothold->sigreturns[i] == address)
      return true;
  return false;
}

static bool
is_blocked (uint64_t mask, int signal)
{
  return signal >= 1 && signal <= 64 && (mask >> (signal - 1) & 1) != 0;
}

/* It is small, and nobody knows what lies below it. */
static bool
is_on_stack_of_handlers (const SeepSignalContext *context, uint64_t rsp)
{
  return rsp - context->stack < context->n_stack_bytes;
}

/* The first thread's stack grows, but not beyond a limit. */
static bool
has_room (const SeepSafePoint *safe, const SeepMap *stack, uint64_t rsp)
{
  struct rlimit limit;

  if (strcmp (stack->path, "[stack]") != 0)
    return rsp - stack->start >= ROOM_BYTES;
  return prlimit (safe->foothold->pid, RLIMIT_STACK, NULL, &limit) != 0
         || limit.rlim_cur == RLIM_INFINITY || stack->end - rsp + ROOM_BYTES <= limit.rlim_cur;
}

/* Looks through the newest part of the stack for handlers that are running. */
static bool
is_stack_safe (SeepSafePoint *safe, uint64_t rsp, uint64_t mask)
{
  const SeepMap *stack = seep_maps_find (&safe->foothold->maps, rsp);
  uint64_t words[SCANNED_BYTES / 8];
  size_t n_bytes = sizeof words;
  ssize_t n_read;

  if (stack == NULL || stack->protection[1] != 'w' || strcmp (stack->path, "[heap]") == 0
      || !has_room (safe, stack, rsp))
    return false;
  if (stack->end - rsp < n_bytes)
    n_bytes = stack->end - rsp;
  n_read = pread (safe->foothold->mem_fd, words, n_bytes, (off_t) rsp);
  if (n_read <= 0)
    return false;

  for (size_t i = 0; i < (size_t) n_read / 8; i++)
    {
      SeepSignalContext context;

      if (is_sigreturn (safe->foothold, words[i])
          && seep_signal_frame_read ((const uint8_t *) &words[i], (size_t) n_read - 8 * i,
                                     rsp + 8 * i, &context)
          && (is_on_stack_of_handlers (&context, rsp)
              || (is_blocked (mask, context.signal) && !is_safe_context (safe, &context))))
        return false;
    }
  return true;
}

bool
seep_safe_point_judge (SeepSafePoint    *safe,
                       const SeepTracee *tracee,
                       char             *place,
                       size_t            n_bytes)
{
  const struct user_regs_struct *regs = &tracee->found;
  const char *name = NULL;
  bool ends;

  if (regs->cs != 0x33)
    return false;
  if ((int64_t) regs->orig_rax >= 0)
    name = !is_waiting (regs) ? NULL
                              : find_wait (safe->foothold, (long) regs->orig_rax, regs->rsi,
                                           regs->rip, &ends);
  else if (is_safe_file (safe, regs->rip))
    name = get_file_name (safe->foothold, regs->rip);
  if (name == NULL || !is_stack_safe (safe, regs->rsp, tracee->mask))
    return false;
  snprintf (place, n_bytes, "in %s", name);
  return true;
}

SeepThreadState
seep_safe_point_guess (const SeepFoothold *foothold, pid_t thread)
{
  char path[64], text[256];
  long number;
  uint64_t second = 0, rip = 0;
  bool ends;

  snprintf (path, sizeof path, "task/%d/syscall", (int) thread);
  if (seep_proc_read (foothold->process, path, text, sizeof text) <= 0
      || strncmp (text, "running", 7) == 0)
    return SEEP_THREAD_RUNS;
  if (sscanf (text, "%ld %*s %" SCNx64 " %*s %*s %*s %*s %*s %" SCNx64, &number, &second, &rip) < 3
      || find_wait (foothold, number, second, rip, &ends) == NULL)
    return SEEP_THREAD_IS_ELSEWHERE;
  return ends ? SEEP_THREAD_MAY_NOTICE : SEEP_THREAD_WAITS;
}
