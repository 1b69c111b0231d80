/* SPDX-License-Identifier: MIT */
/* seep-dump-way.h — in which way `auto` dumps a process. */
#pragma once

#include "seep-reach.h"

typedef enum
{
  SEEP_DUMP_WAY_AUTO, /* asked for, never chosen */
  SEEP_DUMP_WAY_AGENT,
  SEEP_DUMP_WAY_FORK,
  SEEP_DUMP_WAY_OUTSIDE,
  SEEP_DUMP_WAY_SCRIPT, /* by way of PEP 768; not chosen, but what an agent's way may end in */
} SeepDumpWay;

typedef struct
{
  SeepReachHow reach;
  uint64_t anon_bytes;      /* of the process, and not of a file */
  uint64_t available_bytes; /* that this machine can spare */
  const char *obstacle;     /* why the agent cannot be loaded, a sentence; borrowed */
} SeepDumpFacts;

/* Of the process whose directory in /proc @process is. */
void seep_dump_facts_read (SeepDumpFacts *facts,
                           int            process);

/* The best way, and *@why in a sentence (static, or the facts'). A function of the facts and
 * nothing else: an in-place dump pauses the program for some 0.7 ms per MB of its heap, a fork
 * for 0.04 ms, and costs up to as much memory as the program has. */
SeepDumpWay seep_dump_way_choose (const SeepDumpFacts *facts,
                                  const char         **why);

/* Why the agent itself left it to a child. */
const char *seep_dump_way_explain_tracing (void);

/* Why the interpreter was asked to run a script that brings the agent. */
const char *seep_dump_way_explain_script (void);

/* Whether a dump from outside may do what one from inside, refused with @code, could not. */
bool seep_dump_way_can_fall_back (const char *code);
