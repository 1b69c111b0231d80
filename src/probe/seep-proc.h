/* SPDX-License-Identifier: MIT */
/* seep-proc.h — what /proc/PID says. A process is known by a descriptor of its directory there,
 * which stays with that process even when its number is given to another one. libc only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SEEP_PROC_COMM_BYTES 64 /* 15 and a NUL; kernel threads have longer ones */

/* -1 with errno; ENOENT: there is no such process. */
int seep_proc_open (pid_t pid);

/* Reads the file @name of @process (AT_FDCWD: any file), at most @n_bytes - 1 of it, with a NUL
 * behind. Returns how many, -1 with errno (ESRCH: it has ended). */
ssize_t seep_proc_read (int         process,
                        const char *name,
                        char       *text,
                        size_t      n_bytes);

/* All of it, for the caller to free; NULL with errno. @n_bytes may be NULL. */
char *seep_proc_read_all (int         process,
                          const char *name,
                          size_t     *n_bytes) __attribute__ ((warn_unused_result));

/* Where the link points to; false with errno. Too long a target is cut off. */
bool seep_proc_read_link (int         process,
                          const char *name,
                          char       *target,
                          size_t      n_bytes);

/* /proc/PID/stat. Addresses are 0 for who may not know them. */
typedef struct
{
  pid_t pid;
  char comm[SEEP_PROC_COMM_BYTES];
  char state; /* R running, S D sleeping, T stopped, t traced, Z X ended */
  pid_t parent;
  uint32_t flags;
  uint64_t minor_faults;
  uint64_t major_faults;
  uint64_t user_ticks;
  uint64_t system_ticks;
  uint64_t n_threads;
  uint64_t start_ticks; /* since the machine's start */
  uint64_t vms_bytes;
  uint64_t start_code;
  uint64_t start_stack;
} SeepProcStat;

#define SEEP_PROC_KERNEL_THREAD 0x00200000 /* flags: PF_KTHREAD */

/* The text of it; false: it is not one. */
bool seep_proc_parse_stat (const char   *text,
                           SeepProcStat *stat);

/* Zombies count as ended: nothing is left of them but a number. */
bool seep_proc_is_ended (const SeepProcStat *stat);

/* What stands behind "NAME:" in a file of such lines, as status and smaps_rollup are; NULL:
 * none. */
const char *seep_proc_find_field (const char *text,
                                  const char *name);

/* The number there; 0 when there is none. The unit, kB, is worked in by _bytes. */
uint64_t seep_proc_get_number (const char *text,
                               const char *name);
uint64_t seep_proc_get_bytes  (const char *text,
                               const char *name);
