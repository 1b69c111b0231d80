/* SPDX-License-Identifier: MIT */
/* seep-serve-watch.h — what the collector does, while it does it.
 *
 * A C function in gc.callbacks notes the time of "start" and puts one entry into a ring at
 * "stop"; the talking thread takes them out. The program never waits: what the ring cannot hold
 * is counted and gone. */
#pragma once

#include "seep-python.h"

typedef struct
{
  uint64_t time_ns; /* since 1970 UTC, of the end */
  uint64_t lasted_ns;
  uint64_t n_collected, n_uncollectable;
  uint32_t generation;
} SeepWatchEvent;

/* Puts the function into gc.callbacks. The GIL is held. @wake_fd: an eventfd, which each
 * event is told. False with an exception set. */
bool seep_watch_start (const SeepPython *python,
                       int               wake_fd);

/* Takes it out again. The GIL is held. */
void seep_watch_stop (const SeepPython *python);

bool seep_watch_is_on (void);

/* The next event; false when there is none. */
bool seep_watch_take (SeepWatchEvent *event);

/* How many were dropped since the last call. */
uint64_t seep_watch_take_dropped (void);

/* In a child of fork(): nobody talks here, and the function goes when it is called next. */
void seep_watch_forget (void);
