/* SPDX-License-Identifier: MIT */
/* seep-collector.h — the collector's lists, which name every tracked object, and its numbers.
 * Nothing is asked of the gc module: its lists of objects would be objects themselves. */
#pragma once

#include "seep-dump.h"

typedef struct
{
  bool is_enabled;
  uint64_t count[3], threshold[3];
  bool has_stats; /* these are known: */
  uint64_t collections[3], collected[3], uncollectable[3];
  uint64_t n_frozen;
} SeepCollectorFacts;

/* The numbers of the main interpreter's collector. */
void seep_collector_read (SeepDump           *dump,
                          SeepCollectorFacts *facts);

/* The collector's state that serves @interpreter. */
SeepAddress seep_collector_find (const SeepDump *dump,
                                 SeepAddress     interpreter);

/* Whether a collection is under way: the lists are not whole then. */
bool seep_collector_is_running (SeepDump *dump);

/* @lane: 0 or 1; in each lane objects come in the order of the lists, or against it. */
typedef void (*SeepCollectorFunc) (SeepDump *dump, SeepAddress object, unsigned lane);

/* Calls @func for each tracked object of each interpreter that is walked. */
void seep_collector_walk (SeepDump         *dump,
                          SeepCollectorFunc func);

/* Keeps the collector from running until seep_collector_release(). */
void seep_collector_hold (SeepDump *dump);
void seep_collector_release (SeepDump *dump);
