/* SPDX-License-Identifier: MIT */
/* What META says of a process, as the agent would have said it from inside. */
#include "seep-target.h"

#include "seep-proc.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND_NS UINT64_C (1000000000)

static uint64_t
find_start_ns (const SeepProcStat *stat)
{
  long ticks_per_second = sysconf (_SC_CLK_TCK);
  char *text = seep_proc_read_all (AT_FDCWD, "/proc/stat", NULL);
  const char *boot = text != NULL ? strstr (text, "btime ") : NULL;
  uint64_t start_ns = 0;

  if (boot != NULL && ticks_per_second > 0)
    start_ns = strtoull (boot + strlen ("btime "), NULL, 10) * SECOND_NS
               + stat->start_ticks * (SECOND_NS / (uint64_t) ticks_per_second);
  free (text);
  return start_ns;
}

/* Its number in the innermost of its namespaces: the last one behind NSpid. */
static uint64_t
find_own_pid (const char *status, pid_t pid)
{
  const char *text = seep_proc_find_field (status, "NSpid");
  uint64_t number = 0;
  char *end;

  while (text != NULL && *text != '\n')
    {
      number = strtoull (text, &end, 10);
      if (end == text)
        break;
      text = end;
    }
  return number != 0 ? number : (uint64_t) pid;
}

void
seep_target_read_facts (SeepTarget *target, pid_t pid)
{
  int process = seep_proc_open (pid);
  char text[8192];
  SeepProcStat stat;
  ssize_t n;

  target->pid = (uint64_t) pid;
  if (process < 0)
    return;
  if (seep_proc_read (process, "stat", text, sizeof text) > 0
      && seep_proc_parse_stat (text, &stat))
    target->start_ns = find_start_ns (&stat);
  if (seep_proc_read (process, "status", text, sizeof text) > 0)
    {
      target->pid = find_own_pid (text, pid);
      target->resident_bytes = seep_proc_get_bytes (text, "VmRSS");
    }
  if (!seep_proc_read_link (process, "exe", target->exe, sizeof target->exe))
    target->exe[0] = '\0';
  n = seep_proc_read (process, "cmdline", target->argv, sizeof target->argv);
  target->n_argv = n > 0 ? (size_t) n : 0;
  if (target->n_argv > 0 && target->argv[target->n_argv - 1] != '\0')
    target->n_argv++; /* cut, or written over: the NUL that was put there ends it */
  close (process);
}
