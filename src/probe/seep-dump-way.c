/* SPDX-License-Identifier: MIT */
#include "seep-dump-way.h"

#include "seep-copy.h"
#include "seep-proc.h"

#include <fcntl.h>
#include <string.h>

#define STATUS_BYTES 8192
#define LONG_PAUSE_BYTES (UINT64_C (1) << 30) /* of a heap: over half a second */

void
seep_dump_facts_read (SeepDumpFacts *facts, int process)
{
  char text[STATUS_BYTES];

  if (seep_proc_read (process, "status", text, sizeof text) > 0)
    facts->anon_bytes = seep_proc_get_bytes (text, "RssAnon");
  facts->available_bytes = seep_copy_get_room ();
}

SeepDumpWay
seep_dump_way_choose (const SeepDumpFacts *facts, const char **why)
{
  if (facts->reach == SEEP_REACH_OUTSIDE)
    {
      *why = facts->obstacle;
      return SEEP_DUMP_WAY_OUTSIDE;
    }
  if (facts->anon_bytes < LONG_PAUSE_BYTES)
    {
      *why = "The agent sees most, and the heap is small enough for a short pause.";
      return SEEP_DUMP_WAY_AGENT;
    }
  if (facts->available_bytes < facts->anon_bytes)
    {
      *why = "The agent sees most, and there is too little memory for a child beside the program.";
      return SEEP_DUMP_WAY_AGENT;
    }
  *why = "The heap is large: a child writes it, and the program goes on.";
  return SEEP_DUMP_WAY_FORK;
}

const char *
seep_dump_way_explain_tracing (void)
{
  const char *why =
    "tracemalloc is on, and tracebacks take long: a child writes them, and the program goes on.";

  return why;
}

const char *
seep_dump_way_explain_script (void)
{
  const char *why =
    "No thread came to a place where the agent can be loaded from outside: the interpreter itself "
    "was asked to, by a script (PEP 768).";

  return why;
}

bool
seep_dump_way_can_fall_back (const char *code)
{
  static const char *const codes[]
    = { "child", "collecting", "deadline", "layout", "load", "no-safe-point", "other-agent",
        "starting", "stopped", "target-memory" };

  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (strcmp (codes[i], code) == 0)
      return true;
  return false;
}
