/* SPDX-License-Identifier: MIT */
/* seep-fork.h — the heap as it is now, in a process of its own: the program goes on while that one
 * writes the dump.
 *
 * The child is made by clone(2) itself. fork(3) would first run what libraries have registered
 * for it, in the program, and the child's end would be a SIGCHLD that the program did not
 * expect. The price: another thread may have held a lock of the allocator, and in the child it
 * holds it for ever. So nothing is allocated there: what the interpreter would have to be asked
 * is done by formula, and tracemalloc does not see the tuples that it answers with. Descriptors
 * are shared, not copied: what the program closes is closed. A child that makes no progress is
 * killed. */
#pragma once

#include "seep-dump.h"

typedef struct
{
  uint64_t n_written; /* bytes, so far: the child is alive */
  bool is_ended;      /* the rest is there */
  int error;
  SeepDumpTotals totals;
} SeepForkAnswer;

struct _SeepFork
{
  pid_t child;            /* 0: none */
  SeepForkAnswer *answer; /* owned; of both processes */
};

/* Memory that both will see. False: there is none. */
bool seep_fork_init  (SeepFork *fork);
void seep_fork_clear (SeepFork *fork);

/* Makes the child: true in it, false in the program, where @fork->child is its number, or minus an
 * errno. The GIL is held. */
bool seep_fork_split (SeepFork *fork);

/* In the child: says how it ended (@error: an errno, or 0), and ends. */
void seep_fork_end (SeepFork             *fork,
                    int                   error,
                    const SeepDumpTotals *totals) __attribute__ ((noreturn));

/* In the program, without the GIL: waits until the child has ended, and nothing is left of it.
 * Kills it when nobody reads @fd any more, or when it stands still. False when it could not do
 * the dump. */
bool seep_fork_wait (SeepFork       *fork,
                     int             fd,
                     SeepDumpTotals *totals,
                     int            *error,
                     char           *sentence,
                     size_t          n_sentence);
