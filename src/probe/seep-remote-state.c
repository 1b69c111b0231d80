/* SPDX-License-Identifier: MIT */
#include "seep-remote-state.h"

#include "seep-elf.h"
#include "seep-interpreter.h"
#include "seep-proc.h"
#include "seep-runtime.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PLEASE_STOP (UINT64_C (1) << 5) /* _PY_EVAL_PLEASE_STOP_BIT of the eval breaker */
#define MAX_STATES (1 << 16)            /* stops a walk along links that loop */
#define LIST_TRIES 16                   /* of a list that changes */
#define STOP_TRIES 2000                 /* it comes at once or never: the first tries are short */
#define SHORT_TRIES 50
#define SHORT_NS 20000
#define LONG_NS 1000000

static bool
read_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  const pid_t *pid = data;
  struct iovec here = { bytes, n_bytes };
  struct iovec there = { (void *) (uintptr_t) address, n_bytes };

  return process_vm_readv (*pid, &here, 1, &there, 1, 0) == (ssize_t) n_bytes;
}

static bool
write_bytes (const SeepRemoteState *state, uint64_t address, const void *bytes, size_t n_bytes)
{
  struct iovec here = { (void *) (uintptr_t) bytes, n_bytes };
  struct iovec there = { (void *) (uintptr_t) address, n_bytes };

  return process_vm_writev (state->pid, &here, 1, &there, 1, 0) == (ssize_t) n_bytes;
}

/* --- Where it is --- */

/* The page that the file's first segment is mapped to says by how much all addresses are moved. */
static uint64_t
find_bias (const SeepElf *elf, uint64_t base)
{
  for (size_t i = 0; i < elf->n_segments && !elf->is_fixed; i++)
    if (elf->segments[i].p_type == PT_LOAD)
      return base - (elf->segments[i].p_vaddr & ~UINT64_C (4095));
  return 0;
}

static uint64_t
find_runtime (int process, const SeepInterpreter *interpreter)
{
  int fd = seep_interpreter_open_file (process, interpreter);
  uint64_t address = 0;
  SeepElfPlace place;
  SeepElf elf;

  if (fd < 0)
    return 0;
  if (seep_elf_open (&elf, fd)
      && (seep_elf_find_section (&elf, ".PyRuntime", &place)
          || seep_elf_find_symbol (&elf, "_PyRuntime", &place)))
    address = place.address + find_bias (&elf, interpreter->base);
  seep_elf_close (&elf);
  return address;
}

/* Which thread of @pid, by the number that it has here, calls itself @native_id in its own
 * namespace. */
static pid_t
find_thread (pid_t pid, uint64_t native_id, bool *runs)
{
  char path[64], status[8192];
  struct dirent *entry;
  pid_t found = 0;
  DIR *tasks;

  snprintf (path, sizeof path, "/proc/%d/task", (int) pid);
  tasks = opendir (path);
  while (tasks != NULL && found == 0 && (entry = readdir (tasks)) != NULL)
    {
      const char *numbers, *last;

      if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
        continue;
      snprintf (path, sizeof path, "/proc/%d/task/%d/status", (int) pid, atoi (entry->d_name));
      if (seep_proc_read (AT_FDCWD, path, status, sizeof status) <= 0)
        continue;
      numbers = seep_proc_find_field (status, "NSpid");
      last = numbers == NULL ? NULL : numbers + strcspn (numbers, "\n");
      while (last != NULL && last > numbers && last[-1] >= '0' && last[-1] <= '9')
        last--;
      if (last == NULL ? (uint64_t) atoi (entry->d_name) == native_id
                       : strtoull (last, NULL, 10) == native_id)
        {
          const char *word = seep_proc_find_field (status, "State");

          found = atoi (entry->d_name);
          *runs = word != NULL && *word == 'R';
        }
    }
  if (tasks != NULL)
    closedir (tasks);
  return found;
}

static bool
fail_layout (SeepProbeError *error, pid_t pid)
{
  return seep_probe_fail (error, "layout", NULL,
                          "What the interpreter of process %d says of its memory does not hold.",
                          (int) pid);
}

/* Takes the thread state at @address in, unless its thread has ended. */
static void
add_thread (SeepRemoteState *state, SeepMemory *memory, uint64_t address)
{
  SeepRemoteThread *thread = &state->threads[state->n_threads];

  if (state->n_threads == SEEP_REMOTE_MAX_THREADS)
    return;
  *thread = (SeepRemoteThread){
    .state = address,
    .native_id = seep_memory_read_u64 (memory, address + state->offsets.thread.native_id),
  };
  thread->thread = find_thread (state->pid, thread->native_id, &thread->runs);
  if (thread->thread != 0)
    state->n_threads++;
}

static uint64_t
find_support (const SeepRemoteState *state, const SeepRemoteThread *thread)
{
  return thread->state + state->offsets.debugger.support;
}

static uint64_t
find_pending (const SeepRemoteState *state, const SeepRemoteThread *thread)
{
  return find_support (state, thread) + state->offsets.debugger.pending_call;
}

/* Those that run come first, then the main thread, which is the oldest. */
static int
compare_threads (const void *left, const void *right)
{
  const SeepRemoteThread *a = left, *b = right;

  if (a->runs != b->runs)
    return a->runs ? -1 : 1;
  return a->thread < b->thread ? -1 : a->thread > b->thread;
}

static uint64_t
find_main_interpreter (SeepMemory *memory, uint64_t runtime, const SeepRuntimeOffsets *offsets)
{
  uint64_t interpreter = seep_memory_read_u64 (memory, runtime + offsets->runtime.interpreters);

  for (unsigned i = 0; i < MAX_STATES && interpreter != 0; i++) /* it is the last */
    {
      uint64_t next = seep_memory_read_u64 (memory, interpreter + offsets->interpreter.next);

      if (next == 0)
        return memory->failed ? 0 : interpreter;
      interpreter = next;
    }
  return 0;
}

/* False: a thread that ended just then was in the way. */
static bool
list_threads (SeepRemoteState *state, SeepMemory *memory)
{
  const SeepRuntimeOffsets *offsets = &state->offsets;
  uint64_t thread
    = seep_memory_read_u64 (memory, state->interpreter + offsets->interpreter.threads);

  state->n_threads = 0;
  for (unsigned i = 0; i < MAX_STATES && thread != 0 && !memory->failed; i++)
    {
      if (seep_memory_read_u64 (memory, thread + offsets->thread.interpreter)
          != state->interpreter)
        return false;
      add_thread (state, memory, thread);
      thread = seep_memory_read_u64 (memory, thread + offsets->thread.next);
    }
  return !memory->failed && state->n_threads > 0;
}

static bool
read_threads (SeepRemoteState *state, SeepMemory *memory, SeepProbeError *error)
{
  for (unsigned i = 0; !list_threads (state, memory); i++)
    {
      memory->failed = false;
      if (i == LIST_TRIES)
        return fail_layout (error, state->pid);
    }
  qsort (state->threads, state->n_threads, sizeof *state->threads, compare_threads);
  for (unsigned i = 0; i < state->n_threads; i++)
    if (seep_memory_read_u32 (memory, find_pending (state, &state->threads[i])) != 0)
      return seep_probe_fail (error, "busy", NULL,
                              "Another script is waiting to be run in process %d.",
                              (int) state->pid);
  return true;
}

static bool
read_state (SeepRemoteState *state, uint64_t runtime, SeepProbeError *error)
{
  SeepMemory memory = { .read = read_cb, .data = &state->pid };
  const SeepRuntimeOffsets *offsets = &state->offsets;

  if (!seep_runtime_read_offsets (&memory, runtime, &state->offsets))
    return fail_layout (error, state->pid);
  if (offsets->is_free_threaded != 0)
    return seep_probe_fail (error, "free-threaded", NULL,
                            "Process %d runs a Python without the GIL, which is not known here.",
                            (int) state->pid);
  if (seep_memory_read_u64 (&memory, runtime + offsets->runtime.finalizing) != 0)
    return seep_probe_fail (error, "finalizing", NULL,
                            "Process %d is shutting its interpreter down.", (int) state->pid);

  state->interpreter = find_main_interpreter (&memory, runtime, offsets);
  if (state->interpreter == 0)
    return fail_layout (error, state->pid);
  if (seep_memory_read_u32 (&memory, state->interpreter + offsets->debugger.is_enabled) != 1)
    return seep_probe_fail (error, "remote-debugging-off",
                            "Start it without PYTHON_DISABLE_REMOTE_DEBUG and without "
                            "-X disable-remote-debug, or dump it from outside: --how outside.",
                            "Remote debugging is switched off in process %d.", (int) state->pid);
  return read_threads (state, &memory, error);
}

bool
seep_remote_state_find (SeepRemoteState *state, pid_t pid, SeepProbeError *error)
{
  int process = seep_proc_open (pid);
  SeepInterpreter interpreter;
  uint64_t runtime = 0;

  *state = (SeepRemoteState){ .pid = pid };
  if (process < 0)
    return seep_probe_fail (error, "no-process", NULL, "There is no process %d.", (int) pid);
  if (seep_interpreter_find (process, NULL, &interpreter) == SEEP_INTERPRETER_FOUND)
    runtime = find_runtime (process, &interpreter);
  close (process);

  if (runtime == 0)
    return seep_probe_fail (error, "not-python", NULL,
                            "No Python interpreter was found in process %d.", (int) pid);
  if (interpreter.major != 3 || interpreter.minor != 14)
    return seep_probe_fail (error, interpreter.minor < 14 ? "too-old" : "too-new", NULL,
                            "Python %s in process %d is not one that runs scripts for debuggers in "
                            "a way that is known here: 3.14 is.",
                            interpreter.version, (int) pid);
  return read_state (state, runtime, error);
}

/* --- Asking --- */

static uint64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * UINT64_C (1000000000) + (uint64_t) now.tv_nsec;
}

/* Whether @thread stands still. *@signal: what stopped it, to be passed on. */
static bool
wait_for_stop (pid_t thread, int *signal_number)
{
  int status;

  *signal_number = 0;
  for (unsigned i = 0; i < STOP_TRIES; i++)
    {
      struct timespec little = { .tv_nsec = i < SHORT_TRIES ? SHORT_NS : LONG_NS };
      pid_t answer = waitpid (thread, &status, __WALL | WNOHANG);

      if (answer == thread)
        {
          if (WIFSTOPPED (status) && status >> 16 == 0)
            *signal_number = WSTOPSIG (status);
          return WIFSTOPPED (status);
        }
      if (answer < 0 && errno != EINTR)
        return false;
      nanosleep (&little, NULL);
    }
  return false;
}

/* Whether its thread state is still there: it was freed otherwise, and is somebody else's memory.
 * While the thread stands still nobody frees it. */
static bool
is_there (const SeepRemoteState *state, const SeepRemoteThread *thread)
{
  SeepMemory memory = { .read = read_cb, .data = (void *) (uintptr_t) &state->pid };
  uint64_t at
    = seep_memory_read_u64 (&memory, state->interpreter + state->offsets.interpreter.threads);

  for (unsigned i = 0; i < MAX_STATES && at != 0 && at != thread->state && !memory.failed; i++)
    at = seep_memory_read_u64 (&memory, at + state->offsets.thread.next);
  return at == thread->state
         && seep_memory_read_u64 (&memory, at + state->offsets.thread.native_id)
              == thread->native_id;
}

typedef struct
{
  const SeepRemoteThread *thread; /* borrowed */
  int signal_number; /* what it was stopped by, to be passed on */
  uint64_t since_ns;
} Hold;

/* How long it was held. */
static uint64_t
let_go (const Hold *hold)
{
  uint64_t stop_ns = now_ns () - hold->since_ns;

  ptrace (PTRACE_DETACH, hold->thread->thread, NULL,
          (void *) (uintptr_t) (unsigned) hold->signal_number);
  return stop_ns;
}

/* Stops the thread; its state is there then. False with errno, ESRCH: it has ended. */
static bool
take_hold (Hold *hold, const SeepRemoteState *state, const SeepRemoteThread *thread)
{
  *hold = (Hold){ .thread = thread };
  if (ptrace (PTRACE_SEIZE, thread->thread, NULL, NULL) != 0)
    return false;
  if (ptrace (PTRACE_INTERRUPT, thread->thread, NULL, NULL) == 0
      && wait_for_stop (thread->thread, &hold->signal_number))
    {
      hold->since_ns = now_ns ();
      if (is_there (state, thread))
        return true;
    }
  let_go (hold);
  errno = ESRCH;
  return false;
}

/* Other threads set bits there as well, but atomically: it is the thread itself, which clears them,
 * that must stand still. */
static bool
set_breaker (const SeepRemoteState *state, const SeepRemoteThread *thread)
{
  SeepMemory memory = { .read = read_cb, .data = (void *) (uintptr_t) &state->pid };
  uint64_t at = thread->state + state->offsets.debugger.eval_breaker;
  uint64_t bits = seep_memory_read_u64 (&memory, at) | PLEASE_STOP;

  return !memory.failed && write_bytes (state, at, &bits, sizeof bits);
}

static bool
write_path (const SeepRemoteState *state, const SeepRemoteThread *thread, const char *path)
{
  uint64_t at = find_support (state, thread) + state->offsets.debugger.script_path;

  return write_bytes (state, at, path, strlen (path) + 1);
}

static bool
write_pending (const SeepRemoteState *state, const SeepRemoteThread *thread, int pending)
{
  return write_bytes (state, find_pending (state, thread), &pending, sizeof pending);
}

static bool
fail_trace (SeepProbeError *error, pid_t pid, int number)
{
  if (number == ESRCH)
    return seep_probe_fail (error, "exited", NULL, "Process %d ended.", (int) pid);
  return seep_probe_fail (error, "no-ptrace", NULL, "Process %d may not be touched: %s", (int) pid,
                          strerror (number));
}

SeepRemoteAnswer
seep_remote_state_ask (SeepRemoteState *state,
                       unsigned         i,
                       const char      *path,
                       uint64_t        *stop_ns,
                       SeepProbeError  *error)
{
  const SeepRemoteThread *thread = &state->threads[i];
  bool is_asked;
  int number;
  Hold hold;

  if (strlen (path) >= state->offsets.debugger.script_path_size)
    {
      seep_probe_fail (error, "internal", NULL, "The path of the script is too long: %s", path);
      return SEEP_REMOTE_FAILED;
    }
  if (!take_hold (&hold, state, thread))
    {
      if (errno == ESRCH && thread->thread != state->pid)
        return SEEP_REMOTE_GONE;
      fail_trace (error, state->pid, errno);
      return SEEP_REMOTE_FAILED;
    }
  is_asked = write_path (state, thread, path) && write_pending (state, thread, 1)
             && set_breaker (state, thread);
  number = errno;
  *stop_ns += let_go (&hold);
  if (is_asked)
    return SEEP_REMOTE_ASKED;
  fail_trace (error, state->pid, number);
  return SEEP_REMOTE_FAILED;
}

bool
seep_remote_state_take_back (SeepRemoteState *state, unsigned i, uint64_t *stop_ns)
{
  const SeepRemoteThread *thread = &state->threads[i];
  SeepMemory memory = { .read = read_cb, .data = &state->pid };
  bool is_waiting;
  Hold hold;

  if (!take_hold (&hold, state, thread))
    return errno == ESRCH;
  is_waiting = seep_memory_read_u32 (&memory, find_pending (state, thread)) != 0;
  if (is_waiting)
    is_waiting = write_pending (state, thread, 0) && write_path (state, thread, "");
  *stop_ns += let_go (&hold);
  return is_waiting;
}
