/* SPDX-License-Identifier: MIT */
/* seep-serve.h — a conversation with whoever asks about this program while it runs.
 *
 * One thread of the agent's own reads requests (lines of JSON, src/probe/PROTOCOL.md) from one
 * descriptor and answers on another. It holds the GIL only while a request needs it, and never
 * while it reads or writes: a reader that stalls or dies stalls nobody but this thread, which
 * gives up after a while. What was switched on for the conversation is switched off when it
 * ends.
 *
 * A request = a function `bool func (SeepServe *)` and a row in seep-serve-requests.c. */
#pragma once

#include "seep-dump.h"
#include "seep-python.h"
#include "seep-serve-request.h"
#include "seep-text.h"

typedef struct
{
  const SeepPython *python;
  int wake_fd;         /* borrowed; an eventfd that wakes this thread */
  SeepRequest request; /* the one that is answered now */

  /* Its answer: members, each with a comma in front; and bytes that follow the line. */
  SeepText members;
  SeepText bytes;
  bool has_bytes;
  const char *code; /* declined, and why; NULL: not */
  char sentence[256];

  int gil;
  uint64_t taken_ns; /* since when the GIL is held; 0: it is not */
  uint64_t held_ns;  /* for how long it was, for this request */
  bool stopped_collector;

  bool started_lines; /* that are measured */
  bool is_ending;     /* no more requests */
} SeepServe;

typedef bool (*SeepServeFunc) (SeepServe *serve);

typedef enum
{
  SEEP_SERVE_FREE = 0,
  SEEP_SERVE_NEEDS_GIL = 1,
  SEEP_SERVE_NEEDS_QUIET = 2, /* objects are made: no collection may begin on the way */
} SeepServeNeeds;

typedef struct
{
  const char *name;
  SeepServeFunc func;
  SeepServeNeeds needs;
} SeepServeRequest;

/* The row of @name, or NULL. */
const SeepServeRequest *seep_serve_find_request (const char *name);

/* Declines the request: false, for the caller to return. @code: of PROTOCOL.md. */
bool seep_serve_decline (SeepServe  *serve,
                         const char *code,
                         const char *sentence,
                         ...) __attribute__ ((format (printf, 3, 4)));

/* The same where the interpreter raised: clears the exception and names its type. */
bool seep_serve_decline_raised (SeepServe  *serve,
                                const char *what);

/* False (declined) where there is no interpreter to lock any more. */
bool seep_serve_take_gil (SeepServe *serve);
void seep_serve_give_gil (SeepServe *serve);

/* Between these no collection begins by itself: it would run the program's finalizers here. */
void seep_serve_stop_collector (SeepServe *serve);
void seep_serve_resume_collector (SeepServe *serve);

/* Calls @name of the module @module, which is built into the interpreter; with one number where
 * @number is not NULL. A new reference, or NULL (declined). */
SeepPyObject *seep_serve_call (SeepServe       *serve,
                               const char      *module,
                               const char      *name,
                               const long long *number);

/* The same, where the result does not matter. */
bool seep_serve_do (SeepServe       *serve,
                    const char      *module,
                    const char      *name,
                    const long long *number);

/* The same for a number: false (declined) when it is none. */
bool seep_serve_read (SeepServe       *serve,
                      const char      *module,
                      const char      *name,
                      const long long *number,
                      long long       *result);

/* Makes @dump fit for looking at types and the collector's lists: a layout, calibrated or not.
 * False (declined) for a Python that is not known. The GIL is held, the collector is stopped. */
bool seep_serve_prepare (SeepServe *serve,
                         SeepDump  *dump);

uint64_t seep_serve_now_ns (void);

/* Resident memory of this process. */
uint64_t seep_serve_read_rss (void);

/* --- The requests --- */

bool seep_serve_hello (SeepServe *serve);
bool seep_serve_detach (SeepServe *serve);

bool seep_serve_gc_counts (SeepServe *serve);
bool seep_serve_gc_stats (SeepServe *serve);
bool seep_serve_gc_thresholds (SeepServe *serve);
bool seep_serve_gc_collect (SeepServe *serve);
bool seep_serve_gc_enable (SeepServe *serve);
bool seep_serve_gc_disable (SeepServe *serve);
bool seep_serve_gc_freeze (SeepServe *serve);
bool seep_serve_gc_unfreeze (SeepServe *serve);
bool seep_serve_gc_frozen (SeepServe *serve);
bool seep_serve_gc_garbage (SeepServe *serve);
bool seep_serve_gc_debug (SeepServe *serve);
bool seep_serve_gc_watch (SeepServe *serve);

bool seep_serve_counts (SeepServe *serve);

bool seep_serve_tracemalloc_start (SeepServe *serve);
bool seep_serve_tracemalloc_stop (SeepServe *serve);
bool seep_serve_tracemalloc_clear (SeepServe *serve);
bool seep_serve_tracemalloc_memory (SeepServe *serve);
bool seep_serve_tracemalloc_reset_peak (SeepServe *serve);
bool seep_serve_tracemalloc_snapshot (SeepServe *serve);

bool seep_serve_allocator (SeepServe *serve);
bool seep_serve_allocator_trim (SeepServe *serve);

bool seep_serve_lines_start (SeepServe *serve);
bool seep_serve_lines_stop (SeepServe *serve);
