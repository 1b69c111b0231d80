/* SPDX-License-Identifier: MIT */
#include "seep-outside.h"

#include "seep-copy.h"
#include "seep-runtime.h"
#include "seep-stopper.h"
#include "seep-walk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_DEADLINE_MS 2000
#define FIRST_PAUSE_NS 5000000 /* between tries, doubled each time */
#define MAX_PAUSE_NS 200000000
#define MAX_BROKEN_TRIES 3
#define SECOND_NS UINT64_C (1000000000)
#define MAX_INTERPRETERS 64
#define MAX_HURRIED_BYTES (UINT64_C (4) << 30)

static uint64_t
now_ns (clockid_t clock)
{
  struct timespec now = { 0 };

  clock_gettime (clock, &now);
  return (uint64_t) now.tv_sec * SECOND_NS + (uint64_t) now.tv_nsec;
}

/* The file itself, even where it was replaced; else what stands at its path. */
static int
open_file_cb (void *data, const SeepMapping *mapping, const char *path)
{
  pid_t pid = *(const pid_t *) data;
  char name[4352];
  int fd;

  snprintf (name, sizeof name, "/proc/%d/map_files/%llx-%llx", (int) pid,
            (unsigned long long) mapping->start, (unsigned long long) mapping->end);
  fd = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd >= 0)
    return fd;
  snprintf (name, sizeof name, "/proc/%d/root%s", (int) pid, path);
  return open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static bool
read_word_cb (void *data, SeepAddress address, void *bytes, size_t n_bytes)
{
  struct iovec into = { .iov_base = bytes, .iov_len = n_bytes };
  struct iovec from = { .iov_base = (void *) (uintptr_t) address, .iov_len = n_bytes };

  return process_vm_readv (*(const pid_t *) data, &into, 1, &from, 1, 0) == (ssize_t) n_bytes;
}

/* Whether a collection is under way, asked of the process itself: a few words, not its memory. */
static bool
is_collecting (pid_t pid, const SeepTarget *target)
{
  SeepMemory memory = { .read = read_word_cb, .data = &pid };
  const SeepLayout *layout = target->layout;
  SeepAddress interpreter
    = seep_memory_read_u64 (&memory, target->runtime + (unsigned) layout->runtime.interpreters);

  for (unsigned i = 0; interpreter != 0 && i < MAX_INTERPRETERS; i++)
    {
      SeepAddress state = (layout->runtime.owns_gc ? target->runtime : interpreter)
                          + (unsigned) layout->runtime.gc;

      if (seep_memory_read_i32 (&memory, state + (unsigned) layout->collector.collecting) != 0)
        return true;
      interpreter
        = seep_memory_read_u64 (&memory, interpreter + (unsigned) layout->interpreter.next);
    }
  return false;
}

/* Where this very release keeps its state, read while it runs: if that fails because something is
 * being changed, the row of its version will do until its memory is here. */
static void
fit_early (SeepTarget *target, pid_t pid)
{
  SeepMemory memory = { .read = read_word_cb, .data = &pid };
  const char *failure;

  if (seep_runtime_fit_layout (&memory, target->runtime, target->row, &target->fitted, &failure))
    target->layout = &target->fitted;
}

static void
clear_target (SeepTarget *target)
{
  seep_image_clear (&target->image);
  seep_mappings_clear (&target->mappings);
}

/* While another program stands still, this one goes first, if it may: among thirty others that wait
 * for two processors, 200 MB are copied in 40 ms instead of 380. For more than a second none has
 * to step back for that. */
static bool
hurry (const SeepCopy *copy)
{
  const struct sched_param first = { .sched_priority = 1 };

  return copy->n_reserved < MAX_HURRIED_BYTES && sched_getscheduler (0) == SCHED_OTHER
         && sched_setscheduler (0, SCHED_RR | SCHED_RESET_ON_FORK, &first) == 0;
}

static void
step_back (void)
{
  const struct sched_param usual = { 0 };

  sched_setscheduler (0, SCHED_OTHER, &usual);
}

/* Stops the process, copies it, lets it go. False with @error set, or, when a collection was
 * under way, with @collects. */
static bool
capture (SeepTarget *target, SeepCopy *copy, unsigned deadline_ms, SeepOutsideReport *report,
         bool *collects, SeepProbeError *error)
{
  SeepStopper stopper;
  bool is_taken = false, is_hurrying;

  uint64_t start_ns = now_ns (CLOCK_THREAD_CPUTIME_ID);

  *collects = false;
  report->n_tries++;
  if (!seep_stopper_seize (&stopper, copy->pid, error))
    return false;
  is_hurrying = hurry (copy);
  if (seep_stopper_stop (&stopper, deadline_ms, error))
    {
      *collects = is_collecting (copy->pid, target);
      if (!*collects)
        {
          seep_mappings_clear (&target->mappings);
          is_taken = seep_copy_take (copy, target, error);
        }
    }
  report->n_threads = (unsigned) stopper.n_threads;
  report->stop_ns += seep_stopper_release (&stopper);
  if (is_hurrying)
    step_back ();
  report->stop_cpu_ns += now_ns (CLOCK_THREAD_CPUTIME_ID) - start_ns;
  report->copied_bytes = copy->n_copied;
  return is_taken;
}

/* As often as it takes: a collection has its objects in no list. */
static bool
capture_whole (SeepTarget *target, SeepCopy *copy, unsigned deadline_ms,
               SeepOutsideReport *report, SeepProbeError *error)
{
  uint64_t deadline_ns = now_ns (CLOCK_MONOTONIC) + deadline_ms * UINT64_C (1000000);
  struct timespec pause = { .tv_nsec = FIRST_PAUSE_NS };
  bool collects;

  for (;;)
    {
      if (capture (target, copy, deadline_ms, report, &collects, error))
        return true;
      if (!collects)
        return false;
      if (now_ns (CLOCK_MONOTONIC) > deadline_ns)
        return seep_probe_fail (error, "collecting", NULL,
                                "Its collector is running, and did not end in %u ms.",
                                deadline_ms);
      nanosleep (&pause, NULL);
      if (pause.tv_nsec < MAX_PAUSE_NS)
        pause.tv_nsec *= 2;
    }
}

/* Whether no list of the first interpreter is in two pieces. */
static bool
lists_are_whole (SeepTarget *target)
{
  SeepAddress interpreter
    = seep_target_field (target, target->runtime, target->layout->runtime.interpreters);
  SeepAddress heads[SEEP_TARGET_N_LISTS];
  const SeepAddress mask = ~(SeepAddress) SEEP_GC_POINTER_MASK;
  uint64_t n_left = target->image.n_regions == 0 ? 0 : UINT32_MAX;

  seep_target_list_heads (target, interpreter, heads);
  for (unsigned i = 0; i < SEEP_TARGET_N_LISTS; i++)
    {
      SeepAddress at = heads[i], next;

      do
        {
          next = seep_target_word (target, at) & mask;
          if (next == 0 || (seep_target_word (target, next + SEEP_GC_PREVIOUS) & mask) != at
              || target->image.memory.failed || n_left-- == 0)
            {
              target->image.memory.failed = false;
              return false;
            }
          at = next;
        }
      while (at != heads[i]);
    }
  return true;
}

static bool
dump_target (SeepTarget *target, const SeepOutsideOptions *options, uint64_t time_ns, int fd,
             SeepOutsideReport *report, SeepProbeError *error)
{
  uint64_t start_ns = now_ns (CLOCK_THREAD_CPUTIME_ID);
  SeepWalkTotals totals = { 0 };
  bool done;

  done = seep_walk_dump (target, options->no_previews, report->stop_ns, time_ns, fd, &totals,
                         &report->file_bytes, error);
  report->n_objects = totals.n_objects;
  report->n_references = totals.n_references;
  report->n_bytes = totals.n_bytes;
  report->decode_cpu_ns = now_ns (CLOCK_THREAD_CPUTIME_ID) - start_ns;
  return done;
}

static bool
give_up (SeepTargetFiles *files)
{
  seep_target_files_clear (files);
  return false;
}

static bool
dump_copy (SeepTarget *target, SeepCopy *copy, const SeepOutsideOptions *options, int fd,
           SeepOutsideReport *report, SeepProbeError *error)
{
  unsigned deadline_ms
    = options->deadline_ms != 0 ? options->deadline_ms : DEFAULT_DEADLINE_MS;
  SeepTargetFiles files = { 0 };
  pid_t pid = copy->pid;
  uint64_t time_ns = 0;
  bool done = false;

  for (unsigned i = 0; i < MAX_BROKEN_TRIES; i++)
    {
      seep_image_clear (&target->image);
      seep_target_files_clear (&files);
      target->n_statics = 0;
      time_ns = now_ns (CLOCK_REALTIME);
      if (!capture_whole (target, copy, deadline_ms, report, error))
        return give_up (&files);
      seep_target_map_files (target, &files, open_file_cb, &pid);
      done = seep_target_confirm (target, error);
      if (done && lists_are_whole (target))
        break;
      /* What was being changed is whole a moment later. */
      if (!done && i + 1 < MAX_BROKEN_TRIES)
        *error = (SeepProbeError){ 0 };
    }
  if (done)
    done = dump_target (target, options, time_ns, fd, report, error);
  seep_target_files_clear (&files);
  return done;
}

bool
seep_outside_dump (pid_t                     pid,
                   const SeepOutsideOptions *options,
                   int                       fd,
                   SeepOutsideReport        *report,
                   SeepProbeError           *error)
{
  SeepTarget *target = calloc (1, sizeof *target);
  SeepCopy copy = { .pagemap = -1 };
  bool done = false;

  *report = (SeepOutsideReport){ 0 };
  if (target == NULL)
    return seep_probe_fail (error, "memory", NULL, "There is no memory to begin with.");
  seep_image_init (&target->image);
  target->how = "outside";
  if (!seep_mappings_read (&target->mappings, pid))
    seep_probe_fail (error, errno == ENOENT || errno == ESRCH ? "no-process" : "no-ptrace", NULL,
                     "What is mapped in process %d cannot be read: %s", (int) pid,
                     strerror (errno));
  else if (seep_target_find_python (target, open_file_cb, &pid, error)
           && seep_copy_prepare (&copy, pid, error))
    {
      fit_early (target, pid);
      seep_target_read_facts (target, pid);
      done = dump_copy (target, &copy, options, fd, report, error);
    }
  seep_copy_clear (&copy);
  clear_target (target);
  free (target);
  return done;
}
