/* SPDX-License-Identifier: MIT */
#include "seep-candidates.h"

#include "seep-proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
compare_candidates (const void *a, const void *b)
{
  const SeepCandidate *first = a;
  const SeepCandidate *second = b;

  return first->state != second->state ? (int) first->state - (int) second->state
                                       : first->thread - second->thread;
}

/* The last of the numbers that a line of status has: one for each level of containers. */
static pid_t
get_inner_number (const char *status, const char *name)
{
  const char *at = seep_proc_find_field (status, name);
  char *end;
  pid_t number = 0;

  while (at != NULL && *at != '\n' && *at != '\0')
    {
      number = (pid_t) strtol (at, &end, 10);
      at = end == at ? NULL : end + strspn (end, "\t ");
    }
  return number;
}

/* False: it has ended; or the kernel has it, and would stop it when that is over, whenever that is;
 * or it runs under a shadow stack, which such calls would break. */
static bool
look_at_thread (const SeepFoothold *foothold, pid_t thread, SeepCandidate *candidate)
{
  char path[64], status[8192];
  const char *state, *features;

  snprintf (path, sizeof path, "task/%d/status", (int) thread);
  if (seep_proc_read (foothold->process, path, status, sizeof status) <= 0)
    return false;
  state = seep_proc_find_field (status, "State");
  if (state != NULL && *state == 'D')
    return false;
  features = seep_proc_find_field (status, "x86_Thread_features");
  if (features != NULL && strncmp (features, "shstk", 5) == 0)
    return false;
  candidate->thread = thread;
  candidate->inner_pid = get_inner_number (status, "NStgid");
  candidate->inner_thread = get_inner_number (status, "NSpid");
  candidate->state = seep_safe_point_guess (foothold, thread);
  return true;
}

size_t
seep_candidates_list (const SeepFoothold *foothold, SeepCandidate *candidates)
{
  int fd = openat (foothold->process, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd < 0 ? NULL : fdopendir (fd);
  struct dirent *entry;
  size_t n = 0;

  while (directory != NULL && n < SEEP_CANDIDATES_MAX && (entry = readdir (directory)) != NULL)
    if (entry->d_name[0] != '.'
        && look_at_thread (foothold, (pid_t) atol (entry->d_name), &candidates[n]))
      n++;
  if (directory != NULL)
    closedir (directory);
  qsort (candidates, n, sizeof *candidates, compare_candidates);
  return n;
}
