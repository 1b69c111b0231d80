/* SPDX-License-Identifier: MIT */
/* What can be asked. A new one: a function in a file of its group, a row here, a line in
 * src/probe/PROTOCOL.md, a test in tests/agent/test-serve.py. */
#include "seep-serve.h"

#include <string.h>

#define FREE SEEP_SERVE_FREE
#define GIL SEEP_SERVE_NEEDS_GIL
#define QUIET (SEEP_SERVE_NEEDS_GIL | SEEP_SERVE_NEEDS_QUIET)

static const SeepServeRequest requests[] = {
  { "hello", seep_serve_hello, FREE },
  { "detach", seep_serve_detach, FREE },

  { "gc.counts", seep_serve_gc_counts, GIL },
  { "gc.stats", seep_serve_gc_stats, QUIET },
  { "gc.thresholds", seep_serve_gc_thresholds, QUIET },
  { "gc.collect", seep_serve_gc_collect, GIL },
  { "gc.enable", seep_serve_gc_enable, GIL },
  { "gc.disable", seep_serve_gc_disable, GIL },
  { "gc.freeze", seep_serve_gc_freeze, GIL },
  { "gc.unfreeze", seep_serve_gc_unfreeze, GIL },
  { "gc.frozen", seep_serve_gc_frozen, GIL },
  { "gc.garbage", seep_serve_gc_garbage, QUIET },
  { "gc.debug", seep_serve_gc_debug, GIL },
  { "gc.watch", seep_serve_gc_watch, QUIET },

  { "counts", seep_serve_counts, FREE },

  { "tracemalloc.start", seep_serve_tracemalloc_start, QUIET },
  { "tracemalloc.stop", seep_serve_tracemalloc_stop, GIL },
  { "tracemalloc.clear", seep_serve_tracemalloc_clear, GIL },
  { "tracemalloc.memory", seep_serve_tracemalloc_memory, QUIET },
  { "tracemalloc.reset_peak", seep_serve_tracemalloc_reset_peak, GIL },
  { "tracemalloc.snapshot", seep_serve_tracemalloc_snapshot, FREE },

  { "lines.start", seep_serve_lines_start, QUIET },
  { "lines.stop", seep_serve_lines_stop, QUIET },

  { "allocator", seep_serve_allocator, FREE },
  { "allocator.trim", seep_serve_allocator_trim, FREE },
};

const SeepServeRequest *
seep_serve_find_request (const char *name)
{
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
    if (strcmp (requests[i].name, name) == 0)
      return &requests[i];
  return NULL;
}
