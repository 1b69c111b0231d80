/* SPDX-License-Identifier: MIT */
/* seep-usage.h — what a process uses at one moment. Its files in /proc are opened once and read
 * again and again: a few system calls each time, and nothing happens to the process. libc only. */
#pragma once

#include "seep-fds.h"
#include "seep-json-out.h"
#include "seep-proc.h"

/* What to read, and what was read. */
typedef enum
{
  SEEP_USAGE_BASE = 1 << 0,   /* RSS, VMS, faults, threads, CPU time */
  SEEP_USAGE_STATUS = 1 << 1, /* anonymous memory, the peak */
  SEEP_USAGE_ROLLUP = 1 << 2, /* PSS, USS, swap: the kernel goes through all its pages */
  SEEP_USAGE_MAPS = 1 << 3,   /* by class of mapping: likewise */
  SEEP_USAGE_FDS = 1 << 4,    /* how many descriptors */
  SEEP_USAGE_KINDS = 1 << 5,  /* and of which kinds: a system call for each */
  SEEP_USAGE_STATES = 1 << 6, /* and the sockets' states, with the kinds only: see seep-fds.h */
} SeepUsageParts;

typedef enum
{
  SEEP_MAP_HEAP,      /* [heap]: malloc's first arena */
  SEEP_MAP_ANONYMOUS, /* malloc's others, Python's own, other threads' stacks */
  SEEP_MAP_STACK,
  SEEP_MAP_FILE,      /* private: programs and libraries, with what they wrote to them */
  SEEP_MAP_SHARED,    /* shared memory, files mapped to be shared */
  SEEP_N_MAPS,
} SeepMapClass;

typedef struct
{
  SeepUsageParts parts;
  uint64_t rss_bytes, vms_bytes;
  uint64_t minor_faults, major_faults;
  uint64_t n_threads;
  uint64_t cpu_ticks;
  uint64_t anon_bytes, peak_rss_bytes;
  uint64_t pss_bytes, uss_bytes, swap_bytes;
  struct
  {
    uint64_t rss_bytes, pss_bytes;
  } maps[SEEP_N_MAPS];
  SeepFds fds;
  SeepSockets sockets; /* owned; between the kinds and the states */
  uint64_t n_processes;
} SeepUsage;

/* A process, opened for sampling. */
typedef struct
{
  pid_t pid;
  int process; /* seep_proc_open(); all owned; -1: not to be read */
  int stat, statm, status, fds;
  SeepProcStat last; /* as it was read last */
} SeepSubject;

/* False with errno: it is gone, or there are no descriptors left. */
bool seep_subject_open  (SeepSubject *subject,
                         pid_t        pid);
void seep_subject_close (SeepSubject *subject);

/* Reads /proc/PID/stat into @subject->last. False: it is gone. */
bool seep_subject_look (SeepSubject *subject);

/* Reads @parts into @usage, where they were not before, after seep_subject_look(). What may not
 * be read is not in @usage->parts; what has just ended has not even the base. */
void seep_subject_read (SeepSubject   *subject,
                        SeepUsageParts parts,
                        SeepUsage     *usage);

/* Adds @more; what one of them lacks, the sum lacks. */
void seep_usage_add (SeepUsage       *usage,
                     const SeepUsage *more);

/* A sum has nothing to clear. */
void seep_usage_clear (SeepUsage *usage);

/* The members of PROTOCOL.md's sample, from "rss_bytes" on. */
void seep_usage_write (const SeepUsage *usage,
                       SeepJsonOut     *json);
