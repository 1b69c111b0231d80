/* SPDX-License-Identifier: MIT */
/* How much memory is left: the least of what the machine, the control group and the limit of
 * address space have. */
#include "seep-copy.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static bool
read_file (const char *path, char *text, size_t n_room)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : read (fd, text, n_room - 1);

  if (fd >= 0)
    close (fd);
  text[n > 0 ? n : 0] = '\0';
  return n > 0;
}

static uint64_t
read_number (const char *folder, const char *name, uint64_t otherwise)
{
  char path[1024], text[64];
  char *end;
  uint64_t number;

  snprintf (path, sizeof path, "/sys/fs/cgroup%s/%s", folder, name);
  if (!read_file (path, text, sizeof text))
    return otherwise;
  number = strtoull (text, &end, 10);
  return end == text ? otherwise : number; /* "max" */
}

/* What it holds of files only to have it at hand. */
static uint64_t
read_files_at_hand (const char *folder)
{
  char path[1024], text[8192];
  const char *line;

  snprintf (path, sizeof path, "/sys/fs/cgroup%s/memory.stat", folder);
  line = read_file (path, text, sizeof text) ? strstr (text, "\ninactive_file ") : NULL;
  return line == NULL ? 0 : strtoull (line + strlen ("\ninactive_file "), NULL, 10);
}

/* Version 2: "0::/path". */
static uint64_t
get_group_room (void)
{
  char text[2048];
  char *path;
  uint64_t limit, used, n_at_hand;

  if (!read_file ("/proc/self/cgroup", text, sizeof text))
    return UINT64_MAX;
  path = strstr (text, "0::/");
  if (path == NULL)
    return UINT64_MAX;
  path += strlen ("0::");
  path[strcspn (path, "\n")] = '\0';
  limit = read_number (path, "memory.max", UINT64_MAX);
  used = read_number (path, "memory.current", 0);
  n_at_hand = read_files_at_hand (path);
  used -= n_at_hand < used ? n_at_hand : used;
  return limit == UINT64_MAX ? limit : limit > used ? limit - used : 0;
}

static uint64_t
get_machine_room (void)
{
  char text[4096];
  const char *line;

  if (!read_file ("/proc/meminfo", text, sizeof text))
    return UINT64_MAX;
  line = strstr (text, "MemAvailable:");
  return line == NULL ? UINT64_MAX : strtoull (line + strlen ("MemAvailable:"), NULL, 10) << 10;
}

static uint64_t
get_limit_room (void)
{
  struct rlimit limit;
  char text[64];
  uint64_t used;

  if (getrlimit (RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY
      || !read_file ("/proc/self/statm", text, sizeof text))
    return UINT64_MAX;
  used = strtoull (text, NULL, 10) * (uint64_t) sysconf (_SC_PAGESIZE);
  return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}

uint64_t
seep_copy_get_room (void)
{
  uint64_t rooms[] = { get_machine_room (), get_group_room (), get_limit_room () };
  uint64_t least = UINT64_MAX;

  for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
    if (rooms[i] < least)
      least = rooms[i];
  return least;
}
