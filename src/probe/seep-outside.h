/* SPDX-License-Identifier: MIT */
/* seep-outside.h — a heap dump from outside: nothing is run in the process that is looked at.
 *
 * All its threads are stopped, its memory is copied, the threads are let go; the copy is then
 * decoded at leisure and written as the agent would have written it (FORMAT.md, stream). The
 * same from an ELF core file, whose segments are the memory. What the decoder believes is
 * checked first: a memory layout that is not what the version's should be is refused. */
#pragma once

#include "seep-probe.h"

typedef struct
{
  bool no_previews;
  const char *exe;      /* core: the interpreter's file, instead of what the core names; or NULL */
  unsigned deadline_ms; /* for how long threads may take to stop, and a collection to end;
                         * 0: two seconds */
} SeepOutsideOptions;

typedef struct
{
  uint64_t n_objects, n_references, n_bytes, file_bytes;
  uint64_t stop_ns;      /* for how long the threads were stopped; 0 for a core file */
  uint64_t stop_cpu_ns;    /* of that, processor time of the probe */
  uint64_t copied_bytes;
  uint64_t decode_cpu_ns;
  unsigned n_threads;    /* stopped */
  unsigned n_tries;      /* stops, because of a collection under way or a list in two pieces */
} SeepOutsideReport;

/* Dumps the process @pid to @fd. A process that is stopped by a signal can be read, and stays
 * stopped. False with @error set; no thread is left stopped, whatever happens. */
bool seep_outside_dump (pid_t                     pid,
                        const SeepOutsideOptions *options,
                        int                       fd,
                        SeepOutsideReport        *report,
                        SeepProbeError           *error);

/* The same from the core file @path. */
bool seep_outside_dump_core (const char               *path,
                             const SeepOutsideOptions *options,
                             int                       fd,
                             SeepOutsideReport        *report,
                             SeepProbeError           *error);
