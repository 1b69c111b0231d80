/* SPDX-License-Identifier: MIT */
/* seep-watch.h — samples and events of a process as lines, at even times, until it or the reader
 * ends. `sample` and `run` are this with a different beginning and end. libc only. */
#pragma once

#include "seep-probe.h"

typedef struct
{
  pid_t pid;
  double interval_seconds;
  bool with_descendants;
  bool with_maps;
  FILE *stream; /* borrowed; a line is flushed as it is written */
} SeepWatchOptions;

typedef enum
{
  SEEP_WATCH_TICK,      /* it is time for seep_watch_sample() */
  SEEP_WATCH_ENDED,     /* the process has; nothing is sampled any more */
  SEEP_WATCH_NO_READER, /* nobody reads the lines any more */
  SEEP_WATCH_OTHER,     /* the descriptor of the caller can be read */
} SeepWatchTurn;

typedef struct _SeepWatch SeepWatch;

/* NULL with @error: "no-process", "exited", "internal". */
SeepWatch *seep_watch_new  (const SeepWatchOptions *options,
                            SeepProbeError         *error) __attribute__ ((warn_unused_result));
void       seep_watch_free (SeepWatch *watch);

/* What came between, then a sample. Errors of writing are kept for seep_watch_finish(). */
void seep_watch_sample (SeepWatch *watch);

/* Waits for the next thing. @fd: the caller's own, or -1. */
SeepWatchTurn seep_watch_wait (SeepWatch *watch,
                               int        fd);

/* The last line, also of what was never watched: it had ended too soon. @status: of waitpid(),
 * or -1 when it may not be known. */
void seep_watch_tell_exit (const SeepWatchOptions *options,
                           int                     status);

/* False with @error when lines could not be written; a reader that has gone is no error. */
bool seep_watch_finish (SeepWatch      *watch,
                        SeepProbeError *error);
