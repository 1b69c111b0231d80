/* SPDX-License-Identifier: MIT */
/* seep-reach.h — how a process can be reached, or why not: one judgement for the list of
 * processes and for whoever then goes in. Looking changes nothing in the process and stops
 * nothing. libc only.
 *
 * Whether memory may be touched is not computed but tried: reading one byte with
 * process_vm_readv() asks the kernel the very question that ptrace asks, Yama and its exceptions
 * included. The rest of the facts says why when it refuses. */
#pragma once

#include "seep-interpreter.h"
#include "seep-probe.h"

typedef enum
{
  SEEP_REACH_AGENT,   /* everything: the agent can be loaded */
  SEEP_REACH_OUTSIDE, /* its memory can be read; the error says why nothing can run in it */
  SEEP_REACH_NONE,    /* the error says why */
} SeepReachHow;

typedef struct
{
  /* The process. */
  pid_t pid;
  uid_t uid;        /* real */
  char user[64];    /* its name, or the number */
  bool is_same_user; /* all its user and group ids are ours */
  char state;       /* SeepProcStat */
  pid_t tracer;     /* 0: none */
  int seccomp;      /* 0 none, 1 strict, 2 a filter */
  bool is_in_other_user_namespace;

  /* Us. */
  bool is_privileged; /* CAP_SYS_PTRACE, here */
  int yama_scope;     /* -1: the kernel has no Yama */

  /* The trial. */
  int read_errno; /* 0: memory can be read; -1: its maps cannot be, so there was nothing to try */
} SeepReachFacts;

/* Fills @facts; false: it has ended. @interpreter: seep_interpreter_find(). */
bool seep_reach_look (int                    process,
                      const SeepInterpreter *interpreter,
                      SeepReachFacts        *facts);

/* What the facts say: a function of nothing else. @why gets code, message, remedy and members
 * unless the answer is SEEP_REACH_AGENT; its code is NULL then. */
SeepReachHow seep_reach_judge (const SeepReachFacts  *facts,
                               const SeepInterpreter *interpreter,
                               SeepProbeError        *why);

/* All of it for one process: finds the interpreter and judges. SEEP_REACH_NONE with "no-process",
 * "exited" or "not-python" too. */
SeepReachHow seep_reach_find (pid_t            pid,
                              SeepInterpreter *interpreter,
                              SeepProbeError  *why);
